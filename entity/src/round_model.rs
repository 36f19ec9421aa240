//! The maturity model that a round is scored by.

use sea_orm::entity::prelude::*;

use crate::id::{MaturityModelId, RoundId};

/// The maturity model that a round is scored by, from its first score on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_model")]
pub struct Model {
    /// The round.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    /// The model.
    pub model_id: MaturityModelId,
    /// The round.
    #[sea_orm(belongs_to, from = "round_id", to = "id")]
    pub round: BelongsTo<super::round::Entity>,
    /// The model.
    #[sea_orm(belongs_to, from = "model_id", to = "id")]
    pub model: BelongsTo<super::maturity_model::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
