//! A questionnaire to speak of, and random rules and answers for it.

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::strategy::Union;

use super::super::ast::Node;
use super::super::*;
use super::answers::{any_date, small_number};

pub(super) fn names<const N: usize, C: FromIterator<String>>(names: [&str; N]) -> C {
    names.into_iter().map(str::to_owned).collect()
}

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Questions A to Z at rising positions, each of another kind; `Silent` offers neither «don't know» nor «not relevant».
pub(super) fn scope() -> Scope {
    let limits = Range { minimum: Some(0.0), maximum: Some(5.0) };
    let fields = [
        ("kind", Single::Choice(names(["k", "l"]))),
        ("size", Single::Number(Range::default())),
        ("since", Single::Date),
        ("name", Single::Text),
        ("done", Single::Boolean),
    ];
    let fields = fields.map(|(code, field)| (code.to_owned(), field)).into();
    let shapes = [
        ("A", Shape::Single(Single::Number(limits))),
        ("B", Shape::Single(Single::Choice(names(["a", "b", "c"])))),
        ("C", Shape::Single(Single::Boolean)),
        ("D", Shape::Single(Single::Date)),
        ("E", Shape::Single(Single::Number(Range::default()))),
        ("F", Shape::Single(Single::Choice(names(["c", "d"])))),
        ("T", Shape::Single(Single::Text)),
        ("M", Shape::Choices(names(["x", "y", "z"]))),
        ("X", Shape::Matrix { rows: names(["r", "s"]), options: names(["m", "n", "p"]) }),
        ("G", Shape::Grid { rows: names(["u", "v"]), range: limits }),
        ("R", Shape::Group { fields }),
        ("or", Shape::Single(Single::Number(Range::default()))),
        ("Silent", Shape::Single(Single::Boolean)),
        ("Z", Shape::Single(Single::Choice(names(["e", "f"])))),
    ];
    let question = |(number, (code, shape)): (usize, (&str, Shape))| {
        let offers = code != "Silent";
        let position = Position(number);
        let question = Question {
            position,
            shape,
            allows_dont_know: offers,
            allows_not_relevant: offers,
            limits: Limits::default(),
        };
        (code.to_owned(), question)
    };
    let facts = [
        ("sector", Shape::Single(Single::Choice(names(["state", "city"])))),
        ("size", Shape::Single(Single::Number(Range::default()))),
        ("services", Shape::Choices(names(["form", "api"]))),
    ];
    Scope {
        questions: shapes.into_iter().enumerate().map(question).collect(),
        facts: facts.map(|(name, shape)| (name.to_owned(), shape)).into(),
    }
}

fn expression(node: Node) -> Expression {
    Expression { node, span: 0..0 }
}

fn literal(scalar: Scalar) -> Expression {
    expression(Node::Literal(scalar))
}

fn text(text: &str) -> Expression {
    literal(Scalar::Text(text.to_owned()))
}

fn question(name: &str) -> Expression {
    let (code, part) =
        name.split_once('.').map_or((name, None), |(code, part)| (code, Some(part.to_owned())));
    expression(match code {
        "owner" => Node::Fact(part.unwrap()),
        _ => Node::Question(Reference { code: code.to_owned(), part }),
    })
}

fn operation(operator: Operator, operands: Vec<Expression>) -> Expression {
    expression(Node::Operation { operator, operands })
}

fn call(function: Function, arguments: Vec<Expression>) -> Expression {
    expression(Node::Call { function, arguments })
}

fn one_of(names: &'static [&'static str]) -> BoxedStrategy<Expression> {
    prop::sample::select(names).prop_map(question).boxed()
}

fn operators(these: &'static [Operator]) -> impl Strategy<Value = Operator> {
    prop::sample::select(these)
}

fn functions(these: &'static [Function]) -> impl Strategy<Value = Function> {
    prop::sample::select(these)
}

const COMPARE: &[Operator] = &[
    Operator::Equal,
    Operator::Different,
    Operator::Less,
    Operator::AtMost,
    Operator::Greater,
    Operator::AtLeast,
];
const SAME: &[Operator] = &[Operator::Equal, Operator::Different];
const WITHIN: &[Operator] = &[Operator::In, Operator::NotIn];
const CHOICES: &[(&str, &[&str])] = &[
    ("B", &["a", "b", "c"]),
    ("F", &["c", "d"]),
    ("X.r", &["m", "n", "p"]),
    ("X.s", &["m", "n", "p"]),
    ("owner.sector", &["state", "city"]),
];
const MANY: &[(&str, &[&str])] = &[
    ("M", &["x", "y", "z"]),
    ("X", &["m", "n", "p"]),
    ("R.kind", &["k", "l"]),
    ("owner.services", &["form", "api"]),
];
const ANYTHING: &[&str] = &[
    "A",
    "B",
    "C",
    "D",
    "T",
    "M",
    "X",
    "G",
    "R",
    "X.r",
    "G.u",
    "R.kind",
    "R.size",
    "R.since",
    "R.name",
    "R.done",
    "owner.size",
    "owner.services",
];

/// Something with codes, and some of the codes.
fn with_codes(
    things: &'static [(&'static str, &'static [&'static str])],
) -> impl Strategy<Value = (Expression, Vec<Expression>)> {
    prop::sample::select(things).prop_flat_map(|(name, codes)| {
        let codes = prop::sample::subsequence(codes, 1..=codes.len());
        codes.prop_map(move |codes| (question(name), codes.into_iter().map(text).collect()))
    })
}

fn codes_call(these: &'static [Function]) -> impl Strategy<Value = Expression> {
    (functions(these), with_codes(MANY))
        .prop_map(|(function, (subject, codes))| call(function, [vec![subject], codes].concat()))
}

/// Rules that come to a number, without a fault in [`scope`].
fn number(levels: u32) -> BoxedStrategy<Expression> {
    let simple = prop_oneof![
        small_number().prop_map(|number| literal(Scalar::Number(number))),
        one_of(&["A", "E", "G.u", "G.v", "owner.size", "or", "A", "E"]),
        one_of(&["M", "X", "G", "R", "R.size", "R.name", "owner.services"])
            .prop_map(|many| call(Function::Count, vec![many])),
        codes_call(&[Function::CountOf]),
        (functions(&[Function::Sum, Function::Min, Function::Max]), one_of(&["G", "R.size"]))
            .prop_map(|(function, rows)| call(function, vec![rows])),
        Just(call(Function::Length, vec![question("T")])),
    ];
    if levels == 0 {
        return simple.boxed();
    }
    let below = move || number(levels - 1);
    let arithmetic = operators(&[Operator::Add, Operator::Subtract, Operator::Multiply, Operator::Divide]);
    prop_oneof![
        3 => simple,
        2 => (arithmetic, below(), below()).prop_map(|(operator, left, right)| operation(operator, vec![left, right])),
        1 => below().prop_map(|number| operation(Operator::Negate, vec![number])),
        1 => (functions(&[Function::Round, Function::Abs]), below())
            .prop_map(|(function, number)| call(function, vec![number])),
        1 => (functions(&[Function::Sum, Function::Min, Function::Max]), prop::collection::vec(below(), 1..4))
            .prop_map(|(function, numbers)| call(function, numbers)),
        1 => (date(levels - 1), date(levels - 1))
            .prop_map(|(left, right)| operation(Operator::Subtract, vec![left, right])),
    ]
    .boxed()
}

fn date(levels: u32) -> BoxedStrategy<Expression> {
    let simple = prop_oneof![
        any_date().prop_map(|date| literal(Scalar::Date(date))),
        Just(question("D")),
        Just(call(Function::Today, vec![])),
        functions(&[Function::Min, Function::Max])
            .prop_map(|function| call(function, vec![question("R.since")])),
    ];
    if levels == 0 {
        return simple.boxed();
    }
    let moved = (operators(&[Operator::Add, Operator::Subtract]), date(levels - 1), number(levels - 1));
    prop_oneof![
        3 => simple,
        1 => moved.prop_map(|(operator, date, days)| operation(operator, vec![date, days])),
        1 => (number(levels - 1), date(levels - 1))
            .prop_map(|(days, date)| operation(Operator::Add, vec![days, date])),
        1 => (functions(&[Function::Min, Function::Max]), prop::collection::vec(date(levels - 1), 1..3))
            .prop_map(|(function, dates)| call(function, dates)),
    ]
    .boxed()
}

/// Rules that are true, false or empty, without a fault in [`scope`].
pub(super) fn boolean(levels: u32) -> BoxedStrategy<Expression> {
    let numbers = prop::collection::vec(small_number(), 1..4);
    let pair = |operator, left, right| operation(operator, vec![left, right]);
    let simple = prop_oneof![
        1 => any::<bool>().prop_map(|boolean| literal(Scalar::Boolean(boolean))),
        2 => one_of(&["C", "Silent"]),
        4 => (operators(COMPARE), number(0), number(0)).prop_map(move |(op, left, right)| pair(op, left, right)),
        2 => (operators(COMPARE), date(0), date(0)).prop_map(move |(op, left, right)| pair(op, left, right)),
        4 => (operators(SAME), with_codes(CHOICES))
            .prop_map(move |(op, (subject, codes))| pair(op, subject, codes[0].clone())),
        3 => (operators(WITHIN), with_codes(CHOICES))
            .prop_map(|(op, (subject, codes))| operation(op, [vec![subject], codes].concat())),
        2 => (operators(WITHIN), number(0), numbers).prop_map(|(op, subject, list)| {
            let list = list.into_iter().map(|number| literal(Scalar::Number(number)));
            operation(op, std::iter::once(subject).chain(list).collect())
        }),
        1 => operators(SAME).prop_map(move |op| pair(op, question("B"), question("F"))),
        1 => operators(SAME).prop_map(move |op| pair(op, text("å \"x\\"), question("T"))),
        4 => codes_call(&[Function::Any, Function::All]),
        2 => (functions(&[Function::Empty, Function::Answered]), one_of(ANYTHING))
            .prop_map(|(function, argument)| call(function, vec![argument])),
        2 => (functions(&[Function::DontKnow, Function::NotRelevant]), one_of(&["A", "B", "X", "X.r", "R", "M"]))
            .prop_map(|(function, argument)| call(function, vec![argument])),
    ];
    if levels == 0 {
        return simple.boxed();
    }
    let below = move || boolean(levels - 1);
    let several = prop::collection::vec(below(), 2..4);
    prop_oneof![
        2 => simple,
        4 => (operators(&[Operator::And, Operator::Or, Operator::And]), several)
            .prop_map(|(operator, operands)| operation(operator, operands)),
        2 => below().prop_map(|operand| operation(Operator::Not, vec![operand])),
        1 => (operators(SAME), below(), below()).prop_map(move |(op, left, right)| pair(op, left, right)),
        2 => (operators(COMPARE), number(levels), number(levels - 1))
            .prop_map(move |(op, left, right)| pair(op, left, right)),
        1 => (operators(COMPARE), date(levels), date(levels - 1))
            .prop_map(move |(op, left, right)| pair(op, left, right)),
        1 => (functions(&[Function::Empty, Function::Answered]), below())
            .prop_map(|(function, argument)| call(function, vec![argument])),
    ]
    .boxed()
}

/// Rules that can be read, whatever their types.
pub(super) fn readable() -> impl Strategy<Value = Expression> {
    let code = "[a-zA-Z][a-zA-Z0-9_-]{0,5}|and|or|not|in|true|date|owner|count|empty";
    let scalar = prop_oneof![
        (0..=999_999_999_999_999_u64, 0..16_usize).prop_map(|(digits, places)| {
            let number = format!("{digits:015}");
            let (whole, fraction) = number.split_at(15_usize.saturating_sub(places).max(1));
            Scalar::Number(format!("{whole}.{fraction}").parse().unwrap())
        }),
        small_number().prop_map(Scalar::Number),
        ".{0,8}".prop_map(Scalar::Text),
        any::<bool>().prop_map(Scalar::Boolean),
        any_date().prop_map(Scalar::Date),
    ]
    .prop_map(literal)
    .boxed();
    let leaf = prop_oneof![
        scalar.clone(),
        (code, prop::option::of(code))
            .prop_map(|(code, part)| expression(Node::Question(Reference { code, part }))),
        code.prop_map(|name| expression(Node::Fact(name))),
    ];
    leaf.prop_recursive(6, 60, 4, move |below| {
        let several = prop::collection::vec(below.clone(), 2..5);
        let two = prop::collection::vec(below.clone(), 2);
        let list = prop::collection::vec(scalar.clone(), 1..4);
        let between: Vec<Operator> = Operator::ALL
            .into_iter()
            .filter(|operator| {
                let between = [Operator::Add, Operator::Subtract, Operator::Multiply, Operator::Divide];
                operator.compares() || between.contains(operator)
            })
            .collect();
        prop_oneof![
            (operators(&[Operator::And, Operator::Or]), several)
                .prop_map(|(op, operands)| operation(op, operands)),
            (prop::sample::select(between), two).prop_map(|(op, operands)| operation(op, operands)),
            (operators(&[Operator::Not, Operator::Negate]), below.clone())
                .prop_map(|(op, operand)| operation(op, vec![operand])),
            (operators(WITHIN), below.clone(), list)
                .prop_map(|(op, subject, list)| operation(op, [vec![subject], list].concat())),
            (functions(&Function::ALL), prop::collection::vec(below, 0..4))
                .prop_map(|(function, arguments)| call(function, arguments)),
        ]
    })
}

/// Text made of pieces that mean something alone.
pub(super) fn soup() -> impl Strategy<Value = String> {
    let pieces = [
        "(",
        ")",
        ",",
        "and",
        "or",
        "not",
        "in",
        "Q1",
        "Q2.a",
        "${and}",
        "owner.x",
        "1",
        "2.5",
        "\"a\"",
        "true",
        "=",
        "!=",
        "<",
        "<=",
        "+",
        "-",
        "*",
        "/",
        "any(",
        "count(",
        "empty(",
        "date(\"2026-05-31\")",
        "date(",
        "&&",
        "å",
        "\"",
        "${",
        "1x",
        "owner",
        "==",
        "sum",
        "\\",
        ".",
    ];
    let piece = Union::new(pieces.map(Just)).boxed();
    (prop::collection::vec(piece, 0..60), prop::sample::select(&["", " "]))
        .prop_map(|(pieces, between)| pieces.join(between))
}
