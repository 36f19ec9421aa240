//! A file that somebody sent, to be imported.

use sea_orm::entity::prelude::*;

use crate::id::{AccountId, UploadId};

/// A file that somebody sent, to be imported. What is in it is in its parts.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UploadId,
    /// Who sent it; nobody else may use it.
    pub account_id: AccountId,
    /// What the file is called, for messages only.
    pub name: String,
    /// How long it is, as far as it has come.
    pub bytes: i64,
    /// All of it has come.
    pub complete: bool,
    /// When it began to come.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
