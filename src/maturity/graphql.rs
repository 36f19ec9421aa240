//! Maturity models and dashboards in the schema: what is read. What is written is in `input`.

pub mod again;
pub mod explanation;
mod score;

use std::sync::Arc;

pub use again::{MaturityComparison, MaturityComparisonQuery, RescoreMutation};
use async_graphql::{ComplexObject, Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
pub use explanation::{MaturityExplanation, MaturityExplanationQuery};
pub use score::{DimensionScore, OverallScore, OwnerMaturity};

use super::input::{CreateMaturityModelInput, ImportMaturityModelInput, TakeMaturityModelFromLibraryInput};
use super::{
    Dashboard, DimensionFigures, ItemsOf, Model, OwnerScores, dimension, maturity_item, maturity_level,
    written_rule,
};
use crate::Cx;
use crate::graphql::base::{self, GqlLanguage, Paged, Result};
use crate::payload;
use crate::questionnaire::QuestionById;
use crate::questionnaire::graphql::QuestionReference;
use crate::questionnaire::written::maturity::LevelRule;
use crate::registry::graphql::Organization;
use crate::round::graphql::Round;

/// How answers become maturity in a study. A new one has the next number. A round is scored by the latest there is when
/// it gets its first score, and keeps it.
pub struct MaturityModel(pub Model);

/// How answers become maturity in a study. A new one has the next number. A round is scored by the latest there is when
/// it gets its first score, and keeps it.
#[Object]
impl MaturityModel {
    /// Key.
    async fn id(&self) -> ID {
        base::id("maturityModel", self.0.row.id.0)
    }

    /// 1, 2, 3 … in the study.
    async fn number(&self) -> i32 {
        self.0.row.number
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Share of weight that must be observed before a point is published, 0 to 1.
    async fn coverage_needed(&self) -> f64 {
        self.0.row.coverage_needed
    }

    /// How its levels are reached.
    async fn level_rule(&self) -> LevelRule {
        written_rule(self.0.row.level_rule)
    }

    /// Its dimensions in order.
    async fn dimensions(&self) -> Vec<Dimension> {
        self.0.dimensions.iter().cloned().map(Dimension).collect()
    }

    /// Its levels from the lowest.
    async fn levels(&self) -> Vec<MaturityLevel> {
        self.0.levels.iter().cloned().map(MaturityLevel).collect()
    }
}

/// A dimension of maturity.
pub struct Dimension(dimension::Model);

/// A dimension of maturity.
#[Object]
impl Dimension {
    /// Key.
    async fn id(&self) -> ID {
        base::id("dimension", self.0.id.0)
    }

    /// Stable short name, unique in the model.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What it is called, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.name, language)
    }

    /// Weight beside the other dimensions, more than 0.
    async fn weight(&self) -> f64 {
        self.0.weight
    }

    /// Number of the level whose attribute it is, where the model's `levelRule` is `ISO_33020`; null where it is that of none.
    async fn level(&self) -> Option<i32> {
        self.0.level
    }

    /// The questions that it is measured by, in order, at most 500.
    async fn items(&self, ctx: &Context<'_>) -> Result<Vec<MaturityItem>> {
        let items = base::load(ctx, ItemsOf(self.0.id)).await?.unwrap_or_default();
        Ok(items.into_iter().map(MaturityItem).collect())
    }
}

/// A question that says something about a dimension.
pub struct MaturityItem(maturity_item::Model);

/// A question that says something about a dimension.
#[Object]
impl MaturityItem {
    /// The question.
    async fn question(&self, ctx: &Context<'_>) -> Result<QuestionReference> {
        let question = base::load(ctx, QuestionById(self.0.question_id)).await?;
        Ok(base::there(question)?.into())
    }

    /// Weight in the dimension, at least 0.
    async fn weight(&self) -> f64 {
        self.0.weight
    }
}

/// A level of maturity.
pub struct MaturityLevel(maturity_level::Model);

/// A level of maturity.
#[Object]
impl MaturityLevel {
    /// 0, 1, 2 … from the lowest.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// What it is called, in this language or else in that of the request.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.name, language)
    }

    /// The lowest score of the level, 0 to 1.
    async fn from_value(&self) -> f64 {
        self.0.from_value
    }
}

/// How mature the owners of a round are, with how much of it is known.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct MaturityDashboard {
    /// The round.
    round: Round,
    /// The answers are made up for a demonstration; say so wherever a figure is shown.
    synthetic: bool,
    /// Owners that the round is about: those that it asked, of the study's frame as it stood then. N of every figure.
    population: i32,
    /// Owners invited and not withdrawn.
    invited: i32,
    /// Owners that have submitted: n.
    responded: i32,
    /// `responded` / `population`; null where it is about nobody.
    response_rate: Option<f64>,
    /// One entry for each dimension of the model that the round is scored by, in order; empty where there is none.
    dimensions: Vec<DimensionSummary>,
    #[graphql(skip)]
    model: Option<Arc<Model>>,
}

/// The figures of a dimension over the owners of a round.
#[derive(SimpleObject)]
pub struct DimensionSummary {
    /// The dimension.
    dimension: Dimension,
    /// n: owners of whom enough is known for a point.
    scored: i32,
    /// N: owners that the round is about.
    population: i32,
    /// Mean of the points, 0 to 1, rounded to six decimals; null where there is none.
    mean: Option<f64>,
    /// The mean over all owners is at least this: everything unknown, non-respondents included, counted as 0.
    /// Rounded to six decimals.
    lower: f64,
    /// The mean over all owners is at most this: everything unknown, non-respondents included, counted as 1.
    /// Rounded to six decimals.
    upper: f64,
    /// Items answered «don't know», over all owners.
    dont_know: i32,
    /// Items that those who submitted did not answer.
    missing: i32,
    /// How many owners are at each level, from the lowest.
    levels: Vec<LevelCount>,
}

/// How many owners are at a level.
#[derive(SimpleObject)]
pub struct LevelCount {
    /// The level.
    level: MaturityLevel,
    /// Owners at it.
    owners: i32,
}

fn count(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl DimensionSummary {
    fn new(figures: DimensionFigures, population: i64, levels: &[maturity_level::Model]) -> Self {
        let at_level = |(level, owners): (&maturity_level::Model, i64)| LevelCount {
            level: MaturityLevel(level.clone()),
            owners: count(owners),
        };
        Self {
            scored: count(figures.scored),
            population: count(population),
            mean: figures.mean,
            lower: figures.lower,
            upper: figures.upper,
            dont_know: count(figures.dont_know),
            missing: count(figures.missing),
            levels: levels.iter().zip(figures.levels).map(at_level).collect(),
            dimension: Dimension(figures.dimension),
        }
    }
}

impl From<Dashboard> for MaturityDashboard {
    fn from(found: Dashboard) -> Self {
        let levels = found.model.as_ref().map(|model| model.levels.clone()).unwrap_or_default();
        let summary = |figures| DimensionSummary::new(figures, found.population, &levels);
        Self {
            round: Round(found.scoped.round),
            synthetic: found.scoped.study.synthetic,
            population: count(found.population),
            invited: count(found.invited),
            responded: count(found.responded),
            response_rate: (found.population > 0).then(|| found.responded as f64 / found.population as f64),
            dimensions: found.dimensions.into_iter().map(summary).collect(),
            model: found.model.map(Arc::new),
        }
    }
}

#[ComplexObject]
impl MaturityDashboard {
    /// The owners invited, with their scores, in Norwegian order.
    async fn owners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Paged<OwnerMaturity>> {
        let page = base::page(first, after)?;
        let found = super::owners(Cx::of(ctx)?, self.round.0.id, &page).await.map_err(base::to_graphql)?;
        let cursor = |row: &OwnerScores| (row.organization.sort_key.clone(), row.organization.id.0);
        Ok(base::connection(&page, found, cursor, |row| OwnerMaturity::new(row, self.model.as_ref())))
    }

    /// The owners of the population that have not submitted, in Norwegian order.
    async fn non_respondents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Paged<Organization>> {
        let page = base::page(first, after)?;
        let found = super::missing(Cx::of(ctx)?, self.round.0.id, &page).await.map_err(base::to_graphql)?;
        Ok(base::connection(&page, found, |row| (row.sort_key.clone(), row.id.0), Organization))
    }
}

/// Questions about maturity.
#[derive(Default)]
pub struct MaturityQuery;

#[Object]
impl MaturityQuery {
    /// The latest maturity model of a study, or an earlier one; null where it has none, or the study is not yours.
    async fn maturity_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
        #[graphql(
            desc = "The model with this number; models are numbered 1, 2, 3 …, and the latest is the highest."
        )]
        number: Option<i32>,
    ) -> Result<Option<MaturityModel>> {
        let Ok(study) = base::parse_id("study", &study_id) else {
            return Ok(None);
        };
        Ok(base::found(super::find(Cx::of(ctx)?, study, number).await)?.flatten().map(MaturityModel))
    }

    /// How mature the owners of a round are; null for a round that is not yours.
    async fn maturity_dashboard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
    ) -> Result<Option<MaturityDashboard>> {
        let Ok(round) = base::parse_id("round", &round_id) else {
            return Ok(None);
        };
        base::found(super::dashboard(Cx::of(ctx)?, round).await.map(MaturityDashboard::from))
    }
}

payload! {
    /// What came of making a maturity model.
    CreateMaturityModelPayload {
        /// The model. Rounds that have no score yet are scored by it.
        maturity_model: MaturityModel,
    }
}

payload! {
    /// What came of making a maturity model from the library.
    TakeMaturityModelFromLibraryPayload {
        /// The model. Rounds that have no score yet are scored by it.
        maturity_model: MaturityModel,
    }
}

payload! {
    /// What came of importing a maturity model.
    ImportMaturityModelPayload {
        /// The model. Rounds that have no score yet are scored by it.
        maturity_model: MaturityModel,
    }
}

/// Changes to maturity models.
#[derive(Default)]
pub struct MaturityMutation;

#[Object]
impl MaturityMutation {
    /// Makes the next version of a study's maturity model.
    async fn create_maturity_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: CreateMaturityModelInput,
    ) -> Result<CreateMaturityModelPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async { super::create(cx, input.parse()?).await }.await;
        base::payload(cx, outcome, |model| CreateMaturityModelPayload::done(MaturityModel(model)))
    }

    /// Makes the next version of a study's maturity model as the file of one of its questionnaires has it.
    async fn import_maturity_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ImportMaturityModelInput,
    ) -> Result<ImportMaturityModelPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async {
            let (study, source) = input.parse()?;
            super::import(cx, study, source).await
        };
        base::payload(cx, outcome.await, |model| ImportMaturityModelPayload::done(MaturityModel(model)))
    }

    /// Makes the next version of a study's maturity model out of a set of dimensions of the library.
    async fn take_maturity_model_from_library(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: TakeMaturityModelFromLibraryInput,
    ) -> Result<TakeMaturityModelFromLibraryPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async {
            let (entry, version) = input.parse()?;
            super::take(cx, entry, version).await
        };
        let done = |model| TakeMaturityModelFromLibraryPayload::done(MaturityModel(model));
        base::payload(cx, outcome.await, done)
    }
}
