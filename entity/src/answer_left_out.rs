//! A question of a submitted response that does not count, and why.

use sea_orm::entity::prelude::*;

use crate::id::{QuestionId, ResponseId};

/// Why a question of a response does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LeftOut {
    /// A rule hid it when the response was submitted.
    NotShown,
    /// It is a row or field of a question that was answered as a whole: «don't know» or «not relevant».
    WholeAnswered,
}

/// A question, row or field of a submitted response that does not count, and why; that of the latest submission.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answer_left_out")]
pub struct Model {
    /// The response.
    #[sea_orm(primary_key, auto_increment = false)]
    pub response_id: ResponseId,
    /// The question, row or field.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question_id: QuestionId,
    /// Why.
    pub reason: LeftOut,
    /// The response.
    #[sea_orm(belongs_to, from = "response_id", to = "id")]
    pub response: BelongsTo<super::response::Entity>,
    /// The question, row or field.
    #[sea_orm(belongs_to, from = "question_id", to = "id")]
    pub question: BelongsTo<super::question::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
