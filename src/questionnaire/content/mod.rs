//! The content of a version as a value: checked, compared and hashed without a database.

mod check;
mod kinds;
mod takes;
#[cfg(test)]
pub(super) mod tests;
mod texts;

use ::entity::LocalizedText;
use ::entity::question::QuestionKind;
pub use ::entity::version_question::{Format, NumberFormat, RowSource, ServiceFact};
pub use kinds::Kind;
use serde::Serialize;
pub use texts::{Naming, Text};

use super::rules::Expression;
use crate::value::Code;

/// Everything that a version asks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Content {
    /// Title shown to respondents.
    pub title: LocalizedText,
    /// Sections in order.
    pub sections: Vec<Section>,
}

/// A part of a version.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Unique in the version.
    #[serde(serialize_with = "as_text")]
    pub code: Code,
    /// Heading.
    pub title: LocalizedText,
    /// Questions in order.
    pub questions: Vec<Question>,
}

/// A question as a version words it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Question {
    /// Unique in the questionnaire.
    #[serde(serialize_with = "as_text")]
    pub code: Code,
    /// What kind of answer it takes.
    pub kind: QuestionKind,
    /// The question as asked.
    pub text: LocalizedText,
    /// Help beside it.
    pub help: Option<LocalizedText>,
    /// Why it is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<LocalizedText>,
    /// When it is shown; always, where absent.
    #[serde(serialize_with = "rule_text", skip_serializing_if = "Option::is_none")]
    pub visible_when: Option<Expression>,
    /// Must be answered before submitting, where it is shown.
    pub required: bool,
    /// Must be answered only while this holds.
    #[serde(serialize_with = "rule_text", skip_serializing_if = "Option::is_none")]
    pub required_when: Option<Expression>,
    /// What its answer must keep to when it is submitted.
    #[serde(serialize_with = "rule_text", skip_serializing_if = "Option::is_none")]
    pub valid_when: Option<Expression>,
    /// What to say where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_message: Option<LocalizedText>,
    /// «Don't know» may be chosen; where it has parts, for each of their answers.
    pub allows_dont_know: bool,
    /// «Not relevant» may be chosen; where it has parts, for each of their answers.
    pub allows_not_relevant: bool,
    /// What can be chosen, in order.
    pub options: Vec<Choice>,
    /// Its rows or fields, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// What its answers must keep to besides.
    #[serde(skip_serializing_if = "is_free")]
    pub format: Format,
}

/// A row of a matrix or number grid, or a field of a repeating group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Unique in the question.
    #[serde(serialize_with = "as_text")]
    pub code: Code,
    /// What kind of answer it takes.
    pub kind: QuestionKind,
    /// What it is called.
    pub text: LocalizedText,
    /// Help beside it.
    pub help: Option<LocalizedText>,
    /// Of a field: must be answered in each row that has an answer.
    pub required: bool,
    /// Of a field: what can be chosen, in order.
    pub options: Vec<Choice>,
    /// Of a field: what its answers must keep to besides.
    #[serde(skip_serializing_if = "is_free")]
    pub format: Format,
}

/// An option of a choice question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// Unique in the question.
    #[serde(serialize_with = "as_text")]
    pub code: Code,
    /// What the respondent reads.
    pub label: LocalizedText,
    /// What it is worth, 0 to 1.
    pub score: Option<f64>,
}

impl Content {
    /// All questions, in the order in which they are asked.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }
}

impl Question {
    /// A question with nothing said but this; it must be answered.
    #[must_use]
    pub fn new(code: Code, kind: QuestionKind, text: LocalizedText) -> Self {
        Self {
            code,
            kind,
            text,
            help: None,
            why: None,
            visible_when: None,
            required: kind.is_answered(),
            required_when: None,
            valid_when: None,
            valid_message: None,
            allows_dont_know: false,
            allows_not_relevant: false,
            options: Vec::new(),
            parts: Vec::new(),
            format: Format::default(),
        }
    }

    /// Its rules, with the names of the fields that hold them.
    pub fn rules(&self) -> impl Iterator<Item = (&'static str, super::rules::Purpose, &Expression)> {
        use super::rules::Purpose::{Requirement, Validity, Visibility};
        let rules = [
            ("visibleWhen", Visibility, &self.visible_when),
            ("requiredWhen", Requirement, &self.required_when),
            ("validWhen", Validity, &self.valid_when),
        ];
        rules.into_iter().filter_map(|(field, purpose, rule)| Some((field, purpose, rule.as_ref()?)))
    }

    /// The code of one of its parts as rules and answers name it: `Q23.sign`.
    #[must_use]
    pub fn part_code(&self, part: &Part) -> String {
        format!("{}.{}", self.code, part.code)
    }
}

fn is_free(format: &Format) -> bool {
    *format == Format::default()
}

fn as_text<S: serde::Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.as_str())
}

fn rule_text<S: serde::Serializer>(rule: &Option<Expression>, serializer: S) -> Result<S::Ok, S::Error> {
    match rule {
        Some(rule) => serializer.collect_str(rule),
        None => serializer.serialize_none(),
    }
}
