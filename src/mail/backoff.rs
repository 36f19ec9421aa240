//! When a mail that could not be delivered is tried again.

use chrono::Duration;
use uuid::Uuid;

/// Minutes to wait after the first, second, … try. Together they make two days (with jitter a little more), enough
/// for a mail server that is down from one working day to the next.
const WAITS: [i64; 7] = [1, 5, 15, 60, 180, 720, 1_900];

/// A mail is given up when this many tries have failed.
pub(super) const MOST_ATTEMPTS: i32 = 8;

/// How long to wait after so many tries, or `None` where it is time to give up.
///
/// Up to a quarter is added, always the same for the same mail, so that what failed together (a server that was
/// down) does not come back all at once.
pub(super) fn wait_after(attempts: i32, id: Uuid) -> Option<Duration> {
    let tried = usize::try_from(attempts).unwrap_or_default().max(1);
    let base = Duration::minutes(*WAITS.get(tried - 1)?);
    // The low bits of a UUIDv7 are random.
    let share = i32::try_from(id.as_u128() % 1_000).unwrap_or_default();
    Some(base + base * share / 4_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_each_time_and_then_gives_up() {
        let first = Uuid::from_u128(0);
        let cases = [
            (0, Some(1)),
            (1, Some(1)),
            (2, Some(5)),
            (3, Some(15)),
            (4, Some(60)),
            (5, Some(180)),
            (6, Some(720)),
            (7, Some(1_900)),
        ];
        for (attempts, minutes) in cases {
            assert_eq!(wait_after(attempts, first), minutes.map(Duration::minutes), "after {attempts}");
        }
        assert_eq!(wait_after(MOST_ATTEMPTS - 1, first), Some(Duration::minutes(1_900)));
        for attempts in [MOST_ATTEMPTS, MOST_ATTEMPTS + 1, i32::MAX] {
            assert_eq!(wait_after(attempts, first), None, "after {attempts}");
        }
    }

    #[test]
    fn mails_that_failed_together_come_back_apart_but_never_much_later() {
        let waits: Vec<Duration> = (0..1_000).filter_map(|n| wait_after(3, Uuid::from_u128(n))).collect();
        let (earliest, latest) = (Duration::minutes(15), Duration::seconds(15 * 60 * 5 / 4));
        assert_eq!(waits.len(), 1_000);
        assert!(waits.iter().all(|wait| (earliest..latest).contains(wait)));
        let distinct: std::collections::HashSet<_> = waits.iter().collect();
        assert_eq!(distinct.len(), 1_000);
        let same = Uuid::now_v7();
        assert_eq!(wait_after(3, same), wait_after(3, same));
    }
}
