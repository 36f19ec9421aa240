use chrono::NaiveDate;

use super::super::ast::{Expression, Function, Node, Operator, Reference, Scalar};
use super::super::parse;

/// The bounds that a rule sets to its own question, each at most once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The smallest number.
    pub least: Option<f64>,
    /// The largest number.
    pub most: Option<f64>,
    /// The first day.
    pub earliest: Option<NaiveDate>,
    /// The last day.
    pub latest: Option<NaiveDate>,
    /// Most characters.
    pub longest: Option<i32>,
    /// Most choices.
    pub at_most: Option<i32>,
}

/// Takes the bounds out of a rule; what is left of it is the rest.
#[must_use]
pub fn of_itself(rule: &Expression, itself: &Reference) -> (Bounds, Option<Expression>) {
    let parts = match &rule.node {
        Node::Operation { operator: Operator::And, operands } => operands.clone(),
        _ => vec![rule.clone()],
    };
    let mut bounds = Bounds::default();
    let mut rest: Vec<Expression> = Vec::new();
    for part in parts {
        // A bound before the rest, and once: so that what is written is read the same.
        if !rest.is_empty() || !bounds.take(&part, itself) {
            rest.push(part);
        }
    }
    let rest = match rest.as_slice() {
        [] => None,
        [only] => Some(only.to_string()),
        several => Some(several.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" and ")),
    };
    (bounds, rest.and_then(|text| parse(&text).ok()))
}

impl Bounds {
    fn take(&mut self, part: &Expression, itself: &Reference) -> bool {
        let Node::Operation { operator, operands } = &part.node else { return false };
        let [left, right] = operands.as_slice() else { return false };
        let is_itself = |one: &Expression| one.node == Node::Question(itself.clone());
        let Node::Literal(bound) = &right.node else { return false };
        match (&left.node, bound, operator) {
            (_, Scalar::Number(least), Operator::AtLeast) if is_itself(left) => set(&mut self.least, *least),
            (_, Scalar::Number(most), Operator::AtMost) if is_itself(left) => set(&mut self.most, *most),
            (_, Scalar::Date(day), Operator::AtLeast) if is_itself(left) => set(&mut self.earliest, *day),
            (_, Scalar::Date(day), Operator::AtMost) if is_itself(left) => set(&mut self.latest, *day),
            (Node::Call { function, arguments }, Scalar::Number(most), Operator::AtMost)
                if arguments.len() == 1 && arguments.iter().all(is_itself) =>
            {
                let Some(most) = whole(*most) else { return false };
                match function {
                    Function::Length => set(&mut self.longest, most),
                    Function::Count => set(&mut self.at_most, most),
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

fn set<T>(bound: &mut Option<T>, value: T) -> bool {
    let is_free = bound.is_none();
    if is_free {
        *bound = Some(value);
    }
    is_free
}

fn whole(number: f64) -> Option<i32> {
    number.to_string().parse().ok()
}
