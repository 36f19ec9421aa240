//! What outlives versions of a question: its code and its kind.

use sea_orm::entity::prelude::*;

use crate::id::{QuestionId, QuestionnaireId};

/// What kind of answer a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum QuestionKind {
    /// One of the options.
    SingleChoice,
}

/// What outlives versions of a question: its code and its kind.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: QuestionId,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// Stable short name, unique in the questionnaire.
    pub code: String,
    /// Kind of answer; never changes.
    pub kind: QuestionKind,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// The questionnaire.
    #[sea_orm(belongs_to, from = "questionnaire_id", to = "id")]
    pub questionnaire: BelongsTo<super::questionnaire::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
