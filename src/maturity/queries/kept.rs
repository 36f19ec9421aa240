//! The models that rounds keep.

use ::entity::id::{MaturityModelId, RoundId, StudyId};
use ::entity::{maturity_model, round_model};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _, JoinType,
    QueryFilter as _, QuerySelect as _, RelationTrait as _,
};

use super::{latest_model, whole};
use crate::maturity::Model;

/// The model that a round has kept.
pub(in crate::maturity) async fn kept_model(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Option<maturity_model::Model>, DbErr> {
    maturity_model::Entity::find()
        .join_rev(JoinType::InnerJoin, round_model::Relation::MaturityModel.def())
        .filter(round_model::Column::RoundId.eq(round))
        .one(db)
        .await
}

/// The key of the model that a round has kept.
pub(in crate::maturity) async fn kept_model_id(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Option<MaturityModelId>, DbErr> {
    Ok(round_model::Entity::find_by_id(round).one(db).await?.map(|kept| kept.model_id))
}

/// Has a round keep this model, in place of any other.
pub(in crate::maturity) async fn keep_model(
    db: &impl ConnectionTrait,
    round_id: RoundId,
    model_id: MaturityModelId,
) -> Result<(), DbErr> {
    let row = round_model::Model { round_id, model_id };
    let mut replaced = OnConflict::column(round_model::Column::RoundId);
    replaced.update_column(round_model::Column::ModelId);
    round_model::Entity::insert(row.into_active_model())
        .on_conflict(replaced)
        .exec_without_returning(db)
        .await
        .map(drop)
}

/// The model that a round is scored by; where it has none, the latest of its study, in three statements. Called by later stages, inside
/// their own use cases.
///
/// # Errors
/// Where the database fails.
pub async fn model_of(
    db: &impl ConnectionTrait,
    study: StudyId,
    round: RoundId,
) -> Result<Option<Model>, DbErr> {
    match kept_model(db, round).await? {
        Some(row) => Ok(Some(whole(db, row).await?)),
        None => latest_model(db, study).await,
    }
}

/// As [`model_of`], and the round keeps it from then on.
pub(in crate::maturity) async fn adopt_model(
    db: &impl ConnectionTrait,
    study: StudyId,
    round_id: RoundId,
) -> Result<Option<Model>, DbErr> {
    if let Some(row) = kept_model(db, round_id).await? {
        return Ok(Some(whole(db, row).await?));
    }
    adopt_latest_model(db, study, round_id).await
}

/// Has a round that has kept no model keep the latest of its study; another one, where somebody else was first with that.
pub(in crate::maturity) async fn adopt_latest_model(
    db: &impl ConnectionTrait,
    study: StudyId,
    round_id: RoundId,
) -> Result<Option<Model>, DbErr> {
    let Some(model) = latest_model(db, study).await? else { return Ok(None) };
    let row = round_model::Model { round_id, model_id: model.row.id };
    let adopted = round_model::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(round_model::Column::RoundId).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    if adopted == 0 {
        // Another response of the round may have come first, with another model.
        let kept = round_model::Entity::find_by_id(round_id).one(db).await?;
        if kept.is_some_and(|kept| kept.model_id != model.row.id) {
            return model_of(db, study, round_id).await;
        }
    }
    Ok(Some(model))
}
