//! A database of the benchmark's own, on a real disk.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, anyhow};
use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, Row as _};
use tempfile::TempDir;
use trespor::config::Settings;
use trespor::db::{Db, schema};
use uuid::Uuid;

/// The address of a PostgreSQL server on which databases may be made and dropped.
const VARIABLE: &str = "TRESPOR_TEST_POSTGRES";

/// Which database is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// A file in cargo's folder for temporary files.
    Sqlite,
    /// The server that the environment names.
    Postgres,
}

impl Backend {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A database with the current schema, and beside it a folder for keys, mail and logs.
pub(crate) struct Database {
    folder: TempDir,
    /// Its address, as the setting `database.url` has it.
    pub(crate) url: String,
    /// Name of the server's own database and of ours.
    made: Option<(String, String)>,
}

impl Database {
    /// A new one.
    pub(crate) async fn new(backend: Backend) -> anyhow::Result<Self> {
        // Not in /tmp, which is often memory, where a durable commit costs nothing.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let database = match backend {
            Backend::Sqlite => {
                let url = format!("sqlite:{}", folder.path().join("trespor.db").display());
                Self { folder, url, made: None }
            }
            Backend::Postgres => {
                let server = server().ok_or_else(|| anyhow!("{VARIABLE} is not set"))?;
                let name = format!("trespor_bench_{}", Uuid::now_v7().simple());
                execute(&server, &format!("CREATE DATABASE {name}")).await?;
                let url = on_same_server(&server, &name)?;
                Self { folder, url, made: Some((server, name)) }
            }
        };
        write_key(&database.folder().join("keys"))?;
        let db = Db::connect(&database.settings("http://localhost")?.database.url, 2).await?;
        schema::migrate(&db).await?;
        db.close().await;
        Ok(database)
    }

    /// Settings for working on it in this process.
    pub(crate) fn settings(&self, public_url: &str) -> anyhow::Result<Settings> {
        let mut settings = Settings::default();
        public_url.clone_into(&mut settings.http.public_url);
        settings.database.url = self.url.parse().map_err(|why| anyhow!("the database's address {why}"))?;
        settings.auth.key_file = Some(self.folder().join("keys"));
        settings.mail.folder = self.folder().join("mail");
        Ok(settings)
    }

    /// Where its keys, mail and logs are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Drops it.
    pub(crate) async fn remove(self) -> anyhow::Result<()> {
        match self.made {
            Some((server, name)) => {
                execute(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
            }
            None => Ok(()),
        }
    }
}

/// On PostgreSQL no server makes a key by itself.
fn write_key(path: &Path) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(writeln!(options.open(path)?, "{}", trespor::auth::keys::generate_line())?)
}

/// The PostgreSQL server that the environment names.
pub(crate) fn server() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}

/// Which PostgreSQL it is, and whether its commits are durable.
pub(crate) async fn about_server() -> anyhow::Result<String> {
    let url = server().ok_or_else(|| anyhow!("{VARIABLE} is not set"))?;
    let mut connection = PgConnection::connect(&url).await?;
    let sql = "SELECT current_setting('server_version'), current_setting('fsync'), \
               current_setting('synchronous_commit')";
    let row = sqlx::query(sql).fetch_one(&mut connection).await?;
    let (version, fsync, commit): (String, String, String) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let warning = if fsync == "on" && commit == "on" { "" } else { " - ITS COMMITS ARE NOT DURABLE" };
    Ok(format!("PostgreSQL {version}, fsync {fsync}, synchronous_commit {commit}{warning}"))
}

async fn execute(server: &str, statement: &str) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

fn on_same_server(server: &str, name: &str) -> anyhow::Result<String> {
    let mut url = url::Url::parse(server).context("the address of the PostgreSQL server cannot be read")?;
    url.set_path(name);
    Ok(url.into())
}
