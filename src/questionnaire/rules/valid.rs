//! Finds rules that refuse every answer, so that nobody who must answer can submit.

use std::ops::Not;

use super::ast::{Expression, Function, Node, Operator, Reference};
use super::domain::{Interval, State};
use super::environment::Absence;
use super::never::{Alternative, Alternatives, Analysis, both, constant, is_constant};
use super::scope::{Question, Scope, Shape};

/// Whether the question of this code, which must be answered, has an answer that its rule does not refuse: the rule comes out true, or
/// empty. `false` is certain, as for [`super::can_hold`]; `true` is not.
#[must_use]
pub fn can_be_valid(rule: &Expression, code: &str, scope: &Scope) -> bool {
    let Some(question) = scope.questions.get(code) else { return true };
    let whole = Node::Question(Reference { code: code.to_owned(), part: None });
    let analysis = Analysis { scope };
    let answered = match answered(question) {
        Some(state) => analysis.demand(&Expression { node: whole, span: 0..0 }, &state),
        None => vec![Alternative::new()],
    };
    let judge = Judge { analysis, code, question, answered };
    let outcomes = judge.outcomes(rule);
    outcomes.empty || (outcomes.truth && judge.is_possible(rule, true))
}

/// What is known of its answer; `None` for nothing. Rows may each be «don't know», and the whole is empty then.
fn answered(question: &Question) -> Option<State> {
    let ways_out = [
        question.allows_dont_know.then_some(Absence::DontKnow),
        question.allows_not_relevant.then_some(Absence::NotRelevant),
    ];
    let in_parts = !matches!(question.shape, Shape::Single(_) | Shape::Choices(_));
    let offers = offers_way_out(question);
    (!in_parts || !offers).then(|| State::answered_or(ways_out.into_iter().flatten()))
}

fn offers_way_out(question: &Question) -> bool {
    question.allows_dont_know || question.allows_not_relevant
}

struct Judge<'s> {
    analysis: Analysis<'s>,
    code: &'s str,
    question: &'s Question,
    /// That the question is answered.
    answered: Alternatives,
}

/// What something may come to; more than it does come to, never less.
#[derive(Clone, Copy)]
struct Outcomes {
    truth: bool,
    falsehood: bool,
    empty: bool,
}

impl Not for Outcomes {
    type Output = Self;

    fn not(self) -> Self {
        Self { truth: self.falsehood, falsehood: self.truth, empty: self.empty }
    }
}

impl Judge<'_> {
    fn is_possible(&self, expression: &Expression, truth: bool) -> bool {
        !both(self.analysis.when(expression, truth), self.answered.clone()).is_empty()
    }

    fn outcomes(&self, expression: &Expression) -> Outcomes {
        let all_true = |all: Vec<Outcomes>| Outcomes {
            truth: all.iter().all(|one| one.truth),
            falsehood: all.iter().any(|one| one.falsehood),
            empty: all.iter().any(|one| one.empty) && all.iter().all(|one| one.truth || one.empty),
        };
        match &expression.node {
            Node::Operation { operator: Operator::Not, operands } if operands.len() == 1 => {
                !self.outcomes(&operands[0])
            }
            Node::Operation { operator: Operator::And, operands } => {
                all_true(operands.iter().map(|operand| self.outcomes(operand)).collect())
            }
            Node::Operation { operator: Operator::Or, operands } => {
                !all_true(operands.iter().map(|operand| !self.outcomes(operand)).collect())
            }
            _ => Outcomes {
                truth: self.is_possible(expression, true),
                falsehood: self.is_possible(expression, false),
                empty: self.may_be_empty(expression),
            },
        }
    }

    fn may_be_empty(&self, expression: &Expression) -> bool {
        if is_constant(expression) {
            return constant(expression).is_none();
        }
        let some = |operands: &[Expression]| operands.iter().any(|operand| self.may_be_empty(operand));
        // Out of bounds is empty too.
        let is_bounded = || self.analysis.numbers(expression).is_some_and(Interval::is_bounded);
        match &expression.node {
            Node::Literal(_) => false,
            Node::Fact(_) => true,
            Node::Question(reference) => !self.is_given(reference),
            Node::Operation { operator: Operator::And | Operator::Or | Operator::Not, .. } => {
                self.outcomes(expression).empty
            }
            Node::Operation { operator, operands } => {
                let compares = operator.compares() || matches!(operator, Operator::In | Operator::NotIn);
                some(operands) || (!compares && !is_bounded())
            }
            Node::Call { function, arguments } => match function {
                Function::Empty
                | Function::Answered
                | Function::DontKnow
                | Function::NotRelevant
                | Function::Today => false,
                Function::Sum => some(arguments) || !is_bounded(),
                _ => some(arguments),
            },
        }
    }

    /// Whether it has a value for certain, once the question is answered.
    fn is_given(&self, reference: &Reference) -> bool {
        let is_row = matches!(self.question.shape, Shape::Matrix { .. } | Shape::Grid { .. });
        reference.code == self.code && !offers_way_out(self.question) && (reference.part.is_none() || is_row)
    }
}
