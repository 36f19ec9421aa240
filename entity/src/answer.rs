//! One answer in a response; the latest of its revisions.

use sea_orm::entity::prelude::*;

use crate::id::{AnswerId, ContactId, QuestionId, ResponseId};

/// What was said to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AnswerState {
    /// A value.
    Answered,
    /// «Don't know». Counts in the denominator of a score.
    DontKnow,
    /// «Not relevant». Leaves the denominator of a score.
    NotRelevant,
    /// Nothing any more: what was said was taken back.
    NotAnswered,
}

/// One answer in a response; the latest of its revisions.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "answer")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AnswerId,
    /// The response.
    pub response_id: ResponseId,
    /// The question; unique in the response, with the item.
    pub question_id: QuestionId,
    /// The row of a repeating group that it belongs to: the key of a service, or one that the client chose. Empty elsewhere.
    pub item: String,
    /// What was said.
    pub state: AnswerState,
    /// The number, where one was given.
    pub number: Option<f64>,
    /// The text, where one was given.
    pub text: Option<String>,
    /// The day, where one was given.
    pub date: Option<Date>,
    /// 1 for the first save, then one more for each change.
    pub revision: i32,
    /// Who last saved it.
    pub answered_by: ContactId,
    /// When it was last saved.
    pub answered_at: DateTimeUtc,
    /// The response.
    #[sea_orm(belongs_to, from = "response_id", to = "id")]
    pub response: BelongsTo<super::response::Entity>,
    /// The question.
    #[sea_orm(belongs_to, from = "question_id", to = "id")]
    pub question: BelongsTo<super::question::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
