//! How owners are sorted and picked out, in the schema.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};

use crate::dashboard::owners::{Measure, OwnerOrder, OwnerPick, ScorePick};
use crate::error::{Problem, Refusals};
use crate::graphql::base::{self, Result};
use crate::value::{SHORT_TEXT, Search};

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

/// Which scores are wanted: those that all of it applies to; at least one thing besides the dimension must be said. Points are taken to the sixth decimal, as in figures.
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
            dimension: base::optional_id("dimension", self.dimension_id.as_ref())?,
        })
    }
}

impl OwnerScoreFilter {
    pub(super) fn parse(self) -> Result<OwnerPick> {
        let mut refusals = Refusals::new();
        let name = Search::parse(self.name.as_deref().unwrap_or_default());
        let name = refusals.check("filter.name", name).unwrap_or_default();
        let [stratum, sector] = [("stratum", self.stratum), ("sector", self.sector)].map(|(field, sent)| {
            let too_long = |text: &String| text.chars().count() > SHORT_TEXT;
            if matches!(&sent, MaybeUndefined::Value(text) if too_long(text)) {
                refusals.add(&format!("filter.{field}"), Problem::TooLong { max: SHORT_TEXT });
            }
            known(sent)
        });
        let wanted = self.scores.unwrap_or_default();
        base::at_most(&mut refusals, "filter.scores", &wanted, MOST_SCORES);
        let mut scores = Vec::new();
        for (place, score) in wanted.into_iter().take(MOST_SCORES).enumerate() {
            scores.push(score.parse(&mut refusals, &format!("filter.scores.{place}"))?);
        }
        refusals.done().map_err(base::to_graphql)?;
        let (followed_up, responded) = (known(self.followed_up), self.responded);
        Ok(OwnerPick { name, stratum, sector, followed_up, responded, scores })
    }
}

impl ScoreFilter {
    /// Refuses what no score could be, and what says nothing.
    fn parse(self, refusals: &mut Refusals, path: &str) -> Result<ScorePick> {
        let Self { dimension_id, level, has_point, from, below } = self;
        let dimension = base::optional_id("dimension", dimension_id.as_ref())?;
        for (field, bound) in [("from", from), ("below", below)] {
            if bound.is_some_and(|bound| !(0.0..=1.0).contains(&bound)) {
                refusals.add(&format!("{path}.{field}"), Problem::OutOfRange { min: 0.0, max: 1.0 });
            }
        }
        if from.zip(below).is_some_and(|(from, below)| from > below) {
            refusals.add(&format!("{path}.below"), Problem::BelowLeast);
        }
        if level.is_none() && has_point.is_none() && from.is_none() && below.is_none() {
            refusals.add(path, Problem::Required);
        }
        Ok(ScorePick { dimension, level, has_point, from, below })
    }
}
