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

    /// Moves the clock to this moment, from which it goes on. For a demo that tells what happened before.
    pub(crate) fn move_to(&self, moment: DateTime<Utc>) {
        self.advance(moment - self.now());
    }

    /// Shows the machine's time again.
    pub(crate) fn follow_machine(&self) {
        self.ahead.store(0, Ordering::Relaxed);
    }

    /// Moves the clock, for tests.
    pub fn advance(&self, by: Duration) {
        self.ahead.fetch_add(by.num_microseconds().unwrap_or_default(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_back_and_returns() {
        let clock = Clock::default();
        let before = clock.now();
        clock.move_to(before - Duration::days(400));
        assert!((clock.now() - before).num_days() == -400 || (clock.now() - before).num_days() == -399);
        clock.move_to(before - Duration::days(1));
        assert!(clock.now() < before);
        clock.follow_machine();
        assert!(clock.now() >= before && clock.now() < before + Duration::minutes(1));
    }
}
