//! What maturity is measured by besides answers: ratings by analysts, and what the registry knew of an owner's services when it
//! submitted. Figures count the owners that a dimension does not apply to.

use crate::sql;

crate::sql::migration! { up: UP, down: DOWN, frozen: FROZEN }

const UP: &[&str] = &[
    // SQLite cannot take a NOT NULL away.
    "{sqlite}DROP INDEX maturity_item_by_question",
    "{sqlite}ALTER TABLE maturity_item RENAME TO maturity_item_before",
    "{sqlite}CREATE TABLE maturity_item (
         id {uuid} PRIMARY KEY,
         dimension_id {uuid} NOT NULL REFERENCES dimension (id) ON DELETE CASCADE,
         question_id {uuid} REFERENCES question (id),
         weight {real} NOT NULL CHECK (weight >= 0),
         kind {text} NOT NULL DEFAULT 'question' CHECK (kind IN ('question', 'rating', 'fact')),
         code {text},
         name {json},
         description {json},
         steps {json},
         fact {text} CHECK (fact IN ('services_moved', 'services_moved_by_volume')),
         UNIQUE (dimension_id, question_id),
         CONSTRAINT maturity_item_is_one CHECK ((kind = 'question') = (question_id IS NOT NULL) AND (kind = 'rating') = (code IS NOT NULL) \
             AND (kind = 'rating') = (name IS NOT NULL) AND (kind = 'rating') = (steps IS NOT NULL) AND (kind = 'fact') = (fact IS NOT NULL))
     )",
    "{sqlite}INSERT INTO maturity_item (id, dimension_id, question_id, weight)
         SELECT id, dimension_id, question_id, weight FROM maturity_item_before",
    "{sqlite}DROP TABLE maturity_item_before",
    "{sqlite}CREATE INDEX maturity_item_by_question ON maturity_item (question_id)",
    "{postgres}ALTER TABLE maturity_item ALTER COLUMN question_id DROP NOT NULL",
    "{postgres}ALTER TABLE maturity_item ADD COLUMN kind {text} NOT NULL DEFAULT 'question' CHECK (kind IN ('question', 'rating', 'fact'))",
    "{postgres}ALTER TABLE maturity_item ADD COLUMN code {text}",
    "{postgres}ALTER TABLE maturity_item ADD COLUMN name {json}",
    "{postgres}ALTER TABLE maturity_item ADD COLUMN description {json}",
    "{postgres}ALTER TABLE maturity_item ADD COLUMN steps {json}",
    "{postgres}ALTER TABLE maturity_item ADD COLUMN fact {text} CHECK (fact IN ('services_moved', 'services_moved_by_volume'))",
    "{postgres}ALTER TABLE maturity_item ADD CONSTRAINT maturity_item_is_one CHECK ((kind = 'question') = (question_id IS NOT NULL) \
         AND (kind = 'rating') = (code IS NOT NULL) AND (kind = 'rating') = (name IS NOT NULL) \
         AND (kind = 'rating') = (steps IS NOT NULL) AND (kind = 'fact') = (fact IS NOT NULL))",
    "CREATE UNIQUE INDEX maturity_item_by_code ON maturity_item (dimension_id, code)",
    "CREATE UNIQUE INDEX maturity_item_by_fact ON maturity_item (dimension_id, fact)",
    "CREATE TABLE maturity_rating (
         id {uuid} PRIMARY KEY,
         round_id {uuid} NOT NULL REFERENCES round (id) ON DELETE CASCADE,
         organization_id {uuid} NOT NULL REFERENCES organization (id),
         code {text} NOT NULL,
         revision {int} NOT NULL CHECK (revision >= 1),
         state {text} NOT NULL CHECK (state IN ('rated', 'dont_know', 'not_relevant')),
         value {real} CHECK (value BETWEEN 0 AND 1),
         reason {text} NOT NULL,
         by_whom {text} NOT NULL CHECK (by_whom IN ('system', 'account', 'respondent')),
         account_id {uuid} REFERENCES account (id),
         rated_at {time} NOT NULL,
         UNIQUE (round_id, organization_id, code, revision),
         CHECK ((state = 'rated') = (value IS NOT NULL)),
         CHECK ((by_whom = 'account') = (account_id IS NOT NULL))
     )",
    "CREATE INDEX maturity_rating_by_organization ON maturity_rating (organization_id)",
    "CREATE INDEX maturity_rating_by_account ON maturity_rating (account_id)",
    "CREATE TABLE services_at_submission (
         submission_id {uuid} PRIMARY KEY REFERENCES submission (id) ON DELETE CASCADE,
         services {big} NOT NULL CHECK (services >= 0),
         moved {big} NOT NULL CHECK (moved BETWEEN 0 AND services),
         volume {big} CHECK (volume >= 0),
         moved_volume {big} CHECK (moved_volume BETWEEN 0 AND volume),
         until {date},
         CHECK ((volume IS NULL) = (moved_volume IS NULL) AND (volume IS NULL) = (until IS NULL))
     )",
    // What is kept of owners in figures does not say what does not apply to them yet.
    "INSERT INTO figure_due (round_id, organization_id) SELECT round_id, organization_id FROM population_member",
];

// What the earlier schema has no room for is lost on the way down. Figures that are kept read without the count as well.
const DOWN: &[&str] = &[
    "DROP TABLE services_at_submission",
    "DROP TABLE maturity_rating",
    "DELETE FROM maturity_item WHERE kind <> 'question'",
    "DROP INDEX maturity_item_by_fact",
    "DROP INDEX maturity_item_by_code",
    "{sqlite}DROP INDEX maturity_item_by_question",
    "{sqlite}ALTER TABLE maturity_item RENAME TO maturity_item_after",
    "{sqlite}CREATE TABLE maturity_item (
         id {uuid} PRIMARY KEY,
         dimension_id {uuid} NOT NULL REFERENCES dimension (id) ON DELETE CASCADE,
         question_id {uuid} NOT NULL REFERENCES question (id),
         weight {real} NOT NULL CHECK (weight >= 0),
         UNIQUE (dimension_id, question_id)
     )",
    "{sqlite}INSERT INTO maturity_item (id, dimension_id, question_id, weight)
         SELECT id, dimension_id, question_id, weight FROM maturity_item_after",
    "{sqlite}DROP TABLE maturity_item_after",
    "{sqlite}CREATE INDEX maturity_item_by_question ON maturity_item (question_id)",
    "{postgres}ALTER TABLE maturity_item DROP CONSTRAINT maturity_item_is_one",
    "{postgres}ALTER TABLE maturity_item DROP COLUMN fact",
    "{postgres}ALTER TABLE maturity_item DROP COLUMN steps",
    "{postgres}ALTER TABLE maturity_item DROP COLUMN description",
    "{postgres}ALTER TABLE maturity_item DROP COLUMN name",
    "{postgres}ALTER TABLE maturity_item DROP COLUMN code",
    "{postgres}ALTER TABLE maturity_item DROP COLUMN kind",
    "{postgres}ALTER TABLE maturity_item ALTER COLUMN question_id SET NOT NULL",
];

const FROZEN: &[sql::Frozen] = &[
    sql::Frozen {
        table: "maturity_rating",
        condition: "ROW.id IS NOT NULL",
        lock: None,
        message: "a rating is not changed: another one follows it",
        on: &["UPDATE"],
    },
    sql::Frozen {
        table: "services_at_submission",
        condition: "ROW.submission_id IS NOT NULL",
        lock: None,
        message: "what was known when something was submitted is not changed",
        on: &["UPDATE"],
    },
];
