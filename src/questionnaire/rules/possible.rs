//! What values there can be: of questions by what they accept, and of what is worked out of them. Always a superset.

use super::ast::{Expression, Function, Node, Operator, Reference, Scalar};
use super::domain::{Interval, Values};
use super::never::{Analysis, days};
use super::scope::{Limits, Range, Shape, Single};

impl Analysis<'_> {
    /// What its values may be, where it has one.
    pub(super) fn possible(&self, subject: &Expression) -> Values {
        match &subject.node {
            Node::Question(reference) => self.possible_answer(reference),
            Node::Fact(name) => self
                .scope
                .facts
                .get(name)
                .map_or(Values::Any, |shape| possible_whole(shape, &Limits::default())),
            Node::Call { function, arguments } => self.possible_result(*function, arguments),
            Node::Operation { operator, operands } => {
                self.worked_out(*operator, operands).map_or(Values::Any, Values::Numbers)
            }
            Node::Literal(_) => Values::Any,
        }
    }

    fn possible_answer(&self, Reference { code, part }: &Reference) -> Values {
        let Some(question) = self.scope.questions.get(code) else { return Values::Any };
        match part {
            None => possible_whole(&question.shape, &question.limits),
            Some(part) => possible_part(&question.shape, part, &question.limits),
        }
    }

    /// The numbers that it may come to; `None` for what is no number, or of which nothing is known.
    pub(super) fn numbers(&self, expression: &Expression) -> Option<Interval> {
        match &expression.node {
            Node::Literal(Scalar::Number(number)) => Some(Interval::only(*number)),
            Node::Literal(_) => None,
            // Parts of a day are dropped, so that days are not worked with as numbers are.
            Node::Question(reference) if self.is_day(reference) => None,
            Node::Call { arguments, .. } if arguments.iter().any(|one| self.days_in(one).is_some()) => None,
            _ => match self.possible(expression) {
                Values::Numbers(interval) => Some(interval),
                _ => None,
            },
        }
    }

    fn is_day(&self, reference: &Reference) -> bool {
        let shape = self.scope.questions.get(&reference.code).map(|question| &question.shape);
        matches!(shape, Some(Shape::Single(Single::Date)))
    }

    fn worked_out(&self, operator: Operator, operands: &[Expression]) -> Option<Interval> {
        let interval = |operand: &Expression| self.numbers(operand);
        match (operator, operands) {
            (Operator::Negate, [one]) => Some(interval(one)?.negated()),
            (Operator::Add, [one, another]) => Some(interval(one)?.plus(interval(another)?)),
            (Operator::Subtract, [one, another]) => Some(interval(one)?.plus(interval(another)?.negated())),
            (Operator::Multiply, [one, another]) => Some(interval(one)?.times(interval(another)?)),
            (Operator::Divide, [one, another]) => Some(interval(one)?.over(interval(another)?)),
            _ => None,
        }
    }

    fn possible_result(&self, function: Function, arguments: &[Expression]) -> Values {
        let argument = arguments.first();
        let many = argument.and_then(|argument| self.most(argument)).unwrap_or(f64::INFINITY);
        let of_argument = argument.and_then(|argument| self.numbers(argument)).unwrap_or(Interval::ALL);
        let all = Interval::ALL;
        Values::Numbers(match function {
            Function::Count => Interval { low: 1.0, high: many, whole: true, ..all },
            Function::CountOf => Interval { low: 0.0, high: many, whole: true, ..all },
            Function::Length => {
                let longest = argument.and_then(|argument| self.longest(argument)).unwrap_or(f64::INFINITY);
                Interval { low: 1.0, high: longest, whole: true, ..all }
            }
            Function::Abs => of_argument.absolute(),
            Function::Round => {
                let Interval { low, high, .. } = of_argument;
                Interval { low: low.round(), high: high.round(), whole: true, ..all }
            }
            Function::Min | Function::Max if arguments.len() == 1 => {
                let cell = argument.and_then(|grid| self.cells(grid)).map(|(_, cell)| cell);
                match cell.or_else(|| argument.and_then(|field| self.days_in(field))) {
                    Some(cell) => cell,
                    None => return Values::Any,
                }
            }
            Function::Sum if arguments.len() == 1 => match argument.and_then(|grid| self.cells(grid)) {
                Some((rows, cell)) => cell.summed(rows),
                None => return Values::Any,
            },
            _ => return Values::Any,
        })
    }

    /// How many cells a number grid has, and what each may be.
    fn cells(&self, argument: &Expression) -> Option<(usize, Interval)> {
        let Node::Question(Reference { code, part: None }) = &argument.node else { return None };
        let question = self.scope.questions.get(code)?;
        let Shape::Grid { rows, range } = &question.shape else { return None };
        Some((rows.len(), numbers(*range, &question.limits)))
    }

    /// The days in a field of a group.
    fn days_in(&self, argument: &Expression) -> Option<Interval> {
        let Node::Question(Reference { code, part: Some(part) }) = &argument.node else { return None };
        let question = self.scope.questions.get(code)?;
        let Shape::Group { fields } = &question.shape else { return None };
        matches!(fields.get(part), Some(Single::Date)).then(|| days_within(&question.limits))
    }

    /// How many rows or options there can be.
    fn most(&self, argument: &Expression) -> Option<f64> {
        let (shape, at_most) = match &argument.node {
            Node::Question(Reference { code, part: None }) => {
                let question = self.scope.questions.get(code)?;
                (&question.shape, question.limits.at_most)
            }
            Node::Fact(name) => (self.scope.facts.get(name)?, None),
            _ => return None,
        };
        let many = match shape {
            Shape::Choices(options) => Some(options.len()),
            _ => shape.rows().map(std::collections::BTreeSet::len),
        };
        count(many.into_iter().chain(at_most).min()?)
    }

    /// How many characters a text can have.
    fn longest(&self, argument: &Expression) -> Option<f64> {
        let Node::Question(Reference { code, part: None }) = &argument.node else { return None };
        count(self.scope.questions.get(code)?.limits.longest?)
    }
}

fn possible_whole(shape: &Shape, limits: &Limits) -> Values {
    match shape {
        Shape::Single(single) => possible_single(single, limits),
        Shape::Choices(options) => {
            let most = limits.at_most.unwrap_or(usize::MAX);
            Values::Rows { within: options.clone(), some: Vec::new(), most }
        }
        Shape::Matrix { options, rows } => {
            Values::Rows { within: options.clone(), some: Vec::new(), most: rows.len() }
        }
        Shape::Grid { .. } | Shape::Group { .. } => Values::Any,
    }
}

fn possible_part(shape: &Shape, part: &str, limits: &Limits) -> Values {
    match shape {
        Shape::Matrix { options, .. } => Values::Among(options.clone()),
        Shape::Grid { range, .. } => Values::Numbers(numbers(*range, limits)),
        Shape::Group { fields } => match fields.get(part) {
            Some(Single::Choice(options)) => Values::rows(options.clone()),
            _ => Values::Any,
        },
        Shape::Single(_) | Shape::Choices(_) => Values::Any,
    }
}

fn possible_single(single: &Single, limits: &Limits) -> Values {
    match single {
        Single::Number(range) => Values::Numbers(numbers(*range, limits)),
        Single::Text => Values::Outside([String::new()].into()),
        Single::Boolean => Values::Among([true.to_string(), false.to_string()].into()),
        Single::Date => Values::Numbers(days_within(limits)),
        Single::Choice(options) => Values::Among(options.clone()),
    }
}

fn days_within(limits: &Limits) -> Interval {
    Interval {
        low: limits.earliest.map_or(f64::NEG_INFINITY, days),
        high: limits.latest.map_or(f64::INFINITY, days),
        whole: true,
        ..Interval::ALL
    }
}

fn numbers(range: Range, limits: &Limits) -> Interval {
    let low = range.minimum.unwrap_or(f64::NEG_INFINITY);
    let high = range.maximum.unwrap_or(f64::INFINITY);
    Interval { low, high, whole: limits.whole, ..Interval::ALL }
}

fn count(many: usize) -> Option<f64> {
    u32::try_from(many).ok().map(f64::from)
}
