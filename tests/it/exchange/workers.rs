//! What workers see through: several at once, such as lose what they work on, and files that are not all there.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait as _,
};
use trespor::Cx;
use trespor::app::App;
use trespor::clock::Clock;
use trespor::db::{Page, Statements};
use trespor::exchange::{
    ImportStatus, NewImport, TableKind, by_id, import_job, run_due, start, upload, uploads,
};
use trespor::registry::{OwnerFilter, list_owners};

use super::numbers;
use crate::harness::{Backend, TestApp, both};
use crate::world::World;

/// A database on which no worker works by itself, and an analyst.
struct Idle {
    app: Arc<App>,
    cx: Cx,
    sql: DatabaseConnection,
    _place: TestApp,
}

impl Idle {
    async fn of(mut place: TestApp) -> Self {
        let world = World::new(&place).await;
        place.stop();
        place.stopped().await;
        let app = another(&place).await;
        let actor = app.authenticate(world.analyst.token()).await.unwrap();
        let cx = Cx::new(Arc::clone(&app), actor);
        let sql = Database::connect(place.database().url()).await.unwrap();
        Self { app, cx, sql, _place: place }
    }

    async fn upload(&self, file: &str) -> upload::Model {
        let upload = uploads::begin(&self.cx, "fil.csv").await.unwrap();
        for (number, part) in file.as_bytes().chunks(uploads::PART).enumerate() {
            uploads::add(&self.cx, upload.id, i32::try_from(number).unwrap(), part.to_vec()).await.unwrap();
        }
        uploads::complete(&self.cx, upload.id).await.unwrap()
    }

    async fn start(&self, upload: &upload::Model, kind: TableKind) -> import_job::Model {
        let new = NewImport {
            upload: upload.id,
            kind,
            study: None,
            sheet: None,
            columns: Vec::new(),
            dry_run: false,
            client_key: None,
        };
        start(&self.cx, new).await.unwrap()
    }

    async fn owners(&self) -> u64 {
        list_owners(&self.cx, &OwnerFilter::default(), &Page { first: 1, after: None }).await.unwrap().total
    }

    async fn number(&self, sql: &str) -> i64 {
        let asked = Statement::from_string(self.sql.get_database_backend(), sql);
        self.sql.query_one_raw(asked).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }
}

/// Another server process, as far as the database can tell.
async fn another(place: &TestApp) -> Arc<App> {
    let mut settings = place.database().settings();
    // Whose tokens are good here too.
    settings.http.public_url.clone_from(&place.url);
    App::start(settings, Clock::default()).await.unwrap()
}

fn owners(count: usize, name: &str) -> String {
    let lines: String =
        numbers().take(count).map(|number| format!("{number};{name} {number};nb\n")).collect();
    format!("orgnr;nameNb;language\n{lines}")
}

both! {
    async fn a_file_that_is_not_all_there_is_not_imported(app: TestApp) {
        let idle = Idle::of(app).await;
        let upload = idle.upload(&owners(2_500, &"Etat".repeat(50))).await;
        idle.start(&upload, TableKind::Owners).await;
        idle.sql.execute_unprepared("DELETE FROM upload_part WHERE number = 1").await.unwrap();
        assert!(run_due(&idle.app).await.is_err());
        assert_eq!(idle.owners().await, 1);
    }

    async fn two_workers_share_the_imports_of_one_file(app: TestApp) {
        let idle = Idle::of(app).await;
        let upload = idle.upload(&owners(600, "Etat")).await;
        let mut started = Vec::new();
        for _ in 0..6 {
            started.push(idle.start(&upload, TableKind::Owners).await.id);
        }
        let other = another(&idle._place).await;
        let (first, second) = tokio::join!(run_due(&idle.app), run_due(&other));
        assert_eq!(first.unwrap() + second.unwrap(), 6);
        let mut new = 0;
        for id in started {
            let import = by_id(&idle.cx, id).await.unwrap();
            assert_eq!((import.status, import.rows_new + import.rows_unchanged), (ImportStatus::Done, 600), "{import:?}");
            new += import.rows_new;
        }
        assert_eq!((new, idle.owners().await), (600, 601));
        assert_eq!(idle.number("SELECT COUNT(*) FROM upload").await, 0, "the last one deletes the file");
    }

    async fn a_worker_that_loses_its_import_while_it_writes_has_written_nothing(app: TestApp) {
        let idle = Idle::of(app).await;
        let upload = idle.upload(&owners(20, "Etat")).await;
        let import = idle.start(&upload, TableKind::Owners).await;
        // As if somebody else had taken it: nothing but the second pass writes owners.
        for sql in match idle.sql.get_database_backend() {
            DbBackend::Postgres => vec![
                "CREATE FUNCTION take() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN UPDATE import_job SET lease = id; RETURN NEW; END $$",
                "CREATE TRIGGER take AFTER INSERT ON organization FOR EACH ROW EXECUTE FUNCTION take()",
            ],
            _ => vec!["CREATE TRIGGER take AFTER INSERT ON organization BEGIN UPDATE import_job SET lease = id; END"],
        } {
            idle.sql.execute_unprepared(sql).await.unwrap();
        }
        assert_eq!(run_due(&idle.app).await.unwrap(), 1);
        assert_eq!(idle.owners().await, 1);
        let now = by_id(&idle.cx, import.id).await.unwrap();
        assert_eq!((now.status, now.finished_at), (ImportStatus::Applying, None));
        assert_eq!(idle.number("SELECT COUNT(*) FROM upload").await, 1, "its file is needed by whoever has it");
    }

    async fn a_worker_that_loses_its_import_while_it_reads_stops(app: TestApp) {
        let idle = Idle::of(app).await;
        let upload = idle.upload(&owners(20, "Etat")).await;
        let import = idle.start(&upload, TableKind::Owners).await;
        let sql = match idle.sql.get_database_backend() {
            DbBackend::Postgres => vec![
                "CREATE FUNCTION take() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN UPDATE import_job SET lease = id; RETURN NEW; END $$",
                "CREATE TRIGGER take AFTER UPDATE OF rows_read ON import_job FOR EACH ROW
                    WHEN (NEW.rows_read > 0) EXECUTE FUNCTION take()",
            ],
            _ => vec![
                "CREATE TRIGGER take AFTER UPDATE OF rows_read ON import_job WHEN NEW.rows_read > 0
                    BEGIN UPDATE import_job SET lease = id; END",
            ],
        };
        for sql in sql {
            idle.sql.execute_unprepared(sql).await.unwrap();
        }
        assert_eq!(run_due(&idle.app).await.unwrap(), 1);
        let now = by_id(&idle.cx, import.id).await.unwrap();
        assert_eq!((now.status, now.rows_read, idle.owners().await), (ImportStatus::Reading, 20, 1));
    }

    async fn rows_that_are_refused_in_the_end_are_so_in_a_handful_of_statements(app: TestApp) {
        let idle = Idle::of(app).await;
        let owned = idle.upload(&owners(300, "Etat")).await;
        idle.start(&owned, TableKind::Owners).await;
        let lines: String = numbers().take(300).map(|number| format!("{number};a@b.example;A;nei\n")).collect();
        let people = idle.upload(&format!("orgnr;email;name;primary\n{lines}")).await;
        assert_eq!(run_due(&idle.app).await.unwrap(), 1);
        let import = idle.start(&people, TableKind::Contacts).await;
        let statements = Statements::default();
        assert_eq!(statements.count(run_due(&idle.app)).await.unwrap(), 1);
        let now = by_id(&idle.cx, import.id).await.unwrap();
        assert_eq!((now.status, now.rows_refused), (ImportStatus::Refused, 300));
        assert!(statements.so_far() <= 40, "{} statements", statements.so_far());
        let told = "SELECT COUNT(*) FROM import_row WHERE fate = 'refused' AND row_key LIKE '% / a@b.example'";
        assert_eq!(idle.number(told).await, 300, "what they are about stays");
    }
}

/// Does something while an import of the only file is asked for, and makes that import; how many owners there are then.
async fn while_asked_for(idle: &Idle, doing: impl Future<Output = ()> + Send + 'static) -> u64 {
    // As it is asked for: the file is held, and then there is an import that needs it.
    let asking = idle.sql.begin().await.unwrap();
    asking.execute_unprepared("SELECT 1 FROM upload FOR UPDATE").await.unwrap();
    asking.execute_unprepared("UPDATE import_job SET status = 'queued', finished_at = NULL").await.unwrap();
    let doing = tokio::spawn(doing);
    tokio::time::sleep(Duration::from_millis(500)).await;
    asking.commit().await.unwrap();
    doing.await.unwrap();
    run_due(&idle.app).await.unwrap();
    idle.owners().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_an_import_is_asked_for_meanwhile_is_not_deleted() {
    for for_being_old in [true, false] {
        let idle = Idle::of(TestApp::spawn(Backend::Postgres).await).await;
        let upload = idle.upload(&owners(10, "Etat")).await;
        idle.start(&upload, TableKind::Owners).await;
        let done = "UPDATE import_job SET status = 'done', finished_at = now()";
        idle.sql.execute_unprepared(done).await.unwrap();
        let found = if for_being_old {
            let old = "UPDATE upload SET created_at = now() - interval '2 days'";
            idle.sql.execute_unprepared(old).await.unwrap();
            let app = Arc::clone(&idle.app);
            while_asked_for(&idle, async move { assert!(run_due(&app).await.unwrap() <= 1) }).await
        } else {
            for number in 0..19 {
                uploads::begin(&idle.cx, &format!("{number}.csv")).await.unwrap();
            }
            let cx = idle.cx.clone();
            while_asked_for(&idle, async move { drop(uploads::begin(&cx, "enda en.csv").await.unwrap()) })
                .await
        };
        assert_eq!(found, 11, "for being old: {for_being_old}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_stays_with_its_worker_while_its_file_takes_long_to_come() {
    let idle = Idle::of(TestApp::spawn(Backend::Postgres).await).await;
    let upload = idle.upload(&owners(10, "Etat")).await;
    idle.start(&upload, TableKind::Owners).await;
    let slow = idle.sql.begin().await.unwrap();
    slow.execute_unprepared("LOCK TABLE upload_part IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let app = Arc::clone(&idle.app);
    let working = tokio::spawn(async move { run_due(&app).await });
    let left = "SELECT CAST(EXTRACT(EPOCH FROM leased_until - now()) AS bigint) FROM import_job";
    tokio::time::sleep(Duration::from_secs(19)).await;
    let before = idle.number(left).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let after = idle.number(left).await;
    assert!(before < 45 && after > 50, "{before} s left, then {after} s");
    slow.rollback().await.unwrap();
    assert_eq!(working.await.unwrap().unwrap(), 1);
    assert_eq!(idle.owners().await, 11);
}
