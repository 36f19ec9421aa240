//! Rounds that start from what owners submitted before: from which submission a response starts, and of each answer in it whether
//! it confirms what was said then.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "ALTER TABLE round ADD COLUMN start_from {text} NOT NULL DEFAULT 'nothing' \
         CHECK (start_from IN ('nothing', 'previous_submission'))",
    "ALTER TABLE round ADD COLUMN start_round_id {uuid} REFERENCES round (id)",
    "CREATE TABLE response_start (
         response_id {uuid} PRIMARY KEY REFERENCES response (id) ON DELETE CASCADE,
         submission_id {uuid} NOT NULL REFERENCES submission (id)
     )",
    "CREATE INDEX response_start_by_submission ON response_start (submission_id)",
    "CREATE TABLE answer_origin (
         answer_id {uuid} PRIMARY KEY REFERENCES answer (id) ON DELETE CASCADE,
         origin {text} NOT NULL CHECK (origin IN ('confirmed', 'changed', 'new'))
     )",
];

const DOWN: &[&str] = &[
    "DROP TABLE answer_origin",
    "DROP TABLE response_start",
    "ALTER TABLE round DROP COLUMN start_round_id",
    "ALTER TABLE round DROP COLUMN start_from",
];
