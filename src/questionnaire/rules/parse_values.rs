//! Reads the values of a rule: literals, references, calls, lists and what stands in parentheses.

use super::ast::{Function, Node, Operator, Scalar, date_of};
use super::fault::FaultKind;
use super::lex::Token;
use super::parser::{Built, Parser};

impl Parser<'_> {
    /// A value, after whatever stands before it and should not.
    pub(super) fn primary(&mut self) -> Option<Built> {
        let mut broken = false;
        loop {
            match self.peek() {
                Some(Token::BrokenSign) => {}
                Some(Token::Operator(_)) if broken => {}
                Some(Token::Operator(_)) => self.value_expected(),
                _ => break,
            }
            broken = true;
            self.advance();
        }
        let nothing = matches!(self.peek(), None | Some(Token::Close | Token::Comma));
        if nothing {
            if !broken {
                self.value_expected();
            }
            return None;
        }
        self.value().filter(|_| !broken)
    }

    fn value(&mut self) -> Option<Built> {
        let start = self.next_start();
        let token = self.peek()?.clone();
        self.advance();
        match token {
            Token::Number(number) => self.leaf(Node::Literal(Scalar::Number(number)), start),
            Token::Text(text) => self.leaf(Node::Literal(Scalar::Text(text)), start),
            Token::Boolean(boolean) => self.leaf(Node::Literal(Scalar::Boolean(boolean)), start),
            Token::Fact(name) => self.leaf(Node::Fact(name), start),
            Token::Question(reference) if self.peek() == Some(&Token::Open) => {
                self.fault(start..self.last_end(), FaultKind::UnknownFunction { name: reference.code });
                let _ = self.arguments();
                None
            }
            Token::Question(reference) => self.leaf(Node::Question(reference), start),
            Token::Function(function) => self.call(function, start),
            Token::Date => self.date(start),
            Token::Open => self.group(start),
            _ => None,
        }
    }

    fn group(&mut self, start: usize) -> Option<Built> {
        let opening = start..self.last_end();
        if !self.enter(&opening) {
            return None;
        }
        let mut built = self.disjunction();
        while self.peek() != Some(&Token::Close) {
            if self.peek().is_none() {
                self.fault(opening, FaultKind::NotClosed);
                return None;
            }
            if built.take().is_some() {
                self.operator_expected();
            }
            if self.peek() == Some(&Token::Comma) {
                self.advance();
            }
            self.skip_to_boundary();
        }
        self.advance();
        self.open -= 1;
        let mut built = built?;
        built.expression.span = start..self.last_end();
        Some(built)
    }

    fn call(&mut self, function: Function, start: usize) -> Option<Built> {
        if self.peek() != Some(&Token::Open) {
            let kind = FaultKind::ArgumentsExpected { function: function.name().to_owned() };
            self.fault(start..self.last_end(), kind);
            return None;
        }
        let arguments = self.arguments();
        let (arguments, depth) = self.complete(arguments, start)?;
        self.node(Node::Call { function, arguments }, start, depth)
    }

    /// From the opening to the closing parenthesis.
    fn arguments(&mut self) -> Vec<Option<Built>> {
        let opening = self.next_span();
        self.advance();
        if !self.enter(&opening) {
            return vec![None];
        }
        let mut arguments = Vec::new();
        if self.peek() != Some(&Token::Close) {
            loop {
                arguments.push(self.disjunction());
                if !matches!(self.peek(), None | Some(Token::Comma | Token::Close)) {
                    self.operator_expected();
                    arguments.push(None);
                    self.skip_to_boundary();
                }
                if self.peek() != Some(&Token::Comma) {
                    break;
                }
                self.advance();
            }
        }
        if self.peek().is_none() {
            self.fault(opening, FaultKind::NotClosed);
            return vec![None];
        }
        self.advance();
        self.open -= 1;
        arguments
    }

    pub(super) fn list(&mut self) -> Vec<Option<Built>> {
        if self.peek() != Some(&Token::Open) {
            self.fault_here(FaultKind::ListExpected);
            if matches!(self.peek(), Some(Token::Operator(_) | Token::Close | Token::Comma) | None) {
                return vec![None];
            }
            let _ = self.sum();
            return vec![None];
        }
        let opening = self.next_span();
        self.advance();
        let mut items = Vec::new();
        loop {
            items.push(self.item());
            match self.peek() {
                Some(Token::Comma) => self.advance(),
                Some(Token::Close) => break,
                _ => {
                    self.fault(opening, FaultKind::NotClosed);
                    return vec![None];
                }
            }
        }
        self.advance();
        items
    }

    /// One literal of a list, up to the comma or the closing parenthesis.
    fn item(&mut self) -> Option<Built> {
        let literal = match self.peek() {
            Some(Token::Operator(Operator::Subtract)) => {
                matches!(self.tokens.get(self.at + 1), Some((Token::Number(_), _)))
            }
            Some(
                Token::Number(_) | Token::Text(_) | Token::Boolean(_) | Token::Date | Token::BrokenValue,
            ) => true,
            _ => false,
        };
        let built = if literal { self.signed() } else { None };
        let ended = matches!(self.peek(), None | Some(Token::Comma | Token::Close));
        // At the end of the text it is the list that is not closed.
        self.peek()?;
        if !literal || !ended {
            self.fault_here(FaultKind::LiteralExpected);
            self.skip_to_boundary();
            return None;
        }
        built
    }

    fn date(&mut self, start: usize) -> Option<Built> {
        let date = match self.tokens.get(self.at..self.at + 3) {
            Some([(Token::Open, _), (Token::Text(text), _), (Token::Close, _)]) => {
                let date = date_of(text);
                self.at += 3;
                date
            }
            _ => None,
        };
        let Some(date) = date else {
            if self.peek() == Some(&Token::Open) {
                self.advance();
                self.skip_to_boundary();
                if self.peek() == Some(&Token::Close) {
                    self.advance();
                }
            }
            self.fault(start..self.last_end(), FaultKind::NotADate);
            return None;
        };
        self.leaf(Node::Literal(Scalar::Date(date)), start)
    }
}
