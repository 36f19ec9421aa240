//! A link by mail to choose a new password. Only a hash is kept; good once.

use sea_orm::entity::prelude::*;

use crate::id::AccountId;

/// A link by mail to choose a new password. Only a hash is kept; good once.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_reset")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// Whose password.
    pub account_id: AccountId,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Not good after this.
    pub expires_at: DateTimeUtc,
    /// When it was used.
    pub used_at: Option<DateTimeUtc>,
    /// Whose password.
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
