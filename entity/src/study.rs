//! One stakeholder analysis, with its population, method and rounds.

use sea_orm::entity::prelude::*;

use crate::id::StudyId;
use crate::{Language, LocalizedText};

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
    /// The language of what is written to people where neither they nor their owner have chosen one that is offered.
    pub language: Language,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
