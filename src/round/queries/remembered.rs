//! What was done to rounds.

use ::entity::id::{RoundId, StudyId};
use ::entity::round_history;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::db::{Page, Slice};

pub(in crate::round) async fn insert_history(
    db: &impl ConnectionTrait,
    row: round_history::Model,
) -> Result<(), DbErr> {
    round_history::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// The latest first.
pub(in crate::round) async fn history(
    db: &impl ConnectionTrait,
    study: StudyId,
    round: Option<RoundId>,
    page: &Page<Uuid>,
) -> Result<Slice<round_history::Model>, DbErr> {
    let mut query = round_history::Entity::find().filter(round_history::Column::StudyId.eq(study));
    if let Some(round) = round {
        query = query.filter(round_history::Column::RoundId.eq(round));
    }
    let total = query.clone().count(db).await?;
    if let Some(after) = page.after {
        query = query.filter(round_history::Column::Id.lt(after));
    }
    let rows = query.order_by_desc(round_history::Column::Id).limit(page.first + 1).all(db).await?;
    Ok(Slice { rows, total })
}
