//! One sign-in: a family of refresh tokens that are revoked together.

use sea_orm::entity::prelude::*;

use crate::id::{AccountId, SessionId};

/// One sign-in: a family of refresh tokens that are revoked together.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Whose.
    pub account_id: AccountId,
    /// Keyed hash of the network address that signed in; tells a known address from a new one.
    pub address_key: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// No token of the family is good after this.
    pub expires_at: DateTimeUtc,
    /// Signed out, or revoked after a refresh token was used twice.
    pub revoked_at: Option<DateTimeUtc>,
    /// Whose.
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
