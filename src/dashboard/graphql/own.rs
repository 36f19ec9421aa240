//! A respondent's own maturity in the schema.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::count;
use crate::Cx;
use crate::dashboard::{self, OwnDimension as Scored, PeerFigure as Figure, Peers};
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::maturity::graphql::MaturityLevel;
use crate::maturity::{Model, overall_score};

/// How your owner stands by what was submitted for it, beside the others as far as they may be seen.
#[derive(SimpleObject)]
pub(super) struct OwnMaturity {
    /// The answers are made up for a demonstration; say so wherever a figure is shown.
    synthetic: bool,
    /// One entry for each dimension, in order.
    dimensions: Vec<OwnDimension>,
    /// Over all dimensions; null where the round was scored before such a score was kept.
    overall: Option<OwnOverall>,
    /// The least number of owners that a figure of the others is about. Such figures change when at least so many owners have changed, so
    /// that nobody's score can be told from a difference: they may be somewhat behind.
    smallest_group: i32,
}

/// How your owner stands in a dimension. Scores are from 0 to 1.
pub(super) struct OwnDimension {
    scored: Scored,
    model: Arc<Model>,
}

/// How your owner stands over all dimensions. Scores are from 0 to 1.
#[derive(SimpleObject)]
pub(super) struct OwnOverall {
    /// Arithmetic mean of the points of the dimensions by their weights; null where too few have one.
    point: Option<f64>,
    /// The mean is at least this; null where no dimension applies.
    lower: Option<f64>,
    /// The mean is at most this; null where no dimension applies.
    upper: Option<f64>,
    /// The level that is reached; null where too little is known to tell, or there are no levels.
    level: Option<MaturityLevel>,
    /// When it was computed.
    computed_at: DateTime<Utc>,
    /// All owners, yours among them; null where there are too few to be seen.
    everybody: Option<PeerFigure>,
    /// The owners of the same stratum, yours among them; null where there are too few to be seen, and where yours is in none.
    stratum: Option<PeerFigure>,
}

/// What other owners come to, yours among them.
#[derive(SimpleObject)]
pub(super) struct PeerFigure {
    /// Owners whose points are in the mean: n. Owners in strata of too few are not.
    owners: i32,
    /// Mean of their points, 0 to 1, to the second decimal.
    mean: f64,
}

impl From<Figure> for PeerFigure {
    fn from(found: Figure) -> Self {
        Self { owners: count(found.owners), mean: found.mean }
    }
}

/// How your owner stands in a dimension. Scores are from 0 to 1.
#[Object]
impl OwnDimension {
    /// Stable short name of the dimension, unique in the model.
    async fn code(&self) -> Option<&str> {
        self.dimension().map(|dimension| dimension.code.as_str())
    }

    /// What the dimension is called, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        self.dimension().map(|dimension| base::localized(ctx, &dimension.name, language)).transpose()
    }

    /// Weighted mean of what was observed; null where too little was.
    async fn point(&self) -> Option<f64> {
        self.scored.score.point
    }

    /// With everything missing counted as 0; null where no item applies.
    async fn lower(&self) -> Option<f64> {
        self.scored.score.lower
    }

    /// With everything missing counted as 1; null where no item applies.
    async fn upper(&self) -> Option<f64> {
        self.scored.score.upper
    }

    /// The level that `point` reaches; null where there is no point or no level.
    async fn level(&self) -> Option<MaturityLevel> {
        level(&self.model, self.scored.score.level)
    }

    /// Items with a value.
    async fn observed(&self) -> i32 {
        self.scored.score.observed
    }

    /// Items answered «don't know».
    async fn dont_know(&self) -> i32 {
        self.scored.score.dont_know
    }

    /// Items not answered.
    async fn missing(&self) -> i32 {
        self.scored.score.missing
    }

    /// All owners, yours among them; null where there are too few to be seen.
    async fn everybody(&self) -> Option<PeerFigure> {
        self.scored.peers.everybody.map(PeerFigure::from)
    }

    /// The owners of the same stratum, yours among them; null where there are too few to be seen, and where yours is in none.
    async fn stratum(&self) -> Option<PeerFigure> {
        self.scored.peers.stratum.map(PeerFigure::from)
    }
}

impl OwnDimension {
    fn dimension(&self) -> Option<&crate::maturity::dimension::Model> {
        self.model.dimensions.iter().find(|dimension| dimension.id == self.scored.score.dimension_id)
    }
}

impl OwnOverall {
    fn new(row: &overall_score::Model, peers: Peers, model: &Model) -> Self {
        Self {
            point: row.arithmetic,
            lower: row.lower,
            upper: row.upper,
            level: level(model, row.level),
            computed_at: row.computed_at,
            everybody: peers.everybody.map(PeerFigure::from),
            stratum: peers.stratum.map(PeerFigure::from),
        }
    }
}

fn level(model: &Model, number: Option<i32>) -> Option<MaturityLevel> {
    model.levels.iter().find(|level| Some(level.number) == number).cloned().map(MaturityLevel)
}

impl From<dashboard::OwnMaturity> for OwnMaturity {
    fn from(found: dashboard::OwnMaturity) -> Self {
        let model = Arc::new(found.model);
        let overall = found.overall.map(|(row, peers)| OwnOverall::new(&row, peers, &model));
        let dimension = |scored| OwnDimension { scored, model: Arc::clone(&model) };
        Self {
            synthetic: found.scoped.study.synthetic,
            dimensions: found.dimensions.into_iter().map(dimension).collect(),
            overall,
            smallest_group: found.smallest_group,
        }
    }
}

/// What respondents ask of maturity.
#[derive(Default)]
pub struct OwnMaturityQuery;

#[Object]
impl OwnMaturityQuery {
    /// How the owner that you answer for stands by what was submitted last, also while it is reopened; null before anything is submitted, and where
    /// nothing is scored, as in an anonymous round. For respondents who have the whole invitation.
    async fn own_maturity(&self, ctx: &Context<'_>) -> Result<Option<OwnMaturity>> {
        let found = Box::pin(dashboard::own(Cx::of(ctx)?)).await.map_err(base::to_graphql)?;
        Ok(found.map(OwnMaturity::from))
    }
}
