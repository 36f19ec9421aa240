//! All that one who answers needs.

use async_graphql::{Context, Object};

use super::Response;
use super::approval::Approval;
use super::earlier::EarlierAnswers;
use super::hand_over::HandOver;
use super::receipt::QuestionState;
use crate::Cx;
use crate::error::{Code, Refusal};
use crate::graphql::base::{self, Result};
use crate::questionnaire::graphql::QuestionReference;
use crate::response::{QuestionStanding, SectionStanding, Standing, response};
use crate::round::graphql::Invitation;
use crate::round::invitation;

/// All that one who answers needs: who asks, for whom one answers, what is asked, what is on file, the answers so far, what is missing.
pub struct Answering {
    pub(super) invitation: invitation::Model,
    pub(super) response: Option<response::Model>,
}

/// All that one who answers needs: who asks, for whom one answers, what is asked, what is on file, the answers so far, what is missing.
#[Object]
impl Answering {
    /// Who asks: the name or address that invitations come from. In which study, and until when, is in `invitation { round }`; why a
    /// question is asked, in its `why`.
    async fn asked_by(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(Cx::of(ctx)?.app.mail.sender())
    }

    /// The invitation that you came by: what is asked with its rules (`round { questionnaire }`), for whom, and what is on file of
    /// their services (`organization { services }`).
    async fn invitation(&self) -> Invitation {
        Invitation(self.invitation.clone())
    }

    /// The response that you are writing; null before the first answer.
    async fn response(&self) -> Option<Response> {
        self.response.clone().map(Response)
    }

    /// What the owner submitted before, to be confirmed (`confirmAnswers`) or changed (`saveAnswers`); null where the round does not start
    /// from that, or nothing was submitted before.
    async fn earlier(&self, ctx: &Context<'_>) -> Result<Option<EarlierAnswers>> {
        let found = crate::response::earlier(Cx::of(ctx)?).await.map_err(base::to_graphql)?;
        Ok(found.map(|earlier| EarlierAnswers { earlier, response: self.response.clone() }))
    }

    /// What you handed to colleagues, in the order in which you did, what was taken back included; null for those to whom it was handed.
    async fn hand_overs(&self, ctx: &Context<'_>) -> Result<Option<Vec<HandOver>>> {
        let cx = Cx::of(ctx)?;
        if cx.actor.require_invited().is_err() {
            return Ok(None);
        }
        let found = crate::response::hand_overs(cx).await.map_err(base::to_graphql)?;
        Ok(Some(found.into_iter().map(HandOver).collect()))
    }

    /// Where the response stands with being approved; null for those to whom only sections were handed.
    async fn approval(&self, ctx: &Context<'_>) -> Result<Option<Approval>> {
        let found = crate::response::approval_now(Cx::of(ctx)?).await.map_err(base::to_graphql)?;
        Ok(found.map(Approval))
    }

    /// How far you have come.
    async fn standing(&self, ctx: &Context<'_>) -> Result<ResponseStanding> {
        let response = self.response.as_ref().map(|response| response.id);
        let found = crate::response::standing(Cx::of(ctx)?, self.invitation.id, response).await;
        found.map(ResponseStanding).map_err(base::to_graphql)
    }
}

/// How far a response has come, as the server sees the answers that are saved.
pub struct ResponseStanding(pub(super) Standing);

/// How far a response has come, as the server sees the answers that are saved.
#[Object]
impl ResponseStanding {
    /// How many questions are shown, texts that are only to be read left out.
    async fn shown(&self) -> i32 {
        count(self.0.sections.iter().flat_map(SectionStanding::shown))
    }

    /// In how many of those there is nothing left to answer. «Don't know» and «not relevant» are answers.
    async fn answered(&self) -> i32 {
        count(self.0.sections.iter().flat_map(SectionStanding::shown).filter(|question| question.complete))
    }

    /// Everything that stands in the way of submitting, in the order in which it is asked: what `submitResponse` would refuse.
    async fn obstacles(&self) -> Vec<Obstacle> {
        let questions = self.0.sections.iter().flat_map(|section| &section.questions);
        let of_questions = questions.flat_map(|question| &question.obstacles);
        of_questions.chain(&self.0.besides).cloned().map(Obstacle).collect()
    }

    /// Section by section, in order.
    async fn sections(&self) -> Vec<SectionProgress> {
        self.0.sections.iter().cloned().map(SectionProgress).collect()
    }
}

/// How far a section has come.
pub struct SectionProgress(pub(super) SectionStanding);

/// How far a section has come.
#[Object]
impl SectionProgress {
    /// Its code.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// How many of its questions are shown, texts that are only to be read left out.
    async fn shown(&self) -> i32 {
        count(self.0.shown())
    }

    /// In how many of those there is nothing left to answer.
    async fn answered(&self) -> i32 {
        count(self.0.shown().filter(|question| question.complete))
    }

    /// Its questions in order, those that are not shown too; texts that are only to be read left out.
    async fn questions(&self) -> Vec<QuestionProgress> {
        self.0.questions.iter().cloned().map(QuestionProgress).collect()
    }
}

/// How far a question has come.
pub struct QuestionProgress(QuestionStanding);

/// How far a question has come.
#[Object]
impl QuestionProgress {
    /// The question.
    async fn question(&self, ctx: &Context<'_>) -> Result<QuestionReference> {
        QuestionReference::of(ctx, self.0.id).await
    }

    /// What came of it. Of a question with parts: answered, where something is answered to any of them.
    async fn state(&self) -> QuestionState {
        self.0.state.into()
    }

    /// Whether it must be answered before submitting, as things stand.
    async fn required(&self) -> bool {
        self.0.required
    }

    /// Whether there is nothing left to answer in it.
    async fn complete(&self) -> bool {
        self.0.complete
    }

    /// What stands in the way of submitting it.
    async fn obstacles(&self) -> Vec<Obstacle> {
        self.0.obstacles.iter().cloned().map(Obstacle).collect()
    }
}

/// Something that stands in the way of submitting.
pub struct Obstacle(Refusal);

/// Something that stands in the way of submitting.
#[Object]
impl Obstacle {
    /// For programs; new codes may come.
    async fn code(&self) -> Code {
        self.0.problem.code()
    }

    /// For people, in the language of the request; says what to do.
    async fn message(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.0.problem.message(Cx::of(ctx)?.language))
    }

    /// Where, as `submitResponse` says it in `userErrors`: `answers`, the code of the question, and the row and field where it has such; empty
    /// where it is about the whole.
    async fn field(&self) -> &[String] {
        &self.0.field
    }
}

fn count<T>(things: impl Iterator<Item = T>) -> i32 {
    i32::try_from(things.count()).unwrap_or(i32::MAX)
}
