//! How maturity goes from round to round, in the schema.

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};

use super::{DimensionSummary, OverallSummary, Summaries, count, share};
use crate::Cx;
use crate::dashboard::{self, Break};
use crate::graphql::base::{GqlLanguage, Result};
use crate::questionnaire::difference::Reason;
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
    /// One entry for each dimension of the model that the round is scored by, in order. The same dimension of another round has the same code.
    dimensions: Vec<TrendPoint>,
    /// Over all dimensions; null where there is no model. To be compared with the round before only where no dimension has a break.
    overall: Option<OverallSummary>,
}

/// A dimension in a round of a trend.
#[derive(SimpleObject)]
pub(super) struct TrendPoint {
    /// What the owners come to.
    figures: DimensionSummary,
    /// Why this is not to be compared with the round before; empty where what is measured is the same, and in the first round.
    breaks: Vec<TrendBreak>,
}

/// Why the series of a dimension ends before a round.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct TrendBreak {
    /// What it is.
    kind: TrendBreakKind,
    /// The code of the question that means something else; null where it is no single one.
    question_code: Option<String>,
    #[graphql(skip)]
    reason: Option<Reason>,
}

#[ComplexObject]
impl TrendBreak {
    /// What was changed about the question, in words, in this language or else in that of the request; null where it is no single one.
    async fn reason(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<&'static str>> {
        let language = language.map_or(Cx::of(ctx)?.language, Into::into);
        Ok(self.reason.map(|reason| reason.in_language(language)))
    }
}

/// What ends the series of a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum TrendBreakKind {
    /// The round before was not scored in this dimension.
    New,
    /// Other questions count in it than before, or they count otherwise.
    ItemsChanged,
    /// A question that counts means something else.
    QuestionChanged,
}

impl From<Break> for TrendBreak {
    fn from(found: Break) -> Self {
        let of = |kind| Self { kind, question_code: None, reason: None };
        match found {
            Break::New => of(TrendBreakKind::New),
            Break::ItemsChanged => of(TrendBreakKind::ItemsChanged),
            Break::QuestionChanged { code, reason } => Self {
                kind: TrendBreakKind::QuestionChanged,
                question_code: Some(code),
                reason: Some(reason),
            },
        }
    }
}

impl From<dashboard::TrendRound> for TrendRound {
    fn from(mut found: dashboard::TrendRound) -> Self {
        let (population, responded) = (found.figures.population.unwrap_or_default(), found.figures.responded);
        let Summaries { dimensions, overall } = Summaries::of(&found.figures, found.model.as_ref());
        let point = |figures: DimensionSummary| {
            let breaks = found.breaks.remove(&figures.dimension.0.code).unwrap_or_default();
            TrendPoint { figures, breaks: breaks.into_iter().map(TrendBreak::from).collect() }
        };
        Self {
            round: Round(found.round),
            population: count(population),
            responded: count(responded),
            response_rate: share(responded, population),
            dimensions: dimensions.into_iter().map(point).collect(),
            overall,
        }
    }
}

impl From<(study::Model, Vec<dashboard::TrendRound>)> for MaturityTrend {
    fn from((study, rounds): (study::Model, Vec<dashboard::TrendRound>)) -> Self {
        Self { synthetic: study.synthetic, rounds: rounds.into_iter().map(TrendRound::from).collect() }
    }
}
