//! That a submitted response was opened for answers again; kept for good.

use sea_orm::entity::prelude::*;

use crate::id::{AccountId, ReopeningId, ResponseId, SubmissionId};

/// That a submitted response was opened for answers again; kept for good.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reopening")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReopeningId,
    /// The response.
    pub response_id: ResponseId,
    /// The submission that was the latest then; each is reopened once.
    pub submission_id: SubmissionId,
    /// Why.
    pub reason: String,
    /// Who did it; absent where Trespor itself did.
    pub reopened_by: Option<AccountId>,
    /// When.
    pub reopened_at: DateTimeUtc,
    /// The response.
    #[sea_orm(belongs_to, from = "response_id", to = "id")]
    pub response: BelongsTo<super::response::Entity>,
    /// The submission.
    #[sea_orm(belongs_to, from = "submission_id", to = "id")]
    pub submission: BelongsTo<super::submission::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
