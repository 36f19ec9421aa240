//! A set of questions that is kept over time, in versions.

use sea_orm::entity::prelude::*;

use crate::id::{QuestionnaireId, StudyId};

/// A set of questions that is kept over time, in versions.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "questionnaire")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: QuestionnaireId,
    /// The study it belongs to.
    pub study_id: StudyId,
    /// Stable short name, unique in the study.
    pub code: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// The study it belongs to.
    #[sea_orm(belongs_to, from = "study_id", to = "id")]
    pub study: BelongsTo<super::study::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
