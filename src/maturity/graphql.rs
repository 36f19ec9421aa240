//! Maturity models and dashboards in the schema: what is read. What is written is in `input`.

pub mod again;
pub mod explanation;
pub mod rating;
mod score;

use ::entity::id::QuestionId;
pub use again::{MaturityComparison, MaturityComparisonQuery, RescoreMutation};
use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
pub use explanation::{MaturityExplanation, MaturityExplanationQuery};
pub use rating::{MaturityRatingMutation, MaturityRatingQuery};
pub use score::{DimensionScore, OverallScore, OwnerMaturity};

use self::rating::{MaturityFact, MaturityRating};
use super::input::{CreateMaturityModelInput, ImportMaturityModelInput, TakeMaturityModelFromLibraryInput};
use super::{ItemsOf, Model, dimension, maturity_item, maturity_level, written_rule};
use crate::Cx;
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::payload;
use crate::questionnaire::graphql::QuestionReference;
use crate::questionnaire::written::maturity::LevelRule;

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
pub struct Dimension(pub dimension::Model);

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
        let question = |item: maturity_item::Model| {
            Some(MaturityItem { question: item.question_id?, weight: item.weight })
        };
        Ok(self.measured_by(ctx).await?.into_iter().filter_map(question).collect())
    }

    /// What analysts rate that it is measured by, in order, at most 50.
    async fn ratings(&self, ctx: &Context<'_>) -> Result<Vec<MaturityRating>> {
        let items = self.measured_by(ctx).await?.into_iter();
        Ok(items.filter(|item| item.code.is_some()).map(MaturityRating).collect())
    }

    /// The facts of the registry that it is measured by, in order.
    async fn facts(&self, ctx: &Context<'_>) -> Result<Vec<MaturityFact>> {
        let fact = |item: maturity_item::Model| Some(MaturityFact::of(item.fact?, item.weight));
        Ok(self.measured_by(ctx).await?.into_iter().filter_map(fact).collect())
    }
}

impl Dimension {
    /// Everything that it is measured by.
    async fn measured_by(&self, ctx: &Context<'_>) -> Result<Vec<maturity_item::Model>> {
        Ok(base::load(ctx, ItemsOf(self.0.id)).await?.unwrap_or_default())
    }
}

/// A question that says something about a dimension.
pub struct MaturityItem {
    question: QuestionId,
    weight: f64,
}

/// A question that says something about a dimension.
#[Object]
impl MaturityItem {
    /// The question.
    async fn question(&self, ctx: &Context<'_>) -> Result<QuestionReference> {
        QuestionReference::of(ctx, self.question).await
    }

    /// Weight in the dimension, at least 0.
    async fn weight(&self) -> f64 {
        self.weight
    }
}

/// A level of maturity.
pub struct MaturityLevel(pub maturity_level::Model);

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
        let outcome = Box::pin(async { super::create(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |model| CreateMaturityModelPayload::done(MaturityModel(model)))
    }

    /// Makes the next version of a study's maturity model as the file of one of its questionnaires has it.
    async fn import_maturity_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ImportMaturityModelInput,
    ) -> Result<ImportMaturityModelPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (study, source) = input.parse()?;
            super::import(cx, study, source).await
        });
        base::payload(cx, outcome.await, |model| ImportMaturityModelPayload::done(MaturityModel(model)))
    }

    /// Makes the next version of a study's maturity model out of a set of dimensions of the library.
    async fn take_maturity_model_from_library(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: TakeMaturityModelFromLibraryInput,
    ) -> Result<TakeMaturityModelFromLibraryPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (entry, version) = input.parse()?;
            super::take(cx, entry, version).await
        });
        let done = |model| TakeMaturityModelFromLibraryPayload::done(MaturityModel(model));
        base::payload(cx, outcome.await, done)
    }
}
