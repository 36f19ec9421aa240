//! What respondents see of the owners of a stratum in a dimension.

use sea_orm::entity::prelude::*;

use crate::id::{DimensionId, RoundId};

/// The sum of the points that are shown of a stratum in a dimension.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "peer_figure")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    /// The dimension; nil for all of them together.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dimension_id: DimensionId,
    /// The stratum.
    #[sea_orm(primary_key, auto_increment = false)]
    pub member: String,
    /// Owners whose points count.
    pub owners: i64,
    /// Sum of their points, in millionths.
    pub points: i64,
    /// The round.
    #[sea_orm(belongs_to, from = "round_id", to = "id")]
    pub round: BelongsTo<super::round::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
