//! Brings the database to the schema of this Trespor, and says where it has another.
//!
//! Invariants:
//! - all pending steps happen in one transaction: a step that fails leaves the schema as it was, and the version of
//!   Trespor that ran before goes on working;
//! - several processes may begin at once: one works, the others wait and find nothing left to do (an advisory lock in
//!   that transaction on PostgreSQL; a lock on the file `<database>.migrate.lock` on SQLite, where waiting for a long
//!   transaction would end in "database is locked");
//! - a database with steps that this Trespor does not know is left alone.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use migration::{Migrator, MigratorTrait as _};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::sqlx::{self, ConnectOptions as _, Connection as _};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    SqliteTransactionMode, SqlxPostgresConnector, SqlxSqliteConnector, Statement, TransactionOptions,
    TransactionTrait as _,
};

use super::{Db, Url};

/// Key of the advisory lock on PostgreSQL: the bytes of `trespor` and a 1.
const LOCK: i64 = 0x7472_6573_706f_7201;

/// Why this Trespor cannot work on a database as it is, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum SchemaMismatch {
    /// There is nothing in it.
    #[error("the database is empty: run `trespor migrate`")]
    Empty,
    /// Steps are missing.
    #[error("the database is older than this Trespor: run `trespor migrate` (missing: {})", .missing.join(", "))]
    Older {
        /// Names of the steps that have not been taken.
        missing: Vec<String>,
    },
    /// It has steps that this Trespor has never heard of.
    #[error(
        "the database was made by a newer Trespor: install that version, or a later one (unknown here: {})",
        .unknown.join(", ")
    )]
    Newer {
        /// Their names.
        unknown: Vec<String>,
    },
    /// It does not answer.
    #[error("the database does not answer")]
    Unreachable(#[source] anyhow::Error),
}

/// Takes every step that is missing and answers their names.
///
/// # Errors
/// Where the database is newer, or a step fails; then nothing was changed.
pub async fn migrate(db: &Db) -> anyhow::Result<Vec<String>> {
    if check(db).await.is_ok() {
        return Ok(Vec::new());
    }
    change(db, Direction::Up).await
}

/// Takes the last `steps` back, latest first, with the data that they brought, and answers their names.
///
/// # Errors
/// Where the database is newer, or a step cannot be taken back; then nothing was changed.
pub async fn migrate_down(db: &Db, steps: u32) -> anyhow::Result<Vec<String>> {
    change(db, Direction::Down(steps)).await
}

/// Whether this Trespor can work on the database. Reads only, in one statement.
///
/// # Errors
/// Says what is in the way.
pub async fn check(db: &Db) -> Result<(), SchemaMismatch> {
    check_on(db.reader()).await
}

/// As [`check`], over a connection of its own that cannot write; an SQLite file that is absent stays so.
///
/// # Errors
/// Says what is in the way.
pub async fn inspect(url: &Url) -> Result<(), SchemaMismatch> {
    let connection = connect_read_only(url).await.map_err(SchemaMismatch::Unreachable)?;
    let outcome = check_on(&connection).await;
    // Nothing was written; a connection that cannot say goodbye has been lost already.
    let _ = connection.close().await;
    outcome
}

/// Makes a database ready to be served, and answers the names of the steps that were taken.
///
/// # Errors
/// Where it is not ours to serve, or is not up to date and may not be brought there.
pub async fn prepare(db: &Db, migrate_on_start: bool) -> anyhow::Result<Vec<String>> {
    match check(db).await {
        Ok(()) => Ok(Vec::new()),
        Err(SchemaMismatch::Empty | SchemaMismatch::Older { .. }) if migrate_on_start => migrate(db).await,
        Err(mismatch @ (SchemaMismatch::Empty | SchemaMismatch::Older { .. })) => {
            Err(anyhow::Error::new(mismatch)
                .context("database.migrate_on_start is off, so the server does not do it"))
        }
        Err(mismatch) => Err(mismatch.into()),
    }
}

/// Every step that this Trespor knows, oldest first, and whether it has been taken.
///
/// # Errors
/// Where the database does not answer.
pub async fn status(db: &Db) -> anyhow::Result<Vec<(String, bool)>> {
    let taken = taken(db.reader()).await.context("the database does not answer")?;
    Ok(known().into_iter().map(|name| (name.clone(), taken.contains(&name))).collect())
}

#[derive(Clone, Copy)]
enum Direction {
    Up,
    Down(u32),
}

/// Changes the schema with nobody else doing so.
async fn change(db: &Db, direction: Direction) -> anyhow::Result<Vec<String>> {
    match db.url() {
        Url::Postgres(_) => {
            let txn = db.writer().begin().await.context("the database does not answer")?;
            let lock = Statement::from_sql_and_values(
                DbBackend::Postgres,
                "SELECT pg_advisory_xact_lock($1)",
                [LOCK.into()],
            );
            txn.execute_raw(lock).await.context("could not wait for other processes")?;
            change_in(txn, direction).await
        }
        Url::Sqlite(path) => {
            let lock = lock_beside(path).await?;
            let connection = sqlite_without_foreign_keys(path).await?;
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            let txn = connection.begin_with_options(options).await.context("the database is in use")?;
            let outcome = change_in(txn, direction).await;
            connection.close().await.context("the database did not close cleanly")?;
            drop(lock);
            outcome
        }
    }
}

async fn change_in(txn: DatabaseTransaction, direction: Direction) -> anyhow::Result<Vec<String>> {
    Migrator::install(&txn).await.context("the database takes no tables")?;
    let before = taken(&txn).await?;
    if let Err(newer @ SchemaMismatch::Newer { .. }) = compare(&before) {
        return Err(newer.into());
    }
    match direction {
        Direction::Up => Migrator::up(&txn, None)
            .await
            .context("the database could not be brought up to date, and is as it was")?,
        Direction::Down(steps) => {
            Migrator::down(&txn, Some(steps))
                .await
                .context("the steps could not be taken back, and the database is as it was")?;
        }
    }
    let after = taken(&txn).await?;
    require_sound_references(&txn).await?;
    txn.commit().await.context("the change of the database could not be saved, and it is as it was")?;
    Ok(before.symmetric_difference(&after).cloned().collect())
}

/// With foreign keys switched off while steps are taken, SQLite is asked afterwards whether any reference hangs loose.
async fn require_sound_references(txn: &DatabaseTransaction) -> anyhow::Result<()> {
    if txn.get_database_backend() == DbBackend::Sqlite {
        let loose =
            txn.query_all_raw(Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check")).await?;
        if !loose.is_empty() {
            bail!("a step would leave {} rows that refer to nothing, so nothing was changed", loose.len());
        }
    }
    Ok(())
}

async fn check_on(connection: &impl ConnectionTrait) -> Result<(), SchemaMismatch> {
    let taken = taken(connection).await.map_err(|error| SchemaMismatch::Unreachable(error.into()))?;
    compare(&taken)
}

fn compare(taken: &BTreeSet<String>) -> Result<(), SchemaMismatch> {
    let known: BTreeSet<String> = known().into_iter().collect();
    let unknown: Vec<String> = taken.difference(&known).cloned().collect();
    let missing: Vec<String> = known.difference(taken).cloned().collect();
    if !unknown.is_empty() {
        Err(SchemaMismatch::Newer { unknown })
    } else if taken.is_empty() {
        Err(SchemaMismatch::Empty)
    } else if !missing.is_empty() {
        Err(SchemaMismatch::Older { missing })
    } else {
        Ok(())
    }
}

fn known() -> Vec<String> {
    Migrator::get_migration_files().iter().map(|step| step.name().to_owned()).collect()
}

/// The names of the steps that have been taken; none where nobody has kept a list yet.
async fn taken(connection: &impl ConnectionTrait) -> Result<BTreeSet<String>, DbErr> {
    let statement =
        Statement::from_string(connection.get_database_backend(), "SELECT version FROM seaql_migrations");
    match connection.query_all_raw(statement).await {
        Ok(rows) => rows.iter().map(|row| row.try_get::<String>("", "version")).collect(),
        Err(error) if is_missing_table(&error) => Ok(BTreeSet::new()),
        Err(error) => Err(error),
    }
}

fn is_missing_table(error: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let sqlx::Error::Database(error) = &**error else {
        return false;
    };
    error.code().as_deref() == Some("42P01") || error.message().starts_with("no such table")
}

/// A connection that can take every step: one that rebuilds a table drops the old one, which would otherwise take
/// the rows of other tables with it.
async fn sqlite_without_foreign_keys(path: &Path) -> anyhow::Result<DatabaseConnection> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(false)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(60))
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
    let pool = pool.with_context(|| format!("cannot open the SQLite file {}", path.display()))?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

async fn connect_read_only(url: &Url) -> anyhow::Result<DatabaseConnection> {
    match url {
        Url::Sqlite(path) => {
            let options =
                SqliteConnectOptions::new().filename(path).read_only(true).disable_statement_logging();
            let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
            let pool = pool.with_context(|| format!("cannot open the SQLite file {}", path.display()))?;
            Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
        }
        Url::Postgres(url) => {
            let options: PgConnectOptions = url.parse().context("the PostgreSQL address cannot be read")?;
            let options =
                options.options([("default_transaction_read_only", "on")]).disable_statement_logging();
            // A pool would only say that it waited: one connection of our own says why there is none.
            let connecting = PgConnection::connect_with(&options);
            let one = tokio::time::timeout(Duration::from_secs(5), connecting).await;
            let one = one.context("the PostgreSQL database does not answer")?;
            let one = one.context("cannot connect to the PostgreSQL database")?;
            let _ = one.close().await;
            let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(5));
            let pool =
                pool.connect_with(options).await.context("cannot connect to the PostgreSQL database")?;
            Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
        }
    }
}

/// Waits until nobody else changes the schema of an SQLite file. Held until dropped, and by no killed process. The
/// file stays: deleting it while another process waits would let two of them in.
async fn lock_beside(database: &Path) -> anyhow::Result<File> {
    let mut name = database.as_os_str().to_owned();
    name.push(".migrate.lock");
    let path = PathBuf::from(name);
    let locking = tokio::task::spawn_blocking(move || -> anyhow::Result<File> {
        let doing = || format!("cannot lock {}", path.display());
        let file = File::create(&path).with_context(doing)?;
        file.lock().with_context(doing)?;
        Ok(file)
    });
    locking.await.context("waiting for other processes was cut short")?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_newer_database_is_told_from_an_older_one() {
        let all: BTreeSet<String> = known().into_iter().collect();
        assert!(compare(&all).is_ok());
        assert!(matches!(compare(&names(&[])), Err(SchemaMismatch::Empty)));
        let mut newer = all.clone();
        newer.insert("m20990101_000001_dreams".to_owned());
        assert!(matches!(compare(&newer), Err(SchemaMismatch::Newer { .. })));
        let mut older = all.clone();
        older.pop_last();
        assert!(matches!(compare(&older), Err(SchemaMismatch::Older { missing }) if missing.len() == 1));
        // Neither: it has left the way that leads here, so nothing may be added to it.
        older.insert("m20990101_000001_dreams".to_owned());
        assert!(matches!(compare(&older), Err(SchemaMismatch::Newer { .. })));
    }

    #[test]
    fn steps_are_taken_in_the_order_of_their_names() {
        let known = known();
        assert!(known.is_sorted(), "{known:?}");
    }
}
