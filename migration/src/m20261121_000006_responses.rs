//! Responses, answers and submissions. A submission is frozen by the database itself.

use crate::sql;

crate::sql::migration! { up: UP, down: DOWN, frozen: FROZEN }

const UP: &[&str] = &[
    "CREATE TABLE response (
         id {uuid} PRIMARY KEY,
         invitation_id {uuid} NOT NULL UNIQUE REFERENCES invitation (id) ON DELETE CASCADE,
         status {text} NOT NULL CHECK (status IN ('in_progress', 'submitted')),
         started_at {time} NOT NULL,
         submitted_at {time},
         CHECK (status <> 'submitted' OR submitted_at IS NOT NULL)
     )",
    "CREATE TABLE answer (
         id {uuid} PRIMARY KEY,
         response_id {uuid} NOT NULL REFERENCES response (id) ON DELETE CASCADE,
         question_id {uuid} NOT NULL REFERENCES question (id),
         state {text} NOT NULL CHECK (state IN ('answered', 'dont_know', 'not_relevant')),
         revision {int} NOT NULL CHECK (revision >= 1),
         answered_by {uuid} NOT NULL REFERENCES contact (id),
         answered_at {time} NOT NULL,
         UNIQUE (response_id, question_id)
     )",
    "CREATE INDEX answer_by_question ON answer (question_id)",
    "CREATE TABLE answer_option (
         answer_id {uuid} NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
         option_id {uuid} NOT NULL REFERENCES version_option (id),
         PRIMARY KEY (answer_id, option_id)
     )",
    "CREATE INDEX answer_option_by_option ON answer_option (option_id)",
    "CREATE TABLE submission (
         id {uuid} PRIMARY KEY,
         response_id {uuid} NOT NULL REFERENCES response (id) ON DELETE CASCADE,
         number {int} NOT NULL CHECK (number >= 1),
         content {json} NOT NULL,
         content_hash {text} NOT NULL,
         client_key {text},
         submitted_by {uuid} NOT NULL REFERENCES contact (id),
         submitted_at {time} NOT NULL,
         UNIQUE (response_id, number)
     )",
];

const DOWN: &[&str] =
    &["DROP TABLE submission", "DROP TABLE answer_option", "DROP TABLE answer", "DROP TABLE response"];

// Deleting stays possible: the law can demand it, and it is seen, as a change would not be.
const FROZEN: &[sql::Frozen] = &[sql::Frozen {
    table: "submission",
    condition: "ROW.number >= 1",
    lock: None,
    message: "a submission cannot be changed",
    on: &["UPDATE"],
}];
