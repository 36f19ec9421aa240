//! Service owners, their contacts, and the population of a study.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "CREATE TABLE organization (
         id {uuid} PRIMARY KEY,
         orgnr {text} NOT NULL UNIQUE CHECK (length(orgnr) = 9),
         name {json} NOT NULL,
         language {text} NOT NULL CHECK (language IN ('nb', 'nn', 'en')),
         search_text {text} NOT NULL,
         sort_key {bytes} NOT NULL,
         created_at {time} NOT NULL,
         updated_at {time} NOT NULL,
         retired_at {time}
     )",
    "CREATE INDEX organization_in_order ON organization (sort_key, id)",
    "CREATE TABLE contact (
         id {uuid} PRIMARY KEY,
         organization_id {uuid} NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
         name {text} NOT NULL,
         email {text} NOT NULL,
         language {text} CHECK (language IN ('nb', 'nn', 'en')),
         is_primary {bool} NOT NULL,
         created_at {time} NOT NULL
     )",
    "CREATE INDEX contact_by_organization ON contact (organization_id)",
    "CREATE UNIQUE INDEX contact_one_primary ON contact (organization_id) WHERE is_primary",
    "CREATE TABLE frame_member (
         study_id {uuid} NOT NULL REFERENCES study (id) ON DELETE CASCADE,
         organization_id {uuid} NOT NULL REFERENCES organization (id),
         created_at {time} NOT NULL,
         PRIMARY KEY (study_id, organization_id)
     )",
    "CREATE INDEX frame_member_by_organization ON frame_member (organization_id)",
];

const DOWN: &[&str] = &["DROP TABLE frame_member", "DROP TABLE contact", "DROP TABLE organization"];
