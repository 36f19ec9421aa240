//! What became of an invitation, step by step.

use sea_orm::entity::prelude::*;

use crate::id::{AccountId, InvitationEventId, InvitationId};
use crate::mail_message::MailKind;

/// What happened to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum EventKind {
    /// A mail was put in the outbox.
    MailQueued,
    /// A mail server took the mail.
    MailSent,
    /// The mail could not be delivered.
    MailFailed,
    /// The mail was not sent, as it was no longer wanted.
    MailDropped,
    /// A mail server sent word that the mail did not arrive.
    Bounced,
    /// The address of a link was fetched for the first time, by a person or a machine.
    LinkFetched,
    /// A person used the link, for the first time.
    Opened,
    /// The first answer was saved.
    Started,
    /// Sections were handed to a colleague.
    HandedOver,
    /// What a colleague was handed was taken back.
    TakenBack,
    /// Somebody approved the response.
    Approved,
    /// Somebody who was to approve the response did not.
    NotApproved,
    /// The response was submitted.
    Submitted,
    /// Whoever was asked does not want to answer.
    Declined,
    /// Whoever had declined wants to answer after all.
    Accepted,
    /// The response was opened again by an analyst.
    Reopened,
    /// The invitation was withdrawn.
    Withdrawn,
    /// The invitation got a new link; the earlier ones no longer work.
    Renewed,
}

/// What became of an invitation, step by step.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation_event")]
pub struct Model {
    /// Key; in the order in which things happened.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationEventId,
    /// The invitation.
    pub invitation_id: InvitationId,
    /// When.
    pub at: DateTimeUtc,
    /// What.
    pub kind: EventKind,
    /// Which mail, where it is about one.
    pub mail: Option<MailKind>,
    /// More about it, e.g. why it was declined; no address.
    pub detail: Option<String>,
    /// Who did it, where somebody with an account did.
    pub account_id: Option<AccountId>,
    /// The invitation.
    #[sea_orm(belongs_to, from = "invitation_id", to = "id")]
    pub invitation: BelongsTo<super::invitation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
