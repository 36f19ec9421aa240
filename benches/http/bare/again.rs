//! Writing the answers of a round once more, by the plainest SQL that does it durably. Compiled once for each database: `Db` is the
//! one of the parent module.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use sea_orm::sqlx::{self, Pool, Row as _};
use uuid::Uuid;

use super::super::Written;
use super::{BEGIN, Db};

struct Answer {
    id: Uuid,
    response: Uuid,
    question: Uuid,
    state: String,
    by: Uuid,
    at: DateTime<Utc>,
    option: Option<Uuid>,
}

/// Takes all answers away and writes them again in the order in which they were given: each with its option in a transaction of its
/// own, `connections` of them at a time.
pub(super) async fn write(pool: &Pool<Db>, connections: usize) -> anyhow::Result<Written> {
    let answers = answers(pool).await?;
    for sql in ["DELETE FROM answer_option", "DELETE FROM answer"] {
        sqlx::query::<Db>(sql).execute(pool).await?;
    }
    let begun = Instant::now();
    let lanes = (0..connections).map(async |lane| {
        let mut latencies = Vec::new();
        for answer in answers.iter().skip(lane).step_by(connections) {
            latencies.push(write_one(pool, answer).await?);
        }
        anyhow::Ok(latencies)
    });
    let latencies = try_join_all(lanes).await?.concat();
    Ok(Written { latencies, took: begun.elapsed() })
}

async fn write_one(pool: &Pool<Db>, answer: &Answer) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let mut txn = pool.begin_with(BEGIN).await?;
    let sql = "INSERT INTO answer (id, response_id, question_id, item, state, revision, answered_by, answered_at) \
               VALUES ($1, $2, $3, '', $4, 1, $5, $6)";
    sqlx::query::<Db>(sql)
        .bind(answer.id)
        .bind(answer.response)
        .bind(answer.question)
        .bind(&answer.state)
        .bind(answer.by)
        .bind(answer.at)
        .execute(&mut *txn)
        .await?;
    if let Some(option) = answer.option {
        let sql = "INSERT INTO answer_option (answer_id, option_id) VALUES ($1, $2)";
        sqlx::query::<Db>(sql).bind(answer.id).bind(option).execute(&mut *txn).await?;
    }
    txn.commit().await?;
    Ok(begun.elapsed())
}

async fn answers(pool: &Pool<Db>) -> anyhow::Result<Vec<Answer>> {
    let sql = "SELECT a.id, a.response_id, a.question_id, a.state, a.answered_by, a.answered_at, o.option_id FROM answer a \
               LEFT JOIN answer_option o ON o.answer_id = a.id ORDER BY a.answered_at, a.id";
    let rows = sqlx::query::<Db>(sql).fetch_all(pool).await?;
    let answer = |row: &<Db as sqlx::Database>::Row| {
        Ok(Answer {
            id: row.try_get(0)?,
            response: row.try_get(1)?,
            question: row.try_get(2)?,
            state: row.try_get(3)?,
            by: row.try_get(4)?,
            at: row.try_get(5)?,
            option: row.try_get(6)?,
        })
    };
    rows.iter().map(answer).collect()
}
