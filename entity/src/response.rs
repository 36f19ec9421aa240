//! What an owner answers through one invitation.

use sea_orm::entity::prelude::*;

use crate::id::{InvitationId, ResponseId};

/// Where a response stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ResponseStatus {
    /// Being written.
    InProgress,
    /// Frozen.
    Submitted,
}

/// What an owner answers through one invitation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "response")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ResponseId,
    /// The invitation; unique.
    pub invitation_id: InvitationId,
    /// Where it stands.
    pub status: ResponseStatus,
    /// First answer.
    pub started_at: DateTimeUtc,
    /// Last submission.
    pub submitted_at: Option<DateTimeUtc>,
    /// The invitation.
    #[sea_orm(belongs_to, from = "invitation_id", to = "id")]
    pub invitation: BelongsTo<super::invitation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
