//! Proposals of corrections in the schema.

mod input;
pub mod mutation;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use serde_json::Value;

pub use mutation::ProposalMutation;

use super::{InvitationById, ProposalFilter, SeenField, proposal};
use crate::Cx;
use crate::auth::AccountById;
use crate::graphql::base::{self, Paged, Result};
use crate::registry::graphql::{Organization, Service};
use crate::registry::{OrganizationById, ServiceById, service};
use crate::response::graphql::person;
use crate::round::graphql::Invitation;

/// What those who answer say is wrong with what is on file of a service of theirs, and what became of it.
pub struct Proposal(proposal::Model);

impl Proposal {
    async fn on_file(&self, ctx: &Context<'_>) -> Result<Option<service::Model>> {
        let Some(id) = self.0.service_id else { return Ok(None) };
        Ok(Some(base::there(base::load(ctx, ServiceById(id)).await?)?))
    }
}

/// What those who answer say is wrong with what is on file of a service of theirs, and what became of it.
#[Object]
impl Proposal {
    /// Key.
    async fn id(&self) -> ID {
        base::id("proposal", self.0.id.0)
    }

    /// What it is about.
    async fn kind(&self) -> ProposalKind {
        self.0.kind.into()
    }

    /// What became of it.
    async fn state(&self) -> ProposalState {
        self.0.state.into()
    }

    /// The service as it is now; null for a new one until it is accepted.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        Ok(self.on_file(ctx).await?.map(Service))
    }

    /// Field by field: what was on file, what is proposed, what is on file now. Of a new service every field that holds something; empty
    /// where the service is to be retired.
    async fn fields(&self, ctx: &Context<'_>) -> Result<Vec<ProposedField>> {
        let on_file = self.on_file(ctx).await?;
        Ok(super::seen_fields(&self.0, on_file.as_ref()).into_iter().map(ProposedField).collect())
    }

    /// What stands for all this as you read it, and for what is on file of it: send it with what you decide.
    async fn content_hash(&self, ctx: &Context<'_>) -> Result<String> {
        let on_file = self.on_file(ctx).await?;
        super::content_hash(&self.0, on_file.as_ref()).map_err(base::to_graphql)
    }

    /// Why, in the words of the one who proposed.
    async fn word(&self) -> Option<&str> {
        self.0.word.as_deref()
    }

    /// The invitation that is answered, with the round.
    async fn invitation(&self, ctx: &Context<'_>) -> Result<Invitation> {
        Ok(Invitation(base::there(base::load(ctx, InvitationById(self.0.invitation_id)).await?)?))
    }

    /// The owner whose service it is.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        let invitation = base::there(base::load(ctx, InvitationById(self.0.invitation_id)).await?)?;
        let owner = base::load(ctx, OrganizationById(invitation.organization_id)).await?;
        Ok(Organization(base::there(owner)?))
    }

    /// Name of the one who last proposed it. Null for those who may not see personal data; those who answer together see each other.
    async fn proposed_by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        person(ctx, self.0.contact_id).await
    }

    /// When it was first proposed.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it was last proposed, in place of what was proposed before.
    async fn proposed_at(&self) -> DateTime<Utc> {
        self.0.proposed_at
    }

    /// When it was decided or taken back; null while it is open.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at
    }

    /// Name of the one who decided. Null for respondents, and where nobody with an account did.
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let is_respondent = Cx::of(ctx)?.actor.require_respondent().is_ok();
        let Some(account) = self.0.account_id.filter(|_| !is_respondent) else { return Ok(None) };
        Ok(Some(base::there(base::load(ctx, AccountById(account)).await?)?.name))
    }

    /// Why it was refused, or not accepted as a whole. Those who answer read it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}

/// What a proposal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "proposal::ProposalKind")]
pub enum ProposalKind {
    /// What is on file of a service is wrong.
    Change,
    /// A service is missing.
    New,
    /// A service is no more.
    Retire,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "proposal::ProposalState")]
pub enum ProposalState {
    /// It waits for somebody to decide.
    Open,
    /// All of it is in the registry.
    Accepted,
    /// Some of its fields are in the registry.
    AcceptedInPart,
    /// Nothing of it is in the registry.
    Refused,
    /// It was taken back before anybody decided.
    Withdrawn,
}

/// One field of a proposal. Values are JSON, written as `history` has them; null for nothing.
pub struct ProposedField(SeenField);

/// One field of a proposal. Values are JSON, written as `history` has them; null for nothing.
#[Object]
impl ProposedField {
    /// Its name, as in the schema.
    async fn field(&self) -> &str {
        &self.0.name
    }

    /// What was on file when it was proposed.
    async fn on_file_then(&self) -> Option<String> {
        written(&self.0.then)
    }

    /// What is proposed.
    async fn proposed(&self) -> Option<String> {
        written(&self.0.proposed)
    }

    /// What is on file now.
    async fn on_file_now(&self) -> Option<String> {
        written(&self.0.now)
    }

    /// Whether somebody has put something else on file since, which accepting would replace.
    async fn clashes(&self) -> bool {
        self.0.clashes() && self.0.accepted.is_none()
    }

    /// Whether it was accepted; null while the proposal is open.
    async fn accepted(&self) -> Option<bool> {
        self.0.accepted
    }
}

fn written(value: &Value) -> Option<String> {
    (!value.is_null()).then(|| value.to_string())
}

/// Which proposals to list; everything that is said must hold.
#[derive(InputObject, Default)]
#[graphql(name = "ProposalFilter")]
struct ProposalFilterInput {
    /// Made in this round.
    round_id: Option<ID>,
    /// About services of this owner.
    organization_id: Option<ID>,
    /// About this service.
    service_id: Option<ID>,
    /// Of which one of these became.
    states: Option<Vec<ProposalState>>,
}

impl ProposalFilterInput {
    fn read(self) -> Result<ProposalFilter> {
        Ok(ProposalFilter {
            round: base::optional_id("round", self.round_id.as_ref())?,
            owner: base::optional_id("organization", self.organization_id.as_ref())?,
            service: base::optional_id("service", self.service_id.as_ref())?,
            states: self.states.unwrap_or_default().into_iter().map(Into::into).collect(),
        })
    }
}

/// Questions about proposals.
#[derive(Default)]
pub struct ProposalQuery;

#[Object]
impl ProposalQuery {
    /// What those who answer propose to correct in the registry, in the order in which it was first proposed: for respondents what was proposed
    /// by their invitation and what became of it, for those who may change the registry all of a study. Null for a study that is not yours.
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study. Respondents need not say it.")] study_id: Option<ID>,
        #[graphql(desc = "Only these; all where not said.")] filter: Option<ProposalFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Proposal>>> {
        let page = base::page(first, after)?;
        let study = base::optional_id("study", study_id.as_ref())?;
        let filter = filter.unwrap_or_default().read()?;
        let found = base::found(super::list(Cx::of(ctx)?, study, &filter, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, Proposal)))
    }

    /// One proposal; null where there is none, or it is not yours. For those who see it among `proposals`.
    async fn proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its key.")] id: ID,
    ) -> Result<Option<Proposal>> {
        let cx = Cx::of_somebody(ctx)?;
        let Ok(id) = base::parse_id("proposal", &id) else { return Ok(None) };
        base::found(super::by_id(cx, id).await.map(Proposal))
    }
}
