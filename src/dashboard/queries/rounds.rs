//! The rounds of a study, and what it says of figures.

use ::entity::id::{OrganizationId, StudyId};
use ::entity::{invitation, response, round, study};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, JoinType, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, RelationTrait as _,
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

/// The latest of the rounds of the same study that opened before this one and that an owner has submitted in.
pub(in crate::dashboard) async fn earlier(
    db: &impl ConnectionTrait,
    round: &round::Model,
    owner: OrganizationId,
) -> Result<Option<round::Model>, DbErr> {
    let submitted = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::RoundId)
        .join_rev(JoinType::InnerJoin, response::Relation::Invitation.def())
        .filter(invitation::Column::OrganizationId.eq(owner))
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(response::Column::SubmittedAt.is_not_null());
    round::Entity::find()
        .filter(round::Column::StudyId.eq(round.study_id))
        .filter(round::Column::OpensAt.lt(round.opens_at))
        .filter(round::Column::Id.in_subquery(submitted.into_query()))
        .order_by_desc(round::Column::OpensAt)
        .order_by_desc(round::Column::Id)
        .one(db)
        .await
}
