use ::entity::id::ResponseId;

use super::{queries, response};
use crate::Cx;
use crate::auth::{Actor, Permission};
use crate::error::Error;

/// The response that the respondent writes; `None` before the first answer.
///
/// # Errors
/// [`Error::Forbidden`] for those who are no respondent.
pub async fn own(cx: &Cx) -> Result<Option<response::Model>, Error> {
    let respondent = cx.actor.require_respondent()?;
    Ok(queries::of_invitation(cx.db(), respondent.invitation_id).await?)
}

/// One response. Its respondent and those who may read answers in its study see it.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs; [`Error::Forbidden`] for those in the study who may
/// not read answers.
pub async fn by_id(cx: &Cx, id: ResponseId) -> Result<response::Model, Error> {
    cx.actor.require_someone()?;
    let (row, study) = queries::response_and_study(cx.db(), id).await?.ok_or(Error::NotFound)?;
    match &cx.actor {
        Actor::Respondent(respondent) if respondent.invitation_id == row.invitation_id => {}
        actor => actor.require_in(study, Permission::ReadAnswers)?,
    }
    Ok(row)
}
