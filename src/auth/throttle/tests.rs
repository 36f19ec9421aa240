use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + seconds, 0).expect("a time")
}

const THREE_A_MINUTE: Rule = Rule { tries: 3, window: TimeDelta::seconds(60) };

#[test]
fn admits_up_to_the_limit_and_again_when_the_window_is_over() {
    // Seconds of each try, and what comes of it: the count, or the minutes to wait.
    let story = [
        (0, Ok(1)),
        (1, Ok(2)),
        (59, Ok(3)),
        (59, Err(1)),
        (60, Ok(1)),
        (61, Ok(2)),
        (119, Ok(3)),
        (119, Err(1)),
        (120, Ok(1)),
    ];
    let mut held = None;
    for (second, expected) in story {
        let outcome = THREE_A_MINUTE.admit(held, at(second));
        assert_eq!(outcome.map(|count| count.tries), expected, "at {second} s");
        held = outcome.ok().or(held);
    }
}

#[test]
fn says_whole_minutes_after_which_it_works() {
    let rule = Rule { tries: 1, window: TimeDelta::minutes(15) };
    let full = Some(Count { tries: 1, since: at(0) });
    for (second, minutes) in [(0, 15), (1, 15), (60, 14), (61, 14), (839, 2), (840, 1), (899, 1)] {
        assert_eq!(rule.admit(full, at(second)), Err(minutes), "at {second} s");
    }
    assert!(rule.admit(full, at(900)).is_ok());
    // A clock that went backwards does not make anybody wait longer than the window.
    assert_eq!(rule.admit(full, at(-86_400)), Err(15));
}

#[test]
fn counts_networks() {
    let cases = [
        (Some("192.0.2.7"), "192.0.2.7"),
        (Some("::ffff:192.0.2.7"), "192.0.2.7"),
        (Some("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64"),
        (Some("2001:db8:1:2:ffff::1"), "2001:db8:1:2::/64"),
        (Some("2001:db8:1:3::1"), "2001:db8:1:3::/64"),
        (Some("::1"), "::/64"),
        (None, "unknown"),
    ];
    for (address, expected) in cases {
        assert_eq!(network(address.map(|a| a.parse().expect("an address"))), expected);
    }
}

#[test]
fn guesses_from_elsewhere_do_not_touch_a_known_address() {
    let auth = Auth::for_tests();
    let names = |network: &str, known| {
        let Buckets(buckets) = Buckets::of_sign_in(&auth, "kari@etat.example", network, known);
        buckets.into_iter().map(|bucket| bucket.name).collect::<Vec<_>>()
    };
    let (home, elsewhere) = (names("192.0.2.7", true), names("198.51.100.9", false));
    assert_eq!((home.len(), elsewhere.len()), (1, 3));
    assert!(home.iter().all(|name| !elsewhere.contains(name)));
    assert_eq!(
        names("192.0.2.7", false)[0],
        home[0],
        "it stays the same bucket when the address becomes known"
    );
    for name in home.iter().chain(&elsewhere) {
        // Neither addresses (which have dots and an `@`), nor `_` and `%`, which would be wildcards where buckets are
        // forgotten by how they begin.
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b':' || b == b'-'), "{name}");
    }
}

#[test]
fn no_window_is_longer_than_what_is_kept() {
    for rule in [ACCOUNT_FROM_ADDRESS, ADDRESS, ACCOUNT_FROM_UNKNOWN, RESET_OF_ACCOUNT, RESET_FROM_ADDRESS] {
        assert!(rule.window <= LONGEST_WINDOW);
    }
}

proptest! {
    /// However the tries are spread, no window of its length holds more than twice the limit, and one that begins
    /// where the rule's window begins holds no more than the limit.
    #[test]
    fn never_more_than_the_limit_in_a_window(gaps in proptest::collection::vec(0_i64..40, 1..200), tries in 1_i32..8) {
        let rule = Rule { tries, window: TimeDelta::seconds(60) };
        let (mut held, mut now, mut admitted) = (None, 0, Vec::new());
        for gap in gaps {
            now += gap;
            if let Ok(count) = rule.admit(held, at(now)) {
                prop_assert!(count.tries <= tries);
                prop_assert!(count.since <= at(now));
                held = Some(count);
                admitted.push(now);
            }
        }
        for &start in &admitted {
            let inside = admitted.iter().filter(|&&time| time >= start && time < start + 60).count();
            prop_assert!(inside <= 2 * usize::try_from(tries).expect("positive"));
        }
    }

    /// Whoever waits as long as told gets in.
    #[test]
    fn the_wait_is_long_enough(tries in 0_i32..20, passed in 0_i64..3_600) {
        let rule = Rule { tries: 10, window: TimeDelta::minutes(15) };
        let held = Some(Count { tries, since: at(0) });
        if let Err(minutes) = rule.admit(held, at(passed)) {
            prop_assert!((1..=15).contains(&minutes));
            prop_assert!(rule.admit(held, at(passed + minutes * 60)).is_ok());
        }
    }
}
