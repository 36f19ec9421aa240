use ::entity::id::ResponseId;

use super::{queries, response};
use crate::Cx;
use crate::auth::{Actor, Permission};
use crate::error::Error;
use crate::round::{self, invitation};

/// The response that the respondent writes; `None` before the first answer.
///
/// # Errors
/// [`Error::Forbidden`] for those who are no respondent.
pub async fn own(cx: &Cx) -> Result<Option<response::Model>, Error> {
    let respondent = cx.actor.require_respondent()?;
    Ok(queries::of_invitation(cx.db(), respondent.invitation_id).await?)
}

/// What a respondent answers.
pub struct Answering {
    /// The invitation that they came by.
    pub invitation: invitation::Model,
    /// The response; `None` before the first answer.
    pub response: Option<response::Model>,
}

/// The invitation that the respondent came by, and what is answered so far.
///
/// # Errors
/// [`Error::Forbidden`] for those who are no respondent.
pub async fn answering(cx: &Cx) -> Result<Answering, Error> {
    let respondent = cx.actor.require_respondent()?;
    let response = queries::of_invitation(cx.db(), respondent.invitation_id).await?;
    Ok(Answering { invitation: round::own_invitation(cx).await?, response })
}

/// One response. Its respondent and those who may read answers in its study see it; in an anonymous round, its respondent only.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs; [`Error::Forbidden`] for those in the study who may
/// not read answers.
pub async fn by_id(cx: &Cx, id: ResponseId) -> Result<response::Model, Error> {
    cx.actor.require_someone()?;
    let (row, scope) = queries::response_and_scope(cx.db(), id).await?.ok_or(Error::NotFound)?;
    match &cx.actor {
        Actor::Respondent(respondent) if respondent.invitation_id == row.invitation_id => {}
        actor => actor.require_in(scope.study, Permission::ReadAnswers)?,
    }
    if scope.anonymous && cx.actor.require_respondent().is_err() {
        return Err(Error::NotFound);
    }
    // So that what it answers need not be loaded: `PublishedVersions` knows it from now on.
    cx.app.published.get(cx.db(), scope.version).await?;
    Ok(row)
}
