//! An invitation in the hands of those who run the round, and of whoever was invited.

use ::entity::Language;
use ::entity::id::{ContactId, InvitationEventId, InvitationId, RoundId};
use ::entity::invitation::InvitationStatus;
use ::entity::invitation_event::{self, EventKind};
use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::languages::language_of;
use super::mailing::{Addressed, Mailing, Texts};
use super::{TextKind, find, invitation, queries, recipients, require_open};
use crate::Cx;
use crate::auth::{Actor, Permission, RespondentActor};
use crate::db::Txn;
use crate::error::{Error, Problem};
use crate::events::Event;
use crate::mail::{self, MailKind};

/// What happened to an invitation now, by whoever asks.
pub(super) fn event(
    cx: &Cx,
    id: InvitationId,
    kind: EventKind,
    detail: Option<String>,
) -> invitation_event::Model {
    let account_id = match &cx.actor {
        Actor::Account(account) => Some(account.account_id),
        Actor::Respondent(_) | Actor::System | Actor::Anonymous => None,
    };
    invitation_event::Model {
        id: InvitationEventId::new(),
        invitation_id: id,
        at: cx.now(),
        kind,
        mail: None,
        detail,
        account_id,
    }
}

/// That a mail that waited was given up.
pub(super) fn given_up(cx: &Cx, id: InvitationId, mail: MailKind) -> invitation_event::Model {
    invitation_event::Model { mail: Some(mail), ..event(cx, id, EventKind::MailDropped, None) }
}

/// Withdraws an invitation: its links no longer work, and mails that wait are not sent. What was answered is kept.
/// One that is withdrawn already stays so.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs.
pub async fn withdraw(cx: &Cx, id: InvitationId) -> Result<invitation::Model, Error> {
    let mut invitation = find::invitation_to_manage(cx, id).await?;
    let mut txn = cx.begin().await?;
    if queries::withdraw(&txn, &[id], cx.now()).await? > 0 {
        queries::insert_events(&txn, vec![event(cx, id, EventKind::Withdrawn, None)]).await?;
        invitation.revoked_at = Some(cx.now());
        txn.announce(Event::Round(invitation.round_id));
        txn.announce(Event::Answering(id));
        txn.commit().await?;
    }
    Ok(invitation)
}

/// Withdraws every invitation of a round of which nothing was submitted; returns how many those were.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs.
pub async fn withdraw_all(cx: &Cx, id: RoundId) -> Result<(super::round::Model, u64), Error> {
    let round = find::authorized(cx, id, Permission::ManageRounds).await?;
    let mut txn = cx.begin().await?;
    // As whoever reminds does, who changes the same invitations.
    queries::lock_round(&txn, id).await?.ok_or(Error::NotFound)?;
    let unanswered = queries::unanswered(&txn, id).await?;
    queries::withdraw(&txn, &unanswered, cx.now()).await?;
    let events = unanswered.iter().map(|one| event(cx, *one, EventKind::Withdrawn, None));
    queries::insert_events(&txn, events.collect()).await?;
    txn.announce(Event::Round(id));
    unanswered.iter().for_each(|one| txn.announce(Event::Answering(*one)));
    txn.commit().await?;
    Ok((round, unanswered.len() as u64))
}

/// Sends an invitation anew, to whoever is the owner's contact now, with a new link; all earlier links stop working. One that was
/// withdrawn or declined is good again; what was answered is there, but in an anonymous round, where the one who is invited now may not read it. Mails that wait with an earlier link are given up, and what was
/// handed to colleagues is taken back.
///
/// # Errors
/// [`Error::Refused`] where the round is not open, the response is submitted, or the owner has no primary contact.
pub async fn renew(cx: &Cx, id: InvitationId) -> Result<invitation::Model, Error> {
    let found = find::invitation_to_manage(cx, id).await?;
    let mut txn = cx.begin().await?;
    let (round, study) = queries::lock_round(&txn, found.round_id).await?.ok_or(Error::NotFound)?;
    // After those who had the round before, so that no mail of theirs is younger than the new one.
    let now = cx.now();
    require_open(&round, now).map_err(|problem| Error::refused("invitationId", problem))?;
    let invitation = queries::lock_invitation(&txn, id).await?.ok_or(Error::NotFound)?;
    if invitation.status == InvitationStatus::Submitted {
        return Err(Error::refused("invitationId", Problem::AlreadySubmitted));
    }
    let (mut found, without) = recipients::with_contacts(&txn, &[invitation.organization_id]).await?;
    let Some(recipient) = found.pop() else {
        let organization = without.first().map(|owner| owner.name.nb.clone()).unwrap_or_default();
        return Err(Error::refused("invitationId", Problem::NoPrimaryContact { organization }));
    };
    queries::revoke_links(&txn, id, now).await?;
    let dropped = mail::give_up(&txn, id.0, "the invitation was renewed", now).await?;
    queries::revoke_participants(&txn, id, now).await?;
    let language = language_of(&round, &recipient.contact, &recipient.owner);
    for listener in &cx.app.on_renewed {
        listener.renewed(&txn, &round, id).await?;
    }
    let invitation = renewed(invitation, recipient.contact.id, language, now);
    let invitation = queries::update_invitation(&txn, invitation).await?;
    let mut events = vec![event(cx, id, EventKind::Renewed, None)];
    events.extend(dropped.into_iter().map(|kind| given_up(cx, id, kind)));
    queries::insert_events(&txn, events).await?;
    let texts = Texts::of(&txn, round.id).await?;
    let (app, study_name) = (&*cx.app, &study.name);
    let mailing = Mailing { app, round: &round, study_name, kind: TextKind::Invitation, texts };
    let to = Addressed { invitation: invitation.clone(), owner: recipient.owner, contact: recipient.contact };
    mailing.queue(&mut txn, &[to], &[now]).await?;
    txn.announce(Event::Round(round.id));
    txn.announce(Event::Answering(id));
    txn.commit().await?;
    Ok(invitation)
}

/// What a later stage of the flow does when an invitation is sent anew, in the same transaction.
#[async_trait]
pub trait OnRenewed: Send + Sync {
    /// Called once for each renewal, with the invitation locked. An error undoes the renewal.
    async fn renewed(&self, txn: &Txn, round: &super::round::Model, id: InvitationId) -> Result<(), Error>;
}

/// An invitation that is sent anew: its mail is yet to be sent and, where it goes to somebody else, yet to be opened. What was
/// answered is there, whoever did.
fn renewed(
    mut invitation: invitation::Model,
    to: ContactId,
    language: Language,
    now: DateTime<Utc>,
) -> invitation::Model {
    if invitation.contact_id != to {
        invitation.opened_at = None;
    }
    invitation.contact_id = to;
    invitation.language = language;
    invitation.queued_at = now;
    invitation.sent_at = None;
    invitation.revoked_at = None;
    invitation.declined_at = None;
    invitation.decline_reason = None;
    invitation.status = match invitation.status {
        InvitationStatus::Started => InvitationStatus::Started,
        InvitationStatus::Declined if invitation.started_at.is_some() => InvitationStatus::Started,
        InvitationStatus::Declined | InvitationStatus::Opened if invitation.opened_at.is_some() => {
            InvitationStatus::Opened
        }
        _ => InvitationStatus::Queued,
    };
    invitation
}

/// What became of an invitation, step by step, the earliest first.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs.
pub async fn timeline(cx: &Cx, id: InvitationId) -> Result<Vec<invitation_event::Model>, Error> {
    find::invitation_to_manage(cx, id).await?;
    Ok(queries::events(cx.db(), id).await?)
}

/// Marks that a submitted response was opened for answers again, and why. Called by the response stage, inside its own use case.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn mark_reopened(cx: &Cx, txn: &Txn, id: InvitationId, reason: String) -> Result<(), Error> {
    queries::back_to_started(txn, id).await?;
    queries::insert_events(txn, vec![event(cx, id, EventKind::Reopened, Some(reason))]).await?;
    Ok(())
}

/// Marks that an approver decided: against it, with a reason. Called by the response stage, inside its own use case.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn mark_decided(
    cx: &Cx,
    txn: &Txn,
    id: InvitationId,
    against: Option<String>,
) -> Result<(), Error> {
    let kind = if against.is_none() { EventKind::Approved } else { EventKind::NotApproved };
    queries::insert_events(txn, vec![event(cx, id, kind, against)]).await?;
    Ok(())
}

/// Says that one does not want to answer, and why. Nobody is reminded after that.
///
/// # Errors
/// [`Error::Refused`] where the round is not open, or the response is submitted.
pub async fn decline(cx: &Cx, reason: Option<String>) -> Result<invitation::Model, Error> {
    let respondent = cx.actor.require_invited()?;
    let (txn, mut invitation) = open_own(cx, respondent).await?;
    if invitation.status == InvitationStatus::Submitted {
        return Err(Error::refused("", Problem::AlreadySubmitted));
    }
    invitation.status = InvitationStatus::Declined;
    invitation.declined_at = Some(cx.now());
    invitation.decline_reason.clone_from(&reason);
    let declined = event(cx, invitation.id, EventKind::Declined, reason);
    store_own(txn, invitation, declined).await
}

/// Says that one wants to answer after all. Where one has not declined nothing happens.
///
/// # Errors
/// [`Error::Refused`] where the round is not open.
pub async fn accept(cx: &Cx, reason: Option<String>) -> Result<invitation::Model, Error> {
    let respondent = cx.actor.require_invited()?;
    let (txn, mut invitation) = open_own(cx, respondent).await?;
    if invitation.declined_at.is_none() {
        return Ok(invitation);
    }
    let started = invitation.started_at.is_some();
    invitation.status = if started { InvitationStatus::Started } else { InvitationStatus::Opened };
    invitation.declined_at = None;
    invitation.decline_reason = None;
    let accepted = event(cx, invitation.id, EventKind::Accepted, reason);
    store_own(txn, invitation, accepted).await
}

/// The invitation of one who has the whole of it, locked until the transaction ends. Whoever has lost it while they asked may no more.
pub(super) async fn lock_own(txn: &Txn, respondent: &RespondentActor) -> Result<invitation::Model, Error> {
    let found = queries::lock_invitation(txn, respondent.invitation_id).await?.ok_or(Error::NotFound)?;
    let is_theirs = found.revoked_at.is_none() && found.contact_id == respondent.contact_id;
    if is_theirs { Ok(found) } else { Err(Error::Unauthenticated) }
}

async fn open_own(cx: &Cx, respondent: &RespondentActor) -> Result<(Txn, invitation::Model), Error> {
    let txn = cx.begin().await?;
    let invitation = lock_own(&txn, respondent).await?;
    let round = queries::round_by_id(&txn, invitation.round_id).await?.ok_or(Error::NotFound)?;
    require_open(&round, cx.now()).map_err(|problem| Error::refused("", problem))?;
    Ok((txn, invitation))
}

async fn store_own(
    mut txn: Txn,
    invitation: invitation::Model,
    event: invitation_event::Model,
) -> Result<invitation::Model, Error> {
    let invitation = queries::update_invitation(&txn, invitation).await?;
    queries::insert_events(&txn, vec![event]).await?;
    txn.announce(Event::Round(invitation.round_id));
    txn.announce(Event::Answering(invitation.id));
    txn.commit().await?;
    Ok(invitation)
}
