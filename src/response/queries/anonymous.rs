//! What is kept of anonymous rounds, and what is deleted so that it stays anonymous.

use ::entity::id::{InvitationId, RoundId};
use ::entity::{anonymous_response, answer_comment, invitation, response, round};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};

use crate::db::insert_all;

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

/// Anonymous rounds that have closed by this time and are not settled.
fn to_settle(closed_by: DateTime<Utc>) -> Select<round::Entity> {
    round::Entity::find()
        .filter(round::Column::Anonymous.eq(true))
        .filter(round::Column::SettledAt.is_null())
        .filter(round::Column::ClosesAt.lte(closed_by))
}

pub(in crate::response) async fn is_any_to_settle(
    db: &impl ConnectionTrait,
    closed_by: DateTime<Utc>,
) -> Result<bool, DbErr> {
    Ok(to_settle(closed_by).one(db).await?.is_some())
}

/// One of them that no other process has taken, locked.
pub(in crate::response) async fn lock_round_to_settle(
    db: &impl ConnectionTrait,
    closed_by: DateTime<Utc>,
) -> Result<Option<RoundId>, DbErr> {
    let query = to_settle(closed_by).lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked);
    Ok(query.one(db).await?.map(|found| found.id))
}

/// The invitations of a round, locked one after another in the order of their keys.
pub(in crate::response) async fn lock_invitations(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<InvitationId>, DbErr> {
    let query = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(invitation::Column::RoundId.eq(round))
        .order_by_asc(invitation::Column::Id)
        .lock(LockType::NoKeyUpdate);
    query.into_tuple().all(db).await
}

/// Writes the responses of a round anew, in the order of their keys, which are random: some hundred at a time.
pub(in crate::response) async fn write_anew(db: &impl ConnectionTrait, round: RoundId) -> Result<(), DbErr> {
    let mut after = None;
    loop {
        let mut query = anonymous_response::Entity::find();
        query = query.filter(anonymous_response::Column::RoundId.eq(round));
        if let Some(after) = after {
            query = query.filter(anonymous_response::Column::Id.gt(after));
        }
        let rows = query.order_by_asc(anonymous_response::Column::Id).limit(500).all(db).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.id);
        let ids = rows.iter().map(|row| row.id);
        let deleted = anonymous_response::Entity::delete_many();
        deleted.filter(anonymous_response::Column::Id.is_in(ids)).exec(db).await?;
        insert_all(db, rows).await?;
    }
}

pub(in crate::response) async fn mark_settled(
    db: &impl ConnectionTrait,
    id: RoundId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let settled = round::Entity::update_many().col_expr(round::Column::SettledAt, Expr::value(at));
    settled.filter(round::Column::Id.eq(id)).exec(db).await?;
    Ok(())
}
