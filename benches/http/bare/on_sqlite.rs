//! The bare server on SQLite, with the settings and the two pools that ours has.

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use trespor::config::Settings;

use super::Written;

#[path = "again.rs"]
mod again;
#[path = "answers.rs"]
mod answers;
#[path = "dashboard.rs"]
mod dashboard;
#[path = "server.rs"]
mod server;
#[path = "submit.rs"]
mod submit;

type Db = Sqlite;

/// The first of the twelve months up to the latest.
const FIRST_MONTH: &str = "date(latest.month, '-11 months')";
const BEGIN: &str = "BEGIN IMMEDIATE";
/// Whoever writes has the database alone.
const LOCK: &str = "";

pub(super) async fn serve(settings: &Settings, path: &Path) -> anyhow::Result<()> {
    let options = options(path);
    let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    let reader = SqlitePoolOptions::new()
        .max_connections(settings.database.max_connections)
        .connect_with(options.read_only(true))
        .await?;
    server::serve(settings, reader, writer).await
}

pub(super) async fn write_again(path: &Path, connections: usize) -> anyhow::Result<Written> {
    let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options(path)).await?;
    again::write(&writer, connections).await
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-4000")
}
