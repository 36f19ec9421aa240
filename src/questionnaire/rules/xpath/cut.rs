//! Cuts XPath into tokens.

use std::ops::Range;

use super::read::{XpathFault, XpathFaultKind};

/// The smallest parts of XPath that mean something.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    /// What stands between `${` and `}`.
    Name(String),
    /// A function, or one of the operators that are words.
    Word(String),
    /// `.`
    Itself,
    Sign(&'static str),
}

const SIGNS: [&str; 12] = ["!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ","];

/// Tokens with where they stand, in characters.
pub(super) fn cut(characters: &[char]) -> Result<Vec<(Token, Range<usize>)>, XpathFault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(next) = characters.get(at) {
        if next.is_whitespace() || *next == '\u{a0}' {
            at += 1;
            continue;
        }
        let (token, end) = token(characters, at)?;
        tokens.push((token, at..end));
        at = end;
    }
    Ok(tokens)
}

fn token(characters: &[char], at: usize) -> Result<(Token, usize), XpathFault> {
    let rest = characters.get(at..).unwrap_or_default();
    let text = |length: usize| rest.iter().take(length).collect::<String>();
    let strange = || XpathFault { span: at..at + 1, kind: XpathFaultKind::Strange { found: text(1) } };
    let first = rest.first().copied().unwrap_or_default();
    if rest.starts_with(&['$', '{']) {
        let length = rest.iter().position(|c| *c == '}').ok_or_else(strange)?;
        let name: String = rest.get(2..length).unwrap_or_default().iter().collect();
        return Ok((Token::Name(name.trim().to_owned()), at + length + 1));
    }
    if first == '\'' || first == '"' {
        let length = rest.iter().skip(1).position(|c| *c == first).ok_or_else(strange)?;
        let inside = rest.get(1..=length).unwrap_or_default().iter().collect();
        return Ok((Token::Text(inside), at + length + 2));
    }
    if first.is_ascii_digit() || (first == '.' && rest.get(1).is_some_and(char::is_ascii_digit)) {
        let length = rest.iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
        let number = text(length).parse().map_err(|_| strange())?;
        return Ok((Token::Number(number), at + length));
    }
    if first == '.' {
        return Ok((Token::Itself, at + 1));
    }
    if first.is_ascii_alphabetic() {
        let is_part = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
        let length = rest.iter().take_while(is_part).count();
        return Ok((Token::Word(text(length)), at + length));
    }
    let sign = SIGNS.into_iter().find(|sign| rest.starts_with(&sign.chars().collect::<Vec<_>>()));
    sign.map(|sign| (Token::Sign(sign), at + sign.len())).ok_or_else(strange)
}
