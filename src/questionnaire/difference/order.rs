//! What has moved in a list.

use std::collections::{HashMap, HashSet};

/// The fewest entries that must be moved for what both lists have to stand in the same order; the same ones, whichever list comes
/// first.
pub(super) fn moved<'a>(before: &[&'a str], after: &[&'a str]) -> HashSet<&'a str> {
    let (before, after) = (shared(before, after), shared(after, before));
    // Where several choices are as few, it must not depend on the side that one looks from.
    let (one, another) = if before <= after { (before, after) } else { (after, before) };
    let place: HashMap<&str, usize> = one.iter().enumerate().map(|(place, code)| (*code, place)).collect();
    let places: Vec<usize> = another.iter().filter_map(|code| place.get(code).copied()).collect();
    let stays: HashSet<usize> = longest_rising(&places).into_iter().collect();
    one.iter().enumerate().filter(|(place, _)| !stays.contains(place)).map(|(_, code)| *code).collect()
}

/// The entries of a list that another has too, in order.
pub(super) fn shared<'a>(list: &[&'a str], other: &[&str]) -> Vec<&'a str> {
    let other: HashSet<&str> = other.iter().copied().collect();
    list.iter().copied().filter(|code| other.contains(code)).collect()
}

/// The longest run of numbers, not necessarily side by side, in which each is above the one before.
fn longest_rising(numbers: &[usize]) -> Vec<usize> {
    // For each length the run with the smallest end: where that end stands. And for each number the one before it in its run.
    let mut ends: Vec<usize> = Vec::new();
    let mut earlier: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        earlier.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        run.push(numbers[at]);
        next = earlier[at];
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_entry_that_moved_far_is_one_move() {
        let table: [(&[&str], &[&str], &[&str]); 6] = [
            (&["a", "b", "c"], &["a", "b", "c"], &[]),
            (&["a", "b", "c", "d"], &["d", "a", "b", "c"], &["d"]),
            (&["a", "b", "c", "d"], &["b", "c", "d", "a"], &["a"]),
            (&["a", "b", "c"], &["b", "x", "c"], &[]),
            (&["a"], &["b"], &[]),
            (&[], &[], &[]),
        ];
        for (before, after, wanted) in table {
            assert_eq!(moved(before, after), wanted.iter().copied().collect(), "{before:?} {after:?}");
        }
    }

    proptest! {
        #[test]
        fn what_stays_stands_in_the_same_order_whichever_comes_first(
            (before, after) in Just(["a", "b", "c", "d", "e", "f", "g"].to_vec())
                .prop_flat_map(|all| (Just(all.clone()).prop_shuffle(), Just(all).prop_shuffle()))
                .prop_map(|(before, after)| (before[..6].to_vec(), after[1..].to_vec())),
        ) {
            let moves = moved(&before, &after);
            prop_assert_eq!(&moves, &moved(&after, &before));
            let stay = |list: &[&'static str], other: &[&'static str]| -> Vec<&'static str> {
                shared(list, other).into_iter().filter(|code| !moves.contains(code)).collect()
            };
            prop_assert_eq!(stay(&before, &after), stay(&after, &before));
        }
    }
}
