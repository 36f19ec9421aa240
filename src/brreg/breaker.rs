use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Look-ups without an answer, one after another, before it is left alone.
const FAILURES: u32 = 3;
/// How long it is left alone.
const REST: TimeDelta = TimeDelta::seconds(30);

/// Keeps a register that does not answer from being asked, and those who ask from waiting for it.
///
/// Once the rest is over, one is let through to see; the others wait for what comes of that, or for another rest. So it
/// does no harm if that one gives up.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<Record>);

#[derive(Debug, Default)]
struct Record {
    /// Without an answer, one after another.
    failures: u32,
    /// Since when it is left alone.
    resting_since: Option<DateTime<Utc>>,
}

impl Record {
    fn is_resting(&self, now: DateTime<Utc>) -> bool {
        // A clock that was set back must not make the rest longer.
        self.resting_since.is_some_and(|since| since <= now && now < since + REST)
    }
}

impl Breaker {
    /// Whether it is left alone now.
    pub(super) fn is_resting(&self, now: DateTime<Utc>) -> bool {
        self.record().is_resting(now)
    }

    /// Whether it may be asked now. Who is let through tells what came of it.
    pub(super) fn lets_through(&self, now: DateTime<Utc>) -> bool {
        let mut record = self.record();
        if record.is_resting(now) {
            return false;
        }
        if record.resting_since.is_some() {
            record.resting_since = Some(now);
        }
        true
    }

    /// It answered, whatever it said.
    pub(super) fn answered(&self) {
        *self.record() = Record::default();
    }

    /// It did not answer.
    pub(super) fn failed(&self, now: DateTime<Utc>) {
        let mut record = self.record();
        record.failures = record.failures.saturating_add(1);
        if record.failures >= FAILURES {
            record.resting_since = Some(now);
        }
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn rests_after_three_in_a_row_and_then_lets_one_through() {
        let breaker = Breaker::default();
        breaker.failed(at(0));
        breaker.failed(at(1));
        breaker.answered();
        breaker.failed(at(2));
        breaker.failed(at(3));
        assert!(breaker.lets_through(at(4)));
        breaker.failed(at(10));
        assert!(breaker.is_resting(at(10)) && breaker.is_resting(at(39)) && !breaker.lets_through(at(39)));
        assert!(!breaker.is_resting(at(40)) && breaker.lets_through(at(40)));
        // The one that was let through gave up and told nothing.
        assert!(!breaker.lets_through(at(41)) && !breaker.lets_through(at(69)));
        assert!(breaker.lets_through(at(70)));
        breaker.failed(at(71));
        assert!(!breaker.lets_through(at(100)));
        assert!(breaker.lets_through(at(101)));
        breaker.answered();
        assert!(breaker.lets_through(at(102)) && breaker.lets_through(at(102)));
    }

    #[test]
    fn a_clock_that_is_set_back_makes_no_rest_longer() {
        let breaker = Breaker::default();
        (0..3).for_each(|_| breaker.failed(at(1000)));
        assert!(!breaker.is_resting(at(0)) && breaker.lets_through(at(0)));
    }
}
