//! Questionnaires, their versions and questions. A published version is frozen by the database itself.

use crate::sql;

crate::sql::migration! { up: UP, down: DOWN, frozen: FROZEN }

const UP: &[&str] = &[
    "CREATE TABLE questionnaire (
         id {uuid} PRIMARY KEY,
         study_id {uuid} NOT NULL REFERENCES study (id) ON DELETE CASCADE,
         code {text} NOT NULL,
         created_at {time} NOT NULL,
         UNIQUE (study_id, code)
     )",
    "CREATE TABLE questionnaire_version (
         id {uuid} PRIMARY KEY,
         questionnaire_id {uuid} NOT NULL REFERENCES questionnaire (id) ON DELETE CASCADE,
         number {int} NOT NULL CHECK (number >= 1),
         title {json} NOT NULL,
         status {text} NOT NULL CHECK (status IN ('draft', 'published', 'retired')),
         content_hash {text},
         created_at {time} NOT NULL,
         published_at {time},
         UNIQUE (questionnaire_id, number),
         CHECK (status = 'draft' OR (content_hash IS NOT NULL AND published_at IS NOT NULL))
     )",
    "CREATE TABLE section (
         id {uuid} PRIMARY KEY,
         version_id {uuid} NOT NULL REFERENCES questionnaire_version (id) ON DELETE CASCADE,
         code {text} NOT NULL,
         position {int} NOT NULL CHECK (position >= 0),
         title {json} NOT NULL,
         UNIQUE (version_id, code)
     )",
    "CREATE TABLE question (
         id {uuid} PRIMARY KEY,
         questionnaire_id {uuid} NOT NULL REFERENCES questionnaire (id) ON DELETE CASCADE,
         code {text} NOT NULL,
         kind {text} NOT NULL CHECK (kind IN ('single_choice')),
         created_at {time} NOT NULL,
         UNIQUE (questionnaire_id, code)
     )",
    "CREATE TABLE version_question (
         id {uuid} PRIMARY KEY,
         version_id {uuid} NOT NULL REFERENCES questionnaire_version (id) ON DELETE CASCADE,
         section_id {uuid} NOT NULL REFERENCES section (id) ON DELETE CASCADE,
         question_id {uuid} NOT NULL REFERENCES question (id) ON DELETE CASCADE,
         position {int} NOT NULL CHECK (position >= 0),
         text {json} NOT NULL,
         help {json},
         required {bool} NOT NULL,
         allows_dont_know {bool} NOT NULL,
         allows_not_relevant {bool} NOT NULL,
         UNIQUE (version_id, question_id)
     )",
    "CREATE INDEX version_question_by_section ON version_question (section_id)",
    "CREATE INDEX version_question_by_question ON version_question (question_id)",
    "CREATE TABLE version_option (
         id {uuid} PRIMARY KEY,
         version_question_id {uuid} NOT NULL REFERENCES version_question (id) ON DELETE CASCADE,
         code {text} NOT NULL,
         position {int} NOT NULL CHECK (position >= 0),
         label {json} NOT NULL,
         score {real} CHECK (score BETWEEN 0 AND 1),
         UNIQUE (version_question_id, code)
     )",
];

const DOWN: &[&str] = &[
    "DROP TABLE version_option",
    "DROP TABLE version_question",
    "DROP TABLE question",
    "DROP TABLE section",
    "DROP TABLE questionnaire_version",
    "DROP TABLE questionnaire",
];

const FROZEN: &[sql::Frozen] = &[
    // What outlives versions: published ones rest on it.
    sql::Frozen {
        table: "question",
        condition: "OLD.code <> NEW.code OR OLD.kind <> NEW.kind OR OLD.questionnaire_id <> NEW.questionnaire_id",
        lock: None,
        message: "the code and the kind of a question cannot be changed",
        on: &["UPDATE"],
    },
    // A published version may still be retired; nothing else about it may change.
    sql::Frozen {
        table: "questionnaire_version",
        condition: "OLD.status <> 'draft' AND (NEW.status = 'draft' OR OLD.title IS DISTINCT FROM NEW.title \
                    OR OLD.number <> NEW.number OR OLD.questionnaire_id <> NEW.questionnaire_id \
                    OR OLD.content_hash IS DISTINCT FROM NEW.content_hash \
                    OR OLD.published_at IS DISTINCT FROM NEW.published_at \
                    OR (OLD.status = 'retired' AND NEW.status <> 'retired'))",
        lock: None,
        message: "a published questionnaire version cannot be changed",
        on: &["UPDATE"],
    },
    sql::Frozen {
        table: "questionnaire_version",
        condition: "ROW.status <> 'draft'",
        lock: None,
        message: "a published questionnaire version cannot be changed",
        on: &["DELETE"],
    },
    sql::Frozen {
        table: "section",
        condition: "(SELECT status FROM questionnaire_version WHERE id = ROW.version_id) <> 'draft'",
        lock: Some("PERFORM 1 FROM questionnaire_version WHERE id = ROW.version_id FOR SHARE"),
        message: "a published questionnaire version cannot be changed",
        on: &["INSERT", "UPDATE", "DELETE"],
    },
    sql::Frozen {
        table: "version_question",
        condition: "(SELECT status FROM questionnaire_version WHERE id = ROW.version_id) <> 'draft'",
        lock: Some("PERFORM 1 FROM questionnaire_version WHERE id = ROW.version_id FOR SHARE"),
        message: "a published questionnaire version cannot be changed",
        on: &["INSERT", "UPDATE", "DELETE"],
    },
    sql::Frozen {
        table: "version_option",
        condition: "(SELECT v.status FROM questionnaire_version v JOIN version_question q ON q.version_id = v.id \
                    WHERE q.id = ROW.version_question_id) <> 'draft'",
        lock: Some(
            "PERFORM 1 FROM questionnaire_version v JOIN version_question q ON q.version_id = v.id \
             WHERE q.id = ROW.version_question_id FOR SHARE OF v",
        ),
        message: "a published questionnaire version cannot be changed",
        on: &["INSERT", "UPDATE", "DELETE"],
    },
];
