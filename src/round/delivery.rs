use ::entity::id::{InvitationEventId, InvitationId};
use ::entity::invitation::InvitationStatus;
use ::entity::invitation_event::{self, EventKind};
use ::entity::mail_message::{self, MailKind};
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};

use super::{Phase, phase, queries};
use crate::app::App;
use crate::db::Txn;
use crate::error::Error;
use crate::events::Event;
use crate::mail::{BeforeSending, Leave, OnDelivered};

/// How long a mail of a paused round waits before it is asked for again.
const WHILE_PAUSED: Duration = Duration::minutes(5);

/// Follows the mails about invitations: whether they are still wanted, and what became of them.
pub struct InvitationMail;

#[async_trait]
impl BeforeSending for InvitationMail {
    /// Not to those who have answered or declined, nor after the round has closed; not while it is paused.
    async fn leave(&self, app: &App, mail: &mail_message::Model) -> Result<Leave, Error> {
        let Some(id) = invitation_of(mail) else { return Ok(Leave::Now) };
        let Some((invitation, round)) = queries::invitation_and_round(app.db.reader(), id).await? else {
            return Ok(Leave::Never("the invitation is gone"));
        };
        if invitation.revoked_at.is_some() {
            return Ok(Leave::Never("the invitation was withdrawn"));
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

#[async_trait]
impl OnDelivered for InvitationMail {
    async fn delivered(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(id) = invitation_of(mail) else { return Ok(()) };
        queries::mark_sent(txn, id, at).await?;
        remember(txn, mail, id, EventKind::MailSent, None, at).await
    }

    async fn failed(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(id) = invitation_of(mail) else { return Ok(()) };
        queries::mark_failed(txn, id).await?;
        remember(txn, mail, id, EventKind::MailFailed, None, at).await
    }

    async fn returned(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        status: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(id) = invitation_of(mail) else { return Ok(()) };
        queries::mark_bounced(txn, id).await?;
        remember(txn, mail, id, EventKind::Bounced, Some(status), at).await
    }

    async fn dropped(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(id) = invitation_of(mail) else { return Ok(()) };
        remember(txn, mail, id, EventKind::MailDropped, None, at).await
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
    Ok(())
}

fn invitation_of(mail: &mail_message::Model) -> Option<InvitationId> {
    let ours = matches!(mail.kind, MailKind::Invitation | MailKind::Reminder | MailKind::LastCall);
    mail.about.filter(|_| ours).map(InvitationId)
}
