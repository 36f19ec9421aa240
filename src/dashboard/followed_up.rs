//! Owners that the study follows up beside those that it does not.

use ::entity::id::{DimensionId, RoundId};

use super::difference::{Difference, GroupMean, difference};
use super::overview::{Read, read};
use super::shares::Axis;
use super::sums::{OVERALL, Sums};
use crate::Cx;
use crate::error::Error;
use crate::results::{Background, Variable};

/// Those followed up beside the others, in a dimension or over all.
pub struct FollowedUp {
    /// The dimension; absent over all of them.
    pub dimension: Option<DimensionId>,
    /// Those followed up.
    pub followed_up: GroupMean,
    /// Those not.
    pub others: GroupMean,
    /// How much more the mean of those followed up is; absent where one of the groups has no owners.
    pub difference: Option<Difference>,
}

/// For each dimension of the model that a round is scored by, and last over all of them, the owners that the study chose for being followed
/// up beside the others of its frame; empty where there is no model.
///
/// # Errors
/// As [`dashboard`](super::dashboard()).
pub async fn followed_up(cx: &Cx, id: RoundId) -> Result<Vec<FollowedUp>, Error> {
    let by = Variable::Background(Background::FollowedUp);
    let Read { model, now, .. } = read(cx, id, Some(by)).await?;
    let of = |member: &str| now.sums.get(&Axis::FollowedUp.group_of(member)).cloned().unwrap_or_default();
    let (yes, no) = (of("yes"), of("no"));
    let Some(model) = model else { return Ok(Vec::new()) };
    let dimensions = model.dimensions.iter().map(|dimension| Some(dimension.id));
    Ok(dimensions.chain([None]).map(|dimension| beside(&yes, &no, dimension)).collect())
}

fn beside(yes: &Sums, no: &Sums, dimension: Option<DimensionId>) -> FollowedUp {
    let of = |sums: &Sums| GroupMean::of(&sums.of(dimension.unwrap_or(OVERALL)), sums.population);
    let (followed_up, others) = (of(yes), of(no));
    FollowedUp { dimension, followed_up, others, difference: difference(&followed_up, &others) }
}
