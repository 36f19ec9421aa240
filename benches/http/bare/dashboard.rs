//! The dashboard. Compiled once for each database: `Db` is the one of the parent module.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use sea_orm::sqlx::{self, AssertSqlSafe, Pool, Row as _};
use serde::Deserialize;
use uuid::Uuid;

use super::super::json::{
    CodeAndName, Dashboard, DashboardData, Data, DimensionSummary, Level, LevelCount, Name, Nodes, Number,
    Owner, Round, Score,
};
use super::super::{Answer, bokmaal, places};
use super::Db;
use super::server::{Row, State, Text, standing};

pub(super) async fn dashboard(
    state: web::Data<State>,
    request: HttpRequest,
    round: web::Path<Uuid>,
    _sent: web::Bytes,
) -> Answer {
    let dashboard = read_dashboard(&state, &request, *round).await?;
    Ok(HttpResponse::Ok().json(Data { data: DashboardData { maturity_dashboard: dashboard } }))
}

pub(super) async fn dashboard_with_owners(
    state: web::Data<State>,
    request: HttpRequest,
    round: web::Path<Uuid>,
    _sent: web::Bytes,
) -> Answer {
    let mut dashboard = read_dashboard(&state, &request, *round).await?;
    // Ours reads the round again to authorize the field.
    round_and_study(&state.reader, *round).await?;
    dashboard.owners = Some(Nodes { nodes: owners(&state.reader, *round).await? });
    Ok(HttpResponse::Ok().json(Data { data: DashboardData { maturity_dashboard: dashboard } }))
}

/// The dashboard without owners: seven statements.
async fn read_dashboard(state: &State, request: &HttpRequest, round: Uuid) -> anyhow::Result<Dashboard> {
    let db = &state.reader;
    let now = Utc::now();
    let standing = standing(state, request, now).await?;
    let row = round_and_study(db, round).await?;
    let study: Uuid = row.try_get(1)?;
    let reads = standing.iter().any(|row| row.try_get(1).is_ok_and(|of: Option<Uuid>| of == Some(study)));
    anyhow::ensure!(reads, "not of this study");
    let sql = "SELECT m.id, m.study_id, m.number, m.coverage_needed, m.created_at FROM maturity_model m \
               INNER JOIN round_model rm ON rm.model_id = m.id WHERE rm.round_id = $1 LIMIT $2";
    let model: Uuid = sqlx::query::<Db>(sql).bind(round).bind(1_i64).fetch_one(db).await?.try_get(0)?;
    let sql = "SELECT id, model_id, code, position, name, weight FROM dimension \
               WHERE model_id = $1 ORDER BY position ASC";
    let dimensions = sqlx::query::<Db>(sql).bind(model).fetch_all(db).await?;
    let sql = "SELECT id, model_id, number, name, from_value FROM maturity_level \
               WHERE model_id = $1 ORDER BY number ASC";
    let levels = sqlx::query::<Db>(sql).bind(model).fetch_all(db).await?;
    let sums = sums(db, round).await?;
    let (population, responded) = (sums.population, sums.responded);
    let summary = |row: &Row| summary(row, &sums, &levels);
    Ok(Dashboard {
        round: Round { name: bokmaal(row.try_get(3)?), status: status(&row, now)? },
        synthetic: row.try_get(11)?,
        population,
        invited: sums.invited,
        responded,
        response_rate: (population > 0).then(|| responded as f64 / population as f64),
        dimensions: dimensions.iter().map(summary).collect::<Result<_, sqlx::Error>>()?,
        owners: None,
    })
}

async fn round_and_study(db: &Pool<Db>, round: Uuid) -> Result<Row, sqlx::Error> {
    let sql = "SELECT r.id, r.study_id, r.version_id, r.name, r.opens_at, r.closes_at, r.created_at, \
                      r.client_key, s.id, s.name, s.smallest_group, s.synthetic, s.created_at \
               FROM round r LEFT JOIN study s ON r.study_id = s.id WHERE r.id = $1 LIMIT $2";
    sqlx::query::<Db>(sql).bind(round).bind(1_i64).fetch_one(db).await
}

fn status(row: &Row, now: DateTime<Utc>) -> Result<&'static str, sqlx::Error> {
    let (opens_at, closes_at): (DateTime<Utc>, DateTime<Utc>) = (row.try_get(4)?, row.try_get(5)?);
    Ok(if now < opens_at {
        "PLANNED"
    } else if now < closes_at {
        "OPEN"
    } else {
        "CLOSED"
    })
}

/// The sums that are kept of a round.
#[derive(Default, Deserialize)]
struct Sums {
    population: i64,
    invited: i64,
    responded: i64,
    dimensions: HashMap<Uuid, DimensionSums>,
}

/// Scores are in millionths.
#[derive(Clone, Default, Deserialize)]
struct DimensionSums {
    scored: i64,
    points: i64,
    bounded: i64,
    lower: i64,
    upper: i64,
    dont_know: i64,
    missing: i64,
    levels: HashMap<i32, i64>,
}

/// Two statements: the sums, and whether anything is not in them yet, which is not looked at here.
async fn sums(db: &Pool<Db>, round: Uuid) -> anyhow::Result<Sums> {
    let sql = "SELECT CAST(content AS text) FROM figure WHERE round_id = $1 AND axis = ''";
    let kept = sqlx::query::<Db>(sql).bind(round).fetch_optional(db).await?;
    let sql = "SELECT id, organization_id FROM figure_due WHERE round_id = $1 ORDER BY id ASC";
    sqlx::query::<Db>(sql).bind(round).fetch_all(db).await?;
    let Some(kept) = kept else { return Ok(Sums::default()) };
    Ok(serde_json::from_str(&kept.try_get::<String, _>(0)?)?)
}

fn summary(dimension: &Row, sums: &Sums, levels: &[Row]) -> Result<DimensionSummary, sqlx::Error> {
    const PARTS: f64 = 1e6;
    let id: Uuid = dimension.try_get(0)?;
    let sum = sums.dimensions.get(&id).cloned().unwrap_or_default();
    let all = sums.population.max(1) as f64 * PARTS;
    let unknown = (sums.population - sum.bounded).max(0) as f64 * PARTS;
    let level = |(index, level): (usize, &Row)| {
        let name = bokmaal(level.try_get::<Text, _>(3)?);
        let number: i32 = level.try_get(2)?;
        let owners = i32::try_from(index).ok().and_then(|index| sum.levels.get(&index)).copied().unwrap_or(0);
        Ok(LevelCount { level: Level { number, name }, owners })
    };
    Ok(DimensionSummary {
        dimension: CodeAndName { code: dimension.try_get(2)?, name: bokmaal(dimension.try_get(4)?) },
        scored: sum.scored,
        population: sums.population,
        mean: (sum.scored > 0).then(|| share(sum.points as f64 / sum.scored as f64 / PARTS)),
        lower: share(sum.lower as f64 / all),
        upper: share((sum.upper as f64 + unknown) / all),
        dont_know: sum.dont_know,
        missing: sum.missing,
        levels: levels.iter().enumerate().map(level).collect::<Result<_, sqlx::Error>>()?,
    })
}

/// As ours rounds them: sums are not the same to the last digit each time.
fn share(value: f64) -> f64 {
    ((value * 1e6).round() / 1e6).clamp(0.0, 1.0)
}

/// The owners of a round with their scores: four statements.
async fn owners(db: &Pool<Db>, round: Uuid) -> anyhow::Result<Vec<Owner>> {
    let columns = "o.id, o.orgnr, o.name, o.language, o.search_text, o.sort_key, o.created_at, o.updated_at, \
                   o.retired_at";
    let invited = "FROM organization o INNER JOIN invitation i ON i.organization_id = o.id \
                   WHERE i.round_id = $1 AND i.revoked_at IS NULL";
    let sql = format!("SELECT COUNT(*) FROM (SELECT {columns} {invited}) AS sub_query");
    let total: i64 = sqlx::query::<Db>(AssertSqlSafe(sql)).bind(round).fetch_one(db).await?.try_get(0)?;
    let sql = format!("SELECT {columns} {invited} ORDER BY o.sort_key ASC, o.id ASC LIMIT $2");
    let rows = sqlx::query::<Db>(AssertSqlSafe(sql)).bind(round).bind(61_i64).fetch_all(db).await?;
    anyhow::ensure!(total == i64::try_from(rows.len())?, "more than a page");
    let ids: Vec<Uuid> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let sql = format!(
        "SELECT i.organization_id, r.id, r.submitted_at FROM invitation i \
         INNER JOIN response r ON r.invitation_id = i.id \
         WHERE i.round_id = $1 AND i.organization_id IN ({}) AND r.submitted_at IS NOT NULL",
        places(2, ids.len())
    );
    let query = sqlx::query::<Db>(AssertSqlSafe(sql)).bind(round);
    let submitted = ids.iter().fold(query, |query, id| query.bind(*id)).fetch_all(db).await?;
    let submitted: Vec<(Uuid, Uuid, DateTime<Utc>)> = submitted
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
        .collect::<Result<_, sqlx::Error>>()?;
    let responses: Vec<Uuid> = submitted.iter().map(|(_, response, _)| *response).collect();
    let mut scores = scores(db, &responses).await?;
    let owner = |row: &Row| {
        let id: Uuid = row.try_get(0)?;
        let found = submitted.iter().find(|(owner, ..)| *owner == id);
        Ok(Owner {
            organization: Name { name: bokmaal(row.try_get(2)?) },
            submitted_at: found.map(|(.., at)| at.to_rfc3339()),
            scores: found.and_then(|(_, response, _)| scores.remove(response)).unwrap_or_default(),
        })
    };
    Ok(rows.iter().map(owner).collect::<Result<_, sqlx::Error>>()?)
}

type Scores = HashMap<Uuid, Vec<Score>>;

async fn scores(db: &Pool<Db>, responses: &[Uuid]) -> anyhow::Result<Scores> {
    let sql = format!(
        "SELECT s.response_id, s.dimension_id, s.point, s.lower, s.upper, s.level, s.coverage, s.observed, \
                s.dont_know, s.not_relevant, s.missing, s.input_hash, s.computed_at FROM score s \
         INNER JOIN dimension d ON s.dimension_id = d.id \
         WHERE s.response_id IN ({}) ORDER BY d.position ASC",
        places(1, responses.len())
    );
    let query = sqlx::query::<Db>(AssertSqlSafe(sql));
    let rows = responses.iter().fold(query, |query, id| query.bind(*id)).fetch_all(db).await?;
    let mut scores = Scores::new();
    for row in rows {
        let level: Option<i32> = row.try_get(5)?;
        scores.entry(row.try_get(0)?).or_default().push(Score {
            point: row.try_get(2)?,
            lower: row.try_get(3)?,
            upper: row.try_get(4)?,
            coverage: row.try_get(6)?,
            level: level.map(|number| Number { number }),
        });
    }
    Ok(scores)
}
