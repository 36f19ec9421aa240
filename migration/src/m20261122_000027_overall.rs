//! How mature an owner is over all dimensions, and levels that are reached by a gate instead of by thresholds.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "ALTER TABLE maturity_model ADD COLUMN level_rule {text} NOT NULL DEFAULT 'thresholds' \
         CHECK (level_rule IN ('thresholds', 'iso_33020'))",
    "ALTER TABLE dimension ADD COLUMN level {int} CHECK (level >= 1)",
    "CREATE TABLE overall_score (
         response_id {uuid} PRIMARY KEY REFERENCES response (id) ON DELETE CASCADE,
         model_id {uuid} NOT NULL REFERENCES maturity_model (id),
         arithmetic {real} CHECK (arithmetic BETWEEN 0 AND 1),
         lower {real} CHECK (lower BETWEEN 0 AND 1),
         upper {real} CHECK (upper BETWEEN 0 AND 1),
         geometric {real} CHECK (geometric BETWEEN 0 AND 1),
         geometric_lower {real} CHECK (geometric_lower BETWEEN 0 AND 1),
         geometric_upper {real} CHECK (geometric_upper BETWEEN 0 AND 1),
         coverage {real} NOT NULL CHECK (coverage BETWEEN 0 AND 1),
         level {int} CHECK (level >= 0),
         proven_level {int} CHECK (proven_level >= 0),
         possible_level {int} CHECK (possible_level >= 0),
         defined {int} NOT NULL CHECK (defined >= 0),
         applicable {int} NOT NULL CHECK (applicable >= defined),
         input_hash {text} NOT NULL,
         computed_at {time} NOT NULL
     )",
    "CREATE INDEX overall_score_by_model ON overall_score (model_id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE overall_score",
    "ALTER TABLE dimension DROP COLUMN level",
    "ALTER TABLE maturity_model DROP COLUMN level_rule",
];
