use std::collections::HashMap;

use ::entity::id::{OrganizationId, StudyId};

use super::{frame_member, queries, stakeholder_position, study};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem, Refusals};
use crate::registry::{NameCursor, organization};

/// Which owners of a population to list; everything that is said must hold.
#[derive(Clone, Debug, Default)]
pub struct FrameFilter {
    /// Counted in this stratum.
    pub stratum: Option<String>,
    /// Followed up, or not.
    pub followed_up: Option<bool>,
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
/// already stay as they are. Returns how many it has then.
///
/// # Errors
/// [`Error::Refused`] naming every owner that is not registered, or retired; then none is added.
pub async fn add_to_frame(
    cx: &Cx,
    study: StudyId,
    organizations: &[OrganizationId],
) -> Result<(study::Model, u64), Error> {
    cx.actor.require_in(study, Permission::EditFrame)?;
    let txn = cx.begin().await?;
    let row = queries::by_id(&txn, study).await?.ok_or(Error::NotFound)?;
    let known = queries::active_organizations(&txn, organizations).await?;
    let mut refusals = Refusals::new();
    for (index, _) in organizations.iter().enumerate().filter(|(_, id)| !known.contains_key(id)) {
        refusals.add(&format!("organizationIds.{index}"), Problem::Unknown);
    }
    refusals.done()?;
    queries::add_to_frame(&txn, study, known, cx.now()).await?;
    let size = queries::frame_size(&txn, study).await?;
    txn.commit().await?;
    Ok((row, size))
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
    let row = queries::by_id(&txn, study).await?.ok_or(Error::NotFound)?;
    queries::remove_from_frame(&txn, study, organizations).await?;
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
    let Some((mut member, organization)) = queries::lock_frame_member(&txn, study, owner).await? else {
        return Err(Error::refused("organizationId", Problem::Unknown));
    };
    member.stratum = change.stratum.unwrap_or(member.stratum);
    member.followed_up = change.followed_up.unwrap_or(member.followed_up);
    member.reason = change.reason.unwrap_or(member.reason);
    queries::update_frame_member(&txn, member.clone()).await?;
    let position = queries::positions(&txn, study, &[owner]).await?.pop();
    txn.commit().await?;
    Ok(Framed { organization, member, position })
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
    let positions = queries::positions(cx.db(), study, &owners).await?;
    let mut positions: HashMap<_, _> =
        positions.into_iter().map(|position| (position.organization_id, position)).collect();
    let framed = |organization: organization::Model| {
        let member = members.remove(&organization.id)?;
        Some(Framed { position: positions.remove(&organization.id), member, organization })
    };
    Ok(Slice { rows: rows.into_iter().filter_map(framed).collect(), total })
}
