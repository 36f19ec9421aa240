mod besides;
mod kept;
mod scores;

use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{
    DimensionId, MaturityModelId, OrganizationId, QuestionId, QuestionnaireId, QuestionnaireVersionId,
    ResponseId, RoundId, StudyId,
};
use ::entity::invitation::InvitationStatus;
use ::entity::maturity_item::ItemKind;
use ::entity::question::QuestionKind;
use ::entity::{
    dimension, invitation, maturity_item, maturity_level, maturity_model, organization, population_member,
    question, questionnaire, response, round, round_model, score,
};
use async_graphql::dataloader::Loader;
use sea_orm::{
    ActiveEnum as _, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _,
    IntoActiveModel as _, JoinType, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _, RelationTrait as _, Select, Statement, Value,
};

pub(super) use besides::{
    beside, insert_rating, is_asked, keep_services, latest_rating, rating_item, ratings_of,
};
pub use kept::model_of;
pub(super) use kept::{adopt_latest_model, adopt_model, keep_model, kept_model, kept_model_id};
pub use scores::OverallOf;
pub(super) use scores::{
    by_keys, count_submitted, forget_other_scores, score_of, scores_by_keys, stored, submitted_after,
    submitted_of, write_overall, write_scores,
};

use super::Model;
use super::dashboard::OwnerScores;
use crate::db::{Batch, BatchError, Page, Slice, insert_all};
use crate::questionnaire::written::maturity;
use crate::registry::{self, NameCursor};

/// A question that a model may name.
pub(super) struct Known {
    /// Its key.
    pub(super) id: QuestionId,
    /// Whether it can say anything about maturity.
    pub(super) scores: bool,
}

/// Every question of a study's questionnaires, and whether it can say anything about maturity.
pub(super) async fn questions_of_study(
    db: &impl ConnectionTrait,
    study: StudyId,
) -> Result<HashMap<QuestionId, bool>, DbErr> {
    let query = question::Entity::find()
        .join(JoinType::InnerJoin, question::Relation::Questionnaire.def())
        .filter(questionnaire::Column::StudyId.eq(study));
    Ok(known(db, query).await?.into_iter().map(|(_, known)| (known.id, known.scores)).collect())
}

/// The questions and their parts of the study's questionnaire with this code, by their own codes.
pub(super) async fn questions_by_code(
    db: &impl ConnectionTrait,
    study: StudyId,
    code: &str,
) -> Result<HashMap<String, Known>, DbErr> {
    let query = question::Entity::find()
        .join(JoinType::InnerJoin, question::Relation::Questionnaire.def())
        .filter(questionnaire::Column::StudyId.eq(study))
        .filter(questionnaire::Column::Code.eq(code));
    Ok(known(db, query).await?.into_iter().collect())
}

/// Whether the study has a questionnaire with this code.
pub(super) async fn has_questionnaire(
    db: &impl ConnectionTrait,
    study: StudyId,
    code: &str,
) -> Result<bool, DbErr> {
    let found = questionnaire::Entity::find()
        .filter(questionnaire::Column::StudyId.eq(study))
        .filter(questionnaire::Column::Code.eq(code));
    Ok(found.count(db).await? > 0)
}

/// The questions of a questionnaire and their parts, by their codes.
pub(super) async fn questions_of_questionnaire(
    db: &impl ConnectionTrait,
    id: QuestionnaireId,
) -> Result<HashMap<String, Known>, DbErr> {
    let query = question::Entity::find().filter(question::Column::QuestionnaireId.eq(id));
    Ok(known(db, query).await?.into_iter().collect())
}

async fn known(
    db: &impl ConnectionTrait,
    query: Select<question::Entity>,
) -> Result<Vec<(String, Known)>, DbErr> {
    let rows = query.all(db).await?;
    let kinds: HashMap<QuestionId, QuestionKind> = rows.iter().map(|row| (row.id, row.kind)).collect();
    let whole = |row: &question::Model| row.parent_id.and_then(|parent| kinds.get(&parent)).copied();
    let known = rows
        .iter()
        .map(|row| (row.code.clone(), Known { id: row.id, scores: maturity::scores(row.kind, whole(row)) }));
    Ok(known.collect())
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
    model: &Model,
    items: Vec<maturity_item::Model>,
) -> Result<(), DbErr> {
    maturity_model::Entity::insert(model.row.clone().into_active_model()).exec_without_returning(db).await?;
    insert_all(db, model.dimensions.clone()).await?;
    insert_all(db, items).await?;
    insert_all(db, model.levels.clone()).await
}

/// The latest model of a study, in three statements.
pub(super) async fn latest_model(db: &impl ConnectionTrait, study: StudyId) -> Result<Option<Model>, DbErr> {
    match latest(db, study).await? {
        Some(row) => Ok(Some(whole(db, row).await?)),
        None => Ok(None),
    }
}

/// A model by its key, in three statements.
pub(super) async fn model_by_key(
    db: &impl ConnectionTrait,
    id: MaturityModelId,
) -> Result<Option<Model>, DbErr> {
    match maturity_model::Entity::find_by_id(id).one(db).await? {
        Some(row) => Ok(Some(whole(db, row).await?)),
        None => Ok(None),
    }
}

/// The model of a study with this number, in three statements.
pub(super) async fn model_by_number(
    db: &impl ConnectionTrait,
    study: StudyId,
    number: i32,
) -> Result<Option<Model>, DbErr> {
    let query = maturity_model::Entity::find()
        .filter(maturity_model::Column::StudyId.eq(study))
        .filter(maturity_model::Column::Number.eq(number));
    match query.one(db).await? {
        Some(row) => Ok(Some(whole(db, row).await?)),
        None => Ok(None),
    }
}

pub(super) async fn rounds_without_model(
    db: &impl ConnectionTrait,
    study: StudyId,
) -> Result<Vec<round::Model>, DbErr> {
    let with = round_model::Entity::find().select_only().column(round_model::Column::RoundId);
    round::Entity::find()
        .filter(round::Column::StudyId.eq(study))
        .filter(round::Column::Id.not_in_subquery(with.into_query()))
        .all(db)
        .await
}

async fn whole(db: &impl ConnectionTrait, row: maturity_model::Model) -> Result<Model, DbErr> {
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
    Ok(Model { row, dimensions, levels })
}

pub(super) async fn items(
    db: &impl ConnectionTrait,
    model: MaturityModelId,
) -> Result<Vec<maturity_item::Model>, DbErr> {
    maturity_item::Entity::find()
        .join(JoinType::InnerJoin, maturity_item::Relation::Dimension.def())
        .filter(dimension::Column::ModelId.eq(model))
        // What is summed up in another order has other last bits.
        .order_by_asc(maturity_item::Column::Id)
        .all(db)
        .await
}

/// An item with the question that it names, if it is one.
pub struct ItemOfModel {
    /// What it is an item of.
    pub dimension: DimensionId,
    /// The questionnaire that the question belongs to; absent for a rating and a fact of the registry.
    pub questionnaire: Option<QuestionnaireId>,
    /// Code of the question, or those of a question and a part of it with a dot between; of a rating and of a fact what no question is
    /// called: `rating:` and its code, `fact:` and its name.
    pub code: String,
    /// Weight in the dimension, at least 0.
    pub weight: f64,
}

/// The items of a model in the order in which they were made: one statement. Called by later stages, inside their own use cases.
///
/// # Errors
/// Where the database fails.
pub async fn items_with_questions(
    db: &impl ConnectionTrait,
    model: MaturityModelId,
) -> Result<Vec<ItemOfModel>, DbErr> {
    let query = maturity_item::Entity::find()
        .find_also_related(question::Entity)
        .join(JoinType::InnerJoin, maturity_item::Relation::Dimension.def())
        .filter(dimension::Column::ModelId.eq(model))
        .order_by_asc(maturity_item::Column::Id);
    let whole = |(item, question): (maturity_item::Model, Option<question::Model>)| {
        let questionnaire = question.as_ref().map(|question| question.questionnaire_id);
        let code = match item.kind {
            ItemKind::Question => question?.code,
            ItemKind::Rating => format!("rating:{}", item.code?),
            ItemKind::Fact => format!("fact:{}", item.fact?.to_value()),
        };
        Some(ItemOfModel { dimension: item.dimension_id, questionnaire, code, weight: item.weight })
    };
    Ok(query.all(db).await?.into_iter().filter_map(whole).collect())
}

/// Loads what a dimension is measured by, in the order in which it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ItemsOf(pub DimensionId);

impl Loader<ItemsOf> for Batch {
    type Value = Vec<maturity_item::Model>;
    type Error = BatchError;

    async fn load(&self, keys: &[ItemsOf]) -> Result<HashMap<ItemsOf, Self::Value>, BatchError> {
        let query = maturity_item::Entity::find()
            .filter(maturity_item::Column::DimensionId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(maturity_item::Column::Id);
        let mut loaded: HashMap<ItemsOf, Self::Value> = HashMap::new();
        for row in query.all(&self.db).await.map_err(Arc::new)? {
            loaded.entry(ItemsOf(row.dimension_id)).or_default().push(row);
        }
        Ok(loaded)
    }
}

/// The owners invited to a round, with their scores: four statements.
pub(super) async fn owners(
    db: &impl ConnectionTrait,
    round: &round::Model,
    page: &Page<NameCursor>,
) -> Result<Slice<OwnerScores>, DbErr> {
    let invited = organization::Entity::find()
        .join_rev(JoinType::InnerJoin, invitation::Relation::Organization.def())
        .filter(invitation::Column::RoundId.eq(round.id))
        .filter(invitation::Column::RevokedAt.is_null());
    let Slice { rows, total } = registry::in_order(db, invited, page).await?;
    Ok(Slice { rows: with_scores(db, round, rows).await?, total })
}

/// These owners with their scores in a round, in the same order: two statements. Called by later stages, inside their own use cases.
///
/// # Errors
/// Where the database fails.
pub async fn with_scores(
    db: &impl ConnectionTrait,
    round: &round::Model,
    owners: Vec<organization::Model>,
) -> Result<Vec<OwnerScores>, DbErr> {
    let mut scores = scores_of(db, round, owners.iter().map(|row| row.id).collect()).await?;
    let whole = |organization: organization::Model| {
        let (response, submitted_at, scores) = scores.remove(&organization.id).unwrap_or_default();
        OwnerScores { organization, response, submitted_at, scores }
    };
    Ok(owners.into_iter().map(whole).collect())
}

type Scored = (Option<ResponseId>, Option<chrono::DateTime<chrono::Utc>>, Vec<score::Model>);

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
    let scores = score::Entity::find()
        .join(JoinType::InnerJoin, score::Relation::Dimension.def())
        .filter(score::Column::ResponseId.is_in(submitted.iter().map(|(_, response, _)| *response)))
        .order_by_asc(dimension::Column::Position)
        .all(db)
        .await?;
    let mut of_response: HashMap<ResponseId, Vec<score::Model>> = HashMap::new();
    for score in scores {
        of_response.entry(score.response_id).or_default().push(score);
    }
    let whole = |(owner, response, at)| {
        (owner, (Some(response), at, of_response.remove(&response).unwrap_or_default()))
    };
    Ok(submitted.into_iter().map(whole).collect())
}

/// The owners of a round's population that have not submitted: two statements, or one where it is known how many these are.
pub(super) async fn missing(
    db: &impl ConnectionTrait,
    round: &round::Model,
    page: &Page<NameCursor>,
    total: Option<u64>,
) -> Result<Slice<organization::Model>, DbErr> {
    let submitted = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::OrganizationId)
        .filter(invitation::Column::RoundId.eq(round.id))
        .filter(invitation::Column::RevokedAt.is_null())
        // In an anonymous round it is not known when.
        .filter(
            Condition::any()
                .add(invitation::Column::SubmittedAt.is_not_null())
                .add(invitation::Column::Status.eq(InvitationStatus::Submitted)),
        );
    let query = organization::Entity::find()
        .join_rev(JoinType::InnerJoin, population_member::Relation::Organization.def())
        .filter(population_member::Column::RoundId.eq(round.id))
        .filter(organization::Column::Id.not_in_subquery(submitted.into_query()));
    registry::in_order_of(db, query, page, total).await
}

/// The questions that the dashboards of rounds that ask a version rest on, each with its round: one statement. A round that has no score
/// yet is shown by the latest model of its study.
pub(super) async fn questions_in_dashboards(
    db: &impl ConnectionTrait,
    version: QuestionnaireVersionId,
) -> Result<Vec<(QuestionId, RoundId)>, DbErr> {
    let sql = "SELECT DISTINCT i.question_id, r.id AS round_id \
               FROM round r \
               LEFT JOIN round_model a ON a.round_id = r.id \
               JOIN dimension d ON d.model_id = COALESCE(a.model_id, \
                    (SELECT m.id FROM maturity_model m WHERE m.study_id = r.study_id ORDER BY m.number DESC LIMIT 1)) \
               JOIN maturity_item i ON i.dimension_id = d.id \
               WHERE r.version_id = $1 AND i.question_id IS NOT NULL";
    let values = [Value::from(version)];
    let rows =
        db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.into_iter().map(|row| Ok((row.try_get("", "question_id")?, row.try_get("", "round_id")?))).collect()
}
