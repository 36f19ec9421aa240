//! Scores as they are stored.

use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{DimensionId, MaturityModelId, OrganizationId, ResponseId, RoundId};
use ::entity::{dimension, invitation, overall_score, response, score};
use async_graphql::dataloader::Loader;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, Iterable as _, JoinType, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, RelationTrait as _, Select,
};

use crate::db::{Batch, BatchError, upsert_all};
use crate::maturity::Model;
use crate::maturity::compute::Scored;

/// Writes scores in dimensions, in place of those that are there: one statement for some thousand.
pub(in crate::maturity) async fn write_scores(
    db: &impl ConnectionTrait,
    scores: Vec<score::Model>,
) -> Result<(), DbErr> {
    let key = [score::Column::ResponseId, score::Column::DimensionId];
    let is_key =
        |column: &score::Column| matches!(column, score::Column::ResponseId | score::Column::DimensionId);
    let others: Vec<_> = score::Column::iter().filter(|column| !is_key(column)).collect();
    upsert_all(db, scores, &key, &others).await
}

/// Writes overall scores, in place of those that are there: one statement for some thousand.
pub(in crate::maturity) async fn write_overall(
    db: &impl ConnectionTrait,
    overall: Vec<overall_score::Model>,
) -> Result<(), DbErr> {
    let key = [overall_score::Column::ResponseId];
    let is_key = |column: &overall_score::Column| matches!(column, overall_score::Column::ResponseId);
    let others: Vec<_> = overall_score::Column::iter().filter(|column| !is_key(column)).collect();
    upsert_all(db, overall, &key, &others).await
}

/// Takes the scores in dimensions of all other models than this one from the responses of a round: one statement.
pub(in crate::maturity) async fn forget_other_scores(
    db: &impl ConnectionTrait,
    round: RoundId,
    kept: MaturityModelId,
) -> Result<(), DbErr> {
    let responses =
        response::Entity::find().select_only().column(response::Column::Id).filter(of_rounds([round]));
    let own = dimension::Entity::find()
        .select_only()
        .column(dimension::Column::Id)
        .filter(dimension::Column::ModelId.eq(kept));
    score::Entity::delete_many()
        .filter(score::Column::ResponseId.in_subquery(responses.into_query()))
        .filter(score::Column::DimensionId.not_in_subquery(own.into_query()))
        .exec(db)
        .await
        .map(drop)
}

/// The response of an owner in a round, if it was submitted.
pub(in crate::maturity) async fn submitted_of(
    db: &impl ConnectionTrait,
    round: RoundId,
    owner: OrganizationId,
) -> Result<Option<response::Model>, DbErr> {
    submitted_in(round)
        .join(JoinType::InnerJoin, response::Relation::Invitation.def())
        .filter(invitation::Column::OrganizationId.eq(owner))
        .filter(invitation::Column::RevokedAt.is_null())
        .one(db)
        .await
}

/// How many responses of a round were submitted.
pub(in crate::maturity) async fn count_submitted(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<u64, DbErr> {
    submitted_in(round).count(db).await
}

/// The first responses of a round that were submitted, after this one, in the order of their keys. Read once the models of the study are
/// held, so that nobody submits meanwhile. The responses themselves are not held: saving does not wait, and whoever submits holds
/// its response in a way that scores may name it (`NO KEY UPDATE`), so that neither waits for the other in a circle.
pub(in crate::maturity) async fn submitted_after(
    db: &impl ConnectionTrait,
    round: RoundId,
    after: Option<ResponseId>,
    most: u64,
) -> Result<Vec<response::Model>, DbErr> {
    let mut query = submitted_in(round).order_by_asc(response::Column::Id).limit(most);
    if let Some(after) = after {
        query = query.filter(response::Column::Id.gt(after));
    }
    query.all(db).await
}

fn submitted_in(round: RoundId) -> Select<response::Entity> {
    response::Entity::find().filter(of_rounds([round])).filter(response::Column::SubmittedAt.is_not_null())
}

/// Responses of these rounds. No join: what is joined is held too.
fn of_rounds(rounds: impl IntoIterator<Item = RoundId>) -> SimpleExpr {
    let invitations = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(invitation::Column::RoundId.is_in(rounds));
    response::Column::InvitationId.in_subquery(invitations.into_query())
}

/// Responses by their keys.
pub(in crate::maturity) async fn by_keys(
    db: &impl ConnectionTrait,
    keys: Vec<ResponseId>,
) -> Result<Vec<response::Model>, DbErr> {
    response::Entity::find().filter(response::Column::Id.is_in(keys)).all(db).await
}

/// The stored scores of those of these responses that have all of them by this model: two statements.
pub(in crate::maturity) async fn stored(
    db: &impl ConnectionTrait,
    responses: Vec<ResponseId>,
    model: &Model,
) -> Result<HashMap<ResponseId, Scored>, DbErr> {
    let overall = overall_score::Entity::find()
        .filter(overall_score::Column::ResponseId.is_in(responses.clone()))
        .filter(overall_score::Column::ModelId.eq(model.row.id));
    let overall = overall.all(db).await?;
    let rows = score::Entity::find().filter(score::Column::ResponseId.is_in(responses)).all(db).await?;
    let mut scores: HashMap<(ResponseId, DimensionId), score::Model> =
        rows.into_iter().map(|row| ((row.response_id, row.dimension_id), row)).collect();
    let mut found = HashMap::new();
    for overall in overall {
        let each = model.dimensions.iter();
        let scores = each.map(|dimension| scores.remove(&(overall.response_id, dimension.id)));
        if let Some(scores) = scores.collect() {
            found.insert(overall.response_id, Scored { scores, overall });
        }
    }
    Ok(found)
}

/// The stored scores of these responses.
pub(in crate::maturity) async fn scores_by_keys(
    db: &impl ConnectionTrait,
    keys: &[ResponseId],
) -> Result<HashMap<ResponseId, Vec<score::Model>>, DbErr> {
    let these = score::Column::ResponseId.is_in(keys.iter().copied());
    let mut found: HashMap<ResponseId, Vec<score::Model>> = HashMap::new();
    for row in score::Entity::find().filter(these).all(db).await? {
        found.entry(row.response_id).or_default().push(row);
    }
    Ok(found)
}

/// The score of a response in a dimension.
pub(in crate::maturity) async fn score_of(
    db: &impl ConnectionTrait,
    response: ResponseId,
    dimension: DimensionId,
) -> Result<Option<score::Model>, DbErr> {
    score::Entity::find_by_id((response, dimension)).one(db).await
}

/// Loads the overall score of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OverallOf(pub ResponseId);

impl Loader<OverallOf> for Batch {
    type Value = overall_score::Model;
    type Error = BatchError;

    async fn load(&self, keys: &[OverallOf]) -> Result<HashMap<OverallOf, Self::Value>, BatchError> {
        let query = overall_score::Entity::find()
            .filter(overall_score::Column::ResponseId.is_in(keys.iter().map(|key| key.0)));
        let rows = query.all(&self.db).await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (OverallOf(row.response_id), row)).collect())
    }
}
