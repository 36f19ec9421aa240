//! Which level an owner has reached over all dimensions: surely, as far as one can tell, and at most. Pure.
//!
//! By thresholds it is the highest level whose threshold the arithmetic mean is not below.
//!
//! By the gate of ISO/IEC 33020:2019 (*Process measurement framework for assessment of process capability*), dimensions are the attributes of levels.
//! Each is rated by how much of it is achieved (clause 5.3): N, not, up to 15 %; P, partially, above 15 up to 50 %; L, largely, above 50
//! up to 85 %; F, fully, above 85 %. A level is reached when its own attributes are at least largely and those of all lower levels fully
//! achieved (clause 5.6). Where no attribute of a level applies, it is passed over: it is not reached, and holds nothing back.

use ::entity::maturity_model::LevelRule;

use super::overall::Overall;
use super::scoring::{self, ROUNDING, Score};

/// How much of an attribute is achieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    /// N: up to 15 %.
    Not,
    /// P: above 15 up to 50 %.
    Partially,
    /// L: above 50 up to 85 %.
    Largely,
    /// F: above 85 %.
    Fully,
}

/// The rating of a share, 0 to 1.
#[must_use]
pub fn rating(achieved: f64) -> Rating {
    let above = |limit: f64| achieved > limit + ROUNDING;
    match () {
        () if above(0.85) => Rating::Fully,
        () if above(0.5) => Rating::Largely,
        () if above(0.15) => Rating::Partially,
        () => Rating::Not,
    }
}

/// An attribute of a level that applies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attribute {
    /// Number of the level, at least 1.
    pub level: i32,
    /// How much of it is achieved, 0 to 1; absent where too little is known.
    pub achieved: Option<f64>,
}

/// The level that attributes reach; absent where there are none, and where it hangs on one of which too little is known.
#[must_use]
pub fn gate(attributes: &[Attribute]) -> Option<i32> {
    let mut levels: Vec<i32> = attributes.iter().map(|attribute| attribute.level).collect();
    levels.sort_unstable();
    levels.dedup();
    let mut reached = (!levels.is_empty()).then_some(0);
    for level in levels {
        let own = attributes.iter().filter(|attribute| attribute.level == level);
        let ratings: Vec<Option<Rating>> = own.map(|attribute| attribute.achieved.map(rating)).collect();
        let known = || ratings.iter().copied().flatten();
        if known().any(|rating| rating < Rating::Largely) {
            break;
        }
        if ratings.contains(&None) {
            return None;
        }
        reached = Some(level);
        if known().any(|rating| rating < Rating::Fully) {
            break;
        }
    }
    reached
}

/// The levels of an owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// Reached, as far as what is known goes; absent where too little is.
    pub reached: Option<i32>,
    /// Reached whatever is still unknown.
    pub proven: Option<i32>,
    /// What could be reached at most.
    pub possible: Option<i32>,
}

/// The levels of an owner. Thresholds are in rising order, and are those of levels 0, 1, 2 …; each score comes with the level whose
/// attribute its dimension is.
#[must_use]
pub fn levels(
    rule: LevelRule,
    thresholds: &[f64],
    overall: &Overall,
    scores: &[(Option<i32>, &Score)],
) -> Levels {
    let of = |achieved: &dyn Fn(&Score) -> Option<f64>| {
        let applicable = scores.iter().filter(|(_, score)| score.bounds.is_some());
        let attribute = |(level, score): &(Option<i32>, &Score)| {
            Some(Attribute { level: (*level)?, achieved: achieved(score) })
        };
        gate(&applicable.filter_map(attribute).collect::<Vec<_>>())
    };
    let at = |value: Option<f64>| {
        let place = scoring::level(value?, thresholds)?;
        i32::try_from(place).ok()
    };
    let (lower, upper) = overall.bounds.unzip();
    match rule {
        LevelRule::Thresholds => {
            Levels { reached: at(overall.arithmetic), proven: at(lower), possible: at(upper) }
        }
        LevelRule::Iso33020 => Levels {
            reached: of(&|score| score.point),
            proven: of(&|score| score.bounds.map(|(lower, _)| lower)),
            possible: of(&|score| score.bounds.map(|(_, upper)| upper)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maturity::overall::{Part, overall};
    use ::entity::id::DimensionId;
    use proptest::prelude::*;

    /// ISO/IEC 33020:2019, table 1: N is 0 to ≤ 15 %, P > 15 to ≤ 50 %, L > 50 to ≤ 85 %, F > 85 to ≤ 100 %.
    #[test]
    fn ratings_begin_above_their_limits() {
        use Rating::{Fully, Largely, Not, Partially};
        for (achieved, wanted) in [
            (0.0, Not),
            (0.15, Not),
            (0.1501, Partially),
            (0.5, Partially),
            (0.5001, Largely),
            (0.85, Largely),
            // What comes of adding 0.85 up in tenths.
            (0.1 + 0.2 + 0.25 + 0.3, Largely),
            (0.8501, Fully),
            (1.0, Fully),
        ] {
            assert_eq!(rating(achieved), wanted, "{achieved}");
        }
    }

    /// Worked by hand, with the attributes of each level from level 1 as one letter each; `?` where too little is known.
    #[test]
    fn a_level_needs_its_own_largely_and_all_lower_ones_fully() {
        for (attributes, wanted) in [
            (&["N"][..], Some(0)),
            (&["P"], Some(0)),
            (&["L"], Some(1)),
            (&["F"], Some(1)),
            // Level 1 is only largely achieved, so that level 2 is out of reach however good it is.
            (&["L", "FF"], Some(1)),
            (&["F", "LL"], Some(2)),
            (&["F", "LF"], Some(2)),
            (&["F", "LP"], Some(1)),
            (&["F", "FL", "FF"], Some(2)),
            (&["F", "FF", "LL"], Some(3)),
            (&["F", "FF", "FF", "FF", "FF"], Some(5)),
            (&["F", "FF", "FF", "FF", "LP"], Some(4)),
            (&["N", "FF", "FF"], Some(0)),
            // Level 2 is passed over, as nothing of it applies.
            (&["F", "", "LL"], Some(3)),
            (&["F", "", "NN"], Some(1)),
            (&["L", "", "FF"], Some(1)),
            // What is known may be enough to tell.
            (&["?"], None),
            (&["F", "L?"], None),
            (&["F", "P?"], Some(1)),
            (&["L", "??"], Some(1)),
            (&["F", "??"], None),
            (&[], None),
            (&["", ""], None),
        ] {
            let rated = |letter: char| match letter {
                'N' => Some(0.1),
                'P' => Some(0.4),
                'L' => Some(0.7),
                'F' => Some(0.9),
                _ => None,
            };
            let at = |(level, letters): (i32, &&str)| -> Vec<Attribute> {
                letters.chars().map(|letter| Attribute { level, achieved: rated(letter) }).collect()
            };
            let all: Vec<Attribute> = (1..).zip(attributes).flat_map(at).collect();
            assert_eq!(gate(&all), wanted, "{attributes:?}");
        }
    }

    fn scored(point: Option<f64>, bounds: Option<(f64, f64)>) -> Score {
        Score { point, bounds, ..Score::default() }
    }

    fn both(rule: LevelRule, scores: &[(Option<i32>, Score)]) -> Levels {
        let part = |score: &Score| Part { dimension: DimensionId::new(), weight: 1.0, score: score.clone() };
        let parts: Vec<Part> = scores.iter().map(|(_, score)| part(score)).collect();
        let scores: Vec<_> = scores.iter().map(|(level, score)| (*level, score)).collect();
        levels(rule, &[0.0, 0.25, 0.75], &overall(&parts, 0.6), &scores)
    }

    /// Worked by hand: one attribute of level 1 that is fully achieved whatever is missing (0.9 to 1), and one of level 2 that may be
    /// anything from partially to fully (0.4 to 0.9), with and without a point.
    #[test]
    fn what_is_proven_and_what_is_possible() {
        let sure = (Some(1), scored(Some(0.95), Some((0.9, 1.0))));
        let open = |point: Option<f64>| (Some(2), scored(point, Some((0.4, 0.9))));
        let found = |scores: &[(Option<i32>, Score)]| {
            let Levels { reached, proven, possible } = both(LevelRule::Iso33020, scores);
            (proven, reached, possible)
        };
        assert_eq!(found(&[sure.clone(), open(Some(0.7))]), (Some(1), Some(2), Some(2)));
        assert_eq!(found(&[sure.clone(), open(None)]), (Some(1), None, Some(2)));
        // What belongs to no level, and what does not apply, says nothing.
        let without = [sure, (None, scored(Some(0.0), Some((0.0, 0.0)))), (Some(2), scored(None, None))];
        assert_eq!(found(&without), (Some(1), Some(1), Some(1)));
        assert_eq!(found(&[(Some(1), scored(None, None))]), (None, None, None));
    }

    /// Worked by hand: (0.95 + 0.4) / 2 = 0.675, from (0.9 + 0.1) / 2 = 0.5 to (1 + 0.6) / 2 = 0.8; thresholds are 0, 0.25 and 0.75.
    #[test]
    fn thresholds_are_of_the_mean_and_its_bounds() {
        let one = (None, scored(Some(0.95), Some((0.9, 1.0))));
        let other = |point: Option<f64>| (None, scored(point, Some((0.1, 0.6))));
        let found = both(LevelRule::Thresholds, &[one.clone(), other(Some(0.4))]);
        assert_eq!(found, Levels { reached: Some(1), proven: Some(1), possible: Some(2) });
        // Half is too little for a mean; from 0.45 to 1.
        let found = both(LevelRule::Thresholds, &[one, other(None)]);
        assert_eq!(found, Levels { reached: None, proven: Some(1), possible: Some(2) });
        assert_eq!(both(LevelRule::Thresholds, &[]), Levels::default());
    }

    proptest! {
        #[test]
        fn what_is_reached_is_proven_at_least_and_possible_at_most(
            dimensions in prop::collection::vec((prop::option::of(1..4), 0.0..=1.0, 0.0..=1.0, 0.0..=1.0, any::<bool>()), 0..8),
            iso in any::<bool>(),
        ) {
            let one = |(level, a, b, c, known): &(Option<i32>, f64, f64, f64, bool)| {
                let mut three = [*a, *b, *c];
                three.sort_by(f64::total_cmp);
                let [lower, point, upper] = three;
                (*level, scored(known.then_some(point), Some((lower, upper))))
            };
            let scores: Vec<_> = dimensions.iter().map(one).collect();
            let rule = if iso { LevelRule::Iso33020 } else { LevelRule::Thresholds };
            let Levels { reached, proven, possible } = both(rule, &scores);
            prop_assert!(proven <= possible, "{proven:?} {possible:?}");
            if reached.is_some() {
                prop_assert!(proven <= reached && reached <= possible, "{proven:?} {reached:?} {possible:?}");
            }
        }
    }
}
