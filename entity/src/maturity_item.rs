//! A question that says something about a dimension.

use sea_orm::entity::prelude::*;

use crate::id::{DimensionId, MaturityItemId, QuestionId};

/// A question that says something about a dimension.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "maturity_item")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MaturityItemId,
    /// The dimension.
    pub dimension_id: DimensionId,
    /// The question.
    pub question_id: QuestionId,
    /// Weight in the dimension; at least 0.
    pub weight: f64,
    /// The dimension.
    #[sea_orm(belongs_to, from = "dimension_id", to = "id")]
    pub dimension: BelongsTo<super::dimension::Entity>,
    /// The question.
    #[sea_orm(belongs_to, from = "question_id", to = "id")]
    pub question: BelongsTo<super::question::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
