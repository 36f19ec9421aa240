//! A person who signs in: an analyst, a leader, an administrator.

use sea_orm::entity::prelude::*;

use crate::Language;
use crate::id::AccountId;

/// A person who signs in: an analyst, a leader, an administrator.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// Address used to sign in, as typed.
    pub email: String,
    /// The address folded for look-up; unique.
    pub email_key: String,
    /// Name shown to colleagues.
    pub name: String,
    /// Language of mail and messages to this person.
    pub language: Language,
    /// Argon2id hash in PHC form.
    pub password_hash: String,
    /// May make studies and accounts, and is let into every study as its admin.
    pub system_admin: bool,
    /// From then on sign-in is refused.
    pub disabled_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
