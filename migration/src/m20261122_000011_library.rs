//! The library: questions, sections and sets of dimensions, kept for reuse.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &["CREATE TABLE library_entry (
         id {uuid} PRIMARY KEY,
         kind {text} NOT NULL CHECK (kind IN ('question', 'section', 'dimensions')),
         name {text} NOT NULL,
         content {json} NOT NULL,
         search_text {text} NOT NULL,
         revision {int} NOT NULL CHECK (revision >= 1),
         created_at {time} NOT NULL,
         updated_at {time} NOT NULL
     )"];

const DOWN: &[&str] = &["DROP TABLE library_entry"];
