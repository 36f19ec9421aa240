//! A question as one version words and places it.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::id::{QuestionId, QuestionnaireVersionId, SectionId, VersionQuestionId};

/// A question as one version words and places it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
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
    /// Order in the section, from 0.
    pub position: i32,
    /// The question as asked.
    #[sea_orm(column_type = "JsonBinary")]
    pub text: LocalizedText,
    /// Help beside the question.
    #[sea_orm(column_type = "JsonBinary")]
    pub help: Option<LocalizedText>,
    /// Must be answered before submitting.
    pub required: bool,
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
