//! The schema comes up, goes down and comes up again the same; several processes may bring it up at once; a database
//! that is not ours is left alone; what must not change cannot be changed by any SQL.

use std::path::PathBuf;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tempfile::TempDir;
use trespor::db::schema::{self, SchemaMismatch};
use trespor::db::{Db, Url};

/// A database with nothing in it. [`Empty::drop_it`] removes it; what a failed test leaves, the next run of the harness
/// does, by its name.
struct Empty {
    url: Url,
    folder: Option<TempDir>,
    name: String,
}

impl Empty {
    async fn on(backend: DbBackend) -> Self {
        let name = format!("trespor_test_{}_{}", std::process::id(), uuid::Uuid::now_v7().simple());
        if backend == DbBackend::Postgres {
            administrate(&format!("CREATE DATABASE {name}")).await;
            let mut address = url::Url::parse(&postgres_server()).unwrap();
            address.set_path(&name);
            return Self { url: Url::Postgres(address.into()), folder: None, name };
        }
        let folder = tempfile::tempdir().unwrap();
        Self { url: Url::Sqlite(folder.path().join("trespor.db")), folder: Some(folder), name }
    }

    async fn connect(&self) -> Db {
        Db::connect(&self.url, 4).await.unwrap()
    }

    /// A connection that can do everything, for looking and for breaking in.
    async fn by_hand(&self) -> DatabaseConnection {
        let url = match &self.url {
            Url::Sqlite(path) => format!("sqlite:{}?mode=rwc", path.display()),
            Url::Postgres(url) => url.clone(),
        };
        sea_orm::Database::connect(url).await.unwrap()
    }

    async fn drop_it(self) {
        if self.folder.is_none() {
            administrate(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        }
    }
}

fn postgres_server() -> String {
    std::env::var("TRESPOR_TEST_POSTGRES")
        .expect("TRESPOR_TEST_POSTGRES is not set: run `cargo xtask test`, or start `cargo xtask postgres`")
}

async fn administrate(statement: &str) {
    let connection = sea_orm::Database::connect(postgres_server()).await.unwrap();
    connection.execute_unprepared(statement).await.unwrap();
    connection.close().await.unwrap();
}

/// One test on each database, each time on an empty one.
macro_rules! on_both {
    ($(async fn $name:ident($empty:ident: &Empty) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn body($empty: &Empty) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                let empty = Empty::on(DbBackend::Sqlite).await;
                body(&empty).await;
                empty.drop_it().await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                let empty = Empty::on(DbBackend::Postgres).await;
                body(&empty).await;
                empty.drop_it().await;
            }
        }
    )*};
}

mod upgrade;

on_both! {
    async fn goes_up_down_and_up_again_the_same(empty: &Empty) {
        let db = empty.connect().await;
        assert!(matches!(schema::check(&db).await, Err(SchemaMismatch::Empty)));
        let taken = schema::migrate(&db).await.unwrap();
        assert!(taken.len() >= 7 && schema::check(&db).await.is_ok());
        assert!(schema::migrate(&db).await.unwrap().is_empty());
        let first = picture(&empty.by_hand().await).await;
        assert!(first.contains("frozen_section_insert") && first.contains("questionnaire_version"), "{first}");

        for step in taken.iter().rev() {
            assert_eq!(schema::migrate_down(&db, 1).await.unwrap(), std::slice::from_ref(step));
        }
        assert_eq!(picture(&empty.by_hand().await).await, "");
        assert!(matches!(schema::check(&db).await, Err(SchemaMismatch::Empty)));
        assert!(schema::migrate_down(&db, 1).await.unwrap().is_empty());

        assert_eq!(schema::migrate(&db).await.unwrap(), taken);
        assert_eq!(picture(&empty.by_hand().await).await, first);
        assert_eq!(schema::migrate_down(&db, u32::MAX).await.unwrap(), taken);
        assert_eq!(picture(&empty.by_hand().await).await, "");
        db.close().await;
    }

    async fn many_may_begin_at_once(empty: &Empty) {
        // Over connections of their own, as processes have them, and over shared ones.
        let mut starts = tokio::task::JoinSet::new();
        let shared = empty.connect().await;
        for number in 0..8 {
            let (url, shared) = (empty.url.clone(), shared.clone());
            starts.spawn(async move {
                let db = if number % 2 == 0 { Db::connect(&url, 2).await.unwrap() } else { shared };
                schema::prepare(&db, true).await
            });
        }
        let mut taken = Vec::new();
        while let Some(start) = starts.join_next().await {
            taken.extend(start.unwrap().unwrap());
        }
        let all = schema::status(&shared).await.unwrap();
        assert!(all.iter().all(|(_, taken)| *taken));
        assert_eq!(taken, all.into_iter().map(|(name, _)| name).collect::<Vec<_>>(), "one of them took every step, once");
        shared.close().await;
    }

    async fn a_newer_database_is_left_alone(empty: &Empty) {
        let db = empty.connect().await;
        schema::migrate(&db).await.unwrap();
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_dreams', 0)";
        let by_hand = empty.by_hand().await;
        by_hand.execute_unprepared(newer).await.unwrap();
        let before = picture(&by_hand).await;
        let wanted = "the database was made by a newer Trespor: install that version, or a later one (unknown here: \
                      m20990101_000001_dreams)";
        assert_eq!(schema::check(&db).await.unwrap_err().to_string(), wanted);
        assert_eq!(schema::inspect(&empty.url).await.unwrap_err().to_string(), wanted);
        assert_eq!(schema::migrate(&db).await.unwrap_err().to_string(), wanted);
        assert_eq!(schema::migrate_down(&db, 1).await.unwrap_err().to_string(), wanted);
        for migrate_on_start in [true, false] {
            assert_eq!(schema::prepare(&db, migrate_on_start).await.unwrap_err().to_string(), wanted);
        }
        assert_eq!(picture(&by_hand).await, before);
        db.close().await;
    }

    async fn an_older_database_is_brought_up_to_date_or_refused(empty: &Empty) {
        let db = empty.connect().await;
        let empty_refused = schema::prepare(&db, false).await.unwrap_err();
        assert!(format!("{empty_refused:#}").contains("run `trespor migrate`"), "{empty_refused:#}");
        assert_eq!(picture(&empty.by_hand().await).await, "");

        let all = schema::prepare(&db, true).await.unwrap();
        let last = schema::migrate_down(&db, 1).await.unwrap();
        let refused = format!("{:#}", schema::prepare(&db, false).await.unwrap_err());
        let wanted = format!(
            "database.migrate_on_start is off, so the server does not do it: the database is older than this Trespor: \
             run `trespor migrate` (missing: {})",
            last[0]
        );
        assert_eq!(refused, wanted);
        assert!(matches!(schema::inspect(&empty.url).await, Err(SchemaMismatch::Older { missing }) if missing == last));
        assert_eq!(schema::prepare(&db, true).await.unwrap(), last);
        assert_eq!(last, all[all.len() - 1..]);
        db.close().await;
    }

    async fn a_step_that_fails_leaves_nothing_behind(empty: &Empty) {
        let db = empty.connect().await;
        let by_hand = empty.by_hand().await;
        // The last table of the last step is in the way.
        by_hand.execute_unprepared("CREATE TABLE score (x integer)").await.unwrap();
        let before = picture(&by_hand).await;
        let error = format!("{:#}", schema::migrate(&db).await.unwrap_err());
        assert!(error.starts_with("the database could not be brought up to date, and is as it was"), "{error}");
        assert_eq!(picture(&by_hand).await, before);
        by_hand.execute_unprepared("DROP TABLE score").await.unwrap();
        schema::migrate(&db).await.unwrap();
        db.close().await;
    }

    async fn looking_does_not_touch(empty: &Empty) {
        if let Url::Sqlite(path) = &empty.url {
            assert!(matches!(schema::inspect(&empty.url).await, Err(SchemaMismatch::Unreachable(_))));
            assert!(!path.exists());
        } else {
            assert!(matches!(schema::inspect(&empty.url).await, Err(SchemaMismatch::Empty)));
        }
        let nowhere = match &empty.url {
            Url::Sqlite(_) => Url::Sqlite(PathBuf::from("/nowhere/trespor.db")),
            Url::Postgres(_) => "postgres://kari:hemmelig@127.0.0.1:1/nowhere".parse().unwrap(),
        };
        let error = schema::inspect(&nowhere).await.unwrap_err();
        assert_eq!(error.to_string(), "the database does not answer");
        assert!(!format!("{error:?}").contains("hemmelig"));
    }

    async fn a_published_version_cannot_be_changed(empty: &Empty) {
        let db = empty.connect().await;
        schema::migrate(&db).await.unwrap();
        let sql = Sql { connection: empty.by_hand().await };
        // Version 1 will be published, version 2 stays a draft. Sections are 1x, questions 2x, options 3x.
        sql.fine("INSERT INTO study (id, name, smallest_group, synthetic, created_at) VALUES ({1}, '{\"nb\":\"x\"}', 5, true, {now})").await;
        sql.fine("INSERT INTO questionnaire VALUES ({1}, {1}, 'q', {now})").await;
        for version in [1, 2] {
            sql.fine(&format!("INSERT INTO questionnaire_version (id, questionnaire_id, number, title, status, content_hash, created_at, published_at) VALUES ({{{version}}}, {{1}}, {version}, '{{\"nb\":\"x\"}}', 'draft', NULL, {{now}}, NULL)")).await;
            sql.fine(&format!("INSERT INTO section VALUES ({{1{version}}}, {{{version}}}, 's', 0, '{{\"nb\":\"x\"}}')")).await;
            sql.fine(&format!("INSERT INTO question (id, questionnaire_id, code, kind, created_at) VALUES ({{2{version}}}, {{1}}, 'q{version}', 'single_choice', {{now}})")).await;
            sql.fine(&format!("INSERT INTO version_question (id, version_id, section_id, question_id, position, text, help, required, allows_dont_know, allows_not_relevant) VALUES ({{2{version}}}, {{{version}}}, {{1{version}}}, {{2{version}}}, 0, '{{\"nb\":\"x\"}}', NULL, true, true, true)")).await;
            sql.fine(&format!("INSERT INTO version_option VALUES ({{3{version}}}, {{2{version}}}, 'a', 0, '{{\"nb\":\"x\"}}', 0.5)")).await;
        }
        sql.fine("UPDATE questionnaire_version SET status = 'published', content_hash = 'h', published_at = {now} WHERE id = {1}").await;

        let refused = "a published questionnaire version cannot be changed";
        for change in [
            "INSERT INTO section VALUES ({18}, {1}, 't', 1, '{\"nb\":\"x\"}')",
            "INSERT INTO version_question (id, version_id, section_id, question_id, position, text, help, required, allows_dont_know, allows_not_relevant) VALUES ({28}, {1}, {11}, {22}, 1, '{\"nb\":\"x\"}', NULL, true, true, true)",
            "INSERT INTO version_option VALUES ({38}, {21}, 'b', 1, '{\"nb\":\"x\"}', 0.5)",
            "UPDATE section SET code = 'other' WHERE id = {11}",
            "UPDATE section SET version_id = {2}, code = 'moved' WHERE id = {11}",
            "UPDATE section SET version_id = {1}, code = 'moved' WHERE id = {12}",
            "UPDATE version_question SET required = false WHERE id = {21}",
            "UPDATE version_option SET score = 1 WHERE id = {31}",
            "UPDATE version_option SET version_question_id = {22}, code = 'moved' WHERE id = {31}",
            "DELETE FROM section WHERE id = {11}",
            "DELETE FROM version_question WHERE id = {21}",
            "DELETE FROM version_option WHERE id = {31}",
            "DELETE FROM questionnaire_version WHERE id = {1}",
            "DELETE FROM questionnaire WHERE id = {1}",
            "UPDATE questionnaire_version SET status = 'draft' WHERE id = {1}",
            "UPDATE questionnaire_version SET title = '{\"nb\":\"y\"}' WHERE id = {1}",
            "UPDATE questionnaire_version SET content_hash = 'other' WHERE id = {1}",
            "UPDATE questionnaire_version SET published_at = '2020-01-01 00:00:00+00:00' WHERE id = {1}",
            "UPDATE questionnaire_version SET number = 7 WHERE id = {1}",
            "UPDATE questionnaire_version SET revision = 7 WHERE id = {1}",
            "UPDATE questionnaire_version SET retired_at = {now} WHERE id = {1}",
            "UPDATE questionnaire SET code = 'other' WHERE id = {1}",
            "UPDATE question SET parent_id = {22} WHERE id = {21}",
        ] {
            sql.refused(change, refused).await;
        }
        for change in [
            "INSERT OR REPLACE INTO questionnaire VALUES ({1}, {1}, 'q', {now})",
            "INSERT OR REPLACE INTO questionnaire VALUES ({9}, {1}, 'q', {now})",
            "INSERT OR REPLACE INTO questionnaire_version (id, questionnaire_id, number, title, status, created_at) VALUES ({1}, {1}, 1, '{\"nb\":\"y\"}', 'draft', {now})",
            "INSERT OR REPLACE INTO questionnaire_version (id, questionnaire_id, number, title, status, created_at) VALUES ({9}, {1}, 1, '{\"nb\":\"y\"}', 'draft', {now})",
            "INSERT OR REPLACE INTO questionnaire_version (rowid, id, questionnaire_id, number, title, status, created_at) VALUES (1, {9}, {1}, 9, '{\"nb\":\"y\"}', 'draft', {now})",
            "UPDATE OR REPLACE questionnaire_version SET number = 1 WHERE id = {2}",
            "UPDATE OR REPLACE questionnaire_version SET rowid = 1 WHERE id = {2}",
            "INSERT OR REPLACE INTO question (id, questionnaire_id, code, kind, created_at) VALUES ({29}, {1}, 'q1', 'date', {now})",
            "INSERT OR REPLACE INTO section VALUES ({11}, {2}, 't', 1, '{\"nb\":\"x\"}')",
            "UPDATE OR REPLACE section SET id = {11} WHERE id = {12}",
            "INSERT OR REPLACE INTO version_question (id, version_id, section_id, question_id, position, text, help, required, allows_dont_know, allows_not_relevant) VALUES ({21}, {2}, {12}, {21}, 1, '{\"nb\":\"x\"}', NULL, true, true, true)",
            "INSERT OR REPLACE INTO version_option VALUES ({31}, {22}, 'b', 1, '{\"nb\":\"x\"}', 0.5)",
            "UPDATE OR REPLACE version_option SET id = {31} WHERE id = {32}",
        ] {
            sql.never_replaced(change, refused).await;
        }
        for change in [
            "INSERT INTO questionnaire_version (id, questionnaire_id, number, title, status, created_at) VALUES ({9}, {1}, 1, '{\"nb\":\"y\"}', 'draft', {now}) ON CONFLICT (questionnaire_id, number) DO UPDATE SET title = excluded.title",
            "INSERT INTO questionnaire VALUES ({1}, {1}, 'other', {now}) ON CONFLICT (id) DO UPDATE SET code = excluded.code",
        ] {
            sql.refused(change, refused).await;
        }
        for change in [
            "UPDATE section SET code = 'other' WHERE id = {12}",
            "UPDATE version_option SET score = 1 WHERE id = {32}",
            "INSERT INTO version_option VALUES ({39}, {22}, 'b', 1, '{\"nb\":\"x\"}', 0.5)",
            "UPDATE questionnaire_version SET title = '{\"nb\":\"y\"}' WHERE id = {2}",
            "UPDATE questionnaire_version SET status = 'retired', retired_at = {now} WHERE id = {1}",
            "DELETE FROM version_option WHERE id = {39}",
            "DELETE FROM questionnaire_version WHERE id = {2}",
        ] {
            sql.fine(change).await;
        }
        for change in [
            "UPDATE section SET code = 'other' WHERE id = {11}",
            "UPDATE questionnaire_version SET retired_at = NULL WHERE id = {1}",
            "UPDATE questionnaire_version SET retired_at = '2020-01-01 00:00:00+00:00' WHERE id = {1}",
        ] {
            sql.refused(change, refused).await;
        }
        db.close().await;
    }

    async fn what_is_for_good_stays_where_keys_are_not_looked_after(empty: &Empty) {
        if !matches!(empty.url, Url::Sqlite(_)) {
            return; // PostgreSQL always looks after them.
        }
        let db = empty.connect().await;
        schema::migrate(&db).await.unwrap();
        let sql = Sql { connection: empty.by_hand().await };
        for row in [
            "PRAGMA foreign_keys = OFF",
            "INSERT INTO questionnaire VALUES ({1}, {1}, 'q', {now})",
            "INSERT INTO questionnaire_version (id, questionnaire_id, number, title, status, created_at) VALUES ({1}, {1}, 1, '{\"nb\":\"x\"}', 'draft', {now})",
            "INSERT INTO question (id, questionnaire_id, code, kind, created_at) VALUES ({21}, {1}, 'q1', 'single_choice', {now})",
            "INSERT INTO version_question (id, version_id, section_id, question_id, position, text, help, required, allows_dont_know, allows_not_relevant) VALUES ({21}, {1}, {11}, {21}, 0, '{\"nb\":\"x\"}', NULL, true, true, true)",
            "UPDATE questionnaire_version SET status = 'published', content_hash = 'h', published_at = {now} WHERE id = {1}",
            "INSERT INTO history_entry (id, at, by_whom, subject_kind, subject_id, action, changes) VALUES ({1}, {now}, 'system', 'service', {1}, 'created', '{}')",
        ] {
            sql.fine(row).await;
        }
        for change in [
            "DELETE FROM questionnaire WHERE id = {1}",
            "DELETE FROM question WHERE id = {21}",
            "UPDATE question SET id = {22} WHERE id = {21}",
            "UPDATE questionnaire SET id = {2} WHERE id = {1}",
            "UPDATE questionnaire_version SET id = {2} WHERE id = {1}",
            "INSERT OR REPLACE INTO question (id, questionnaire_id, code, kind, created_at) VALUES ({21}, {1}, 'q1', 'date', {now})",
        ] {
            sql.refused(change, "a published questionnaire version cannot be changed").await;
        }
        sql.refused("INSERT OR REPLACE INTO history_entry (id, at, by_whom, subject_kind, subject_id, action, changes) VALUES ({1}, {now}, 'system', 'service', {2}, 'created', '{}')", "history cannot be changed").await;
        sql.refused("INSERT OR REPLACE INTO history_entry (rowid, id, at, by_whom, subject_kind, subject_id, action, changes) VALUES (1, {2}, {now}, 'system', 'service', {2}, 'created', '{}')", "history cannot be changed").await;
        db.close().await;
    }

    async fn a_submission_cannot_be_changed(empty: &Empty) {
        let db = empty.connect().await;
        schema::migrate(&db).await.unwrap();
        let sql = Sql { connection: empty.by_hand().await };
        for row in [
            "INSERT INTO study (id, name, smallest_group, synthetic, created_at) VALUES ({1}, '{\"nb\":\"x\"}', 5, true, {now})",
            "INSERT INTO questionnaire VALUES ({1}, {1}, 'q', {now})",
            "INSERT INTO questionnaire_version (id, questionnaire_id, number, title, status, content_hash, created_at, published_at) VALUES ({1}, {1}, 1, '{\"nb\":\"x\"}', 'published', 'h', {now}, {now})",
            "INSERT INTO organization (id, orgnr, name, language, search_text, sort_key, created_at, updated_at, retired_at) VALUES ({1}, '974760673', '{\"nb\":\"x\"}', 'nb', 'x', {1}, {now}, {now}, NULL)",
            "INSERT INTO contact VALUES ({1}, {1}, 'Kari', 'kari@etat.example', NULL, true, {now})",
            "INSERT INTO round (id, study_id, version_id, name, opens_at, closes_at, created_at) VALUES ({1}, {1}, {1}, '{\"nb\":\"x\"}', {now}, '2099-01-01 00:00:00+00:00', {now})",
            "INSERT INTO invitation (id, round_id, organization_id, contact_id, status, language, queued_at, sent_at, opened_at, started_at, submitted_at, revoked_at) VALUES ({1}, {1}, {1}, {1}, 'submitted', 'nb', {now}, NULL, NULL, NULL, {now}, NULL)",
            "INSERT INTO response VALUES ({1}, {1}, 'submitted', {now}, {now})",
            "INSERT INTO submission VALUES ({1}, {1}, 1, '{}', 'h', NULL, {1}, {now})",
        ] {
            sql.fine(row).await;
        }
        for change in ["content = '{\"a\":1}'", "content_hash = 'other'", "number = 2", "submitted_at = '2020-01-01 00:00:00+00:00'"] {
            sql.refused(&format!("UPDATE submission SET {change}"), "a submission cannot be changed").await;
        }
        for change in [
            "INSERT OR REPLACE INTO submission VALUES ({1}, {1}, 1, '{\"a\":1}', 'h', NULL, {1}, {now})",
            "INSERT OR REPLACE INTO submission VALUES ({2}, {1}, 1, '{\"a\":1}', 'h', NULL, {1}, {now})",
        ] {
            sql.never_replaced(change, "a submission cannot be changed").await;
        }
        sql.fine("UPDATE response SET status = 'in_progress', submitted_at = NULL").await;
        sql.fine("INSERT INTO submission VALUES ({2}, {1}, 2, '{}', 'h', NULL, {1}, {now})").await;
        db.close().await;
    }
}

/// Runs SQL in which `{7}` is a key and `{now}` a time, as the database writes them.
struct Sql {
    connection: DatabaseConnection,
}

impl Sql {
    async fn run(&self, template: &str) -> Result<(), String> {
        let postgres = self.connection.get_database_backend() == DbBackend::Postgres;
        let mut sql = template.replace("{now}", "'2026-11-21 12:00:00+00:00'");
        for key in 1..50_u128 {
            let hex = format!("{key:032x}");
            let written = if postgres { format!("'{hex}'") } else { format!("x'{hex}'") };
            sql = sql.replace(&format!("{{{key}}}"), &written);
        }
        self.connection.execute_unprepared(&sql).await.map(|_| ()).map_err(|error| error.to_string())
    }

    async fn fine(&self, template: &str) {
        assert_eq!(self.run(template).await, Ok(()), "{template}");
    }

    /// SQLite alone can replace rows; PostgreSQL does not read this.
    async fn never_replaced(&self, template: &str, why: &str) {
        if self.connection.get_database_backend() == DbBackend::Sqlite {
            self.refused(template, why).await;
        }
    }

    async fn refused(&self, template: &str, why: &str) {
        let error = self.run(template).await.expect_err(template);
        assert!(error.contains(why), "{template}: {error}");
    }
}

/// Everything in the schema as text, without the list of steps.
async fn picture(connection: &DatabaseConnection) -> String {
    let sql = match connection.get_database_backend() {
        DbBackend::Postgres => POSTGRES_PICTURE,
        _ => SQLITE_PICTURE,
    };
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.try_get::<String>("", "line").unwrap()).collect();
    lines.join("\n")
}

const SQLITE_PICTURE: &str = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_master \
    WHERE tbl_name <> 'seaql_migrations' ORDER BY 1";

const POSTGRES_PICTURE: &str = "
    SELECT line FROM (
        SELECT table_name AS on_table, concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) AS line
          FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT conrelid::regclass::text, concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT '', pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT '', typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
    ) AS everything WHERE on_table <> 'seaql_migrations' ORDER BY line COLLATE \"C\"";
