//! A version of how answers become maturity in a study.

use sea_orm::entity::prelude::*;

use crate::id::{MaturityModelId, StudyId};

/// How the levels of a model are reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum LevelRule {
    /// By thresholds of the overall score.
    #[default]
    #[sea_orm(string_value = "thresholds")]
    Thresholds,
    /// By the gate of ISO/IEC 33020: the attributes of a level at least largely, those of all lower ones fully.
    #[sea_orm(string_value = "iso_33020")]
    Iso33020,
}

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
    /// How its levels are reached.
    pub level_rule: LevelRule,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// The study.
    #[sea_orm(belongs_to, from = "study_id", to = "id")]
    pub study: BelongsTo<super::study::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
