//! What is kept of anonymous rounds, and what is deleted so that it stays anonymous.

use ::entity::id::InvitationId;
use ::entity::{anonymous_response, answer_comment, invitation, response, round};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _, JoinType,
    QueryFilter as _, QuerySelect as _, RelationTrait as _,
};

pub(in crate::response) async fn insert_anonymous(
    db: &impl ConnectionTrait,
    row: &anonymous_response::Model,
) -> Result<(), DbErr> {
    anonymous_response::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Deletes what was written to these invitations: responses with all that hangs on them, and comments.
pub(in crate::response) async fn forget_written(
    db: &impl ConnectionTrait,
    invitations: &[InvitationId],
) -> Result<(), DbErr> {
    for chunk in invitations.chunks(5_000) {
        let ids = || chunk.iter().copied();
        let comments = answer_comment::Entity::delete_many();
        comments.filter(answer_comment::Column::InvitationId.is_in(ids())).exec(db).await?;
        response::Entity::delete_many().filter(response::Column::InvitationId.is_in(ids())).exec(db).await?;
    }
    Ok(())
}

/// The invitations to anonymous rounds that have closed to which something was written that was never submitted.
pub(in crate::response) async fn left_behind(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<InvitationId>, DbErr> {
    let closed =
        || Condition::all().add(round::Column::Anonymous.eq(true)).add(round::Column::ClosesAt.lte(now));
    let mut found: Vec<InvitationId> = response::Entity::find()
        .select_only()
        .column(response::Column::InvitationId)
        .join(JoinType::InnerJoin, response::Relation::Invitation.def())
        .join(JoinType::InnerJoin, invitation::Relation::Round.def())
        .filter(closed())
        .into_tuple()
        .all(db)
        .await?;
    let commented = answer_comment::Entity::find()
        .select_only()
        .distinct()
        .column(answer_comment::Column::InvitationId)
        .join(JoinType::InnerJoin, answer_comment::Relation::Invitation.def())
        .join(JoinType::InnerJoin, invitation::Relation::Round.def())
        .filter(closed());
    found.extend(commented.into_tuple::<InvitationId>().all(db).await?);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
