//! Responses in the schema.

pub mod answering;
pub mod approval;
pub mod attention;
pub mod comment;
pub mod earlier;
pub mod hand_over;
pub mod mutation;
pub mod news;
pub mod receipt;
pub mod submission;

use std::sync::Arc;

use ::entity::id::{ContactId, VersionOptionId};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};

use answering::{Answering, ResponseStanding};
pub use approval::ApprovalMutation;
pub use attention::AttentionQuery;
pub use comment::{CommentMutation, CommentQuery};
use earlier::AnswerOrigin;
pub use hand_over::HandOverMutation;
pub use mutation::ResponseMutation;
pub use news::AnsweringSubscription;
use receipt::Receipt;
use submission::{Reopening, Submission};

use super::{
    AnswersOf, OptionById, OriginOf, ReopeningsOf, Share, StoredAnswer, SubmissionsOf, answer, response,
};
use crate::Cx;
use crate::auth::Permission;
use crate::graphql::base::{self, Date, GqlLanguage, Result};
use crate::questionnaire::QuestionById;
use crate::questionnaire::graphql::{AnswerOption, QuestionReference};
use crate::registry::ContactById;

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

    /// Its answers, in the order in which they were first given; for those to whom sections were handed, those in these.
    async fn answers(&self, ctx: &Context<'_>) -> Result<Vec<Answer>> {
        let answers = base::load(ctx, AnswersOf(self.0.id)).await?.unwrap_or_default();
        let cx = Cx::of(ctx)?;
        let share = Share::of(cx, cx.db()).await.map_err(base::to_graphql)?;
        Ok(share.keep(answers).into_iter().map(Answer).collect())
    }

    /// The questions that rules hide with the answers so far. What was answered to them is kept, but does not count.
    async fn hidden_questions(&self, ctx: &Context<'_>) -> Result<Vec<QuestionReference>> {
        let hidden = super::hidden_in(Cx::of(ctx)?, &self.0).await.map_err(base::to_graphql)?;
        let hidden = hidden.into_iter().map(QuestionById).collect();
        Ok(base::load_all(ctx, hidden).await?.into_iter().map(Into::into).collect())
    }

    /// How far it has come.
    async fn standing(&self, ctx: &Context<'_>) -> Result<ResponseStanding> {
        let found = super::standing(Cx::of(ctx)?, self.0.invitation_id, Some(self.0.id)).await;
        found.map(ResponseStanding).map_err(base::to_graphql)
    }

    /// The latest time it was submitted; null before, and for those to whom only sections were handed.
    async fn latest_submission(&self, ctx: &Context<'_>) -> Result<Option<Submission>> {
        Ok(self.submissions(ctx).await?.into_iter().next_back())
    }

    /// Every time it was submitted, the first one first. All are kept. Empty for those to whom only sections were handed.
    async fn submissions(&self, ctx: &Context<'_>) -> Result<Vec<Submission>> {
        if Cx::of(ctx)?.actor.only_sections().is_some() {
            return Ok(Vec::new());
        }
        let submissions = base::load(ctx, SubmissionsOf(self.0.id)).await?.unwrap_or_default();
        Ok(submissions.into_iter().map(Submission).collect())
    }

    /// Every time it was opened for answers again, the first one first. Empty for those to whom only sections were handed.
    async fn reopenings(&self, ctx: &Context<'_>) -> Result<Vec<Reopening>> {
        if Cx::of(ctx)?.actor.only_sections().is_some() {
            return Ok(Vec::new());
        }
        let reopenings = base::load(ctx, ReopeningsOf(self.0.id)).await?.unwrap_or_default();
        Ok(reopenings.into_iter().map(Reopening).collect())
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
        QuestionReference::of(ctx, self.0.row.question_id).await
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
        options(ctx, &self.0.options).await
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

    /// What it is to what the owner said before; null where the round does not start from that, or nothing was submitted before.
    async fn origin(&self, ctx: &Context<'_>) -> Result<Option<AnswerOrigin>> {
        Ok(base::load(ctx, OriginOf(self.0.row.id)).await?.map(Into::into))
    }

    /// When it was last saved.
    async fn answered_at(&self) -> DateTime<Utc> {
        self.0.row.answered_at
    }

    /// Name of the person who last saved it. Null for those who may not see personal data; those who answer together see each other.
    async fn answered_by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        person(ctx, self.0.row.answered_by).await
    }
}

/// The options that were chosen; nothing is read of the database where their version was read lately.
async fn options(ctx: &Context<'_>, chosen: &[VersionOptionId]) -> Result<Vec<AnswerOption>> {
    let published = &Cx::of(ctx)?.app.published;
    if let Some(known) = chosen.iter().map(|id| published.option(*id)).collect::<Option<Vec<_>>>() {
        return Ok(known.into_iter().map(AnswerOption).collect());
    }
    let options = base::load_all(ctx, chosen.iter().copied().map(OptionById).collect()).await?;
    Ok(options.into_iter().map(Arc::new).map(AnswerOption).collect())
}

/// The name of one who answers, for those who may see it: whoever answers the same invitation, and those who see personal data.
pub(crate) async fn person(ctx: &Context<'_>, id: ContactId) -> Result<Option<String>> {
    let actor = &Cx::of(ctx)?.actor;
    if actor.require_respondent().is_err() && actor.require(Permission::EditRegistry).is_err() {
        return Ok(None);
    }
    Ok(Some(base::there(base::load(ctx, ContactById(id)).await?)?.name))
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

/// Questions about responses.
#[derive(Default)]
pub struct ResponseQuery;

#[Object]
impl ResponseQuery {
    /// The response that you are writing; null before the first answer. For respondents.
    async fn response(&self, ctx: &Context<'_>) -> Result<Option<Response>> {
        Ok(super::own(Cx::of(ctx)?).await.map_err(base::to_graphql)?.map(Response))
    }

    /// All that you need to answer, in one operation. For respondents.
    async fn answering(&self, ctx: &Context<'_>) -> Result<Option<Answering>> {
        let found = base::found(super::answering(Cx::of(ctx)?).await)?;
        Ok(found.map(|super::Answering { invitation, response }| Answering { invitation, response }))
    }

    /// What was submitted, in words; null where there is no such submission, or it is not yours. It says the same for good. For the
    /// respondent, and for those who may read answers.
    async fn receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The submission; for respondents their own latest one, where not said.")]
        submission_id: Option<ID>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<Receipt>> {
        let cx = Cx::of(ctx)?;
        let id = match submission_id.map(|id| base::parse_id("submission", &id)).transpose() {
            Ok(id) => id,
            Err(_) => return Ok(None),
        };
        let language = language.map_or(cx.language, Into::into);
        base::found(super::receipt(cx, id).await.map(|found| Receipt::of(&found, language)))
    }
}
