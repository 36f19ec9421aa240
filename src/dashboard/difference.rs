//! What the means of two groups of owners differ by. Pure.

use statrs::distribution::{ContinuousCDF as _, StudentsT};

use super::statistics::{CONFIDENCE, Interval, standard_deviation, to_six_decimals};
use super::sums::{DimensionSums, PARTS};

/// The points of the owners of a group, as far as they are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupMean {
    /// Owners with a point: n.
    pub scored: i64,
    /// Owners of the group that it applies to, as far as is known: N.
    pub population: i64,
    /// Mean of the points, 0 to 1; absent where there is none.
    pub mean: Option<f64>,
    /// Standard deviation of the points, that of a sample; absent of fewer than two.
    pub(super) deviation: Option<f64>,
    /// The mean over all owners of the group could be anything from here to there.
    pub(super) bounds: (f64, f64),
}

/// What the mean of one group is more than that of another; all from -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Of the points that are known; absent where one of the groups has none.
    pub of_means: Option<f64>,
    /// Where the difference of the means of all owners lies with [`CONFIDENCE`], were those with a point drawn at random; absent where one
    /// of the groups has fewer than two.
    pub interval: Option<Interval>,
    /// The difference over all owners is at least this, everything unknown counted against it …
    pub lower: f64,
    /// … and at most this.
    pub upper: f64,
}

impl GroupMean {
    /// Of a group of so many owners.
    #[must_use]
    pub(super) fn of(sums: &DimensionSums, population: i64) -> Self {
        let population = (population - sums.inapplicable).max(0);
        let (n, all) = (sums.scored, population.max(1) as f64 * PARTS);
        let unknown = (population - sums.bounded).max(0) as f64 * PARTS;
        Self {
            scored: n,
            population,
            mean: (n > 0).then(|| to_six_decimals(sums.points as f64 / n as f64 / PARTS)),
            deviation: standard_deviation(n, sums.points, sums.squares),
            bounds: (sums.lower as f64 / all, ((sums.upper as f64 + unknown) / all).min(1.0)),
        }
    }

    /// How far its mean is from that of all its owners, squared: (1 − n/N)·s²/n (Cochran, Sampling Techniques, 3rd edition, 1977, 2.20).
    fn uncertainty(&self) -> Option<f64> {
        let n = self.scored as f64;
        let left = (1.0 - n / self.population.max(self.scored) as f64).max(0.0);
        Some(left * self.deviation?.powi(2) / n)
    }
}

/// What the mean of one group is more than that of the other; `None` where one of them has no owners, so that there is nothing to compare.
#[must_use]
pub(super) fn difference(one: &GroupMean, other: &GroupMean) -> Option<Difference> {
    if one.population <= 0 || other.population <= 0 {
        return None;
    }
    let of_means = one.mean.zip(other.mean).map(|(one, other)| to_six_decimals(one - other));
    let found = of_means.zip(welch(one, other));
    let interval = found.map(|(middle, reach)| Interval {
        low: to_six_decimals((middle - reach).max(-1.0)),
        high: to_six_decimals((middle + reach).min(1.0)),
    });
    Some(Difference {
        of_means,
        interval,
        lower: to_six_decimals(one.bounds.0 - other.bounds.1),
        upper: to_six_decimals(one.bounds.1 - other.bounds.0),
    })
}

/// How far the interval of the difference reaches to either side: Welch's t, with the degrees of freedom of Welch and Satterthwaite
/// (Welch, "The generalization of 'Student's' problem when several different population variances are involved", Biometrika 34, 1947).
fn welch(one: &GroupMean, other: &GroupMean) -> Option<f64> {
    let both = [(one.uncertainty()?, one.scored), (other.uncertainty()?, other.scored)];
    let whole: f64 = both.iter().map(|(part, _)| part).sum();
    if whole <= 0.0 {
        // Everybody is in, or all have the same point.
        return Some(0.0);
    }
    let freedom = degrees_of_freedom(&both, whole);
    let t = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf((1.0 + CONFIDENCE) / 2.0);
    Some(t * whole.sqrt())
}

/// (v₁ + v₂)² / (v₁²/(n₁ − 1) + v₂²/(n₂ − 1)).
fn degrees_of_freedom(parts: &[(f64, i64)], whole: f64) -> f64 {
    let each = parts.iter().map(|(part, n)| part.powi(2) / (n - 1) as f64);
    whole.powi(2) / each.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn group(scored: i64, population: i64, mean: f64, deviation: f64) -> GroupMean {
        GroupMean { scored, population, mean: Some(mean), deviation: Some(deviation), bounds: (0.0, 1.0) }
    }

    #[test]
    fn whoever_it_does_not_apply_to_is_not_in_the_group() {
        let sums = DimensionSums { inapplicable: 2, ..DimensionSums::default() };
        let found = GroupMean::of(&sums, 5);
        assert_eq!((found.population, found.bounds), (3, (0.0, 1.0)));
    }

    fn of(points: &[f64], population: i64) -> GroupMean {
        let mut sums = DimensionSums::default();
        for point in points {
            let parts = (point * PARTS).round() as i64;
            sums.scored += 1;
            sums.points += parts;
            sums.squares += parts * parts;
            sums.bounded += 1;
            sums.lower += parts;
            sums.upper += parts;
        }
        GroupMean::of(&sums, population)
    }

    /// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.3 (AUTO83B.DAT: miles per gallon of 249 American and 79 Japanese cars, means
    /// 20.14458 and 30.48101, deviations 6.41470 and 6.10771): variances not taken for equal, T is -12.94627 with 136.8750 degrees of
    /// freedom. The groups are drawn from so many that no correction is left.
    #[test]
    fn it_is_that_of_a_published_example() {
        let endless = 1_000_000_000_000;
        let american = group(249, endless, 20.14458, 6.41470);
        let japanese = group(79, endless, 30.48101, 6.10771);
        let parts = [&american, &japanese].map(|group| (group.uncertainty().unwrap(), group.scored));
        let whole = parts[0].0 + parts[1].0;
        assert!((degrees_of_freedom(&parts, whole) - 136.8750).abs() < 1e-3);
        assert!(((20.14458 - 30.48101) / whole.sqrt() + 12.94627).abs() < 1e-3);
        // t for 136.875 degrees of freedom is 1.9775: 1.9775 · 0.79841.
        assert!((welch(&american, &japanese).unwrap() - 1.5789).abs() < 1e-3);
    }

    /// Worked by hand. Points 0.2, 0.4, 0.6 of 6 owners: mean 0.4, variance 0.04, with the correction 0.5 · 0.04 / 3 = 0.0066667. Points 0.5,
    /// 0.7 of 2: everybody, so nothing is left to be unsure of. Degrees of freedom 2, t 4.302653: 4.302653 · 0.0816497 = 0.351310.
    #[test]
    fn who_is_in_is_not_unsure() {
        let found = difference(&of(&[0.2, 0.4, 0.6], 6), &of(&[0.5, 0.7], 2)).unwrap();
        assert_eq!(found.of_means, Some(-0.2));
        let interval = found.interval.unwrap();
        assert!(
            (interval.low + 0.551_310).abs() < 2e-6 && (interval.high - 0.151_310).abs() < 2e-6,
            "{interval:?}"
        );
        // Bounds: 1.2 / 6 to 4.2 / 6 against 0.6.
        assert_eq!((found.lower, found.upper), (-0.4, 0.1));
        let everybody = difference(&of(&[0.2, 0.4], 2), &of(&[0.5, 0.7], 2)).unwrap();
        assert_eq!(everybody.interval, Some(Interval { low: -0.3, high: -0.3 }));
        assert_eq!((everybody.lower, everybody.upper), (-0.3, -0.3));
        let alone = difference(&of(&[0.2], 2), &of(&[0.5, 0.7], 2)).unwrap();
        assert_eq!((alone.of_means, alone.interval), (Some(-0.4), None));
        let unknown = difference(&of(&[], 2), &of(&[0.5, 0.7], 2)).unwrap();
        assert_eq!((unknown.of_means, unknown.lower, unknown.upper), (None, -0.6, 0.4));
        assert_eq!(difference(&of(&[], 0), &of(&[0.5], 2)), None);
    }

    fn some() -> impl Strategy<Value = GroupMean> {
        (prop::collection::vec(0.0..=1.0, 0..12), 1..20_i64)
            .prop_map(|(points, more)| of(&points, points.len() as i64 + more - 1))
            .prop_filter("somebody", |group| group.population > 0)
    }

    proptest! {
        #[test]
        fn the_difference_lies_within_its_bounds_and_turns_with_its_groups(one in some(), other in some()) {
            let (there, back) = (difference(&one, &other).unwrap(), difference(&other, &one).unwrap());
            prop_assert_eq!(there.of_means, back.of_means.map(|found| if found == 0.0 { found } else { -found }));
            prop_assert!((there.lower + back.upper).abs() < 1e-9 && there.lower <= there.upper);
            if let (Some(found), Some(interval)) = (there.of_means, there.interval) {
                prop_assert!(interval.low <= found && found <= interval.high);
            }
            if one.scored == one.population && other.scored == other.population && let Some(found) = there.of_means {
                prop_assert!((there.lower - found).abs() < 3e-6 && (there.upper - found).abs() < 3e-6);
            }
        }

        /// The same points out of more owners leave more open.
        #[test]
        fn more_who_did_not_answer_never_make_it_surer(points in prop::collection::vec(0.0..=1.0, 2..12), other in some(), more in 1..50_i64) {
            let n = points.len() as i64;
            let (few, many) = (difference(&of(&points, n + 1), &other), difference(&of(&points, n + 1 + more), &other));
            let (few, many) = (few.unwrap(), many.unwrap());
            prop_assert!(many.lower <= few.lower + 1e-6 && many.upper >= few.upper - 1e-6);
        }
    }
}
