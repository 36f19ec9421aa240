use ::entity::history_entry::FieldChanges;
use ::entity::id::{ProposalId, ServiceId};
use ::entity::proposal::{ProposalKind, ProposalState};

use super::{proposal, queries};
use crate::Cx;
use crate::auth::{Part, RespondentActor};
use crate::db::Txn;
use crate::error::{Error, Problem};
use crate::history::FieldChange;
use crate::registry::services::{NewService, ServiceChange, ServiceFacts};
use crate::registry::written;
use crate::round;
use crate::value::SystemCode;

/// Most proposals of one invitation that wait for a decision.
const MOST_OPEN: u64 = 100;
/// Most proposals of one invitation, whatever became of them.
const MOST: u64 = 1_000;

/// What is wrong with what is on file.
pub enum Proposed {
    /// This of a service.
    Change(ServiceId, ServiceChange),
    /// That this service is missing.
    New(SystemCode, ServiceFacts),
    /// That this service is on file.
    Retire(ServiceId),
}

/// Something to propose.
pub struct NewProposal {
    /// What.
    pub what: Proposed,
    /// Why, in the words of the one who proposes.
    pub word: Option<String>,
}

/// What is proposed, found to be something that the registry would take.
struct Judged {
    kind: ProposalKind,
    service_id: Option<ServiceId>,
    code: Option<SystemCode>,
    changes: Vec<FieldChange>,
    /// The field by which the input says which service it is.
    path: &'static str,
}

/// Proposes that what is on file of the owner's services be corrected; nothing is changed by it. What the invitation had proposed for the
/// same service, and nobody has decided, makes room for it; where it is the same, nothing is done, so that a retry does no harm.
///
/// # Errors
/// [`Error::Forbidden`] for those who do not answer; [`Error::Refused`] where the round is not open or is anonymous, there is no such service of the owner, the
/// registry says so already or would not take it, there is no room, or somebody to whom sections were handed would put it in the place of
/// what another proposed.
pub async fn propose(cx: &Cx, new: NewProposal) -> Result<proposal::Model, Error> {
    let respondent = cx.actor.require_answering()?;
    let NewProposal { what, word } = new;
    let txn = cx.begin().await?;
    require_taken(cx, &txn, respondent).await?;
    let known = match &what {
        Proposed::Change(service, _) | Proposed::Retire(service) => {
            queries::lock_open_for_service(&txn, respondent.invitation_id, *service).await?
        }
        Proposed::New(code, _) => {
            queries::lock_open_for_code(&txn, respondent.invitation_id, &SystemCode::key(&code.to_string()))
                .await?
        }
    };
    let judged = judge(cx, &txn, respondent, what).await?;
    let row = match known {
        Some(known) if says(&known, &judged, word.as_deref()) => return Ok(known),
        Some(known) => {
            if respondent.part != Part::Whole && known.contact_id != respondent.contact_id {
                return Err(Error::refused(judged.path, Problem::NotYourProposal));
            }
            let created_at = known.created_at;
            let row = proposal::Model { id: known.id, created_at, ..made(cx, respondent, judged, word) };
            queries::store(&txn, row.clone()).await?;
            row
        }
        None => {
            require_room(&txn, respondent).await?;
            let row = made(cx, respondent, judged, word);
            queries::insert(&txn, row.clone()).await?;
            row
        }
    };
    txn.commit().await?;
    Ok(row)
}

/// Refuses where the respondent's round takes no proposals now; nobody else proposes by the same invitation until the transaction ends.
async fn require_taken(cx: &Cx, txn: &Txn, respondent: &RespondentActor) -> Result<(), Error> {
    let invitation = queries::lock_invitation(txn, respondent.invitation_id).await?.ok_or(Error::NotFound)?;
    let scoped = round::round_and_study(txn, invitation.round_id).await?.ok_or(Error::NotFound)?;
    round::require_open(&scoped.round, cx.now()).map_err(|problem| Error::refused("", problem))?;
    if scoped.round.anonymous {
        return Err(Error::refused("", Problem::NotWhereAnonymous));
    }
    if invitation.declined_at.is_some() {
        return Err(Error::refused("", Problem::Declined));
    }
    Ok(())
}

async fn judge(cx: &Cx, txn: &Txn, respondent: &RespondentActor, what: Proposed) -> Result<Judged, Error> {
    let owner = respondent.organization_id;
    let unknown = || Error::refused("serviceId", Problem::Unknown);
    match what {
        Proposed::Change(id, change) => {
            let on_file = written::of_owner(txn, owner, id).await?;
            // What is retired is not shown to those who answer.
            let on_file = on_file.filter(|service| service.retired_at.is_none()).ok_or_else(unknown)?;
            let changes = written::difference(&on_file, change);
            if changes.is_empty() {
                return Err(Error::refused("", Problem::NothingToPropose));
            }
            let (kind, service_id) = (ProposalKind::Change, Some(id));
            Ok(Judged { kind, service_id, code: None, changes, path: "serviceId" })
        }
        Proposed::New(code, facts) => {
            if written::is_taken(txn, owner, &code).await? {
                return Err(Error::refused("code", Problem::Taken));
            }
            let changes = written::put_on_file(cx, NewService { owner, code: code.clone(), facts });
            let (kind, service_id) = (ProposalKind::New, None);
            Ok(Judged { kind, service_id, code: Some(code), changes, path: "code" })
        }
        Proposed::Retire(id) => {
            let on_file = written::of_owner(txn, owner, id).await?.ok_or_else(unknown)?;
            if on_file.retired_at.is_some() {
                return Err(Error::refused("serviceId", Problem::NothingToPropose));
            }
            let (kind, service_id) = (ProposalKind::Retire, Some(id));
            Ok(Judged { kind, service_id, code: None, changes: Vec::new(), path: "serviceId" })
        }
    }
}

/// Whether an open proposal says just this.
fn says(known: &proposal::Model, judged: &Judged, word: Option<&str>) -> bool {
    known.kind == judged.kind && known.changes.0 == judged.changes && known.word.as_deref() == word
}

async fn require_room(txn: &Txn, respondent: &RespondentActor) -> Result<(), Error> {
    let invitation = respondent.invitation_id;
    if queries::count_open(txn, invitation).await? >= MOST_OPEN {
        return Err(Error::refused("", Problem::NoRoom { max: 100 }));
    }
    if queries::count(txn, invitation).await? >= MOST {
        return Err(Error::refused("", Problem::NoRoom { max: 1_000 }));
    }
    Ok(())
}

fn made(cx: &Cx, respondent: &RespondentActor, judged: Judged, word: Option<String>) -> proposal::Model {
    proposal::Model {
        id: ProposalId::new(),
        invitation_id: respondent.invitation_id,
        kind: judged.kind,
        service_id: judged.service_id,
        code: judged.code.map(|code| code.to_string()),
        changes: FieldChanges(judged.changes),
        word,
        contact_id: respondent.contact_id,
        state: ProposalState::Open,
        accepted: None,
        reason: None,
        account_id: None,
        created_at: cx.now(),
        proposed_at: cx.now(),
        decided_at: None,
    }
}
