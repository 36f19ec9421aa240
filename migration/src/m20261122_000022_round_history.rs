//! Who planned, opened, changed, paused, resumed, closed, reopened and gave up which round, when, and from what to what. A round that
//! was given up is gone; what was done to it is not.

use crate::sql;

crate::sql::migration! { up: UP, down: DOWN, frozen: FROZEN, kept: KEPT }

const UP: &[&str] = &[
    "CREATE TABLE round_history (
         id {uuid} PRIMARY KEY,
         study_id {uuid} NOT NULL,
         round_id {uuid} NOT NULL,
         at {time} NOT NULL,
         by_whom {text} NOT NULL CHECK (by_whom IN ('system', 'account', 'respondent')),
         account_id {uuid} REFERENCES account (id),
         action {text} NOT NULL CHECK (action IN ('planned', 'opened', 'changed', 'owners_invited', 'paused', 'resumed', 'closed', \
              'reopened', 'given_up')),
         changes {json} NOT NULL,
         CHECK ((by_whom = 'account') = (account_id IS NOT NULL))
     )",
    "CREATE INDEX round_history_by_study ON round_history (study_id, id)",
    "CREATE INDEX round_history_by_round ON round_history (round_id, id)",
    "CREATE INDEX round_history_by_account ON round_history (account_id)",
];

const DOWN: &[&str] = &["DROP TABLE round_history"];

const FROZEN: &[sql::Frozen] = &[sql::Frozen {
    table: "round_history",
    condition: "ROW.id IS NOT NULL",
    lock: None,
    message: "the history of a round cannot be changed",
    on: &["UPDATE", "DELETE"],
}];

const KEPT: &[sql::Kept] = &[sql::Kept {
    table: "round_history",
    keys: &[&["id"]],
    condition: "ROW.id IS NOT NULL",
    fixed: &[],
    message: "the history of a round cannot be changed",
}];
