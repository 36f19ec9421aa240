//! How much a service was used in a month.

use sea_orm::entity::prelude::*;

use crate::id::ServiceId;

/// How much a service was used in a month.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "monthly_volume")]
pub struct Model {
    /// The service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_id: ServiceId,
    /// The first day of the month.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: Date,
    /// Transactions in the month, 0 or more.
    pub volume: i64,
    /// The service.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<super::service::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
