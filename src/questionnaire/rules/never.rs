//! Finds rules that can never be true, such as `Q1 = "a" and Q1 = "b"`.
//!
//! What must hold for a rule to be true is written as alternatives, each of which says for some references, and for some
//! things worked out of references, what they may be. A rule none of whose alternatives is possible is never true. What
//! the analysis does not understand, and what would be too much work, it takes as possible: it may miss such a rule and
//! never accuses another.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::ast::{Expression, Function, Node, Operator, Reference, Scalar};
use super::domain::{Interval, State, Values};
use super::environment::{Absence, Environment};
use super::evaluate;
use super::scope::{Options, Scope};

/// Alternatives that are kept apart.
const MOST_ALTERNATIVES: usize = 200;
/// Pairs of alternatives that are tried for one `and`.
const MOST_PAIRS: usize = 4_000;

/// Whether the rule may be true for some answers. `false` is certain, for a rule that [`super::check()`] finds no fault
/// in and answers and facts that are as the scope says; `true` is not.
#[must_use]
pub fn can_hold(expression: &Expression, scope: &Scope) -> bool {
    !Analysis { scope }.when(expression, true).is_empty()
}

/// What must hold together, by the text of what it is about.
pub(super) type Alternative = BTreeMap<String, State>;
/// At least one must hold. None at all is never; one without demands is always.
pub(super) type Alternatives = Vec<Alternative>;

fn never() -> Alternatives {
    Vec::new()
}

fn perhaps() -> Alternatives {
    vec![Alternative::new()]
}

fn either(mut one: Alternatives, another: Alternatives) -> Alternatives {
    if one.len() + another.len() > MOST_ALTERNATIVES {
        return perhaps();
    }
    one.extend(another);
    one
}

/// Where that is too much, the demands of one alone: they allow more than both together.
pub(super) fn both(one: Alternatives, another: Alternatives) -> Alternatives {
    let shorter_only =
        |one: Alternatives, another: Alternatives| if one.len() <= another.len() { one } else { another };
    if one.len() * another.len() > MOST_PAIRS {
        return shorter_only(one, another);
    }
    let pairs = one.iter().flat_map(|first| another.iter().filter_map(|second| merge(first, second)));
    let merged: Alternatives = pairs.take(MOST_ALTERNATIVES + 1).collect();
    if merged.len() > MOST_ALTERNATIVES { shorter_only(one, another) } else { merged }
}

fn merge(one: &Alternative, another: &Alternative) -> Option<Alternative> {
    let mut merged = one.clone();
    for (key, state) in another {
        let together = match merged.get(key) {
            Some(already) => already.and(state)?,
            None => state.clone(),
        };
        merged.insert(key.clone(), together);
    }
    Some(merged)
}

pub(super) struct Analysis<'s> {
    pub(super) scope: &'s Scope,
}

impl Analysis<'_> {
    /// When the expression comes to `truth`.
    pub(super) fn when(&self, expression: &Expression, truth: bool) -> Alternatives {
        if is_constant(expression) {
            let value = constant(expression);
            return if value == Some(Scalar::Boolean(truth)) { perhaps() } else { never() };
        }
        match &expression.node {
            Node::Question(_) | Node::Fact(_) => {
                self.known(expression, Values::Among([truth.to_string()].into()))
            }
            Node::Operation { operator, operands } => self.operation(*operator, operands, truth),
            Node::Call { function, arguments } => match arguments.split_first() {
                Some((first, others)) => self.call(*function, first, others, truth),
                None => perhaps(),
            },
            Node::Literal(_) => perhaps(),
        }
    }

    fn operation(&self, operator: Operator, operands: &[Expression], truth: bool) -> Alternatives {
        match (operator, operands) {
            (Operator::Not, [operand]) => self.when(operand, !truth),
            (Operator::And | Operator::Or, _) => {
                let all = operands.iter().map(|operand| self.when(operand, truth));
                if (operator == Operator::And) == truth {
                    all.fold(perhaps(), both)
                } else {
                    all.fold(never(), either)
                }
            }
            (Operator::In, [subject, list @ ..]) => self.membership(subject, list, truth),
            (Operator::NotIn, [subject, list @ ..]) => self.membership(subject, list, !truth),
            (_, [left, right]) if operator.compares() => {
                let operator = if truth { operator } else { opposite(operator) };
                self.comparison(left, operator, right)
            }
            _ => perhaps(),
        }
    }

    fn comparison(&self, left: &Expression, operator: Operator, right: &Expression) -> Alternatives {
        if is_constant(left) {
            return self.against(right, mirrored(operator), constant(left));
        }
        if is_constant(right) {
            return self.against(left, operator, constant(right));
        }
        let excludes_same = matches!(operator, Operator::Different | Operator::Less | Operator::Greater);
        if left == right && excludes_same {
            return never();
        }
        if let (Some(left), Some(right)) = (self.numbers(left), self.numbers(right))
            && !left.may_stand(operator, right)
        {
            return never();
        }
        both(self.known(left, Values::Any), self.known(right, Values::Any))
    }

    /// Compares with a value that is always the same.
    fn against(&self, subject: &Expression, operator: Operator, value: Option<Scalar>) -> Alternatives {
        match (value, operator) {
            (None, _) => never(),
            (Some(Scalar::Boolean(boolean)), Operator::Equal) => self.when(subject, boolean),
            (Some(Scalar::Boolean(boolean)), Operator::Different) => self.when(subject, !boolean),
            (Some(Scalar::Text(text)), Operator::Equal) => self.known(subject, Values::Among([text].into())),
            (Some(Scalar::Text(text)), Operator::Different) => {
                self.known(subject, Values::Outside([text].into()))
            }
            (Some(Scalar::Number(number)), _) => self.in_intervals(subject, operator, number, false),
            (Some(Scalar::Date(date)), _) => self.in_intervals(subject, operator, days(date), true),
            (Some(Scalar::Boolean(_) | Scalar::Text(_)), _) => perhaps(),
        }
    }

    fn in_intervals(
        &self,
        subject: &Expression,
        operator: Operator,
        bound: f64,
        whole: bool,
    ) -> Alternatives {
        let all = Interval { whole, ..Interval::ALL };
        let below = Interval { high: bound, below_high: true, ..all };
        let above = Interval { low: bound, above_low: true, ..all };
        let intervals = match operator {
            Operator::Equal => vec![Interval { low: bound, high: bound, ..all }],
            Operator::Different => vec![below, above],
            Operator::Less => vec![below],
            Operator::AtMost => vec![Interval { below_high: false, ..below }],
            Operator::Greater => vec![above],
            Operator::AtLeast => vec![Interval { above_low: false, ..above }],
            _ => return perhaps(),
        };
        intervals.into_iter().flat_map(|interval| self.known(subject, Values::Numbers(interval))).collect()
    }

    fn membership(&self, subject: &Expression, list: &[Expression], inside: bool) -> Alternatives {
        let texts: Option<Options> =
            list.iter().map(|item| item.as_text_literal().map(str::to_owned)).collect();
        if let Some(texts) = texts {
            let values = if inside { Values::Among(texts) } else { Values::Outside(texts) };
            return self.known(subject, values);
        }
        let operator = if inside { Operator::Equal } else { Operator::Different };
        let items = list.iter().map(|item| self.against(subject, operator, constant(item)));
        if inside { items.fold(never(), either) } else { items.fold(perhaps(), both) }
    }

    fn call(
        &self,
        function: Function,
        first: &Expression,
        others: &[Expression],
        truth: bool,
    ) -> Alternatives {
        match (function, truth) {
            (Function::Empty, true) | (Function::Answered, false) => self.demand(first, &State::absent()),
            (Function::Empty, false) | (Function::Answered, true) => self.known(first, Values::Any),
            (Function::DontKnow, _) => self.absence(first, Absence::DontKnow, truth),
            (Function::NotRelevant, _) => self.absence(first, Absence::NotRelevant, truth),
            (Function::Any | Function::All, _) => self.rows(function, first, others, truth),
            _ => perhaps(),
        }
    }

    fn absence(&self, subject: &Expression, reason: Absence, truth: bool) -> Alternatives {
        let state = if truth { State::absent_for(reason) } else { State::other_than(reason) };
        self.demand(subject, &state)
    }

    fn rows(
        &self,
        function: Function,
        subject: &Expression,
        codes: &[Expression],
        truth: bool,
    ) -> Alternatives {
        let Values::Rows { within: options, .. } = self.possible(subject) else { return perhaps() };
        let codes: Options =
            codes.iter().filter_map(Expression::as_text_literal).map(str::to_owned).collect();
        let others = &options - &codes;
        match (function, truth) {
            (Function::Any, true) => {
                self.known(subject, Values::Rows { within: options, some: vec![codes], most: usize::MAX })
            }
            (Function::All, false) => {
                self.known(subject, Values::Rows { within: options, some: vec![others], most: usize::MAX })
            }
            (Function::All, _) => self.every_row(subject, codes),
            (_, _) => self.every_row(subject, others),
        }
    }

    /// Every row or chosen option is one of these; each row of a matrix too, where the rule asks for it by name.
    fn every_row(&self, subject: &Expression, within: Options) -> Alternatives {
        let whole = self.known(subject, Values::rows(within.clone()));
        let Node::Question(Reference { code, part: None }) = &subject.node else { return whole };
        let Some(rows) = self.scope.questions.get(code).and_then(|question| question.shape.rows()) else {
            return whole;
        };
        let each = rows.iter().map(|row| {
            let row = Reference { code: code.clone(), part: Some(row.clone()) };
            (row.to_string(), State::known(Values::Among(within.clone())))
        });
        both(whole, vec![each.collect()])
    }

    fn known(&self, subject: &Expression, values: Values) -> Alternatives {
        self.demand(subject, &State::known(values))
    }

    /// The demand, cut down to what the scope allows.
    pub(super) fn demand(&self, subject: &Expression, state: &State) -> Alternatives {
        let narrowed = state.and(&State::anything_in(self.possible(subject)));
        narrowed.map(|state| Alternative::from([(subject.to_string(), state)])).into_iter().collect()
    }
}

pub(super) fn days(date: NaiveDate) -> f64 {
    f64::from(date.num_days_from_ce())
}

pub(super) fn is_constant(expression: &Expression) -> bool {
    let varies = match &expression.node {
        Node::Question(_) | Node::Fact(_) => true,
        Node::Call { function, .. } => *function == Function::Today,
        Node::Literal(_) | Node::Operation { .. } => false,
    };
    !varies && expression.children().iter().all(is_constant)
}

/// What it comes to whatever the answers; only for what [`is_constant`].
pub(super) fn constant(expression: &Expression) -> Option<Scalar> {
    evaluate(expression, &Environment::new(NaiveDate::default()))
}

/// The operator that holds where this one does not.
fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Equal => Operator::Different,
        Operator::Different => Operator::Equal,
        Operator::Less => Operator::AtLeast,
        Operator::AtMost => Operator::Greater,
        Operator::Greater => Operator::AtMost,
        Operator::AtLeast => Operator::Less,
        other => other,
    }
}

/// The operator with its sides changed.
fn mirrored(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::Greater,
        Operator::AtMost => Operator::AtLeast,
        Operator::Greater => Operator::Less,
        Operator::AtLeast => Operator::AtMost,
        other => other,
    }
}
