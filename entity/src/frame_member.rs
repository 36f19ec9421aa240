//! A service owner that belongs to the population of a study.

use sea_orm::entity::prelude::*;

use crate::id::{OrganizationId, StudyId};

/// A service owner that belongs to the population of a study.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "frame_member")]
pub struct Model {
    /// The study.
    #[sea_orm(primary_key, auto_increment = false)]
    pub study_id: StudyId,
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// The stratum that it is counted in.
    pub stratum: Option<String>,
    /// It was chosen for being followed up.
    pub followed_up: bool,
    /// Why it was chosen, or not.
    pub reason: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// The study.
    #[sea_orm(belongs_to, from = "study_id", to = "id")]
    pub study: BelongsTo<super::study::Entity>,
    /// The owner.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
