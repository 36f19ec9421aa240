//! Marks that something has changed that the sums of a round do not know yet.

use sea_orm::entity::prelude::*;

use crate::id::{OrganizationId, RoundId};

/// A mark that something of an owner has changed; triggers leave one for each change.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "figure_due")]
pub struct Model {
    /// Key; the database counts.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The round.
    pub round_id: RoundId,
    /// The owner.
    pub organization_id: OrganizationId,
}

impl ActiveModelBehavior for ActiveModel {}
