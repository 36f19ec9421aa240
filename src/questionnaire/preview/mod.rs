//! What a respondent would see who has answered so: for those who write a questionnaire. Works on drafts; saves nothing.

mod read;
mod see;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
pub use read::read;
pub use see::{Owner, Previewed, Request, see};

use super::content::Content;
use super::logic::{self, Outcome};
use super::missing;
use super::rules::Answer;

/// An answer that is tried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// The question, or a row or field after its code and a dot.
    pub code: String,
    /// The row of a repeating group.
    pub item: Option<String>,
    /// What is answered.
    pub given: Given,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Options by code.
    Options(Vec<String>),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// «Don't know».
    DontKnow,
    /// «Not relevant».
    NotRelevant,
}

/// What the rules come to, and what is still missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What the rules come to.
    pub outcome: Outcome,
    /// By question: what of it must be answered before submitting and is not: itself, rows, or fields in rows by their place (`Q30.0.volume`).
    pub missing: BTreeMap<String, Vec<String>>,
}

/// Works out what is shown, what must be answered and what does not do.
#[must_use]
pub fn preview(
    content: &Content,
    answers: BTreeMap<String, Answer>,
    facts: &BTreeMap<String, String>,
    today: NaiveDate,
) -> Preview {
    let outcome = logic::outcome(content.questions(), answers.clone(), facts, today);
    let mut missing = BTreeMap::new();
    for question in content.questions() {
        let code = question.code.as_str();
        if !outcome.hidden.contains(code) {
            let gaps = missing::gaps(question, answers.get(code), outcome.required.contains(code));
            missing.insert(code.to_owned(), gaps.iter().map(|gap| gap.name(question)).collect());
        }
    }
    missing.retain(|_, paths: &mut Vec<String>| !paths.is_empty());
    Preview { outcome, missing }
}
