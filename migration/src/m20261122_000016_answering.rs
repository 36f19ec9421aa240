//! Keys of saves, so that a retry is answered as the first time, and responses that are reopened.

use crate::sql;

crate::sql::migration! { up: UP, down: DOWN, frozen: FROZEN, kept: KEPT }

const UP: &[&str] = &[
    "CREATE TABLE save_key (
         response_id {uuid} NOT NULL REFERENCES response (id) ON DELETE CASCADE,
         client_key {text} NOT NULL,
         content_hash {text} NOT NULL,
         refusals {json} NOT NULL,
         saved_at {time} NOT NULL,
         PRIMARY KEY (response_id, client_key)
     )",
    "CREATE INDEX save_key_by_time ON save_key (response_id, saved_at)",
    "CREATE TABLE reopening (
         id {uuid} PRIMARY KEY,
         response_id {uuid} NOT NULL REFERENCES response (id) ON DELETE CASCADE,
         submission_id {uuid} NOT NULL UNIQUE REFERENCES submission (id) ON DELETE CASCADE,
         reason {text} NOT NULL,
         reopened_by {uuid} REFERENCES account (id),
         reopened_at {time} NOT NULL
     )",
    "CREATE INDEX reopening_by_response ON reopening (response_id)",
];

/// What was reopened stays open: it is as if the last submission had not been the last.
const DOWN: &[&str] = &["DROP TABLE reopening", "DROP TABLE save_key"];

const MESSAGE: &str = "what was said of a reopening cannot be changed";

const FROZEN: &[sql::Frozen] = &[sql::Frozen {
    table: "reopening",
    condition: "ROW.id IS NOT NULL",
    lock: None,
    message: MESSAGE,
    on: &["UPDATE"],
}];

const KEPT: &[sql::Kept] = &[sql::Kept {
    table: "reopening",
    keys: &[&["id"], &["submission_id"]],
    condition: "ROW.id IS NOT NULL",
    fixed: &[],
    message: MESSAGE,
}];
