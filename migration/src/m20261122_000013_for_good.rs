//! What is for good cannot be replaced either: published versions and what they rest on, submissions, history.

use crate::sql;

crate::sql::migration! { up: UP, down: DOWN, frozen: FROZEN, kept: KEPT }

// A published version is retired once.
const UP: &[&str] = &[
    "{sqlite}CREATE TRIGGER retired_once BEFORE UPDATE ON questionnaire_version FOR EACH ROW
         WHEN OLD.retired_at IS NOT NULL AND NEW.retired_at IS DISTINCT FROM OLD.retired_at
             OR NEW.retired_at IS NOT NULL AND NEW.status <> 'retired'
         BEGIN SELECT RAISE(ABORT, 'a published questionnaire version cannot be changed'); END",
    "{postgres}CREATE FUNCTION retired_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF OLD.retired_at IS NOT NULL AND NEW.retired_at IS DISTINCT FROM OLD.retired_at
             OR NEW.retired_at IS NOT NULL AND NEW.status <> 'retired'
         THEN RAISE EXCEPTION 'a published questionnaire version cannot be changed' USING ERRCODE = 'check_violation'; END IF;
         RETURN NEW; END $$",
    "{postgres}CREATE TRIGGER retired_once BEFORE UPDATE ON questionnaire_version FOR EACH ROW EXECUTE FUNCTION retired_once()",
];

const DOWN: &[&str] =
    &["{sqlite}DROP TRIGGER retired_once", "{postgres}DROP FUNCTION retired_once() CASCADE"];

const VERSION: &str = "a published questionnaire version cannot be changed";

/// Has been published in some version.
const HAS_PUBLISHED: &str =
    "EXISTS (SELECT 1 FROM questionnaire_version WHERE questionnaire_id = ROW.id AND status <> 'draft')";

/// Is asked in some version that is published.
const IS_ASKED: &str =
    "EXISTS (SELECT 1 FROM version_question q JOIN questionnaire_version v ON v.id = q.version_id
    WHERE q.question_id = ROW.id AND v.status <> 'draft')";

/// Is part of a version that is published.
const IN_PUBLISHED: &str =
    "EXISTS (SELECT 1 FROM questionnaire_version v WHERE v.id = ROW.version_id AND v.status <> 'draft')";

// Where foreign keys are kept, deleting these deletes the versions with them, which is refused already.
const FROZEN: &[sql::Frozen] = &[
    sql::Frozen {
        table: "questionnaire",
        condition: HAS_PUBLISHED,
        lock: None,
        message: VERSION,
        on: &["DELETE"],
    },
    sql::Frozen { table: "question", condition: IS_ASKED, lock: None, message: VERSION, on: &["DELETE"] },
];

const KEPT: &[sql::Kept] = &[
    sql::Kept {
        table: "questionnaire",
        keys: &[&["id"], &["study_id", "code"]],
        condition: HAS_PUBLISHED,
        fixed: &["id", "study_id", "code", "created_at"],
        message: VERSION,
    },
    sql::Kept {
        table: "questionnaire_version",
        keys: &[&["id"], &["questionnaire_id", "number"]],
        condition: "ROW.status <> 'draft'",
        fixed: &["id", "revision", "created_at"],
        message: VERSION,
    },
    sql::Kept {
        table: "question",
        keys: &[&["id"], &["questionnaire_id", "code"]],
        condition: IS_ASKED,
        fixed: &["id", "parent_id", "created_at"],
        message: VERSION,
    },
    sql::Kept {
        table: "section",
        keys: &[&["id"], &["version_id", "code"]],
        condition: IN_PUBLISHED,
        fixed: &[],
        message: VERSION,
    },
    sql::Kept {
        table: "version_question",
        keys: &[&["id"], &["version_id", "question_id"]],
        condition: IN_PUBLISHED,
        fixed: &[],
        message: VERSION,
    },
    sql::Kept {
        table: "version_option",
        keys: &[&["id"], &["version_question_id", "code"]],
        condition:
            "EXISTS (SELECT 1 FROM version_question q JOIN questionnaire_version v ON v.id = q.version_id
            WHERE q.id = ROW.version_question_id AND v.status <> 'draft')",
        fixed: &[],
        message: VERSION,
    },
    sql::Kept {
        table: "submission",
        keys: &[&["id"], &["response_id", "number"]],
        condition: "ROW.number >= 1",
        fixed: &[],
        message: "a submission cannot be changed",
    },
    sql::Kept {
        table: "history_entry",
        keys: &[&["id"]],
        condition: "ROW.id IS NOT NULL",
        fixed: &[],
        message: "history cannot be changed",
    },
];
