//! A version of how answers become maturity in a study.

use sea_orm::entity::prelude::*;

use crate::id::{MaturityModelId, StudyId};

/// A version of how answers become maturity in a study.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "maturity_model")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MaturityModelId,
    /// The study.
    pub study_id: StudyId,
    /// 1, 2, 3 … in the study; a round is scored by the highest there is when it gets its first score.
    pub number: i32,
    /// Share of weight that must be observed before a point is published; 0 to 1.
    pub coverage_needed: f64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// The study.
    #[sea_orm(belongs_to, from = "study_id", to = "id")]
    pub study: BelongsTo<super::study::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
