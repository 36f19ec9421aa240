//! What respondents are shown of an owner's point in a dimension, as part of a sum.

use sea_orm::entity::prelude::*;

use crate::id::{DimensionId, OrganizationId, RoundId};

/// An owner's point in a dimension, as it counts in what respondents see and as it is now. Points are in millionths.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "peer_point")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// The dimension; nil for all of them together.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dimension_id: DimensionId,
    /// The stratum it is in now; absent where there is no point now.
    pub now_member: Option<String>,
    /// The point now.
    pub now_point: Option<i64>,
    /// The stratum in whose sum it counts; absent where it counts in none.
    pub shown_member: Option<String>,
    /// The point that counts there.
    pub shown_point: Option<i64>,
    /// What counts is not what is so now.
    pub waiting: bool,
    /// The round.
    #[sea_orm(belongs_to, from = "round_id", to = "id")]
    pub round: BelongsTo<super::round::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
