//! What a respondent would see who has answered so: for those who write a questionnaire. Works on drafts; saves nothing.

mod read;
mod see;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use ::entity::question::QuestionKind;
use chrono::NaiveDate;
pub use read::read;
pub use see::{Owner, Previewed, Request, see};

use super::content::{Content, Kind as _, Question};
use super::logic::{self, Outcome};
use super::rules::{Absence, Answer, Cell};

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
            let paths = missing_of(question, answers.get(code), outcome.required.contains(code));
            missing.insert(code.to_owned(), paths);
        }
    }
    missing.retain(|_, paths: &mut Vec<String>| !paths.is_empty());
    Preview { outcome, missing }
}

/// What of a question that is shown has no answer and must have one. «Don't know» and «not relevant» are answers.
#[must_use]
pub fn missing_of(question: &Question, answer: Option<&Answer>, required: bool) -> Vec<String> {
    let code = question.code.as_str();
    let whole = || if required { vec![code.to_owned()] } else { Vec::new() };
    match (question.kind, answer) {
        (QuestionKind::Information, _) => Vec::new(),
        (kind, None) if kind.has_parts() && !kind.has_fields() => {
            let rows = question.parts.iter().map(|part| question.part_code(part));
            if required { rows.collect() } else { Vec::new() }
        }
        (_, None) => whole(),
        (_, Some(Answer::Single(cell))) => {
            if is_given(cell) {
                Vec::new()
            } else {
                whole()
            }
        }
        (_, Some(Answer::Choices(chosen))) => {
            if chosen.is_empty() {
                whole()
            } else {
                Vec::new()
            }
        }
        (_, Some(Answer::Rows { rows })) => {
            let given: BTreeSet<&str> =
                rows.iter().filter(|(_, cell)| is_given(cell)).map(|(row, _)| row.as_str()).collect();
            let left = question.parts.iter().filter(|part| required && !given.contains(part.code.as_str()));
            left.map(|part| question.part_code(part)).collect()
        }
        (_, Some(Answer::Group { group })) => {
            let filled = || group.iter().enumerate().filter(|(_, row)| row.values().any(is_given));
            if filled().next().is_none() {
                return whole();
            }
            let in_row = |(place, row): (usize, &BTreeMap<String, Cell>)| -> Vec<String> {
                let needed = question.parts.iter().filter(|part| part.required);
                let left = needed.filter(|part| !row.get(part.code.as_str()).is_some_and(is_given));
                left.map(|part| format!("{code}.{place}.{}", part.code)).collect()
            };
            filled().flat_map(in_row).collect()
        }
    }
}

fn is_given(cell: &Cell) -> bool {
    *cell != Cell::None(Absence::NotAnswered)
}
