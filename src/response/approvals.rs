//! Approving a response before it is submitted, where its round asks for that.

use ::entity::id::{ApprovalId, InvitationId};
use ::entity::response::ResponseStatus;

use super::frozen::Approved;
use super::queries::{self, StoredAnswer};
use super::save::open_round;
use super::{approval, response};
use crate::Cx;
use crate::auth::Part;
use crate::db::Executor;
use crate::error::{Error, Problem};
use crate::events::Event;
use crate::round::{self, participant};
use crate::value::content_hash;

/// Where a response stands with being approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The round asks for it.
    pub needed: bool,
    /// Who is to approve; `None` where nobody is named.
    pub approver: Option<participant::Model>,
    /// Which answers there are now, and in which revision: what an approver says that they have read.
    pub content_hash: String,
    /// What was decided, the first one first.
    pub decisions: Vec<approval::Model>,
}

impl Approval {
    /// The approval that is good now: the latest decision of the one who is to approve, on the answers as they are.
    #[must_use]
    pub fn valid(&self) -> Option<&approval::Model> {
        let approver = self.approver.as_ref()?;
        let latest = self.decisions.last()?;
        let is_theirs = latest.participant_id == approver.id;
        (is_theirs && latest.approved && latest.content_hash == self.content_hash).then_some(latest)
    }

    /// What stands in the way of submitting, if anything.
    pub(super) fn missing(&self) -> Option<Problem> {
        let missing = if self.approver.is_some() { Problem::NeedsApproval } else { Problem::NoApprover };
        (self.needed && self.valid().is_none()).then_some(missing)
    }
}

/// Which answers there are, and in which revision.
fn hash_of(answers: &[StoredAnswer]) -> Result<String, Error> {
    let mut revisions: Vec<_> = answers.iter().map(|one| (one.row.id.0, one.row.revision)).collect();
    revisions.sort_unstable();
    Ok(content_hash(&revisions)?)
}

/// Where it stands, read in the transaction that acts on it.
pub(super) async fn standing_of(
    db: &impl Executor,
    needed: bool,
    invitation: InvitationId,
    answers: &[StoredAnswer],
) -> Result<Approval, Error> {
    let approver = if needed { round::approver(db, invitation).await? } else { None };
    let decisions = if needed { queries::approvals(db, invitation).await? } else { Vec::new() };
    Ok(Approval { needed, approver, content_hash: hash_of(answers)?, decisions })
}

/// Where it stands with being approved; `None` for those to whom only sections were handed.
///
/// # Errors
/// [`Error::Forbidden`] for those who are no respondent.
pub async fn approval(cx: &Cx) -> Result<Option<Approval>, Error> {
    let respondent = cx.actor.require_respondent()?;
    let answers = match queries::of_invitation(cx.db(), respondent.invitation_id).await? {
        Some(response) => queries::answers(cx.db(), response.id).await?,
        None => Vec::new(),
    };
    approval_of(cx, &answers).await
}

/// As [`approval()`], of these answers: those that are read together with it.
pub(super) async fn approval_of(cx: &Cx, answers: &[StoredAnswer]) -> Result<Option<Approval>, Error> {
    let respondent = cx.actor.require_respondent()?;
    if cx.actor.only_sections().is_some() {
        return Ok(None);
    }
    let db = cx.db();
    let scoped = round::round_and_study(db, respondent.round_id).await?.ok_or(Error::NotFound)?;
    Ok(Some(standing_of(db, scoped.round.needs_approval, respondent.invitation_id, answers).await?))
}

/// As it is kept with what is submitted.
pub(super) async fn kept(db: &impl Executor, found: &Approval) -> Result<Option<Approved>, Error> {
    let (Some(valid), Some(approver)) = (found.valid(), &found.approver) else { return Ok(None) };
    let by = queries::contact_name(db, approver.contact_id).await?;
    Ok(Some(Approved { by, at: valid.decided_at }))
}

/// Approves a response, or says why not. Deciding the same of the same answers again changes nothing.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but the approver; [`Error::Refused`] where the round is not open, nothing is answered, the response is
/// submitted, or somebody has changed the answers since they were read.
pub async fn decide(cx: &Cx, read: &str, against: Option<String>) -> Result<response::Model, Error> {
    let respondent = cx.actor.require_respondent()?;
    let Part::Approval(participant_id) = respondent.part else { return Err(Error::Forbidden) };
    let now = cx.now();
    let mut txn = cx.begin().await?;
    let invitation_id = respondent.invitation_id;
    let invitation = queries::lock_invitation(&txn, invitation_id).await?;
    let scoped = open_round(&txn, &invitation, now).await?;
    let response = queries::of_invitation(&txn, invitation_id).await?;
    let response = response.ok_or_else(|| Error::refused("", Problem::NothingAnswered))?;
    let (response, _) = queries::lock_response(&txn, response.id).await?.ok_or(Error::NotFound)?;
    if response.status == ResponseStatus::Submitted {
        return Err(Error::refused("", Problem::AlreadySubmitted));
    }
    let answers = queries::answers(&txn, response.id).await?;
    let found = standing_of(&txn, scoped.round.needs_approval, invitation_id, &answers).await?;
    if found.content_hash != read {
        return Err(Error::refused("contentHash", Problem::AnswersChanged));
    }
    let (approved, reason) = (against.is_none(), against);
    let said = |one: &approval::Model| {
        one.participant_id == participant_id && one.content_hash == read && one.approved == approved
    };
    if found.decisions.last().is_some_and(|latest| said(latest) && latest.reason == reason) {
        return Ok(response);
    }
    let row = approval::Model {
        id: ApprovalId::new(),
        invitation_id,
        participant_id,
        approved,
        reason: reason.clone(),
        content_hash: found.content_hash,
        decided_at: now,
    };
    queries::insert_approval(&txn, row).await?;
    round::mark_decided(cx, &txn, invitation_id, reason).await?;
    txn.announce(Event::Round(respondent.round_id));
    txn.announce(Event::Answering(invitation_id));
    txn.commit().await?;
    Ok(response)
}
