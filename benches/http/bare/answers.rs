//! Reading a response and saving an answer. Compiled once for each database: `Db` is the one of the parent module.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use anyhow::Context as _;
use chrono::{DateTime, SubsecRound as _, Utc};
use sea_orm::sqlx::{self, AssertSqlSafe, Pool, Row as _, Transaction};
use uuid::Uuid;

use super::super::json::{AnswerRead, AnswerSaved, Code, Data, Id, NodeData, Response, SaveData, Saved};
use super::super::{Answer, Save, places, respondent};
use super::server::{Row, State, standing};
use super::{BEGIN, Db, LOCK};

/// A response with its answers: seven statements.
pub(super) async fn response(
    state: web::Data<State>,
    request: HttpRequest,
    id: web::Path<Uuid>,
    _sent: web::Bytes,
) -> Answer {
    let db = &state.reader;
    let standing = standing(&state, &request, Utc::now()).await?;
    let sql =
        "SELECT id, invitation_id, status, started_at, submitted_at FROM response WHERE id = $1 LIMIT $2";
    let row = sqlx::query::<Db>(sql).bind(*id).bind(1_i64).fetch_one(db).await?;
    let sql = "SELECT r.study_id FROM invitation i INNER JOIN round r ON i.round_id = r.id \
               WHERE i.id = $1 LIMIT $2";
    let invitation: Uuid = row.try_get(1)?;
    let study: Uuid = sqlx::query::<Db>(sql).bind(invitation).bind(1_i64).fetch_one(db).await?.try_get(0)?;
    if !standing.iter().any(|row| row.try_get(1).is_ok_and(|of: Option<Uuid>| of == Some(study))) {
        return Err(anyhow::anyhow!("not of this study").into());
    }
    let response = Response { status: upper(row.try_get(2)?), answers: answers(db, *id).await? };
    Ok(HttpResponse::Ok().json(Data { data: NodeData { node: response } }))
}

async fn answers(db: &Pool<Db>, response: Uuid) -> anyhow::Result<Vec<AnswerRead>> {
    let sql = "SELECT id, response_id, question_id, state, revision, answered_by, answered_at FROM answer \
               WHERE response_id IN ($1) ORDER BY id ASC";
    let rows = sqlx::query::<Db>(sql).bind(response).fetch_all(db).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let questions: Vec<Uuid> = rows.iter().map(|row| row.try_get(2)).collect::<Result<_, _>>()?;
    let chosen = "SELECT answer_id, option_id FROM answer_option WHERE answer_id";
    let chosen: Vec<(Uuid, Uuid)> = among(db, chosen, " ORDER BY option_id ASC", &ids)
        .await?
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<_, sqlx::Error>>()?;
    let sql = "SELECT id, questionnaire_id, code, kind, created_at FROM question WHERE id";
    let questions = codes(&among(db, sql, "", &questions).await?, 2)?;
    let options: Vec<Uuid> = chosen.iter().map(|(_, option)| *option).collect();
    let sql = "SELECT id, version_question_id, code, position, label, score FROM version_option WHERE id";
    let options = codes(&among(db, sql, "", &options).await?, 2)?;
    let code = |codes: &Codes, id: Uuid| codes.get(&id).cloned().context("it has no code");
    let answer = |row: &Row| {
        let id: Uuid = row.try_get(0)?;
        let chosen = chosen.iter().filter(|(answer, _)| *answer == id);
        Ok(AnswerRead {
            question: code(&questions, row.try_get(2)?)?,
            state: upper(row.try_get(3)?),
            options: chosen.map(|(_, option)| code(&options, *option)).collect::<anyhow::Result<_>>()?,
            revision: row.try_get(4)?,
        })
    };
    rows.iter().map(answer).collect()
}

/// The rows of a statement that ends before `IN (…)`.
async fn among(db: &Pool<Db>, sql: &str, order: &str, ids: &[Uuid]) -> Result<Vec<Row>, sqlx::Error> {
    let sql = format!("{sql} IN ({}){order}", places(1, ids.len()));
    let query = sqlx::query::<Db>(AssertSqlSafe(sql));
    ids.iter().fold(query, |query, id| query.bind(*id)).fetch_all(db).await
}

type Codes = HashMap<Uuid, Code>;

fn codes(rows: &[Row], column: usize) -> Result<Codes, sqlx::Error> {
    rows.iter().map(|row| Ok((row.try_get(0)?, Code { code: row.try_get(column)? }))).collect()
}

fn upper(name: String) -> String {
    name.to_uppercase()
}

/// Changes one answer, durably. Eight statements, `BEGIN` and `COMMIT` included.
pub(super) async fn save(state: web::Data<State>, request: HttpRequest, body: web::Json<Save>) -> Answer {
    let now = Utc::now().trunc_subsecs(6);
    let (invitation, link) = respondent(&state.auth, &request, now)?;
    let sql = "SELECT i.contact_id FROM invitation i \
               INNER JOIN invitation_link l ON l.invitation_id = i.id \
               WHERE i.id = $1 AND i.revoked_at IS NULL AND l.id = $2 AND l.revoked_at IS NULL AND l.expires_at > $3";
    let who = sqlx::query::<Db>(sql).bind(invitation.0).bind(link.0).bind(now);
    let who = who.fetch_one(&state.reader).await?;
    let contact: Uuid = who.try_get(0)?;
    let mut txn = state.writer.begin_with(BEGIN).await?;
    let (answer, response) = may_be_changed(&mut txn, invitation.0, &body, now).await?;
    let sql = "UPDATE answer SET state = 'answered', revision = revision + 1, answered_by = $1, answered_at = $2 \
               WHERE id = $3";
    sqlx::query::<Db>(sql).bind(contact).bind(now).bind(answer).execute(&mut *txn).await?;
    let sql = "DELETE FROM answer_option WHERE answer_id = $1";
    sqlx::query::<Db>(sql).bind(answer).execute(&mut *txn).await?;
    let sql = "INSERT INTO answer_option (answer_id, option_id) VALUES ($1, $2)";
    sqlx::query::<Db>(sql).bind(answer).bind(body.option_id).execute(&mut *txn).await?;
    let sql = "SELECT a.question_id, a.state, a.revision, a.answered_at, o.option_id FROM answer a \
               LEFT JOIN answer_option o ON o.answer_id = a.id WHERE a.response_id = $1 ORDER BY a.id, o.option_id";
    let rows = sqlx::query::<Db>(sql).bind(response).fetch_all(&mut *txn).await?;
    txn.commit().await?;
    let answers = rows.iter().map(saved).collect::<Result<_, sqlx::Error>>()?;
    Ok(HttpResponse::Ok().json(Data { data: SaveData { save_answers: Saved { answers, user_errors: [] } } }))
}

/// The answer and its response, where the round is open, the option belongs to the question, and nobody has changed
/// the answer meanwhile.
async fn may_be_changed(
    txn: &mut Transaction<'static, Db>,
    invitation: Uuid,
    save: &Save,
    now: DateTime<Utc>,
) -> Result<(Uuid, Uuid), sqlx::Error> {
    let sql = format!(
        "SELECT a.id, r.id FROM response r \
         INNER JOIN answer a ON a.response_id = r.id \
         INNER JOIN invitation i ON i.id = r.invitation_id \
         INNER JOIN round ro ON ro.id = i.round_id \
         INNER JOIN version_question q ON q.version_id = ro.version_id AND q.question_id = a.question_id \
         INNER JOIN version_option o ON o.version_question_id = q.id \
         WHERE i.id = $1 AND a.question_id = $2 AND a.revision = $3 AND o.id = $4 AND r.submitted_at IS NULL \
           AND ro.opens_at <= $5 AND ro.closes_at > $6{LOCK}"
    );
    let query = sqlx::query::<Db>(AssertSqlSafe(sql))
        .bind(invitation)
        .bind(save.question_id)
        .bind(save.base_revision)
        .bind(save.option_id)
        .bind(now)
        .bind(now);
    let row = query.fetch_one(&mut **txn).await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

fn saved(row: &Row) -> Result<AnswerSaved, sqlx::Error> {
    let chosen: Option<Uuid> = row.try_get(4)?;
    Ok(AnswerSaved {
        question: Id::of("question", row.try_get(0)?),
        state: upper(row.try_get(1)?),
        options: chosen.map(|id| Id::of("option", id)).into_iter().collect(),
        revision: row.try_get(2)?,
        answered_at: row.try_get::<DateTime<Utc>, _>(3)?.to_rfc3339(),
    })
}
