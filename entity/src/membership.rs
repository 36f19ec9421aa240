//! What an account may do in a study.

use sea_orm::entity::prelude::*;

use crate::id::{AccountId, StudyId};

/// A role in one study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Role {
    /// Everything an analyst may, and decides who takes part.
    Admin,
    /// Registers, asks, reads every answer.
    Analyst,
    /// Reads dashboards and progress.
    Leader,
}

/// What an account may do in a study.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// The study.
    #[sea_orm(primary_key, auto_increment = false)]
    pub study_id: StudyId,
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// What the account may do there.
    pub role: Role,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// The study.
    #[sea_orm(belongs_to, from = "study_id", to = "id")]
    pub study: BelongsTo<super::study::Entity>,
    /// The account.
    #[sea_orm(belongs_to, from = "account_id", to = "id")]
    pub account: BelongsTo<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
