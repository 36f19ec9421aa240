use std::collections::{BTreeSet, HashMap};

use ::entity::id::{OrganizationId, StudyId};

use super::remembered::{self, Said};
use super::{Attitude, Extent, frame_member, queries, stakeholder_position, study};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Executor, Page, Slice};
use crate::error::{Error, Problem, Refusals};
use crate::history;
use crate::registry::{NameCursor, organization};

/// Which owners of a population to list; everything that is said must hold.
#[derive(Clone, Debug, Default)]
pub struct FrameFilter {
    /// Counted in this stratum.
    pub stratum: Option<String>,
    /// Followed up, or not.
    pub followed_up: Option<bool>,
    /// With so much influence: one of these, or any where there is none.
    pub influence: Vec<Extent>,
    /// With so much interest: one of these, or any where there is none.
    pub interest: Vec<Extent>,
    /// Of one of these attitudes, or of any where there is none.
    pub attitude: Vec<Attitude>,
}

/// An owner in the population of a study.
pub struct Framed {
    /// The owner.
    pub organization: organization::Model,
    /// What the study says of it.
    pub member: frame_member::Model,
    /// Where it stands, as far as somebody has said.
    pub position: Option<stakeholder_position::Model>,
}

/// What to change about an owner's place in a population; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct FrameChange {
    /// The stratum that it is counted in, or none.
    pub stratum: Option<Option<String>>,
    /// It was chosen for being followed up.
    pub followed_up: Option<bool>,
    /// Why it was chosen, or not; or nothing.
    pub reason: Option<Option<String>>,
}

/// Adds owners to the population of a study, each in the stratum that it is registered with; those that are in it
/// already stay as they are, retired ones too. Returns how many it has then.
///
/// # Errors
/// [`Error::Refused`] naming every owner that is not registered, or is retired and would be new; then none is added.
pub async fn add_to_frame(
    cx: &Cx,
    study: StudyId,
    organizations: &[OrganizationId],
) -> Result<(study::Model, u64), Error> {
    cx.actor.require_in(study, Permission::EditFrame)?;
    let txn = cx.begin().await?;
    let row = queries::lock_study(&txn, study).await?.ok_or(Error::NotFound)?;
    let known = queries::strata_of(&txn, organizations).await?;
    let members = queries::frame_members(&txn, study, organizations).await?;
    let there: BTreeSet<OrganizationId> = members.iter().map(|member| member.organization_id).collect();
    let mut refusals = Refusals::new();
    for (index, id) in organizations.iter().enumerate().filter(|(_, id)| !there.contains(id)) {
        let problem = match known.get(id) {
            None => Problem::Unknown,
            Some((_, Some(_))) => Problem::IsRetired,
            Some((_, None)) => continue,
        };
        refusals.add(&format!("organizationIds.{index}"), problem);
    }
    refusals.done()?;
    let new = known.into_iter().filter(|(id, _)| !there.contains(id));
    let new = new.map(|(id, (stratum, _))| newcomer(cx, study, id, stratum)).collect();
    let new = queries::insert_in_frame(&txn, new).await?;
    let new = new.into_iter().map(|member| Said { member, position: None });
    let entries = new.filter_map(|said| remembered::entry_of_saying(cx, None, &said)).collect();
    history::record_all(&txn, entries).await?;
    let size = queries::frame_size(&txn, study).await?;
    txn.commit().await?;
    Ok((row, size))
}

fn newcomer(cx: &Cx, study: StudyId, owner: OrganizationId, stratum: Option<String>) -> frame_member::Model {
    frame_member::Model {
        study_id: study,
        organization_id: owner,
        stratum,
        followed_up: false,
        reason: None,
        created_at: cx.now(),
    }
}

/// Takes owners out of the population of a study; those that are not in it stay out. Rounds that were opened keep the
/// population that they had. Returns how many it has then.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs.
pub async fn remove_from_frame(
    cx: &Cx,
    study: StudyId,
    organizations: &[OrganizationId],
) -> Result<(study::Model, u64), Error> {
    cx.actor.require_in(study, Permission::EditFrame)?;
    let txn = cx.begin().await?;
    let row = queries::lock_study(&txn, study).await?.ok_or(Error::NotFound)?;
    let members = queries::frame_members(&txn, study, organizations).await?;
    let mut positions = positions_of(&txn, study, organizations).await?;
    let said = members.into_iter().map(|member| {
        let position = positions.remove(&member.organization_id);
        remembered::entry_of_removal(cx, &Said { member, position })
    });
    let entries = said.collect();
    queries::remove_from_frame(&txn, study, organizations).await?;
    history::record_all(&txn, entries).await?;
    let size = queries::frame_size(&txn, study).await?;
    txn.commit().await?;
    Ok((row, size))
}

/// Says in which stratum of the population an owner is, whether it was followed up, and why.
///
/// # Errors
/// [`Error::Refused`] where the owner is not in the population.
pub async fn describe_frame_member(
    cx: &Cx,
    study: StudyId,
    owner: OrganizationId,
    change: FrameChange,
) -> Result<Framed, Error> {
    cx.actor.require_in(study, Permission::EditFrame)?;
    let txn = cx.begin().await?;
    queries::by_id(&txn, study).await?.ok_or(Error::NotFound)?;
    let Some((member, organization)) = queries::lock_frame_member(&txn, study, owner).await? else {
        return Err(Error::refused("organizationId", Problem::Unknown));
    };
    let position = queries::positions(&txn, study, &[owner]).await?.pop();
    let before = Said { member, position };
    let mut after = before.clone();
    let member = &mut after.member;
    member.stratum = change.stratum.unwrap_or(member.stratum.take());
    member.followed_up = change.followed_up.unwrap_or(member.followed_up);
    member.reason = change.reason.unwrap_or(member.reason.take());
    if let Some(entry) = remembered::entry_of_saying(cx, Some(&before), &after) {
        queries::update_frame_member(&txn, after.member.clone()).await?;
        history::record_all(&txn, vec![entry]).await?;
        txn.commit().await?;
    }
    Ok(Framed { organization, member: after.member, position: after.position })
}

/// The owners in the population of a study, in Norwegian order.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs.
pub async fn list_frame(
    cx: &Cx,
    study: StudyId,
    filter: &FrameFilter,
    page: &Page<NameCursor>,
) -> Result<Slice<organization::Model>, Error> {
    super::authorize(cx, study, Permission::ReadStudy).await?;
    Ok(queries::list_frame(cx.db(), study, filter, page).await?)
}

/// As [`list_frame`], with what the study says of each: four statements, however many there are.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs.
pub async fn list_frame_members(
    cx: &Cx,
    study: StudyId,
    filter: &FrameFilter,
    page: &Page<NameCursor>,
) -> Result<Slice<Framed>, Error> {
    let Slice { rows, total } = list_frame(cx, study, filter, page).await?;
    let owners: Vec<OrganizationId> = rows.iter().map(|row| row.id).collect();
    let members = queries::frame_members(cx.db(), study, &owners).await?;
    let mut members: HashMap<_, _> =
        members.into_iter().map(|member| (member.organization_id, member)).collect();
    let mut positions = positions_of(cx.db(), study, &owners).await?;
    let framed = |organization: organization::Model| {
        let member = members.remove(&organization.id)?;
        Some(Framed { position: positions.remove(&organization.id), member, organization })
    };
    Ok(Slice { rows: rows.into_iter().filter_map(framed).collect(), total })
}

/// Where owners stand, as far as somebody has said.
async fn positions_of(
    db: &impl Executor,
    study: StudyId,
    owners: &[OrganizationId],
) -> Result<HashMap<OrganizationId, stakeholder_position::Model>, Error> {
    let positions = queries::positions(db, study, owners).await?;
    Ok(positions.into_iter().map(|position| (position.organization_id, position)).collect())
}
