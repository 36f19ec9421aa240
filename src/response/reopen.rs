use ::entity::id::{ReopeningId, ResponseId};
use ::entity::reopening;
use ::entity::response::ResponseStatus;

use super::{queries, response};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem};
use crate::events::Event;
use crate::round::{self, Phase};

/// Opens a submitted response for answers again, and remembers who did so and why. Its submissions are kept, and so are the scores of
/// the latest one until the next: nobody's figures change before there is something new to count. Doing it again for the same
/// reason changes nothing.
///
/// # Errors
/// [`Error::NotFound`] where there is no such response, or it is not theirs; [`Error::Forbidden`] for those who do not run the round;
/// [`Error::Refused`] where it is not submitted, or the round is not open.
pub async fn reopen(cx: &Cx, id: ResponseId, reason: String) -> Result<response::Model, Error> {
    cx.actor.require_someone()?;
    let (_, scope) = queries::response_and_scope(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scope.study, Permission::ManageRounds)?;
    let mut txn = cx.begin().await?;
    let (response, invitation) = queries::lock_response(&txn, id).await?.ok_or(Error::NotFound)?;
    let latest = queries::latest_submission(&txn, id).await?;
    let not_submitted = || Error::refused("responseId", Problem::NotSubmitted);
    let latest = latest.ok_or_else(not_submitted)?;
    if response.status != ResponseStatus::Submitted {
        let known = queries::reopening_of(&txn, latest.id).await?;
        let is_again = known.is_some_and(|known| known.reason == reason);
        return if is_again { Ok(response) } else { Err(not_submitted()) };
    }
    let now = cx.now();
    let scoped = round::round_and_study(&txn, invitation.round_id).await?.ok_or(Error::NotFound)?;
    match round::phase(&scoped.round, now) {
        Phase::Open => {}
        Phase::Paused => return Err(Error::refused("responseId", Problem::ResumeRoundFirst)),
        Phase::Planned | Phase::Closed => {
            return Err(Error::refused("responseId", Problem::ExtendRoundFirst));
        }
    }
    if invitation.revoked_at.is_some() {
        return Err(Error::refused("responseId", Problem::RenewInvitationFirst));
    }
    let row = reopening::Model {
        id: ReopeningId::new(),
        response_id: id,
        submission_id: latest.id,
        reason: reason.clone(),
        reopened_by: cx.actor.require_account().ok().map(|account| account.account_id),
        reopened_at: now,
    };
    let response = queries::reopen(&txn, response, row).await?;
    round::mark_reopened(cx, &txn, invitation.id, reason).await?;
    txn.announce(Event::Round(invitation.round_id));
    txn.announce(Event::Answering(invitation.id));
    txn.commit().await?;
    Ok(response)
}
