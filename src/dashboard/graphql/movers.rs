//! Owners by how they have changed, in the schema.

use async_graphql::{Enum, SimpleObject};

use super::trend::TrendBreak;
use super::{Interval, count};
use crate::dashboard::{self, MeanChange};
use crate::graphql::base::Paged;
use crate::registry::graphql::Organization;
use crate::round::graphql::Round;

/// Which change comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum MoverDirection {
    /// The largest rise.
    Up,
    /// The largest fall.
    Down,
}

/// Owners by how much their points have changed since an earlier round.
#[derive(SimpleObject)]
pub(super) struct MaturityMovers {
    /// The earlier round; null where there is none.
    pub(super) compared_to: Option<Round>,
    /// Why points are not to be compared with those of that round; then nobody is listed. Empty where the same was measured.
    pub(super) breaks: Vec<TrendBreak>,
    /// By how much all of these owners together have changed; null where nobody is listed. Unlike the means of two rounds, which may be of
    /// different owners, this is of the same.
    pub(super) change: Option<MaturityChange>,
    /// Owners with a point in both rounds; those with the same change in Norwegian order.
    pub(super) owners: Paged<MaturityMover>,
}

/// By how much the points of the same owners have changed.
#[derive(SimpleObject)]
pub(super) struct MaturityChange {
    /// n: owners with a point in both rounds.
    owners: i32,
    /// N: owners that both rounds are about.
    population: i32,
    /// Owners whose points have risen.
    risen: i32,
    /// Owners whose points have fallen.
    fallen: i32,
    /// Mean of the changes, -1 to 1, rounded to six decimals.
    mean: f64,
    /// Where the mean change of all N lies with 95 % confidence, were the n drawn from them at random: by Student's t for pairs, with finite
    /// population correction, cut to the scale. Null of fewer than two.
    interval: Option<Interval>,
}

impl MaturityChange {
    pub(super) fn of(found: &MeanChange) -> Option<Self> {
        Some(Self {
            owners: count(found.owners),
            population: count(found.population),
            risen: count(found.risen),
            fallen: count(found.fallen),
            mean: found.mean?,
            interval: found.interval.map(Interval::from),
        })
    }
}

/// An owner with a point in two rounds.
#[derive(SimpleObject)]
pub(super) struct MaturityMover {
    /// The owner.
    organization: Organization,
    /// Its point in the earlier round, 0 to 1, rounded to six decimals.
    before: f64,
    /// Its point in this round, 0 to 1, rounded to six decimals.
    after: f64,
    /// `after` less `before`, -1 to 1, rounded to six decimals.
    change: f64,
}

impl From<dashboard::Mover> for MaturityMover {
    fn from(found: dashboard::Mover) -> Self {
        let dashboard::Mover { organization, before, after, change } = found;
        Self { organization: Organization(organization), before, after, change }
    }
}
