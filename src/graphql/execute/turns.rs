//! Lets an operation run in turns, and stops it when its time is up.
//!
//! Most fields are there as soon as they are asked for, so async-graphql answers a large document without once
//! letting go of the thread: no timer could stop it, and everything else on the thread would wait. A [`Turns`] in the
//! schema therefore sees every field, and makes the operation pause when it has had so many of them in one go.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo};
use async_graphql::{ServerResult, Value};
use tokio::time::{Instant, timeout_at};

/// How many fields, and entries of lists, an operation has in one turn; about a millisecond.
const FIELDS_PER_TURN: u32 = 500;

tokio::task_local! {
    /// How many are left of the turn.
    static LEFT: Cell<u32>;
}

/// Runs `work` in turns, to its end.
pub(super) async fn to_the_end<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    poll_fn(|cx| LEFT.sync_scope(Cell::new(FIELDS_PER_TURN), || work.as_mut().poll(cx))).await
}

/// Runs `work` in turns, none of which begins when the time is up; nothing where it has not ended by then.
pub(super) async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    let mut work = pin!(to_the_end(work));
    // The timer alone may come late where all threads are busy.
    let in_time = poll_fn(|cx| {
        if Instant::now() >= deadline { Poll::Ready(None) } else { work.as_mut().poll(cx).map(Some) }
    });
    timeout_at(deadline, in_time).await.ok().flatten()
}

/// Makes every field wait for its turn.
#[derive(Clone, Copy, Debug)]
pub(in crate::graphql) struct Turns;

impl ExtensionFactory for Turns {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Turns {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        poll_fn(|cx| {
            if takes_one() {
                return Poll::Ready(());
            }
            // Woken while it is being polled, which is how a future tells all those around it to let go.
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        next.run(ctx, info).await
    }
}

/// Takes one of what is left of the turn. Where nobody gives turns, there is always one left.
fn takes_one() -> bool {
    let take = |left: &Cell<u32>| match left.get().checked_sub(1) {
        Some(rest) => {
            left.set(rest);
            true
        }
        None => false,
    };
    LEFT.try_with(take).unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};

    struct Query;

    #[Object]
    impl Query {
        async fn many(&self, of: u32) -> Vec<Self> {
            (0..of).map(|_| Self).collect()
        }

        async fn one(&self) -> Self {
            Self
        }

        async fn number(&self) -> u32 {
            1
        }
    }

    fn schema() -> Schema<Query, EmptyMutation, EmptySubscription> {
        Schema::build(Query, EmptyMutation, EmptySubscription).extension(Turns).finish()
    }

    const LARGE: &str = "{ many(of: 50) { many(of: 50) { one { one { many(of: 4) { number } } } } } }";

    #[tokio::test]
    async fn what_runs_in_turns_comes_to_the_same() {
        let schema = schema();
        let at_once = schema.execute(LARGE).await;
        assert!(at_once.errors.is_empty(), "{:?}", at_once.errors);
        let in_turns = within(Duration::from_secs(60), schema.execute(LARGE)).await.unwrap();
        assert_eq!(in_turns.data, at_once.data);
    }

    #[tokio::test]
    async fn others_get_their_turn() {
        let schema = schema();
        let polls = Cell::new(0);
        let mut work = pin!(to_the_end(schema.execute(LARGE)));
        poll_fn(|cx| {
            polls.set(polls.get() + 1);
            work.as_mut().poll(cx)
        })
        .await;
        // Fields and entries: 1 + 50 × (1 + 1 + 50 × (1 + 1 + 1 + 1 + 4 × 2)).
        let (fields, polls) = (30_101, polls.get());
        assert!((fields / 500..fields / 250).contains(&polls), "{polls} turns");
    }

    #[tokio::test]
    async fn what_takes_too_long_is_stopped_although_it_never_waits() {
        let schema = schema();
        let large = "{ many(of: 1000) { many(of: 1000) { many(of: 1000) { number } } } }";
        let begun = Instant::now();
        assert!(within(Duration::from_millis(200), schema.execute(large)).await.is_none());
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        assert!(within(Duration::ZERO, async {}).await.is_none());
    }
}
