//! What was submitted, and that it was opened again.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::earlier::AnswerOrigin;
use crate::Cx;
use crate::auth::AccountById;
use crate::error::Error;
use crate::graphql::base::{self, Date, Result};
use crate::response::{
    self, Frozen, FrozenAnswer, SubmissionById, anonymous_response, reopening, submission,
};

/// A response as it stood when it was submitted; kept for good.
pub struct Submission(pub submission::Model);

/// A response as it stood when it was submitted; kept for good.
#[Object]
impl Submission {
    /// Key. `/receipts/<key>.html` is the receipt to print, `/receipts/<key>.json` what `contentHash` is of.
    async fn id(&self) -> ID {
        base::id("submission", self.0.id.0)
    }

    /// 1, 2, 3 … within the response.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// When it was submitted.
    async fn submitted_at(&self) -> DateTime<Utc> {
        self.0.submitted_at
    }

    /// SHA-256 (hexadecimal) of `content`: of the answers, and of what they are about.
    async fn content_hash(&self) -> &str {
        &self.0.content_hash
    }

    /// Name of the person who submitted. Null for those who may not see personal data; those who answer together see each other.
    async fn submitted_by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        super::person(ctx, self.0.submitted_by).await
    }

    /// The answers as they were submitted, in the order in which they were asked; in a repeating group by row. `receipt` has them in words.
    async fn answers(&self) -> Result<Vec<SubmittedAnswer>> {
        Ok(self.frozen()?.answers.into_iter().map(SubmittedAnswer::from).collect())
    }

    /// What `contentHash` is of, to the letter: JSON, in UTF-8.
    async fn content(&self) -> Result<String> {
        self.frozen()?.text().map_err(|error| base::to_graphql(Error::Fault(error)))
    }
}

impl Submission {
    fn frozen(&self) -> Result<Frozen> {
        let frozen = Frozen::read(self.0.content.clone(), &self.0.content_hash);
        frozen.map_err(|error| base::to_graphql(Error::Fault(error)))
    }
}

/// What was submitted in an anonymous round; kept for good, with nothing that says whose it was or when it came.
pub struct AnonymousSubmission(pub anonymous_response::Model);

/// What was submitted in an anonymous round; kept for good, with nothing that says whose it was or when it came.
#[Object]
impl AnonymousSubmission {
    /// SHA-256 (hexadecimal) of `content`.
    async fn content_hash(&self) -> &str {
        &self.0.content_hash
    }

    /// The answers as they were submitted, in the order in which they were asked; in a repeating group by row.
    async fn answers(&self) -> Result<Vec<SubmittedAnswer>> {
        Ok(self.frozen()?.answers.into_iter().map(SubmittedAnswer::from).collect())
    }

    /// What `contentHash` is of, to the letter: JSON, in UTF-8.
    async fn content(&self) -> Result<String> {
        self.frozen()?.text().map_err(|error| base::to_graphql(Error::Fault(error)))
    }
}

impl AnonymousSubmission {
    fn frozen(&self) -> Result<Frozen> {
        let frozen = Frozen::read(self.0.content.clone(), &self.0.content_hash);
        frozen.map_err(|error| base::to_graphql(Error::Fault(error)))
    }
}

/// What was said to a question that was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "response::FrozenState")]
pub enum SubmittedState {
    /// A value.
    Answered,
    /// «Don't know».
    DontKnow,
    /// «Not relevant».
    NotRelevant,
}

/// An answer as it was submitted, in codes.
#[derive(SimpleObject)]
pub struct SubmittedAnswer {
    /// Code of the question; of a row or field after that of its question and a dot.
    question: String,
    /// The row of a repeating group that it belongs to; null elsewhere.
    item: Option<String>,
    /// What was said.
    state: SubmittedState,
    /// Codes of the options chosen; empty where none were.
    options: Vec<String>,
    /// The number, where one was given.
    number: Option<f64>,
    /// The text, where one was given.
    text: Option<String>,
    /// The day, where one was given.
    date: Option<Date>,
    /// How often it had been saved.
    revision: i32,
    /// What it is to what the owner said before; null where the round does not start from that, or nothing was submitted before.
    origin: Option<AnswerOrigin>,
}

impl From<FrozenAnswer> for SubmittedAnswer {
    fn from(answer: FrozenAnswer) -> Self {
        let FrozenAnswer { question, item, state, options, number, text, date, revision, origin } = answer;
        let item = Some(item).filter(|item| !item.is_empty());
        let (state, date) = (state.into(), date.map(Date));
        let origin = origin.map(Into::into);
        Self { question, item, state, options, number, text, date, revision, origin }
    }
}

/// That a submitted response was opened for answers again.
pub struct Reopening(pub reopening::Model);

/// That a submitted response was opened for answers again.
#[Object]
impl Reopening {
    /// When.
    async fn reopened_at(&self) -> DateTime<Utc> {
        self.0.reopened_at
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Name of the one who did it. Null for respondents, and where nobody with an account did.
    async fn reopened_by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let is_respondent = Cx::of(ctx)?.actor.require_respondent().is_ok();
        let Some(account) = self.0.reopened_by.filter(|_| !is_respondent) else { return Ok(None) };
        Ok(Some(base::there(base::load(ctx, AccountById(account)).await?)?.name))
    }

    /// The submission that was the latest then; it is kept.
    async fn submission(&self, ctx: &Context<'_>) -> Result<Submission> {
        Ok(Submission(base::there(base::load(ctx, SubmissionById(self.0.submission_id)).await?)?))
    }
}
