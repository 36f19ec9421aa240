//! The sums of a group of owners of a round, kept up to date behind what changes them.

use sea_orm::entity::prelude::*;

use crate::id::RoundId;

/// The sums of a group of owners of a round. What the owners in `figure_due` add is not in them yet.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "figure")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    /// What the groups go by; empty for all owners.
    #[sea_orm(primary_key, auto_increment = false)]
    pub axis: String,
    /// Which of the groups; empty for all owners.
    #[sea_orm(primary_key, auto_increment = false)]
    pub member: String,
    /// The sums.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// The round.
    #[sea_orm(belongs_to, from = "round_id", to = "id")]
    pub round: BelongsTo<super::round::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
