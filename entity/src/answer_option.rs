//! An option chosen in an answer.

use sea_orm::entity::prelude::*;

use crate::id::{AnswerId, VersionOptionId};

/// An option chosen in an answer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answer_option")]
pub struct Model {
    /// The answer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub answer_id: AnswerId,
    /// The option.
    #[sea_orm(primary_key, auto_increment = false)]
    pub option_id: VersionOptionId,
    /// The answer.
    #[sea_orm(belongs_to, from = "answer_id", to = "id")]
    pub answer: BelongsTo<super::answer::Entity>,
    /// The option.
    #[sea_orm(belongs_to, from = "option_id", to = "id")]
    pub option: BelongsTo<super::version_option::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
