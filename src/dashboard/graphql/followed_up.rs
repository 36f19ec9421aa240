//! Owners that are followed up beside the others, in the schema.

use async_graphql::SimpleObject;

use super::{Interval, count};
use crate::dashboard;
use crate::maturity::Model;
use crate::maturity::graphql::Dimension;

/// Owners that the study chose for being followed up beside the others of its frame. That they differ is no proof that following up made
/// the difference: the study chose them, and they may have differed before. Who is followed up is taken as it is now.
#[derive(SimpleObject)]
pub(super) struct FollowedUpComparison {
    /// The dimension; null over all of them.
    dimension: Option<Dimension>,
    /// Those followed up.
    followed_up: GroupMean,
    /// The others of the frame.
    others: GroupMean,
    /// Mean of those followed up less that of the others, -1 to 1; null where one of the groups has no point.
    difference: Option<f64>,
    /// Where the difference of the means of all N owners lies with 95 % confidence, were those with a point drawn at random: by Welch's t with
    /// finite population correction, cut to the scale. Null where one of the groups has fewer than two points.
    interval: Option<Interval>,
    /// The difference over all owners is at least this, -1 to 1: everything unknown counted as 0 for those followed up and as 1 for the others.
    /// Null where one of the groups has no owners.
    lower: Option<f64>,
    /// The difference over all owners is at most this, -1 to 1: everything unknown counted as 1 for those followed up and as 0 for the others.
    /// Null where one of the groups has no owners.
    upper: Option<f64>,
}

/// The mean of a group of owners, and of how many.
#[derive(SimpleObject)]
pub(super) struct GroupMean {
    /// n: owners with a point.
    scored: i32,
    /// N: owners of the group, without those that have submitted and to whom nothing applies that this is measured by.
    population: i32,
    /// Mean of the points, 0 to 1, rounded to six decimals; null where there is none.
    mean: Option<f64>,
}

impl From<dashboard::GroupMean> for GroupMean {
    fn from(found: dashboard::GroupMean) -> Self {
        Self { scored: count(found.scored), population: count(found.population), mean: found.mean }
    }
}

impl FollowedUpComparison {
    /// In the words of the model that the round is scored by.
    pub(super) fn new(found: &dashboard::FollowedUp, model: Option<&Model>) -> Self {
        let dimensions = || model.into_iter().flat_map(|model| &model.dimensions);
        let named = |id| dimensions().find(|dimension| dimension.id == id).cloned().map(Dimension);
        let difference = found.difference;
        Self {
            dimension: found.dimension.and_then(named),
            followed_up: found.followed_up.into(),
            others: found.others.into(),
            difference: difference.and_then(|found| found.of_means),
            interval: difference.and_then(|found| found.interval).map(Interval::from),
            lower: difference.map(|found| found.lower),
            upper: difference.map(|found| found.upper),
        }
    }
}
