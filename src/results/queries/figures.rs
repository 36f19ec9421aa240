use ::entity::id::{QuestionId, RoundId};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use super::counted::{Of, Sql};

/// How many owners the round is about, and how many of them have a response that counts.
pub(in crate::results) async fn base(db: &impl ConnectionTrait, of: Of<'_>) -> Result<(i64, i64), DbErr> {
    let mut sql = Sql::of(db, of);
    let round: RoundId = of.round;
    let round = sql.bind(round);
    sql.then(&format!(
        "SELECT (SELECT COUNT(*) FROM population_member WHERE round_id = {round}) AS population, \
                (SELECT COUNT(*) FROM counted) AS responded"
    ));
    let rows = sql.all(db, |row| Ok((row.try_get("", "population")?, row.try_get("", "responded")?))).await?;
    Ok(rows.first().copied().unwrap_or_default())
}

/// How many answers in each state there are to each question, row and field: one statement.
pub(in crate::results) async fn states(
    db: &impl ConnectionTrait,
    of: Of<'_>,
) -> Result<Vec<(QuestionId, String, i64)>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then("SELECT question_id, state, COUNT(*) AS given FROM said GROUP BY question_id, state");
    let read = |row: &sea_orm::QueryResult| {
        Ok((row.try_get("", "question_id")?, row.try_get("", "state")?, row.try_get("", "given")?))
    };
    sql.all(db, read).await
}

/// To how many owners each question, row and field was not shown: one statement.
pub(in crate::results) async fn unshown(
    db: &impl ConnectionTrait,
    of: Of<'_>,
) -> Result<Vec<(QuestionId, i64)>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then("SELECT question_id, COUNT(*) AS owners FROM not_shown GROUP BY question_id");
    sql.all(db, |row| Ok((row.try_get("", "question_id")?, row.try_get("", "owners")?))).await
}

/// How often each option was chosen, by its code: one statement.
pub(in crate::results) async fn options(
    db: &impl ConnectionTrait,
    of: Of<'_>,
) -> Result<Vec<(QuestionId, String, i64)>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then("SELECT question_id, code, COUNT(*) AS given FROM chosen GROUP BY question_id, code");
    let read = |row: &sea_orm::QueryResult| {
        Ok((row.try_get("", "question_id")?, row.try_get("", "code")?, row.try_get("", "given")?))
    };
    sql.all(db, read).await
}

/// How much was answered in the rows or fields of a question.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::results) struct Wholes {
    /// Rows of a repeating group in which something is said; of what has no such rows, as many as owners.
    pub(in crate::results) rows: i64,
    /// Owners that said something.
    pub(in crate::results) owners: i64,
}

/// How much was answered beneath each question that has rows or fields: one statement.
pub(in crate::results) async fn wholes(
    db: &impl ConnectionTrait,
    of: Of<'_>,
) -> Result<Vec<(QuestionId, Wholes)>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then(
        "SELECT t.whole, COUNT(*) AS row_count, COUNT(DISTINCT t.owner) AS owner_count FROM ( \
           SELECT DISTINCT q.parent_id AS whole, x.owner, x.item \
           FROM said x JOIN question q ON q.id = x.question_id WHERE q.parent_id IS NOT NULL \
         ) AS t GROUP BY t.whole",
    );
    let read = |row: &sea_orm::QueryResult| {
        let wholes = Wholes { rows: row.try_get("", "row_count")?, owners: row.try_get("", "owner_count")? };
        Ok((row.try_get("", "whole")?, wholes))
    };
    sql.all(db, read).await
}

/// A number, and how often it was answered.
pub(super) type Numbered = (QuestionId, f64, i64);

/// The numbers answered, each once with how often, from the least: one statement.
pub(in crate::results) async fn numbers(
    db: &impl ConnectionTrait,
    of: Of<'_>,
) -> Result<Vec<Numbered>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then(
        "SELECT question_id, number, COUNT(*) AS given FROM said WHERE state = 'answered' AND number IS NOT NULL \
         GROUP BY question_id, number ORDER BY question_id, number",
    );
    let read = |row: &sea_orm::QueryResult| {
        Ok((row.try_get("", "question_id")?, row.try_get("", "number")?, row.try_get("", "given")?))
    };
    sql.all(db, read).await
}

/// A day, and how often it was answered.
pub(super) type Dated = (QuestionId, NaiveDate, i64);

/// The days answered, each once with how often, from the earliest: one statement.
pub(in crate::results) async fn dates(db: &impl ConnectionTrait, of: Of<'_>) -> Result<Vec<Dated>, DbErr> {
    let mut sql = Sql::of(db, of);
    sql.then(
        "SELECT question_id, date, COUNT(*) AS given FROM said WHERE state = 'answered' AND date IS NOT NULL \
         GROUP BY question_id, date ORDER BY question_id, date",
    );
    let read = |row: &sea_orm::QueryResult| {
        Ok((row.try_get("", "question_id")?, row.try_get("", "date")?, row.try_get("", "given")?))
    };
    sql.all(db, read).await
}
