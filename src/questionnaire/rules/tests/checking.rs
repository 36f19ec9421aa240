//! What the checker says of rules about the sample questionnaire.

use super::super::*;
use super::samples::scope;

const LAST: Reach = Reach::Through(Position(99));

fn kinds(source: &str, wanted: Type, reach: Reach) -> Vec<String> {
    let expression = parse(source).unwrap();
    let told = |fault: &Fault| {
        let at: String = source.chars().skip(fault.span.start).take(fault.span.len()).collect();
        let kind = format!("{:?}", fault.kind);
        format!("{at}: {}", kind.split([' ', '{']).next().unwrap_or_default())
    };
    check(&expression, wanted, &scope(), reach).iter().map(told).collect()
}

#[test]
fn takes_what_fits() {
    let table = [
        ("A > 0 and B != \"a\" or any(X, \"p\", \"m\")", Type::Boolean),
        ("C and not Silent", Type::Boolean),
        ("C = true", Type::Boolean),
        ("B in (\"a\", \"b\") and X.r not in (\"n\")", Type::Boolean),
        ("A in (1, -2)", Type::Boolean),
        ("D in (date(\"2026-05-31\"))", Type::Boolean),
        ("T = \"anything\"", Type::Boolean),
        ("\"a\" = B", Type::Boolean),
        ("B = F", Type::Boolean),
        ("X.r = X.s", Type::Boolean),
        ("B", Type::Choice),
        ("A + G.u * 2", Type::Number),
        ("-A / 3", Type::Number),
        ("D + 30", Type::Date),
        ("30 + D", Type::Date),
        ("D - A", Type::Date),
        ("D - today()", Type::Number),
        ("max(R.since)", Type::Date),
        ("min(D, today())", Type::Date),
        ("sum(G) + sum(A, E) + min(G) + max(1, A)", Type::Number),
        ("count(M) + count(X) + count(G) + count(R) + count(R.name)", Type::Number),
        ("all(M, \"x\") and any(R.kind, \"k\") and count_of(X, \"p\") = 1", Type::Boolean),
        ("empty(R) or answered(X.r) or empty(A + 1) or empty(B = \"a\")", Type::Boolean),
        ("dont_know(B) or not_relevant(X.r) or dont_know(R)", Type::Boolean),
        ("round(A) = abs(E) or length(T) < 5", Type::Boolean),
        ("owner.size > 3 and owner.sector = \"city\" and any(owner.services, \"api\")", Type::Boolean),
    ];
    for (source, wanted) in table {
        assert_eq!(kinds(source, wanted, LAST), [""; 0], "{source}");
    }
}

#[test]
fn refuses_what_does_not() {
    let table: &[(&str, &[&str])] = &[
        ("A", &["A: WrongType"]),
        ("Q99 = 1 and Q98", &["Q99: UnknownQuestion", "Q98: UnknownQuestion"]),
        ("X.q = \"p\"", &["X.q: UnknownPart"]),
        ("A.q = 1", &["A.q: UnknownPart"]),
        ("owner.age > 1", &["owner.age: UnknownFact"]),
        ("B = \"q\"", &["\"q\": UnknownOption"]),
        ("\"q\" != X.r", &["\"q\": UnknownOption"]),
        ("B in (\"a\", \"q\", \"r\")", &["\"q\": UnknownOption", "\"r\": UnknownOption"]),
        ("any(X, \"p\", \"q\")", &["\"q\": UnknownOption"]),
        ("any(X, B)", &["B: OptionExpected"]),
        ("any(B, \"a\")", &["B: WrongType"]),
        ("any(G, \"a\")", &["G: WrongType"]),
        ("B = Z", &["B = Z: NothingInCommon"]),
        ("B < \"b\"", &["B < \"b\": DoNotFit"]),
        ("T > \"b\"", &["T > \"b\": DoNotFit"]),
        ("C < true", &["C < true: DoNotFit"]),
        ("A = \"1\"", &["A = \"1\": DoNotFit"]),
        ("B = T", &["B = T: DoNotFit"]),
        ("M = \"x\"", &["M = \"x\": DoNotFit"]),
        ("X = X", &["X = X: DoNotFit"]),
        ("A in (1, \"a\")", &["\"a\": DoNotFit"]),
        ("M in (\"x\")", &["M: WrongType"]),
        ("A and 1", &["A: WrongType", "1: WrongType"]),
        ("not B", &["B: WrongType"]),
        ("A + B > T * 2", &["A + B: DoNotFit", "T * 2: DoNotFit"]),
        ("D + D = D", &["D + D: DoNotFit"]),
        ("1 - D = D", &["1 - D: DoNotFit"]),
        ("-D = D", &["D: WrongType"]),
        ("sum(B) = 1", &["B: WrongType"]),
        ("sum(D) = D", &["D: WrongType"]),
        ("sum(G, A) = 1", &["G: WrongType"]),
        ("min(A, D) = 1", &["D: WrongType"]),
        ("count(A) = 1", &["A: WrongType"]),
        ("count(M, X) = 1", &["count(M, X): WrongNumberOfArguments"]),
        ("any(X)", &["any(X): WrongNumberOfArguments"]),
        ("today(1) = D", &["today(1): WrongNumberOfArguments"]),
        ("sum() = abs()", &["sum(): WrongNumberOfArguments", "abs(): WrongNumberOfArguments"]),
        ("length(B) = 1", &["B: WrongType"]),
        ("dont_know(A + 1)", &["A + 1: QuestionExpected"]),
        ("dont_know(owner.size)", &["owner.size: QuestionExpected"]),
        ("not_relevant(R.size)", &["R.size: QuestionExpected"]),
        ("dont_know(Silent)", &["Silent: NotOffered"]),
    ];
    for (source, wanted) in table {
        assert_eq!(kinds(source, Type::Boolean, LAST), *wanted, "{source}");
    }
}

#[test]
fn looks_back_only() {
    let at = |purpose: Purpose, source| kinds(source, Type::Boolean, purpose.reach(Position(2)));
    for purpose in [Purpose::Visibility, Purpose::Requirement] {
        assert_eq!(at(purpose, "A > 0 and B = \"a\""), [""; 0]);
        assert_eq!(at(purpose, "C or D > today()"), ["C: LooksAtItself", "D: NotEarlier"]);
    }
    assert_eq!(at(Purpose::Validity, "C or A > 0"), [""; 0]);
    assert_eq!(at(Purpose::Validity, "X.r = \"p\""), ["X.r: NotEarlier"]);
}

#[test]
fn an_empty_rule_shows_nothing_demands_nothing_and_accepts() {
    let boolean = |value| Some(Scalar::Boolean(value));
    for (purpose, when_empty) in
        [(Purpose::Visibility, false), (Purpose::Requirement, false), (Purpose::Validity, true)]
    {
        assert_eq!(purpose.decide(None), when_empty);
        assert!(purpose.decide(boolean(true).as_ref()));
        assert!(!purpose.decide(boolean(false).as_ref()));
    }
}

#[test]
fn faults_speak_english() {
    let told = |source: &str| {
        let faults = check(&parse(source).unwrap(), Type::Boolean, &scope(), LAST);
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(told("A"), "at 1: true or false is expected here; this is a number");
    assert_eq!(told("B = \"q\""), "at 5: there is no option `q`");
    assert_eq!(told("M = 1"), "at 1: `=` does not take a set of options and a number");
    assert_eq!(told("X.q = \"p\""), "at 1: question `X` has no part `q`");
}
