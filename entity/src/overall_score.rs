//! How mature an owner is over all dimensions, computed together with its scores in them.

use sea_orm::entity::prelude::*;

use crate::id::{MaturityModelId, ResponseId};

/// How mature an owner is over all dimensions, computed together with its scores in them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "overall_score")]
pub struct Model {
    /// The response.
    #[sea_orm(primary_key, auto_increment = false)]
    pub response_id: ResponseId,
    /// The model that it was computed by.
    pub model_id: MaturityModelId,
    /// Weighted arithmetic mean of the points of the dimensions, 0 to 1; absent where too few have one.
    pub arithmetic: Option<f64>,
    /// The arithmetic mean is at least this; absent where no dimension applies.
    pub lower: Option<f64>,
    /// The arithmetic mean is at most this; absent where no dimension applies.
    pub upper: Option<f64>,
    /// Weighted geometric mean of the points, 0 to 1; absent where too few dimensions have one.
    pub geometric: Option<f64>,
    /// The geometric mean is at least this; absent where no dimension applies.
    pub geometric_lower: Option<f64>,
    /// The geometric mean is at most this; absent where no dimension applies.
    pub geometric_upper: Option<f64>,
    /// Share of the weight of the dimensions that apply which have a point, 0 to 1.
    pub coverage: f64,
    /// Number of the level that is reached; absent where that cannot be told.
    pub level: Option<i32>,
    /// Number of the level that is reached whatever is still unknown; absent where no dimension applies or there are no levels.
    pub proven_level: Option<i32>,
    /// Number of the level that could be reached at most; absent where no dimension applies or there are no levels.
    pub possible_level: Option<i32>,
    /// Dimensions that have a point.
    pub defined: i32,
    /// Dimensions that apply.
    pub applicable: i32,
    /// SHA-256 (hex) of what went in.
    pub input_hash: String,
    /// When.
    pub computed_at: DateTimeUtc,
    /// The response.
    #[sea_orm(belongs_to, from = "response_id", to = "id")]
    pub response: BelongsTo<super::response::Entity>,
    /// The model.
    #[sea_orm(belongs_to, from = "model_id", to = "id")]
    pub model: BelongsTo<super::maturity_model::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
