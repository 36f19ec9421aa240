//! A questionnaire as it is written, not yet checked: what the API takes, and what a file of our own JSON form holds. The two are the
//! same, so that a file's parts can be sent as variables. [`read`] checks it and makes it
//! [`Content`](super::content::Content); [`mod@write`] is the way back, and reads as the same content again.

mod beside;
mod kinds;
mod levels;
pub mod maturity;
pub mod read;
pub mod write;

use async_graphql::InputObject;
pub use kinds::{QuestionKind, RowSource, ServiceFact};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::graphql::base::{Date, LocalizedTextInput};

/// What a version asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Written {
    /// Title shown to respondents.
    pub title: LocalizedTextInput,
    /// Its sections in order, at most 100.
    pub sections: Vec<SectionInput>,
}

/// A part of a questionnaire.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SectionInput {
    /// Stable short name, unique in the version.
    pub code: String,
    /// Heading.
    pub title: LocalizedTextInput,
    /// Its questions in order, at most 500.
    pub questions: Vec<QuestionInput>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionInput {
    /// Stable short name, unique in the questionnaire.
    pub code: String,
    /// What kind of answer it takes. Never changes for a code.
    pub kind: QuestionKind,
    /// The question as asked. `{owner.name}` and other facts of the owner are put in where they stand.
    pub text: LocalizedTextInput,
    /// Help beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<LocalizedTextInput>,
    /// Why it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<LocalizedTextInput>,
    /// When it is shown: a rule over earlier questions and facts of the owner (`docs/rules.md`), e.g. `Q13 != "a"`. Always,
    /// where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_when: Option<String>,
    /// Must be answered before submitting, where it is shown. A matrix or number grid in every row; a repeating group in at
    /// least one.
    #[graphql(default = true)]
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub required: bool,
    /// Must be answered only while this rule holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_when: Option<String>,
    /// A rule that the answer must keep to when it is submitted; it may look at the question itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_when: Option<String>,
    /// What to say where the answer does not keep to `validWhen`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_message: Option<LocalizedTextInput>,
    /// «Don't know» may be chosen; in a matrix, number grid or repeating group for each of its cells.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "is_false")]
    pub allows_dont_know: bool,
    /// «Not relevant» may be chosen; in a matrix, number grid or repeating group for each of its cells.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "is_false")]
    pub allows_not_relevant: bool,
    /// What can be chosen, in order, at most 100. Of choices, scales, levels and matrices.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionInput>,
    /// Rows of a matrix or number grid, or fields of a repeating group, in order, at most 100.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartInput>,
    /// What its answers must keep to besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<FormatInput>,
}

/// A row of a matrix or number grid, or a field of a repeating group: a question of its own that is answered for itself.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartInput {
    /// Stable short name, unique in the question.
    pub code: String,
    /// What kind of answer a field takes: one choice, scale, levels, number, text or date. Left out of rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<QuestionKind>,
    /// What it is called.
    pub text: LocalizedTextInput,
    /// Help beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<LocalizedTextInput>,
    /// Of a field: must be answered in each row that has an answer.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Of a field: what can be chosen, in order, at most 100.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionInput>,
    /// Of a field: what its answers must keep to besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<FormatInput>,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OptionInput {
    /// Stable short name, unique in the question.
    pub code: String,
    /// What the respondent reads.
    pub label: LocalizedTextInput,
    /// What choosing it is worth, 0 to 1; absent where it says nothing about maturity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

/// What answers must keep to besides their kind; each of these belongs to some kinds only.
#[derive(Clone, Debug, Default, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FormatInput {
    /// Of a multiple choice: how many options may be chosen, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i32>,
    /// Of a number or number grid: what it is counted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<LocalizedTextInput>,
    /// Of a number or number grid: the smallest that is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// Of a number or number grid: the largest that is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// Of a number or number grid: whole numbers only.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "is_false")]
    pub whole: bool,
    /// Of a date: the first day that is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Date>,
    /// Of a date: the last day that is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Date>,
    /// Of a text: how many characters it may have, 1 to 10,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest: Option<i32>,
    /// Of a repeating group: where its rows come from, besides those that the respondent adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_from: Option<RowSource>,
    /// Of a repeating group: how many rows it may have, 1 to 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_rows: Option<i32>,
    /// Of a field of a repeating group whose rows are services: what is on file for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_file: Option<ServiceFact>,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
