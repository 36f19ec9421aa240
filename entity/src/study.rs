//! One stakeholder analysis, with its population, method and rounds.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::id::StudyId;

/// One stakeholder analysis, with its population, method and rounds.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "study")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StudyId,
    /// What it is called.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: LocalizedText,
    /// Aggregates over fewer owners are withheld from respondents; 2 to 100.
    pub smallest_group: i32,
    /// Its answers are made up for a demonstration; said wherever a figure is shown.
    pub synthetic: bool,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
