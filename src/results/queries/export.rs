use ::entity::id::{OrganizationId, QuestionId, RoundId, StudyId};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::counted::{Of, Sql};

/// One whose answers are exported: an owner of the round's population, or in an anonymous round a response.
#[derive(Clone, Debug)]
pub(in crate::results) struct Exported {
    pub(in crate::results) id: OrganizationId,
    pub(in crate::results) whose: Whose,
}

/// Whose answers are exported.
#[derive(Clone, Debug)]
pub(in crate::results) enum Whose {
    /// Those of an owner.
    Owner(ExportedOwner),
    /// Nobody's, in an anonymous round: the key of the response, which is random, in words.
    Anonymous(String),
}

impl Exported {
    /// What is known of the owner; `None` in an anonymous round.
    pub(in crate::results) fn owner(&self) -> Option<&ExportedOwner> {
        match &self.whose {
            Whose::Owner(owner) => Some(owner),
            Whose::Anonymous(_) => None,
        }
    }
}

/// What is known of an owner.
#[derive(Clone, Debug)]
pub(in crate::results) struct ExportedOwner {
    pub(in crate::results) orgnr: String,
    pub(in crate::results) name: ::entity::LocalizedText,
    pub(in crate::results) sector: Option<String>,
    pub(in crate::results) language: String,
    pub(in crate::results) stratum: Option<String>,
    /// Absent where it is no longer in the frame.
    pub(in crate::results) followed_up: Option<bool>,
}

/// Owners of the population after an organization number, in the order of these: one statement.
pub(in crate::results) async fn owners_after(
    db: &impl ConnectionTrait,
    round: RoundId,
    study: StudyId,
    after: Option<&str>,
    most: u64,
) -> Result<Vec<Exported>, DbErr> {
    let mut sql = Sql::plain(db);
    let (round, study) = (sql.bind(round), sql.bind(study));
    let after = after.map(|after| format!(" AND g.orgnr > {}", sql.bind(after))).unwrap_or_default();
    sql.then(&format!(
        "SELECT g.id, g.orgnr, g.name, g.sector, g.language, f.organization_id AS framed, f.stratum, f.followed_up \
         FROM population_member p JOIN organization g ON g.id = p.organization_id \
         LEFT JOIN frame_member f ON f.study_id = {study} AND f.organization_id = g.id \
         WHERE p.round_id = {round}{after} ORDER BY g.orgnr LIMIT {most}"
    ));
    let read = |row: &QueryResult| {
        let framed: Option<OrganizationId> = row.try_get("", "framed")?;
        let owner = ExportedOwner {
            orgnr: row.try_get("", "orgnr")?,
            name: row.try_get("", "name")?,
            sector: row.try_get("", "sector")?,
            language: row.try_get("", "language")?,
            stratum: row.try_get("", "stratum")?,
            followed_up: if framed.is_some() { row.try_get("", "followed_up")? } else { None },
        };
        Ok(Exported { id: row.try_get("", "id")?, whose: Whose::Owner(owner) })
    };
    sql.all(db, read).await
}

/// Responses of an anonymous round after one of them, in the order of their keys, which are random: one statement.
pub(in crate::results) async fn anonymous_after(
    db: &impl ConnectionTrait,
    round: RoundId,
    after: Option<OrganizationId>,
    most: u64,
) -> Result<Vec<Exported>, DbErr> {
    let mut sql = Sql::plain(db);
    let round = sql.bind(round);
    let after = after.map(|after| format!(" AND id > {}", sql.bind(after))).unwrap_or_default();
    sql.then(&format!(
        "SELECT id FROM anonymous_response WHERE round_id = {round}{after} ORDER BY id LIMIT {most}"
    ));
    let read = |row: &QueryResult| {
        let id: OrganizationId = row.try_get("", "id")?;
        Ok(Exported { id, whose: Whose::Anonymous(id.0.simple().to_string()) })
    };
    sql.all(db, read).await
}

/// When the responses that count were submitted: one statement.
pub(in crate::results) async fn submitted_of(
    db: &impl ConnectionTrait,
    of: Of<'_>,
) -> Result<Vec<(OrganizationId, DateTime<Utc>)>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then("SELECT owner, submitted_at FROM counted");
    sql.all(db, |row| Ok((row.try_get("", "owner")?, row.try_get("", "submitted_at")?))).await
}

/// An answer that counts.
#[derive(Clone, Debug)]
pub(in crate::results) struct SaidRow {
    pub(in crate::results) owner: OrganizationId,
    pub(in crate::results) question: QuestionId,
    pub(in crate::results) item: String,
    pub(in crate::results) state: String,
    pub(in crate::results) number: Option<f64>,
    pub(in crate::results) text: Option<String>,
    pub(in crate::results) date: Option<NaiveDate>,
}

/// Every answer that counts: one statement.
pub(in crate::results) async fn said_of(
    db: &impl ConnectionTrait,
    of: Of<'_>,
) -> Result<Vec<SaidRow>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then("SELECT owner, question_id, item, state, number, text, date FROM said");
    let read = |row: &QueryResult| {
        Ok(SaidRow {
            owner: row.try_get("", "owner")?,
            question: row.try_get("", "question_id")?,
            item: row.try_get("", "item")?,
            state: row.try_get("", "state")?,
            number: row.try_get("", "number")?,
            text: row.try_get("", "text")?,
            date: row.try_get("", "date")?,
        })
    };
    sql.all(db, read).await
}

/// Owner, question and row of every answer in rounds that start from earlier ones, and what it is to those: one statement.
pub(in crate::results) async fn origins_of(
    db: &impl ConnectionTrait,
    of: Of<'_>,
) -> Result<Vec<(OrganizationId, QuestionId, String, String)>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then(
        "SELECT x.owner, x.question_id, x.item, COALESCE(x.origin, o.origin) AS origin \
         FROM said x LEFT JOIN answer_origin o ON o.answer_id = x.answer_id \
         WHERE COALESCE(x.origin, o.origin) IS NOT NULL",
    );
    let read = |row: &QueryResult| {
        let (owner, question) = (row.try_get("", "owner")?, row.try_get("", "question_id")?);
        Ok((owner, question, row.try_get("", "item")?, row.try_get("", "origin")?))
    };
    sql.all(db, read).await
}

/// Owner, question, row and code of every option chosen: one statement.
pub(in crate::results) async fn chosen_of(
    db: &impl ConnectionTrait,
    of: Of<'_>,
) -> Result<Vec<(OrganizationId, QuestionId, String, String)>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then("SELECT owner, question_id, item, code FROM chosen");
    let read = |row: &QueryResult| {
        let (owner, question) = (row.try_get("", "owner")?, row.try_get("", "question_id")?);
        Ok((owner, question, row.try_get("", "item")?, row.try_get("", "code")?))
    };
    sql.all(db, read).await
}

/// An owner, and a question, row or field that was not shown to it.
pub(in crate::results) type NotShown = (OrganizationId, QuestionId);

/// What was not shown to whom: one statement.
pub(in crate::results) async fn not_shown_of(
    db: &impl ConnectionTrait,
    of: Of<'_>,
) -> Result<Vec<NotShown>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then("SELECT owner, question_id FROM not_shown");
    sql.all(db, |row| Ok((row.try_get("", "owner")?, row.try_get("", "question_id")?))).await
}
