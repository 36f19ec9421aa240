//! A part of a questionnaire version, shown as one page.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::id::{QuestionnaireVersionId, SectionId};

/// A part of a questionnaire version, shown as one page.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "section")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SectionId,
    /// The version.
    pub version_id: QuestionnaireVersionId,
    /// Stable short name, unique in the version.
    pub code: String,
    /// Order in the version, from 0.
    pub position: i32,
    /// Heading.
    #[sea_orm(column_type = "JsonBinary")]
    pub title: LocalizedText,
    /// The version.
    #[sea_orm(belongs_to, from = "version_id", to = "id")]
    pub version: BelongsTo<super::questionnaire_version::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
