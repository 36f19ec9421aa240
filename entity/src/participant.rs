//! Somebody whom those who were invited let in to answer with them; one for each person and invitation.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Language;
use crate::id::{ContactId, InvitationId, ParticipantId, SectionId};

/// What somebody was let in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ParticipantRole {
    /// To answer in some sections.
    Colleague,
    /// To approve before the response is submitted.
    Approver,
}

/// What became of the mail with their link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ParticipantStatus {
    /// In the outbox.
    Queued,
    /// Taken by a mail server.
    Sent,
    /// The person used the link.
    Opened,
    /// It could not be delivered.
    Failed,
    /// A mail server took it, and later sent word that it did not arrive.
    Bounced,
}

/// Sections of the version that is asked, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct SectionIds(pub Vec<SectionId>);

/// Somebody whom those who were invited let in to answer with them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "participant")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ParticipantId,
    /// The invitation.
    pub invitation_id: InvitationId,
    /// Who.
    pub contact_id: ContactId,
    /// What for.
    pub role: ParticipantRole,
    /// The sections that they answer in; none for an approver.
    #[sea_orm(column_type = "JsonBinary")]
    pub sections: SectionIds,
    /// What was said to them.
    pub word: Option<String>,
    /// Language of the mail.
    pub language: Language,
    /// What became of the latest mail.
    pub status: ParticipantStatus,
    /// How many mails they were sent.
    pub mails: i32,
    /// When the latest mail was put in the outbox.
    pub queued_at: DateTimeUtc,
    /// When a mail server took it.
    pub sent_at: Option<DateTimeUtc>,
    /// When they first used a link.
    pub opened_at: Option<DateTimeUtc>,
    /// Taken back; their links no longer work.
    pub revoked_at: Option<DateTimeUtc>,
    /// When they were first let in.
    pub created_at: DateTimeUtc,
    /// The invitation.
    #[sea_orm(belongs_to, from = "invitation_id", to = "id")]
    pub invitation: BelongsTo<super::invitation::Entity>,
    /// Who.
    #[sea_orm(belongs_to, from = "contact_id", to = "id")]
    pub contact: BelongsTo<super::contact::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
