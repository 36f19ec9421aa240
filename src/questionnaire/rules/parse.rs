//! Reads a rule. Goes on after a fault, so that one reading finds as many as can be told apart.

use super::ast::{Expression, Node, Operator, Scalar};
use super::fault::{Fault, FaultKind};
use super::lex::{Cut, Token, cut};
use super::parser::{Built, Parser};
use super::{MOST_CHARACTERS, MOST_NODES};

/// Reads a rule.
///
/// # Errors
/// Everything wrong with the text that can be found in one reading, in the order of the text.
pub fn parse(source: &str) -> Result<Expression, Vec<Fault>> {
    read(source).0
}

/// Reads a rule and counts how often it looked at a token, which tests hold against the length of the text.
pub(super) fn read(source: &str) -> (Result<Expression, Vec<Fault>>, usize) {
    let characters: Vec<char> = source.chars().collect();
    let everything = 0..characters.len();
    if characters.len() > MOST_CHARACTERS {
        return (Err(vec![too_long(characters.len())]), 0);
    }
    let Cut { tokens, faults } = cut(&characters);
    if tokens.is_empty() && faults.is_empty() {
        return (Err(vec![Fault { span: everything, kind: FaultKind::NothingThere }]), 0);
    }
    let mut parser = Parser {
        characters: &characters,
        tokens,
        faults,
        at: 0,
        open: 0,
        nodes: 0,
        steps: 0,
        gave_up: false,
    };
    let built = parser.whole();
    if parser.nodes > MOST_NODES {
        let kind = FaultKind::TooManyNodes { nodes: parser.nodes };
        parser.faults.push(Fault { span: everything, kind });
    }
    parser.faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    let result = match built {
        Some(built) if parser.faults.is_empty() => within_length(built.expression),
        _ => Err(parser.faults),
    };
    (result, parser.steps)
}

fn too_long(characters: usize) -> Fault {
    Fault { span: MOST_CHARACTERS..characters, kind: FaultKind::TooLong { characters } }
}

/// Spaces and parentheses that are only in the printed text count too, or it could not be read again.
fn within_length(expression: Expression) -> Result<Expression, Vec<Fault>> {
    let characters = expression.to_string().chars().count();
    if characters > MOST_CHARACTERS { Err(vec![too_long(characters)]) } else { Ok(expression) }
}

/// Each method reads what its name says and answers `None` where a fault kept it from doing so.
impl Parser<'_> {
    /// The rule, and whatever stands after it where it should have ended.
    fn whole(&mut self) -> Option<Built> {
        let mut built = self.disjunction();
        let mut after_operator = false;
        while let Some(token) = self.peek() {
            built = None;
            match token {
                Token::Close => {
                    self.fault_here(FaultKind::NotOpened);
                    self.advance();
                    after_operator = true;
                }
                Token::Operator(operator) if after_operator && *operator != Operator::Not => self.advance(),
                _ => {
                    if !after_operator {
                        self.operator_expected();
                    }
                    after_operator = false;
                    self.skip_stray();
                    if self.peek().is_some() {
                        let _ = self.disjunction();
                    }
                }
            }
        }
        built
    }

    /// Goes past what [`Self::disjunction`] would leave where it stands, and past a word that seems to have been meant as
    /// an operator: `Q1 AND Q2`.
    fn skip_stray(&mut self) {
        let then = self.tokens.get(self.at + 1).map(|(token, _)| token);
        let infix = |operator: &Operator| !matches!(operator, Operator::Not | Operator::Subtract);
        let value_follows = match then {
            None | Some(Token::Close | Token::Comma | Token::BrokenSign) => false,
            Some(Token::Operator(operator)) => !infix(operator),
            Some(_) => true,
        };
        match self.peek() {
            Some(Token::Comma | Token::Operator(_)) => self.advance(),
            Some(Token::Question(_)) if value_follows => self.advance(),
            _ => {}
        }
    }

    pub(super) fn disjunction(&mut self) -> Option<Built> {
        self.joined(Operator::Or, Self::conjunction)
    }

    fn conjunction(&mut self) -> Option<Built> {
        self.joined(Operator::And, Self::negation)
    }

    fn joined(&mut self, operator: Operator, next: fn(&mut Self) -> Option<Built>) -> Option<Built> {
        let start = self.next_start();
        let first = next(self);
        let mut parts = vec![first];
        loop {
            if operator == Operator::Or && self.peek() == Some(&Token::BrokenSign) {
                parts.push(None);
            } else if self.next_operator() != Some(operator) {
                break;
            }
            self.advance();
            parts.push(next(self));
        }
        if parts.len() == 1 { parts.pop().flatten() } else { self.operation(operator, start, parts) }
    }

    fn negation(&mut self) -> Option<Built> {
        let mut starts = Vec::new();
        while self.next_operator() == Some(Operator::Not) {
            starts.push(self.next_start());
            self.advance();
        }
        let mut built = self.comparison();
        for start in starts.into_iter().rev() {
            built = self.operation(Operator::Not, start, vec![built]);
        }
        built
    }

    fn comparison(&mut self) -> Option<Built> {
        let start = self.next_start();
        let mut left = self.sum();
        let mut compared = false;
        while let Some(operator) = self.next_comparator() {
            if compared {
                self.fault_here(FaultKind::ChainedComparison);
            }
            self.advance();
            if operator == Operator::NotIn {
                self.advance();
            }
            let mut operands = vec![left];
            if matches!(operator, Operator::In | Operator::NotIn) {
                operands.extend(self.list());
            } else {
                operands.push(self.sum());
            }
            left = if compared { None } else { self.operation(operator, start, operands) };
            compared = true;
        }
        left
    }

    fn next_comparator(&mut self) -> Option<Operator> {
        let operator = self.next_operator()?;
        let then = self.tokens.get(self.at + 1).map(|(token, _)| token);
        match operator {
            Operator::Not if then == Some(&Token::Operator(Operator::In)) => Some(Operator::NotIn),
            Operator::In => Some(operator),
            _ => operator.compares().then_some(operator),
        }
    }

    pub(super) fn sum(&mut self) -> Option<Built> {
        self.chain([Operator::Add, Operator::Subtract], Self::product)
    }

    fn product(&mut self) -> Option<Built> {
        self.chain([Operator::Multiply, Operator::Divide], Self::signed)
    }

    fn chain(&mut self, operators: [Operator; 2], next: fn(&mut Self) -> Option<Built>) -> Option<Built> {
        let start = self.next_start();
        let mut left = next(self);
        while let Some(operator) = self.next_operator().filter(|operator| operators.contains(operator)) {
            self.advance();
            let right = next(self);
            left = self.operation(operator, start, vec![left, right]);
        }
        left
    }

    /// A minus right before a number belongs to the number.
    pub(super) fn signed(&mut self) -> Option<Built> {
        let mut starts = Vec::new();
        while self.next_operator() == Some(Operator::Subtract) {
            starts.push(self.next_start());
            self.advance();
        }
        let number = match self.peek() {
            Some(Token::Number(number)) => Some(*number),
            _ => None,
        };
        let mut built = match (number, starts.pop()) {
            (Some(number), Some(start)) => {
                self.advance();
                self.leaf(Node::Literal(Scalar::Number(0.0 - number)), start)
            }
            (_, start) => {
                starts.extend(start);
                self.primary()
            }
        };
        for start in starts.into_iter().rev() {
            built = self.operation(Operator::Negate, start, vec![built]);
        }
        built
    }
}
