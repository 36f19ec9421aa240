//! What an approver said of a response as it stood; kept for good.

use sea_orm::entity::prelude::*;

use crate::id::{ApprovalId, InvitationId, ParticipantId};

/// What an approver said of a response as it stood; kept for good.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approval")]
pub struct Model {
    /// Key; in the order in which it was decided.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApprovalId,
    /// The invitation that is answered.
    pub invitation_id: InvitationId,
    /// The approver.
    pub participant_id: ParticipantId,
    /// Whether they approved.
    pub approved: bool,
    /// Why, where they did not.
    pub reason: Option<String>,
    /// SHA-256 (hex) of which answers there were, and in which revision.
    pub content_hash: String,
    /// When.
    pub decided_at: DateTimeUtc,
    /// The invitation that is answered.
    #[sea_orm(belongs_to, from = "invitation_id", to = "id")]
    pub invitation: BelongsTo<super::invitation::Entity>,
    /// The approver.
    #[sea_orm(belongs_to, from = "participant_id", to = "id")]
    pub participant: BelongsTo<super::participant::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
