//! Rules: when a question is shown.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &["ALTER TABLE version_question ADD COLUMN visible_when {text}"];

const DOWN: &[&str] = &["ALTER TABLE version_question DROP COLUMN visible_when"];
