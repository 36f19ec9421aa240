//! The rounds of a study, and what it says of figures.

use ::entity::id::StudyId;
use ::entity::{round, study};
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

/// The least number of owners that a figure for respondents may be about in a study; of no study, more than there are.
pub(in crate::dashboard) async fn smallest_group(
    db: &impl ConnectionTrait,
    id: StudyId,
) -> Result<i32, DbErr> {
    Ok(study::Entity::find_by_id(id).one(db).await?.map_or(i32::MAX, |study| study.smallest_group))
}
