use std::collections::{HashMap, HashSet};

use ::entity::id::{MaturityModelId, OrganizationId, QuestionId, ResponseId, RoundId, StudyId};
use ::entity::{
    dimension, frame_member, invitation, maturity_item, maturity_level, maturity_model, organization,
    question, questionnaire, response, round, score,
};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, RelationTrait as _, Statement,
    Value,
};

use super::CurrentModel;
use super::dashboard::{OwnerScores, Sums};
use crate::db::{Page, Slice};
use crate::registry::{self, OrganizationCursor};

/// Every question of a study's questionnaires.
pub(super) async fn questions_of_study(
    db: &impl ConnectionTrait,
    study: StudyId,
) -> Result<HashSet<QuestionId>, DbErr> {
    let query = question::Entity::find()
        .select_only()
        .column(question::Column::Id)
        .join(JoinType::InnerJoin, question::Relation::Questionnaire.def())
        .filter(questionnaire::Column::StudyId.eq(study));
    Ok(query.into_tuple::<QuestionId>().all(db).await?.into_iter().collect())
}

pub(super) async fn latest_number(db: &impl ConnectionTrait, study: StudyId) -> Result<i32, DbErr> {
    Ok(latest(db, study).await?.map_or(0, |row| row.number))
}

async fn latest(db: &impl ConnectionTrait, study: StudyId) -> Result<Option<maturity_model::Model>, DbErr> {
    let query = maturity_model::Entity::find().filter(maturity_model::Column::StudyId.eq(study));
    query.order_by_desc(maturity_model::Column::Number).one(db).await
}

pub(super) async fn insert_model(
    db: &impl ConnectionTrait,
    model: &CurrentModel,
    items: Vec<maturity_item::Model>,
) -> Result<(), DbErr> {
    maturity_model::Entity::insert(model.row.clone().into_active_model()).exec_without_returning(db).await?;
    let dimensions = model.dimensions.iter().cloned().map(dimension::Model::into_active_model);
    dimension::Entity::insert_many(dimensions).exec_without_returning(db).await?;
    for chunk in items.chunks(1_000) {
        let rows = chunk.iter().cloned().map(maturity_item::Model::into_active_model);
        maturity_item::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    if !model.levels.is_empty() {
        let levels = model.levels.iter().cloned().map(maturity_level::Model::into_active_model);
        maturity_level::Entity::insert_many(levels).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The model in use in a study, in three statements.
pub(super) async fn current_model(
    db: &impl ConnectionTrait,
    study: StudyId,
) -> Result<Option<CurrentModel>, DbErr> {
    let Some(row) = latest(db, study).await? else {
        return Ok(None);
    };
    let dimensions = dimension::Entity::find()
        .filter(dimension::Column::ModelId.eq(row.id))
        .order_by_asc(dimension::Column::Position)
        .all(db)
        .await?;
    let levels = maturity_level::Entity::find()
        .filter(maturity_level::Column::ModelId.eq(row.id))
        .order_by_asc(maturity_level::Column::Number)
        .all(db)
        .await?;
    Ok(Some(CurrentModel { row, dimensions, levels }))
}

pub(super) async fn items(
    db: &impl ConnectionTrait,
    model: MaturityModelId,
) -> Result<Vec<maturity_item::Model>, DbErr> {
    maturity_item::Entity::find()
        .join(JoinType::InnerJoin, maturity_item::Relation::Dimension.def())
        .filter(dimension::Column::ModelId.eq(model))
        .all(db)
        .await
}

pub(super) async fn replace_scores(
    db: &impl ConnectionTrait,
    response: ResponseId,
    scores: Vec<score::Model>,
) -> Result<(), DbErr> {
    score::Entity::delete_many().filter(score::Column::ResponseId.eq(response)).exec(db).await?;
    if !scores.is_empty() {
        let rows = scores.into_iter().map(score::Model::into_active_model);
        score::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// How many owners are in the population, invited, and have submitted: one statement.
pub(super) async fn counts(
    db: &impl ConnectionTrait,
    round: &round::Model,
) -> Result<(i64, i64, i64), DbErr> {
    let sql = "SELECT (SELECT COUNT(*) FROM frame_member WHERE study_id = $1) AS population, \
                      COUNT(i.id) AS invited, COUNT(i.submitted_at) AS responded \
               FROM invitation i WHERE i.round_id = $2 AND i.revoked_at IS NULL";
    let values = [Value::from(round.study_id), Value::from(round.id)];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let Some(row) = db.query_one_raw(statement).await? else {
        return Ok((0, 0, 0));
    };
    Ok((row.try_get("", "population")?, row.try_get("", "invited")?, row.try_get("", "responded")?))
}

/// Sums of the stored scores of a round for each dimension of a model: one statement, whose work grows with the
/// scores of the round only.
pub(super) async fn sums(
    db: &impl ConnectionTrait,
    round: RoundId,
    model: &CurrentModel,
) -> Result<Vec<Sums>, DbErr> {
    let mut values = vec![Value::from(round), Value::from(model.row.id)];
    let mut levels = String::new();
    for (index, level) in model.levels.iter().enumerate() {
        values.push(level.from_value.into());
        let from = values.len();
        // The highest level has no upper end.
        let below = model.levels.get(index + 1).map(|next| {
            values.push(next.from_value.into());
            format!(" AND s.point < ${}", values.len())
        });
        let below = below.unwrap_or_default();
        levels += &format!(
            ", CAST(SUM(CASE WHEN s.point >= ${from}{below} THEN 1 ELSE 0 END) AS bigint) AS level_{index}"
        );
    }
    let sql = format!(
        "SELECT s.dimension_id, COUNT(s.point) AS scored, COUNT(s.lower) AS bounded, \
                COALESCE(SUM(s.point), CAST(0 AS double precision)) AS point, \
                COALESCE(SUM(s.lower), CAST(0 AS double precision)) AS lower, \
                COALESCE(SUM(s.upper), CAST(0 AS double precision)) AS upper, \
                CAST(SUM(s.dont_know) AS bigint) AS dont_know, CAST(SUM(s.missing) AS bigint) AS missing{levels} \
         FROM score s \
         JOIN response r ON r.id = s.response_id \
         JOIN invitation i ON i.id = r.invitation_id \
         JOIN dimension d ON d.id = s.dimension_id \
         WHERE i.round_id = $1 AND i.revoked_at IS NULL AND d.model_id = $2 \
         GROUP BY s.dimension_id"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(statement).await?;
    let read = |row: sea_orm::QueryResult| {
        let levels = (0..model.levels.len()).map(|index| row.try_get("", &format!("level_{index}")));
        Ok(Sums {
            dimension: Some(row.try_get("", "dimension_id")?),
            scored: row.try_get("", "scored")?,
            bounded: row.try_get("", "bounded")?,
            point: row.try_get("", "point")?,
            lower: row.try_get("", "lower")?,
            upper: row.try_get("", "upper")?,
            dont_know: row.try_get("", "dont_know")?,
            missing: row.try_get("", "missing")?,
            levels: levels.collect::<Result<_, DbErr>>()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The owners invited to a round, with their scores by the model in use: three statements.
pub(super) async fn owners(
    db: &impl ConnectionTrait,
    round: &round::Model,
    page: &Page<OrganizationCursor>,
) -> Result<Slice<OwnerScores>, DbErr> {
    let invited = organization::Entity::find()
        .join_rev(JoinType::InnerJoin, invitation::Relation::Organization.def())
        .filter(invitation::Column::RoundId.eq(round.id))
        .filter(invitation::Column::RevokedAt.is_null());
    let Slice { rows, total } = registry::in_order(db, invited, page).await?;
    let mut scores = scores_of(db, round, rows.iter().map(|row| row.id).collect()).await?;
    let whole = |organization: organization::Model| {
        let (submitted_at, scores) = scores.remove(&organization.id).unwrap_or_default();
        OwnerScores { organization, submitted_at, scores }
    };
    Ok(Slice { rows: rows.into_iter().map(whole).collect(), total })
}

type Scored = (Option<chrono::DateTime<chrono::Utc>>, Vec<score::Model>);

async fn scores_of(
    db: &impl ConnectionTrait,
    round: &round::Model,
    owners: Vec<OrganizationId>,
) -> Result<HashMap<OrganizationId, Scored>, DbErr> {
    let submitted = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::OrganizationId)
        .column(response::Column::Id)
        .column(response::Column::SubmittedAt)
        .join_rev(JoinType::InnerJoin, response::Relation::Invitation.def())
        .filter(invitation::Column::RoundId.eq(round.id))
        .filter(invitation::Column::OrganizationId.is_in(owners))
        .filter(response::Column::SubmittedAt.is_not_null())
        .into_tuple::<(OrganizationId, ResponseId, Option<chrono::DateTime<chrono::Utc>>)>()
        .all(db)
        .await?;
    let latest_model = maturity_model::Entity::find()
        .select_only()
        .column_as(Expr::col(maturity_model::Column::Number).max(), "number")
        .filter(maturity_model::Column::StudyId.eq(round.study_id));
    let scores = score::Entity::find()
        .join(JoinType::InnerJoin, score::Relation::Dimension.def())
        .join(JoinType::InnerJoin, dimension::Relation::MaturityModel.def())
        .filter(score::Column::ResponseId.is_in(submitted.iter().map(|(_, response, _)| *response)))
        .filter(maturity_model::Column::Number.in_subquery(latest_model.into_query()))
        .order_by_asc(dimension::Column::Position)
        .all(db)
        .await?;
    let mut of_response: HashMap<ResponseId, Vec<score::Model>> = HashMap::new();
    for score in scores {
        of_response.entry(score.response_id).or_default().push(score);
    }
    let whole = |(owner, response, at)| (owner, (at, of_response.remove(&response).unwrap_or_default()));
    Ok(submitted.into_iter().map(whole).collect())
}

/// The owners of a round's population that have not submitted: two statements.
pub(super) async fn missing(
    db: &impl ConnectionTrait,
    round: &round::Model,
    page: &Page<OrganizationCursor>,
) -> Result<Slice<organization::Model>, DbErr> {
    let submitted = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::OrganizationId)
        .filter(invitation::Column::RoundId.eq(round.id))
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(invitation::Column::SubmittedAt.is_not_null());
    let query = organization::Entity::find()
        .join_rev(JoinType::InnerJoin, frame_member::Relation::Organization.def())
        .filter(frame_member::Column::StudyId.eq(round.study_id))
        .filter(organization::Column::Id.not_in_subquery(submitted.into_query()));
    registry::in_order(db, query, page).await
}
