//! Which rules are found to be never true, and that no other is.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::*;
use super::samples::{boolean, day, scope};

fn may_hold(source: &str) -> bool {
    let expression = parse(source).unwrap();
    let faults = check(&expression, Type::Boolean, &scope(), Reach::Through(Position(99)));
    assert_eq!(faults, [], "{source}");
    can_hold(&expression, &scope())
}

const NEVER: &[&str] = &[
    "false",
    "1 > 2",
    "A > 1 / 0",
    "B = \"a\" and B = \"b\"",
    "B = \"a\" and not B = \"a\"",
    "B = \"a\" and B not in (\"a\", \"b\")",
    "B != \"a\" and B != \"b\" and B != \"c\"",
    "not (B = \"a\" or B in (\"b\", \"c\"))",
    "not (empty(B) or B in (\"a\", \"b\", \"c\"))",
    "(B = \"a\" or B = \"b\") and B = \"c\"",
    "X.r = \"p\" and X.r = \"m\"",
    "owner.sector = \"state\" and owner.sector = \"city\"",
    "C and not C",
    "C = false and C",
    "A > 3 and A < 2",
    "A > 3 and A <= 3",
    "A > 5",
    "A in (1, 2) and A > 2",
    "A not in (1, 2) and A in (1, 2)",
    "A = 1 and A != 1",
    "2 < A and 1 > A",
    "G.u < 0",
    "E > 2 + 3 and E < 10 / 2",
    "E + 1 > 5 and E + 1 < 5",
    "A != A",
    "B != B or E < E",
    "D > date(\"2026-05-31\") and D < date(\"2026-05-31\")",
    "D > date(\"2026-05-30\") and D < date(\"2026-05-31\")",
    "D = date(\"2026-05-31\") and D in (date(\"2026-06-01\"))",
    "today() < date(\"2026-01-01\") and today() > date(\"2026-01-01\")",
    "empty(A) and A > 1",
    "empty(B) and answered(B)",
    "dont_know(B) and B = \"a\"",
    "dont_know(B) and not_relevant(B)",
    "dont_know(B) and not dont_know(B)",
    "not A >= 0",
    "not A <= 5",
    "0 > A",
    "5 < A",
    "dont_know(B) and answered(B)",
    "count(M) > 3",
    "count(M) < 1",
    "count(M) > 1 and count(M) < 2",
    "count_of(X, \"p\") > 2",
    "length(T) < 0",
    "T = \"\"",
    "T = \"a\" and T = \"b\"",
    "abs(A) < 0",
    "round(E) = 0.5",
    "any(M, \"x\") and not any(M, \"x\", \"y\")",
    "all(M, \"x\") and any(M, \"y\")",
    "not any(M, \"x\", \"y\", \"z\")",
    "all(X, \"p\") and X.s = \"m\"",
    "not any(X, \"p\") and X.r = \"p\"",
    "all(X, \"p\") and not all(X, \"p\", \"m\")",
    "any(R.kind, \"k\") and all(R.kind, \"l\")",
    "(A > 3) = true and A < 2",
    "(B in (\"a\")) != true and B = \"a\"",
];

#[test]
fn finds_rules_that_are_never_true() {
    for never in NEVER {
        assert!(!may_hold(never), "{never}");
    }
}

#[test]
fn does_not_cry_wolf() {
    for maybe in [
        "true",
        "A > 0",
        "B != \"a\"",
        "any(X, \"p\", \"m\")",
        "A >= 5",
        "A > 4 and A < 5",
        "A >= 3 and A <= 3",
        "D >= date(\"2026-05-31\") and D <= date(\"2026-05-31\")",
        "any(X, \"p\") and any(X, \"m\")",
        "any(X, \"p\") and X.s = \"m\"",
        "any(X, \"p\") and X.s = \"m\" and X.r = \"m\"",
        "any(M, \"x\") and any(M, \"y\") and not all(M, \"x\", \"y\")",
        "X.r = \"p\" and X.s = \"m\"",
        "not dont_know(B) and B = \"a\"",
        "not dont_know(B) and empty(B)",
        "empty(A) and empty(A + E)",
        "E != E + 1",
        "not (B = \"a\" and B = \"b\") and answered(B)",
        "not A < 5",
        "not A > 0",
        "not A <= 4",
        "not A >= 1",
        "not A = 5 and A > 4",
        "not A != 5",
        "5 <= A",
        "0 >= A",
        "not 5 > A",
        "count(M) = 3",
        "count(X) = 2 and dont_know(E)",
    ] {
        assert!(may_hold(maybe), "{maybe}");
    }
}

#[test]
fn gives_up_on_too_many_alternatives() {
    let alternatives: Vec<String> =
        ["A", "E", "G.u", "G.v", "or", "owner.size", "abs(A)", "abs(E)", "A + 1", "E + 1", "A + 2", "E + 2"]
            .iter()
            .map(|what| if *what == "or" { "${or} != 1".to_owned() } else { format!("{what} != 1") })
            .collect();
    let many = alternatives.join(" and ");
    assert!(may_hold(&many));
    // What is given up must not be taken for impossible, and what is impossible beside it may still be found.
    assert!(may_hold(&format!("({many}) or C")));
    assert!(!may_hold(&format!("{many} and C and not C")));
}

fn cells(codes: &[&str]) -> Vec<Cell> {
    let known = codes.iter().map(|code| Cell::Known(Scalar::Text((*code).to_owned())));
    known.chain([Cell::None(Absence::NotAnswered), Cell::None(Absence::DontKnow)]).collect()
}

fn singles(cells: impl IntoIterator<Item = Cell>) -> Vec<Answer> {
    cells.into_iter().map(Answer::Single).collect()
}

/// Every answer worth telling apart, of the questions with few.
pub(super) fn every_answer(code: &str) -> Vec<Answer> {
    let absent =
        [Absence::NotAnswered, Absence::DontKnow, Absence::NotRelevant, Absence::NotShown].map(Cell::None);
    let mut answers = singles(absent);
    match code {
        "A" => {
            answers.extend(singles((-2..=11).map(|half| Cell::Known(Scalar::Number(f64::from(half) / 2.0)))))
        }
        "B" => answers.extend(singles(cells(&["a", "b", "c"]))),
        "C" => answers.extend(singles([true, false].map(|boolean| Cell::Known(Scalar::Boolean(boolean))))),
        "D" => answers.extend(singles((28..=31).map(|at| Cell::Known(Scalar::Date(day(2026, 5, at)))))),
        "M" => answers.extend((1..8_usize).map(|bits| {
            let chosen: BTreeSet<String> = ["x", "y", "z"]
                .into_iter()
                .enumerate()
                .filter(|(at, _)| bits >> at & 1 == 1)
                .map(|(_, option)| option.to_owned())
                .collect();
            Answer::Choices(chosen)
        })),
        _ => answers.extend(cells(&["m", "n", "p"]).into_iter().flat_map(|first| {
            cells(&["m", "n", "p"]).into_iter().map(move |second| {
                let rows = [("r".to_owned(), first.clone()), ("s".to_owned(), second)];
                Answer::Rows { rows: rows.into() }
            })
        })),
    }
    // A limits of 0 to 5 is what the scope says; the answers outside it were only there to be left out.
    answers.retain(|answer| !matches!(answer, Answer::Single(Cell::Known(Scalar::Number(n))) if !(0.0..=5.0).contains(n)));
    answers
}

fn atom() -> impl Strategy<Value = String> {
    prop::sample::select(&[
        "A > 1",
        "A < 2",
        "A = 3",
        "A != 3",
        "A in (1, 2)",
        "A not in (0, 1, 5)",
        "A >= 1",
        "B = \"a\"",
        "B != \"a\"",
        "B in (\"b\", \"c\")",
        "B not in (\"b\")",
        "C",
        "C = false",
        "D > date(\"2026-05-29\")",
        "D < date(\"2026-05-30\")",
        "D = date(\"2026-05-30\")",
        "any(M, \"x\")",
        "any(M, \"y\", \"z\")",
        "all(M, \"x\")",
        "all(M, \"x\", \"y\")",
        "count(M) > 1",
        "count(M) = 1",
        "count_of(M, \"x\") = 0",
        "any(X, \"p\")",
        "all(X, \"p\", \"m\")",
        "all(X, \"n\")",
        "X.r = \"p\"",
        "X.s != \"p\"",
        "X.r = X.s",
        "count(X) = 2",
        "empty(A)",
        "answered(B)",
        "empty(M)",
        "empty(X)",
        "answered(X.r)",
        "dont_know(B)",
        "not_relevant(B)",
        "dont_know(X)",
        "dont_know(X.r)",
        "(A > 1) = C",
        "A + 1 > 3",
        "A + 1 < 2",
        "true",
        "false",
    ])
    .prop_map(str::to_owned)
}

/// Rules that are often never true.
pub(super) fn tight() -> impl Strategy<Value = String> {
    atom().prop_recursive(4, 12, 4, |below| {
        prop_oneof![
            3 => prop::collection::vec(below.clone(), 2..5).prop_map(|parts| format!("({})", parts.join(" and "))),
            1 => prop::collection::vec(below.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            1 => below.prop_map(|part| format!("not ({part})")),
        ]
    })
}

/// Whether some answers to what the rule looks at make it true; as many as there are ways, up to a bound.
fn holds_for_some(expression: &Expression) -> Option<bool> {
    let codes: BTreeSet<String> = expression.references().questions.into_iter().map(|one| one.code).collect();
    let choices: Vec<(String, Vec<Answer>)> =
        codes.into_iter().map(|code| (code.clone(), every_answer(&code))).collect();
    let ways: usize = choices.iter().map(|(_, answers)| answers.len()).product();
    if ways > 5_000 {
        return None;
    }
    let holds = (0..ways).any(|way| {
        let mut rest = way;
        let mut answers = BTreeMap::new();
        for (code, choices) in &choices {
            answers.insert(code.clone(), choices[rest % choices.len()].clone());
            rest /= choices.len();
        }
        let environment = Environment { answers, ..Environment::new(day(2026, 5, 30)) };
        evaluate(expression, &environment) == Some(Scalar::Boolean(true))
    });
    Some(holds)
}

proptest! {
    #[test]
    fn never_is_never_for_any_answers(source in tight()) {
        let Ok(expression) = parse(&source) else { return Ok(()) };
        if !can_hold(&expression, &scope()) {
            prop_assert_ne!(holds_for_some(&expression), Some(true), "{}", source);
        }
    }

    #[test]
    fn a_rule_or_its_opposite_may_hold_or_both_are_empty(expression in boolean(2)) {
        let opposite = parse(&format!("not ({expression})"));
        let empty = parse(&format!("empty({expression})"));
        let (Ok(opposite), Ok(empty)) = (opposite, empty) else { return Ok(()) };
        let scope = scope();
        prop_assert!(can_hold(&expression, &scope) || can_hold(&opposite, &scope) || can_hold(&empty, &scope));
    }
}

#[test]
fn most_rules_that_never_hold_are_found() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut never, mut found) = (0, 0);
    for _ in 0..400 {
        let source = tight().new_tree(&mut runner).unwrap().current();
        let Ok(expression) = parse(&source) else { continue };
        if holds_for_some(&expression) == Some(false) {
            never += 1;
            found += usize::from(!can_hold(&expression, &scope()));
        }
    }
    assert!(never > 50 && found * 10 >= never * 8, "{found} of {never}");
}
