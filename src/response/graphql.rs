//! Responses in the schema.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::input::SaveAnswersInput;
use super::{AnswersOf, LatestSubmissionOf, OptionById, StoredAnswer, answer, response, submission};
use crate::Cx;
use crate::error::Error;
use crate::graphql::base::{self, Date, Result};
use crate::payload;
use crate::questionnaire::QuestionById;
use crate::questionnaire::graphql::{AnswerOption, QuestionReference};
use crate::value::{CLIENT_KEY, optional_text};

/// What an owner answers through one invitation.
pub struct Response(pub response::Model);

/// What an owner answers through one invitation.
#[Object]
impl Response {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("response", self.0.id.0)
    }

    /// Where it stands.
    async fn status(&self) -> ResponseStatus {
        self.0.status.into()
    }

    /// When the first answer was saved.
    async fn started_at(&self) -> DateTime<Utc> {
        self.0.started_at
    }

    /// Its answers, in the order in which they were first given.
    async fn answers(&self, ctx: &Context<'_>) -> Result<Vec<Answer>> {
        let answers = base::load(ctx, AnswersOf(self.0.id)).await?.unwrap_or_default();
        Ok(answers.into_iter().map(Answer).collect())
    }

    /// The questions that rules hide with the answers so far. What was answered to them is kept, but does not count.
    async fn hidden_questions(&self, ctx: &Context<'_>) -> Result<Vec<QuestionReference>> {
        let hidden = super::hidden_in(Cx::of(ctx)?, &self.0).await.map_err(base::to_graphql)?;
        let hidden = hidden.into_iter().map(QuestionById).collect();
        Ok(base::load_all(ctx, hidden).await?.into_iter().map(Into::into).collect())
    }

    /// The latest time it was submitted; null before.
    async fn latest_submission(&self, ctx: &Context<'_>) -> Result<Option<Submission>> {
        let latest = base::load(ctx, LatestSubmissionOf(self.0.id)).await?;
        Ok(latest.map(Submission::from))
    }
}

/// Where a response stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "response::ResponseStatus")]
pub enum ResponseStatus {
    /// Being written.
    InProgress,
    /// Frozen.
    Submitted,
}

/// One answer in a response; the latest of its revisions.
pub struct Answer(StoredAnswer);

/// One answer in a response; the latest of its revisions.
#[Object]
impl Answer {
    /// Key.
    async fn id(&self) -> ID {
        base::id("answer", self.0.row.id.0)
    }

    /// The question.
    async fn question(&self, ctx: &Context<'_>) -> Result<QuestionReference> {
        Ok(base::there(base::load(ctx, QuestionById(self.0.row.question_id)).await?)?.into())
    }

    /// What was said.
    async fn state(&self) -> AnswerState {
        self.0.row.state.into()
    }

    /// The row of a repeating group that it belongs to; null elsewhere.
    async fn item(&self) -> Option<&str> {
        Some(self.0.row.item.as_str()).filter(|item| !item.is_empty())
    }

    /// The options chosen; empty where none were.
    async fn options(&self, ctx: &Context<'_>) -> Result<Vec<AnswerOption>> {
        let chosen = self.0.options.iter().copied().map(OptionById).collect();
        Ok(base::load_all(ctx, chosen).await?.into_iter().map(AnswerOption).collect())
    }

    /// The number, where one was given.
    async fn number(&self) -> Option<f64> {
        self.0.row.number
    }

    /// The text, where one was given.
    async fn text(&self) -> Option<&str> {
        self.0.row.text.as_deref()
    }

    /// The day, where one was given.
    async fn date(&self) -> Option<Date> {
        self.0.row.date.map(Date)
    }

    /// 1 for the first save, then one more for each change. Send it as `baseRevision` with the next change.
    async fn revision(&self) -> i32 {
        self.0.row.revision
    }

    /// When it was last saved.
    async fn answered_at(&self) -> DateTime<Utc> {
        self.0.row.answered_at
    }
}

/// What is said to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "answer::AnswerState")]
pub enum AnswerState {
    /// A value.
    Answered,
    /// «Don't know». Counts as missing when maturity is computed, and is counted apart.
    DontKnow,
    /// «Not relevant». Left out when maturity is computed.
    NotRelevant,
    /// Nothing any more: what was said was taken back.
    NotAnswered,
}

/// A response as it stood when it was submitted; kept for good.
#[derive(SimpleObject)]
pub struct Submission {
    /// Key.
    id: ID,
    /// 1, 2, 3 … within the response.
    number: i32,
    /// When it was submitted.
    submitted_at: DateTime<Utc>,
    /// SHA-256 (hexadecimal) of the answers.
    content_hash: String,
}

impl From<submission::Model> for Submission {
    fn from(row: submission::Model) -> Self {
        Self {
            id: base::id("submission", row.id.0),
            number: row.number,
            submitted_at: row.submitted_at,
            content_hash: row.content_hash,
        }
    }
}

/// Questions about responses.
#[derive(Default)]
pub struct ResponseQuery;

#[Object]
impl ResponseQuery {
    /// The response that you are writing; null before the first answer. For respondents.
    async fn response(&self, ctx: &Context<'_>) -> Result<Option<Response>> {
        Ok(super::own(Cx::of(ctx)?).await.map_err(base::to_graphql)?.map(Response))
    }
}

/// What is submitted is your own response, so that nothing has to be said.
#[derive(InputObject)]
struct SubmitResponseInput {
    /// Chosen by you, at most 100 characters: the same key again is answered with the same submission, so that a retry
    /// after a lost reply gets the receipt.
    client_key: Option<String>,
}

payload! {
    /// What came of saving. All answers were saved, or none.
    SaveAnswersPayload {
        /// The response as it is stored now.
        response: Response,
        /// Every answer of it.
        answers: Vec<Answer>,
    }
}

payload! {
    /// What came of submitting.
    SubmitResponsePayload {
        /// The receipt.
        submission: Submission,
    }
}

/// Changes to responses.
#[derive(Default)]
pub struct ResponseMutation;

#[Object]
impl ResponseMutation {
    /// Saves answers: all of them, or none. Saving the same again changes nothing. For respondents.
    async fn save_answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SaveAnswersInput,
    ) -> Result<SaveAnswersPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async { super::save(cx, input.parse()?).await }.await;
        base::payload(cx, outcome, |(response, answers)| {
            SaveAnswersPayload::done(Response(response), answers.into_iter().map(Answer).collect())
        })
    }

    /// Submits your response: it is checked, frozen and scored. For respondents.
    async fn submit_response(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SubmitResponseInput,
    ) -> Result<SubmitResponsePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async {
            let client_key = optional_text(input.client_key.as_deref(), CLIENT_KEY);
            super::submit(cx, client_key.map_err(|problem| Error::refused("clientKey", problem))?).await
        };
        base::payload(cx, outcome.await, |row| SubmitResponsePayload::done(row.into()))
    }
}
