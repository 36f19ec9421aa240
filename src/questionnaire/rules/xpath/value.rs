use super::super::ast::{Expression, Function, Node, Operator, Reference, Scalar};
use super::super::scope::{Shape, Single};
use super::say::{Said, Speaker, Unsaid, quoted, unsaid};

/// A value in words.
pub(super) struct Spoken {
    pub(super) words: String,
    /// Whether it is true or false, which XPath does not compare as we do.
    pub(super) is_truth: bool,
    pub(super) is_text: bool,
    pub(super) is_text_literal: bool,
    /// What must hold for there to be a value.
    pub(super) known: Vec<Known>,
}

/// Words that are true where there is a value to compare.
pub(super) struct Known {
    pub(super) said: Vec<Said>,
    /// XPath would otherwise take nothing for something, even in a comparison of numbers.
    pub(super) always: bool,
}

impl Spoken {
    fn plain(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            is_truth: false,
            is_text: false,
            is_text_literal: false,
            known: Vec::new(),
        }
    }
}

pub(super) fn spoken(speaker: &Speaker<'_>, expression: &Expression) -> Result<Spoken, Unsaid> {
    match &expression.node {
        Node::Literal(scalar) => literal(expression, scalar),
        Node::Question(reference) => question(speaker, expression, reference),
        Node::Operation { operator, operands } => arithmetic(speaker, expression, *operator, operands),
        Node::Call { function, arguments } => call(speaker, expression, *function, arguments),
        Node::Fact(_) => Err(unsaid(expression)),
    }
}

fn literal(whole: &Expression, scalar: &Scalar) -> Result<Spoken, Unsaid> {
    match scalar {
        Scalar::Number(number) => Ok(Spoken::plain(number.to_string())),
        Scalar::Date(date) => Ok(Spoken::plain(format!("date('{date}')"))),
        Scalar::Text(text) if text.is_empty() || (text.contains('\'') && text.contains('"')) => {
            Err(unsaid(whole))
        }
        Scalar::Text(text) => {
            Ok(Spoken { is_text: true, is_text_literal: true, ..Spoken::plain(quoted(text)) })
        }
        Scalar::Boolean(_) => Ok(Spoken { is_truth: true, ..Spoken::plain("") }),
    }
}

fn question(speaker: &Speaker<'_>, whole: &Expression, reference: &Reference) -> Result<Spoken, Unsaid> {
    let shape = speaker.scope.questions.get(&reference.code).map(|question| &question.shape);
    let is_text = match (shape, &reference.part) {
        (Some(Shape::Single(Single::Text | Single::Choice(_))), None) => true,
        (Some(Shape::Single(Single::Number(_) | Single::Date)), None) => false,
        (Some(Shape::Matrix { .. }), Some(_)) => true,
        (Some(Shape::Grid { .. }), Some(_)) => false,
        _ => return Err(unsaid(whole)),
    };
    let known = vec![Known { said: speaker.known(reference), always: false }];
    Ok(Spoken { is_text, known, ..Spoken::plain(speaker.name(reference)) })
}

fn arithmetic(
    speaker: &Speaker<'_>,
    whole: &Expression,
    operator: Operator,
    operands: &[Expression],
) -> Result<Spoken, Unsaid> {
    let sign = match operator {
        Operator::Add => "+",
        Operator::Subtract | Operator::Negate => "-",
        Operator::Multiply => "*",
        Operator::Divide => "div",
        _ => return Err(unsaid(whole)),
    };
    let mut said = Vec::new();
    let mut known = Vec::new();
    for operand in operands {
        let spoken = spoken(speaker, operand)?;
        if spoken.is_text || spoken.is_truth {
            return Err(unsaid(whole));
        }
        let is_simple = !matches!(operand.node, Node::Operation { .. }) && !spoken.words.starts_with('-');
        said.push(if is_simple { spoken.words } else { format!("({})", spoken.words) });
        known.extend(spoken.known);
    }
    let words = match said.as_slice() {
        [left, right] => format!("{left} {sign} {right}"),
        [only] => format!("-{only}"),
        _ => return Err(unsaid(whole)),
    };
    Ok(Spoken { known, ..Spoken::plain(words) })
}

fn call(
    speaker: &Speaker<'_>,
    whole: &Expression,
    function: Function,
    arguments: &[Expression],
) -> Result<Spoken, Unsaid> {
    match (function, arguments) {
        (Function::Today, []) => Ok(Spoken::plain("today()")),
        (Function::Abs, [number]) => {
            let spoken = spoken(speaker, number)?;
            Ok(Spoken { words: format!("abs({})", spoken.words), ..spoken })
        }
        (Function::Length, [of]) => match &of.node {
            Node::Question(reference) => {
                let said = format!("string-length({})", speaker.name(reference));
                Ok(counted(speaker.known(reference), said))
            }
            _ => Err(unsaid(whole)),
        },
        (Function::Count, [of]) => count(speaker, whole, of),
        (Function::Sum, [of]) => sum(speaker, whole, of),
        _ => Err(unsaid(whole)),
    }
}

fn counted(said: Vec<Said>, words: String) -> Spoken {
    Spoken { known: vec![Known { said, always: true }], ..Spoken::plain(words) }
}

fn count(speaker: &Speaker<'_>, whole: &Expression, of: &Expression) -> Result<Spoken, Unsaid> {
    let Node::Question(reference) = &of.node else { return Err(unsaid(whole)) };
    let shape = speaker.scope.questions.get(&reference.code).map(|question| &question.shape);
    let name = speaker.name(reference);
    match (shape, &reference.part) {
        (Some(Shape::Choices(_)), None) => {
            Ok(counted(speaker.known(reference), format!("count-selected({name})")))
        }
        (Some(Shape::Group { .. }), None) if name != "." => {
            let rows = Said::new(format!("count({name}) > 0"), super::say::Hold::Compare);
            Ok(counted(vec![rows], format!("count({name})")))
        }
        _ => Err(unsaid(whole)),
    }
}

/// The cells of a number grid, where those without a number count as nothing.
fn sum(speaker: &Speaker<'_>, whole: &Expression, of: &Expression) -> Result<Spoken, Unsaid> {
    let Node::Question(reference) = &of.node else { return Err(unsaid(whole)) };
    let shape = speaker.scope.questions.get(&reference.code).map(|question| &question.shape);
    let (Some(Shape::Grid { rows, .. }), None) = (shape, &reference.part) else {
        return Err(unsaid(whole));
    };
    let cell = |row: &String| Reference { code: reference.code.clone(), part: Some(row.clone()) };
    let cells: Vec<Reference> = rows.iter().map(cell).collect();
    let words: Vec<String> =
        cells.iter().map(|cell| format!("coalesce({}, 0)", speaker.name(cell))).collect();
    let some = cells.iter().map(|cell| super::say::joined(speaker.known(cell), true)).collect();
    Ok(counted(vec![super::say::joined(some, false)], format!("({})", words.join(" + "))))
}
