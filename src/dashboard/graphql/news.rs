use async_graphql::{Context, ID, Subscription};
use futures_util::Stream;

use super::MaturityDashboard;
use crate::Cx;
use crate::dashboard::dashboard;
use crate::events::{self, Event};
use crate::graphql::base::{self, Result};

/// News of dashboards.
#[derive(Default)]
pub struct DashboardSubscription;

#[Subscription]
impl DashboardSubscription {
    /// The figures of a round: now, and whenever they change. What becomes known of owners outside of the round is told within a minute.
    async fn maturity_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The round.")] round_id: ID,
    ) -> Result<impl Stream<Item = Result<MaturityDashboard>> + use<>> {
        let cx = Cx::of(ctx)?.clone();
        let id = base::required_id("round", &round_id)?;
        // Listen first, then read: what happens in between is told twice rather than not at all.
        let news = cx.app.events.listen();
        let first = dashboard(&cx, id).await.map_err(base::to_graphql)?;
        let rest = events::changes(news, Event::Round(id));
        Ok(async_stream::stream! {
            let mut last = first.all.clone();
            yield Ok(first.into());
            for await () in rest {
                match dashboard(&cx, id).await {
                    Ok(now) if now.all == last => {}
                    Ok(now) => {
                        last = now.all.clone();
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
