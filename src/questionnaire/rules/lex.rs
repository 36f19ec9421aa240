//! Cuts a text into words, numbers and signs. Goes over it once.

use std::ops::Range;

use super::ast::{Function, Operator, Reference};
use super::fault::{Fault, FaultKind};
use super::{LONGEST_NAME, MOST_DIGITS};

/// The smallest parts of a rule that mean something.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    Boolean(bool),
    Question(Reference),
    Fact(String),
    Function(Function),
    Date,
    Operator(Operator),
    Open,
    Close,
    Comma,
    /// Should have been a value; its fault is already known.
    BrokenValue,
    /// Should have been an operator; its fault is already known.
    BrokenSign,
}

/// Tokens with where they stand, and everything that could not be cut.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) tokens: Vec<(Token, Range<usize>)>,
    pub(super) faults: Vec<Fault>,
}

pub(super) fn cut(characters: &[char]) -> Cut {
    let mut lexer = Lexer { characters, at: 0, faults: Vec::new() };
    let mut tokens = Vec::new();
    while let Some(next) = lexer.peek() {
        if next.is_whitespace() {
            lexer.at += 1;
            continue;
        }
        let start = lexer.at;
        let token = lexer.token(next);
        tokens.push((token, start..lexer.at));
    }
    Cut { tokens, faults: lexer.faults }
}

/// Whether it is a code as questions, options and rows have them.
pub(super) fn is_code(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(continues_name)
        && text.len() <= LONGEST_NAME
}

/// Whether a text must write it `${code}`.
pub(super) fn is_reserved(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "in" | "true" | "false" | "date" | "owner")
        || Function::named(word).is_some()
}

fn continues_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '-' || character == '_'
}

fn is_sign(character: char) -> bool {
    !character.is_alphanumeric() && !character.is_whitespace() && !"\"$(),_".contains(character)
}

struct Lexer<'a> {
    characters: &'a [char],
    at: usize,
    faults: Vec<Fault>,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn text_from(&self, start: usize) -> String {
        self.characters.get(start..self.at).unwrap_or_default().iter().collect()
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn skip_if(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += 1;
        }
        found
    }

    fn fault(&mut self, start: usize, kind: FaultKind) {
        self.faults.push(Fault { span: start..self.at, kind });
    }

    fn broken_value(&mut self, start: usize, kind: FaultKind) -> Token {
        self.fault(start, kind);
        Token::BrokenValue
    }

    /// Reads one token and goes at least one character on.
    fn token(&mut self, first: char) -> Token {
        if first.is_ascii_alphabetic() {
            return self.word();
        }
        if first.is_ascii_digit() {
            return self.number();
        }
        if first.is_alphanumeric() || first == '_' {
            let start = self.at;
            self.skip_while(|next| next.is_alphanumeric() || next == '_' || next == '-');
            let found = self.text_from(start);
            return self.broken_value(start, FaultKind::Strange { found });
        }
        match first {
            '"' => self.text(),
            '$' => self.quoted_reference(),
            '(' => self.single(Token::Open),
            ')' => self.single(Token::Close),
            ',' => self.single(Token::Comma),
            _ => self.sign(first),
        }
    }

    fn single(&mut self, token: Token) -> Token {
        self.at += 1;
        token
    }

    fn sign(&mut self, first: char) -> Token {
        let start = self.at;
        self.at += 1;
        let second = self.peek();
        let operator = match (first, second) {
            // A minus may follow another operator: `a --5`, `a =-5`.
            ('+', _) => Some(Operator::Add),
            ('-', _) => Some(Operator::Subtract),
            ('*', _) => Some(Operator::Multiply),
            ('/', _) => Some(Operator::Divide),
            ('!', Some('=')) => Some(Operator::Different),
            ('<', Some('=')) => Some(Operator::AtMost),
            ('>', Some('=')) => Some(Operator::AtLeast),
            ('=', Some('=')) | ('<', Some('>')) => None,
            ('=', _) => Some(Operator::Equal),
            ('<', _) => Some(Operator::Less),
            ('>', _) => Some(Operator::Greater),
            _ => None,
        };
        let Some(operator) = operator else {
            self.skip_while(|next| is_sign(next) && next != '-');
            let found = self.text_from(start);
            self.fault(start, FaultKind::Strange { found });
            return Token::BrokenSign;
        };
        if matches!(operator, Operator::Different | Operator::AtMost | Operator::AtLeast) {
            self.at += 1;
        }
        Token::Operator(operator)
    }

    fn number(&mut self) -> Token {
        let start = self.at;
        self.skip_while(|next| next.is_ascii_digit());
        let mut good = true;
        if self.skip_if('.') {
            good = self.peek().is_some_and(|next| next.is_ascii_digit());
            self.skip_while(|next| next.is_ascii_digit());
        }
        if self.peek().is_some_and(|next| next.is_alphanumeric() || next == '_' || next == '.') {
            good = false;
            self.skip_while(|next| next.is_alphanumeric() || next == '_' || next == '.');
        }
        let text = self.text_from(start);
        if !good {
            return self.broken_value(start, FaultKind::NotANumber);
        }
        if text.bytes().filter(u8::is_ascii_digit).count() > MOST_DIGITS {
            return self.broken_value(start, FaultKind::TooManyDigits);
        }
        match text.parse() {
            Ok(number) => Token::Number(number),
            Err(_) => self.broken_value(start, FaultKind::NotANumber),
        }
    }

    fn text(&mut self) -> Token {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(next) = self.peek() {
            self.at += 1;
            match next {
                '"' => return Token::Text(text),
                '\\' => match self.peek() {
                    Some(escaped @ ('"' | '\\')) => {
                        self.at += 1;
                        text.push(escaped);
                    }
                    _ => self.fault(self.at - 1, FaultKind::StrangeEscape),
                },
                _ => text.push(next),
            }
        }
        self.broken_value(start, FaultKind::UnfinishedText)
    }

    fn word(&mut self) -> Token {
        let start = self.at;
        self.skip_while(continues_name);
        let word = self.text_from(start);
        if word == "owner" {
            return self.fact(start);
        }
        match word.as_str() {
            "and" => Token::Operator(Operator::And),
            "or" => Token::Operator(Operator::Or),
            "not" => Token::Operator(Operator::Not),
            "in" => Token::Operator(Operator::In),
            "true" => Token::Boolean(true),
            "false" => Token::Boolean(false),
            "date" => Token::Date,
            _ => match Function::named(&word) {
                Some(function) => Token::Function(function),
                None => self.part_of(start, word),
            },
        }
    }

    fn fact(&mut self, start: usize) -> Token {
        if !self.skip_if('.') {
            return self.broken_value(start, FaultKind::FactExpected);
        }
        match self.name(start) {
            Some(name) => Token::Fact(name),
            None => Token::BrokenValue,
        }
    }

    fn quoted_reference(&mut self) -> Token {
        let start = self.at;
        self.at += 1;
        let opened = self.skip_if('{');
        let inside = self.at;
        self.skip_while(|next| opened && next != '}' && !next.is_whitespace());
        let code = self.text_from(inside);
        if !self.skip_if('}') || !is_code(&code) {
            return self.broken_value(start, FaultKind::BrokenReference);
        }
        self.part_of(start, code)
    }

    fn part_of(&mut self, start: usize, code: String) -> Token {
        if code.len() > LONGEST_NAME {
            return self.broken_value(start, FaultKind::NameTooLong);
        }
        if !self.skip_if('.') {
            return Token::Question(Reference { code, part: None });
        }
        match self.name(start) {
            Some(part) => Token::Question(Reference { code, part: Some(part) }),
            None => Token::BrokenValue,
        }
    }

    /// The name after a dot.
    fn name(&mut self, start: usize) -> Option<String> {
        let from = self.at;
        self.skip_while(continues_name);
        let name = self.text_from(from);
        if is_code(&name) {
            return Some(name);
        }
        let kind = if name.len() > LONGEST_NAME { FaultKind::NameTooLong } else { FaultKind::NameExpected };
        self.fault(start, kind);
        None
    }
}
