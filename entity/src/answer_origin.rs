//! Whether an answer says what the owner said in an earlier round.

use sea_orm::entity::prelude::*;

use crate::id::AnswerId;

/// What an answer is to what was said before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Origin {
    /// The same.
    Confirmed,
    /// Something else.
    Changed,
    /// There was nothing that could be carried over.
    New,
}

/// Whether an answer says what the owner said in an earlier round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answer_origin")]
pub struct Model {
    /// The answer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub answer_id: AnswerId,
    /// What it is to what was said before.
    pub origin: Origin,
    /// The answer.
    #[sea_orm(belongs_to, from = "answer_id", to = "id")]
    pub answer: BelongsTo<super::answer::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
