//! What became of a personal link; one row for each that was fetched or opened.

use sea_orm::entity::prelude::*;

use crate::id::InvitationLinkId;

/// What became of a personal link; one row for each that was fetched or opened.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link_visit")]
pub struct Model {
    /// The link.
    #[sea_orm(primary_key, auto_increment = false)]
    pub link_id: InvitationLinkId,
    /// When its address was first fetched, by a person or a machine.
    pub fetched_at: Option<DateTimeUtc>,
    /// When its address was last noted as fetched.
    pub last_fetched_at: Option<DateTimeUtc>,
    /// How often its address was noted as fetched.
    pub fetches: i32,
    /// When the page was first opened by it.
    pub opened_at: Option<DateTimeUtc>,
    /// When the page was last noted as opened by it.
    pub last_opened_at: Option<DateTimeUtc>,
    /// The link.
    #[sea_orm(belongs_to, from = "link_id", to = "id")]
    pub link: BelongsTo<super::invitation_link::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
