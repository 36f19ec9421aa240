//! What outlives versions of a question: its code and its kind.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{QuestionId, QuestionnaireId};

/// What kind of answer a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// One of the options.
    SingleChoice,
    /// Some of the options.
    MultipleChoice,
    /// One step of a scale, whose options stand in order.
    Scale,
    /// One of several levels, each described in a sentence, in order.
    DescribedLevels,
    /// A number.
    Number,
    /// A text of one line.
    ShortText,
    /// A text of several lines.
    LongText,
    /// A day.
    Date,
    /// One of the options for each row; its parts are the rows.
    Matrix,
    /// A number for each row; its parts are the rows.
    NumberGrid,
    /// Any number of rows with the same fields; its parts are the fields.
    RepeatingGroup,
    /// A text to read; nothing is answered.
    Information,
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
    /// The question that it is a row or a field of.
    pub parent_id: Option<QuestionId>,
    /// Stable short name, unique in the questionnaire; of a part after that of its parent and a dot.
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
