//! Scores of one owner in one dimension. Pure: the same input gives the same bits, in any order of the items.
//!
//! Over the items that apply, with weight *w* and value *y* in [0, 1] (`shared` design, "Maturity"):
//!
//! - coverage = Σ w(observed) / Σ w(applicable)
//! - point = Σ w·y / Σ w over the observed; published only where coverage reaches what the model needs
//! - lower = Σ w·y / Σ w(applicable), upper = (Σ w·y + Σ w(not observed)) / Σ w(applicable)
//!
//! «Not relevant» leaves the applicable. «Don't know» and no answer stay in it, as not observed, and are counted
//! apart. An answer that is worth nothing by design (an option without a score) does not apply either.

use ::entity::id::{MaturityItemId, QuestionId};
use serde::Serialize;

/// Sums of decimal weights miss by a little (3 of 5 items of weight 0.7 are 0.5999…); what misses a threshold by less
/// than this has reached it.
pub(super) const ROUNDING: f64 = 1e-9;

/// What is known of an item.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Observation {
    /// A value from 0 to 1.
    Value(f64),
    /// «Don't know», in an answer or a rating.
    DontKnow,
    /// «Not relevant», or answered with an option that has no score.
    NotRelevant,
    /// Not answered, not rated, or not known to the registry.
    Missing,
}

/// What says something about a dimension. Questions come before ratings and these before facts; each in the order of their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// A question, or a row of one.
    Question(QuestionId),
    /// An item of the model that is rated.
    Rating(MaturityItemId),
    /// An item of the model that the registry knows.
    Fact(MaturityItemId),
}

/// An item of a dimension, with what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Item {
    /// What it is; items are taken in the order of these.
    #[serde(flatten)]
    pub source: Source,
    /// Its weight, at least 0.
    pub weight: f64,
    /// What is known.
    pub observation: Observation,
}

/// The items that a question of this weight is measured by: itself, or its rows, which share its weight; a rating or a fact is one. Rows that do not apply
/// leave their share to the others.
#[must_use]
pub fn shared(weight: f64, observed: &[(Source, Observation)]) -> Vec<Item> {
    let applies = |observation: Observation| observation != Observation::NotRelevant;
    let applicable = observed.iter().filter(|(_, observation)| applies(*observation)).count();
    let each = observed.iter().map(|(source, observation)| {
        #[expect(clippy::cast_precision_loss, reason = "a question has at most 100 rows")]
        let share = if applies(*observation) { weight / applicable as f64 } else { 0.0 };
        Item { source: *source, weight: share, observation: *observation }
    });
    each.collect()
}

/// The score of an owner in a dimension.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// Absent where less than the model needs was observed.
    pub point: Option<f64>,
    /// The lowest and the highest that the answers allow; absent where nothing applies.
    pub bounds: Option<(f64, f64)>,
    /// Share of applicable weight that was observed; 0 where nothing applies.
    pub coverage: f64,
    /// Items with a value.
    pub observed: i32,
    /// Items answered «don't know».
    pub dont_know: i32,
    /// Items that do not apply.
    pub not_relevant: i32,
    /// Items not answered.
    pub missing: i32,
}

/// Scores one dimension. `coverage_needed` is from 0 to 1.
#[must_use]
pub fn score(items: &[Item], coverage_needed: f64) -> Score {
    let mut items = items.to_vec();
    // Sums of floating-point numbers depend on their order.
    items.sort_by_key(|item| item.source);
    let mut score = Score::default();
    let (mut applicable, mut observed, mut sum) = (0.0, 0.0, 0.0);
    for item in &items {
        match item.observation {
            Observation::Value(value) => {
                score.observed += 1;
                applicable += item.weight;
                observed += item.weight;
                sum += item.weight * value.clamp(0.0, 1.0);
            }
            Observation::DontKnow => {
                score.dont_know += 1;
                applicable += item.weight;
            }
            Observation::Missing => {
                score.missing += 1;
                applicable += item.weight;
            }
            Observation::NotRelevant => score.not_relevant += 1,
        }
    }
    if applicable > 0.0 {
        score.coverage = observed / applicable;
        let upper = (sum + (applicable - observed)) / applicable;
        score.bounds = Some(((sum / applicable).clamp(0.0, 1.0), upper.clamp(0.0, 1.0)));
        if observed > 0.0 && score.coverage + ROUNDING >= coverage_needed {
            score.point = Some((sum / observed).clamp(0.0, 1.0));
        }
    }
    score
}

/// The level that a score reaches: the highest whose threshold it is not below. Thresholds are in rising order.
#[must_use]
pub fn level(point: f64, thresholds: &[f64]) -> Option<usize> {
    thresholds.iter().rposition(|threshold| point + ROUNDING >= *threshold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn item(weight: f64, observation: Observation) -> Item {
        Item { source: Source::Question(QuestionId::new()), weight, observation }
    }

    use Observation::{DontKnow, Missing, NotRelevant, Value};

    /// Worked by hand: each row is (what, items, point, lower, upper, coverage).
    #[test]
    fn follows_the_formula() {
        type Row<'a> = (&'a str, &'a [(f64, Observation)], Option<f64>, Option<(f64, f64)>, f64);
        let decimals =
            [(0.7, Value(1.0)), (0.7, Value(1.0)), (0.7, Value(1.0)), (0.7, Missing), (0.7, DontKnow)];
        let table: &[Row<'_>] = &[
            ("nothing asked", &[], None, None, 0.0),
            ("one full answer", &[(1.0, Value(0.75))], Some(0.75), Some((0.75, 0.75)), 1.0),
            ("weights count", &[(3.0, Value(1.0)), (1.0, Value(0.0))], Some(0.75), Some((0.75, 0.75)), 1.0),
            (
                "don't know stays in the denominator",
                &[(3.0, Value(1.0)), (1.0, DontKnow)],
                Some(1.0),
                Some((0.75, 1.0)),
                0.75,
            ),
            ("missing likewise", &[(3.0, Value(0.5)), (1.0, Missing)], Some(0.5), Some((0.375, 0.625)), 0.75),
            ("too little for a point", &[(1.0, Value(1.0)), (1.0, Missing)], None, Some((0.5, 1.0)), 0.5),
            ("just enough", &[(3.0, Value(1.0)), (2.0, Missing)], Some(1.0), Some((0.6, 1.0)), 0.6),
            ("just enough, in decimals", &decimals, Some(1.0), Some((0.6, 1.0)), 0.6),
            (
                "not relevant leaves",
                &[(1.0, Value(0.25)), (9.0, NotRelevant)],
                Some(0.25),
                Some((0.25, 0.25)),
                1.0,
            ),
            ("nothing applies", &[(1.0, NotRelevant)], None, None, 0.0),
            ("nothing weighs", &[(0.0, Value(1.0))], None, None, 0.0),
            ("nothing known", &[(2.0, DontKnow), (2.0, Missing)], None, Some((0.0, 1.0)), 0.0),
        ];
        for (what, items, point, bounds, coverage) in table {
            let items: Vec<Item> =
                items.iter().map(|(weight, observation)| item(*weight, *observation)).collect();
            let score = score(&items, 0.6);
            let (lower, upper) = bounds.unzip();
            let (lower_got, upper_got) = score.bounds.unzip();
            let got = [score.point, lower_got, upper_got, Some(score.coverage)];
            for (got, wanted) in got.into_iter().zip([*point, lower, upper, Some(*coverage)]) {
                let near = got.zip(wanted).is_some_and(|(got, wanted)| (got - wanted).abs() < ROUNDING);
                assert!(near || got == wanted, "{what}: {score:?}");
            }
        }
    }

    /// Stored hashes are made of this text: it stays as it is for good.
    #[test]
    fn what_is_hashed_names_what_kind_it_is() {
        let key = uuid::Uuid::from_u128(7);
        let text = |source: Source| {
            serde_json::to_string(&Item { source, weight: 1.5, observation: Value(0.5) }).unwrap()
        };
        let hashed =
            |kind: &str| format!(r#"{{"{kind}":"{key}","weight":1.5,"observation":{{"Value":0.5}}}}"#);
        assert_eq!(text(Source::Question(QuestionId(key))), hashed("question"));
        assert_eq!(text(Source::Rating(MaturityItemId(key))), hashed("rating"));
        assert_eq!(text(Source::Fact(MaturityItemId(key))), hashed("fact"));
    }

    #[test]
    fn the_rows_of_a_question_share_its_weight() {
        let rows = |observations: &[Observation]| -> Vec<(Source, Observation)> {
            observations
                .iter()
                .map(|observation| (Source::Question(QuestionId::new()), *observation))
                .collect()
        };
        let weights = |observations: &[Observation]| -> Vec<f64> {
            shared(3.0, &rows(observations)).iter().map(|item| item.weight).collect()
        };
        assert_eq!(weights(&[Value(1.0)]), [3.0]);
        assert_eq!(weights(&[Value(1.0), DontKnow, NotRelevant]), [1.5, 1.5, 0.0]);
        assert_eq!(weights(&[NotRelevant, NotRelevant]), [0.0, 0.0]);
        // The mean over rows, as published in the case: 1, 0.5 and 0 of what is needed.
        let matrix = shared(1.0, &rows(&[Value(1.0), Value(0.5), Value(0.0), NotRelevant]));
        assert_eq!(score(&matrix, 0.6).point, Some(0.5));
    }

    #[test]
    fn a_level_begins_at_its_threshold() {
        let thresholds = [0.0, 0.25, 0.5];
        assert_eq!(level(0.0, &thresholds), Some(0));
        assert_eq!(level(0.2499, &thresholds), Some(0));
        assert_eq!(level(0.25, &thresholds), Some(1));
        assert_eq!(level(1.0, &thresholds), Some(2));
        assert_eq!(level(0.5, &[]), None);
    }

    fn observation() -> impl Strategy<Value = Observation> {
        prop_oneof![(0.0..=1.0).prop_map(Value), Just(DontKnow), Just(NotRelevant), Just(Missing)]
    }

    fn items() -> impl Strategy<Value = Vec<Item>> {
        prop::collection::vec((0.0..10.0, observation()).prop_map(|(weight, what)| item(weight, what)), 0..20)
    }

    proptest! {
        #[test]
        fn the_bounds_hold_the_point(items in items()) {
            let score = score(&items, 0.0);
            if let (Some(point), Some((lower, upper))) = (score.point, score.bounds) {
                prop_assert!(lower <= point + ROUNDING && point <= upper + ROUNDING);
                prop_assert!((0.0..=1.0).contains(&lower) && (0.0..=1.0).contains(&upper));
            }
        }

        #[test]
        fn the_order_does_not_matter(items in items()) {
            let mut reversed = items.clone();
            reversed.reverse();
            prop_assert_eq!(score(&items, 0.6), score(&reversed, 0.6));
        }

        #[test]
        fn another_answer_never_widens_the_bounds(items in items(), value in 0.0..=1.0) {
            let before = score(&items, 0.6);
            let Some(open) = items.iter().position(|item| matches!(item.observation, Missing | DontKnow)) else { return Ok(()) };
            let mut more = items.clone();
            more[open].observation = Value(value);
            let (Some((lower, upper)), Some((lower_after, upper_after))) = (before.bounds, score(&more, 0.6).bounds) else {
                return Ok(());
            };
            prop_assert!(lower <= lower_after + ROUNDING && upper_after <= upper + ROUNDING);
        }
    }
}
