//! What an owner submitted before, and what answers are to it.

use std::collections::HashMap;
use std::sync::Arc;

use ::entity::answer_origin::Origin;
use ::entity::id::{
    AnswerId, InvitationId, OrganizationId, QuestionnaireId, QuestionnaireVersionId, ResponseId, RoundId,
    SubmissionId,
};
use ::entity::{
    answer, answer_origin, invitation, questionnaire_version, response, response_start, round, submission,
};
use async_graphql::dataloader::Loader;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationTrait as _,
};

use crate::db::{Batch, BatchError, upsert_all};

/// The submission that the response of an invitation was settled to start from.
pub(in crate::response) async fn started_from(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Option<submission::Model>, DbErr> {
    let found = response_start::Entity::find()
        .find_also_related(submission::Entity)
        .join(JoinType::InnerJoin, response_start::Relation::Response.def())
        .filter(response::Column::InvitationId.eq(id))
        .one(db)
        .await?;
    Ok(found.and_then(|(_, submission)| submission))
}

/// What an owner submitted last to the same questionnaire in a round of the study that opened before this one, or in the one that this
/// one names.
pub(in crate::response) async fn previous_submission(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    round: &round::Model,
    questionnaire: QuestionnaireId,
) -> Result<Option<submission::Model>, DbErr> {
    let mut earlier = Condition::all()
        .add(invitation::Column::OrganizationId.eq(owner))
        .add(invitation::Column::RevokedAt.is_null())
        .add(round::Column::Id.ne(round.id))
        .add(round::Column::StudyId.eq(round.study_id))
        .add(round::Column::OpensAt.lt(round.opens_at))
        .add(questionnaire_version::Column::QuestionnaireId.eq(questionnaire));
    if let Some(named) = round.start_round_id {
        earlier = earlier.add(round::Column::Id.eq(named));
    }
    submission::Entity::find()
        .join(JoinType::InnerJoin, submission::Relation::Response.def())
        .join(JoinType::InnerJoin, response::Relation::Invitation.def())
        .join(JoinType::InnerJoin, invitation::Relation::Round.def())
        .join(JoinType::InnerJoin, round::Relation::QuestionnaireVersion.def())
        .filter(earlier)
        .order_by_desc(submission::Column::SubmittedAt)
        .order_by_desc(submission::Column::Number)
        .one(db)
        .await
}

/// In which round a response was given, and what was asked in it.
pub(in crate::response) async fn asked_in(
    db: &impl ConnectionTrait,
    id: ResponseId,
) -> Result<Option<(RoundId, QuestionnaireVersionId)>, DbErr> {
    response::Entity::find_by_id(id)
        .select_only()
        .column(round::Column::Id)
        .column(round::Column::VersionId)
        .join(JoinType::InnerJoin, response::Relation::Invitation.def())
        .join(JoinType::InnerJoin, invitation::Relation::Round.def())
        .into_tuple()
        .one(db)
        .await
}

/// Settles from which submission a response starts, where that is not settled.
pub(in crate::response) async fn settle_start(
    db: &impl ConnectionTrait,
    response_id: ResponseId,
    submission_id: SubmissionId,
) -> Result<(), DbErr> {
    let row = response_start::Model { response_id, submission_id };
    response_start::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(response_start::Column::ResponseId).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Writes what answers are to what was said before.
pub(in crate::response) async fn set_origins(
    db: &impl ConnectionTrait,
    rows: Vec<answer_origin::Model>,
) -> Result<(), DbErr> {
    let (key, changing) = ([answer_origin::Column::AnswerId], [answer_origin::Column::Origin]);
    upsert_all(db, rows, &key, &changing).await
}

/// What the answers of a response are to what was said before.
pub(in crate::response) async fn origins(
    db: &impl ConnectionTrait,
    id: ResponseId,
) -> Result<HashMap<AnswerId, Origin>, DbErr> {
    let query = answer_origin::Entity::find()
        .join(JoinType::InnerJoin, answer_origin::Relation::Answer.def())
        .filter(answer::Column::ResponseId.eq(id));
    Ok(query.all(db).await?.into_iter().map(|row| (row.answer_id, row.origin)).collect())
}

/// Loads what an answer is to what was said before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OriginOf(pub AnswerId);

impl Loader<OriginOf> for Batch {
    type Value = Origin;
    type Error = BatchError;

    async fn load(&self, keys: &[OriginOf]) -> Result<HashMap<OriginOf, Origin>, BatchError> {
        let query = answer_origin::Entity::find()
            .filter(answer_origin::Column::AnswerId.is_in(keys.iter().map(|key| key.0)));
        let rows = query.all(&self.db).await.map_err(Arc::new)?;
        Ok(rows.into_iter().map(|row| (OriginOf(row.answer_id), row.origin)).collect())
    }
}
