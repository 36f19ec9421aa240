//! What reads as what, and what is said of that which does not read.

use serde_json::json;

use super::super::*;

fn printed(source: &str) -> String {
    match parse(source) {
        Ok(expression) => expression.to_string(),
        Err(faults) => panic!("{source}: {faults:?}"),
    }
}

/// Faults as (text that they point at, name of the kind).
fn faults(source: &str) -> Vec<(String, String)> {
    let faults = parse(source).expect_err(source);
    let told = |fault: Fault| {
        let text = source.chars().skip(fault.span.start).take(fault.span.len()).collect();
        let kind = format!("{:?}", fault.kind);
        (text, kind.split([' ', '{']).next().unwrap_or_default().to_owned())
    };
    faults.into_iter().map(told).collect()
}

#[test]
fn prints_one_canonical_text() {
    let table = [
        ("Q13>0", "Q13 > 0"),
        ("  Q21  !=\n\"a\" ", "Q21 != \"a\""),
        ("any( Q23,\"p\" , \"m\")", "any(Q23, \"p\", \"m\")"),
        ("((Q1))", "Q1"),
        ("Q1 or Q2 and not Q3", "Q1 or Q2 and not Q3"),
        ("(Q1 or Q2) and Q3", "(Q1 or Q2) and Q3"),
        ("Q1 or (Q2 or Q3)", "Q1 or (Q2 or Q3)"),
        ("not (Q1 = 2)", "not Q1 = 2"),
        ("(not Q1) = true", "(not Q1) = true"),
        ("1 + (2 * 3)", "1 + 2 * 3"),
        ("(1 + 2) * 3", "(1 + 2) * 3"),
        ("1 - (2 - 3)", "1 - (2 - 3)"),
        ("(1 - 2) - 3", "1 - 2 - 3"),
        ("1 / (2 / 3)", "1 / (2 / 3)"),
        ("-5*-Q1", "-5 * -Q1"),
        ("Q1 - -5", "Q1 - -5"),
        ("--5", "-(-5)"),
        ("-(5)", "-(5)"),
        ("-(Q1+1)", "-(Q1 + 1)"),
        ("- - Q1", "-(-Q1)"),
        ("-0", "0"),
        ("007.50", "7.5"),
        ("Q1 in (1,-2)", "Q1 in (1, -2)"),
        ("Q1 not   in (\"a\")", "Q1 not in (\"a\")"),
        ("not Q1 in (1)", "not Q1 in (1)"),
        ("(Q1 in (1)) = true", "(Q1 in (1)) = true"),
        ("${Q1}.a = ${and} + ${or}.b", "Q1.a = ${and} + ${or}.b"),
        ("Q1.and = Q2.count", "Q1.and = Q2.count"),
        ("Q13-1", "Q13-1"),
        ("Q13 -1", "Q13 - 1"),
        ("Q13 - 1", "Q13 - 1"),
        ("${Q13}-1", "Q13 - 1"),
        ("And = or_", "And = or_"),
        ("${count} = count(Q1)", "${count} = count(Q1)"),
        ("owner.sector = \"state\"", "owner.sector = \"state\""),
        ("${owner}.a = 1", "${owner}.a = 1"),
        ("T = \"å \\\" \\\\ \u{1F600}\"", "T = \"å \\\" \\\\ \u{1F600}\""),
        ("date( \"2026-05-31\" )<today()", "date(\"2026-05-31\") < today()"),
        ("true!=false", "true != false"),
        ("empty(Q1+1)", "empty(Q1 + 1)"),
    ];
    for (source, wanted) in table {
        assert_eq!(printed(source), wanted, "{source}");
        assert_eq!(printed(wanted), wanted, "{source}");
    }
}

#[test]
fn binds_as_the_grammar_says() {
    let json = |source: &str| serde_json::to_value(parse(source).unwrap()).unwrap();
    let q = |code: &str| json!({"ref": code});
    assert_eq!(
        json("a or b and not c = 1 or d"),
        json!({"op": "or", "args": [
            q("a"),
            {"op": "and", "args": [q("b"), {"op": "not", "args": [{"op": "=", "args": [q("c"), {"number": 1}]}]}]},
            q("d"),
        ]})
    );
    assert_eq!(
        json("a + b * -c - 2 <= 3"),
        json!({"op": "<=", "args": [
            {"op": "-", "args": [
                {"op": "+", "args": [q("a"), {"op": "*", "args": [q("b"), {"op": "negate", "args": [q("c")]}]}]},
                {"number": 2},
            ]},
            {"number": 3},
        ]})
    );
}

/// Texts with what is wrong in them: where, and what.
const FAULTY: &[(&str, &[(&str, &str)])] = &[
    ("", &[("", "NothingThere")]),
    ("  \n", &[("  \n", "NothingThere")]),
    ("Q1 >", &[("", "ValueExpected")]),
    ("> 1", &[(">", "ValueExpected")]),
    ("Q1 = = 3", &[("=", "ValueExpected")]),
    ("Q1 == 3 and Q2", &[("==", "Strange")]),
    ("Q1 && Q2 || !Q3", &[("&&", "Strange"), ("||", "Strange"), ("!", "Strange")]),
    ("Q1 <> 3", &[("<>", "Strange")]),
    ("Q1 % 2 = 0", &[("%", "Strange")]),
    ("å = 1", &[("å", "Strange")]),
    ("_a = 1é", &[("_a", "Strange"), ("1é", "NotANumber")]),
    ("Q1 AND Q2", &[("AND", "OperatorExpected")]),
    ("Q1 Q2 and Q3 Q4", &[("Q2", "OperatorExpected"), ("Q4", "OperatorExpected")]),
    ("Q1 not Q2", &[("not", "OperatorExpected")]),
    ("Q1 = not Q2", &[("not", "ValueExpected")]),
    ("Q1, Q2", &[(",", "OperatorExpected")]),
    ("(Q1", &[("(", "NotClosed")]),
    ("((Q1 and Q2) or", &[("(", "NotClosed"), ("", "ValueExpected")]),
    ("Q1)) and Q2", &[(")", "NotOpened"), (")", "NotOpened")]),
    ("()", &[(")", "ValueExpected")]),
    ("(Q1 Q2) and (Q3 Q4 (Q5))", &[("Q2", "OperatorExpected"), ("Q4", "OperatorExpected")]),
    ("(Q1, Q2) = 1", &[(",", "OperatorExpected")]),
    ("1 < Q1 < 5", &[("<", "ChainedComparison")]),
    ("Q1 = 1 in (1)", &[("in", "ChainedComparison")]),
    ("Q1 in \"a\"", &[("\"a\"", "ListExpected")]),
    ("Q1 in", &[("", "ListExpected")]),
    ("Q1 in ()", &[(")", "LiteralExpected")]),
    (
        "Q1 in (1, Q2, 3 + 4, )",
        &[("Q2", "LiteralExpected"), ("+", "LiteralExpected"), (")", "LiteralExpected")],
    ),
    ("Q1 in (1, 2", &[("(", "NotClosed")]),
    ("Q1 in (1, ", &[("(", "NotClosed")]),
    ("count", &[("count", "ArgumentsExpected")]),
    ("foo(Q1) and bar(1, Q2)", &[("foo", "UnknownFunction"), ("bar", "UnknownFunction")]),
    ("any(Q1,)", &[(")", "ValueExpected")]),
    ("any(Q1 \"a\")", &[("\"a\"", "OperatorExpected")]),
    ("any(Q1, \"a\"", &[("(", "NotClosed")]),
    ("\"abc", &[("\"abc", "UnfinishedText")]),
    ("Q1 = \"a\\n\" and", &[("\\", "StrangeEscape"), ("", "ValueExpected")]),
    ("1. + 1.5.2 + 1e5", &[("1.", "NotANumber"), ("1.5.2", "NotANumber"), ("1e5", "NotANumber")]),
    ("1234567890.123456", &[("1234567890.123456", "TooManyDigits")]),
    ("1,5 > Q1", &[(",", "OperatorExpected")]),
    ("date(\"2026-02-30\") < D", &[("date(\"2026-02-30\")", "NotADate")]),
    ("date(2026) < date", &[("date(2026)", "NotADate"), ("date", "NotADate")]),
    ("owner = 1", &[("owner", "FactExpected")]),
    ("owner.1 = Q1.", &[("owner.1", "NameExpected"), ("Q1.", "NameExpected")]),
    ("${Q1 = 1", &[("${Q1", "BrokenReference")]),
    (
        "$Q = ${} + ${1}",
        &[
            ("$", "BrokenReference"),
            ("Q", "OperatorExpected"),
            ("${}", "BrokenReference"),
            ("${1}", "BrokenReference"),
        ],
    ),
    ("ü\u{1F600} = ", &[("ü", "Strange"), ("\u{1F600}", "Strange"), ("=", "ValueExpected")]),
];

#[test]
fn tells_every_fault_and_where() {
    for (source, wanted) in FAULTY {
        let wanted: Vec<_> = wanted.iter().map(|(at, kind)| ((*at).to_owned(), (*kind).to_owned())).collect();
        let mut found = faults(source);
        found.sort();
        let mut sorted = wanted.clone();
        sorted.sort();
        assert_eq!(found, sorted, "{source}");
    }
}

#[test]
fn keeps_within_its_limits() {
    let kind = |source: &str| parse(source).expect_err("within limits").swap_remove(0).kind;
    let name = "Q".repeat(LONGEST_NAME);
    for good in [
        name.clone(),
        format!("Q.{name} = owner.{name}"),
        format!("{}Q{}", "(".repeat(DEEPEST), ")".repeat(DEEPEST)),
        format!("{}Q", "not ".repeat(DEEPEST - 1)),
        format!("1{}", " + 1".repeat(DEEPEST - 1)),
        format!("\"{}\"", "å".repeat(MOST_CHARACTERS - 2)),
        format!("1 in (1{})", ",1".repeat(MOST_NODES - 3)),
    ] {
        assert!(parse(&good).is_ok(), "{good}: {:?}", parse(&good));
    }
    assert_eq!(kind(&format!("{name}Q")), FaultKind::NameTooLong);
    assert_eq!(kind(&format!("Q.{name}Q")), FaultKind::NameTooLong);
    for deep in [
        "(".repeat(DEEPEST + 1),
        "(".repeat(MOST_CHARACTERS),
        format!("{}Q", "abs(".repeat(DEEPEST + 1)),
        format!("{}Q", "not ".repeat(DEEPEST)),
        format!("{}Q", "- ".repeat(900)),
        format!("1{}", "+1".repeat(DEEPEST)),
        format!("1{}", "*1".repeat(900)),
    ] {
        let faults = parse(&deep).expect_err("too deep");
        assert_eq!(faults.iter().filter(|fault| fault.kind == FaultKind::TooDeep).count(), 1, "{deep}");
        let large = |fault: &Fault| matches!(fault.kind, FaultKind::TooDeep | FaultKind::TooManyNodes { .. });
        assert!(faults.iter().all(large), "{faults:?}");
    }
    assert_eq!(kind(&"x".repeat(2001)), FaultKind::TooLong { characters: 2001 });
    assert_eq!(
        kind(&format!("1 in (1{})", ",1".repeat(MOST_NODES - 2))),
        FaultKind::TooManyNodes { nodes: 501 }
    );
    // Printing adds spaces, and what is printed must be readable too.
    let dense = format!("\"{}\"=Q", "x".repeat(MOST_CHARACTERS - 4));
    assert_eq!(kind(&dense), FaultKind::TooLong { characters: 2002 });
}

#[test]
fn faults_speak_english() {
    let told: Vec<String> = parse("Q1 == 3 and count").unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "at 4: `==` means nothing in a rule",
            "at 13: `count` is a function and needs parentheses; ${count} is a question"
        ]
    );
}

#[test]
fn refuses_json_that_no_text_gives() {
    let one = json!({"number": 1});
    let nested = (0..DEEPEST).fold(one.clone(), |inner, _| json!({"op": "negate", "args": [inner]}));
    for bad in [
        json!({}),
        json!(5),
        json!({"number": 1, "text": "a"}),
        json!({"number": 0.123_456_789_012_345_68}),
        json!({"number": 1e300}),
        json!({"ref": "Q1 or true"}),
        json!({"ref": ""}),
        json!({"ref": "Q1", "part": "a.b"}),
        json!({"part": "a"}),
        json!({"fact": "1"}),
        json!({"date": "2026-02-30"}),
        json!({"op": "and", "args": [one]}),
        json!({"op": "and"}),
        json!({"op": "=", "args": [one, one, one]}),
        json!({"op": "+", "args": [one, one, one]}),
        json!({"op": "not", "args": []}),
        json!({"op": "in", "args": [one]}),
        json!({"op": "in", "args": [one, {"ref": "Q1"}]}),
        json!({"op": "xor", "args": [one, one]}),
        json!({"call": "eval", "args": []}),
        json!({"number": 1, "args": []}),
        json!({"number": 1, "other": 2}),
        nested,
    ] {
        assert!(serde_json::from_value::<Expression>(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn deep_json_takes_no_longer_than_its_length() {
    // Each level in the order that would make a reader try both forms.
    let deep = (0..60).fold(json!({"number": 1}).to_string(), |inner, _| {
        format!("{{\"args\":[{inner}],\"call\":\"abs\"}}")
    });
    assert!(serde_json::from_str::<Expression>(&deep).is_err());
    let hostile = "{\"args\":[".repeat(100_000);
    assert!(serde_json::from_str::<Expression>(&hostile).is_err());
}
