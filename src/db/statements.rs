use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

tokio::task_local! {
    static CURRENT: Statements;
}

/// How many SQL statements a request has run. Shown in the log, and in diagnostics, where tests hold us to it.
#[derive(Clone, Debug, Default)]
pub struct Statements(Arc<AtomicU64>);

impl Statements {
    /// Counts what `work` runs, but for what it spawns.
    pub async fn count<F: Future>(&self, work: F) -> F::Output {
        CURRENT.scope(self.clone(), work).await
    }

    /// How many so far.
    #[must_use]
    pub fn so_far(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Called by the connections for each statement.
    pub(super) fn add_one() {
        // Outside of a request (a worker, a command) nobody counts.
        let _ = CURRENT.try_with(|current| current.0.fetch_add(1, Ordering::Relaxed));
    }
}
