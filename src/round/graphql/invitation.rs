//! Invitations and what became of them, in the schema.

use ::entity::mail_message::MailKind;
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};

use super::Round;
use super::link::InvitationLink;
use super::mail_text::MailTextKind;
use crate::Cx;
use crate::auth::graphql::Account;
use crate::auth::{AccountById, Permission};
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::registry::graphql::{Contact, Organization};
use crate::registry::{ContactById, OrganizationById};
use crate::round::{self, RoundById, invitation, invitation_event};

/// An owner asked to answer in a round.
pub struct Invitation(pub invitation::Model);

/// An owner asked to answer in a round.
#[Object]
impl Invitation {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("invitation", self.0.id.0)
    }

    /// How far it has come.
    async fn status(&self) -> InvitationStatus {
        self.0.status.into()
    }

    /// Language of the mail.
    async fn language(&self) -> GqlLanguage {
        self.0.language.into()
    }

    /// The round.
    async fn round(&self, ctx: &Context<'_>) -> Result<Round> {
        Ok(Round(base::there(base::load(ctx, RoundById(self.0.round_id)).await?)?))
    }

    /// Who answers.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(Organization(base::there(base::load(ctx, OrganizationById(self.0.organization_id)).await?)?))
    }

    /// Who was written to. Null for those who may not see personal data; a respondent sees themselves.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        let actor = &Cx::of(ctx)?.actor;
        let own =
            actor.require_respondent().is_ok_and(|respondent| respondent.contact_id == self.0.contact_id);
        if !own && actor.require(Permission::EditRegistry).is_err() {
            return Ok(None);
        }
        Ok(Some(Contact(base::there(base::load(ctx, ContactById(self.0.contact_id)).await?)?)))
    }

    /// When the mail was put in the outbox; the latest, where it was renewed.
    async fn queued_at(&self) -> DateTime<Utc> {
        self.0.queued_at
    }

    /// When a mail server took the mail; null until it has taken the new one, where it was renewed.
    async fn sent_at(&self) -> Option<DateTime<Utc>> {
        self.0.sent_at
    }

    /// When a person first used the link; null where it was renewed for somebody else, who has not.
    async fn opened_at(&self) -> Option<DateTime<Utc>> {
        self.0.opened_at
    }

    /// When the first answer was saved.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at
    }

    /// When the response was last submitted; stays when it is reopened.
    async fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.0.submitted_at
    }

    /// When it was declined; null where it was not, or was accepted after all.
    async fn declined_at(&self) -> Option<DateTime<Utc>> {
        self.0.declined_at
    }

    /// Why it was declined, where that was said.
    async fn decline_reason(&self) -> Option<&str> {
        self.0.decline_reason.as_deref()
    }

    /// When a reminder was last put in the outbox.
    async fn reminded_at(&self) -> Option<DateTime<Utc>> {
        self.0.reminded_at
    }

    /// When thanks were put in the outbox.
    async fn thanked_at(&self) -> Option<DateTime<Utc>> {
        self.0.thanked_at
    }

    /// When it was withdrawn; null where it is good.
    async fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.0.revoked_at
    }

    /// What became of it, step by step, the earliest first; null for respondents.
    async fn timeline(&self, ctx: &Context<'_>) -> Result<Option<Vec<InvitationEvent>>> {
        let found = base::found(round::timeline(Cx::of(ctx)?, self.0.id).await)?;
        Ok(found.map(|rows| rows.into_iter().map(InvitationEvent).collect()))
    }

    /// The links that were sent, the oldest first, with when each was fetched and opened; null for respondents.
    async fn links(&self, ctx: &Context<'_>) -> Result<Option<Vec<InvitationLink>>> {
        let cx = Cx::of(ctx)?;
        let found = base::found(round::links(cx, self.0.id).await)?;
        Ok(found.map(|links| links.into_iter().map(|link| InvitationLink::of(link, cx.now())).collect()))
    }
}

/// How far an invitation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "invitation::InvitationStatus")]
pub enum InvitationStatus {
    /// The mail is in the outbox.
    Queued,
    /// A mail server took the mail.
    Sent,
    /// A person used the link.
    Opened,
    /// Something is answered.
    Started,
    /// The response is submitted.
    Submitted,
    /// The mail could not be delivered, or had not left when the round closed.
    Failed,
    /// Whoever was asked does not want to answer.
    Declined,
    /// A mail server took the mail, and later sent word that it did not arrive.
    Bounced,
}

/// A step of what became of an invitation.
pub struct InvitationEvent(invitation_event::Model);

/// A step of what became of an invitation.
#[Object]
impl InvitationEvent {
    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// What.
    async fn kind(&self) -> InvitationEventKind {
        self.0.kind.into()
    }

    /// Which mail, where it is about one.
    async fn mail(&self) -> Option<MailTextKind> {
        Some(match self.0.mail? {
            MailKind::Invitation => MailTextKind::Invitation,
            MailKind::Reminder => MailTextKind::Reminder,
            MailKind::LastCall => MailTextKind::LastCall,
            MailKind::HandOver => MailTextKind::HandOver,
            MailKind::Approval => MailTextKind::Approval,
            MailKind::Receipt => MailTextKind::Receipt,
            MailKind::Thanks => MailTextKind::Thanks,
            MailKind::PasswordReset | MailKind::Test => return None,
        })
    }

    /// More about it, e.g. why it was declined.
    async fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// Who did it, where somebody with an account did.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        let Some(id) = self.0.account_id else { return Ok(None) };
        Ok(base::load(ctx, AccountById(id)).await?.map(|row| Account(row.into())))
    }
}

/// What happened to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "invitation_event::EventKind")]
pub enum InvitationEventKind {
    /// A mail was put in the outbox.
    MailQueued,
    /// A mail server took the mail.
    MailSent,
    /// The mail could not be delivered.
    MailFailed,
    /// The mail was not sent, as it was no longer wanted; `detail` is `ROUND_CLOSED` where the round had closed before it left.
    MailDropped,
    /// A mail server sent word that the mail did not arrive; `detail` has its reason as a code of RFC 3463.
    Bounced,
    /// The address of a link was fetched for the first time, by a person or a machine: `links` says more.
    LinkFetched,
    /// A person used the link, for the first time.
    Opened,
    /// The first answer was saved.
    Started,
    /// Sections were handed to a colleague; `detail` has their codes.
    HandedOver,
    /// What a colleague was handed was taken back.
    TakenBack,
    /// The approver approved the response.
    Approved,
    /// The approver did not approve the response; `detail` says why.
    NotApproved,
    /// The response was submitted.
    Submitted,
    /// Whoever was asked does not want to answer.
    Declined,
    /// Whoever had declined wants to answer after all.
    Accepted,
    /// The response was opened again by an analyst.
    Reopened,
    /// The invitation was withdrawn.
    Withdrawn,
    /// The invitation got a new link; the earlier ones no longer work.
    Renewed,
}
