use ::entity::id::{OrganizationId, ProposalId, RoundId, ServiceId, StudyId};
use ::entity::proposal::ProposalState;
use uuid::Uuid;

use super::queries::Of;
use super::{proposal, queries};
use crate::auth::{Actor, Permission};
use crate::db::{Page, Slice};
use crate::error::{Error, Problem};
use crate::{Cx, study};

/// Which proposals to list; everything that is said must hold.
#[derive(Clone, Debug, Default)]
pub struct ProposalFilter {
    /// Made in this round.
    pub round: Option<RoundId>,
    /// About services of this owner.
    pub owner: Option<OrganizationId>,
    /// About this service.
    pub service: Option<ServiceId>,
    /// Of which this became: one of these, or any where there is none.
    pub states: Vec<ProposalState>,
}

/// Proposals in the order in which they were first made: of a study for those who may decide on them, of their invitation for those who
/// answer.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs, [`Error::Forbidden`] for those in it who may not change the registry;
/// [`Error::Refused`] where the study is not said by those who have to.
pub async fn list(
    cx: &Cx,
    study: Option<StudyId>,
    filter: &ProposalFilter,
    page: &Page<Uuid>,
) -> Result<Slice<proposal::Model>, Error> {
    cx.actor.require_someone()?;
    let of = match &cx.actor {
        Actor::Respondent(respondent) if study.is_none_or(|study| study == respondent.study_id) => {
            Of::Invitation(respondent.invitation_id)
        }
        Actor::Respondent(_) => return Err(Error::NotFound),
        _ => {
            let study = study.ok_or_else(|| Error::refused("studyId", Problem::Required))?;
            study::authorize(cx, study, Permission::EditRegistry).await?;
            Of::Study(study)
        }
    };
    Ok(queries::list(cx.db(), of, filter, page).await?)
}

/// One proposal, for those who see it in a list.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs; [`Error::Forbidden`] for those in the study who may not change the
/// registry.
pub async fn by_id(cx: &Cx, id: ProposalId) -> Result<proposal::Model, Error> {
    cx.actor.require_someone()?;
    let row = queries::by_id(cx.db(), id).await?.ok_or(Error::NotFound)?;
    match &cx.actor {
        Actor::Respondent(respondent) if respondent.invitation_id == row.invitation_id => {}
        actor => {
            let found = queries::owner_and_study(cx.db(), row.invitation_id).await?;
            let (_, study) = found.ok_or(Error::NotFound)?;
            actor.require_in(study, Permission::EditRegistry)?;
        }
    }
    Ok(row)
}
