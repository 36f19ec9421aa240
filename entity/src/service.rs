//! A service that an owner has on the platform.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::id::{OrganizationId, ServiceId};

/// What a service does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ServiceKind {
    /// Takes in forms.
    Submission,
    /// Sends messages to people or businesses.
    Message,
    /// Passes files on between parties.
    Broker,
    /// Lets users see or work on what the owner holds.
    Access,
    /// Leads to a service elsewhere.
    Link,
    /// Asks for consent to share data.
    Consent,
    /// An interface for programs, which can be delegated.
    Api,
    /// Something else.
    Other,
}

/// How far the move of a service has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ServiceStatus {
    /// Nothing has been done.
    NotStarted,
    /// It is being found out what it needs.
    Mapping,
    /// The new edition is being made.
    Developing,
    /// The new edition is being tested.
    Testing,
    /// The new edition is in use.
    InProduction,
    /// The service has come to its end.
    Retired,
}

/// A service that an owner has on the platform.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ServiceId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// What the platform calls it; unique for the owner.
    pub code: String,
    /// What it is called.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: LocalizedText,
    /// What it does.
    pub kind: ServiceKind,
    /// Where it runs now, e.g. a platform and its edition.
    pub runs_on: String,
    /// Where it shall go; absent where that is not settled.
    pub target: Option<String>,
    /// How far it has come.
    pub status: ServiceStatus,
    /// When the new edition is planned to be in use.
    pub planned_on: Option<Date>,
    /// What holds it back most.
    pub obstacle: Option<String>,
    /// The old edition cannot be used any more.
    pub old_edition_deactivated: bool,
    /// Names and code, folded for search (see `value::folding`).
    pub search_text: String,
    /// Norwegian collation key of the bokmål name.
    pub sort_key: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// No longer counted among the owner's services.
    pub retired_at: Option<DateTimeUtc>,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
