use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{
    self, ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions,
    postgres::PgPoolOptions, sqlite::SqlitePoolOptions,
};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use tokio::time::{Instant, sleep, timeout_at};

use super::{Reader, Statements};
use crate::private_file;

/// How long the first connection to PostgreSQL may take, so that somebody at a terminal soon hears what is wrong. A
/// server that is just starting is waited for that long.
const FIRST_CONNECTION: Duration = Duration::from_secs(5);
/// Pause before a server that is just starting is tried again.
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

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
    reader: Reader,
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
        Ok(Self { reader: Reader(reader), writer, url: url.clone() })
    }

    /// For reading outside of a transaction.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// For writing; use cases go through [`crate::Cx::begin`].
    #[must_use]
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Closes every connection, waiting for those in use.
    pub async fn close(self) {
        for connection in [self.reader.0, self.writer] {
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
        // What is deleted, as drafts of anonymous rounds are, is overwritten.
        .pragma("secure_delete", "ON")
        .optimize_on_close(true, None)
        .disable_statement_logging();
    let unreachable = || format!("cannot open the SQLite file {}", path.display());
    // Nobody else may read what people answer; SQLite gives its other files the same rights.
    private_file::make_empty(path).with_context(unreachable)?;
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        // SQLite ends a transaction by itself where the disk is full or fails; the driver does not notice, and would
        // take every later transaction for a part of that one and never commit it. Such a connection is thrown away.
        .after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
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

async fn postgres(
    url: &str,
    max_connections: u32,
) -> anyhow::Result<(DatabaseConnection, DatabaseConnection)> {
    let options: PgConnectOptions = url.parse().context("the PostgreSQL address cannot be read")?;
    let options = options.application_name("trespor").disable_statement_logging();
    say_whether_it_is_there(&options).await.context("cannot connect to the PostgreSQL database")?;
    let pool = PgPoolOptions::new()
        .max_connections(max_connections.max(2))
        .acquire_timeout(Duration::from_secs(15))
        .connect_lazy_with(options);
    let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    Ok((connection.clone(), connection))
}

/// Connects once, within a short time. Unlike a pool, it tells why it could not.
async fn say_whether_it_is_there(options: &PgConnectOptions) -> anyhow::Result<()> {
    let deadline = Instant::now() + FIRST_CONNECTION;
    loop {
        match timeout_at(deadline, PgConnection::connect_with(options)).await {
            Ok(Ok(connection)) => return Ok(connection.close().await?),
            Ok(Err(error)) if may_be_starting(&error) && Instant::now() + BETWEEN_TRIES < deadline => {
                sleep(BETWEEN_TRIES).await;
            }
            Ok(Err(error)) => return Err(error.into()),
            Err(_) => bail!("it did not answer within {} seconds", FIRST_CONNECTION.as_secs()),
        }
    }
}

fn may_be_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        // cannot_connect_now
        sqlx::Error::Database(error) => error.code().as_deref() == Some("57P03"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement, TransactionTrait as _};

    use super::*;

    #[tokio::test]
    async fn what_sqlite_acknowledged_survives_a_power_cut() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::connect(&Url::Sqlite(folder.path().join("trespor.db")), 2).await.unwrap();
        let pragma = async |name: &str| {
            let asked = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
            db.writer().query_one_raw(asked).await.unwrap().unwrap()
        };
        let synchronous: i32 = pragma("synchronous").await.try_get_by_index(0).unwrap();
        let journal: String = pragma("journal_mode").await.try_get_by_index(0).unwrap();
        assert_eq!((synchronous, journal.as_str()), (2, "wal"), "2 is FULL");
        db.close().await;
    }

    #[tokio::test]
    async fn a_postgres_that_is_not_there_is_told_soon_and_why() {
        // Taken and let go at once, so that nobody listens there.
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let url = Url::Postgres(format!("postgres://kari:hemmelig@{address}/trespor"));
        let begun = std::time::Instant::now();
        let error = format!("{:#}", Db::connect(&url, 2).await.unwrap_err());
        assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
        assert!(
            error.starts_with("cannot connect to the PostgreSQL database") && error.contains("refused"),
            "{error}"
        );
        assert!(!error.contains("hemmelig"), "{error}");
    }

    /// What SQLite has on file, as another program reads it.
    async fn rows(url: &Url) -> i64 {
        let other = Db::connect(url, 1).await.unwrap();
        let sql = Statement::from_string(DbBackend::Sqlite, "SELECT COUNT(*) AS number FROM filler");
        other.reader().query_one_raw(sql).await.unwrap().unwrap().try_get("", "number").unwrap()
    }

    async fn write(db: &Db) -> Result<(), sea_orm::DbErr> {
        let txn = db.writer().begin().await?;
        txn.execute_unprepared("INSERT INTO filler VALUES (randomblob(100000))").await?;
        txn.commit().await
    }

    #[tokio::test]
    async fn what_is_acknowledged_after_a_full_disk_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let url = Url::Sqlite(folder.path().join("test.db"));
        let db = Db::connect(&url, 1).await.unwrap();
        db.writer().execute_unprepared("CREATE TABLE filler (data blob)").await.unwrap();
        db.writer().execute_unprepared("PRAGMA max_page_count = 100").await.unwrap();
        while write(&db).await.is_ok() {}
        let before = rows(&url).await;
        // The connection that failed is gone, and its limit with it: there is room again.
        write(&db).await.unwrap();
        assert_eq!(rows(&url).await, before + 1);
    }
}
