use std::cmp::Reverse;

use ::entity::id::{OrganizationId, StudyId};

use super::remembered::{self, Said};
use super::{Attitude, Extent, Framed, queries, stakeholder_position};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem};
use crate::history;

/// Where an owner stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// How much it can do to the outcome.
    pub influence: Extent,
    /// How much the outcome matters to it.
    pub interest: Extent,
    /// What it thinks of the move; absent where nobody knows.
    pub attitude: Option<Attitude>,
    /// What it expects.
    pub expectations: Option<String>,
}

/// How many owners of a population stand where.
pub struct PowerInterest {
    /// Owners in the population.
    pub population: i64,
    /// How many stand in each of the sixteen fields that has any; the most influence first, then the most interest.
    pub fields: Vec<(Extent, Extent, i64)>,
}

/// Says where an owner of the population stands, in place of what was said before; `None` takes it back. What holds already
/// is no change.
///
/// # Errors
/// [`Error::Refused`] where the owner is not in the population.
pub async fn set_position(
    cx: &Cx,
    study: StudyId,
    owner: OrganizationId,
    position: Option<Position>,
) -> Result<Framed, Error> {
    cx.actor.require_in(study, Permission::EditFrame)?;
    let txn = cx.begin().await?;
    queries::by_id(&txn, study).await?.ok_or(Error::NotFound)?;
    let Some((member, organization)) = queries::lock_frame_member(&txn, study, owner).await? else {
        return Err(Error::refused("organizationId", Problem::Unknown));
    };
    let position = position.map(|said| stakeholder_position::Model {
        study_id: study,
        organization_id: owner,
        influence: said.influence,
        interest: said.interest,
        attitude: said.attitude,
        expectations: said.expectations,
        updated_at: cx.now(),
    });
    let before = Said { position: queries::positions(&txn, study, &[owner]).await?.pop(), member };
    let after = Said { member: before.member.clone(), position };
    let Some(entry) = remembered::entry_of_saying(cx, Some(&before), &after) else {
        return Ok(Framed { organization, member: before.member, position: before.position });
    };
    queries::set_position(&txn, study, owner, after.position.clone()).await?;
    history::record_all(&txn, vec![entry]).await?;
    txn.commit().await?;
    Ok(Framed { organization, member: after.member, position: after.position })
}

/// How many owners of the population stand where: two statements, however many there are.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs.
pub async fn power_interest(cx: &Cx, study: StudyId) -> Result<PowerInterest, Error> {
    super::authorize(cx, study, Permission::ReadStudy).await?;
    let population = i64::try_from(queries::frame_size(cx.db(), study).await?).unwrap_or(i64::MAX);
    let mut fields = queries::power_interest(cx.db(), study).await?;
    fields.sort_by_key(|(influence, interest, _)| Reverse((*influence, *interest)));
    Ok(PowerInterest { population, fields })
}
