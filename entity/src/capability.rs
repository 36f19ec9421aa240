//! Something that the platform can do, or shall be able to.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::id::CapabilityId;

/// Something that the platform can do, or shall be able to.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "capability")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CapabilityId,
    /// Stable short name; unique.
    pub code: String,
    /// What it is called.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: LocalizedText,
    /// When it was delivered, or is to be; absent where nobody has said.
    pub delivered_on: Option<Date>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// No longer offered.
    pub retired_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
