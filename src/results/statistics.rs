//! What numbers come to. Pure.

/// What the numbers answered to a question come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// How many there are.
    pub n: i64,
    /// Their mean.
    pub mean: f64,
    /// The smallest.
    pub least: f64,
    /// A quarter of them lie below.
    pub lower_quartile: f64,
    /// Half of them lie below.
    pub median: f64,
    /// Three quarters of them lie below.
    pub upper_quartile: f64,
    /// The largest.
    pub most: f64,
}

/// Sums numbers up, each given once with how often; `None` where there are none. They are put in order first, so that the
/// same numbers always come to the same, bit for bit.
#[must_use]
pub fn summary(mut numbers: Vec<(f64, i64)>) -> Option<Summary> {
    numbers.retain(|(number, often)| number.is_finite() && *often > 0);
    numbers.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (least, most) = (numbers.first()?.0, numbers.last()?.0);
    let n: i64 = numbers.iter().map(|(_, often)| often).sum();
    let sum: f64 = numbers.iter().map(|(number, often)| number * *often as f64).sum();
    let at = |share| quantile(&numbers, n, share);
    Some(Summary {
        n,
        mean: sum / n as f64,
        least,
        lower_quartile: at(0.25),
        median: at(0.5),
        upper_quartile: at(0.75),
        most,
    })
}

/// The number that so large a share lies below. Between two numbers it lies in proportion: definition 7 of Hyndman and Fan,
/// «Sample Quantiles in Statistical Packages», The American Statistician 50 (1996), which is what R does where not told
/// otherwise, and `QUARTILE.INC` of spreadsheets.
fn quantile(numbers: &[(f64, i64)], n: i64, share: f64) -> f64 {
    let place = (n - 1) as f64 * share;
    let below = place.floor() as i64;
    let (low, high) = (nth(numbers, below), nth(numbers, (below + 1).min(n - 1)));
    low + (place - place.floor()) * (high - low)
}

/// The number at a place, from 0, of numbers in order.
fn nth(numbers: &[(f64, i64)], place: i64) -> f64 {
    let mut before = 0;
    for (number, often) in numbers {
        before += often;
        if before > place {
            return *number;
        }
    }
    numbers.last().map_or(f64::NAN, |(number, _)| *number)
}

/// A share, 0 to 1, to the sixth decimal; `None` of nothing.
#[must_use]
pub fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 1e6).round() / 1e6)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What R's `quantile` and `QUARTILE.INC` say of the same numbers.
    #[test]
    fn quartiles_are_those_of_definition_seven() {
        let table: [(&[f64], [f64; 5]); 6] = [
            (&[7.0], [7.0, 7.0, 7.0, 7.0, 7.0]),
            (&[1.0, 2.0], [1.0, 1.25, 1.5, 1.75, 2.0]),
            (&[1.0, 2.0, 3.0, 4.0], [1.0, 1.75, 2.5, 3.25, 4.0]),
            (
                &[6.0, 7.0, 15.0, 36.0, 39.0, 40.0, 41.0, 42.0, 43.0, 47.0, 49.0],
                [6.0, 25.5, 40.0, 42.5, 49.0],
            ),
            (&[-1.0, -1.0, 0.0, 5.0], [-1.0, -1.0, -0.5, 1.25, 5.0]),
            (&[0.0, 0.0, 0.0, 0.0, 100.0], [0.0, 0.0, 0.0, 0.0, 100.0]),
        ];
        for (numbers, wanted) in table {
            let found = summary(numbers.iter().map(|number| (*number, 1)).collect()).unwrap();
            let found = [found.least, found.lower_quartile, found.median, found.upper_quartile, found.most];
            assert_eq!(found, wanted, "{numbers:?}");
        }
        assert_eq!(summary(Vec::new()), None);
        assert_eq!(summary(vec![(f64::NAN, 1), (1.0, 0)]), None);
    }

    #[test]
    fn shares_are_of_something() {
        assert_eq!(share(1, 3), Some(0.333_333));
        assert_eq!(share(0, 0), None);
    }

    proptest! {
        #[test]
        fn order_and_repetition_make_no_difference(numbers in prop::collection::vec(-1e6..1e6, 1..40_usize)) {
            let each: Vec<(f64, i64)> = numbers.iter().map(|number| (*number, 1)).collect();
            let found = summary(each.clone()).unwrap();
            let mut turned = each.clone();
            turned.reverse();
            prop_assert_eq!(Some(found.clone()), summary(turned));
            let in_order = [found.least, found.lower_quartile, found.median, found.upper_quartile, found.most];
            prop_assert!(in_order.is_sorted());
            prop_assert!(found.mean >= found.least - 1e-6 && found.mean <= found.most + 1e-6);
            let twice: Vec<(f64, i64)> = each.iter().map(|(number, _)| (*number, 2)).collect();
            prop_assert_eq!(summary(twice).unwrap().median, found.median);
        }
    }
}
