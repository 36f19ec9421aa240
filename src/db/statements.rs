use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

tokio::task_local! {
    static CURRENT: Statements;
}

/// How many SQL statements a request has run. Shown in the log, and in diagnostics, where tests hold us to it.
#[derive(Clone, Debug, Default)]
pub struct Statements(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    done: AtomicU64,
    under_way: AtomicU64,
}

impl Statements {
    /// Counts what `work` runs, but for what it spawns.
    pub async fn count<F: Future>(&self, work: F) -> F::Output {
        CURRENT.scope(self.clone(), work).await
    }

    /// How many so far.
    #[must_use]
    pub fn so_far(&self) -> u64 {
        self.0.done.load(Ordering::Relaxed)
    }

    /// Called by the connections for each statement.
    pub(super) fn add_one() {
        // Outside of a request (a worker, a command) nobody counts.
        let _ = CURRENT.try_with(|current| current.0.done.fetch_add(1, Ordering::Relaxed));
    }

    /// Runs a statement that [`Turns`](super::Turns) are to wait for.
    pub(super) async fn wait_for<F: Future>(statement: F) -> F::Output {
        let _under_way = UnderWay::begin();
        statement.await
    }

    /// Whether one of those is not done yet.
    pub(super) fn are_under_way() -> bool {
        CURRENT.try_with(|current| current.0.under_way.load(Ordering::Relaxed) > 0).unwrap_or_default()
    }
}

/// A statement under way, until it is dropped; none outside of a request.
struct UnderWay(Option<Statements>);

impl UnderWay {
    fn begin() -> Self {
        let current = CURRENT.try_with(Clone::clone).ok();
        if let Some(current) = &current {
            current.0.under_way.fetch_add(1, Ordering::Relaxed);
        }
        Self(current)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Some(current) = &self.0 {
            current.0.under_way.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
