//! An option of a choice question in one version.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::id::{VersionOptionId, VersionQuestionId};

/// An option of a choice question in one version.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "version_option")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VersionOptionId,
    /// The question.
    pub version_question_id: VersionQuestionId,
    /// Stable short name, unique in the question.
    pub code: String,
    /// Order, from 0.
    pub position: i32,
    /// What the respondent reads.
    #[sea_orm(column_type = "JsonBinary")]
    pub label: LocalizedText,
    /// What choosing it is worth, 0 to 1; absent where it says nothing about maturity.
    pub score: Option<f64>,
    /// The question.
    #[sea_orm(belongs_to, from = "version_question_id", to = "id")]
    pub version_question: BelongsTo<super::version_question::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
