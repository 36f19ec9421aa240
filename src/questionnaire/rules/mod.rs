//! Rules of a questionnaire: when a question is shown, when it must be answered, when an answer is good.
//!
//! `docs/rules.md` has the language, for those who write rules, and the JSON form, for clients that evaluate them.
//! What always holds:
//!
//! - An [`Expression`] comes from [`parse()`] or from its JSON form and from nothing else, so it is within the limits
//!   below, and its text reads back as the same expression.
//! - [`evaluate()`] is pure and answers for every expression and every environment. What cannot be worked out (a missing
//!   answer, a division by zero, a type that [`check()`] would have refused) is empty, which is `None`.
//! - Reading takes time in proportion to the text; nothing recurses deeper than [`DEEPEST`] allows.

mod ast;
mod check;
mod domain;
mod environment;
mod evaluate;
mod fault;
mod fault_texts;
mod hints;
mod interval;
mod json;
mod lex;
mod never;
mod parse;
mod parse_values;
mod parser;
mod possible;
mod print;
mod scope;
mod types;
mod valid;
pub mod xpath;

#[cfg(test)]
mod tests;

pub use ast::{Expression, Function, Operator, Reference, References, Scalar};
pub use check::{Purpose, Reach, check};
pub use environment::{Absence, Answer, Cell, Environment};
pub use evaluate::evaluate;
pub use fault::{Fault, FaultKind};
pub use hints::{Aim, Demands, Subject};
pub use never::can_hold;
pub use parse::parse;
pub use scope::{Limits, Options, Position, Question, Range, Scope, Shape, Single};
pub use types::Type;
pub use valid::can_be_valid;

/// Characters that a rule may have, as written and as printed.
pub const MOST_CHARACTERS: usize = 2_000;
/// Literals, references, operators and calls that a rule may have together.
pub const MOST_NODES: usize = 500;
/// Levels that a rule may have: a value is one, and each operator or call around it another. Parentheses go no deeper.
pub const DEEPEST: usize = 32;
/// Characters that a code or the name of a fact may have.
pub const LONGEST_NAME: usize = 64;
/// Digits that a number may have, so that it is the same number in JSON and in a browser.
pub const MOST_DIGITS: usize = 15;
