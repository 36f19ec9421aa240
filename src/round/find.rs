use ::entity::id::{InvitationId, RoundId, StudyId};
use uuid::Uuid;

use super::{invitation, queries, round};
use crate::auth::{Actor, Permission};
use crate::db::{Page, Slice};
use crate::error::Error;
use crate::registry::organization;
use crate::{Cx, study};

/// The rounds of a study, oldest first.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs.
pub async fn list(cx: &Cx, study: StudyId, page: &Page<Uuid>) -> Result<Slice<round::Model>, Error> {
    study::authorize(cx, study, Permission::ReadStudy).await?;
    Ok(queries::list(cx.db(), study, page).await?)
}

/// One round. A respondent sees the one they are invited to.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs.
pub async fn by_id(cx: &Cx, id: RoundId) -> Result<round::Model, Error> {
    cx.actor.require_someone()?;
    let row = queries::round_by_id(cx.db(), id).await?.ok_or(Error::NotFound)?;
    match &cx.actor {
        Actor::Respondent(respondent) if respondent.round_id == id => {}
        actor => actor.require_in(row.study_id, Permission::ReadStudy)?,
    }
    Ok(row)
}

/// The round, for those who have this permission in its study.
pub(super) async fn authorized(cx: &Cx, id: RoundId, permission: Permission) -> Result<round::Model, Error> {
    cx.actor.require_someone()?;
    let row = queries::round_by_id(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(row.study_id, permission)?;
    Ok(row)
}

/// The owners that a round asks, by their keys.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn population(
    cx: &Cx,
    id: RoundId,
    page: &Page<Uuid>,
) -> Result<Slice<organization::Model>, Error> {
    authorized(cx, id, Permission::ReadStudy).await?;
    Ok(queries::population(cx.db(), id, page).await?)
}

/// The invitation, for those who run its round.
pub(super) async fn invitation_to_manage(cx: &Cx, id: InvitationId) -> Result<invitation::Model, Error> {
    cx.actor.require_someone()?;
    let row = queries::invitation_by_id(cx.db(), id).await?.ok_or(Error::NotFound)?;
    authorized(cx, row.round_id, Permission::ManageRounds).await?;
    Ok(row)
}

/// The invitations of a round, in the order in which they were made.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs, [`Error::Forbidden`] for those who do not run it.
pub async fn invitations(cx: &Cx, id: RoundId, page: &Page<Uuid>) -> Result<Slice<invitation::Model>, Error> {
    authorized(cx, id, Permission::ManageRounds).await?;
    Ok(queries::invitations(cx.db(), id, page).await?)
}

/// One invitation, for those who run its round.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs.
pub async fn invitation_by_id(cx: &Cx, id: InvitationId) -> Result<invitation::Model, Error> {
    cx.actor.require_someone()?;
    let row = queries::invitation_by_id(cx.db(), id).await?.ok_or(Error::NotFound)?;
    match &cx.actor {
        Actor::Respondent(respondent) if respondent.invitation_id == id => {}
        _ => drop(authorized(cx, row.round_id, Permission::ManageRounds).await?),
    }
    Ok(row)
}
