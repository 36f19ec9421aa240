//! All kinds of questions, with their rows and fields, and answers of every type; drafts that are changed, versions that are retired.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    // SQLite cannot change a CHECK; its documentation gives this way. The next statement makes every connection read the schema anew.
    "{sqlite} PRAGMA writable_schema = ON",
    "{sqlite} UPDATE sqlite_schema SET sql = replace(sql, 'kind IN (''single_choice'')', \
         'kind IN (''single_choice'', ''multiple_choice'', ''scale'', ''described_levels'', ''number'', ''short_text'', ''long_text'', ''date'', \
         ''matrix'', ''number_grid'', ''repeating_group'', ''information'')') \
         WHERE type = 'table' AND name = 'question'",
    "{sqlite} PRAGMA writable_schema = RESET",
    "{postgres} ALTER TABLE question DROP CONSTRAINT question_kind_check",
    "{postgres} ALTER TABLE question ADD CONSTRAINT question_kind_check CHECK (kind IN ('single_choice', 'multiple_choice', 'scale', \
         'described_levels', 'number', 'short_text', 'long_text', 'date', 'matrix', 'number_grid', 'repeating_group', 'information'))",
    "ALTER TABLE question ADD COLUMN parent_id {uuid} REFERENCES question (id) ON DELETE CASCADE",
    "ALTER TABLE questionnaire_version ADD COLUMN revision {int} NOT NULL DEFAULT 1",
    "ALTER TABLE questionnaire_version ADD COLUMN retired_at {time}",
    "ALTER TABLE version_question ADD COLUMN parent_id {uuid} REFERENCES version_question (id) ON DELETE CASCADE",
    "CREATE INDEX version_question_by_parent ON version_question (parent_id)",
    "ALTER TABLE version_question ADD COLUMN why {json}",
    "ALTER TABLE version_question ADD COLUMN format {json} NOT NULL DEFAULT '{}'",
    "ALTER TABLE version_question ADD COLUMN required_when {text}",
    "ALTER TABLE version_question ADD COLUMN valid_when {text}",
    "ALTER TABLE version_question ADD COLUMN valid_message {json}",
    // Answers are made anew: those in a repeating group are unique with the row that they belong to.
    "DROP INDEX answer_by_question",
    "DROP INDEX answer_option_by_option",
    "ALTER TABLE answer_option RENAME TO answer_option_before",
    "ALTER TABLE answer RENAME TO answer_before",
    "CREATE TABLE answer (
         id {uuid} PRIMARY KEY,
         response_id {uuid} NOT NULL REFERENCES response (id) ON DELETE CASCADE,
         question_id {uuid} NOT NULL REFERENCES question (id),
         item {text} NOT NULL,
         state {text} NOT NULL CHECK (state IN ('answered', 'dont_know', 'not_relevant', 'not_answered')),
         number {real},
         text {text},
         date {date},
         revision {int} NOT NULL CHECK (revision >= 1),
         answered_by {uuid} NOT NULL REFERENCES contact (id),
         answered_at {time} NOT NULL,
         UNIQUE (response_id, question_id, item),
         CHECK (state = 'answered' OR (number IS NULL AND text IS NULL AND date IS NULL))
     )",
    "CREATE TABLE answer_option (
         answer_id {uuid} NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
         option_id {uuid} NOT NULL REFERENCES version_option (id),
         PRIMARY KEY (answer_id, option_id)
     )",
    "INSERT INTO answer (id, response_id, question_id, item, state, revision, answered_by, answered_at)
     SELECT id, response_id, question_id, '', state, revision, answered_by, answered_at FROM answer_before",
    "INSERT INTO answer_option (answer_id, option_id) SELECT answer_id, option_id FROM answer_option_before",
    "DROP TABLE answer_option_before",
    "DROP TABLE answer_before",
    "CREATE INDEX answer_by_question ON answer (question_id)",
    "CREATE INDEX answer_option_by_option ON answer_option (option_id)",
];

// What the earlier schema has no room for is lost on the way down.
const DOWN: &[&str] = &[
    "DROP INDEX answer_by_question",
    "DROP INDEX answer_option_by_option",
    "ALTER TABLE answer_option RENAME TO answer_option_after",
    "ALTER TABLE answer RENAME TO answer_after",
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
    "CREATE TABLE answer_option (
         answer_id {uuid} NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
         option_id {uuid} NOT NULL REFERENCES version_option (id),
         PRIMARY KEY (answer_id, option_id)
     )",
    "INSERT INTO answer (id, response_id, question_id, state, revision, answered_by, answered_at)
     SELECT a.id, a.response_id, a.question_id, a.state, a.revision, a.answered_by, a.answered_at
     FROM answer_after a JOIN question q ON q.id = a.question_id
     WHERE q.kind = 'single_choice' AND a.state <> 'not_answered' AND a.item = ''",
    "INSERT INTO answer_option (answer_id, option_id)
     SELECT answer_id, option_id FROM answer_option_after WHERE answer_id IN (SELECT id FROM answer)",
    "DROP TABLE answer_option_after",
    "DROP TABLE answer_after",
    "CREATE INDEX answer_by_question ON answer (question_id)",
    "CREATE INDEX answer_option_by_option ON answer_option (option_id)",
    "ALTER TABLE version_question DROP COLUMN valid_message",
    "ALTER TABLE version_question DROP COLUMN valid_when",
    "ALTER TABLE version_question DROP COLUMN required_when",
    "ALTER TABLE version_question DROP COLUMN format",
    "ALTER TABLE version_question DROP COLUMN why",
    "DROP INDEX version_question_by_parent",
    "ALTER TABLE version_question DROP COLUMN parent_id",
    "ALTER TABLE questionnaire_version DROP COLUMN retired_at",
    "ALTER TABLE questionnaire_version DROP COLUMN revision",
    "ALTER TABLE question DROP COLUMN parent_id",
    "{sqlite} PRAGMA writable_schema = ON",
    "{sqlite} UPDATE sqlite_schema SET sql = replace(sql, 'kind IN (''single_choice'', ''multiple_choice'', ''scale'', ''described_levels'', \
         ''number'', ''short_text'', ''long_text'', ''date'', ''matrix'', ''number_grid'', ''repeating_group'', ''information'')', \
         'kind IN (''single_choice'')') WHERE type = 'table' AND name = 'question'",
    "{sqlite} PRAGMA writable_schema = RESET",
    "{postgres} ALTER TABLE question DROP CONSTRAINT question_kind_check",
    "{postgres} ALTER TABLE question ADD CONSTRAINT question_kind_check CHECK (kind IN ('single_choice')) NOT VALID",
];
