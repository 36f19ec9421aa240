//! What was decided of answers that were sent with a key of the client's, for as long as a retry may come.

use sea_orm::entity::prelude::*;

use crate::id::ResponseId;

/// What was decided of answers that were sent with a key of the client's, for as long as a retry may come.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "save_key")]
pub struct Model {
    /// The response.
    #[sea_orm(primary_key, auto_increment = false)]
    pub response_id: ResponseId,
    /// Chosen by the client.
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_key: String,
    /// SHA-256 (hex) of what was sent.
    pub content_hash: String,
    /// What was not saved, and why.
    #[sea_orm(column_type = "JsonBinary")]
    pub refusals: Json,
    /// When.
    pub saved_at: DateTimeUtc,
    /// The response.
    #[sea_orm(belongs_to, from = "response_id", to = "id")]
    pub response: BelongsTo<super::response::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
