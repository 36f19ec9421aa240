//! A service owner.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::OrganizationId;
use crate::{Language, LocalizedText};

/// Other names that an owner goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Aliases(pub Vec<String>);

/// A service owner.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganizationId,
    /// Nine digits, check digit verified; unique.
    pub orgnr: String,
    /// What it is called.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: LocalizedText,
    /// Other names it goes by.
    #[sea_orm(column_type = "JsonBinary")]
    pub aliases: Aliases,
    /// The part of the public sector, or else, that it belongs to.
    pub sector: Option<String>,
    /// The stratum it is put in where a study does not say otherwise.
    pub stratum: Option<String>,
    /// What the platform calls it; unique.
    pub platform_code: Option<String>,
    /// The written standard it has chosen; mail to it is in this one.
    pub language: Language,
    /// Names and number, folded for search (see `value::folding`).
    pub search_text: String,
    /// Norwegian collation key of the bokmål name.
    pub sort_key: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// No longer offered for new rounds.
    pub retired_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
