//! A reminder that is planned for a round.

use sea_orm::entity::prelude::*;

use crate::id::{RoundId, RoundReminderId};

/// What a reminder says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ReminderKind {
    /// That an answer is missing.
    Reminder,
    /// That an answer is missing, and there is little time left.
    LastCall,
}

/// A reminder that is planned for a round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_reminder")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoundReminderId,
    /// The round.
    pub round_id: RoundId,
    /// What it says.
    pub kind: ReminderKind,
    /// Not before then; unique in the round.
    pub planned_for: DateTimeUtc,
    /// When its mails were put in the outbox.
    pub done_at: Option<DateTimeUtc>,
    /// How many owners were reminded.
    pub reminded: Option<i32>,
    /// The round.
    #[sea_orm(belongs_to, from = "round_id", to = "id")]
    pub round: BelongsTo<super::round::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
