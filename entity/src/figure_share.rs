//! What an owner adds to the sums of a round.

use sea_orm::entity::prelude::*;

use crate::id::{OrganizationId, RoundId};

/// What the sums of a round have in them of an owner.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "figure_share")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// What it adds, and to which groups.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// The round.
    #[sea_orm(belongs_to, from = "round_id", to = "id")]
    pub round: BelongsTo<super::round::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
