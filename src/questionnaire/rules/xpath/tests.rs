use std::collections::BTreeMap;

use super::super::ast::Reference;
use super::super::scope::{Limits, Position, Question, Range, Scope, Shape, Single};
use super::*;
use crate::questionnaire::rules::parse;

fn codes(codes: &[&str]) -> std::collections::BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn scope() -> Scope {
    let question = |position, shape| Question {
        position: Position(position),
        shape,
        allows_dont_know: true,
        allows_not_relevant: false,
        limits: Limits::default(),
    };
    let shapes = [
        ("one", Shape::Single(Single::Choice(codes(&["a", "b"])))),
        ("some", Shape::Choices(codes(&["a", "b", "c"]))),
        ("number", Shape::Single(Single::Number(Range::default()))),
        ("text", Shape::Single(Single::Text)),
        ("day", Shape::Single(Single::Date)),
        ("matrix", Shape::Matrix { rows: codes(&["r", "s"]), options: codes(&["m", "n"]) }),
        ("grid", Shape::Grid { rows: codes(&["u", "v"]), range: Range::default() }),
        ("group", Shape::Group { fields: BTreeMap::from([("name".to_owned(), Single::Text)]) }),
    ];
    let questions = shapes.into_iter().enumerate();
    let questions = questions.map(|(at, (code, shape))| (code.to_owned(), question(at, shape)));
    Scope { questions: questions.collect(), facts: BTreeMap::new() }
}

fn said(rule: &str) -> Result<String, String> {
    holds(&parse(rule).unwrap(), &scope(), None).map_err(|unsaid| unsaid.what)
}

#[test]
fn a_rule_is_said_so_that_nothing_answered_is_not_taken_for_something() {
    for (rule, words) in [
        ("number > 3", "${number} > 3"),
        ("number != 3", "${number} != '' and ${number} != 3"),
        ("one = \"a\"", "${one} = 'a'"),
        ("one != \"a\"", "${one} != '' and ${one} != 'dont_know' and ${one} != 'a'"),
        (
            "not one = \"a\" or dont_know(one)",
            "${one} != '' and ${one} != 'dont_know' and ${one} != 'a' or ${one} = 'dont_know'",
        ),
        ("one in (\"a\", \"b\")", "${one} = 'a' or ${one} = 'b'"),
        ("any(some, \"a\", \"b\")", "selected(${some}, 'a') or selected(${some}, 'b')"),
        (
            "not any(some, \"a\")",
            "${some} != '' and not(selected(${some}, 'dont_know')) and not(selected(${some}, 'a'))",
        ),
        (
            "all(some, \"a\", \"b\")",
            "${some} != '' and not(selected(${some}, 'dont_know')) and not(selected(${some}, 'c'))",
        ),
        (
            "count(some) <= 2",
            "${some} != '' and not(selected(${some}, 'dont_know')) and count-selected(${some}) <= 2",
        ),
        ("matrix.r = \"m\"", "${matrix.r} = 'm'"),
        ("any(matrix, \"m\")", "${matrix.r} = 'm' or ${matrix.s} = 'm'"),
        ("all(matrix, \"m\")", "${matrix.r} = 'm' and ${matrix.s} = 'm'"),
        ("answered(text)", "${text} != ''"),
        ("empty(one)", "${one} = '' or ${one} = 'dont_know'"),
        ("length(text) > 3", "${text} != '' and string-length(${text}) > 3"),
        ("text = \"it's\"", "${text} = \"it's\""),
        ("day < today()", "${day} < today()"),
        ("day + 30 >= date(\"2026-01-01\")", "${day} + 30 >= date('2026-01-01')"),
        (
            "sum(grid) = 3",
            "(${grid.u} != '' or ${grid.v} != '') and (coalesce(${grid.u}, 0) + coalesce(${grid.v}, 0)) = 3",
        ),
        ("dont_know(number)", "false()"),
        ("count(group) >= 2", "count(${group}) > 0 and count(${group}) >= 2"),
        ("true", "true()"),
    ] {
        assert_eq!(said(rule).as_deref(), Ok(words), "{rule}");
    }
    for (rule, what) in [
        ("owner.sector = \"stat\" and number > 1", "owner.sector"),
        ("count_of(some, \"a\") = 1", "count_of(some, \"a\")"),
        ("answered(group)", "answered(group)"),
        ("round(number) = 1", "round(number)"),
    ] {
        assert_eq!(said(rule), Err(what.to_owned()), "{rule}");
    }
}

#[test]
fn a_constraint_lets_what_is_not_known_pass() {
    let constraint = |rule: &str| is_not_false(&parse(rule).unwrap(), &scope(), Some("number")).unwrap();
    assert_eq!(constraint("number > 3 and number != 7"), ". > 3 and . != '' and . != 7");
    // Who does not know is not told to choose another.
    let choice = is_not_false(&parse("one != \"a\"").unwrap(), &scope(), Some("one")).unwrap();
    assert_eq!(choice, "not(. = 'a')");
    assert_eq!(
        constraint("number > 3 or one = \"a\""),
        "not(. <= 3 and ${one} != '' and ${one} != 'dont_know' and ${one} != 'a')"
    );
}

fn names() -> Names {
    let named = |code: &str, part: Option<&str>, takes, options: &[(&str, &str)]| Named {
        reference: Reference { code: code.to_owned(), part: part.map(str::to_owned) },
        takes,
        options: options.iter().map(|(name, code)| ((*name).to_owned(), (*code).to_owned())).collect(),
        dont_know: (takes != Takes::Value).then(|| "dk".to_owned()),
        not_relevant: None,
    };
    let choices = [("1", "v1"), ("b", "b")];
    [
        ("one", named("one", None, Takes::One, &choices)),
        ("some", named("some", None, Takes::Several, &choices)),
        ("n", named("n", None, Takes::Value, &[])),
        ("row", named("matrix", Some("row"), Takes::One, &choices)),
        ("rep", named("rep", None, Takes::Rows, &[])),
    ]
    .map(|(name, named)| (name.to_owned(), named))
    .into()
}

#[test]
fn words_are_read_as_the_rule_that_says_the_same() {
    for (words, rule, denies) in [
        ("${one} = '1'", "one = \"v1\"", false),
        ("${one}=1", "one = \"v1\"", false),
        ("selected(${one}, 'b')", "one = \"b\"", false),
        (
            "selected(${some},'b') and not(selected(${some}, '1'))",
            "any(some, \"b\") and not any(some, \"v1\")",
            true,
        ),
        ("${one} = 'dk' or ${one} = ''", "dont_know(one) or empty(one)", false),
        ("${row} != ''", "answered(matrix.row)", false),
        ("${some} = 'b'", "any(some, \"b\") and count(some) = 1", false),
        ("count-selected(.) <= 3", "count(some) <= 3", false),
        ("(${n} + 1) * 2 > -3 div 4", "(n + 1) * 2 > -3 / 4", false),
        ("${n} < 1 or ${n} >= 2 and true()", "n < 1 or n >= 2 and true", false),
        ("date('2026-05-31') <= today()", "date(\"2026-05-31\") <= today()", false),
        ("count(${rep}) > 1", "count(rep) > 1", false),
        ("number(${n}) != 3", "n != 3", true),
        ("round(abs(${n})) = 3", "round(abs(n)) = 3", false),
    ] {
        let reading = read(words, &names(), Some("some")).unwrap_or_else(|fault| panic!("{words}: {fault}"));
        assert_eq!((reading.rule.to_string().as_str(), reading.denies), (rule, denies), "{words}");
    }
}

#[test]
fn what_there_is_no_rule_for_is_said_with_its_place() {
    let function = |name: &str| XpathFaultKind::Function { name: name.to_owned() };
    let strange = |found: &str| XpathFaultKind::Strange { found: found.to_owned() };
    for (words, at, kind) in [
        ("regex(${n}, 'a')", 0, function("regex")),
        ("if(${n} > 1, 2, 3) = 2", 0, function("if")),
        ("${n} > 1 and pulldata('a')", 13, function("pulldata")),
        ("${x} = 1", 0, XpathFaultKind::UnknownName { name: "x".to_owned() }),
        ("${n} >", 6, strange("")),
        ("${n} mod 2 = 0", 5, strange("mod")),
        ("1 < ${n} < 3", 9, strange("<")),
        ("/data/n = 1", 0, strange("/")),
        ("'abc", 0, strange("'")),
        (". = 1", 0, strange(".")),
    ] {
        let fault = read(words, &names(), None).unwrap_err();
        assert_eq!((fault.span.start, fault.kind), (at, kind), "{words}");
    }
    let deep = "(".repeat(1_000);
    assert_eq!(read(&deep, &names(), None).unwrap_err().kind, XpathFaultKind::TooLarge);
    let long = format!("{}1 = 1", "1 + ".repeat(1_000));
    assert_eq!(read(&long, &names(), None).unwrap_err().kind, XpathFaultKind::TooLarge);
}
