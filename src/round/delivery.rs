use ::entity::id::InvitationId;
use ::entity::mail_message::{self, MailKind};
use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::queries;
use crate::db::Txn;
use crate::error::Error;
use crate::events::Event;
use crate::mail::OnDelivered;

/// Follows the invitations that leave the outbox.
pub struct InvitationMail;

#[async_trait]
impl OnDelivered for InvitationMail {
    async fn delivered(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        if let Some(id) = invitation_of(mail)
            && let Some(round) = queries::mark_sent(txn, id, at).await?
        {
            txn.announce(Event::Round(round));
        }
        Ok(())
    }

    async fn failed(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        _at: DateTime<Utc>,
    ) -> Result<(), Error> {
        if let Some(id) = invitation_of(mail)
            && let Some(round) = queries::mark_failed(txn, id).await?
        {
            txn.announce(Event::Round(round));
        }
        Ok(())
    }
}

fn invitation_of(mail: &mail_message::Model) -> Option<InvitationId> {
    mail.about.filter(|_| mail.kind == MailKind::Invitation).map(InvitationId)
}
