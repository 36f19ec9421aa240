//! A person at a service owner who gets its mail.

use sea_orm::entity::prelude::*;

use crate::Language;
use crate::id::{ContactId, OrganizationId};

/// A person at a service owner who gets its mail.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactId,
    /// Where the person works.
    pub organization_id: OrganizationId,
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// Language of mail to the person; the owner's where not said.
    pub language: Option<Language>,
    /// The one who is invited; at most one for each owner.
    pub is_primary: bool,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Where the person works.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
