use ::entity::id::{AccountId, OrganizationId, ProposalId};
use ::entity::proposal::{FieldNames, ProposalKind, ProposalState};

use super::seen::require_read;
use super::{proposal, queries};
use crate::Cx;
use crate::auth::Permission;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusal, Refusals};
use crate::history::FieldChange;
use crate::registry::{service, services, written};

/// What to accept.
pub struct Acceptance {
    /// The proposal.
    pub id: ProposalId,
    /// What stands for it as it was read.
    pub read: String,
    /// Names of the fields to put on file; all where not said.
    pub fields: Option<Vec<String>>,
    /// Why the others are not.
    pub reason: Option<String>,
}

/// What somebody decides.
struct Decision {
    state: ProposalState,
    accepted: Option<Vec<String>>,
    reason: Option<String>,
}

/// Puts what is proposed, or some fields of it, in the registry, by its own operations and with its history, in the transaction that
/// decides. Deciding the same again changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for a proposal that is not theirs, [`Error::Forbidden`] for those who may not change the registry; [`Error::Refused`]
/// where somebody has decided already, the proposal or what is on file is not what was read, a field is not proposed, the reason for
/// leaving something out is not said, or the registry would not take it any more.
pub async fn accept(cx: &Cx, acceptance: Acceptance) -> Result<proposal::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let txn = cx.begin().await?;
    let (row, owner) = to_decide(cx, &txn, acceptance.id).await?;
    let decision = judge(&row, &acceptance)?;
    if is_decided(cx, &row, &decision)? {
        return Ok(row);
    }
    let service = locked_service(&txn, &row).await?;
    let accepted = decision.accepted.clone().unwrap_or_default();
    require_read(&row, service.as_ref(), &acceptance.read, &accepted)?;
    let service = put_in_registry(cx, &txn, owner, &row, &accepted).await?;
    let row = proposal::Model { service_id: Some(service.id), ..row };
    decided(cx, txn, row, decision).await
}

/// Refuses a proposal with a reason, which those who proposed read. The registry stays as it is. Deciding the same again changes nothing.
///
/// # Errors
/// As [`accept`].
pub async fn refuse(cx: &Cx, id: ProposalId, read: &str, reason: String) -> Result<proposal::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let txn = cx.begin().await?;
    let (row, _) = to_decide(cx, &txn, id).await?;
    let decision = Decision { state: ProposalState::Refused, accepted: None, reason: Some(reason) };
    if is_decided(cx, &row, &decision)? {
        return Ok(row);
    }
    let service = locked_service(&txn, &row).await?;
    require_read(&row, service.as_ref(), read, &[])?;
    decided(cx, txn, row, decision).await
}

/// The proposal, for those who may decide, with the owner whose services it is about. Nobody else decides on it meanwhile.
async fn to_decide(cx: &Cx, txn: &Txn, id: ProposalId) -> Result<(proposal::Model, OrganizationId), Error> {
    let row = queries::lock(txn, id).await?.ok_or(Error::NotFound)?;
    let (owner, study) = queries::owner_and_study(txn, row.invitation_id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(study, Permission::EditRegistry)?;
    Ok((row, owner))
}

/// What the acceptance comes to.
fn judge(row: &proposal::Model, acceptance: &Acceptance) -> Result<Decision, Error> {
    let all: Vec<String> = row.changes.0.iter().map(|change| change.field.clone()).collect();
    let whole = |accepted| Decision {
        state: ProposalState::Accepted,
        accepted: Some(accepted),
        reason: acceptance.reason.clone(),
    };
    let Some(fields) = &acceptance.fields else { return Ok(whole(all)) };
    if row.kind != ProposalKind::Change {
        return Err(Error::refused("fields", Problem::OnlyAsWhole));
    }
    let mut refusals = Refusals::new();
    if fields.is_empty() {
        refusals.add("fields", Problem::Required);
    }
    for (place, _) in fields.iter().enumerate().filter(|(_, field)| !all.contains(field)) {
        refusals.add(&format!("fields.{place}"), Problem::NotProposed);
    }
    let accepted: Vec<String> = all.iter().filter(|field| fields.contains(field)).cloned().collect();
    let is_whole = accepted.len() == all.len();
    if !is_whole && acceptance.reason.is_none() {
        refusals.add("reason", Problem::Required);
    }
    refusals.done()?;
    if is_whole {
        return Ok(whole(accepted));
    }
    Ok(Decision { state: ProposalState::AcceptedInPart, ..whole(accepted) })
}

/// Whether the same person has decided the same before.
fn is_decided(cx: &Cx, row: &proposal::Model, decision: &Decision) -> Result<bool, Error> {
    if row.state == ProposalState::Open {
        return Ok(false);
    }
    let accepted = row.accepted.as_ref().map(|names| &names.0);
    let is_same =
        (row.state, accepted, &row.reason) == (decision.state, decision.accepted.as_ref(), &decision.reason);
    if is_same && row.account_id == account(cx) {
        return Ok(true);
    }
    Err(Error::refused("proposalId", Problem::ProposalDecided))
}

async fn locked_service(txn: &Txn, row: &proposal::Model) -> Result<Option<service::Model>, Error> {
    match row.service_id {
        Some(id) => Ok(Some(written::lock(txn, id).await?)),
        None => Ok(None),
    }
}

/// Does what is proposed, these fields of it.
async fn put_in_registry(
    cx: &Cx,
    txn: &Txn,
    owner: OrganizationId,
    row: &proposal::Model,
    fields: &[String],
) -> Result<service::Model, Error> {
    let accepted = row.changes.0.iter().filter(|change| fields.contains(&change.field));
    let accepted: Vec<FieldChange> = accepted.cloned().collect();
    let done = match (row.kind, row.service_id) {
        (ProposalKind::Change, Some(id)) => {
            services::change_in(cx, txn, id, written::change_to(&accepted)?).await
        }
        (ProposalKind::Retire, Some(id)) => services::retire_in(cx, txn, id).await,
        (ProposalKind::New, _) => {
            services::register_in(cx, txn, written::service_with(owner, &accepted)?).await
        }
        (ProposalKind::Change | ProposalKind::Retire, None) => {
            Err(anyhow::anyhow!("a proposal about no service").into())
        }
    };
    done.map_err(about_proposal)
}

/// What the registry refuses, said of the proposal: the fields of the registry's own input are not in what was sent.
fn about_proposal(error: Error) -> Error {
    let Error::Refused(reasons) = error else { return error };
    let about = |reason: Refusal| {
        let problem = if reason.problem == Problem::Taken { Problem::ServiceExists } else { reason.problem };
        Refusal::new("proposalId", problem)
    };
    Error::Refused(reasons.into_iter().map(about).collect())
}

async fn decided(
    cx: &Cx,
    txn: Txn,
    mut row: proposal::Model,
    decision: Decision,
) -> Result<proposal::Model, Error> {
    row.state = decision.state;
    row.accepted = decision.accepted.map(FieldNames);
    row.reason = decision.reason;
    row.account_id = account(cx);
    row.decided_at = Some(cx.now());
    queries::store(&txn, row.clone()).await?;
    txn.commit().await?;
    Ok(row)
}

fn account(cx: &Cx) -> Option<AccountId> {
    cx.actor.require_account().ok().map(|account| account.account_id)
}
