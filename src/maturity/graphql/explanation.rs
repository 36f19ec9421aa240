//! How a score came about.

use ::entity::LocalizedText;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, Object, SimpleObject};

use super::rating::{GivenRating, MaturityFact, MaturityRating, ServicesAtSubmission};
use super::score::DimensionScore;
use crate::Cx;
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::maturity::{self, ExplainedBeside, Explanation, ItemState};
use crate::questionnaire::QuestionById;
use crate::questionnaire::graphql::{AnswerOption, QuestionReference};

/// How an owner's score in a dimension came about.
#[derive(SimpleObject)]
pub struct MaturityExplanation {
    /// The score as it is stored and shown.
    stored: Option<DimensionScore>,
    /// The score that `items`, `ratings` and `facts` add up to, computed from the latest submission when this was asked for.
    computed: Option<DimensionScore>,
    /// Both were computed from the same. False where what was submitted reads otherwise than when it was scored; scoring the round again
    /// mends that.
    is_current: bool,
    /// The questions that the dimension is measured by, in the order in which they are asked: rows of a matrix one by one.
    items: Vec<ExplainedItem>,
    /// The ratings that the dimension is measured by, in the order of the model. One that is `MISSING` is for an analyst to give.
    ratings: Vec<ExplainedRating>,
    /// The facts of the registry that the dimension is measured by, in the order of the model.
    facts: Vec<ExplainedFact>,
    /// The one question whose answer would narrow the gap between `lower` and `upper` most, of several the first; null where nothing is
    /// open.
    next: Option<NextQuestion>,
}

impl From<Explanation> for MaturityExplanation {
    fn from(found: Explanation) -> Self {
        let Explanation { model, stored, computed, items, beside, next } = found;
        let ratings = beside.iter().filter_map(ExplainedRating::of).collect();
        let facts = beside.iter().filter_map(ExplainedFact::of).collect();
        Self {
            is_current: stored.input_hash == computed.input_hash,
            stored: DimensionScore::of(stored, &model),
            computed: DimensionScore::of(computed, &model),
            items: items.into_iter().map(ExplainedItem).collect(),
            ratings,
            facts,
            next: next.map(NextQuestion::from),
        }
    }
}

/// What is known of a question, a row of a matrix, a rating or a fact of the registry that a dimension is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "ItemState")]
pub enum MaturityItemState {
    /// Answered, rated or known to the registry, and worth something from 0 to 1.
    Scored,
    /// «Don't know»: counts as unknown.
    DontKnow,
    /// «Not relevant»: does not count.
    NotRelevant,
    /// Answered with options that have no score: does not count.
    WithoutScore,
    /// Shown and not answered, not rated, or not known to the registry: counts as unknown.
    Missing,
    /// Not shown to this owner: does not count.
    NotShown,
    /// Not asked in this round: does not count.
    NotAsked,
}

/// A question, or a row of a matrix, that a dimension is measured by: what it says, and what it gives to the score.
pub struct ExplainedItem(maturity::ExplainedItem);

/// A question, or a row of a matrix, that a dimension is measured by: what it says, and what it gives to the score.
#[Object]
impl ExplainedItem {
    /// The question or row.
    async fn question(&self, ctx: &Context<'_>) -> Result<QuestionReference> {
        reference(ctx, QuestionById(self.0.question)).await
    }

    /// As it is asked, in this language or else in that of the request; null where it is not asked.
    async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        shown(ctx, self.0.text.as_ref(), language)
    }

    /// What is known of it.
    async fn state(&self) -> MaturityItemState {
        self.0.state.into()
    }

    /// What was chosen, in the order in which it is asked; empty where nothing was.
    async fn options(&self) -> Vec<AnswerOption> {
        self.0.options.iter().cloned().map(Arc::new).map(AnswerOption).collect()
    }

    /// Its weight in the dimension; of a row its share of the weight of the matrix. 0 where it does not count.
    async fn weight(&self) -> f64 {
        self.0.weight
    }

    /// What the answer is worth, 0 to 1; null where it is not `SCORED`.
    async fn value(&self) -> Option<f64> {
        self.0.value
    }

    /// What it gives to `point`: its weight times its value, by the weight of all that are scored. These, with those of ratings and facts, add up to `point`. Null where
    /// it gives nothing, and where there is no point.
    async fn of_point(&self) -> Option<f64> {
        self.0.share.of_point
    }

    /// What it gives to `lower`: its weight times its value, 0 where that is unknown, by the weight of all that count. These, with those of
    /// ratings and facts, add up to `lower`. Null where it does not count.
    async fn of_lower(&self) -> Option<f64> {
        self.0.share.of_lower
    }

    /// What it gives to `upper`: its weight times its value, 1 where that is unknown, by the weight of all that count. These, with those of
    /// ratings and facts, add up to `upper`. Null where it does not count.
    async fn of_upper(&self) -> Option<f64> {
        self.0.share.of_upper
    }
}

/// A rating that a dimension is measured by: what it says, and what it gives to the score.
#[derive(SimpleObject)]
pub struct ExplainedRating {
    /// What is rated.
    rating: MaturityRating,
    /// The rating that counts, with its reason; null where nobody rated.
    given: Option<GivenRating>,
    /// What is known of it.
    state: MaturityItemState,
    /// Its weight in the dimension; 0 where it does not count.
    weight: f64,
    /// What it is worth, 0 to 1; null where it is not `SCORED`.
    value: Option<f64>,
    /// What it gives to `point`, as of a question.
    of_point: Option<f64>,
    /// What it gives to `lower`, as of a question.
    of_lower: Option<f64>,
    /// What it gives to `upper`, as of a question.
    of_upper: Option<f64>,
}

impl ExplainedRating {
    fn of(found: &ExplainedBeside) -> Option<Self> {
        found.item.code.as_ref()?;
        Some(Self {
            rating: MaturityRating(found.item.clone()),
            given: found.rating.clone().map(GivenRating),
            state: found.state.into(),
            weight: found.weight,
            value: found.value,
            of_point: found.share.of_point,
            of_lower: found.share.of_lower,
            of_upper: found.share.of_upper,
        })
    }
}

/// A fact of the registry that a dimension is measured by: what it says, and what it gives to the score.
#[derive(SimpleObject)]
pub struct ExplainedFact {
    /// The fact.
    fact: MaturityFact,
    /// What the registry knew of the owner's services when it submitted; null where it was not yet kept.
    services: Option<ServicesAtSubmission>,
    /// What is known of it.
    state: MaturityItemState,
    /// Its weight in the dimension; 0 where it does not count.
    weight: f64,
    /// What it is worth, 0 to 1; null where it is not `SCORED`.
    value: Option<f64>,
    /// What it gives to `point`, as of a question.
    of_point: Option<f64>,
    /// What it gives to `lower`, as of a question.
    of_lower: Option<f64>,
    /// What it gives to `upper`, as of a question.
    of_upper: Option<f64>,
}

impl ExplainedFact {
    fn of(found: &ExplainedBeside) -> Option<Self> {
        Some(Self {
            fact: MaturityFact::of(found.item.fact?, found.item.weight),
            services: found.services.clone().map(ServicesAtSubmission),
            state: found.state.into(),
            weight: found.weight,
            value: found.value,
            of_point: found.share.of_point,
            of_lower: found.share.of_lower,
            of_upper: found.share.of_upper,
        })
    }
}

/// A question that is worth asking.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct NextQuestion {
    /// By how much `upper` and `lower` come closer to each other once it is answered with something that has a score, 0 to 1.
    narrows: f64,
    #[graphql(skip)]
    question: QuestionById,
    #[graphql(skip)]
    text: Option<LocalizedText>,
}

#[ComplexObject]
impl NextQuestion {
    /// The question as the model names it: a whole matrix, or a row of one.
    async fn question(&self, ctx: &Context<'_>) -> Result<QuestionReference> {
        reference(ctx, self.question).await
    }

    /// As it is asked, in this language or else in that of the request.
    async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        shown(ctx, self.text.as_ref(), language)
    }
}

impl From<maturity::NextQuestion> for NextQuestion {
    fn from(next: maturity::NextQuestion) -> Self {
        let maturity::NextQuestion { question, text, narrows } = next;
        Self { narrows, question: QuestionById(question), text }
    }
}

async fn reference(ctx: &Context<'_>, key: QuestionById) -> Result<QuestionReference> {
    Ok(base::there(base::load(ctx, key).await?)?.into())
}

fn shown(
    ctx: &Context<'_>,
    text: Option<&LocalizedText>,
    language: Option<GqlLanguage>,
) -> Result<Option<String>> {
    text.map(|text| base::localized(ctx, text, language)).transpose()
}

/// Questions about how scores came about.
#[derive(Default)]
pub struct MaturityExplanationQuery;

#[Object]
impl MaturityExplanationQuery {
    /// How an owner's score in a dimension of the model that a round is scored by came about. Null for a round that is not yours, and
    /// where the owner has no such score. For those who may read answers.
    async fn maturity_explanation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
        #[graphql(desc = "The owner.")] organization_id: ID,
        #[graphql(desc = "The dimension.")] dimension_id: ID,
    ) -> Result<Option<MaturityExplanation>> {
        let cx = Cx::of(ctx)?;
        let round = base::parse_id("round", &round_id);
        let owner = base::parse_id("organization", &organization_id);
        let dimension = base::parse_id("dimension", &dimension_id);
        let (Ok(round), Ok(owner), Ok(dimension)) = (round, owner, dimension) else { return Ok(None) };
        let found = base::found(Box::pin(maturity::explain(cx, round, owner, dimension)).await)?;
        Ok(found.flatten().map(MaturityExplanation::from))
    }
}
