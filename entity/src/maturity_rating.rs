//! How an analyst rates an owner in a round. Never changed: another one with the next revision follows it.

use sea_orm::entity::prelude::*;

use crate::history_entry::ByWhom;
use crate::id::{AccountId, MaturityRatingId, OrganizationId, RoundId};

/// What a rating says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RatingState {
    /// A value.
    Rated,
    /// It was looked into, and cannot be told.
    DontKnow,
    /// It does not apply to the owner.
    NotRelevant,
}

/// How an analyst rates an owner in a round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "maturity_rating")]
pub struct Model {
    /// Key; in the order in which they were given.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MaturityRatingId,
    /// The round.
    pub round_id: RoundId,
    /// The owner.
    pub organization_id: OrganizationId,
    /// What is rated, by its code in maturity models.
    pub code: String,
    /// 1, 2, 3 …; the highest counts.
    pub revision: i32,
    /// What it says.
    pub state: RatingState,
    /// The value, 0 to 1, where it says one.
    pub value: Option<f64>,
    /// Why.
    pub reason: String,
    /// What kind of person or program it was.
    pub by_whom: ByWhom,
    /// The account, where it was one.
    pub account_id: Option<AccountId>,
    /// When.
    pub rated_at: DateTimeUtc,
    /// The round.
    #[sea_orm(belongs_to, from = "round_id", to = "id")]
    pub round: BelongsTo<super::round::Entity>,
    /// The owner.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
