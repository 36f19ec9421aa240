//! What is sent about invitations.

use ::entity::id::InvitationId;
use async_graphql::{ID, InputObject};

use crate::error::Error;
use crate::graphql::base;
use crate::value::{LONG_TEXT, optional_text};

type Parsed<T> = Result<T, Error>;

/// An invitation.
#[derive(InputObject)]
pub(super) struct InvitationInput {
    /// The invitation.
    invitation_id: ID,
}

impl InvitationInput {
    pub(super) fn parse(&self) -> Parsed<InvitationId> {
        let parsed = base::parse_id("invitation", &self.invitation_id);
        parsed.map_err(|problem| Error::refused("invitationId", problem))
    }
}

/// Why one does not want to answer.
#[derive(InputObject)]
pub(super) struct DeclineInvitationInput {
    /// Why; those who run the round read it.
    reason: Option<String>,
}

impl DeclineInvitationInput {
    pub(super) fn parse(&self) -> Parsed<Option<String>> {
        let reason = optional_text(self.reason.as_deref(), LONG_TEXT);
        reason.map_err(|problem| Error::refused("reason", problem))
    }
}

/// That one wants to answer after all.
#[derive(InputObject)]
pub(super) struct AcceptInvitationInput {
    /// Why; those who run the round read it.
    reason: Option<String>,
}

impl AcceptInvitationInput {
    pub(super) fn parse(&self) -> Parsed<Option<String>> {
        let reason = optional_text(self.reason.as_deref(), LONG_TEXT);
        reason.map_err(|problem| Error::refused("reason", problem))
    }
}

/// A personal link to follow.
#[derive(InputObject)]
pub(super) struct OpenInvitationInput {
    /// The last part of the link's address.
    pub(super) token: String,
}
