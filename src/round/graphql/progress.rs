//! How far a round has come.

use async_graphql::{Context, ID, SimpleObject, Subscription};
use futures_util::Stream;

use crate::events::Event;
use crate::graphql::base::{self, Result};
use crate::{Cx, round};

/// How many invitations of a round stand where. They add up to `invited`.
#[derive(SimpleObject)]
pub struct RoundProgress {
    /// All that were not withdrawn.
    invited: i32,
    /// Mail not yet sent.
    queued: i32,
    /// Mail sent, link not used yet.
    sent: i32,
    /// Link used, nothing answered yet.
    opened: i32,
    /// Something answered, not submitted.
    started: i32,
    /// Submitted.
    submitted: i32,
    /// Mail could not be delivered, or came back.
    failed: i32,
    /// Declined.
    declined: i32,
}

impl From<round::Progress> for RoundProgress {
    fn from(progress: round::Progress) -> Self {
        let round::Progress { invited, queued, sent, opened, started, submitted, failed, declined } =
            progress;
        Self { invited, queued, sent, opened, started, submitted, failed, declined }
    }
}

/// News of rounds.
#[derive(Default)]
pub struct RoundSubscription;

#[Subscription]
impl RoundSubscription {
    /// How far a round has come: now, and whenever that changes.
    async fn round_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
    ) -> Result<impl Stream<Item = Result<RoundProgress>> + use<>> {
        let cx = Cx::of(ctx)?.clone();
        let id = base::required_id("round", &round_id)?;
        // Listen first, then read: what happens in between is told twice rather than not at all.
        let news = cx.app.events.listen();
        let first = round::progress(&cx, id).await.map_err(base::to_graphql)?;
        let rest = crate::events::changes(news, Event::Round(id));
        Ok(async_stream::stream! {
            yield Ok(first.into());
            let mut last = first;
            for await () in rest {
                match round::progress(&cx, id).await {
                    Ok(now) if now == last => {}
                    Ok(now) => {
                        last = now;
                        yield Ok(now.into());
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
