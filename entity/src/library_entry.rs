//! Something kept for reuse: a question, a section, or a set of dimensions.

use sea_orm::entity::prelude::*;

use crate::id::LibraryEntryId;

/// What an entry of the library is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LibraryKind {
    /// A question.
    Question,
    /// A section with its questions.
    Section,
    /// Dimensions of maturity, with what they are measured by, and levels.
    Dimensions,
}

/// Something kept for reuse: a question, a section, or a set of dimensions.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "library_entry")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LibraryEntryId,
    /// What it is; never changes.
    pub kind: LibraryKind,
    /// What those who look for it call it.
    pub name: String,
    /// As it is written.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// Name and texts, folded for search (see `value::folding`).
    pub search_text: String,
    /// 1 when it was kept, then one more for each change.
    pub revision: i32,
    /// When it was kept.
    pub created_at: DateTimeUtc,
    /// The last change.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
