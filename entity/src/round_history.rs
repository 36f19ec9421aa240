//! Who did what to a round, when, and from what to what. Never changed, never deleted: the database refuses it.

use sea_orm::entity::prelude::*;

use crate::history_entry::{ByWhom, FieldChanges};
use crate::id::{AccountId, RoundHistoryId, RoundId, StudyId};

/// What was done to a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RoundAction {
    /// It was planned.
    Planned,
    /// It was opened: whoever has a contact was invited.
    Opened,
    /// Something about it was changed.
    Changed,
    /// More owners were invited.
    OwnersInvited,
    /// It was paused.
    Paused,
    /// It was resumed.
    Resumed,
    /// It was closed before its time.
    Closed,
    /// It was opened again.
    Reopened,
    /// It was given up before it opened.
    GivenUp,
}

/// Who did what to a round, when, and from what to what.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_history")]
pub struct Model {
    /// Key; in the order in which things were done.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoundHistoryId,
    /// The study.
    pub study_id: StudyId,
    /// The round; it may be gone.
    pub round_id: RoundId,
    /// When.
    pub at: DateTimeUtc,
    /// What kind of person or program it was.
    pub by_whom: ByWhom,
    /// The account, where it was one.
    pub account_id: Option<AccountId>,
    /// What was done.
    pub action: RoundAction,
    /// Which fields.
    #[sea_orm(column_type = "JsonBinary")]
    pub changes: FieldChanges,
}

impl ActiveModelBehavior for ActiveModel {}
