//! What a kind of mail of a round says in a language, where it says something of its own.

use sea_orm::entity::prelude::*;

use crate::Language;
use crate::id::RoundId;

/// What a mail of a round is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum MailTextKind {
    /// Asks to answer.
    Invitation,
    /// Reminds that an answer is missing.
    Reminder,
    /// Reminds shortly before the round closes.
    LastCall,
    /// Tells somebody that sections were handed to them.
    HandOver,
    /// Asks somebody to approve.
    Approval,
    /// Tells whoever submitted that it arrived.
    Receipt,
    /// Thanks those who answered, when the round has closed.
    Thanks,
}

/// What a kind of mail of a round says in a language, where it says something of its own.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_text")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    /// What the mail is for.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: MailTextKind,
    /// The language.
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: Language,
    /// The subject, with placeholders.
    pub subject: String,
    /// The text, with placeholders.
    pub body: String,
    /// The round.
    #[sea_orm(belongs_to, from = "round_id", to = "id")]
    pub round: BelongsTo<super::round::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
