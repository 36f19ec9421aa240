//! What becomes of one row of a file that is imported.

use sea_orm::entity::prelude::*;

use crate::id::ImportId;

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RowFate {
    /// It makes something new.
    New,
    /// It changes something.
    Changed,
    /// It says what holds already.
    Unchanged,
    /// It cannot be taken.
    Refused,
}

/// What becomes of one row of a file that is imported.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_row")]
pub struct Model {
    /// The import.
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: ImportId,
    /// Number of the row as a spreadsheet shows it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// What becomes of it.
    pub fate: RowFate,
    /// What it is about; empty where that cannot be told.
    pub row_key: String,
    /// Which fields, from what, to what.
    #[sea_orm(column_type = "JsonBinary")]
    pub changes: Json,
    /// Why it is refused.
    #[sea_orm(column_type = "JsonBinary")]
    pub problems: Json,
}

impl ActiveModelBehavior for ActiveModel {}
