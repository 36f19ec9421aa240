use std::collections::BTreeMap;

use super::super::ast::Reference;
use super::super::scope::Scope;

/// The choice that stands for «don't know».
pub const DONT_KNOW: &str = "dont_know";
/// The choice that stands for «not relevant».
pub const NOT_RELEVANT: &str = "not_relevant";

/// Names of questions that forms have for something of their own, whatever their capitals.
const RESERVED: [&str; 1] = ["meta"];

/// What a form calls the question of this code: its code, or where forms have that name for something of their own, another one that
/// is no other question's.
#[must_use]
pub fn form_name(code: &str, scope: &Scope) -> String {
    let mut name = code.to_owned();
    if RESERVED.iter().any(|reserved| code.eq_ignore_ascii_case(reserved)) {
        name.push('_');
        while scope.questions.keys().any(|other| other.eq_ignore_ascii_case(&name)) {
            name.push('_');
        }
    }
    name
}

/// What the names of a form mean.
pub type Names = BTreeMap<String, Named>;

/// What a name of a form means.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The question, or the part of one.
    pub reference: Reference,
    /// What its answers are.
    pub takes: Takes,
    /// Codes of its options by the names of its choices. Choices that stand for an answer state are not among them.
    pub options: BTreeMap<String, String>,
    /// The choice that stands for «don't know», where there is one.
    pub dont_know: Option<String>,
    /// The choice that stands for «not relevant», where there is one.
    pub not_relevant: Option<String>,
}

/// What answers are to XPath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// One choice.
    One,
    /// Some of the choices.
    Several,
    /// A number, a text or a date.
    Value,
    /// The rows of a repeat.
    Rows,
}
