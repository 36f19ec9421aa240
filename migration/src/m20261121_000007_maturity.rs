//! Maturity models and scores.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "CREATE TABLE maturity_model (
         id {uuid} PRIMARY KEY,
         study_id {uuid} NOT NULL REFERENCES study (id) ON DELETE CASCADE,
         number {int} NOT NULL CHECK (number >= 1),
         coverage_needed {real} NOT NULL CHECK (coverage_needed BETWEEN 0 AND 1),
         created_at {time} NOT NULL,
         UNIQUE (study_id, number)
     )",
    "CREATE TABLE dimension (
         id {uuid} PRIMARY KEY,
         model_id {uuid} NOT NULL REFERENCES maturity_model (id) ON DELETE CASCADE,
         code {text} NOT NULL,
         position {int} NOT NULL CHECK (position >= 0),
         name {json} NOT NULL,
         weight {real} NOT NULL CHECK (weight > 0),
         UNIQUE (model_id, code)
     )",
    "CREATE TABLE maturity_level (
         id {uuid} PRIMARY KEY,
         model_id {uuid} NOT NULL REFERENCES maturity_model (id) ON DELETE CASCADE,
         number {int} NOT NULL CHECK (number >= 0),
         name {json} NOT NULL,
         from_value {real} NOT NULL CHECK (from_value BETWEEN 0 AND 1),
         UNIQUE (model_id, number)
     )",
    "CREATE TABLE maturity_item (
         id {uuid} PRIMARY KEY,
         dimension_id {uuid} NOT NULL REFERENCES dimension (id) ON DELETE CASCADE,
         question_id {uuid} NOT NULL REFERENCES question (id),
         weight {real} NOT NULL CHECK (weight >= 0),
         UNIQUE (dimension_id, question_id)
     )",
    "CREATE INDEX maturity_item_by_question ON maturity_item (question_id)",
    "CREATE TABLE round_model (
         round_id {uuid} PRIMARY KEY REFERENCES round (id) ON DELETE CASCADE,
         model_id {uuid} NOT NULL REFERENCES maturity_model (id)
     )",
    "CREATE INDEX round_model_by_model ON round_model (model_id)",
    "CREATE TABLE score (
         response_id {uuid} NOT NULL REFERENCES response (id) ON DELETE CASCADE,
         dimension_id {uuid} NOT NULL REFERENCES dimension (id),
         point {real} CHECK (point BETWEEN 0 AND 1),
         lower {real} CHECK (lower BETWEEN 0 AND 1),
         upper {real} CHECK (upper BETWEEN 0 AND 1),
         coverage {real} NOT NULL CHECK (coverage BETWEEN 0 AND 1),
         level {int} CHECK (level >= 0),
         observed {int} NOT NULL,
         dont_know {int} NOT NULL,
         not_relevant {int} NOT NULL,
         missing {int} NOT NULL,
         input_hash {text} NOT NULL,
         computed_at {time} NOT NULL,
         PRIMARY KEY (response_id, dimension_id)
     )",
    "CREATE INDEX score_by_dimension ON score (dimension_id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE score",
    "DROP TABLE round_model",
    "DROP TABLE maturity_item",
    "DROP TABLE maturity_level",
    "DROP TABLE dimension",
    "DROP TABLE maturity_model",
];
