//! What changes while several people answer together, in the schema.

use async_graphql::{Context, ID, Object, Subscription};
use futures_util::Stream;

use super::approval::Approval;
use super::comment::Comment;
use super::hand_over::HandOver;
use super::{Answer, ResponseStatus};
use crate::Cx;
use crate::events::Event;
use crate::graphql::base::{self, Result};
use crate::response::{Known, News, listens_to, news};

/// What has changed since the last time, as far as it is yours to see.
pub struct AnsweringChange(News);

/// What has changed since the last time, as far as it is yours to see.
#[Object]
impl AnsweringChange {
    /// Answers that are new or have another revision, your own too.
    async fn answers(&self) -> Vec<Answer> {
        self.0.answers.iter().cloned().map(Answer).collect()
    }

    /// Comments that are new, changed, settled or open again.
    async fn comments(&self) -> Vec<Comment> {
        self.0.comments.iter().cloned().map(Comment).collect()
    }

    /// Keys of comments that are gone.
    async fn deleted_comments(&self) -> Vec<ID> {
        self.0.deleted_comments.iter().map(|id| base::id("comment", id.0)).collect()
    }

    /// Everything that was handed over, where any of it was changed, taken back, opened, or came further, by whomever; else null, and for those
    /// to whom it was handed.
    async fn hand_overs(&self) -> Option<Vec<HandOver>> {
        Some(self.0.hand_overs.as_ref()?.iter().cloned().map(HandOver).collect())
    }

    /// Where it stands with being approved, where that changed, as it does with each answer; else null.
    async fn approval(&self) -> Option<Approval> {
        self.0.approval.clone().map(Approval)
    }

    /// Where the response stands now: submitted, or in progress, which it also is when it was opened again; null before the first answer.
    async fn status(&self) -> Option<ResponseStatus> {
        self.0.status.map(Into::into)
    }
}

/// News for those who answer together.
#[derive(Default)]
pub struct AnsweringSubscription;

#[Subscription]
impl AnsweringSubscription {
    /// What changes in what you answer, whoever changes it. The first one comes at once and is empty but for where the response stands: read
    /// `answering` after it, and nothing is missed. It tells the latest, not each step. For respondents; ends when the link is no longer good.
    async fn answering_changes(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<AnsweringChange>> + use<>> {
        let cx = Cx::of(ctx)?.clone();
        let id = listens_to(&cx).map_err(base::to_graphql)?;
        // Listen first, then read: what happens in between is told twice rather than not at all.
        let ticks = crate::events::changes(cx.app.events.listen(), Event::Answering(id));
        let (first, known) = news(&cx, &Known::default()).await.map_err(base::to_graphql)?;
        Ok(async_stream::stream! {
            yield Ok(AnsweringChange(News { status: first.status, ..News::default() }));
            let mut known = known;
            for await () in ticks {
                match news(&cx, &known).await {
                    Ok((_, now)) if now == known => {}
                    Ok((news, now)) => {
                        known = now;
                        yield Ok(AnsweringChange(news));
                    }
                    Err(error) => {
                        yield Err(base::to_graphql(error));
                        break;
                    }
                }
            }
        })
    }
}
