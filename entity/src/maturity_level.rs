//! A level of a maturity model.

use sea_orm::entity::prelude::*;

use crate::LocalizedText;
use crate::id::{MaturityLevelId, MaturityModelId};

/// A level of a maturity model.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "maturity_level")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MaturityLevelId,
    /// The model.
    pub model_id: MaturityModelId,
    /// 0, 1, 2 … from the lowest.
    pub number: i32,
    /// What it is called.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: LocalizedText,
    /// The lowest score of the level, 0 to 1; the lowest level has 0.
    pub from_value: f64,
    /// The model.
    #[sea_orm(belongs_to, from = "model_id", to = "id")]
    pub model: BelongsTo<super::maturity_model::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
