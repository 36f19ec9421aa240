//! What of a round needs attention, in the schema.

use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};

use super::answering::{ResponseStanding, SectionProgress};
use crate::Cx;
use crate::graphql::base::{self, Paged, Result};
use crate::registry::OrganizationById;
use crate::registry::graphql::Organization;
use crate::response::{self, Attention};
use crate::round::graphql::Invitation;

/// Why something needs attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "response::AttentionKind")]
pub enum AttentionKind {
    /// The round asks the owner, and there is nobody to write to.
    NoContact,
    /// The round asks the owner, and it is not invited although there is somebody to write to by now: `inviteOwners` does that.
    NotInvited,
    /// The mail could not be delivered, or had not left when the round closed; also a reminder after somebody has opened the link, until a
    /// later mail arrives or something is answered. That of somebody whom they let in counts until they are sent a new link or are no
    /// longer let in.
    MailFailed,
    /// The mail came back; also a reminder after somebody has opened the link, until a later mail arrives or something is answered. That of
    /// somebody whom they let in counts until they are sent a new link or are no longer let in.
    MailReturned,
    /// A mail to those who were invited, or to somebody whom they let in, should have left an hour ago, or four tries to send it have failed.
    MailStuck,
    /// The mail was sent five working days ago or more, and nobody has opened the link.
    NotOpened,
    /// The link was opened three working days ago or more, and nothing is answered.
    NotStarted,
    /// Something is answered, the last of it five working days ago or more, and nothing is submitted.
    StandsStill,
    /// The response was opened for answers again, and is not submitted since.
    Reopened,
    /// The round closes within three working days, and the response is not submitted: never, or not since it was opened again.
    DueSoon,
}

/// An owner of a round that needs attention, and why.
pub struct AttentionEntry(Attention);

/// An owner of a round that needs attention, and why.
#[Object]
impl AttentionEntry {
    /// Why.
    async fn kind(&self) -> AttentionKind {
        self.0.kind.into()
    }

    /// The owner.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(Organization(base::there(base::load(ctx, OrganizationById(self.0.owner)).await?)?))
    }

    /// Since when: the mail was sent, failed, came back, or should have left (or, where it is tried again, was put in the outbox), the link was opened, the last answer was saved, the response was reopened,
    /// the round was opened without it, or there were three working days left.
    async fn since(&self) -> DateTime<Utc> {
        self.0.since
    }

    /// When the answer is due: the round closes then.
    async fn due_at(&self) -> DateTime<Utc> {
        self.0.closes_at
    }

    /// The invitation, with whom it was sent to; null where there is none.
    async fn invitation(&self) -> Option<Invitation> {
        self.0.invitation.clone().map(Invitation)
    }

    /// What a mail server said of a mail that did not arrive, e.g. `5.1.1`, or `ROUND_CLOSED` where it had not left when the round closed; null
    /// where nothing was said, or that is not why.
    async fn mail_status(&self) -> Option<&str> {
        self.0.mail_status.as_deref()
    }

    /// How far the response has come; null where nothing is answered.
    async fn standing(&self) -> Option<ResponseStanding> {
        self.0.standing.clone().map(ResponseStanding)
    }

    /// The section at which they stand: the first in which something is missing that has to be answered, or else the first in which
    /// something is left. Null where nothing is left but to submit, or nothing is answered.
    async fn section(&self) -> Option<SectionProgress> {
        self.0.section().cloned().map(SectionProgress)
    }
}

/// Questions about what needs attention.
#[derive(Default)]
pub struct AttentionQuery;

#[Object]
impl AttentionQuery {
    /// What of a round needs attention: each owner once for each reason there is, reason by reason, what has been so for longest first.
    /// Nothing of a closed round; of a planned one only who cannot be written to. Null for a round that is not yours. For those who run it.
    async fn attention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
        #[graphql(desc = "Only for these reasons; for any where not said.")] kinds: Option<
            Vec<AttentionKind>,
        >,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<AttentionEntry>>> {
        let page = base::page(first, after)?;
        let Ok(round) = base::parse_id("round", &round_id) else { return Ok(None) };
        let kinds: Option<Vec<response::AttentionKind>> =
            kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
        let found = base::found(response::attention(Cx::of(ctx)?, round, kinds.as_deref(), &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, Attention::cursor, AttentionEntry)))
    }
}
