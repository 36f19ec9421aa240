//! The bare server on PostgreSQL.

use sea_orm::sqlx::postgres::{PgPoolOptions, Postgres};
use trespor::config::Settings;

use super::Written;

#[expect(clippy::duplicate_mod, reason = "the same statements, compiled for another database")]
#[path = "again.rs"]
mod again;
#[expect(clippy::duplicate_mod, reason = "the same handlers, compiled for another database")]
#[path = "answers.rs"]
mod answers;
#[expect(clippy::duplicate_mod, reason = "the same handlers, compiled for another database")]
#[path = "dashboard.rs"]
mod dashboard;
#[expect(clippy::duplicate_mod, reason = "the same handlers, compiled for another database")]
#[path = "server.rs"]
mod server;
#[expect(clippy::duplicate_mod, reason = "the same handlers, compiled for another database")]
#[path = "submit.rs"]
mod submit;

type Db = Postgres;

/// The first of the twelve months up to the latest.
const FIRST_MONTH: &str = "(latest.month - INTERVAL '11 months')::date";
const BEGIN: &str = "BEGIN";
const LOCK: &str = " FOR UPDATE OF r";

pub(super) async fn serve(settings: &Settings, url: &str) -> anyhow::Result<()> {
    let pool = PgPoolOptions::new().max_connections(settings.database.max_connections).connect(url).await?;
    server::serve(settings, pool.clone(), pool).await
}

pub(super) async fn write_again(url: &str, connections: usize) -> anyhow::Result<Written> {
    let number = u32::try_from(connections)?;
    again::write(&PgPoolOptions::new().max_connections(number).connect(url).await?, connections).await
}
