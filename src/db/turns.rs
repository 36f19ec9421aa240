//! When what an operation asks its loaders for is loaded: once it has asked for all it can. So what the entries of a list ask for
//! is loaded in one statement, however long it took to ask, and an operation takes as many statements each time it is run.
//!
//! It has asked for all it can when nothing that it waits for is under way: neither what is being loaded nor what it reads
//! by itself through a [`Reader`](super::Reader). Which of two comes back first is chance, and what each leads to must be loaded together.

use std::mem;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::future::{BoxFuture, poll_fn};
use futures_util::stream::{self, FuturesUnordered, Stream, StreamExt as _};

use super::Statements;

/// The turns of one operation: it runs until it waits for what it has asked for; that is loaded; it runs again.
#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<Vec<BoxFuture<'static, ()>>>>);

impl Turns {
    /// Has this loaded when the operation waits.
    pub(super) fn load_later(&self, load: BoxFuture<'static, ()>) {
        self.waiting().push(load);
    }

    /// Runs the operation that uses the loaders of these turns.
    pub async fn run<T>(self, operation: impl Future<Output = T>) -> T {
        let mut operation = pin!(operation);
        let mut running = Running::new(self);
        poll_fn(|cx| running.poll(cx, |cx| operation.as_mut().poll(cx))).await
    }

    /// The same for an operation that gives results again and again.
    pub fn run_each<T>(self, operation: impl Stream<Item = T>) -> impl Stream<Item = T> {
        let mut operation = Box::pin(operation);
        let mut running = Running::new(self);
        stream::poll_fn(move |cx| running.poll(cx, |cx| operation.as_mut().poll_next(cx)))
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<BoxFuture<'static, ()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is being loaded. It is driven by the operation's own task, so that nobody sees half of what one statement brings.
struct Running {
    turns: Turns,
    loads: FuturesUnordered<BoxFuture<'static, ()>>,
}

impl Running {
    fn new(turns: Turns) -> Self {
        Self { turns, loads: FuturesUnordered::new() }
    }

    fn poll<T>(
        &mut self,
        cx: &mut Context<'_>,
        mut operation: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        loop {
            let told = Told::new(cx.waker());
            if let Poll::Ready(done) = operation(&mut Context::from_waker(&Waker::from(Arc::clone(&told)))) {
                return Poll::Ready(done);
            }
            // Woken while it ran: it has more to ask for, and only lets others go first.
            if told.is_woken() {
                return Poll::Pending;
            }
            if self.loads.is_empty() && !Statements::are_under_way() {
                self.loads.extend(mem::take(&mut *self.turns.waiting()));
            }
            let mut has_loaded = false;
            while let Poll::Ready(Some(())) = Pin::new(&mut self.loads).poll_next_unpin(cx) {
                has_loaded = true;
            }
            if !has_loaded {
                return Poll::Pending;
            }
        }
    }
}

/// Passes being woken on, and remembers it.
struct Told {
    waker: Waker,
    woken: AtomicBool,
}

impl Told {
    fn new(waker: &Waker) -> Arc<Self> {
        Arc::new(Self { waker: waker.clone(), woken: AtomicBool::new(false) })
    }

    fn is_woken(&self) -> bool {
        self.woken.load(Ordering::Acquire)
    }
}

impl Wake for Told {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.waker.wake_by_ref();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::convert::Infallible;
    use std::time::Duration;

    use async_graphql::dataloader::{DataLoader, Loader};
    use futures_util::future::join_all;

    use super::*;

    /// Remembers how many keys it was asked for at a time.
    #[derive(Default)]
    struct Doubles {
        asked: Mutex<Vec<usize>>,
        milliseconds: u64,
    }

    impl Loader<u64> for Doubles {
        type Value = u64;
        type Error = Infallible;

        async fn load(&self, keys: &[u64]) -> Result<HashMap<u64, u64>, Infallible> {
            self.asked.lock().unwrap().push(keys.len());
            tokio::time::sleep(Duration::from_millis(self.milliseconds)).await;
            Ok(keys.iter().map(|key| (*key, key * 2)).collect())
        }
    }

    fn loader(turns: &Turns) -> DataLoader<Doubles> {
        slow_loader(turns, 1)
    }

    fn slow_loader(turns: &Turns, milliseconds: u64) -> DataLoader<Doubles> {
        let turns = turns.clone();
        let doubles = Doubles { milliseconds, ..Doubles::default() };
        DataLoader::new(doubles, move |load| turns.load_later(load)).delay(Duration::ZERO)
    }

    /// Asks for the double of the double, and dawdles before each.
    async fn fourfold(loader: &DataLoader<Doubles>, number: u64, dawdle: impl Fn()) -> u64 {
        dawdle();
        let double = loader.load_one(number).await.unwrap().unwrap();
        dawdle();
        loader.load_one(double).await.unwrap().unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn each_level_is_loaded_at_once_however_long_it_takes_to_ask() {
        let turns = Turns::default();
        let loader = loader(&turns);
        let dawdle = || std::thread::sleep(Duration::from_micros(200));
        let all = turns.run(join_all((1..=200).map(|number| fourfold(&loader, number, dawdle)))).await;
        assert_eq!(all, (1..=200).map(|number| number * 4).collect::<Vec<_>>());
        assert_eq!(*loader.loader().asked.lock().unwrap(), [200, 200]);
    }

    #[tokio::test]
    async fn who_only_lets_others_go_first_has_not_asked_for_everything() {
        let turns = Turns::default();
        let loader = loader(&turns);
        let one_by_one = async {
            let mut loads = Vec::new();
            for number in 1..=3 {
                loads.push(loader.load_one(number));
                let mut is_first = true;
                poll_fn(|cx| {
                    if mem::take(&mut is_first) {
                        cx.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                    Poll::Ready(())
                })
                .await;
            }
            join_all(loads).await
        };
        let three: Vec<_> = turns.run(one_by_one).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(three, [Some(2), Some(4), Some(6)]);
        assert_eq!(*loader.loader().asked.lock().unwrap(), [3]);
    }

    #[tokio::test]
    async fn what_comes_back_first_leads_to_nothing_before_the_rest_is_back() {
        let turns = Turns::default();
        let (quick, slow, then) = (slow_loader(&turns, 1), slow_loader(&turns, 20), loader(&turns));
        let by_loader = async |first: &DataLoader<Doubles>, number| {
            let double = first.load_one(number).await.unwrap().unwrap();
            then.load_one(double).await.unwrap()
        };
        let by_itself = async |milliseconds| {
            Statements::wait_for(tokio::time::sleep(Duration::from_millis(milliseconds))).await;
            then.load_one(milliseconds).await.unwrap()
        };
        let all = async {
            futures_util::join!(by_loader(&quick, 1), by_loader(&slow, 2), by_itself(3), by_itself(40))
        };
        let all = Statements::default().count(turns.run(all)).await;
        assert_eq!(all, (Some(4), Some(8), Some(6), Some(80)));
        assert_eq!(
            *then.loader().asked.lock().unwrap(),
            [2, 2],
            "what it reads by itself, then what is loaded"
        );
    }

    #[tokio::test]
    async fn a_stream_loads_for_each_of_its_results() {
        let turns = Turns::default();
        let loader = Arc::new(loader(&turns));
        let numbers = stream::iter(1..=3).then(|number| {
            let loader = Arc::clone(&loader);
            async move { loader.load_one(number).await.unwrap() }
        });
        let doubles: Vec<_> = turns.run_each(numbers).collect().await;
        assert_eq!(doubles, [Some(2), Some(4), Some(6)]);
        assert_eq!(*loader.loader().asked.lock().unwrap(), [1, 1, 1]);
    }
}
