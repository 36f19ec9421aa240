//! Writes a rule down in its one canonical way: single spaces, and parentheses only where they are needed.

use std::fmt;

use super::ast::{Expression, Function, Node, Operator, Reference, Scalar};
use super::lex::is_reserved;

/// How tightly something holds together; what holds less tightly than its place asks for goes in parentheses.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Hold {
    Or,
    And,
    Not,
    Compare,
    Sum,
    Product,
    Signed,
    Value,
}

/// The text of the rule. [`super::parse()`] reads it as an equal expression.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.node {
            Node::Literal(scalar) => write!(f, "{scalar}"),
            Node::Question(reference) => write!(f, "{reference}"),
            Node::Fact(name) => write!(f, "owner.{name}"),
            Node::Call { function, arguments } => write_call(f, *function, arguments),
            Node::Operation { operator, operands } => write_operation(f, *operator, operands),
        }
    }
}

/// A literal as rules have it.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => {
                let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
                write!(f, "\"{escaped}\"")
            }
            Self::Boolean(boolean) => write!(f, "{boolean}"),
            Self::Date(date) => write!(f, "date(\"{date}\")"),
        }
    }
}

/// A reference as rules have it, in `${}` where the code means something else.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_reserved(&self.code) {
            write!(f, "${{{}}}", self.code)?;
        } else {
            f.write_str(&self.code)?;
        }
        match &self.part {
            Some(part) => write!(f, ".{part}"),
            None => Ok(()),
        }
    }
}

fn hold_of(expression: &Expression) -> Hold {
    match &expression.node {
        Node::Operation { operator, .. } => operator_hold(*operator),
        Node::Literal(Scalar::Number(number)) if *number < 0.0 => Hold::Signed,
        Node::Literal(_) | Node::Question(_) | Node::Fact(_) | Node::Call { .. } => Hold::Value,
    }
}

fn operator_hold(operator: Operator) -> Hold {
    match operator {
        Operator::Or => Hold::Or,
        Operator::And => Hold::And,
        Operator::Not => Hold::Not,
        Operator::Add | Operator::Subtract => Hold::Sum,
        Operator::Multiply | Operator::Divide => Hold::Product,
        Operator::Negate => Hold::Signed,
        _ => Hold::Compare,
    }
}

/// What the first operand must hold at least, and what the others must.
fn needed(operator: Operator) -> (Hold, Hold) {
    match operator {
        Operator::Or => (Hold::And, Hold::And),
        Operator::And => (Hold::Not, Hold::Not),
        Operator::Not => (Hold::Not, Hold::Not),
        Operator::Add | Operator::Subtract => (Hold::Sum, Hold::Product),
        Operator::Multiply | Operator::Divide => (Hold::Product, Hold::Signed),
        Operator::Negate => (Hold::Value, Hold::Value),
        _ => (Hold::Sum, Hold::Sum),
    }
}

fn write_operand(f: &mut fmt::Formatter<'_>, operand: &Expression, at_least: Hold) -> fmt::Result {
    if hold_of(operand) >= at_least { write!(f, "{operand}") } else { write!(f, "({operand})") }
}

fn write_operation(f: &mut fmt::Formatter<'_>, operator: Operator, operands: &[Expression]) -> fmt::Result {
    let (first_needs, others_need) = needed(operator);
    let Some((first, others)) = operands.split_first() else {
        return f.write_str(operator.name());
    };
    match operator {
        Operator::Not => f.write_str("not ")?,
        // Without parentheses the minus would belong to the number.
        Operator::Negate if matches!(first.node, Node::Literal(Scalar::Number(_))) => {
            return write!(f, "-({first})");
        }
        Operator::Negate => f.write_str("-")?,
        _ => {}
    }
    write_operand(f, first, first_needs)?;
    if matches!(operator, Operator::In | Operator::NotIn) {
        write!(f, " {} ", operator.name())?;
        return write_separated(f, others);
    }
    for other in others {
        write!(f, " {} ", operator.name())?;
        write_operand(f, other, others_need)?;
    }
    Ok(())
}

fn write_call(f: &mut fmt::Formatter<'_>, function: Function, arguments: &[Expression]) -> fmt::Result {
    f.write_str(function.name())?;
    write_separated(f, arguments)
}

fn write_separated(f: &mut fmt::Formatter<'_>, items: &[Expression]) -> fmt::Result {
    f.write_str("(")?;
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    f.write_str(")")
}
