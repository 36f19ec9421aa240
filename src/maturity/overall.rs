//! The score of one owner over all dimensions. Pure: the same input gives the same bits, in any order of the dimensions.
//!
//! Over the dimensions that apply, with weight *w*, point *p* and bounds *l* and *u*, the rule for one dimension (see
//! [`scoring`](super::scoring)) is followed one step up:
//!
//! - coverage = Σ w(with a point) / Σ w(applicable)
//! - arithmetic = Σ w·p / Σ w over those with a point; geometric = exp(Σ w·ln p / Σ w) over the same, and 0 where any point is 0. Both
//!   only where coverage reaches what the model needs
//! - of either, the bounds are the mean of *l* and the mean of *u* over all that apply, where a dimension without a point is open: it
//!   counts as 0 and as 1. (With bounds of its own instead, the mean of the points could lie outside of the bounds.)
//!
//! A dimension of which nothing applies leaves. The arithmetic mean lets strong dimensions make up for weak ones; the geometric does so
//! less and less the weaker they are, and not at all at 0: OECD and JRC, *Handbook on Constructing Composite Indicators: Methodology and
//! User Guide* (2008), section 6, «Weighting and aggregation».

use ::entity::id::DimensionId;

use super::scoring::{ROUNDING, Score};

/// A dimension with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The dimension; parts are taken in the order of these keys.
    pub dimension: DimensionId,
    /// Its weight beside the other dimensions, more than 0.
    pub weight: f64,
    /// The owner's score in it.
    pub score: Score,
}

/// The score of an owner over all dimensions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overall {
    /// Weighted arithmetic mean of the points; absent where too few dimensions have one.
    pub arithmetic: Option<f64>,
    /// The lowest and the highest that it could be; absent where no dimension applies.
    pub bounds: Option<(f64, f64)>,
    /// Weighted geometric mean of the points; absent where too few dimensions have one.
    pub geometric: Option<f64>,
    /// The lowest and the highest that it could be; absent where no dimension applies.
    pub geometric_bounds: Option<(f64, f64)>,
    /// Share of applicable weight with a point; 0 where no dimension applies.
    pub coverage: f64,
    /// Dimensions with a point.
    pub defined: i32,
    /// Dimensions that apply.
    pub applicable: i32,
}

/// Scores an owner over all dimensions. `coverage_needed` is from 0 to 1.
#[must_use]
pub fn overall(parts: &[Part], coverage_needed: f64) -> Overall {
    let mut known: Vec<Known> = parts.iter().filter_map(Known::of).collect();
    // Sums of floating-point numbers depend on their order.
    known.sort_by_key(|part| part.dimension);
    let points: Vec<_> = known.iter().filter_map(|part| Some((part.weight, part.point?))).collect();
    let weight: f64 = known.iter().map(|part| part.weight).sum();
    let defined: f64 = points.iter().map(|(weight, _)| weight).sum();
    if weight <= 0.0 {
        return Overall::default();
    }
    let lower: Vec<_> = known.iter().map(|part| (part.weight, part.bounds.0)).collect();
    let upper: Vec<_> = known.iter().map(|part| (part.weight, part.bounds.1)).collect();
    let coverage = (defined / weight).clamp(0.0, 1.0);
    let enough = defined > 0.0 && coverage + ROUNDING >= coverage_needed;
    Overall {
        arithmetic: enough.then(|| arithmetic(&points)),
        bounds: Some((arithmetic(&lower), arithmetic(&upper))),
        geometric: enough.then(|| geometric(&points)),
        geometric_bounds: Some((geometric(&lower), geometric(&upper))),
        coverage,
        defined: count(points.len()),
        applicable: count(known.len()),
    }
}

/// What is known of a dimension that applies.
struct Known {
    dimension: DimensionId,
    weight: f64,
    point: Option<f64>,
    bounds: (f64, f64),
}

impl Known {
    fn of(part: &Part) -> Option<Self> {
        let own = part.score.bounds?;
        let point = part.score.point;
        let bounds = if point.is_some() { own } else { (0.0, 1.0) };
        Some(Self { dimension: part.dimension, weight: part.weight, point, bounds })
    }
}

/// Weighted arithmetic mean of (weight, value), of which there is one that weighs something.
fn arithmetic(values: &[(f64, f64)]) -> f64 {
    let weight: f64 = values.iter().map(|(weight, _)| weight).sum();
    let sum: f64 = values.iter().map(|(weight, value)| weight * value).sum();
    among(sum / weight, values)
}

/// Weighted geometric mean, never above the arithmetic one. Its logarithms are not the machine's: those of different machines differ in
/// their last bits.
fn geometric(values: &[(f64, f64)]) -> f64 {
    if values.iter().any(|(_, value)| *value <= 0.0) {
        return 0.0;
    }
    let weight: f64 = values.iter().map(|(weight, _)| weight).sum();
    let sum: f64 = values.iter().map(|(weight, value)| weight * libm::log(*value)).sum();
    among(libm::exp(sum / weight), values).min(arithmetic(values))
}

/// A mean is no lower than the lowest and no higher than the highest; where all are the same it is that, to the last bit.
fn among(mean: f64, values: &[(f64, f64)]) -> f64 {
    let values = values.iter().map(|(_, value)| *value);
    let lowest = values.clone().fold(1.0, f64::min);
    mean.max(lowest).min(values.fold(0.0, f64::max))
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maturity::scoring::{Item, Observation, Source, score};
    use ::entity::id::QuestionId;
    use proptest::prelude::*;

    /// A dimension that answers gave these bounds and this point.
    fn part(weight: f64, point: Option<f64>, bounds: Option<(f64, f64)>) -> Part {
        Part { dimension: DimensionId::new(), weight, score: Score { point, bounds, ..Score::default() } }
    }

    fn known(weight: f64, point: f64) -> Part {
        part(weight, Some(point), Some((point, point)))
    }

    /// What is known of some of it, too little for a point.
    fn open(weight: f64) -> Part {
        part(weight, None, Some((0.3, 0.9)))
    }

    fn away(weight: f64) -> Part {
        part(weight, None, None)
    }

    /// Worked by hand: each row is (what, dimensions, arithmetic with its bounds, geometric with its bounds, coverage, defined, applicable).
    #[test]
    fn follows_the_formula() {
        type Mean = (Option<f64>, Option<(f64, f64)>);
        type Row = (&'static str, Vec<Part>, Mean, Mean, f64, (i32, i32));
        let sure = |mean: f64| (Some(mean), Some((mean, mean)));
        let table: Vec<Row> = vec![
            ("no dimension", vec![], (None, None), (None, None), 0.0, (0, 0)),
            ("nothing applies", vec![away(1.0), away(2.0)], (None, None), (None, None), 0.0, (0, 0)),
            ("one", vec![known(2.0, 0.3)], sure(0.3), sure(0.3), 1.0, (1, 1)),
            // (1/4 + 1) / 2, and √(1/4 · 1).
            ("two", vec![known(1.0, 0.25), known(1.0, 1.0)], sure(0.625), sure(0.5), 1.0, (2, 2)),
            // (3 · 1 + 1/16) / 4, and the fourth root of 1/16.
            ("weights", vec![known(3.0, 1.0), known(1.0, 0.0625)], sure(0.765_625), sure(0.5), 1.0, (2, 2)),
            ("0 in one", vec![known(1.0, 0.0), known(3.0, 1.0)], sure(0.75), sure(0.0), 1.0, (2, 2)),
            ("one leaves", vec![known(1.0, 0.4), away(9.0)], sure(0.4), sure(0.4), 1.0, (1, 1)),
            // (3 · 0.5 + 2 · 0) / 5 and (3 · 0.5 + 2 · 1) / 5; 0.5 to the power of 3/5 is the fifth root of 1/8.
            (
                "one is open, which is just enough",
                vec![known(3.0, 0.5), open(2.0)],
                (Some(0.5), Some((0.3, 0.7))),
                (Some(0.5), Some((0.0, 0.125_f64.powf(0.2)))),
                0.6,
                (1, 2),
            ),
            (
                "too much is open",
                vec![known(1.0, 0.5), open(1.0)],
                (None, Some((0.25, 0.75))),
                (None, Some((0.0, 0.5_f64.sqrt()))),
                0.5,
                (1, 2),
            ),
            // (0.2 + 0.6) / 2, (0.1 + 0.5) / 2, (0.4 + 0.9) / 2; √0.12, √0.05, √0.36.
            (
                "points with bounds of their own",
                vec![part(1.0, Some(0.2), Some((0.1, 0.4))), part(1.0, Some(0.6), Some((0.5, 0.9)))],
                (Some(0.4), Some((0.3, 0.65))),
                (Some(0.12_f64.sqrt()), Some((0.05_f64.sqrt(), 0.6))),
                1.0,
                (2, 2),
            ),
            (
                "nothing known",
                vec![open(1.0)],
                (None, Some((0.0, 1.0))),
                (None, Some((0.0, 1.0))),
                0.0,
                (0, 1),
            ),
        ];
        for (what, parts, arithmetic, geometric, coverage, (defined, applicable)) in table {
            let found = overall(&parts, 0.6);
            let got = [(found.arithmetic, found.bounds), (found.geometric, found.geometric_bounds)];
            for ((got, got_bounds), (wanted, bounds)) in got.into_iter().zip([arithmetic, geometric]) {
                let got = [got, got_bounds.map(|both| both.0), got_bounds.map(|both| both.1)];
                let wanted = [wanted, bounds.map(|both| both.0), bounds.map(|both| both.1)];
                for (got, wanted) in got.into_iter().zip(wanted) {
                    let near = got.zip(wanted).is_some_and(|(got, wanted)| (got - wanted).abs() < ROUNDING);
                    assert!(near || got == wanted, "{what}: {found:?}");
                }
            }
            assert!((found.coverage - coverage).abs() < ROUNDING, "{what}: {found:?}");
            assert_eq!((found.defined, found.applicable), (defined, applicable), "{what}");
        }
    }

    /// Of the library whose logarithms are the same everywhere, and not those of the machine that the test runs on.
    #[test]
    fn the_last_bits_are_these() {
        let parts = [known(1.0, 0.1), known(2.0, 0.7), known(0.7, 0.3)];
        let found = overall(&parts, 0.6).geometric.unwrap();
        assert_eq!(
            found.to_bits(),
            libm::exp((libm::log(0.1) + 2.0 * libm::log(0.7) + 0.7 * libm::log(0.3)) / (1.0 + 2.0 + 0.7))
                .to_bits()
        );
        assert!((found - 0.3524).abs() < 1e-4, "{found}");
    }

    fn observation() -> impl Strategy<Value = Observation> {
        prop_oneof![
            3 => (0.0..=1.0).prop_map(Observation::Value),
            1 => Just(Observation::DontKnow),
            1 => Just(Observation::NotRelevant),
            1 => Just(Observation::Missing),
        ]
    }

    /// Dimensions with their weights and the items that they are measured by.
    fn dimensions() -> impl Strategy<Value = Vec<(f64, Vec<Item>)>> {
        let item = (0.0..10.0, observation()).prop_map(|(weight, observation)| Item {
            source: Source::Question(QuestionId::new()),
            weight,
            observation,
        });
        prop::collection::vec((0.001..1000.0, prop::collection::vec(item, 0..6)), 0..8)
    }

    fn scored(dimensions: &[(f64, Vec<Item>)]) -> Vec<Part> {
        let part = |(weight, items): &(f64, Vec<Item>)| Part {
            dimension: DimensionId::new(),
            weight: *weight,
            score: score(items, 0.6),
        };
        dimensions.iter().map(part).collect()
    }

    fn is_in(value: Option<f64>, bounds: Option<(f64, f64)>) -> bool {
        value.is_none_or(|value| {
            bounds.is_some_and(|(lower, upper)| lower <= value + ROUNDING && value <= upper + ROUNDING)
        })
    }

    proptest! {
        #[test]
        fn the_bounds_hold_the_means(dimensions in dimensions(), needed in 0.0..=1.0) {
            let found = overall(&scored(&dimensions), needed);
            prop_assert!(is_in(found.arithmetic, found.bounds) && is_in(found.geometric, found.geometric_bounds), "{found:?}");
            for (lower, upper) in [found.bounds, found.geometric_bounds].into_iter().flatten() {
                prop_assert!(0.0 <= lower && lower <= upper && upper <= 1.0, "{found:?}");
            }
            prop_assert!(found.defined <= found.applicable && (0.0..=1.0).contains(&found.coverage));
        }

        #[test]
        fn the_geometric_mean_is_never_above_the_arithmetic(dimensions in dimensions()) {
            let found = overall(&scored(&dimensions), 0.0);
            prop_assert!(found.geometric <= found.arithmetic, "{found:?}");
            let (arithmetic, geometric) = (found.bounds.unzip(), found.geometric_bounds.unzip());
            prop_assert!(geometric.0 <= arithmetic.0 && geometric.1 <= arithmetic.1, "{found:?}");
        }

        #[test]
        fn the_order_does_not_matter(dimensions in dimensions()) {
            let parts = scored(&dimensions);
            let mut reversed = parts.clone();
            reversed.reverse();
            prop_assert_eq!(overall(&parts, 0.6), overall(&reversed, 0.6));
        }

        #[test]
        fn another_answer_never_widens_the_bounds(dimensions in dimensions(), value in 0.0..=1.0) {
            let mut more = dimensions.clone();
            let is_open = |item: &&mut Item| matches!(item.observation, Observation::Missing | Observation::DontKnow);
            let Some(item) = more.iter_mut().flat_map(|(_, items)| items).find(is_open) else { return Ok(()) };
            item.observation = Observation::Value(value);
            let (before, after) = (overall(&scored(&dimensions), 0.6), overall(&scored(&more), 0.6));
            for (before, after) in [(before.bounds, after.bounds), (before.geometric_bounds, after.geometric_bounds)] {
                let (Some((lower, upper)), Some((lower_after, upper_after))) = (before, after) else { continue };
                prop_assert!(lower <= lower_after + ROUNDING && upper_after <= upper + ROUNDING);
            }
            prop_assert!(before.coverage <= after.coverage + ROUNDING);
        }
    }
}
