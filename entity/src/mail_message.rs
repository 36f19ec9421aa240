//! A mail in the outbox. Its body is sealed, and erased once delivered.

use sea_orm::entity::prelude::*;

use crate::id::MailMessageId;

/// What a mail is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum MailKind {
    /// Personal link to a round.
    Invitation,
    /// Link to choose a new password.
    PasswordReset,
    /// Reminds of an invitation.
    Reminder,
    /// Reminds of an invitation shortly before the round closes.
    LastCall,
    /// Link to the sections that somebody was handed.
    HandOver,
    /// Link for somebody who is to approve.
    Approval,
    /// Tells whoever submitted that it arrived.
    Receipt,
    /// Thanks those who answered, when the round has closed.
    Thanks,
    /// Shows an analyst what a mail looks like.
    Test,
}

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum MailStatus {
    /// Waits for its turn, its first or a later one.
    Queued,
    /// A mail server took it, or it was written to the folder.
    Delivered,
    /// Given up.
    Failed,
    /// Not sent, as it was no longer wanted.
    Dropped,
}

/// A mail in the outbox. Its body is sealed, and erased once delivered or given up.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_message")]
pub struct Model {
    /// Key; also the local part of its Message-ID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailMessageId,
    /// What it is for.
    pub kind: MailKind,
    /// Address it goes to.
    pub recipient: String,
    /// What it concerns, e.g. an invitation.
    pub about: Option<Uuid>,
    /// Subject and body, encrypted; erased when delivered or given up.
    pub sealed: Option<Vec<u8>>,
    /// Where it stands.
    pub status: MailStatus,
    /// Tries so far.
    pub attempts: i32,
    /// Not tried before this.
    pub due_at: DateTimeUtc,
    /// Given up from then on, as what it says is of no more use.
    pub expires_at: Option<DateTimeUtc>,
    /// A worker has it until then; after that another may take it.
    pub leased_until: Option<DateTimeUtc>,
    /// Which worker's turn has it.
    pub lease: Option<Uuid>,
    /// Why the last try failed; no personal data.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was delivered or given up.
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
