//! How a score came about: what each item gave, and which question is worth asking next. Pure; the sums are those of
//! [`scoring`](super::scoring).

use super::scoring::{Item, Observation, Score};

/// What an item of a dimension gave to the owner's score in it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// Part of the point: w·y / Σ w over the observed. Absent where it has no value, or where there is no point.
    pub of_point: Option<f64>,
    /// Part of the lower bound: w·y / Σ w over the applicable. Absent where it does not apply.
    pub of_lower: Option<f64>,
    /// Part of the upper bound: the same, or w / Σ w where nothing is known. Absent where it does not apply.
    pub of_upper: Option<f64>,
}

/// What each of these items gave to the score that is computed from all of them, in their order.
#[must_use]
pub fn shares(items: &[Item], score: &Score) -> Vec<Share> {
    let applicable: f64 = items.iter().filter(|item| applies(item)).map(|item| item.weight).sum();
    let observed: f64 = items.iter().filter(|item| value(item).is_some()).map(|item| item.weight).sum();
    let share = |item: &Item| {
        if !applies(item) || applicable <= 0.0 {
            return Share::default();
        }
        let known = value(item);
        let points = score.point.is_some() && observed > 0.0;
        Share {
            of_point: known.filter(|_| points).map(|value| item.weight * value / observed),
            of_lower: Some(item.weight * known.unwrap_or(0.0) / applicable),
            of_upper: Some(item.weight * known.unwrap_or(1.0) / applicable),
        }
    };
    items.iter().map(share).collect()
}

/// Which of these questions, each with the items that it is measured by, narrows the gap between the bounds most when it is answered: its
/// place and by how much, where the dimension is measured by these others too. The first of those that are worth the same; none where nothing is open.
#[must_use]
pub fn next_question(questions: &[Vec<Item>], others: &[Item]) -> Option<(usize, f64)> {
    let all = questions.iter().flatten().chain(others).filter(|item| applies(item));
    let applicable: f64 = all.map(|item| item.weight).sum();
    let mut best: Option<(usize, f64)> = None;
    for (place, items) in questions.iter().enumerate() {
        let open = items.iter().filter(|item| applies(item) && value(item).is_none());
        let open: f64 = open.map(|item| item.weight).sum();
        if open > best.map_or(0.0, |(_, most)| most) {
            best = Some((place, open));
        }
    }
    best.map(|(place, open)| (place, (open / applicable).clamp(0.0, 1.0)))
}

fn applies(item: &Item) -> bool {
    item.observation != Observation::NotRelevant
}

fn value(item: &Item) -> Option<f64> {
    match item.observation {
        Observation::Value(value) => Some(value.clamp(0.0, 1.0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maturity::scoring::{ROUNDING, Source, score};
    use ::entity::id::QuestionId;
    use Observation::{DontKnow, Missing, NotRelevant, Value};
    use proptest::prelude::*;

    fn item(weight: f64, observation: Observation) -> Item {
        Item { source: Source::Question(QuestionId::new()), weight, observation }
    }

    /// Worked by hand: of 10 that apply 8 are observed. 6 · 0.5 / 8 and 2 · 1 / 8 make 0.625; 3 / 10 and 2 / 10 make 0.5; with 2 / 10 open 0.7.
    #[test]
    fn each_item_gives_its_share() {
        let items =
            [item(6.0, Value(0.5)), item(2.0, Value(1.0)), item(2.0, DontKnow), item(5.0, NotRelevant)];
        let found = shares(&items, &score(&items, 0.6));
        let of =
            |point, lower, upper| Share { of_point: point, of_lower: Some(lower), of_upper: Some(upper) };
        assert_eq!(found[..3], [of(Some(0.375), 0.3, 0.3), of(Some(0.25), 0.2, 0.2), of(None, 0.0, 0.2)]);
        assert_eq!(found[3], Share::default());
        // The same bounds where too little is known for a point.
        let without = shares(&items, &score(&items, 0.9));
        assert_eq!(without[0], of(None, 0.3, 0.3));
        assert_eq!(shares(&[item(0.0, Missing)], &Score::default()), [Share::default()]);
    }

    #[test]
    fn the_heaviest_open_question_is_next_and_of_the_same_the_first() {
        let questions = [
            vec![item(5.0, Value(0.1))],
            vec![item(1.0, Missing)],
            // A matrix, two of whose rows are open.
            vec![item(1.0, Missing), item(1.0, Value(1.0)), item(1.0, DontKnow)],
            vec![item(2.0, DontKnow)],
            vec![item(9.0, NotRelevant)],
        ];
        // 2 of 11 that apply.
        assert_eq!(next_question(&questions, &[]), Some((2, 2.0 / 11.0)));
        // Ratings and facts weigh with them, and are no questions to ask.
        assert_eq!(
            next_question(&questions, &[item(9.0, Missing), item(5.0, NotRelevant)]),
            Some((2, 2.0 / 20.0))
        );
        assert_eq!(next_question(&questions[..2], &[]), Some((1, 1.0 / 6.0)));
        assert_eq!(next_question(&questions[..1], &[]), None);
        assert_eq!(next_question(&[vec![item(0.0, Missing)]], &[]), None);
        assert_eq!(next_question(&[], &[]), None);
    }

    fn observation() -> impl Strategy<Value = Observation> {
        prop_oneof![(0.0..=1.0).prop_map(Value), Just(DontKnow), Just(NotRelevant), Just(Missing)]
    }

    proptest! {
        #[test]
        fn the_shares_add_up_to_the_score(
            items in prop::collection::vec((0.0..10.0, observation()).prop_map(|(weight, what)| item(weight, what)), 0..20),
        ) {
            let score = score(&items, 0.6);
            let found = shares(&items, &score);
            let sum = |of: fn(&Share) -> Option<f64>| found.iter().filter_map(of).sum::<f64>();
            if let Some(point) = score.point {
                prop_assert!((sum(|share| share.of_point) - point).abs() < ROUNDING);
            } else {
                prop_assert!(found.iter().all(|share| share.of_point.is_none()));
            }
            let (lower, upper) = score.bounds.unwrap_or_default();
            prop_assert!((sum(|share| share.of_lower) - lower).abs() < ROUNDING && (sum(|share| share.of_upper) - upper).abs() < ROUNDING);
        }

        #[test]
        fn answering_the_next_question_narrows_the_gap_by_as_much_as_it_says_and_no_other_more(
            items in prop::collection::vec((0.0..10.0, observation()).prop_map(|(weight, what)| item(weight, what)), 1..20),
            value in 0.0..=1.0,
        ) {
            let gap = |items: &[Item]| score(items, 0.6).bounds.map_or(0.0, |(lower, upper)| upper - lower);
            let without = |place: usize| {
                let mut more = items.clone();
                more[place].observation = Value(value);
                gap(&items) - gap(&more)
            };
            let questions: Vec<Vec<Item>> = items.iter().map(|item| vec![*item]).collect();
            let Some((place, narrows)) = next_question(&questions, &[]) else {
                prop_assert!(gap(&items) < ROUNDING);
                return Ok(());
            };
            prop_assert!((without(place) - narrows).abs() < ROUNDING);
            for other in (0..items.len()).filter(|other| items[*other].observation != NotRelevant) {
                prop_assert!(without(other) <= narrows + ROUNDING);
            }
        }
    }
}
