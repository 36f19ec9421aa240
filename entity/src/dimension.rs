//! A dimension of a maturity model.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::id::{DimensionId, MaturityModelId};

/// A dimension of a maturity model.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dimension")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DimensionId,
    /// The model.
    pub model_id: MaturityModelId,
    /// Stable short name, unique in the model.
    pub code: String,
    /// Order, from 0.
    pub position: i32,
    /// What it is called.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: LocalizedText,
    /// Weight beside the other dimensions; more than 0.
    pub weight: f64,
    /// Number of the level whose attribute it is, where levels are reached by a gate; at least 1.
    pub level: Option<i32>,
    /// The model.
    #[sea_orm(belongs_to, from = "model_id", to = "id")]
    pub model: BelongsTo<super::maturity_model::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
