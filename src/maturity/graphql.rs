//! Maturity models and dashboards in the schema: what is read. What is written is in `input`.

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::input::{CreateMaturityModelInput, ImportMaturityModelInput, TakeMaturityModelFromLibraryInput};
use super::{ItemsOf, Model, OwnerScores, dimension, maturity_item, maturity_level, score};
use crate::Cx;
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::payload;
use crate::questionnaire::QuestionById;
use crate::questionnaire::graphql::QuestionReference;
use crate::registry::graphql::Organization;

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

/// An owner's scores in a round.
#[derive(SimpleObject)]
pub struct OwnerMaturity {
    /// The owner.
    organization: Organization,
    /// When it submitted; null where it has not.
    submitted_at: Option<DateTime<Utc>>,
    /// One entry for each dimension, in order; empty where it has not submitted.
    scores: Vec<DimensionScore>,
}

/// An owner's score in a dimension.
#[derive(SimpleObject)]
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
}

impl OwnerMaturity {
    /// An owner's scores by the model that its round is scored by.
    #[must_use]
    pub fn new(row: OwnerScores, model: Option<&Model>) -> Self {
        let scores = row.scores.into_iter().filter_map(|score| dimension_score(score, model?));
        Self {
            organization: Organization(row.organization),
            submitted_at: row.submitted_at,
            scores: scores.collect(),
        }
    }
}

/// A score by the model that the round is scored by.
fn dimension_score(row: score::Model, model: &Model) -> Option<DimensionScore> {
    let dimension = model.dimensions.iter().find(|dimension| dimension.id == row.dimension_id)?;
    let level = model.levels.iter().find(|level| Some(level.number) == row.level);
    Some(DimensionScore {
        dimension: Dimension(dimension.clone()),
        point: row.point,
        lower: row.lower,
        upper: row.upper,
        coverage: row.coverage,
        observed: row.observed,
        dont_know: row.dont_know,
        not_relevant: row.not_relevant,
        missing: row.missing,
        level: level.cloned().map(MaturityLevel),
    })
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
