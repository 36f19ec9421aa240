//! Whether what the database acknowledges stays. On SQLite we see to it ourselves; PostgreSQL is set up by others.

use anyhow::Context as _;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use super::{Db, Url};

/// How a database is set up to lose what it has acknowledged, in sentences; none where it keeps it. Only reads.
///
/// # Errors
/// Where it does not answer.
pub async fn weaknesses(url: &Url) -> anyhow::Result<Vec<String>> {
    if matches!(url, Url::Sqlite(_)) {
        return Ok(Vec::new());
    }
    let db = Db::connect(url, 1).await?;
    let found = off_on_postgres(&db).await.context("the database does not say how it is set up");
    db.close().await;
    let sentence = |setting: &str| {
        format!(
            "{setting} is off: answers that were acknowledged are lost when the database's machine stops. Turn it on"
        )
    };
    Ok(found?.iter().map(|setting| sentence(setting)).collect())
}

/// Those of PostgreSQL's settings for durable commits that are off for us.
async fn off_on_postgres(db: &Db) -> anyhow::Result<Vec<String>> {
    let asked = Statement::from_string(
        DbBackend::Postgres,
        "SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off' ORDER BY name",
    );
    let rows = db.reader().query_all_raw(asked).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?)
}
