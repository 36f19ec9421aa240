//! The owners that a round is about.

use ::entity::id::RoundId;
use ::entity::{organization, population_member};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
};

/// The owners that a round is about, in Norwegian order; so many at most.
pub(in crate::dashboard) async fn owners_of(
    db: &impl ConnectionTrait,
    round: RoundId,
    most: u64,
) -> Result<Vec<organization::Model>, DbErr> {
    let these = population_member::Entity::find()
        .select_only()
        .column(population_member::Column::OrganizationId)
        .filter(population_member::Column::RoundId.eq(round));
    organization::Entity::find()
        .filter(organization::Column::Id.in_subquery(these.into_query()))
        .order_by_asc(organization::Column::SortKey)
        .order_by_asc(organization::Column::Id)
        .limit(most)
        .all(db)
        .await
}
