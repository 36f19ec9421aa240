//! A version of a questionnaire. A published one never changes: triggers refuse it.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::id::{QuestionnaireId, QuestionnaireVersionId};

/// Where a version stands. Moves one way: draft, published, retired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum VersionStatus {
    /// Can be changed; cannot be asked.
    Draft,
    /// Fixed for good; can be asked.
    Published,
    /// Fixed for good; no new round may use it.
    Retired,
}

/// A version of a questionnaire. A published one never changes: triggers refuse it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "questionnaire_version")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: QuestionnaireVersionId,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// 1, 2, 3 … in the order they were begun.
    pub number: i32,
    /// 1 when it was begun, then one more for each change of the draft.
    pub revision: i32,
    /// Title shown to respondents.
    #[sea_orm(column_type = "JsonBinary")]
    pub title: LocalizedText,
    /// Where it stands.
    pub status: VersionStatus,
    /// SHA-256 (hex) of the canonical content; set when published.
    pub content_hash: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was published.
    pub published_at: Option<DateTimeUtc>,
    /// When it was retired.
    pub retired_at: Option<DateTimeUtc>,
    /// The questionnaire.
    #[sea_orm(belongs_to, from = "questionnaire_id", to = "id")]
    pub questionnaire: BelongsTo<super::questionnaire::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
