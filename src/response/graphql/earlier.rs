//! What the owner submitted before, to be confirmed or changed, in the schema.

use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::{AnswerState, options};
use crate::graphql::base::{self, Date, GqlLanguage, Result};
use crate::questionnaire::graphql::{AnswerOption, QuestionReference};
use crate::response::earlier::Standing;
use crate::response::{
    self, AnswersOf, Earlier, EarlierAnswer as Carried, FrozenOrigin, Given, NotCarried, StoredAnswer,
};
use crate::round::RoundById;

/// What the owner submitted before, in a round that starts from it. Nothing of it counts until it is confirmed or changed.
pub struct EarlierAnswers {
    pub(super) earlier: Earlier,
    pub(super) response: Option<response::response::Model>,
}

/// What the owner submitted before, in a round that starts from it. Nothing of it counts until it is confirmed or changed.
#[Object]
impl EarlierAnswers {
    /// The round in which it was submitted, by name.
    async fn round_name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        let round = base::there(base::load(ctx, RoundById(self.earlier.round)).await?)?;
        base::localized(ctx, &round.name, language)
    }

    /// When it was submitted.
    async fn submitted_at(&self) -> DateTime<Utc> {
        self.earlier.submission.submitted_at
    }

    /// The number of the version that was asked then.
    async fn version_number(&self) -> i32 {
        self.earlier.asked_then.row.number
    }

    /// Whether the same version is asked now.
    async fn is_same_version(&self) -> bool {
        self.earlier.asked_then.row.id == self.earlier.asked_now.row.id
    }

    /// The answers that are carried over, in the order in which they were asked.
    async fn answers(&self, ctx: &Context<'_>) -> Result<Vec<EarlierAnswer>> {
        let stored = match &self.response {
            Some(response) => base::load(ctx, AnswersOf(response.id)).await?.unwrap_or_default(),
            None => Vec::new(),
        };
        let answer = |carried: &Carried| EarlierAnswer {
            standing: standing(carried, &stored),
            carried: carried.clone(),
        };
        Ok(self.earlier.answers.iter().map(answer).collect())
    }

    /// The answers that are not carried over, and why, in the order in which they were asked.
    async fn not_carried_over(&self) -> Vec<NotCarriedOver> {
        self.earlier.left.iter().cloned().map(NotCarriedOver::from).collect()
    }
}

fn standing(carried: &Carried, stored: &[StoredAnswer]) -> Standing {
    let same = |stored: &&StoredAnswer| {
        stored.row.question_id == carried.question && stored.row.item == carried.item
    };
    Standing::of(carried, stored.iter().find(same))
}

/// An earlier answer to something that is asked now.
pub struct EarlierAnswer {
    carried: Carried,
    standing: Standing,
}

/// An earlier answer to something that is asked now.
#[Object]
impl EarlierAnswer {
    /// The question, row or field.
    async fn question(&self, ctx: &Context<'_>) -> Result<QuestionReference> {
        QuestionReference::of(ctx, self.carried.question).await
    }

    /// The row of a repeating group that it belongs to; null elsewhere.
    async fn item(&self) -> Option<&str> {
        Some(self.carried.item.as_str()).filter(|item| !item.is_empty())
    }

    /// How it stands to what is answered now.
    async fn standing(&self) -> EarlierStanding {
        self.standing.into()
    }

    /// What was said.
    async fn state(&self) -> AnswerState {
        self.carried.given.state().into()
    }

    /// The options chosen, as they are asked now; empty where none were.
    async fn options(&self, ctx: &Context<'_>) -> Result<Vec<AnswerOption>> {
        let Given::Options(chosen) = &self.carried.given else { return Ok(Vec::new()) };
        options(ctx, chosen).await
    }

    /// The number, where one was given.
    async fn number(&self) -> Option<f64> {
        if let Given::Number(number) = self.carried.given { Some(number) } else { None }
    }

    /// The text, where one was given.
    async fn text(&self) -> Option<&str> {
        if let Given::Text(text) = &self.carried.given { Some(text) } else { None }
    }

    /// The day, where one was given.
    async fn date(&self) -> Option<Date> {
        if let Given::Date(day) = self.carried.given { Some(Date(day)) } else { None }
    }
}

/// How an earlier answer stands to what is answered now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Standing")]
pub enum EarlierStanding {
    /// Nothing is answered yet: it does not count.
    Unconfirmed,
    /// The same is answered.
    Confirmed,
    /// Something else is answered, or it was taken back.
    Changed,
}

/// An earlier answer that is not carried over.
#[derive(SimpleObject)]
pub struct NotCarriedOver {
    /// Code of the question; of a row or field after that of its question and a dot.
    question: String,
    /// The row of a repeating group that it belonged to; null elsewhere.
    item: Option<String>,
    /// Why.
    reason: NotCarriedReason,
}

impl From<NotCarried> for NotCarriedOver {
    fn from(left: NotCarried) -> Self {
        let NotCarried { question, item, why } = left;
        Self { question, item: Some(item).filter(|item| !item.is_empty()), reason: why.into() }
    }
}

/// Why an earlier answer is not carried over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "response::WhyNotCarried")]
pub enum NotCarriedReason {
    /// It is not asked any more.
    NoLongerAsked,
    /// It is asked so differently that answers from before mean something else: `questionnaireDifference` says how.
    AskedDifferently,
    /// The question no longer takes such an answer, e.g. as an option is gone.
    NoLongerTaken,
}

/// What an answer is to what the owner said before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "::entity::answer_origin::Origin")]
pub enum AnswerOrigin {
    /// The same was said before.
    Confirmed,
    /// Something else was said before.
    Changed,
    /// Nothing was said before that could be carried over.
    New,
}

impl From<FrozenOrigin> for AnswerOrigin {
    fn from(origin: FrozenOrigin) -> Self {
        match origin {
            FrozenOrigin::Confirmed => Self::Confirmed,
            FrozenOrigin::Changed => Self::Changed,
            FrozenOrigin::New => Self::New,
        }
    }
}
