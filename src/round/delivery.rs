use ::entity::id::{InvitationEventId, InvitationId, ParticipantId};
use ::entity::invitation::InvitationStatus;
use ::entity::invitation_event::{self, EventKind};
use ::entity::mail_message::{self, MailKind};
use ::entity::participant::ParticipantStatus;
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};

use super::{Phase, phase, queries, thanks};
use crate::app::App;
use crate::db::Txn;
use crate::error::Error;
use crate::events::Event;
use crate::mail::{BeforeSending, Leave, OnDelivered};

/// How long a mail of a paused round waits before it is asked for again.
const WHILE_PAUSED: Duration = Duration::minutes(5);

/// What is told of a mail that had not left when its round closed.
pub(super) const ROUND_CLOSED: &str = "ROUND_CLOSED";

/// Follows the mails about invitations: whether they are still wanted, and what became of them.
pub struct InvitationMail;

#[async_trait]
impl BeforeSending for InvitationMail {
    /// Not to those who have answered or declined, nor after the round has closed, nor with a link that a newer mail ended; not while the
    /// round is paused.
    async fn leave(&self, app: &App, mail: &mail_message::Model) -> Result<Leave, Error> {
        let (id, latest) = match About::of(mail) {
            About::Other => return Ok(Leave::Now),
            About::Answered(id) => return after_answering(app, mail.kind, id).await,
            About::Invitation(id) => (id, None),
            About::Participant(id) => match queries::participant(app.db.reader(), id).await? {
                Some(row) if row.revoked_at.is_none() => (row.invitation_id, Some(row.queued_at)),
                _ => return Ok(Leave::Never("what was handed over was taken back")),
            },
        };
        let Some((invitation, round)) = queries::invitation_and_round(app.db.reader(), id).await? else {
            return Ok(Leave::Never("the invitation is gone"));
        };
        if invitation.revoked_at.is_some() {
            return Ok(Leave::Never("the invitation was withdrawn"));
        }
        if mail.created_at < latest.unwrap_or(invitation.queued_at) {
            return Ok(Leave::Never("a newer link was sent"));
        }
        let now = app.clock.now();
        match phase(&round, now) {
            Phase::Closed => return Ok(Leave::Never("the round has closed")),
            Phase::Paused => return Ok(Leave::NotBefore(now + WHILE_PAUSED)),
            Phase::Planned | Phase::Open => {}
        }
        Ok(match invitation.status {
            InvitationStatus::Submitted => Leave::Never("the response was submitted"),
            InvitationStatus::Declined => Leave::Never("the invitation was declined"),
            _ => Leave::Now,
        })
    }
}

/// Whether a mail to those who have answered leaves: also after the round has closed, and whatever has become of the answer.
async fn after_answering(app: &App, kind: MailKind, id: InvitationId) -> Result<Leave, Error> {
    let Some((invitation, round)) = queries::invitation_and_round(app.db.reader(), id).await? else {
        return Ok(Leave::Never("the invitation is gone"));
    };
    if invitation.revoked_at.is_some() {
        return Ok(Leave::Never("the invitation was withdrawn"));
    }
    let now = app.clock.now();
    if kind == MailKind::Thanks {
        return Ok(thanks::leave(&round, &invitation, now));
    }
    Ok(match phase(&round, now) {
        Phase::Paused => Leave::NotBefore(now + WHILE_PAUSED),
        Phase::Planned | Phase::Open | Phase::Closed => Leave::Now,
    })
}

#[async_trait]
impl OnDelivered for InvitationMail {
    async fn delivered(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(id) = mark(txn, mail, ParticipantStatus::Sent, at).await? else { return Ok(()) };
        remember(txn, mail, id, EventKind::MailSent, None, at).await
    }

    async fn failed(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(id) = mark(txn, mail, ParticipantStatus::Failed, at).await? else { return Ok(()) };
        remember(txn, mail, id, EventKind::MailFailed, Some(reason), at).await
    }

    async fn returned(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        status: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(id) = mark(txn, mail, ParticipantStatus::Bounced, at).await? else { return Ok(()) };
        remember(txn, mail, id, EventKind::Bounced, Some(status), at).await
    }

    async fn dropped(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some((id, is_latest)) = lock(txn, mail).await? else { return Ok(()) };
        match About::of(mail) {
            About::Answered(_) => return remember(txn, mail, id, EventKind::MailDropped, None, at).await,
            About::Invitation(id) if is_latest => queries::mark_dropped(txn, &[id]).await?,
            About::Participant(id) if is_latest => queries::mark_participants_dropped(txn, &[id]).await?,
            _ => {}
        }
        let found = queries::invitation_and_round(txn, id).await?;
        let has_closed = found.is_some_and(|(_, round)| phase(&round, at) == Phase::Closed);
        remember(txn, mail, id, EventKind::MailDropped, has_closed.then_some(ROUND_CLOSED), at).await
    }
}

/// Writes down what became of a mail, and tells it. An invitation that is gone has nothing to remember.
async fn remember(
    txn: &mut Txn,
    mail: &mail_message::Model,
    id: InvitationId,
    kind: EventKind,
    detail: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(invitation) = queries::invitation_by_id(txn, id).await? else { return Ok(()) };
    let event = invitation_event::Model {
        id: InvitationEventId::new(),
        invitation_id: id,
        at,
        kind,
        mail: Some(mail.kind),
        detail: detail.map(str::to_owned),
        account_id: None,
    };
    queries::insert_events(txn, vec![event]).await?;
    txn.announce(Event::Round(invitation.round_id));
    if matches!(mail.kind, MailKind::HandOver | MailKind::Approval) {
        txn.announce(Event::Answering(id));
    }
    Ok(())
}

/// The invitation that a mail is about, locked until the transaction ends, and whether no newer mail took the place of this one: what
/// becomes of a mail with a link that was ended says nothing of the newer.
async fn lock(txn: &Txn, mail: &mail_message::Model) -> Result<Option<(InvitationId, bool)>, Error> {
    let (id, participant) = match About::of(mail) {
        About::Other => return Ok(None),
        About::Invitation(id) | About::Answered(id) => (id, None),
        About::Participant(id) => match queries::participant(txn, id).await? {
            Some(row) => (row.invitation_id, Some(id)),
            None => return Ok(None),
        },
    };
    // Before the participant, in the order in which what was handed over is changed.
    let Some(invitation) = queries::lock_invitation(txn, id).await? else { return Ok(None) };
    let latest = match participant {
        None => Some(invitation.queued_at),
        Some(id) => queries::participant(txn, id).await?.map(|row| row.queued_at),
    };
    Ok(Some((id, latest.is_some_and(|latest| latest <= mail.created_at))))
}

/// Marks what became of a mail to those who were invited, or to somebody whom they let in, unless a newer one took its place; the
/// invitation that it is about.
async fn mark(
    txn: &Txn,
    mail: &mail_message::Model,
    became: ParticipantStatus,
    at: DateTime<Utc>,
) -> Result<Option<InvitationId>, Error> {
    let Some((invitation, is_latest)) = lock(txn, mail).await? else { return Ok(None) };
    match (About::of(mail), became) {
        _ if !is_latest => {}
        (About::Other | About::Answered(_), _) => {}
        (About::Participant(id), _) => queries::mark_participant_mail(txn, id, became, at).await?,
        (About::Invitation(id), ParticipantStatus::Sent) => queries::mark_sent(txn, id, at).await?,
        (About::Invitation(id), ParticipantStatus::Failed) => queries::mark_failed(txn, id).await?,
        (About::Invitation(id), _) => queries::mark_bounced(txn, id).await?,
    }
    Ok(Some(invitation))
}

/// What a mail is about.
enum About {
    Invitation(InvitationId),
    /// An invitation that was answered: what becomes of the mail says nothing of how far it has come.
    Answered(InvitationId),
    Participant(ParticipantId),
    Other,
}

impl About {
    fn of(mail: &mail_message::Model) -> Self {
        let about = match mail.kind {
            MailKind::Invitation | MailKind::Reminder | MailKind::LastCall => {
                mail.about.map(|id| Self::Invitation(InvitationId(id)))
            }
            MailKind::Receipt | MailKind::Thanks => mail.about.map(|id| Self::Answered(InvitationId(id))),
            MailKind::HandOver | MailKind::Approval => {
                mail.about.map(|id| Self::Participant(ParticipantId(id)))
            }
            MailKind::PasswordReset | MailKind::Test => None,
        };
        about.unwrap_or(Self::Other)
    }
}
