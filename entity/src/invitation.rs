//! An owner asked to answer in a round; one for each owner and round.

use sea_orm::entity::prelude::*;

use crate::Language;
use crate::id::{ContactId, InvitationId, OrganizationId, RoundId};

/// How far an invitation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum InvitationStatus {
    /// In the outbox.
    Queued,
    /// Taken by a mail server.
    Sent,
    /// A person used the link.
    Opened,
    /// At least one answer is saved.
    Started,
    /// The response is submitted.
    Submitted,
    /// The mail could not be delivered.
    Failed,
    /// Whoever was asked does not want to answer.
    Declined,
    /// A mail server took the mail, and later sent word that it did not arrive.
    Bounced,
}

/// An owner asked to answer in a round; one for each owner and round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    /// The round.
    pub round_id: RoundId,
    /// Who answers.
    pub organization_id: OrganizationId,
    /// Who was written to.
    pub contact_id: ContactId,
    /// How far it has come.
    pub status: InvitationStatus,
    /// Language of the mail.
    pub language: Language,
    /// When the mail was put in the outbox.
    pub queued_at: DateTimeUtc,
    /// When a mail server took the mail.
    pub sent_at: Option<DateTimeUtc>,
    /// When a person first used the link.
    pub opened_at: Option<DateTimeUtc>,
    /// When the first answer was saved.
    pub started_at: Option<DateTimeUtc>,
    /// When the response was submitted.
    pub submitted_at: Option<DateTimeUtc>,
    /// When it was declined; none where it was not, or was accepted after all.
    pub declined_at: Option<DateTimeUtc>,
    /// Why it was declined.
    pub decline_reason: Option<String>,
    /// When a reminder was last put in the outbox.
    pub reminded_at: Option<DateTimeUtc>,
    /// When thanks were put in the outbox.
    pub thanked_at: Option<DateTimeUtc>,
    /// Withdrawn; its links no longer work.
    pub revoked_at: Option<DateTimeUtc>,
    /// The round.
    #[sea_orm(belongs_to, from = "round_id", to = "id")]
    pub round: BelongsTo<super::round::Entity>,
    /// Who answers.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
    /// Who was written to.
    #[sea_orm(belongs_to, from = "contact_id", to = "id")]
    pub contact: BelongsTo<super::contact::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
