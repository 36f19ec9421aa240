//! Where an owner stands in a study: how much it can do, how much it cares, and what it thinks.

use sea_orm::entity::prelude::*;

use crate::id::{OrganizationId, StudyId};

/// How much there is of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Extent {
    /// None.
    None,
    /// Little.
    Small,
    /// Some.
    Medium,
    /// Much.
    Large,
}

/// What an owner thinks of the move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Attitude {
    /// Works against it.
    Against,
    /// Has doubts.
    Sceptical,
    /// Neither for nor against.
    Neutral,
    /// Is for it.
    Positive,
    /// Pushes it on.
    Driving,
}

/// Where an owner stands in a study: how much it can do, how much it cares, and what it thinks.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stakeholder_position")]
pub struct Model {
    /// The study.
    #[sea_orm(primary_key, auto_increment = false)]
    pub study_id: StudyId,
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// How much it can do to the outcome.
    pub influence: Extent,
    /// How much the outcome matters to it.
    pub interest: Extent,
    /// What it thinks of the move; absent where nobody knows.
    pub attitude: Option<Attitude>,
    /// What it expects.
    pub expectations: Option<String>,
    /// Last change.
    pub updated_at: DateTimeUtc,
    /// The study.
    #[sea_orm(belongs_to, from = "study_id", to = "id")]
    pub study: BelongsTo<super::study::Entity>,
    /// The owner.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
