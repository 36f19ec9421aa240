//! A question as one version words and places it.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::LocalizedText;
use crate::id::{QuestionId, QuestionnaireVersionId, SectionId, VersionQuestionId};

/// What its answers must keep to, besides its kind. What is absent does not bind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Format {
    /// Of a multiple choice: how many options may be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i32>,
    /// Of a number or a number grid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<NumberFormat>,
    /// Of a date: the first day that is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Date>,
    /// Of a date: the last day that is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Date>,
    /// Of a text: how many characters it may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest: Option<i32>,
    /// Of a repeating group: where its rows come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_from: Option<RowSource>,
    /// Of a repeating group: how many rows it may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_rows: Option<i32>,
    /// Of a field of a repeating group: what is on file for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_file: Option<ServiceFact>,
}

/// What a number must keep to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NumberFormat {
    /// What it is counted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<LocalizedText>,
    /// The smallest that is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// The largest that is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// Whole numbers only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

/// Where the rows of a repeating group come from, besides those that the respondent adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowSource {
    /// One for each service of the owner that is not retired.
    Services,
}

/// What the registry knows of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceFact {
    /// What it is called.
    Name,
    /// Its code.
    Code,
    /// Its kind.
    Kind,
    /// How often it was used in the last twelve months that are known.
    YearlyVolume,
    /// Where it runs.
    RunsOn,
    /// Where it shall go.
    Target,
    /// How far it has come.
    Status,
    /// When it is planned to be in production.
    PlannedOn,
    /// What holds it back.
    Obstacle,
}

/// A question as one version words and places it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "version_question")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VersionQuestionId,
    /// The version.
    pub version_id: QuestionnaireVersionId,
    /// The section it stands in.
    pub section_id: SectionId,
    /// The lasting question.
    pub question_id: QuestionId,
    /// The question of the version that it is a row or a field of.
    pub parent_id: Option<VersionQuestionId>,
    /// Order in the section, from 0; of a part in its question.
    pub position: i32,
    /// The question as asked.
    #[sea_orm(column_type = "JsonBinary")]
    pub text: LocalizedText,
    /// Help beside the question.
    #[sea_orm(column_type = "JsonBinary")]
    pub help: Option<LocalizedText>,
    /// Why it is asked.
    #[sea_orm(column_type = "JsonBinary")]
    pub why: Option<LocalizedText>,
    /// What its answers must keep to.
    #[sea_orm(column_type = "JsonBinary")]
    pub format: Format,
    /// Must be answered before submitting.
    pub required: bool,
    /// While this rule holds only, where there is one.
    pub required_when: Option<String>,
    /// A rule that its answer must keep to.
    pub valid_when: Option<String>,
    /// What to say where it does not.
    #[sea_orm(column_type = "JsonBinary")]
    pub valid_message: Option<LocalizedText>,
    /// When it is shown: a rule as `docs/rules.md` has them, in canonical form; always, where absent.
    pub visible_when: Option<String>,
    /// «Don't know» may be chosen.
    pub allows_dont_know: bool,
    /// «Not relevant» may be chosen.
    pub allows_not_relevant: bool,
    /// The version.
    #[sea_orm(belongs_to, from = "version_id", to = "id")]
    pub version: BelongsTo<super::questionnaire_version::Entity>,
    /// The section it stands in.
    #[sea_orm(belongs_to, from = "section_id", to = "id")]
    pub section: BelongsTo<super::section::Entity>,
    /// The lasting question.
    #[sea_orm(belongs_to, from = "question_id", to = "id")]
    pub question: BelongsTo<super::question::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
