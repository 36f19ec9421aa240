//! The bare server on PostgreSQL.

use sea_orm::sqlx::postgres::{PgPoolOptions, Postgres};
use trespor::config::Settings;

#[expect(clippy::duplicate_mod, reason = "the same handlers, compiled for another database")]
#[path = "answers.rs"]
mod answers;
#[expect(clippy::duplicate_mod, reason = "the same handlers, compiled for another database")]
#[path = "dashboard.rs"]
mod dashboard;
#[expect(clippy::duplicate_mod, reason = "the same handlers, compiled for another database")]
#[path = "server.rs"]
mod server;

type Db = Postgres;

const BEGIN: &str = "BEGIN";
const LOCK: &str = " FOR UPDATE OF r";

pub(super) async fn serve(settings: &Settings, url: &str) -> anyhow::Result<()> {
    let pool = PgPoolOptions::new().max_connections(settings.database.max_connections).connect(url).await?;
    server::serve(settings, pool.clone(), pool).await
}
