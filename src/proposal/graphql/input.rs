//! What is sent about proposals.

use ::entity::id::ProposalId;
use async_graphql::{ID, InputObject};

use crate::error::{Error, Problem, Refusals};
use crate::graphql::base;
use crate::proposal::{Acceptance, NewProposal, Proposed};
use crate::registry::graphql::{ChangeServiceInput, ServiceInput};
use crate::value::{optional_text, text};

/// Longest word of explanation, and longest reason, in characters.
const WORD: usize = 1_000;
/// More fields than a service has.
const FIELDS: usize = 50;

/// What of a service is wrong, and what would be right. What is left out is right; what is null is to be taken away where it may be empty,
/// and else is right.
#[derive(InputObject)]
pub(super) struct ProposeServiceChangeInput {
    #[graphql(flatten)]
    change: ChangeServiceInput,
    /// Why, at most 1000 characters.
    word: Option<String>,
}

impl ProposeServiceChangeInput {
    pub(super) fn parse(self) -> Result<NewProposal, Error> {
        let mut refusals = Refusals::new();
        let change = refusals.nest("", self.change.parse())?;
        let word = refusals.check("word", optional_text(self.word.as_deref(), WORD));
        match (change, word) {
            (Some((id, change)), Some(word)) => Ok(NewProposal { what: Proposed::Change(id, change), word }),
            _ => Err(refusals.into()),
        }
    }
}

/// A service that is missing.
#[derive(InputObject)]
pub(super) struct ProposeNewServiceInput {
    #[graphql(flatten)]
    service: ServiceInput,
    /// Why, at most 1000 characters.
    word: Option<String>,
}

impl ProposeNewServiceInput {
    pub(super) fn parse(self) -> Result<NewProposal, Error> {
        let mut refusals = Refusals::new();
        let service = refusals.nest("", self.service.parse())?;
        let word = refusals.check("word", optional_text(self.word.as_deref(), WORD));
        match (service, word) {
            (Some((code, facts)), Some(word)) => Ok(NewProposal { what: Proposed::New(code, facts), word }),
            _ => Err(refusals.into()),
        }
    }
}

/// A service that is no more.
#[derive(InputObject)]
pub(super) struct ProposeServiceRetirementInput {
    /// The service.
    service_id: ID,
    /// Why it is to be retired, at most 1000 characters.
    word: String,
}

impl ProposeServiceRetirementInput {
    pub(super) fn parse(self) -> Result<NewProposal, Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("serviceId", base::parse_id("service", &self.service_id));
        let word = refusals.check("word", text(&self.word, WORD));
        match (id, word) {
            (Some(id), Some(word)) => Ok(NewProposal { what: Proposed::Retire(id), word: Some(word) }),
            _ => Err(refusals.into()),
        }
    }
}

/// Which proposal.
#[derive(InputObject)]
pub(super) struct WithdrawProposalInput {
    /// The proposal.
    proposal_id: ID,
}

impl WithdrawProposalInput {
    pub(super) fn parse(self) -> Result<ProposalId, Error> {
        proposal_id(&self.proposal_id).map_err(|problem| Error::refused("proposalId", problem))
    }
}

/// What is accepted.
#[derive(InputObject)]
pub(super) struct AcceptProposalInput {
    /// The proposal.
    proposal_id: ID,
    /// `contentHash` of the proposal as you read it.
    content_hash: String,
    /// Names of the fields to accept, as in `fields { field }`; all where not said. Only of a proposal to change a service.
    fields: Option<Vec<String>>,
    /// Why the other fields are not accepted, at most 1000 characters; needed where there are such. Those who answer read it.
    reason: Option<String>,
}

impl AcceptProposalInput {
    pub(super) fn parse(self) -> Result<Acceptance, Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("proposalId", proposal_id(&self.proposal_id));
        base::at_most(&mut refusals, "fields", self.fields.as_deref().unwrap_or_default(), FIELDS);
        let reason = refusals.check("reason", optional_text(self.reason.as_deref(), WORD));
        match (id, reason) {
            (Some(id), Some(reason)) if refusals.is_empty() => {
                Ok(Acceptance { id, read: self.content_hash, fields: self.fields, reason })
            }
            _ => Err(refusals.into()),
        }
    }
}

/// What is refused, and why.
#[derive(InputObject)]
pub(super) struct RefuseProposalInput {
    /// The proposal.
    proposal_id: ID,
    /// `contentHash` of the proposal as you read it.
    content_hash: String,
    /// Why, at most 1000 characters. Those who answer read it.
    reason: String,
}

impl RefuseProposalInput {
    /// The proposal, its hash and the reason.
    pub(super) fn parse(self) -> Result<(ProposalId, String, String), Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("proposalId", proposal_id(&self.proposal_id));
        let reason = refusals.check("reason", text(&self.reason, WORD));
        match (id, reason) {
            (Some(id), Some(reason)) => Ok((id, self.content_hash, reason)),
            _ => Err(refusals.into()),
        }
    }
}

fn proposal_id(id: &ID) -> Result<ProposalId, Problem> {
    base::parse_id("proposal", id)
}
