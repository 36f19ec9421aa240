//! What the scores of a group of owners come to. Pure.

use ::entity::id::DimensionId;
use statrs::distribution::{ContinuousCDF as _, StudentsT};

use super::sums::{DimensionSums, PARTS};
use crate::results::statistics::summary;

/// How sure an interval is to hold the mean, as a share.
pub const CONFIDENCE: f64 = 0.95;

/// What the points of the owners of a group come to; from 0 to 1, to the sixth decimal where nothing else is said.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, that of a sample (divided by n - 1); absent of a single one.
    pub standard_deviation: Option<f64>,
    /// A quarter of them lie below; to the third decimal, like the two that follow.
    pub lower_quartile: f64,
    /// Half of them lie below.
    pub median: f64,
    /// Three quarters of them lie below.
    pub upper_quartile: f64,
    /// Where the mean of all owners of the group lies, were those with a point drawn from it at random; absent of a single one.
    pub interval: Option<Interval>,
}

/// Where something lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// From here …
    pub low: f64,
    /// … to here.
    pub high: f64,
}

/// The spread of the points of a group of so many owners; `None` where there is no point. Where it is not known how many owners
/// the group has, it is as if there were no end to them.
#[must_use]
pub(super) fn spread(sums: &DimensionSums, population: Option<i64>) -> Option<Spread> {
    let n = sums.scored;
    if n <= 0 {
        return None;
    }
    let mean = sums.points as f64 / n as f64 / PARTS;
    let deviation = standard_deviation(n, sums.points, sums.squares);
    let thousandths = sums.bins.iter().map(|(place, often)| (*place as f64 / 1e3, *often)).collect();
    let quartiles = summary(thousandths)?;
    let interval = deviation.and_then(|deviation| interval(n, population, mean, deviation));
    let within = |at: f64| to_six_decimals(at.clamp(0.0, 1.0));
    Some(Spread {
        mean: within(mean),
        standard_deviation: deviation.map(to_six_decimals),
        lower_quartile: to_six_decimals(quartiles.lower_quartile),
        median: to_six_decimals(quartiles.median),
        upper_quartile: to_six_decimals(quartiles.upper_quartile),
        interval: interval.map(|(low, high)| Interval { low: within(low), high: within(high) }),
    })
}

/// The standard deviation of a sample from the sums of its values and of their squares, in millionths; exact until the division, since the
/// sums are whole numbers.
pub(super) fn standard_deviation(n: i64, sum: i64, squares: i64) -> Option<f64> {
    if n < 2 {
        return None;
    }
    let (count, sum) = (i128::from(n), i128::from(sum));
    let around_the_mean = (count * i128::from(squares) - sum * sum).max(0);
    let variance = around_the_mean as f64 / n as f64 / (n - 1) as f64;
    Some(variance.sqrt() / PARTS)
}

/// The interval that holds the mean of a population with [`CONFIDENCE`], by Student's t, with the finite population correction: the
/// standard error is √((1 − n/N)·s²/n) (Cochran, Sampling Techniques, 3rd edition, 1977, equations 2.20 and 2.27). Where everybody is in
/// the sample nothing is left to be unsure of. It says nothing of whether those who did not answer are like those who did: the bounds do.
#[must_use]
pub(super) fn interval(n: i64, population: Option<i64>, mean: f64, deviation: f64) -> Option<(f64, f64)> {
    let t = StudentsT::new(0.0, 1.0, (n - 1) as f64).ok()?.inverse_cdf((1.0 + CONFIDENCE) / 2.0);
    let left = population.map_or(1.0, |all| (1.0 - n as f64 / all.max(n) as f64).max(0.0));
    let reach = t * (left / n as f64).sqrt() * deviation;
    Some((mean - reach, mean + reach))
}

/// A number to the sixth decimal.
#[must_use]
pub fn to_six_decimals(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The figures of a dimension over a group of owners.
#[derive(Clone, Debug, PartialEq)]
pub struct DimensionFigures {
    /// The dimension.
    pub dimension: DimensionId,
    /// Owners with a point: n.
    pub scored: i64,
    /// Owners that it does not apply to: the bounds and the interval are not about them.
    pub inapplicable: i64,
    /// What their points come to; absent where there is none.
    pub spread: Option<Spread>,
    /// The mean over all owners could be anything from here …
    pub lower: f64,
    /// … to here: with everything unknown, non-respondents included, counted as 0 and as 1.
    pub upper: f64,
    /// Items with a value, over all owners.
    pub observed: i64,
    /// Items answered «don't know».
    pub dont_know: i64,
    /// Items that do not apply.
    pub not_relevant: i64,
    /// Items not answered by those who submitted.
    pub missing: i64,
    /// Owners at each level of the model, from the lowest.
    pub levels: Vec<i64>,
    /// Owners with a point in each tenth of the scale, from the lowest; the last holds 1 too.
    pub tenths: [i64; 10],
}

/// Puts the figures of a dimension together. `everybody` are the owners that the bounds are about; of a group of which it is not known
/// how many owners belong to it (`population`), those that responded. Those of whom it is known that the dimension does not apply to them
/// are taken out of either: there is no score of theirs to be unsure of.
pub(super) fn figures(
    dimension: DimensionId,
    sums: &DimensionSums,
    everybody: i64,
    population: Option<i64>,
    levels: usize,
) -> DimensionFigures {
    let concerned = (everybody - sums.inapplicable).max(0);
    let all = concerned.max(1) as f64 * PARTS;
    let unknown = (concerned - sums.bounded).max(0) as f64 * PARTS;
    let population = population.map(|all| (all - sums.inapplicable).max(0));
    let at_level =
        |number: usize| i32::try_from(number).ok().and_then(|number| sums.levels.get(&number)).copied();
    let mut tenths = [0; 10];
    for (place, owners) in &sums.tenths {
        tenths[usize::try_from(*place).unwrap_or(0).min(9)] += owners;
    }
    DimensionFigures {
        dimension,
        scored: sums.scored,
        inapplicable: sums.inapplicable,
        spread: spread(sums, population),
        lower: to_six_decimals(sums.lower as f64 / all).clamp(0.0, 1.0),
        upper: to_six_decimals((sums.upper as f64 + unknown) / all).clamp(0.0, 1.0),
        observed: sums.observed,
        dont_know: sums.dont_know,
        not_relevant: sums.not_relevant,
        missing: sums.missing,
        levels: (0..levels).map(|number| at_level(number).unwrap_or(0)).collect(),
        tenths,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn sums(points: &[f64]) -> DimensionSums {
        let mut sums = DimensionSums::default();
        for point in points {
            let parts = (point * PARTS).round() as i64;
            sums.scored += 1;
            sums.points += parts;
            sums.squares += parts * parts;
            *sums.bins.entry((parts + 500) / 1_000).or_default() += 1;
            *sums.tenths.entry((parts / 100_000).min(9)).or_default() += 1;
        }
        sums
    }

    /// Lohr, Sampling: Design and Analysis, 2nd edition (2010), example 2.6: acres of farmland, 300 counties drawn from 3,078, mean 297,897,
    /// s = 344,551.9; standard error 18,898.43, with t for 299 degrees of freedom (1.968) the interval is 260,706 to 335,088.
    #[test]
    fn the_interval_is_that_of_a_published_example() {
        let (low, high) = interval(300, Some(3_078), 297_897.0, 344_551.9).unwrap();
        assert!((low - 260_706.0).abs() < 5.0 && (high - 335_088.0).abs() < 5.0, "{low} {high}");
    }

    /// Quantiles of Student's t at 0.975, as tables have them (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2).
    #[test]
    fn quantiles_are_those_of_tables() {
        for (n, wanted) in
            [(2, 12.706), (3, 4.303), (6, 2.571), (11, 2.228), (31, 2.042), (61, 2.000), (101, 1.984)]
        {
            let (low, _) = interval(n, None, 0.0, (n as f64).sqrt()).unwrap();
            assert!((-low - wanted).abs() < 6e-4, "{n}: {low}");
        }
    }

    #[test]
    fn the_spread_follows_its_definitions() {
        // Worked by hand: mean 0.5, squares around it 0.25 + 0.0625 + 0 + 0.0625 + 0.25 = 0.625, by 4: 0.15625, the root 0.395285.
        let found = spread(&sums(&[0.0, 0.25, 0.5, 0.75, 1.0]), Some(5)).unwrap();
        assert_eq!((found.mean, found.standard_deviation), (0.5, Some(0.395_285)));
        assert_eq!((found.lower_quartile, found.median, found.upper_quartile), (0.25, 0.5, 0.75));
        // All there are: nothing is left to be unsure of.
        assert_eq!(found.interval, Some(Interval { low: 0.5, high: 0.5 }));
        // 5 of 20: 2.776445 · 0.395285 · √(0.75 / 5) = 0.425055.
        let of_twenty = spread(&sums(&[0.0, 0.25, 0.5, 0.75, 1.0]), Some(20)).unwrap().interval.unwrap();
        assert!(
            (of_twenty.low - 0.074_945).abs() < 2e-6 && (of_twenty.high - 0.925_055).abs() < 2e-6,
            "{of_twenty:?}"
        );
        let alone = spread(&sums(&[0.4]), Some(60)).unwrap();
        assert_eq!((alone.mean, alone.standard_deviation, alone.interval), (0.4, None, None));
        assert_eq!(spread(&DimensionSums::default(), Some(60)), None);
        // Never outside the scale.
        let wide = spread(&sums(&[0.0, 1.0]), Some(60)).unwrap().interval.unwrap();
        assert_eq!(wide, Interval { low: 0.0, high: 1.0 });
    }

    #[test]
    fn what_is_not_known_widens_the_bounds() {
        let mut two = sums(&[0.5, 0.5]);
        (two.bounded, two.lower, two.upper) = (2, 1_000_000, 1_000_000);
        two.levels = BTreeMap::from([(2, 2)]);
        let dimension = DimensionId(uuid::Uuid::from_u128(1));
        let found = figures(dimension, &two, 4, Some(4), 3);
        assert_eq!((found.lower, found.upper, found.scored), (0.25, 0.75, 2));
        assert_eq!((found.levels, found.tenths), (vec![0, 0, 2], [0, 0, 0, 0, 0, 2, 0, 0, 0, 0]));
        // Of six, two have nothing to do with it: four are left, and nothing else changes.
        two.inapplicable = 2;
        let of_six = figures(dimension, &two, 6, Some(6), 3);
        assert_eq!((of_six.lower, of_six.upper, of_six.inapplicable), (0.25, 0.75, 2));
        assert_eq!(of_six.spread, found.spread);
        let nobody = figures(dimension, &DimensionSums::default(), 0, Some(0), 2);
        assert_eq!((nobody.lower, nobody.upper, nobody.spread, nobody.levels), (0.0, 0.0, None, vec![0, 0]));
    }
}
