//! What a rule comes to. Pure, and never fails.
//!
//! Something empty makes what is worked out of it empty. `and`, `or`, `not`, `any` and `all` say what is certain
//! whatever the empty parts may turn out to be, and are empty where nothing is certain.

use chrono::{NaiveDate, TimeDelta};

use super::ast::{Expression, Function, Node, Operator, Scalar, is_date_in_range};
use super::environment::{Absence, Environment, Held};

/// More days than lie between the first and the last date there is.
const MOST_DAYS: f64 = 4_000_000.0;

/// What the expression comes to; `None` where that is empty.
#[must_use]
pub fn evaluate(expression: &Expression, environment: &Environment) -> Option<Scalar> {
    match &expression.node {
        Node::Literal(scalar) => Some(scalar.clone()),
        Node::Question(_) | Node::Fact(_) => match held(expression, environment)? {
            Held::One(scalar) => Some(scalar.clone()),
            _ => None,
        },
        Node::Operation { operator, operands } => operation(*operator, operands, environment),
        Node::Call { function, arguments } => call(*function, arguments, environment),
    }
}

fn held<'e>(expression: &Expression, environment: &'e Environment) -> Option<Held<'e>> {
    match &expression.node {
        Node::Question(reference) => Some(environment.question(reference)),
        Node::Fact(name) => Some(environment.fact(name)),
        _ => None,
    }
}

fn truth(expression: &Expression, environment: &Environment) -> Option<bool> {
    match evaluate(expression, environment) {
        Some(Scalar::Boolean(boolean)) => Some(boolean),
        _ => None,
    }
}

fn operation(operator: Operator, operands: &[Expression], environment: &Environment) -> Option<Scalar> {
    let mut truths = operands.iter().map(|operand| truth(operand, environment));
    let boolean = match (operator, operands) {
        (Operator::Or, _) => some_true(truths)?,
        (Operator::And, _) => all_true(truths)?,
        (Operator::Not, _) => !truths.next()??,
        (Operator::In | Operator::NotIn, [subject, list @ ..]) => {
            let subject = evaluate(subject, environment)?;
            let found = list.iter().any(|item| matches!(&item.node, Node::Literal(one) if *one == subject));
            found == (operator == Operator::In)
        }
        (Operator::Negate, [operand]) => {
            let Scalar::Number(number) = evaluate(operand, environment)? else { return None };
            return finite(0.0 - number);
        }
        (_, [left, right]) => {
            let (left, right) = (evaluate(left, environment)?, evaluate(right, environment)?);
            if !operator.compares() {
                return arithmetic(operator, left, right);
            }
            compare(operator, &left, &right)?
        }
        _ => return None,
    };
    Some(Scalar::Boolean(boolean))
}

/// True where one is; false where all are false; empty otherwise.
fn some_true(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut certain = true;
    for truth in truths {
        match truth {
            Some(true) => return Some(true),
            Some(false) => {}
            None => certain = false,
        }
    }
    certain.then_some(false)
}

/// False where one is; true where all are true; empty otherwise.
fn all_true(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    some_true(truths.map(|truth| truth.map(|truth| !truth))).map(|some_false| !some_false)
}

fn compare(operator: Operator, left: &Scalar, right: &Scalar) -> Option<bool> {
    let order = match (left, right) {
        (Scalar::Number(left), Scalar::Number(right)) => left.partial_cmp(right)?,
        (Scalar::Date(left), Scalar::Date(right)) => left.cmp(right),
        (Scalar::Text(left), Scalar::Text(right)) if !operator.orders() => left.cmp(right),
        (Scalar::Boolean(left), Scalar::Boolean(right)) if !operator.orders() => left.cmp(right),
        _ => return None,
    };
    match operator {
        Operator::Equal => Some(order.is_eq()),
        Operator::Different => Some(order.is_ne()),
        Operator::Less => Some(order.is_lt()),
        Operator::AtMost => Some(order.is_le()),
        Operator::Greater => Some(order.is_gt()),
        Operator::AtLeast => Some(order.is_ge()),
        _ => None,
    }
}

fn arithmetic(operator: Operator, left: Scalar, right: Scalar) -> Option<Scalar> {
    match (left, operator, right) {
        (Scalar::Number(left), _, Scalar::Number(right)) => finite(match operator {
            Operator::Add => left + right,
            Operator::Subtract => left - right,
            Operator::Multiply => left * right,
            // What is divided by zero is infinite or not a number, and so empty.
            Operator::Divide => left / right,
            _ => return None,
        }),
        (Scalar::Date(date), Operator::Add, Scalar::Number(days))
        | (Scalar::Number(days), Operator::Add, Scalar::Date(date)) => days_after(date, days),
        (Scalar::Date(date), Operator::Subtract, Scalar::Number(days)) => days_after(date, -days),
        (Scalar::Date(left), Operator::Subtract, Scalar::Date(right)) => {
            let days = i32::try_from(left.signed_duration_since(right).num_days()).ok()?;
            finite(f64::from(days))
        }
        _ => None,
    }
}

/// Parts of a day are dropped.
fn days_after(date: NaiveDate, days: f64) -> Option<Scalar> {
    if days.abs() > MOST_DAYS {
        return None;
    }
    // Exact: whole, and far from what does not fit.
    let days = TimeDelta::try_days(days.trunc() as i64)?;
    date.checked_add_signed(days).filter(|date| is_date_in_range(*date)).map(Scalar::Date)
}

/// The number, where it is one. Zero has no sign.
fn finite(number: f64) -> Option<Scalar> {
    number.is_finite().then_some(Scalar::Number(number + 0.0))
}

fn whole(count: usize) -> Option<Scalar> {
    u32::try_from(count).ok().map(|count| Scalar::Number(f64::from(count)))
}

fn call(function: Function, arguments: &[Expression], environment: &Environment) -> Option<Scalar> {
    let Some((first, others)) = arguments.split_first() else {
        return (function == Function::Today).then_some(Scalar::Date(environment.today));
    };
    match function {
        Function::Empty => Some(Scalar::Boolean(is_empty(first, environment))),
        Function::Answered => Some(Scalar::Boolean(!is_empty(first, environment))),
        Function::Count => count(&held(first, environment)?),
        Function::Any | Function::All | Function::CountOf => {
            let rows = rows_among(&held(first, environment)?, others)?;
            among(function, &rows)
        }
        Function::Sum | Function::Min | Function::Max => {
            let values = values(arguments, environment)?;
            over_values(function, values)
        }
        Function::Round | Function::Abs => {
            let Scalar::Number(number) = evaluate(first, environment)? else { return None };
            finite(if function == Function::Round { number.round() } else { number.abs() })
        }
        // Texts may be long: one that is there already is not copied.
        Function::Length => match held(first, environment) {
            Some(Held::One(Scalar::Text(text))) => whole(text.chars().count()),
            Some(_) => None,
            None => match evaluate(first, environment)? {
                Scalar::Text(text) => whole(text.chars().count()),
                _ => None,
            },
        },
        Function::Today => None,
        Function::DontKnow => is_absent(first, Absence::DontKnow, environment),
        Function::NotRelevant => is_absent(first, Absence::NotRelevant, environment),
    }
}

fn is_empty(expression: &Expression, environment: &Environment) -> bool {
    match held(expression, environment) {
        Some(held) => matches!(held, Held::Nothing(_)),
        None => evaluate(expression, environment).is_none(),
    }
}

fn is_absent(expression: &Expression, wanted: Absence, environment: &Environment) -> Option<Scalar> {
    let absent = matches!(held(expression, environment)?, Held::Nothing(absence) if absence == wanted);
    Some(Scalar::Boolean(absent))
}

fn count(held: &Held<'_>) -> Option<Scalar> {
    match held {
        Held::Nothing(_) | Held::One(_) => None,
        Held::Chosen(chosen) => whole(chosen.len()),
        Held::Rows(rows) => whole(rows.iter().flatten().count()),
        Held::Group(rows) => whole(*rows),
    }
}

/// For each row or chosen option whether it is one of the codes; `None` for a row that is empty.
fn rows_among(held: &Held<'_>, codes: &[Expression]) -> Option<Vec<Option<bool>>> {
    let is_among = |found: &str| codes.iter().any(|code| code.as_text_literal() == Some(found));
    match held {
        Held::Chosen(chosen) => Some(chosen.iter().map(|option| Some(is_among(option))).collect()),
        Held::Rows(rows) => Some(rows.iter().map(|row| Some(is_among(text_of((*row)?)?))).collect()),
        Held::Nothing(_) | Held::One(_) | Held::Group(_) => None,
    }
}

fn text_of(scalar: &Scalar) -> Option<&str> {
    match scalar {
        Scalar::Text(text) => Some(text),
        _ => None,
    }
}

fn among(function: Function, rows: &[Option<bool>]) -> Option<Scalar> {
    let rows = rows.iter().copied();
    match function {
        Function::Any => some_true(rows).map(Scalar::Boolean),
        Function::All => all_true(rows).map(Scalar::Boolean),
        _ => whole(rows.filter(|row| *row == Some(true)).count()),
    }
}

/// Of rows those that are answered; of single values all of them, or none where one is empty.
fn values(arguments: &[Expression], environment: &Environment) -> Option<Vec<Scalar>> {
    if let [only] = arguments
        && let Some(Held::Rows(rows)) = held(only, environment)
    {
        return Some(rows.into_iter().flatten().cloned().collect());
    }
    arguments.iter().map(|argument| evaluate(argument, environment)).collect()
}

fn over_values(function: Function, values: Vec<Scalar>) -> Option<Scalar> {
    if let Some(numbers) = values.iter().map(number_of).collect::<Option<Vec<f64>>>() {
        return match function {
            Function::Sum => finite(numbers.into_iter().fold(0.0, |sum, number| sum + number)),
            Function::Min => finite(numbers.into_iter().reduce(f64::min)?),
            _ => finite(numbers.into_iter().reduce(f64::max)?),
        };
    }
    let dates = values.iter().map(date_in).collect::<Option<Vec<NaiveDate>>>()?;
    let found = match function {
        Function::Min => dates.into_iter().min()?,
        Function::Max => dates.into_iter().max()?,
        _ => return None,
    };
    Some(Scalar::Date(found))
}

fn number_of(scalar: &Scalar) -> Option<f64> {
    match scalar {
        Scalar::Number(number) => Some(*number),
        _ => None,
    }
}

fn date_in(scalar: &Scalar) -> Option<NaiveDate> {
    match scalar {
        Scalar::Date(date) => Some(*date),
        _ => None,
    }
}
