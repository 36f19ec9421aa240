//! Naming somebody who must approve before a response is submitted, and asking them.

use ::entity::Language;
use ::entity::id::InvitationId;
use ::entity::participant::ParticipantRole;

use super::hand_over::{Handing, LetIn, done, end_links, let_in, ready_again, send};
use super::{participant, queries};
use crate::Cx;
use crate::db::{Executor, Txn};
use crate::error::{Error, Problem};
use crate::value::Email;

/// Who is to approve.
pub struct NewApprover {
    /// Their name, where nothing is known of the address.
    pub name: String,
    /// Their address.
    pub email: Email,
    /// Language of the mail; theirs or else that of the invitation, where not said or not offered.
    pub language: Option<Language>,
    /// What to say to them.
    pub word: Option<String>,
}

/// Names the one who is to approve, in place of whoever was, and writes to them. The same one again changes nothing.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but those who were invited; [`Error::Refused`] where the round asks for no approval or is not open,
/// the response is submitted, it would be oneself, or there is no room.
pub async fn name_approver(cx: &Cx, new: NewApprover) -> Result<participant::Model, Error> {
    let respondent = cx.actor.require_invited()?;
    let mut txn = cx.begin().await?;
    let handing = lock(cx, &txn, respondent).await?;
    let NewApprover { name, email, language, word } = new;
    let person = LetIn { name, email, language, word, sections: Vec::new() };
    let (row, person, is_new) = let_in(cx, &txn, &handing, ParticipantRole::Approver, person).await?;
    if !is_new {
        return Ok(row);
    }
    for other in queries::participants(&txn, row.invitation_id, ParticipantRole::Approver).await? {
        if other.id != row.id && other.revoked_at.is_none() {
            queries::revoke_links_of(&txn, other.id, cx.now()).await?;
            queries::update_participant(&txn, participant::Model { revoked_at: Some(cx.now()), ..other })
                .await?;
        }
    }
    let row = send(cx, &mut txn, &handing, row, &person).await?;
    done(txn, handing.round, row).await
}

/// Asks the approver again, e.g. when what they wanted changed is changed: with a new link; the earlier ones stop working. Where they were
/// asked within the last ten minutes and have neither come nor decided since, nothing is sent.
///
/// # Errors
/// As [`name_approver`]; [`Error::Refused`] where nobody is named.
pub async fn ask_approver(cx: &Cx, word: Option<String>) -> Result<participant::Model, Error> {
    let respondent = cx.actor.require_invited()?;
    let mut txn = cx.begin().await?;
    let handing = lock(cx, &txn, respondent).await?;
    let row = approver(&txn, respondent.invitation_id).await?;
    let mut row = row.ok_or_else(|| Error::refused("", Problem::NoApprover))?;
    if !ready_again(cx, &row) {
        return Ok(row);
    }
    row.word = word;
    end_links(cx, &txn, &row).await?;
    let person = queries::contact(&txn, row.contact_id).await?.ok_or(Error::NotFound)?;
    let row = send(cx, &mut txn, &handing, row, &person).await?;
    done(txn, handing.round, row).await
}

async fn lock(cx: &Cx, txn: &Txn, respondent: &crate::auth::RespondentActor) -> Result<Handing, Error> {
    let handing = Handing::lock(cx, txn, respondent).await?;
    if handing.round.needs_approval { Ok(handing) } else { Err(Error::refused("", Problem::NoApprovalAsked)) }
}

/// Who is to approve an invitation's response; `None` where nobody is named. Called by the response stage, inside its own use cases.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn approver(db: &impl Executor, id: InvitationId) -> Result<Option<participant::Model>, Error> {
    let named = queries::participants(db, id, ParticipantRole::Approver).await?;
    Ok(named.into_iter().find(|row| row.revoked_at.is_none()))
}
