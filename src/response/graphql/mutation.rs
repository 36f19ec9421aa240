//! Saving, submitting, reopening.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::submission::AnonymousSubmission;
use super::{Answer, AnswerState, Response, Submission, options};
use crate::Cx;
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, Date, Payload, Result, UserError};
use crate::payload;
use crate::questionnaire::graphql::{AnswerOption, QuestionReference};
use crate::response::input::{ConfirmAnswersInput, SaveAnswersInput};
use crate::response::{self, Clash, Given, SaveAnswer, Saved, Sent};
use crate::value::{CLIENT_KEY, optional_text, text};

/// Longest reason, in characters.
const REASON: usize = 1_000;

/// What is submitted is your own response, so that nothing has to be said.
#[derive(InputObject)]
struct SubmitResponseInput {
    /// Chosen by you, at most 100 characters, a new one for each submission: the same key again is answered with the same submission, so
    /// that a retry after a lost reply gets the receipt. In an anonymous round it is answered with `ALREADY_SUBMITTED`.
    client_key: Option<String>,
}

/// A response to open again.
#[derive(InputObject)]
struct ReopenResponseInput {
    /// The response. It is submitted, and its round is open.
    response_id: ID,
    /// Why, at most 1000 characters. Those who answer read it.
    reason: String,
}

/// What came of saving. Each answer that fits is saved; the others are in `userErrors`, and are not.
#[derive(SimpleObject)]
struct SaveAnswersPayload {
    /// The response as it is stored now; null where nothing of it ever was, and where no answers are taken.
    response: Option<Response>,
    /// Every answer of it that is yours to see; null where no answers are taken, as the round is not open or the response is submitted.
    answers: Option<Vec<Answer>>,
    /// The answers that were not saved because somebody has changed them since you read them, each with both values. They are in
    /// `userErrors` too, as `ANSWER_CHANGED`.
    clashes: Vec<AnswerClash>,
    /// What was not saved, and why: `field` begins with `answers` and the place of the answer in what you sent. Where it names no
    /// answer, none was saved.
    user_errors: Vec<UserError>,
}

impl Payload for SaveAnswersPayload {
    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { response: None, answers: None, clashes: Vec::new(), user_errors }
    }
}

impl SaveAnswersPayload {
    fn of(cx: &Cx, saved: Saved) -> Self {
        Self {
            response: saved.response.map(Response),
            answers: Some(saved.answers.into_iter().map(Answer).collect()),
            clashes: saved.clashes.into_iter().map(AnswerClash::from).collect(),
            user_errors: base::user_errors(cx, saved.refusals),
        }
    }
}

/// An answer that was not saved, as somebody has changed what is stored since you read it: both values.
#[derive(SimpleObject)]
struct AnswerClash {
    /// Its place in what you sent, from 0.
    index: i32,
    /// What you sent.
    sent: SentAnswer,
    /// What is stored. To replace it all the same, send yours with its `revision` as `baseRevision`.
    stored: Answer,
}

impl From<Clash> for AnswerClash {
    fn from(clash: Clash) -> Self {
        let index = i32::try_from(clash.place).unwrap_or(i32::MAX);
        Self { index, sent: SentAnswer(clash.sent), stored: Answer(clash.stored) }
    }
}

/// An answer as it was sent.
struct SentAnswer(SaveAnswer);

/// An answer as it was sent.
#[Object]
impl SentAnswer {
    /// The question, row or field.
    async fn question(&self, ctx: &Context<'_>) -> Result<QuestionReference> {
        QuestionReference::of(ctx, self.0.question).await
    }

    /// The row of a repeating group that it is for; null elsewhere.
    async fn item(&self) -> Option<&str> {
        Some(self.0.item.as_str()).filter(|item| !item.is_empty())
    }

    /// What was said.
    async fn state(&self) -> AnswerState {
        self.0.given.state().into()
    }

    /// The options chosen; empty where none were.
    async fn options(&self, ctx: &Context<'_>) -> Result<Vec<AnswerOption>> {
        let Given::Options(chosen) = &self.0.given else { return Ok(Vec::new()) };
        options(ctx, chosen).await
    }

    /// The number, where one was given.
    async fn number(&self) -> Option<f64> {
        if let Given::Number(number) = self.0.given { Some(number) } else { None }
    }

    /// The text, where one was given.
    async fn text(&self) -> Option<&str> {
        if let Given::Text(text) = &self.0.given { Some(text) } else { None }
    }

    /// The day, where one was given.
    async fn date(&self) -> Option<Date> {
        if let Given::Date(day) = self.0.given { Some(Date(day)) } else { None }
    }

    /// The revision that it was to replace.
    async fn base_revision(&self) -> Option<i32> {
        self.0.base_revision
    }
}

/// What came of submitting.
#[derive(SimpleObject)]
struct SubmitResponsePayload {
    /// The receipt; null in an anonymous round.
    submission: Option<Submission>,
    /// What was submitted in an anonymous round; null in others. Keep it: nothing ties it to you, so that it is not shown again.
    anonymous: Option<AnonymousSubmission>,
    /// Why it was not done; empty where it was.
    user_errors: Vec<UserError>,
}

impl Payload for SubmitResponsePayload {
    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { submission: None, anonymous: None, user_errors }
    }
}

impl SubmitResponsePayload {
    fn done(sent: Sent) -> Self {
        let nothing = Self::refused(Vec::new());
        match sent {
            Sent::Named(row) => Self { submission: Some(Submission(row)), ..nothing },
            Sent::Anonymous(row) => Self { anonymous: Some(AnonymousSubmission(row)), ..nothing },
        }
    }
}

payload! {
    /// What came of reopening.
    ReopenResponsePayload {
        /// The response, in progress again.
        response: Response,
    }
}

/// Changes to responses.
#[derive(Default)]
pub struct ResponseMutation;

#[Object]
impl ResponseMutation {
    /// Saves the answers that fit; the others are told, each for itself. Saving the same again changes nothing. For respondents.
    async fn save_answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SaveAnswersInput,
    ) -> Result<SaveAnswersPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { response::save(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |saved| SaveAnswersPayload::of(cx, saved))
    }

    /// Confirms earlier answers of a round that starts from them: each is saved as it was said then. What is answered otherwise by now stays
    /// as it is, and is told as a clash. For respondents.
    async fn confirm_answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] input: ConfirmAnswersInput,
    ) -> Result<SaveAnswersPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (answers, client_key) = input.parse()?;
            response::confirm(cx, answers, client_key).await
        });
        base::payload(cx, outcome.await, |saved| SaveAnswersPayload::of(cx, saved))
    }

    /// Submits your response: it is checked, frozen and scored. For respondents.
    async fn submit_response(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SubmitResponseInput,
    ) -> Result<SubmitResponsePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let client_key = optional_text(input.client_key.as_deref(), CLIENT_KEY);
            response::submit(cx, client_key.map_err(|problem| Error::refused("clientKey", problem))?).await
        });
        base::payload(cx, outcome.await, SubmitResponsePayload::done)
    }

    /// Opens a submitted response for answers again, while its round is open. What was submitted is kept, and counts until it is
    /// submitted anew. For those who run the round.
    async fn reopen_response(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ReopenResponseInput,
    ) -> Result<ReopenResponsePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let mut refusals = Refusals::new();
            let id = refusals.check("responseId", base::parse_id("response", &input.response_id));
            let reason = refusals.check("reason", text(&input.reason, REASON));
            match (id, reason) {
                (Some(id), Some(reason)) => response::reopen(cx, id, reason).await,
                _ => Err(refusals.into()),
            }
        });
        base::payload(cx, outcome.await, |row| ReopenResponsePayload::done(Response(row)))
    }
}
