//! How often something was tried lately. Counted in windows that begin at the first try.

use sea_orm::entity::prelude::*;

/// How often something was tried lately. Counted in windows that begin at the first try.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttle")]
pub struct Model {
    /// Keyed hash of what is counted (an account from an address, an address, an account).
    #[sea_orm(primary_key, auto_increment = false)]
    pub bucket: String,
    /// Failed tries in the window.
    pub failures: i32,
    /// Start of the window.
    pub window_started_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
