use ::entity::id::ProposalId;
use ::entity::proposal::ProposalState;

use super::{proposal, queries};
use crate::Cx;
use crate::auth::Part;
use crate::error::{Error, Problem};

/// Takes a proposal back, also after the round has closed, as long as nobody has decided. Taking back again changes nothing.
///
/// # Errors
/// [`Error::Forbidden`] for those who do not answer, [`Error::NotFound`] for a proposal of another invitation; [`Error::Refused`] where
/// somebody has decided, or somebody to whom sections were handed would take back what another proposed.
pub async fn withdraw(cx: &Cx, id: ProposalId) -> Result<proposal::Model, Error> {
    let respondent = cx.actor.require_answering()?;
    let txn = cx.begin().await?;
    let row = queries::lock(&txn, id).await?;
    let mut row = row.filter(|row| row.invitation_id == respondent.invitation_id).ok_or(Error::NotFound)?;
    if respondent.part != Part::Whole && row.contact_id != respondent.contact_id {
        return Err(Error::refused("proposalId", Problem::NotYourProposal));
    }
    match row.state {
        ProposalState::Open => {}
        ProposalState::Withdrawn => return Ok(row),
        ProposalState::Accepted | ProposalState::AcceptedInPart | ProposalState::Refused => {
            return Err(Error::refused("proposalId", Problem::ProposalDecided));
        }
    }
    row.state = ProposalState::Withdrawn;
    row.decided_at = Some(cx.now());
    queries::store(&txn, row.clone()).await?;
    txn.commit().await?;
    Ok(row)
}
