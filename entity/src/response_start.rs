//! From which earlier submission a response starts; settled with its first answer.

use sea_orm::entity::prelude::*;

use crate::id::{ResponseId, SubmissionId};

/// From which earlier submission a response starts; settled with its first answer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "response_start")]
pub struct Model {
    /// The response.
    #[sea_orm(primary_key, auto_increment = false)]
    pub response_id: ResponseId,
    /// The submission, of the same owner in an earlier round.
    pub submission_id: SubmissionId,
    /// The response.
    #[sea_orm(belongs_to, from = "response_id", to = "id")]
    pub response: BelongsTo<super::response::Entity>,
    /// The submission.
    #[sea_orm(belongs_to, from = "submission_id", to = "id")]
    pub submission: BelongsTo<super::submission::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
