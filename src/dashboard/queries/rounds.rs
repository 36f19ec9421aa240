//! The rounds of a study.

use ::entity::id::StudyId;
use ::entity::round;
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

/// The rounds of a study that have opened, the earliest first; so many of the latest at most.
pub(in crate::dashboard) async fn opened(
    db: &impl ConnectionTrait,
    study: StudyId,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<round::Model>, DbErr> {
    let query = round::Entity::find()
        .filter(round::Column::StudyId.eq(study))
        .filter(round::Column::OpensAt.lte(now))
        .order_by_desc(round::Column::OpensAt)
        .order_by_desc(round::Column::Id)
        .limit(most);
    let mut rounds = query.all(db).await?;
    rounds.reverse();
    Ok(rounds)
}
