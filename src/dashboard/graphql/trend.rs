//! How maturity goes from round to round, in the schema.

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};

use super::{DimensionSummary, OverallSummary, Summaries, count, share};
use crate::Cx;
use crate::dashboard::{self, Break};
use crate::graphql::base::{GqlLanguage, Result};
use crate::round::graphql::Round;
use crate::study::study;

/// How a study goes from round to round.
#[derive(SimpleObject)]
pub struct MaturityTrend {
    /// The answers are made up for a demonstration; say so wherever a figure is shown.
    synthetic: bool,
    /// The rounds that have opened, the earliest first; the latest twenty.
    rounds: Vec<TrendRound>,
}

/// A round of a trend.
#[derive(SimpleObject)]
pub(super) struct TrendRound {
    /// The round.
    round: Round,
    /// Owners that the round is about: N of every figure.
    population: i32,
    /// Owners that have submitted: n.
    responded: i32,
    /// `responded` / `population`; null where it is about nobody.
    response_rate: Option<f64>,
    /// Owners about whom something changed that is in none of these figures yet, as in `MaturityDashboard`.
    pending: i32,
    /// One entry for each dimension of the model that the round is scored by, in order. The same dimension of another round has the same code.
    dimensions: Vec<TrendPoint>,
    /// Over all dimensions; null where there is no model.
    overall: Option<OverallSummary>,
    /// Why `overall` is not to be compared with the round before: what ends the series of any dimension, and what is of all of them. Empty
    /// where what is measured is the same, and in the first round.
    overall_breaks: Vec<TrendBreak>,
}

/// A dimension in a round of a trend.
#[derive(SimpleObject)]
pub(super) struct TrendPoint {
    /// What the owners come to.
    figures: DimensionSummary,
    /// Why this is not to be compared with the round before; empty where what is measured is the same, and in the first round.
    breaks: Vec<TrendBreak>,
}

/// Why a series ends before a round.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct TrendBreak {
    /// What it is.
    kind: TrendBreakKind,
    /// The code of the question that means something else; null where it is no single one.
    question_code: Option<String>,
    #[graphql(skip)]
    found: Break,
}

#[ComplexObject]
impl TrendBreak {
    /// In words, in this language or else in that of the request: of a single question, what was changed about it.
    async fn reason(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<&'static str> {
        let language = language.map_or(Cx::of(ctx)?.language, Into::into);
        Ok(self.found.in_language(language))
    }
}

/// What ends a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum TrendBreakKind {
    /// The round before was not scored, or not in this dimension.
    New,
    /// Over all dimensions: others are counted.
    DimensionsChanged,
    /// Over all dimensions: they weigh otherwise beside each other.
    WeightsChanged,
    /// Levels are reached otherwise: points can be compared, levels cannot.
    LevelsChanged,
    /// Other questions count in it than before, or they count otherwise.
    ItemsChanged,
    /// A question that counts means something else.
    QuestionChanged,
}

impl From<Break> for TrendBreak {
    fn from(found: Break) -> Self {
        let (kind, question_code) = match &found {
            Break::New => (TrendBreakKind::New, None),
            Break::DimensionsChanged => (TrendBreakKind::DimensionsChanged, None),
            Break::WeightsChanged => (TrendBreakKind::WeightsChanged, None),
            Break::LevelsChanged => (TrendBreakKind::LevelsChanged, None),
            Break::ItemsChanged => (TrendBreakKind::ItemsChanged, None),
            Break::QuestionChanged { code, .. } => (TrendBreakKind::QuestionChanged, Some(code.clone())),
        };
        Self { kind, question_code, found }
    }
}

impl From<dashboard::TrendRound> for TrendRound {
    fn from(mut found: dashboard::TrendRound) -> Self {
        let (population, responded) = (found.figures.population.unwrap_or_default(), found.figures.responded);
        let Summaries { dimensions, overall } = Summaries::of(&found.figures, found.model.as_ref());
        let point = |figures: DimensionSummary| {
            let breaks = found.breaks.dimensions.remove(&figures.dimension.0.code).unwrap_or_default();
            TrendPoint { figures, breaks: breaks.into_iter().map(TrendBreak::from).collect() }
        };
        Self {
            round: Round(found.round),
            population: count(population),
            responded: count(responded),
            response_rate: share(responded, population),
            pending: count(found.pending),
            dimensions: dimensions.into_iter().map(point).collect(),
            overall,
            overall_breaks: found.breaks.overall.into_iter().map(TrendBreak::from).collect(),
        }
    }
}

impl From<(study::Model, Vec<dashboard::TrendRound>)> for MaturityTrend {
    fn from((study, rounds): (study::Model, Vec<dashboard::TrendRound>)) -> Self {
        Self { synthetic: study.synthetic, rounds: rounds.into_iter().map(TrendRound::from).collect() }
    }
}
