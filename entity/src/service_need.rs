//! A capability of the platform that a service cannot move without.

use sea_orm::entity::prelude::*;

use crate::id::{CapabilityId, ServiceId};

/// A capability of the platform that a service cannot move without.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_need")]
pub struct Model {
    /// The service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_id: ServiceId,
    /// What it needs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub capability_id: CapabilityId,
    /// The service.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<super::service::Entity>,
    /// What it needs.
    #[sea_orm(belongs_to, from = "capability_id", to = "id")]
    pub capability: BelongsTo<super::capability::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
