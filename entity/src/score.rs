//! How mature an owner is in one dimension, computed when its response was submitted.

use sea_orm::entity::prelude::*;

use crate::id::{DimensionId, ResponseId};

/// How mature an owner is in one dimension, computed when its response was submitted.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "score")]
pub struct Model {
    /// The response.
    #[sea_orm(primary_key, auto_increment = false)]
    pub response_id: ResponseId,
    /// The dimension.
    #[sea_orm(primary_key, auto_increment = false)]
    pub dimension_id: DimensionId,
    /// Weighted mean of what was observed, 0 to 1; absent where too little was.
    pub point: Option<f64>,
    /// With everything missing counted as 0; absent where no item applies.
    pub lower: Option<f64>,
    /// With everything missing counted as 1; absent where no item applies.
    pub upper: Option<f64>,
    /// Share of applicable weight that was observed, 0 to 1.
    pub coverage: f64,
    /// Number of the level that the point reaches; absent where there is no point or no level.
    pub level: Option<i32>,
    /// Items with a value.
    pub observed: i32,
    /// Items answered «don't know».
    pub dont_know: i32,
    /// Items answered «not relevant».
    pub not_relevant: i32,
    /// Items not answered.
    pub missing: i32,
    /// SHA-256 (hex) of what went in.
    pub input_hash: String,
    /// When.
    pub computed_at: DateTimeUtc,
    /// The response.
    #[sea_orm(belongs_to, from = "response_id", to = "id")]
    pub response: BelongsTo<super::response::Entity>,
    /// The dimension.
    #[sea_orm(belongs_to, from = "dimension_id", to = "id")]
    pub dimension: BelongsTo<super::dimension::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
