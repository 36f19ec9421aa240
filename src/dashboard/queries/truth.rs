//! What is so now, whatever the sums say.

use std::collections::HashMap;

use ::entity::id::{OrganizationId, ResponseId, RoundId};
use ::entity::{overall_score, score, submission};
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryResult, Statement,
    Value,
};

/// What there is to know of an owner that a round asks.
#[derive(Clone, Debug)]
pub(in crate::dashboard) struct Facts {
    /// The owner.
    pub(in crate::dashboard) owner: OrganizationId,
    /// The part of the public sector.
    pub(in crate::dashboard) sector: Option<String>,
    /// The language form that it has chosen.
    pub(in crate::dashboard) language: String,
    /// The stratum in the study's frame.
    pub(in crate::dashboard) stratum: Option<String>,
    /// Whether the study chose it for being followed up; absent where it is no longer in the frame.
    pub(in crate::dashboard) followed_up: Option<bool>,
    /// It is invited, and not withdrawn.
    pub(in crate::dashboard) invited: bool,
    /// It has submitted.
    pub(in crate::dashboard) responded: bool,
    /// The response that it has submitted; absent in an anonymous round.
    pub(in crate::dashboard) response: Option<ResponseId>,
}

/// What there is to know of these owners; nothing of those that the round does not ask. One statement for each thousand.
pub(in crate::dashboard) async fn facts(
    db: &impl ConnectionTrait,
    round: RoundId,
    owners: &[OrganizationId],
) -> Result<Vec<Facts>, DbErr> {
    let mut found = Vec::new();
    for chunk in owners.chunks(1_000) {
        let marks: Vec<String> = (2..chunk.len() + 2).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT p.organization_id, g.sector, g.language, f.stratum, \
                    CASE WHEN f.organization_id IS NULL THEN NULL WHEN f.followed_up THEN 1 ELSE 0 END AS followed_up, \
                    CASE WHEN i.id IS NULL THEN 0 ELSE 1 END AS invited, \
                    CASE WHEN i.submitted_at IS NOT NULL OR i.status = 'submitted' THEN 1 ELSE 0 END AS responded, \
                    r.id AS response_id \
             FROM population_member p \
             JOIN round o ON o.id = p.round_id \
             JOIN organization g ON g.id = p.organization_id \
             LEFT JOIN frame_member f ON f.study_id = o.study_id AND f.organization_id = p.organization_id \
             LEFT JOIN invitation i ON i.round_id = p.round_id AND i.organization_id = p.organization_id AND i.revoked_at IS NULL \
             LEFT JOIN response r ON r.invitation_id = i.id AND r.submitted_at IS NOT NULL \
             WHERE p.round_id = $1 AND p.organization_id IN ({})",
            marks.join(", ")
        );
        let values = [Value::from(round)].into_iter().chain(chunk.iter().map(|owner| Value::from(*owner)));
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        for row in db.query_all_raw(statement).await? {
            found.push(read(&row)?);
        }
    }
    Ok(found)
}

fn read(row: &QueryResult) -> Result<Facts, DbErr> {
    let yes =
        |column: &str| Ok::<_, DbErr>(row.try_get::<Option<i32>>("", column)?.map(|number| number == 1));
    Ok(Facts {
        owner: row.try_get("", "organization_id")?,
        sector: row.try_get("", "sector")?,
        language: row.try_get("", "language")?,
        stratum: row.try_get("", "stratum")?,
        followed_up: yes("followed_up")?,
        invited: yes("invited")?.unwrap_or_default(),
        responded: yes("responded")?.unwrap_or_default(),
        response: row.try_get("", "response_id")?,
    })
}

/// The scores of these responses.
pub(in crate::dashboard) async fn scores(
    db: &impl ConnectionTrait,
    responses: &[ResponseId],
) -> Result<HashMap<ResponseId, Vec<score::Model>>, DbErr> {
    let mut found: HashMap<ResponseId, Vec<score::Model>> = HashMap::new();
    for chunk in responses.chunks(5_000) {
        let query = score::Entity::find().filter(score::Column::ResponseId.is_in(chunk.iter().copied()));
        for row in query.all(db).await? {
            found.entry(row.response_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// The scores of these responses over all dimensions.
pub(in crate::dashboard) async fn overall_scores(
    db: &impl ConnectionTrait,
    responses: &[ResponseId],
) -> Result<HashMap<ResponseId, overall_score::Model>, DbErr> {
    let mut found = HashMap::new();
    for chunk in responses.chunks(5_000) {
        let these = overall_score::Column::ResponseId.is_in(chunk.iter().copied());
        let rows = overall_score::Entity::find().filter(these).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.response_id, row)));
    }
    Ok(found)
}

/// The latest submission of each of these responses.
pub(in crate::dashboard) async fn submissions(
    db: &impl ConnectionTrait,
    responses: &[ResponseId],
) -> Result<HashMap<ResponseId, serde_json::Value>, DbErr> {
    let mut found = HashMap::new();
    for chunk in responses.chunks(5_000) {
        let latest = Query::select()
            .column(submission::Column::ResponseId)
            .expr(Func::max(Expr::col(submission::Column::Number)))
            .from(submission::Entity)
            .and_where(submission::Column::ResponseId.is_in(chunk.iter().copied()))
            .group_by_col(submission::Column::ResponseId)
            .to_owned();
        let key =
            Expr::tuple([Expr::col(submission::Column::ResponseId), Expr::col(submission::Column::Number)]);
        let rows = submission::Entity::find().filter(key.in_subquery(latest)).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.response_id, row.content)));
    }
    Ok(found)
}
