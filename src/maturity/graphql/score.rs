//! What an owner's answers came to.

use std::sync::Arc;

use ::entity::id::ResponseId;
use async_graphql::{ComplexObject, Context, Enum, SimpleObject};
use chrono::{DateTime, Utc};

use super::{Dimension, MaturityExplanation, MaturityLevel};
use crate::Cx;
use crate::graphql::base::{self, Result};
use crate::maturity::levels::{Rating, rating};
use crate::maturity::maturity_model::LevelRule;
use crate::maturity::{Explanations, Model, OverallOf, OwnerScores, overall_score, score};
use crate::registry::graphql::Organization;

/// An owner's scores in a round.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct OwnerMaturity {
    /// The owner.
    organization: Organization,
    /// When it submitted; null where it has not.
    submitted_at: Option<DateTime<Utc>>,
    /// One entry for each dimension, in order; empty where it has not submitted.
    scores: Vec<DimensionScore>,
    #[graphql(skip)]
    of: Option<(ResponseId, Arc<Model>)>,
}

impl OwnerMaturity {
    /// An owner's scores by the model that its round is scored by, and how those of all its page came about.
    #[must_use]
    pub fn new(row: OwnerScores, model: Option<&Arc<Model>>, explained: &Arc<Explanations>) -> Self {
        let explained_by = |score: score::Model| {
            let behind = Some((Arc::clone(explained), score.response_id));
            Some(DimensionScore { behind, ..DimensionScore::of(score, model?)? })
        };
        Self {
            scores: row.scores.into_iter().filter_map(explained_by).collect(),
            of: row.response.zip(model.map(Arc::clone)),
            organization: Organization(row.organization),
            submitted_at: row.submitted_at,
        }
    }
}

#[ComplexObject]
impl OwnerMaturity {
    /// Its score over all dimensions. Null where it has not submitted, and where the round was scored before such a score was kept,
    /// until it is scored again.
    async fn overall(&self, ctx: &Context<'_>) -> Result<Option<OverallScore>> {
        let Some((response, model)) = &self.of else { return Ok(None) };
        Ok(base::load(ctx, OverallOf(*response)).await?.map(|row| OverallScore::of(&row, model)))
    }
}

/// An owner's score in a dimension.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct DimensionScore {
    /// The dimension.
    dimension: Dimension,
    /// Weighted mean of what was observed, 0 to 1; null where too little was.
    point: Option<f64>,
    /// With everything missing counted as 0; null where no item applies.
    lower: Option<f64>,
    /// With everything missing counted as 1; null where no item applies.
    upper: Option<f64>,
    /// Share of applicable weight that was observed, 0 to 1.
    coverage: f64,
    /// Items with a value.
    observed: i32,
    /// Items answered «don't know».
    dont_know: i32,
    /// Items that do not apply.
    not_relevant: i32,
    /// Items not answered.
    missing: i32,
    /// The level that `point` reaches; null where there is no point or no level.
    level: Option<MaturityLevel>,
    /// How much of the attribute `point` is; null where there is no point, and where the model has no gate.
    rating: Option<AttributeRating>,
    #[graphql(skip)]
    behind: Option<(Arc<Explanations>, ResponseId)>,
}

#[ComplexObject]
impl DimensionScore {
    /// How it came about, as `maturityExplanation` says it: the answers behind it. For those who may read answers. Null where it is not one
    /// of a list of the owners of a round.
    async fn explanation(&self, ctx: &Context<'_>) -> Result<Option<MaturityExplanation>> {
        let Some((explanations, response)) = &self.behind else { return Ok(None) };
        let found = explanations.get(Cx::of(ctx)?, *response, self.dimension.0.id).await;
        Ok(found.map_err(base::to_graphql)?.map(MaturityExplanation::from))
    }
}

impl DimensionScore {
    /// A score by the model that the round is scored by.
    pub(super) fn of(row: score::Model, model: &Model) -> Option<Self> {
        let dimension = model.dimensions.iter().find(|dimension| dimension.id == row.dimension_id)?;
        let has_gate = model.row.level_rule == LevelRule::Iso33020;
        Some(Self {
            dimension: Dimension(dimension.clone()),
            point: row.point,
            lower: row.lower,
            upper: row.upper,
            coverage: row.coverage,
            observed: row.observed,
            dont_know: row.dont_know,
            not_relevant: row.not_relevant,
            missing: row.missing,
            level: level(model, row.level),
            rating: row.point.filter(|_| has_gate).map(rating).map(Into::into),
            behind: None,
        })
    }
}

/// How much of an attribute of a level is achieved, as in ISO/IEC 33020.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Rating")]
pub enum AttributeRating {
    /// N: up to 15 %.
    Not,
    /// P: above 15 up to 50 %.
    Partially,
    /// L: above 50 up to 85 %.
    Largely,
    /// F: above 85 %.
    Fully,
}

/// An owner's score over all dimensions. Dimensions of which nothing applies are left out; those without a point stay open, from 0 to 1.
#[derive(SimpleObject)]
pub struct OverallScore {
    /// Arithmetic mean of the points of the dimensions by their weights, 0 to 1; null where too few have one.
    arithmetic: Option<f64>,
    /// The arithmetic mean is at least this; null where no dimension applies.
    lower: Option<f64>,
    /// The arithmetic mean is at most this; null where no dimension applies.
    upper: Option<f64>,
    /// Geometric mean of the points of the dimensions by their weights, 0 to 1: a strong dimension makes up less for a weak one, and not
    /// at all for one at 0. Null where too few have a point.
    geometric: Option<f64>,
    /// The geometric mean is at least this; null where no dimension applies.
    geometric_lower: Option<f64>,
    /// The geometric mean is at most this; null where no dimension applies.
    geometric_upper: Option<f64>,
    /// Share of the weight of the dimensions that apply which have a point, 0 to 1.
    coverage: f64,
    /// Dimensions that have a point.
    defined: i32,
    /// Dimensions that apply.
    applicable: i32,
    /// The level that is reached, as the model's `levelRule` says; null where too little is known to tell, or there are no levels.
    level: Option<MaturityLevel>,
    /// The level that is reached whatever is still unknown; null where no dimension applies, or there are no levels.
    proven_level: Option<MaturityLevel>,
    /// The level that could be reached at most, by what is still unknown; null where no dimension applies, or there are no levels.
    possible_level: Option<MaturityLevel>,
    /// When it was computed.
    computed_at: DateTime<Utc>,
}

impl OverallScore {
    /// A score by the model that the round is scored by.
    pub(super) fn of(row: &overall_score::Model, model: &Model) -> Self {
        Self {
            arithmetic: row.arithmetic,
            lower: row.lower,
            upper: row.upper,
            geometric: row.geometric,
            geometric_lower: row.geometric_lower,
            geometric_upper: row.geometric_upper,
            coverage: row.coverage,
            defined: row.defined,
            applicable: row.applicable,
            level: level(model, row.level),
            proven_level: level(model, row.proven_level),
            possible_level: level(model, row.possible_level),
            computed_at: row.computed_at,
        }
    }
}

fn level(model: &Model, number: Option<i32>) -> Option<MaturityLevel> {
    model.levels.iter().find(|level| Some(level.number) == number).cloned().map(MaturityLevel)
}
