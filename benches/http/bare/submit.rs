//! Submitting: the answers of a response are frozen and scored, durably. Compiled once for each database: `Db` is the one of the parent module.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, SubsecRound as _, Utc};
use entity::id::{DimensionId, QuestionId};
use sea_orm::sqlx::types::Json;
use sea_orm::sqlx::{self, AssertSqlSafe, Row as _, Transaction};
use serde_json::{Value, json};
use trespor::maturity::overall::{Overall, Part, overall};
use trespor::maturity::scoring::{self, Item, Observation, Score, Source};
use trespor::value::content_hash;
use uuid::Uuid;

use super::super::json::{Data, SubmitData, Submitted, SubmittedAs};
use super::super::{Answer, places, respondent};
use super::server::{Row, State};
use super::{BEGIN, Db, FIRST_MONTH, LOCK};

/// Twelve statements, `BEGIN` and `COMMIT` included; the maturity model is read each time, as one who writes just this would.
pub(super) async fn submit(state: web::Data<State>, request: HttpRequest, _sent: web::Bytes) -> Answer {
    let now = Utc::now().trunc_subsecs(6);
    let (invitation, link) = respondent(&state.auth, &request, now)?;
    let sql = "SELECT i.contact_id FROM invitation i \
               INNER JOIN invitation_link l ON l.invitation_id = i.id \
               WHERE i.id = $1 AND i.revoked_at IS NULL AND l.id = $2 AND l.revoked_at IS NULL AND l.expires_at > $3";
    let who = sqlx::query::<Db>(sql).bind(invitation.0).bind(link.0).bind(now);
    let contact: Uuid = who.fetch_one(&state.reader).await?.try_get(0)?;
    let mut txn = state.writer.begin_with(BEGIN).await?;
    let (response, round) = open(&mut txn, invitation.0, now).await?;
    let answers = answers(&mut txn, response).await?;
    let frozen: Vec<Value> = answers.iter().map(|answer| json!({ "question": answer.code, "state": answer.state, "options": [answer.option], "revision": answer.revision })).collect();
    let content = json!({ "questionnaire": null, "answers": frozen });
    let hash = content_hash(&content)?;
    let sql = "INSERT INTO submission (id, response_id, number, content, content_hash, submitted_by, submitted_at) \
               VALUES ($1, $2, 1, $3, $4, $5, $6)";
    let id = Uuid::now_v7();
    let insert = sqlx::query::<Db>(sql).bind(id).bind(response).bind(Json(content));
    insert.bind(&hash).bind(contact).bind(now).execute(&mut *txn).await?;
    let sql = "UPDATE response SET status = 'submitted', submitted_at = $1 WHERE id = $2";
    sqlx::query::<Db>(sql).bind(now).bind(response).execute(&mut *txn).await?;
    let sql = "UPDATE invitation SET status = 'submitted', submitted_at = $1 WHERE id = $2";
    sqlx::query::<Db>(sql).bind(now).bind(invitation.0).execute(&mut *txn).await?;
    let sql = "INSERT INTO invitation_event (id, invitation_id, at, kind) VALUES ($1, $2, $3, 'submitted')";
    let event = sqlx::query::<Db>(sql).bind(Uuid::now_v7()).bind(invitation.0).bind(now);
    event.execute(&mut *txn).await?;
    keep_services(&mut txn, id, invitation.0).await?;
    score(&mut txn, round, response, &answers, now).await?;
    txn.commit().await?;
    let submission = SubmittedAs { number: 1, submitted_at: now.to_rfc3339(), content_hash: hash };
    let data = SubmitData { submit_response: Submitted { submission, user_errors: [] } };
    Ok(HttpResponse::Ok().json(Data { data }))
}

/// The response and its round, where both are open.
async fn open(
    txn: &mut Transaction<'static, Db>,
    invitation: Uuid,
    now: DateTime<Utc>,
) -> Result<(Uuid, Uuid), sqlx::Error> {
    let sql = format!(
        "SELECT r.id, ro.id FROM response r \
         INNER JOIN invitation i ON i.id = r.invitation_id INNER JOIN round ro ON ro.id = i.round_id \
         WHERE i.id = $1 AND r.submitted_at IS NULL AND ro.opens_at <= $2 AND ro.closes_at > $3{LOCK_RESPONSE}"
    );
    let row = sqlx::query::<Db>(AssertSqlSafe(sql)).bind(invitation).bind(now).bind(now);
    let row = row.fetch_one(&mut **txn).await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

/// As the save locks its rows.
const LOCK_RESPONSE: &str = if LOCK.is_empty() { "" } else { " FOR UPDATE OF r" };

struct Given {
    question: QuestionId,
    code: String,
    state: String,
    revision: i32,
    option: Option<String>,
    score: Option<f64>,
}

async fn answers(txn: &mut Transaction<'static, Db>, response: Uuid) -> Result<Vec<Given>, sqlx::Error> {
    let sql = "SELECT a.question_id, q.code, a.state, a.revision, o.code, o.score FROM answer a \
               INNER JOIN question q ON q.id = a.question_id \
               LEFT JOIN answer_option c ON c.answer_id = a.id LEFT JOIN version_option o ON o.id = c.option_id \
               WHERE a.response_id = $1 ORDER BY a.id, c.option_id";
    let rows = sqlx::query::<Db>(sql).bind(response).fetch_all(&mut **txn).await?;
    let given = |row: &Row| {
        Ok(Given {
            question: QuestionId(row.try_get(0)?),
            code: row.try_get(1)?,
            state: row.try_get(2)?,
            revision: row.try_get(3)?,
            option: row.try_get(4)?,
            score: row.try_get(5)?,
        })
    };
    rows.iter().map(given).collect()
}

/// What the registry knows of the owner's services now.
async fn keep_services(
    txn: &mut Transaction<'static, Db>,
    submission: Uuid,
    invitation: Uuid,
) -> Result<(), sqlx::Error> {
    let sql = format!(
        "INSERT INTO services_at_submission (submission_id, services, moved, volume, moved_volume, until) \
         WITH own AS (SELECT s.id, CASE WHEN s.status = 'in_production' OR s.old_edition_deactivated THEN 1 ELSE 0 END AS moved \
             FROM service s JOIN invitation i ON i.organization_id = s.organization_id \
             WHERE i.id = $2 AND s.retired_at IS NULL AND s.status <> 'retired'), \
         latest AS (SELECT MAX(v.month) AS month FROM monthly_volume v JOIN own ON own.id = v.service_id), \
         used AS (SELECT CAST(SUM(v.volume) AS bigint) AS volume, CAST(SUM(v.volume * own.moved) AS bigint) AS moved \
             FROM latest JOIN monthly_volume v ON v.month >= {FIRST_MONTH} JOIN own ON own.id = v.service_id) \
         SELECT $1, (SELECT COUNT(*) FROM own), (SELECT COUNT(*) FROM own WHERE own.moved = 1), \
             used.volume, used.moved, latest.month FROM used CROSS JOIN latest"
    );
    sqlx::query::<Db>(AssertSqlSafe(sql))
        .bind(submission)
        .bind(invitation)
        .execute(&mut **txn)
        .await
        .map(drop)
}

/// Three statements: the model, the scores in its dimensions, and the one over all.
async fn score(
    txn: &mut Transaction<'static, Db>,
    round: Uuid,
    response: Uuid,
    answers: &[Given],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let sql = "SELECT d.id, d.weight, i.question_id, i.weight, m.coverage_needed, m.id FROM round_model rm \
               INNER JOIN maturity_model m ON m.id = rm.model_id INNER JOIN dimension d ON d.model_id = m.id \
               INNER JOIN maturity_item i ON i.dimension_id = d.id WHERE rm.round_id = $1";
    let rows = sqlx::query::<Db>(sql).bind(round).fetch_all(&mut **txn).await?;
    let Some(first) = rows.first() else { anyhow::bail!("no model") };
    let (coverage, model): (f64, Uuid) = (first.try_get(4)?, first.try_get(5)?);
    let mut dimensions: BTreeMap<Uuid, (f64, Vec<Item>)> = BTreeMap::new();
    for row in &rows {
        let question = QuestionId(row.try_get(2)?);
        let source = Source::Question(question);
        let item = Item { source, weight: row.try_get(3)?, observation: observed(answers, question) };
        let (_, items) = dimensions.entry(row.try_get(0)?).or_insert((row.try_get(1)?, Vec::new()));
        items.push(item);
    }
    let mut scores = Vec::new();
    for (id, (weight, items)) in dimensions {
        let score = scoring::score(&items, coverage);
        let hash = content_hash(&items)?;
        scores.push((Part { dimension: DimensionId(id), weight, score }, hash));
    }
    insert_scores(txn, response, &scores, now).await?;
    let parts: Vec<Part> = scores.into_iter().map(|(part, _)| part).collect();
    insert_overall(txn, response, model, &overall(&parts, coverage), now).await?;
    Ok(())
}

fn observed(answers: &[Given], question: QuestionId) -> Observation {
    let Some(answer) = answers.iter().find(|answer| answer.question == question) else {
        return Observation::Missing;
    };
    match answer.state.as_str() {
        "answered" => answer.score.map_or(Observation::NotRelevant, Observation::Value),
        "dont_know" => Observation::DontKnow,
        _ => Observation::NotRelevant,
    }
}

async fn insert_scores(
    txn: &mut Transaction<'static, Db>,
    response: Uuid,
    scores: &[(Part, String)],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const COLUMNS: usize = 13;
    let rows: Vec<String> =
        (0..scores.len()).map(|row| format!("({})", places(1 + row * COLUMNS, COLUMNS))).collect();
    let sql = format!(
        "INSERT INTO score (response_id, dimension_id, point, lower, upper, coverage, level, observed, dont_know, \
                            not_relevant, missing, input_hash, computed_at) VALUES {}",
        rows.join(", ")
    );
    let mut query = sqlx::query::<Db>(AssertSqlSafe(sql));
    for (Part { dimension, score, .. }, hash) in scores {
        let Score { point, bounds, coverage, observed, dont_know, not_relevant, missing } = score;
        let level = point.and_then(|point| scoring::level(point, &[0.0, 0.25, 0.5, 0.75]));
        let level = level.and_then(|level| i32::try_from(level).ok());
        let (lower, upper) = bounds.unzip();
        query = query.bind(response).bind(dimension.0).bind(*point).bind(lower).bind(upper).bind(*coverage);
        query = query.bind(level).bind(*observed).bind(*dont_know).bind(*not_relevant).bind(*missing);
        query = query.bind(hash).bind(now);
    }
    query.execute(&mut **txn).await.map(drop)
}

async fn insert_overall(
    txn: &mut Transaction<'static, Db>,
    response: Uuid,
    model: Uuid,
    found: &Overall,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO overall_score (response_id, model_id, arithmetic, lower, upper, geometric, geometric_lower, \
                                          geometric_upper, coverage, defined, applicable, input_hash, computed_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12)";
    let (lower, upper) = found.bounds.unzip();
    let (geometric_lower, geometric_upper) = found.geometric_bounds.unzip();
    let query =
        sqlx::query::<Db>(sql).bind(response).bind(model).bind(found.arithmetic).bind(lower).bind(upper);
    let query = query.bind(found.geometric).bind(geometric_lower).bind(geometric_upper).bind(found.coverage);
    let query = query.bind(found.defined).bind(found.applicable).bind(now);
    query.execute(&mut **txn).await.map(drop)
}
