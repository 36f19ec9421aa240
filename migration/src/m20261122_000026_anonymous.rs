//! Rounds whose responses cannot be tied to who was invited. What was submitted in them is kept in a table that has no room for whose
//! it is or when it came.

use crate::sql;

crate::sql::migration! { up: UP, down: DOWN, frozen: FROZEN, kept: KEPT }

const UP: &[&str] = &[
    "ALTER TABLE round ADD COLUMN anonymous {bool} NOT NULL DEFAULT false",
    "CREATE INDEX round_anonymous ON round (closes_at) WHERE anonymous",
    // Without a rowid SQLite keeps the rows in the order of their keys, which are random, and not in that in which they came.
    "{sqlite}CREATE TABLE anonymous_response (
         id {uuid} PRIMARY KEY,
         round_id {uuid} NOT NULL REFERENCES round (id) ON DELETE CASCADE,
         content {json} NOT NULL,
         content_hash {text} NOT NULL
     ) WITHOUT ROWID",
    "{postgres}CREATE TABLE anonymous_response (
         id {uuid} PRIMARY KEY,
         round_id {uuid} NOT NULL REFERENCES round (id) ON DELETE CASCADE,
         content {json} NOT NULL,
         content_hash {text} NOT NULL
     )",
    "CREATE INDEX anonymous_response_by_round ON anonymous_response (round_id, id)",
];

/// What was submitted in anonymous rounds is lost: before, there is no room for a response that is nobody's.
const DOWN: &[&str] = &[
    "DROP TABLE anonymous_response",
    "DROP INDEX round_anonymous",
    "ALTER TABLE round DROP COLUMN anonymous",
];

const MESSAGE: &str = "a submission cannot be changed";

// As for submissions: deleting stays possible.
const FROZEN: &[sql::Frozen] = &[sql::Frozen {
    table: "anonymous_response",
    condition: "ROW.id IS NOT NULL",
    lock: None,
    message: MESSAGE,
    on: &["UPDATE"],
}];

const KEPT: &[sql::Kept] = &[sql::Kept {
    table: "anonymous_response",
    keys: &[&["id"]],
    condition: "ROW.id IS NOT NULL",
    fixed: &[],
    message: MESSAGE,
}];
