//! What owners of a round are sorted and picked out by.

use sea_orm::entity::prelude::*;

use crate::id::{DimensionId, OrganizationId, ResponseId, RoundId};

/// What an owner of a round came to in one dimension, or over all, as a list of owners is sorted by it. The database has it follow the
/// scores. Numbers are to the sixth decimal.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "owner_score")]
pub struct Model {
    /// The response.
    #[sea_orm(primary_key, auto_increment = false)]
    pub response_id: ResponseId,
    /// The dimension; all bits 0 over all dimensions.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dimension_id: DimensionId,
    /// The round.
    pub round_id: RoundId,
    /// The owner.
    pub organization_id: OrganizationId,
    /// Where the owner's name stands in Norwegian order.
    pub sort_key: Vec<u8>,
    /// Its point, 0 to 1; over all dimensions the arithmetic mean. Absent where too little is known.
    pub point: Option<f64>,
    /// Its lower bound, 0 to 1; absent where nothing applies.
    pub lower: Option<f64>,
    /// From its lower to its upper bound, 0 to 1; absent where nothing applies.
    pub openness: Option<f64>,
    /// Share of what applies that is known, 0 to 1.
    pub coverage: f64,
    /// Items answered «don't know»: a whole number, kept like the others that owners are sorted by.
    pub dont_know: f64,
    /// Number of the level; absent where there is none.
    pub level: Option<i32>,
    /// The response.
    #[sea_orm(belongs_to, from = "response_id", to = "id")]
    pub response: BelongsTo<super::response::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
