//! A personal link to an invitation. Only a hash of its token is kept.

use sea_orm::entity::prelude::*;

use crate::id::{InvitationId, InvitationLinkId, ParticipantId};

/// A personal link to an invitation. Only a hash of its token is kept.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation_link")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationLinkId,
    /// The invitation.
    pub invitation_id: InvitationId,
    /// SHA-256 of the token; unique.
    pub token_hash: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Not good after this.
    pub expires_at: DateTimeUtc,
    /// Not good from then on.
    pub revoked_at: Option<DateTimeUtc>,
    /// Whose it is, where it is not for the whole invitation.
    pub participant_id: Option<ParticipantId>,
    /// The invitation.
    #[sea_orm(belongs_to, from = "invitation_id", to = "id")]
    pub invitation: BelongsTo<super::invitation::Entity>,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "participant_id", to = "id")]
    pub participant: BelongsTo<Option<super::participant::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
