//! A response as it stood when it was submitted; kept for good.

use sea_orm::entity::prelude::*;

use crate::id::{ContactId, ResponseId, SubmissionId};

/// A response as it stood when it was submitted; kept for good.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SubmissionId,
    /// The response.
    pub response_id: ResponseId,
    /// 1, 2, 3 … within the response.
    pub number: i32,
    /// The answers, frozen.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// SHA-256 (hex) of the canonical content.
    pub content_hash: String,
    /// Chosen by the client: the same key again is the same submission.
    pub client_key: Option<String>,
    /// Who submitted.
    pub submitted_by: ContactId,
    /// When.
    pub submitted_at: DateTimeUtc,
    /// The response.
    #[sea_orm(belongs_to, from = "response_id", to = "id")]
    pub response: BelongsTo<super::response::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
