//! Comments on questions, in the schema.

use ::entity::id::{AnswerCommentId, InvitationId, QuestionId};
use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};

use crate::Cx;
use crate::auth::AccountById;
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, Paged, Result};
use crate::payload;
use crate::questionnaire::graphql::QuestionReference;
use crate::response::{self, NewComment, answer_comment};
use crate::value::{CLIENT_KEY, optional_text, text};

/// Longest comment, in characters.
const COMMENT: usize = 4_000;

/// What somebody says about a question to those who answer with them, or who read the answers. No answer: it is neither submitted nor
/// counted.
pub struct Comment(pub(super) answer_comment::Model);

/// What somebody says about a question to those who answer with them, or who read the answers. No answer: it is neither submitted nor
/// counted.
#[Object]
impl Comment {
    /// Key.
    async fn id(&self) -> ID {
        base::id("comment", self.0.id.0)
    }

    /// The question.
    async fn question(&self, ctx: &Context<'_>) -> Result<QuestionReference> {
        QuestionReference::of(ctx, self.0.question_id).await
    }

    /// What it says.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Name of the one who wrote it. Of those who answer it is null for those who may not see personal data.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        if let Some(contact) = self.0.contact_id {
            return super::person(ctx, contact).await;
        }
        let Some(account) = self.0.account_id else { return Ok(None) };
        Ok(Some(base::there(base::load(ctx, AccountById(account)).await?)?.name))
    }

    /// Whether somebody who answers wrote it; else somebody who reads the answers did.
    async fn by_respondent(&self) -> bool {
        self.0.contact_id.is_some()
    }

    /// When it was written.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When its text was last changed; null where it was not.
    async fn changed_at(&self) -> Option<DateTime<Utc>> {
        self.0.changed_at
    }

    /// When it was marked as settled; null while it is not.
    async fn settled_at(&self) -> Option<DateTime<Utc>> {
        self.0.settled_at
    }
}

/// A comment to write.
#[derive(InputObject)]
struct AddCommentInput {
    /// The invitation that is answered. Respondents need not say it.
    invitation_id: Option<ID>,
    /// The question; no row or field of one.
    question_id: ID,
    /// What it says, at most 4000 characters.
    text: String,
    /// Chosen by you, at most 100 characters: the same key again is the same comment, so that a retry after a lost reply writes no second one.
    client_key: Option<String>,
}

impl AddCommentInput {
    fn parse(self) -> std::result::Result<NewComment, Error> {
        let mut refusals = Refusals::new();
        let invitation = self.invitation_id.map(|id| base::parse_id::<InvitationId>("invitation", &id));
        let invitation = refusals.check("invitationId", invitation.transpose());
        let question = refusals.check("questionId", base::parse_id("question", &self.question_id));
        let text = refusals.check("text", text(&self.text, COMMENT));
        let key = refusals.check("clientKey", optional_text(self.client_key.as_deref(), CLIENT_KEY));
        match (invitation, question, text, key) {
            (Some(invitation), Some(question), Some(text), Some(client_key)) => {
                Ok(NewComment { invitation, question, text, client_key })
            }
            _ => Err(refusals.into()),
        }
    }
}

/// Another text for a comment.
#[derive(InputObject)]
struct ChangeCommentInput {
    /// The comment; one of your own.
    comment_id: ID,
    /// What it shall say, at most 4000 characters.
    text: String,
}

/// Which comment.
#[derive(InputObject)]
struct CommentInput {
    /// The comment; one of your own.
    comment_id: ID,
}

/// Which comment is settled.
#[derive(InputObject)]
struct SettleCommentInput {
    /// The comment, whoever wrote it.
    comment_id: ID,
    /// False where it is open again.
    #[graphql(default = true)]
    settled: bool,
}

fn comment_id(id: &ID) -> std::result::Result<AnswerCommentId, Error> {
    base::parse_id("comment", id).map_err(|problem| Error::refused("commentId", problem))
}

payload! {
    /// What came of commenting.
    AddCommentPayload {
        /// The comment.
        comment: Comment,
    }
}

payload! {
    /// What came of changing a comment.
    ChangeCommentPayload {
        /// The comment.
        comment: Comment,
    }
}

payload! {
    /// What came of deleting a comment.
    DeleteCommentPayload {
        /// Key of the comment that is gone.
        comment_id: ID,
    }
}

payload! {
    /// What came of settling a comment.
    SettleCommentPayload {
        /// The comment.
        comment: Comment,
    }
}

/// Comments on questions.
#[derive(Default)]
pub struct CommentQuery;

#[Object]
impl CommentQuery {
    /// Comments on the questions of an invitation, in the order in which they were written; null for one that is not yours. For those who
    /// answer it, and for those who may read answers. Those to whom sections were handed see those on questions in these.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invitation. Respondents need not say it.")] invitation_id: Option<ID>,
        #[graphql(desc = "Those on this question only.")] question_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<Comment>>> {
        let page = base::page(first, after)?;
        let invitation = base::optional_id::<InvitationId>("invitation", invitation_id.as_ref())?;
        let question = base::optional_id::<QuestionId>("question", question_id.as_ref())?;
        let found = base::found(response::comments(Cx::of(ctx)?, invitation, question, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, Comment)))
    }
}

/// Changes to comments.
#[derive(Default)]
pub struct CommentMutation;

#[Object]
impl CommentMutation {
    /// Writes a comment on a question. For those who answer, while the round is open, and for those who may read answers.
    async fn add_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: AddCommentInput,
    ) -> Result<AddCommentPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { response::add_comment(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| AddCommentPayload::done(Comment(row)))
    }

    /// Puts another text in place of what you wrote.
    async fn change_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ChangeCommentInput,
    ) -> Result<ChangeCommentPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let mut refusals = Refusals::new();
            let id = refusals.check("commentId", base::parse_id("comment", &input.comment_id));
            let text = refusals.check("text", text(&input.text, COMMENT));
            match (id, text) {
                (Some(id), Some(text)) => response::change_comment(cx, id, text).await,
                _ => Err(refusals.into()),
            }
        });
        base::payload(cx, outcome.await, |row| ChangeCommentPayload::done(Comment(row)))
    }

    /// Deletes what you wrote, for good.
    async fn delete_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: CommentInput,
    ) -> Result<DeleteCommentPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { response::delete_comment(cx, comment_id(&input.comment_id)?).await });
        base::payload(cx, outcome.await, |id| DeleteCommentPayload::done(base::id("comment", id.0)))
    }

    /// Marks a comment, whoever wrote it, as settled, or as open again.
    async fn settle_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: SettleCommentInput,
    ) -> Result<SettleCommentPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome =
            async { response::settle_comment(cx, comment_id(&input.comment_id)?, input.settled).await };
        base::payload(cx, outcome.await, |row| SettleCommentPayload::done(Comment(row)))
    }
}
