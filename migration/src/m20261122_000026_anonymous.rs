//! Rounds whose responses cannot be tied to who was invited. What was submitted in them is kept in a table that has no room for whose
//! it is or when it came.

use crate::sql;

crate::sql::migration! { up: UP, down: DOWN, frozen: FROZEN }

const UP: &[&str] = &[
    "ALTER TABLE round ADD COLUMN anonymous {bool} NOT NULL DEFAULT false",
    "ALTER TABLE round ADD COLUMN settled_at {time}",
    "CREATE INDEX round_to_settle ON round (closes_at) WHERE anonymous AND settled_at IS NULL",
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
    // As `sql::Kept` does for tables with a rowid: nothing takes the place of a row.
    "{sqlite}CREATE TRIGGER kept_anonymous_response_insert BEFORE INSERT ON anonymous_response FOR EACH ROW
         WHEN EXISTS (SELECT 1 FROM anonymous_response there WHERE there.id = NEW.id)
         BEGIN SELECT RAISE(ABORT, 'a submission cannot be changed'); END",
    "CREATE INDEX anonymous_response_by_round ON anonymous_response (round_id, id)",
];

/// What was submitted in anonymous rounds is lost: before, there is no room for a response that is nobody's. What was written and not
/// submitted is lost too, or everybody who reads answers could read it.
const DOWN: &[&str] = &[
    "DELETE FROM answer_comment WHERE invitation_id IN (SELECT i.id FROM invitation i JOIN round r ON r.id = i.round_id WHERE r.anonymous)",
    "DELETE FROM response WHERE invitation_id IN (SELECT i.id FROM invitation i JOIN round r ON r.id = i.round_id WHERE r.anonymous)",
    "DROP TABLE anonymous_response",
    "DROP INDEX round_to_settle",
    "ALTER TABLE round DROP COLUMN settled_at",
    "ALTER TABLE round DROP COLUMN anonymous",
];

// As for submissions: deleting stays possible.
const FROZEN: &[sql::Frozen] = &[sql::Frozen {
    table: "anonymous_response",
    condition: "ROW.id IS NOT NULL",
    lock: None,
    message: "a submission cannot be changed",
    on: &["UPDATE"],
}];
