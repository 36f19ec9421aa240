//! Runs costly operations aside, where they hold up nobody and can be stopped.
//!
//! Most fields are there as soon as they are asked for, so async-graphql answers a large document without once
//! letting go of its thread: no timer could stop it, and all that is to run on the thread would wait. A costly
//! operation therefore has a thread of its own, so that the system shares the processor out, and a schema in which
//! [`Pauses`] makes it look up now and then. That takes up to half as long again, which is why others do without.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo};
use async_graphql::{ServerResult, Value};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, Semaphore};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

/// How many fields, and entries of lists, are answered between two pauses; some tenths of a millisecond.
const FIELDS_IN_ONE_GO: u32 = 100;

tokio::task_local! {
    /// How many are left until the next pause.
    static LEFT: Cell<u32>;
}

/// The threads for costly operations: as many as the machine can run at once.
#[derive(Debug)]
pub(super) struct Aside {
    runtime: Handle,
    free: Semaphore,
}

impl Aside {
    pub(super) fn new(runtime: Handle) -> Self {
        let threads = thread::available_parallelism().map_or(2, usize::from);
        Self { runtime, free: Semaphore::new(threads) }
    }

    /// Runs `work` as soon as a thread is free. When this is dropped, it stops at its next pause.
    ///
    /// # Errors
    /// Where it panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let thread = self.free.acquire().await?;
        let dropped = CancellationToken::new();
        let (runtime, is_dropped) = (self.runtime.clone(), dropped.clone());
        let _guard = dropped.drop_guard();
        let work = with_pauses(work).in_current_span();
        let done = self
            .runtime
            .spawn_blocking(move || runtime.block_on(async { is_dropped.run_until_cancelled(work).await }));
        let done = done.await?;
        drop(thread);
        done.ok_or_else(|| anyhow::anyhow!("it was stopped although somebody waits for it"))
    }
}

/// Runs `work` so that it pauses where [`Pauses`] are in its schema.
async fn with_pauses<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    poll_fn(|cx| LEFT.sync_scope(Cell::new(FIELDS_IN_ONE_GO), || work.as_mut().poll(cx))).await
}

/// Makes an operation pause now and then, and answer its root fields one after another: else one might have a
/// connection to the database in hand for as long as the others compute.
#[derive(Clone, Copy, Debug)]
pub(in crate::graphql) struct Pauses;

impl ExtensionFactory for Pauses {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Pausing::default())
    }
}

/// [`Pauses`] of one operation.
#[derive(Debug, Default)]
struct Pausing {
    root: Mutex<()>,
}

#[async_trait::async_trait]
impl Extension for Pausing {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let _alone = if info.path_node.parent.is_none() { Some(self.root.lock().await) } else { None };
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

/// Takes one of those that are left. Where nobody wants pauses, there is always one left.
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
    use std::time::{Duration, Instant};

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
        Schema::build(Query, EmptyMutation, EmptySubscription).extension(Pauses).finish()
    }

    const LARGE: &str = "{ many(of: 50) { many(of: 50) { one { one { many(of: 4) { number } } } } } }";

    #[tokio::test]
    async fn what_runs_aside_comes_to_the_same() {
        let (schema, aside) = (schema(), Aside::new(Handle::current()));
        let here = schema.execute(LARGE).await;
        assert!(here.errors.is_empty(), "{:?}", here.errors);
        let there = aside.run(async move { schema.execute(LARGE).await }).await.unwrap();
        assert_eq!(there.data, here.data);
        let panics = async {
            if std::hint::black_box(true) {
                panic!("on purpose")
            }
        };
        assert!(aside.run(panics).await.is_err());
    }

    #[tokio::test]
    async fn it_pauses_after_so_many_fields() {
        let schema = schema();
        let polls = Cell::new(0);
        let mut work = pin!(with_pauses(schema.execute(LARGE)));
        poll_fn(|cx| {
            polls.set(polls.get() + 1);
            work.as_mut().poll(cx)
        })
        .await;
        // Fields and entries: 1 + 50 × (1 + 1 + 50 × (1 + 1 + 1 + 1 + 4 × 2)).
        let least = 30_101 / FIELDS_IN_ONE_GO;
        assert!((least..least * 2).contains(&polls.get()), "{} polls", polls.get());
    }

    #[tokio::test]
    async fn what_never_waits_can_be_stopped() {
        let aside = Arc::new(Aside::new(Handle::current()));
        let threads = aside.free.available_permits();
        let large = "{ many(of: 1000) { many(of: 1000) { many(of: 1000) { number } } } }";
        let ended = CancellationToken::new();
        let told = ended.clone().drop_guard();
        let work = async move {
            let _told = told;
            schema().execute(large).await
        };
        let begun = Instant::now();
        assert!(tokio::time::timeout(Duration::from_millis(200), aside.run(work)).await.is_err());
        ended.cancelled().await;
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        assert_eq!(aside.free.available_permits(), threads);
    }
}
