//! Who changed what in the registry and in frames, when, and from what. Never changed, never deleted: the database refuses it.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, HistoryEntryId, StudyId};

/// What kind of person or program made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ByWhom {
    /// A command, or the demo.
    System,
    /// A person with an account.
    Account,
    /// A service owner, by a personal link.
    Respondent,
}

/// What kind of thing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SubjectKind {
    /// A service owner.
    Organization,
    /// A contact.
    Contact,
    /// A service.
    Service,
    /// A capability of the platform.
    Capability,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Action {
    /// It was made.
    Created,
    /// Something about it was changed.
    Changed,
    /// It was retired.
    Retired,
    /// It was brought back.
    BroughtBack,
    /// It was removed.
    Removed,
}

/// One field, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name in the schema.
    pub field: String,
    /// What it was; null where it was nothing.
    pub from: serde_json::Value,
    /// What it is; null where it is nothing.
    pub to: serde_json::Value,
}

/// The fields that a change touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct FieldChanges(pub Vec<FieldChange>);

/// Who changed what in the registry and in frames, when, and from what.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history_entry")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HistoryEntryId,
    /// When.
    pub at: DateTimeUtc,
    /// What kind of person or program it was.
    pub by_whom: ByWhom,
    /// The account, where it was one.
    pub account_id: Option<AccountId>,
    /// What kind of thing was changed.
    pub subject_kind: SubjectKind,
    /// Key of the thing.
    pub subject_id: Uuid,
    /// Key of the owner that it belongs to; absent where it belongs to none.
    pub owner_id: Option<Uuid>,
    /// The study, where it is about the owner's place in its frame; absent where it is about the registry.
    pub study_id: Option<StudyId>,
    /// What was done.
    pub action: Action,
    /// Which fields.
    #[sea_orm(column_type = "JsonBinary")]
    pub changes: FieldChanges,
}

impl ActiveModelBehavior for ActiveModel {}
