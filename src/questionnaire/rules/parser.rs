//! Where the parser stands, how it goes on, and how it puts an expression together.

use std::ops::Range;

use super::DEEPEST;
use super::ast::{Expression, Node, Operator};
use super::fault::{Fault, FaultKind};
use super::lex::Token;

/// An expression with its depth.
pub(super) struct Built {
    pub(super) expression: Expression,
    pub(super) depth: usize,
}

pub(super) struct Parser<'a> {
    pub(super) characters: &'a [char],
    pub(super) tokens: Vec<(Token, Range<usize>)>,
    pub(super) faults: Vec<Fault>,
    pub(super) at: usize,
    pub(super) open: usize,
    pub(super) nodes: usize,
    pub(super) steps: usize,
    pub(super) gave_up: bool,
}

impl Parser<'_> {
    pub(super) fn leaf(&mut self, node: Node, start: usize) -> Option<Built> {
        self.node(node, start, 0)
    }

    pub(super) fn operation(
        &mut self,
        operator: Operator,
        start: usize,
        operands: Vec<Option<Built>>,
    ) -> Option<Built> {
        let (operands, depth) = self.complete(operands, start)?;
        self.node(Node::Operation { operator, operands }, start, depth)
    }

    /// All of them and the depth of the deepest, where none is broken.
    pub(super) fn complete(
        &mut self,
        parts: Vec<Option<Built>>,
        start: usize,
    ) -> Option<(Vec<Expression>, usize)> {
        let parts: Vec<Built> = parts.into_iter().collect::<Option<_>>()?;
        let depth = parts.iter().map(|part| part.depth).max().unwrap_or_default();
        if depth >= DEEPEST {
            self.fault(start..self.last_end(), FaultKind::TooDeep);
            return None;
        }
        Some((parts.into_iter().map(|part| part.expression).collect(), depth))
    }

    pub(super) fn node(&mut self, node: Node, start: usize, below: usize) -> Option<Built> {
        self.nodes += 1;
        let expression = Expression { node, span: start..self.last_end() };
        Some(Built { expression, depth: below + 1 })
    }

    /// Goes into a parenthesis, unless that is too deep: then nothing more is read.
    pub(super) fn enter(&mut self, opening: &Range<usize>) -> bool {
        self.open += 1;
        if self.open <= DEEPEST {
            return true;
        }
        self.fault(opening.clone(), FaultKind::TooDeep);
        self.gave_up = true;
        self.at = self.tokens.len();
        false
    }

    /// Goes on to the comma or closing parenthesis that belongs to the parenthesis one is in.
    pub(super) fn skip_to_boundary(&mut self) {
        let mut inside = 0_usize;
        while let Some(token) = self.peek() {
            match token {
                Token::Close | Token::Comma if inside == 0 => return,
                Token::Open => inside += 1,
                Token::Close => inside -= 1,
                _ => {}
            }
            self.advance();
        }
    }

    pub(super) fn peek(&mut self) -> Option<&Token> {
        self.steps += 1;
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    pub(super) fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len());
    }

    pub(super) fn next_operator(&mut self) -> Option<Operator> {
        match self.peek() {
            Some(Token::Operator(operator)) => Some(*operator),
            _ => None,
        }
    }

    /// The next token, or the place after the last one.
    pub(super) fn next_span(&self) -> Range<usize> {
        let end = self.characters.len();
        self.tokens.get(self.at).map_or(end..end, |(_, span)| span.clone())
    }

    pub(super) fn next_start(&self) -> usize {
        self.next_span().start
    }

    pub(super) fn last_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |(_, span)| span.end)
    }

    pub(super) fn fault(&mut self, span: Range<usize>, kind: FaultKind) {
        if !self.gave_up {
            self.faults.push(Fault { span, kind });
        }
    }

    pub(super) fn fault_here(&mut self, kind: FaultKind) {
        self.fault(self.next_span(), kind);
    }

    pub(super) fn next_text(&self) -> Option<String> {
        let text = self.characters.get(self.next_span())?;
        (!text.is_empty()).then(|| text.iter().collect())
    }

    pub(super) fn value_expected(&mut self) {
        let found = self.next_text();
        self.fault_here(FaultKind::ValueExpected { found });
    }

    pub(super) fn operator_expected(&mut self) {
        let found = self.next_text().unwrap_or_default();
        self.fault_here(FaultKind::OperatorExpected { found });
    }
}
