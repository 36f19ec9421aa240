//! Something that says how far an owner has come in a dimension: a question, a rating, or a fact of the registry.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::LocalizedText;
use crate::id::{DimensionId, MaturityItemId, QuestionId};

/// What a dimension is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ItemKind {
    /// The answer to a question.
    Question,
    /// What an analyst finds.
    Rating,
    /// What the registry knows.
    Fact,
}

/// What the registry knows of an owner when it submits, as a share from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RegistryFact {
    /// The share of its services that have moved.
    ServicesMoved,
    /// The same, each service counting by how much it was used in twelve months.
    ServicesMovedByVolume,
}

/// A step of a rating.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What it is called.
    pub name: LocalizedText,
    /// What it is worth, 0 to 1.
    pub value: f64,
}

/// The steps of a rating, from the lowest; none where it takes any value from 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Steps(pub Vec<Step>);

/// Something that says how far an owner has come in a dimension.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "maturity_item")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MaturityItemId,
    /// The dimension.
    pub dimension_id: DimensionId,
    /// The question, where it is one.
    pub question_id: Option<QuestionId>,
    /// Weight in the dimension; at least 0.
    pub weight: f64,
    /// What it is.
    pub kind: ItemKind,
    /// Of a rating: stable short name, unique in the model. Ratings are given by it, and hold for every model that has it.
    pub code: Option<String>,
    /// Of a rating: what is rated.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub name: Option<LocalizedText>,
    /// Of a rating: what 0 and 1 stand for, or whatever else helps.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub description: Option<LocalizedText>,
    /// Of a rating: its steps.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub steps: Option<Steps>,
    /// The fact, where it is one.
    pub fact: Option<RegistryFact>,
    /// The dimension.
    #[sea_orm(belongs_to, from = "dimension_id", to = "id")]
    pub dimension: BelongsTo<super::dimension::Entity>,
    /// The question.
    #[sea_orm(belongs_to, from = "question_id", to = "id")]
    pub question: BelongsTo<Option<super::question::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
