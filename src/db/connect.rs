use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{
    ConnectOptions as _, postgres::PgConnectOptions, postgres::PgPoolOptions, sqlite::SqlitePoolOptions,
};
use sea_orm::{DatabaseConnection, DbBackend, SqlxPostgresConnector, SqlxSqliteConnector};

use super::Statements;

/// Which database to use.
#[derive(Clone)]
pub enum Url {
    /// An SQLite file; made where it does not exist.
    Sqlite(PathBuf),
    /// A PostgreSQL database. Holds a password, so it is never printed.
    Postgres(String),
}

impl std::fmt::Debug for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

impl std::str::FromStr for Url {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        if raw.starts_with("postgres://") || raw.starts_with("postgresql://") {
            raw.parse::<PgConnectOptions>()
                .map_err(|_| "is not a PostgreSQL address such as postgres://user:password@host/name")?;
            return Ok(Self::Postgres(raw.to_owned()));
        }
        let path = raw.strip_prefix("sqlite://").or_else(|| raw.strip_prefix("sqlite:")).unwrap_or_default();
        if path.is_empty() || path.starts_with(":memory:") || path.contains('?') {
            return Err("must be postgres://user:password@host/name or sqlite:path/to/file.db".to_owned());
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

/// Connections to the database.
#[derive(Clone, Debug)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    url: Url,
}

impl Db {
    /// Connects. An SQLite file is made where it does not exist, in a folder that does.
    ///
    /// # Errors
    /// Says which database could not be reached, without its password.
    pub async fn connect(url: &Url, max_connections: u32) -> anyhow::Result<Self> {
        let (mut reader, mut writer) = match url {
            Url::Sqlite(path) => sqlite(path, max_connections).await?,
            Url::Postgres(url) => postgres(url, max_connections).await?,
        };
        reader.set_metric_callback(|_| Statements::add_one());
        writer.set_metric_callback(|_| Statements::add_one());
        Ok(Self { reader, writer, url: url.clone() })
    }

    /// For reading outside of a transaction.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For writing; use cases go through [`crate::Cx::begin`].
    #[must_use]
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Which database this is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Closes every connection, waiting for those in use.
    pub async fn close(self) {
        for connection in [self.reader, self.writer] {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a database connection did not close cleanly");
            }
        }
    }
}

async fn sqlite(
    path: &Path,
    max_connections: u32,
) -> anyhow::Result<(DatabaseConnection, DatabaseConnection)> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: a commit that was acknowledged survives a power cut, not only a killed process.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-4000")
        .optimize_on_close(true, None)
        .disable_statement_logging();
    let unreachable = || format!("cannot open the SQLite file {}", path.display());
    make_for_owner(path).with_context(unreachable)?;
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(15))
        .connect_with(options.clone())
        .await
        .with_context(unreachable)?;
    let reader = SqlitePoolOptions::new()
        .max_connections(max_connections.max(1))
        .acquire_timeout(Duration::from_secs(15))
        .connect_with(options.read_only(true).create_if_missing(false))
        .await
        .with_context(unreachable)?;
    Ok((
        SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
        SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
    ))
}

/// Makes a file that is missing so that only its owner may read what people answer; SQLite gives its other files the
/// same rights. Those of a file that is there are left as they are.
fn make_for_owner(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

async fn postgres(
    url: &str,
    max_connections: u32,
) -> anyhow::Result<(DatabaseConnection, DatabaseConnection)> {
    let options: PgConnectOptions = url.parse().context("the PostgreSQL address cannot be read")?;
    let options = options.application_name("trespor").disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(max_connections.max(2))
        .acquire_timeout(Duration::from_secs(15))
        .connect_with(options)
        .await
        .context("cannot connect to the PostgreSQL database")?;
    let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    Ok((connection.clone(), connection))
}
