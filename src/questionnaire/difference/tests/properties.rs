//! What holds for all contents.

use proptest::prelude::*;

use super::super::samples::content;
use super::super::{Change, What, difference};
use super::mutants::mutants;

fn mirrored(change: &Change) -> Change {
    let what = match change.what {
        What::SectionAdded => What::SectionRemoved,
        What::SectionRemoved => What::SectionAdded,
        What::QuestionAdded => What::QuestionRemoved,
        What::QuestionRemoved => What::QuestionAdded,
        What::OptionAdded => What::OptionRemoved,
        What::OptionRemoved => What::OptionAdded,
        What::PartAdded => What::PartRemoved,
        What::PartRemoved => What::PartAdded,
        other => other,
    };
    Change { what, before: change.after.clone(), after: change.before.clone(), ..change.clone() }
}

/// What must be the same from both sides: everything but the reason.
fn seen(changes: impl IntoIterator<Item = Change>) -> Vec<String> {
    let line = |change: Change| {
        let Change { path, what, language, before, after, similarity, about, .. } = change;
        format!("{path:?} {what:?} {language:?} {before:?} {after:?} {similarity:?} {about:?}")
    };
    let mut seen: Vec<String> = changes.into_iter().map(line).collect();
    seen.sort();
    seen
}

proptest! {
    #[test]
    fn nothing_differs_from_itself(seed in any::<u64>()) {
        prop_assert_eq!(difference(&content(seed), &content(seed)), []);
    }

    #[test]
    fn the_other_side_sees_the_mirror_image(one in any::<u64>(), another in any::<u64>()) {
        let (one, another) = (content(one), content(another));
        let there = difference(&one, &another);
        prop_assert_eq!(seen(there.iter().map(mirrored)), seen(difference(&another, &one)));
        let mut paths: Vec<_> = there.iter().map(|change| (&change.path, change.what)).collect();
        paths.sort();
        let many = paths.len();
        paths.dedup();
        prop_assert_eq!(paths.len(), many, "something is found twice");
        prop_assert_eq!(there.is_empty(), one == another);
    }

    #[test]
    fn whatever_is_changed_is_found_once(seed in any::<u64>()) {
        let before = content(seed);
        for (path, what, after) in mutants(&before) {
            let found = difference(&before, &after);
            let found: Vec<_> = found.iter().map(|change| (change.path.join("."), change.what)).collect();
            prop_assert_eq!(found, [(path, what)]);
        }
    }
}
