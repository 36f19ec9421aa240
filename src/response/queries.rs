mod anonymous;
mod approvals;
mod attention;
mod called;
mod comments;
mod earlier;
mod keys;
mod submissions;

use std::collections::HashMap;
use std::sync::Arc;

use ::entity::answer::AnswerState;
use ::entity::id::{
    AnswerId, InvitationId, OrganizationId, QuestionId, QuestionnaireVersionId, ResponseId, RoundId, StudyId,
    VersionOptionId,
};
use ::entity::response::ResponseStatus;
use ::entity::{answer, answer_option, invitation, response, round, version_option};
use async_graphql::dataloader::Loader;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, FromQueryResult, IntoActiveModel as _,
    JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationTrait as _,
};

pub(super) use anonymous::{
    forget_written, insert_anonymous, is_any_to_settle, lock_invitations, lock_round_to_settle, mark_settled,
    write_anew,
};
pub(super) use approvals::{approvals, insert_approval};
pub(super) use attention::{
    InvitedRow, TroubleRow, invitations, invited, last_answers, last_reopenings, last_sent, let_in, troubles,
    troubles_of_let_in, uninvited,
};
pub(super) use called::{contact, contact_name, organization, organizations, service_names};
pub(super) use comments::{
    all_comments, comment, comment_by_key, comments, count_comments, delete_comment, insert_comment,
    update_comment,
};
pub use earlier::OriginOf;
pub(super) use earlier::{asked_in, origins, previous_submission, set_origins, settle_start, started_from};
pub(super) use keys::{forget_save_keys, insert_save_key, save_key};
pub use submissions::{ReopeningsOf, SubmissionById, SubmissionsOf};
pub(super) use submissions::{
    freeze, latest_submission, latest_submissions, lock_response, reopen, reopening_of, submission,
    submission_by_key,
};

use super::check::Given;
use crate::db::{Batch, BatchError, insert_all};
use crate::load_by_key;

/// An answer with the options chosen.
#[derive(Clone, Debug)]
pub struct StoredAnswer {
    /// The answer.
    pub row: answer::Model,
    /// The options chosen.
    pub options: Vec<VersionOptionId>,
}

impl StoredAnswer {
    /// What was said.
    #[must_use]
    pub fn given(&self) -> Given {
        match self.row.state {
            AnswerState::DontKnow => Given::DontKnow,
            AnswerState::NotRelevant => Given::NotRelevant,
            AnswerState::NotAnswered => Given::Nothing,
            AnswerState::Answered => {
                let number = self.row.number.map(Given::Number);
                let text = || self.row.text.clone().map(Given::Text);
                let date = || self.row.date.map(Given::Date);
                number.or_else(text).or_else(date).unwrap_or_else(|| Given::Options(self.options.clone()))
            }
        }
    }

    /// Under what it is stored in its response: the question, and the row of a repeating group.
    #[must_use]
    pub fn key(&self) -> (QuestionId, String) {
        (self.row.question_id, self.row.item.clone())
    }
}

pub(super) async fn of_invitation(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Option<response::Model>, DbErr> {
    response::Entity::find().filter(response::Column::InvitationId.eq(id)).one(db).await
}

pub(super) async fn response_and_scope(
    db: &impl ConnectionTrait,
    id: ResponseId,
) -> Result<Option<(response::Model, Scope)>, DbErr> {
    let query = response::Entity::find_by_id(id)
        .join(JoinType::InnerJoin, response::Relation::Invitation.def())
        .join(JoinType::InnerJoin, invitation::Relation::Round.def())
        .column_as(round::Column::StudyId, "study_id")
        .column_as(round::Column::VersionId, "version_id")
        .column_as(round::Column::Anonymous, "anonymous");
    let found = query.into_model::<WithScope>().one(db).await?;
    Ok(found.map(|found| {
        let WithScope { response, study_id: study, version_id: version, anonymous } = found;
        (response, Scope { study, version, anonymous })
    }))
}

#[derive(FromQueryResult)]
struct WithScope {
    #[sea_orm(nested)]
    response: response::Model,
    study_id: StudyId,
    version_id: QuestionnaireVersionId,
    anonymous: bool,
}

/// Where an invitation belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub(super) study: StudyId,
    /// What is asked.
    pub(super) version: QuestionnaireVersionId,
    /// What is written to it is for nobody but those who write it.
    pub(super) anonymous: bool,
}

pub(super) async fn scope_of(db: &impl ConnectionTrait, id: InvitationId) -> Result<Option<Scope>, DbErr> {
    let found = invitation::Entity::find_by_id(id)
        .select_only()
        .column(round::Column::StudyId)
        .column(round::Column::VersionId)
        .column(round::Column::Anonymous)
        .join(JoinType::InnerJoin, invitation::Relation::Round.def())
        .into_tuple::<(StudyId, QuestionnaireVersionId, bool)>()
        .one(db)
        .await?;
    Ok(found.map(|(study, version, anonymous)| Scope { study, version, anonymous }))
}

/// Keeps others from doing to an invitation what is done one after another, until the transaction ends. Whoever locks its response too
/// locks the invitation first.
pub(super) async fn lock_invitation(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<invitation::Model, DbErr> {
    let found = invitation::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound("invitation".to_owned()))
}

/// For whom an invitation is answered, and in which round.
pub(super) async fn answered_for(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<(OrganizationId, RoundId), DbErr> {
    let found = invitation::Entity::find_by_id(id).one(db).await?;
    let found = found.ok_or_else(|| DbErr::RecordNotFound("invitation".to_owned()))?;
    Ok((found.organization_id, found.round_id))
}

/// For whom an invitation is answered.
pub(super) async fn owner_of(db: &impl ConnectionTrait, id: InvitationId) -> Result<OrganizationId, DbErr> {
    let owner = invitation::Entity::find_by_id(id)
        .select_only()
        .column(invitation::Column::OrganizationId)
        .into_tuple::<OrganizationId>()
        .one(db)
        .await?;
    owner.ok_or_else(|| DbErr::RecordNotFound("invitation".to_owned()))
}

/// For whom an invitation is answered, and what is asked.
pub(super) async fn asked_of(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<(OrganizationId, QuestionnaireVersionId), DbErr> {
    let (owner, version, _) = asked_and_approved(db, id).await?;
    Ok((owner, version))
}

/// For whom an invitation is answered, what is asked, and whether somebody must approve.
pub(super) async fn asked_and_approved(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<(OrganizationId, QuestionnaireVersionId, bool), DbErr> {
    let asked = invitation::Entity::find_by_id(id)
        .select_only()
        .column(invitation::Column::OrganizationId)
        .column(round::Column::VersionId)
        .column(round::Column::NeedsApproval)
        .join(JoinType::InnerJoin, invitation::Relation::Round.def())
        .into_tuple::<(OrganizationId, QuestionnaireVersionId, bool)>()
        .one(db)
        .await?;
    asked.ok_or_else(|| DbErr::RecordNotFound("invitation".to_owned()))
}

/// The response of an invitation that is locked, made where there is none, locked until the transaction ends; and whether it was made now.
pub(super) async fn response_for_update(
    db: &impl ConnectionTrait,
    invitation_id: InvitationId,
    now: DateTime<Utc>,
) -> Result<(response::Model, bool), DbErr> {
    // Its key does not change: whoever stores scores that name it does not wait for it, nor it for them.
    let query = response::Entity::find().filter(response::Column::InvitationId.eq(invitation_id));
    let query = query.lock(LockType::NoKeyUpdate);
    if let Some(row) = query.one(db).await? {
        return Ok((row, false));
    }
    // Nobody else makes one meanwhile: the invitation is locked.
    let row = response::Model {
        id: ResponseId::new(),
        invitation_id,
        status: ResponseStatus::InProgress,
        started_at: now,
        submitted_at: None,
    };
    response::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    Ok((row, true))
}

/// The answers of a response, in two statements.
pub(super) async fn answers(db: &impl ConnectionTrait, id: ResponseId) -> Result<Vec<StoredAnswer>, DbErr> {
    let query =
        answer::Entity::find().filter(answer::Column::ResponseId.eq(id)).order_by_asc(answer::Column::Id);
    with_options(db, query.all(db).await?).await
}

/// The answers of several responses, in two statements.
pub(super) async fn answers_of(
    db: &impl ConnectionTrait,
    ids: &[ResponseId],
) -> Result<Vec<StoredAnswer>, DbErr> {
    let query = answer::Entity::find().filter(answer::Column::ResponseId.is_in(ids.iter().copied()));
    with_options(db, query.order_by_asc(answer::Column::Id).all(db).await?).await
}

async fn with_options(
    db: &impl ConnectionTrait,
    rows: Vec<answer::Model>,
) -> Result<Vec<StoredAnswer>, DbErr> {
    let mut chosen: HashMap<AnswerId, Vec<VersionOptionId>> = HashMap::new();
    let ids: Vec<AnswerId> = rows.iter().map(|row| row.id).collect();
    for chunk in ids.chunks(5_000) {
        let query = answer_option::Entity::find()
            .filter(answer_option::Column::AnswerId.is_in(chunk.iter().copied()));
        for option in query.order_by_asc(answer_option::Column::OptionId).all(db).await? {
            chosen.entry(option.answer_id).or_default().push(option.option_id);
        }
    }
    let whole =
        |row: answer::Model| StoredAnswer { options: chosen.remove(&row.id).unwrap_or_default(), row };
    Ok(rows.into_iter().map(whole).collect())
}

/// Writes answers, first revisions and later ones: four statements, however many.
pub(super) async fn write_answers(
    db: &impl ConnectionTrait,
    answers: Vec<StoredAnswer>,
) -> Result<(), DbErr> {
    let changed = answers.iter().filter(|answer| answer.row.revision > 1).map(|answer| answer.row.id);
    let changed: Vec<_> = changed.collect();
    if !changed.is_empty() {
        let stale = answer_option::Entity::delete_many();
        stale.filter(answer_option::Column::AnswerId.is_in(changed)).exec(db).await?;
    }
    let chosen = |answer: &StoredAnswer| {
        let answer_id = answer.row.id;
        answer.options.clone().into_iter().map(move |option_id| answer_option::Model { answer_id, option_id })
    };
    let options = answers.iter().flat_map(chosen).collect();
    let columns = [
        answer::Column::State,
        answer::Column::Number,
        answer::Column::Text,
        answer::Column::Date,
        answer::Column::Revision,
        answer::Column::AnsweredBy,
        answer::Column::AnsweredAt,
    ];
    let rows = answers.into_iter().map(|answer| answer.row.into_active_model());
    answer::Entity::insert_many(rows)
        .on_conflict(OnConflict::column(answer::Column::Id).update_columns(columns).to_owned())
        .exec_without_returning(db)
        .await?;
    insert_all(db, options).await
}

/// The responses of a round that were submitted, those that are reopened since too. Called by later stages, inside their own use cases.
///
/// # Errors
/// Where the database fails.
pub async fn of_submitted(db: &impl ConnectionTrait, round: RoundId) -> Result<Vec<response::Model>, DbErr> {
    response::Entity::find()
        .join(JoinType::InnerJoin, response::Relation::Invitation.def())
        .filter(invitation::Column::RoundId.eq(round))
        .filter(response::Column::SubmittedAt.is_not_null())
        .order_by_asc(response::Column::Id)
        .all(db)
        .await
}

/// Loads the answers of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AnswersOf(pub ResponseId);

impl Loader<AnswersOf> for Batch {
    type Value = Vec<StoredAnswer>;
    type Error = BatchError;

    async fn load(&self, keys: &[AnswersOf]) -> Result<HashMap<AnswersOf, Self::Value>, BatchError> {
        let query = answer::Entity::find()
            .filter(answer::Column::ResponseId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(answer::Column::Id);
        let rows = query.all(&self.db).await.map_err(Arc::new)?;
        let mut loaded: HashMap<AnswersOf, Self::Value> = HashMap::new();
        for stored in with_options(&self.db, rows).await.map_err(Arc::new)? {
            loaded.entry(AnswersOf(stored.row.response_id)).or_default().push(stored);
        }
        Ok(loaded)
    }
}

load_by_key! {
    /// Loads a response by its key.
    ResponseById(ResponseId), response
}

load_by_key! {
    /// Loads an option by its key.
    OptionById(VersionOptionId), version_option
}

/// How many answers were given to each question, row and field in rounds that ask a version, anonymous ones left out, of which nobody
/// is told what is begun: one statement.
pub(super) async fn count_answers(
    db: &impl ConnectionTrait,
    version: QuestionnaireVersionId,
) -> Result<Vec<(QuestionId, i64)>, DbErr> {
    let query = answer::Entity::find()
        .select_only()
        .column(answer::Column::QuestionId)
        .column_as(answer::Column::Id.count(), "given")
        .join(JoinType::InnerJoin, answer::Relation::Response.def())
        .join(JoinType::InnerJoin, response::Relation::Invitation.def())
        .join(JoinType::InnerJoin, invitation::Relation::Round.def())
        .filter(round::Column::VersionId.eq(version))
        .filter(round::Column::Anonymous.eq(false))
        .filter(answer::Column::State.ne(AnswerState::NotAnswered))
        .group_by(answer::Column::QuestionId);
    query.into_tuple().all(db).await
}
