//! What time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, SubsecRound as _, Utc};

/// A clock; everything that needs the time asks this one, so that tests can set it.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds added to the machine's clock.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// Now, cut to microseconds: that is what both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (Utc::now() + Duration::microseconds(self.ahead.load(Ordering::Relaxed))).trunc_subsecs(6)
    }

    /// Moves the clock, for tests.
    pub fn advance(&self, by: Duration) {
        self.ahead.fetch_add(by.num_microseconds().unwrap_or_default(), Ordering::Relaxed);
    }
}
