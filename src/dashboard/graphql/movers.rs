//! Owners by how they have changed, in the schema.

use async_graphql::{Enum, SimpleObject};

use super::trend::TrendBreak;
use crate::dashboard;
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
    /// Owners with a point in both rounds; those with the same change in Norwegian order.
    pub(super) owners: Paged<MaturityMover>,
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
