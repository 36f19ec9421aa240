//! What limits of questions make impossible: rules that never hold, and rules that refuse every answer.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::*;
use super::never::{every_answer, tight};
use super::samples::{day, scope};

/// Questions with limits, and nothing offered but values.
fn narrow() -> Scope {
    let mut scope = scope();
    let limits = [
        ("A", Limits { whole: true, ..Limits::default() }),
        (
            "D",
            Limits { earliest: Some(day(2026, 1, 1)), latest: Some(day(2026, 12, 31)), ..Limits::default() },
        ),
        ("M", Limits { at_most: Some(1), ..Limits::default() }),
        ("T", Limits { longest: Some(20), ..Limits::default() }),
    ];
    for (code, limits) in limits {
        scope.questions.get_mut(code).unwrap().limits = limits;
    }
    for question in scope.questions.values_mut() {
        question.allows_dont_know = false;
        question.allows_not_relevant = false;
    }
    scope
}

#[test]
fn limits_make_rules_impossible() {
    for (rule, may_hold) in [
        ("A = 1.5", false),
        ("A > 1 and A < 2", false),
        ("A = 2", true),
        ("D < date(\"2026-01-01\")", false),
        ("D <= date(\"2026-01-01\")", true),
        ("D > date(\"2026-12-31\")", false),
        ("count(M) = 2", false),
        ("any(M, \"x\") and any(M, \"y\")", false),
        ("any(M, \"x\", \"y\") and any(M, \"y\", \"z\")", true),
        ("length(T) > 20", false),
        ("length(T) = 20", true),
        ("A + 1 < 0", false),
        ("A - 1 < 0", true),
        ("-A > 0", false),
        ("A * 2 > 10", false),
        ("A * -2 > 0", false),
        ("A / 2 > 2.4", true),
        ("A / 2 > 2.6", false),
        ("A / 0 > 1", false),
        ("empty(A / 0)", true),
        ("1 / A > 100", true),
        ("sum(G) > 10", false),
        ("sum(G) = 10", true),
        ("max(G) > 5", false),
        ("abs(A - 10) < 5", false),
        ("round(A / 10) = 1", true),
        ("A > E + 5 and E = 1", true),
        ("A > G.u + 5", false),
        ("A >= G.u + 5", true),
        ("D + 30 < date(\"2026-01-01\")", true),
    ] {
        let expression = parse(rule).unwrap();
        assert_eq!(check(&expression, Type::Boolean, &narrow(), Reach::Through(Position(99))), [], "{rule}");
        assert_eq!(can_hold(&expression, &narrow()), may_hold, "{rule}");
    }
}

#[test]
fn rules_that_refuse_every_answer_are_found() {
    for (rule, code, may_be_valid) in [
        ("false", "A", false),
        ("1 = 2", "B", false),
        ("A > 5", "A", false),
        ("A >= 5", "A", true),
        ("A > 5 and B = \"a\"", "A", false),
        // B may be empty, and so may the whole.
        ("A > 1 and B = \"a\" and B = \"b\"", "A", true),
        ("A > 5 or B = \"a\"", "A", true),
        ("empty(A)", "A", false),
        ("A / 0 > 1", "A", true),
        ("10 / A < 1", "A", true),
        ("A + E > 1", "A", true),
        ("not answered(M)", "M", false),
        ("count(M) > 1", "M", false),
        ("all(X, \"p\") and X.r = \"m\"", "X", false),
        ("B != \"a\" and B != \"b\" and B != \"c\"", "B", false),
    ] {
        assert_eq!(can_be_valid(&parse(rule).unwrap(), code, &narrow()), may_be_valid, "{rule}");
    }
    // «Don't know» is an answer, and leaves the rule empty.
    assert!(can_be_valid(&parse("A > 5").unwrap(), "A", &scope()));
    assert!(!can_be_valid(&parse("false").unwrap(), "A", &scope()));
}

fn is_full(answer: &Answer) -> bool {
    match answer {
        Answer::Single(cell) => matches!(cell, Cell::Known(_)),
        Answer::Rows { rows } => rows.values().all(|cell| matches!(cell, Cell::Known(_))),
        Answer::Choices(_) | Answer::Group { .. } => true,
    }
}

proptest! {
    #[test]
    fn what_refuses_every_answer_does(source in tight(), code in prop::sample::select(&["A", "B", "C", "D", "M", "X"])) {
        let Ok(expression) = parse(&source) else { return Ok(()) };
        let mut scope = narrow();
        for question in scope.questions.values_mut() {
            question.limits = Limits::default();
        }
        if can_be_valid(&expression, code, &scope) {
            return Ok(());
        }
        let mut codes: BTreeSet<String> = expression.references().questions.into_iter().map(|one| one.code).collect();
        codes.insert(code.to_owned());
        let choices: Vec<(String, Vec<Answer>)> = codes.into_iter().map(|of| {
            let mut answers = every_answer(&of);
            if of == code {
                answers.retain(is_full);
            }
            (of, answers)
        }).collect();
        let ways: usize = choices.iter().map(|(_, answers)| answers.len()).product();
        for way in (0..ways).step_by(1 + ways / 3_000) {
            let mut rest = way;
            let mut answers = BTreeMap::new();
            for (of, choices) in &choices {
                answers.insert(of.clone(), choices[rest % choices.len()].clone());
                rest /= choices.len();
            }
            let environment = Environment { answers, ..Environment::new(day(2026, 5, 30)) };
            prop_assert_eq!(evaluate(&expression, &environment), Some(Scalar::Boolean(false)), "{}", source);
        }
    }
}
