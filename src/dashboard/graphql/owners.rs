//! How owners are sorted and picked out, in the schema.

use ::entity::id::DimensionId;
use async_graphql::{Enum, ID, InputObject, MaybeUndefined};

use crate::dashboard::owners::{Measure, OwnerOrder, OwnerPick, ScorePick};
use crate::error::{Error, Problem};
use crate::graphql::base::{self, Result};
use crate::value::Search;

/// Most conditions on scores in one filter.
const MOST_SCORES: usize = 10;

/// What owners are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Measure")]
pub(super) enum OwnerScoreMeasure {
    /// The name, in Norwegian order.
    Name,
    /// The point; over all dimensions the arithmetic mean.
    Point,
    /// The lower bound.
    Lower,
    /// How much is open: the upper bound less the lower.
    Openness,
    /// How much of what applies is known.
    Coverage,
    /// How many items were answered «don't know».
    DontKnow,
}

/// Which way a list goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum OwnerScoreDirection {
    /// From the lowest.
    Ascending,
    /// From the highest.
    Descending,
}

/// How a list of owners is sorted. Those with the same value stand in Norwegian order, those without one stand last.
#[derive(InputObject)]
pub(super) struct OwnerScoreOrder {
    /// By what.
    by: OwnerScoreMeasure,
    /// Which way; from the lowest where not said.
    direction: Option<OwnerScoreDirection>,
    /// In this dimension of the model that the round is scored by; over all of them where not said.
    dimension_id: Option<ID>,
}

/// Which owners are wanted: those to whom all of it applies. What is known of owners is taken as it is now.
#[derive(InputObject)]
pub(super) struct OwnerScoreFilter {
    /// Their names have these words, in any order.
    name: Option<String>,
    /// The stratum in the study's frame; null: those of whom it is not known.
    stratum: MaybeUndefined<String>,
    /// The part of the public sector; null: those of whom it is not known.
    sector: MaybeUndefined<String>,
    /// Chosen by the study for being followed up, or not; null: those that are in its frame no longer.
    followed_up: MaybeUndefined<bool>,
    /// They have submitted, or have not.
    responded: Option<bool>,
    /// Their scores: all of these, at most 10.
    scores: Option<Vec<ScoreFilter>>,
}

/// Which scores are wanted: those that all of it applies to. Points are taken to the sixth decimal, as in figures.
#[derive(InputObject)]
pub(super) struct ScoreFilter {
    /// In this dimension of the model that the round is scored by; over all of them where not said.
    dimension_id: Option<ID>,
    /// Number of the level.
    level: Option<i32>,
    /// There is a point, or none.
    has_point: Option<bool>,
    /// The point is at least this, 0 to 1.
    from: Option<f64>,
    /// The point is lower than this, 0 to 1.
    below: Option<f64>,
}

fn dimension(field: &str, id: Option<&ID>) -> Result<Option<DimensionId>> {
    let refused = |_| base::to_graphql(Error::refused(field, Problem::Unknown));
    id.map(|id| base::parse_id("dimension", id)).transpose().map_err(refused)
}

fn known<T>(sent: MaybeUndefined<T>) -> Option<Option<T>> {
    match sent {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

impl OwnerScoreOrder {
    pub(super) fn parse(self) -> Result<OwnerOrder> {
        Ok(OwnerOrder {
            by: self.by.into(),
            descending: self.direction == Some(OwnerScoreDirection::Descending),
            dimension: dimension("orderBy.dimensionId", self.dimension_id.as_ref())?,
        })
    }
}

impl OwnerScoreFilter {
    pub(super) fn parse(self) -> Result<OwnerPick> {
        let refused = |field: &str, problem| base::to_graphql(Error::refused(field, problem));
        let name = Search::parse(self.name.as_deref().unwrap_or_default());
        let scores = self.scores.unwrap_or_default();
        if scores.len() > MOST_SCORES {
            return Err(refused("filter.scores", Problem::TooMany { max: MOST_SCORES }));
        }
        Ok(OwnerPick {
            name: name.map_err(|problem| refused("filter.name", problem))?,
            stratum: known(self.stratum),
            sector: known(self.sector),
            followed_up: known(self.followed_up),
            responded: self.responded,
            scores: scores.into_iter().map(ScoreFilter::parse).collect::<Result<_>>()?,
        })
    }
}

impl ScoreFilter {
    fn parse(self) -> Result<ScorePick> {
        let Self { dimension_id, level, has_point, from, below } = self;
        let dimension = dimension("filter.scores.dimensionId", dimension_id.as_ref())?;
        Ok(ScorePick { dimension, level, has_point, from, below })
    }
}
