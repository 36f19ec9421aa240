use std::collections::HashSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use sea_orm::{ConnectionTrait as _, Database as Connect, DatabaseConnection, DbBackend, Statement};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use trespor::config::Settings;
use trespor::db::{Db, Url, schema};
use uuid::Uuid;

/// The address of a PostgreSQL server on which the tests may make and drop databases.
const VARIABLE: &str = "TRESPOR_TEST_POSTGRES";

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// A database of one test, with the current schema; gone when dropped. Beside it a folder with keys, and for mail.
pub(crate) struct Database {
    folder: TempDir,
    url: Url,
    name: Option<String>,
}

impl Database {
    /// A new database.
    pub(crate) async fn fresh(backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_key(&folder.path().join("keys"));
        match backend {
            Backend::Sqlite => {
                let url = Url::Sqlite(folder.path().join("trespor.db"));
                let db = Db::connect(&url, 1).await.unwrap();
                schema::migrate(&db).await.unwrap();
                db.close().await;
                Self { folder, url, name: None }
            }
            Backend::Postgres => {
                let name = name_for(std::process::id());
                administrate(&format!("CREATE DATABASE {name} TEMPLATE {}", template().await)).await;
                Self { folder, url: Url::Postgres(address_of(&name)), name: Some(name) }
            }
        }
    }

    /// Settings for a server on it, as in development, with mail to a folder.
    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        settings.http.bind = ([127, 0, 0, 1], 0).into();
        settings.http.development = true;
        settings.http.shutdown_seconds = 5;
        settings.database.url = self.url.clone();
        settings.database.max_connections = 4;
        settings.auth.key_file = Some(self.folder.path().join("keys"));
        settings.mail.folder = self.folder.path().join("mail");
        // No test speaks to the world outside; those that look something up say where.
        settings.brreg.address = String::new();
        settings
    }

    /// Its address, as the setting `database.url` has it.
    pub(crate) fn url(&self) -> String {
        match &self.url {
            Url::Sqlite(path) => format!("sqlite:{}", path.display()),
            Url::Postgres(url) => url.clone(),
        }
    }

    /// A folder that goes when the database goes.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(name) = self.name.take() else { return };
        // A test that fails may still hold connections, and its runtime cannot be waited for here.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(administrate(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        });
        if dropped.join().is_err() && !std::thread::panicking() {
            panic!("the database of a test could not be dropped");
        }
    }
}

/// As an operator does it: on PostgreSQL no server makes a key by itself.
fn write_key(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(path).unwrap(), "{}", trespor::auth::keys::generate_line()).unwrap();
}

/// The name of a database that the schema is in, made once for each run; all others of this run are copies of it.
async fn template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE.get_or_init(make_template).await
}

async fn make_template() -> String {
    drop_leftovers().await;
    let name = name_for(std::process::id());
    administrate(&format!("CREATE DATABASE {name}")).await;
    let db = Db::connect(&Url::Postgres(address_of(&name)), 2).await.unwrap();
    schema::migrate(&db).await.unwrap();
    db.close().await;
    name
}

fn name_for(process: u32) -> String {
    format!("trespor_test_{process}_{}", Uuid::now_v7().simple())
}

/// Drops what runs that have ended left behind.
async fn drop_leftovers() {
    let admin = admin().await;
    let all = Statement::from_string(
        DbBackend::Postgres,
        "SELECT datname FROM pg_database WHERE datname LIKE 'trespor\\_test\\_%'",
    );
    let names: Vec<String> =
        admin.query_all_raw(all).await.unwrap().iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    let runs: HashSet<&str> = names.iter().filter_map(|name| name.split('_').nth(2)).collect();
    let ended: HashSet<&str> = runs.into_iter().filter(|process| !is_running(process)).collect();
    for name in
        names.iter().filter(|name| name.split('_').nth(2).is_some_and(|process| ended.contains(process)))
    {
        // Another run may be doing the same.
        let _ = admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    }
    admin.close().await.unwrap();
}

fn is_running(process: &str) -> bool {
    Command::new("ps").args(["-p", process]).output().map_or(true, |answer| answer.status.success())
}

fn server() -> String {
    std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!("{VARIABLE} is not set: run `cargo xtask test`, or start `cargo xtask postgres`")
    })
}

/// The address of another database on the same server.
fn address_of(name: &str) -> String {
    let server = server();
    let (address, parameters) =
        server.split_once('?').map_or((server.as_str(), None), |(before, after)| (before, Some(after)));
    let (server, _) = address.rsplit_once('/').expect("the address of the server names a database");
    let parameters = parameters.map(|parameters| format!("?{parameters}")).unwrap_or_default();
    format!("{server}/{name}{parameters}")
}

async fn admin() -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(server());
    options.max_connections(1).sqlx_logging(false);
    Connect::connect(options).await.unwrap_or_else(|error| {
        panic!("the PostgreSQL server of {VARIABLE} does not answer ({error}): run `cargo xtask test`, or start `cargo xtask postgres`")
    })
}

async fn administrate(statement: &str) {
    let admin = admin().await;
    admin.execute_unprepared(statement).await.unwrap();
    admin.close().await.unwrap();
}
