use ::entity::id::{OrganizationId, ResponseId, StudyId};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};

use super::counted::{Of, Sql};
use crate::results::open_answers::TextCursor;

/// A text that was answered, with who wrote it.
#[derive(Clone, Debug)]
pub(in crate::results) struct OpenRow {
    pub(in crate::results) owner: OrganizationId,
    pub(in crate::results) sort_key: Vec<u8>,
    pub(in crate::results) stratum: Option<String>,
    pub(in crate::results) response: ResponseId,
    pub(in crate::results) submitted_at: DateTime<Utc>,
    pub(in crate::results) item: String,
    pub(in crate::results) text: String,
}

/// How many texts were answered to the questions: one statement.
pub(in crate::results) async fn count_texts(db: &impl ConnectionTrait, of: Of<'_>) -> Result<u64, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then("SELECT COUNT(*) AS texts FROM said WHERE text IS NOT NULL");
    let counted = sql.all(db, |row| row.try_get::<i64>("", "texts")).await?;
    Ok(counted.first().map_or(0, |counted| counted.unsigned_abs()))
}

/// Texts after a place, in the Norwegian order of their owners and then by row: one statement.
pub(in crate::results) async fn texts(
    db: &impl ConnectionTrait,
    of: Of<'_>,
    study: StudyId,
    after: Option<&TextCursor>,
    most: u64,
) -> Result<Vec<OpenRow>, DbErr> {
    let mut sql = Sql::of(db, of);
    let study = sql.bind(study);
    // In the order of its bytes, whatever the language of the database.
    let row = match db.get_database_backend() {
        DbBackend::Postgres => "x.item COLLATE \"C\"",
        _ => "x.item",
    };
    let after = match after {
        Some((sort_key, owner, item)) => {
            let (key, owner) = (sql.bind(sort_key.clone()), sql.bind(OrganizationId(*owner)));
            let item = sql.bind(item.clone());
            format!(
                " AND (g.sort_key > {key} OR (g.sort_key = {key} AND (x.owner > {owner} OR (x.owner = {owner} AND {row} > {item}))))"
            )
        }
        None => String::new(),
    };
    sql.then(&format!(
        "SELECT x.owner, g.sort_key, f.stratum, x.response_id, x.submitted_at, x.item, x.text \
         FROM said x JOIN organization g ON g.id = x.owner \
         LEFT JOIN frame_member f ON f.study_id = {study} AND f.organization_id = x.owner \
         WHERE x.text IS NOT NULL{after} ORDER BY g.sort_key, x.owner, {row} LIMIT {most}"
    ));
    let read = |row: &sea_orm::QueryResult| {
        Ok(OpenRow {
            owner: row.try_get("", "owner")?,
            sort_key: row.try_get("", "sort_key")?,
            stratum: row.try_get("", "stratum")?,
            response: row.try_get("", "response_id")?,
            submitted_at: row.try_get("", "submitted_at")?,
            item: row.try_get("", "item")?,
            text: row.try_get("", "text")?,
        })
    };
    sql.all(db, read).await
}
