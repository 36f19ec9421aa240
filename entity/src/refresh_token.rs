//! A refresh token, of which only a hash is kept. Good once.

use sea_orm::entity::prelude::*;

use crate::id::SessionId;

/// A refresh token, of which only a hash is kept. Good once.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// Its family.
    pub session_id: SessionId,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was exchanged; a second exchange revokes the family.
    pub used_at: Option<DateTimeUtc>,
    /// Its family.
    #[sea_orm(belongs_to, from = "session_id", to = "id")]
    pub session: BelongsTo<super::session::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
