//! Random answers and facts for the sample questionnaire.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::super::*;
use super::samples::{day, scope};

pub(super) fn small_number() -> impl Strategy<Value = f64> {
    prop_oneof![3 => (-2..7).prop_map(f64::from), 1 => (-60..60).prop_map(|tenths| f64::from(tenths) / 10.0)]
}

pub(super) fn any_date() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        4 => (0..20_u64).prop_map(|later| day(2026, 11, 15) + Days::new(later)),
        1 => (0..3_287_181_u64).prop_map(|later| day(1000, 1, 1) + Days::new(later)),
    ]
}

fn absence() -> impl Strategy<Value = Cell> {
    prop::sample::select(&[Absence::NotAnswered, Absence::DontKnow, Absence::NotRelevant, Absence::NotShown])
        .prop_map(Cell::None)
}

fn cell(single: &Single) -> BoxedStrategy<Cell> {
    let known = match single {
        Single::Number(range) => {
            let (low, high) = (range.minimum.unwrap_or(-1e9), range.maximum.unwrap_or(1e9));
            small_number().prop_map(move |number| Scalar::Number(number.clamp(low, high))).boxed()
        }
        Single::Text => prop::sample::select(&["", "x", "å \"x\\", "æøå"])
            .prop_map(|text| Scalar::Text(text.to_owned()))
            .boxed(),
        Single::Boolean => any::<bool>().prop_map(Scalar::Boolean).boxed(),
        Single::Date => any_date().prop_map(Scalar::Date).boxed(),
        Single::Choice(options) => {
            prop::sample::select(options.iter().cloned().collect::<Vec<_>>()).prop_map(Scalar::Text).boxed()
        }
    };
    prop_oneof![4 => known.prop_map(Cell::Known), 1 => absence()].boxed()
}

fn row<'a>(cells: impl Iterator<Item = (&'a String, Single)>) -> BoxedStrategy<BTreeMap<String, Cell>> {
    let cells: Vec<_> = cells.map(|(code, single)| (Just(code.clone()), cell(&single))).collect();
    cells.prop_map(|cells| cells.into_iter().collect()).boxed()
}

/// Answers that are as the shape says.
fn answer(shape: &Shape) -> BoxedStrategy<Answer> {
    let known = match shape {
        Shape::Single(single) => cell(single).prop_map(Answer::Single).boxed(),
        Shape::Choices(options) => {
            let options: Vec<_> = options.iter().cloned().collect();
            prop::sample::subsequence(options.clone(), 0..=options.len())
                .prop_map(|chosen| Answer::Choices(chosen.into_iter().collect()))
                .boxed()
        }
        Shape::Matrix { rows, options } => {
            row(rows.iter().map(|code| (code, Single::Choice(options.clone()))))
                .prop_map(|rows| Answer::Rows { rows })
                .boxed()
        }
        Shape::Grid { rows, range } => row(rows.iter().map(|code| (code, Single::Number(*range))))
            .prop_map(|rows| Answer::Rows { rows })
            .boxed(),
        Shape::Group { fields } => {
            let row = row(fields.iter().map(|(code, single)| (code, single.clone())));
            prop::collection::vec(row, 0..4).prop_map(|group| Answer::Group { group }).boxed()
        }
    };
    prop_oneof![5 => known, 1 => absence().prop_map(Answer::Single)].boxed()
}

fn answers<'a>(
    shapes: impl Iterator<Item = (&'a String, &'a Shape)>,
) -> BoxedStrategy<BTreeMap<String, Answer>> {
    let answers: Vec<_> = shapes.map(|(code, shape)| (Just(code.clone()), answer(shape))).collect();
    answers.prop_map(|answers| answers.into_iter().collect()).boxed()
}

/// Answers and facts for [`scope`].
pub(super) fn environment() -> impl Strategy<Value = Environment> {
    let scope = scope();
    let questions = answers(scope.questions.iter().map(|(code, question)| (code, &question.shape)));
    (questions, answers(scope.facts.iter()), any_date()).prop_map(|(answers, facts, today)| Environment {
        answers,
        facts,
        today,
    })
}
