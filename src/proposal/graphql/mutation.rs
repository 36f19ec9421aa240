//! Proposing and deciding.

use async_graphql::{Context, Object};

use super::Proposal;
use super::input::{
    AcceptProposalInput, ProposeNewServiceInput, ProposeServiceChangeInput, ProposeServiceRetirementInput,
    RefuseProposalInput, WithdrawProposalInput,
};
use crate::auth::Permission;
use crate::graphql::base::{self, Result};
use crate::{Cx, payload, proposal};

payload! {
    /// What came of proposing to change a service.
    ProposeServiceChangePayload {
        /// The proposal.
        proposal: Proposal,
    }
}

payload! {
    /// What came of proposing a service.
    ProposeNewServicePayload {
        /// The proposal.
        proposal: Proposal,
    }
}

payload! {
    /// What came of proposing to retire a service.
    ProposeServiceRetirementPayload {
        /// The proposal.
        proposal: Proposal,
    }
}

payload! {
    /// What came of taking a proposal back.
    WithdrawProposalPayload {
        /// The proposal.
        proposal: Proposal,
    }
}

payload! {
    /// What came of accepting.
    AcceptProposalPayload {
        /// The proposal, with the service as it is now.
        proposal: Proposal,
    }
}

payload! {
    /// What came of refusing.
    RefuseProposalPayload {
        /// The proposal.
        proposal: Proposal,
    }
}

/// Proposing that the registry be corrected, and deciding on it.
#[derive(Default)]
pub struct ProposalMutation;

#[Object]
impl ProposalMutation {
    /// Proposes that something on file of a service of yours be changed; nothing is changed before somebody accepts it. It takes the place of
    /// what you had proposed for the service and nobody has decided. For those who answer, while the round is open.
    async fn propose_service_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ProposeServiceChangeInput,
    ) -> Result<ProposeServiceChangePayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require_answering().map_err(base::to_graphql)?;
        let outcome = Box::pin(async { proposal::propose(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| ProposeServiceChangePayload::done(Proposal(row)))
    }

    /// Proposes a service of yours that is not on file. Proposing one of the same code again takes the place of what nobody has decided. For
    /// those who answer, while the round is open.
    async fn propose_new_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ProposeNewServiceInput,
    ) -> Result<ProposeNewServicePayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require_answering().map_err(base::to_graphql)?;
        let outcome = Box::pin(async { proposal::propose(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| ProposeNewServicePayload::done(Proposal(row)))
    }

    /// Proposes that a service of yours be retired. It takes the place of what you had proposed for the service and nobody has decided. For
    /// those who answer, while the round is open.
    async fn propose_service_retirement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ProposeServiceRetirementInput,
    ) -> Result<ProposeServiceRetirementPayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require_answering().map_err(base::to_graphql)?;
        let outcome = Box::pin(async { proposal::propose(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| ProposeServiceRetirementPayload::done(Proposal(row)))
    }

    /// Takes a proposal back that nobody has decided. Those to whom sections were handed take back what they proposed themselves, those who
    /// were invited any of their invitation.
    async fn withdraw_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WithdrawProposalInput,
    ) -> Result<WithdrawProposalPayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require_answering().map_err(base::to_graphql)?;
        let outcome = Box::pin(async { proposal::withdraw(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| WithdrawProposalPayload::done(Proposal(row)))
    }

    /// Puts what is proposed, or the fields that you name, in the registry. Those who answer see that it was accepted. For those who may change
    /// the registry.
    async fn accept_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: AcceptProposalInput,
    ) -> Result<AcceptProposalPayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require(Permission::EditRegistry).map_err(base::to_graphql)?;
        let outcome = Box::pin(async { proposal::accept(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| AcceptProposalPayload::done(Proposal(row)))
    }

    /// Refuses what is proposed; the registry stays as it is. Those who answer see why. For those who may change the registry.
    async fn refuse_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RefuseProposalInput,
    ) -> Result<RefuseProposalPayload> {
        let cx = Cx::of_somebody(ctx)?;
        cx.actor.require(Permission::EditRegistry).map_err(base::to_graphql)?;
        let outcome = Box::pin(async {
            let (id, read, reason) = input.parse()?;
            proposal::refuse(cx, id, &read, reason).await
        });
        base::payload(cx, outcome.await, |row| RefuseProposalPayload::done(Proposal(row)))
    }
}
