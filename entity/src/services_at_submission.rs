//! What the registry knew of an owner's services when it submitted. Never changed.

use sea_orm::entity::prelude::*;

use crate::id::SubmissionId;

/// What the registry knew of an owner's services when it submitted.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "services_at_submission")]
pub struct Model {
    /// The submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: SubmissionId,
    /// Services that were counted as the owner's and had not come to their end.
    pub services: i64,
    /// Those of them that had moved.
    pub moved: i64,
    /// How often they were used in twelve months; absent where it was not known of any.
    pub volume: Option<i64>,
    /// How often those were used that had moved.
    pub moved_volume: Option<i64>,
    /// The last of the twelve months, by its first day.
    pub until: Option<Date>,
    /// The submission.
    #[sea_orm(belongs_to, from = "submission_id", to = "id")]
    pub submission: BelongsTo<super::submission::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
