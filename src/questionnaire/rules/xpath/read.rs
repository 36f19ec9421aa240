use std::fmt;
use std::ops::Range;

use super::super::ast::{Expression, Function, Node, Operator, Reference, Scalar, date_of};
use super::super::{DEEPEST, MOST_CHARACTERS, parse};
use super::cut::{Token, cut};
use super::{Named, Names, Takes};

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The rule.
    pub rule: Expression,
    /// Whether it says that something is not so, which XPath takes for true while nothing is answered, and a rule does not.
    pub denies: bool,
}

/// Something in XPath that there is no rule for, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XpathFault {
    /// Characters of the text, from the first to the one after the last.
    pub span: Range<usize>,
    /// What it is.
    pub kind: XpathFaultKind,
}

/// What there is no rule for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XpathFaultKind {
    /// Something else was expected, or nothing.
    Strange {
        /// What stands there; nothing at the end.
        found: String,
    },
    /// No question has the name.
    UnknownName {
        /// The name.
        name: String,
    },
    /// A function that rules do not have, or not in this way.
    Function {
        /// Its name.
        name: String,
    },
    /// Longer or deeper than a rule can be.
    TooLarge,
}

/// Reads XPath as it stands in a column of a form. `itself` is the name that `.` stands for.
///
/// # Errors
/// What there is no rule for: the first such thing, as what follows it may mean anything.
pub fn read(text: &str, names: &Names, itself: Option<&str>) -> Result<Reading, XpathFault> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > 5 * MOST_CHARACTERS {
        return Err(XpathFault { span: 0..characters.len(), kind: XpathFaultKind::TooLarge });
    }
    let tokens = cut(&characters)?;
    let mut reader =
        Reader { characters: &characters, tokens, at: 0, depth: 0, names, itself, denies: false };
    let tree = reader.either()?;
    if reader.peek().is_some() {
        return Err(reader.strange());
    }
    // A tree is good where its text is: then it is within the limits.
    match parse(&tree.to_string()) {
        Ok(rule) => Ok(Reading { rule, denies: reader.denies }),
        Err(_) => Err(XpathFault { span: 0..characters.len(), kind: XpathFaultKind::TooLarge }),
    }
}

struct Reader<'a> {
    characters: &'a [char],
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    depth: usize,
    names: &'a Names,
    itself: Option<&'a str>,
    denies: bool,
}

/// A side of a comparison.
enum Side<'a> {
    Name(&'a Named),
    Text(String),
    Other(Expression),
}

type Read<T = Expression> = Result<T, XpathFault>;

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn span(&self) -> Range<usize> {
        let end = self.characters.len();
        self.tokens.get(self.at).map_or(end..end, |(_, span)| span.clone())
    }

    fn strange(&self) -> XpathFault {
        let span = self.span();
        let found = self.characters.get(span.clone()).unwrap_or_default().iter().collect();
        XpathFault { span, kind: XpathFaultKind::Strange { found } }
    }

    fn takes(&mut self, sign: &str) -> bool {
        let is_it = match self.peek() {
            Some(Token::Sign(found)) => *found == sign,
            Some(Token::Word(word)) => word == sign,
            _ => false,
        };
        self.at += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, sign: &str) -> Read<()> {
        if self.takes(sign) { Ok(()) } else { Err(self.strange()) }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(XpathFault { span: self.span(), kind: XpathFaultKind::TooLarge });
        }
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn either(&mut self) -> Read {
        self.either_side().map(plain)
    }

    fn either_side(&mut self) -> Read<Side<'a>> {
        self.joined("or", Operator::Or, |reader| reader.joined("and", Operator::And, Self::comparison))
    }

    fn joined(
        &mut self,
        word: &str,
        operator: Operator,
        next: impl Fn(&mut Self) -> Read<Side<'a>>,
    ) -> Read<Side<'a>> {
        let first = next(self)?;
        if !self.takes(word) {
            return Ok(first);
        }
        let mut parts = vec![plain(first), plain(next(self)?)];
        while self.takes(word) {
            parts.push(plain(next(self)?));
        }
        Ok(Side::Other(operation(operator, parts)))
    }

    fn comparison(&mut self) -> Read<Side<'a>> {
        let left = self.side()?;
        let signs = [
            ("=", Operator::Equal),
            ("!=", Operator::Different),
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let Some((_, operator)) = signs.into_iter().find(|(sign, _)| self.takes(sign)) else {
            return Ok(left);
        };
        let right = self.side()?;
        let compared = self.compared(operator, left, right)?;
        if signs.iter().any(|(sign, _)| self.peek() == Some(&Token::Sign(sign))) {
            return Err(self.strange());
        }
        Ok(Side::Other(compared))
    }

    fn compared(&mut self, operator: Operator, left: Side<'a>, right: Side<'a>) -> Read {
        let is_same = matches!(operator, Operator::Equal | Operator::Different);
        let (named, other) = match (left, right) {
            (Side::Name(named), other) | (other, Side::Name(named)) if is_same => (named, other),
            (left, right) => {
                self.denies |= operator == Operator::Different;
                return Ok(operation(operator, vec![plain(left), plain(right)]));
            }
        };
        let is_equal = operator == Operator::Equal;
        if let Side::Text(text) = &other {
            if text.is_empty() {
                let function = if is_equal { Function::Empty } else { Function::Answered };
                return Ok(call(function, vec![reference(named)]));
            }
            self.denies |= !is_equal;
            if let Some(function) = state(named, text) {
                let chosen = call(function, vec![reference(named)]);
                return Ok(if is_equal { chosen } else { operation(Operator::Not, vec![chosen]) });
            }
        }
        self.denies |= !is_equal;
        let other = match other {
            Side::Text(text) => option(named, &text),
            Side::Other(expression) => match &expression.node {
                Node::Literal(Scalar::Number(number)) if named.takes != Takes::Value => {
                    option(named, &number.to_string())
                }
                _ => expression,
            },
            Side::Name(other) => reference(other),
        };
        if named.takes == Takes::Several {
            let any = call(Function::Any, vec![reference(named), other]);
            let count = call(Function::Count, vec![reference(named)]);
            let one = operation(Operator::Equal, vec![count, literal(Scalar::Number(1.0))]);
            let alone = operation(Operator::And, vec![any, one]);
            return Ok(if is_equal { alone } else { operation(Operator::Not, vec![alone]) });
        }
        Ok(operation(operator, vec![reference(named), other]))
    }

    fn side(&mut self) -> Read<Side<'a>> {
        self.chain([("+", Operator::Add), ("-", Operator::Subtract)], Self::product)
    }

    fn product(&mut self) -> Read<Side<'a>> {
        self.chain([("*", Operator::Multiply), ("div", Operator::Divide)], Self::signed)
    }

    fn chain(
        &mut self,
        signs: [(&str, Operator); 2],
        next: impl Fn(&mut Self) -> Read<Side<'a>>,
    ) -> Read<Side<'a>> {
        let mut left = next(self)?;
        let mut levels = 0;
        while let Some((_, operator)) = signs.into_iter().find(|(sign, _)| self.takes(sign)) {
            levels += 1;
            if levels > DEEPEST {
                return Err(XpathFault { span: self.span(), kind: XpathFaultKind::TooLarge });
            }
            let right = plain(next(self)?);
            left = Side::Other(operation(operator, vec![plain(left), right]));
        }
        Ok(left)
    }

    fn signed(&mut self) -> Read<Side<'a>> {
        if !self.takes("-") {
            return self.primary();
        }
        if let Some(Token::Number(number)) = self.peek() {
            let number = *number;
            self.at += 1;
            return Ok(Side::Other(literal(Scalar::Number(0.0 - number))));
        }
        let negated = self.deeper(Self::signed)?;
        Ok(Side::Other(operation(Operator::Negate, vec![plain(negated)])))
    }

    fn primary(&mut self) -> Read<Side<'a>> {
        let (fault, span) = (self.strange(), self.span());
        let token = self.peek().cloned().ok_or(fault.clone())?;
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Side::Other(literal(Scalar::Number(number)))),
            Token::Text(text) => Ok(Side::Text(text)),
            Token::Name(name) => self.named(&name, span).map(Side::Name),
            Token::Itself => match self.itself {
                Some(name) => self.named(name, span).map(Side::Name),
                None => Err(fault),
            },
            Token::Sign("(") => {
                let inside = self.deeper(Self::either_side)?;
                self.expect(")")?;
                Ok(inside)
            }
            Token::Word(word) => self.deeper(|reader| reader.function(&word, span)).map(Side::Other),
            Token::Sign(_) => Err(fault),
        }
    }

    fn named(&self, name: &str, span: Range<usize>) -> Read<&'a Named> {
        let unknown = || XpathFault { span, kind: XpathFaultKind::UnknownName { name: name.to_owned() } };
        self.names.get(name).ok_or_else(unknown)
    }

    fn function(&mut self, name: &str, span: Range<usize>) -> Read {
        let unfit = XpathFault { span, kind: XpathFaultKind::Function { name: name.to_owned() } };
        self.expect("(")?;
        let mut arguments = Vec::new();
        if !self.takes(")") {
            loop {
                arguments.push(self.either_side()?);
                if !self.takes(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        let mut arguments = arguments.into_iter();
        let (first, second, more) = (arguments.next(), arguments.next(), arguments.next());
        if more.is_some() {
            return Err(unfit);
        }
        self.called(name, first, second).ok_or(unfit)
    }

    fn called(
        &mut self,
        name: &str,
        first: Option<Side<'a>>,
        second: Option<Side<'a>>,
    ) -> Option<Expression> {
        Some(match (name, first, second) {
            ("true", None, None) => literal(Scalar::Boolean(true)),
            ("false", None, None) => literal(Scalar::Boolean(false)),
            ("today", None, None) => call(Function::Today, vec![]),
            ("not", Some(what), None) => {
                self.denies = true;
                operation(Operator::Not, vec![plain(what)])
            }
            ("selected", Some(Side::Name(named)), Some(Side::Text(text))) => selected(named, &text),
            ("count-selected", Some(Side::Name(named)), None) if named.takes == Takes::Several => {
                call(Function::Count, vec![reference(named)])
            }
            ("count", Some(Side::Name(named)), None) if named.takes == Takes::Rows => {
                call(Function::Count, vec![reference(named)])
            }
            ("string-length", Some(Side::Name(named)), None) => {
                call(Function::Length, vec![reference(named)])
            }
            ("sum" | "min" | "max", Some(Side::Name(named)), None) => {
                call(Function::named(name)?, vec![reference(named)])
            }
            ("min" | "max", Some(one), Some(other)) => {
                call(Function::named(name)?, vec![plain(one), plain(other)])
            }
            ("date", Some(Side::Text(text)), None) => literal(Scalar::Date(date_of(&text)?)),
            ("date" | "number" | "int" | "decimal-date-time", Some(Side::Name(named)), None)
                if named.takes == Takes::Value && name != "int" =>
            {
                reference(named)
            }
            ("abs" | "round", Some(number), None) => call(Function::named(name)?, vec![plain(number)]),
            _ => return None,
        })
    }
}

fn selected(named: &Named, text: &str) -> Expression {
    if let Some(function) = state(named, text) {
        return call(function, vec![reference(named)]);
    }
    let option = option(named, text);
    match named.takes {
        Takes::Several => call(Function::Any, vec![reference(named), option]),
        _ => operation(Operator::Equal, vec![reference(named), option]),
    }
}

/// The function that asks for the answer state which a choice stands for.
fn state(named: &Named, choice: &str) -> Option<Function> {
    if named.dont_know.as_deref() == Some(choice) {
        return Some(Function::DontKnow);
    }
    (named.not_relevant.as_deref() == Some(choice)).then_some(Function::NotRelevant)
}

fn option(named: &Named, choice: &str) -> Expression {
    let code = named.options.get(choice).map_or(choice, String::as_str);
    literal(Scalar::Text(code.to_owned()))
}

fn reference(named: &Named) -> Expression {
    let Reference { code, part } = named.reference.clone();
    node(Node::Question(Reference { code, part }))
}

fn plain(side: Side<'_>) -> Expression {
    match side {
        Side::Name(named) => reference(named),
        Side::Text(text) => literal(Scalar::Text(text)),
        Side::Other(expression) => expression,
    }
}

fn node(node: Node) -> Expression {
    Expression { node, span: 0..0 }
}

fn literal(scalar: Scalar) -> Expression {
    node(Node::Literal(scalar))
}

fn operation(operator: Operator, operands: Vec<Expression>) -> Expression {
    node(Node::Operation { operator, operands })
}

fn call(function: Function, arguments: Vec<Expression>) -> Expression {
    node(Node::Call { function, arguments })
}

impl fmt::Display for XpathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}: {:?}", self.span.start + 1, self.kind)
    }
}
