use ::entity::id::{OrganizationId, StudyId};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult};
use uuid::Uuid;

use super::counted::{Of, Sql};
use crate::results::open_answers::{OfOwner, TextCursor};

/// A text that was answered.
#[derive(Clone, Debug)]
pub(in crate::results) struct OpenRow {
    /// Of its owner, or in an anonymous round of its response.
    pub(in crate::results) key: Uuid,
    pub(in crate::results) sort_key: Vec<u8>,
    /// Whose it is; absent in an anonymous round.
    pub(in crate::results) owner: Option<OfOwner>,
    pub(in crate::results) item: String,
    pub(in crate::results) text: String,
}

impl OpenRow {
    /// Where the texts after it begin.
    pub(in crate::results) fn place(&self) -> TextCursor {
        (self.sort_key.clone(), self.key, self.item.clone())
    }
}

/// How many texts were answered to the questions: one statement.
pub(in crate::results) async fn count_texts(db: &impl ConnectionTrait, of: Of<'_>) -> Result<u64, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then("SELECT COUNT(*) AS texts FROM said WHERE text IS NOT NULL");
    let counted = sql.all(db, |row| row.try_get::<i64>("", "texts")).await?;
    Ok(counted.first().map_or(0, |counted| counted.unsigned_abs()))
}

/// Texts after a place, in the Norwegian order of their owners and then by row; in an anonymous round, where there are none, by the key
/// of the response, which is random: one statement.
pub(in crate::results) async fn texts(
    db: &impl ConnectionTrait,
    of: Of<'_>,
    study: StudyId,
    after: Option<&TextCursor>,
    most: u64,
) -> Result<Vec<OpenRow>, DbErr> {
    let mut sql = Sql::of(db, of);
    // In the order of its bytes, whatever the language of the database.
    let row = match db.get_database_backend() {
        DbBackend::Postgres => "x.item COLLATE \"C\"",
        _ => "x.item",
    };
    let after = match after {
        Some((sort_key, key, item)) => {
            let (key, item) = (sql.bind(OrganizationId(*key)), sql.bind(item.clone()));
            let after = format!("(x.owner > {key} OR (x.owner = {key} AND {row} > {item}))");
            if of.anonymous {
                format!(" AND {after}")
            } else {
                let sort_key = sql.bind(sort_key.clone());
                format!(" AND (g.sort_key > {sort_key} OR (g.sort_key = {sort_key} AND {after}))")
            }
        }
        None => String::new(),
    };
    if of.anonymous {
        sql.then(&format!(
            "SELECT x.owner, x.item, x.text FROM said x WHERE x.text IS NOT NULL{after} ORDER BY x.owner, {row} LIMIT {most}"
        ));
        return sql.all(db, |row| read(row, Vec::new(), None)).await;
    }
    let study = sql.bind(study);
    sql.then(&format!(
        "SELECT x.owner, g.sort_key, f.stratum, x.response_id, x.submitted_at, x.item, x.text \
         FROM said x JOIN organization g ON g.id = x.owner \
         LEFT JOIN frame_member f ON f.study_id = {study} AND f.organization_id = x.owner \
         WHERE x.text IS NOT NULL{after} ORDER BY g.sort_key, x.owner, {row} LIMIT {most}"
    ));
    let with_owner = |row: &QueryResult| {
        let owner = OfOwner {
            owner: row.try_get("", "owner")?,
            stratum: row.try_get("", "stratum")?,
            response: row.try_get("", "response_id")?,
            submitted_at: row.try_get("", "submitted_at")?,
        };
        read(row, row.try_get("", "sort_key")?, Some(owner))
    };
    sql.all(db, with_owner).await
}

fn read(row: &QueryResult, sort_key: Vec<u8>, owner: Option<OfOwner>) -> Result<OpenRow, DbErr> {
    let key: OrganizationId = row.try_get("", "owner")?;
    Ok(OpenRow {
        key: key.0,
        sort_key,
        owner,
        item: row.try_get("", "item")?,
        text: row.try_get("", "text")?,
    })
}
