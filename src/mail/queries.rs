use ::entity::id::MailMessageId;
use ::entity::mail_message::{Column, Entity, MailKind, MailStatus, Model};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, UpdateMany,
};
use uuid::Uuid;

pub(super) async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Takes up to `limit` mails that are due and that nobody holds, for one turn of one worker. To be called in a
/// transaction that writes: on PostgreSQL the rows are locked, and those that another worker is just taking are
/// passed over; on SQLite the transaction keeps other writers out.
pub(super) async fn claim(
    db: &impl ConnectionTrait,
    lease: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let free = Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lt(now));
    let ids: Vec<MailMessageId> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Status.eq(MailStatus::Queued))
        .filter(Column::DueAt.lte(now))
        .filter(free)
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(db)
        .await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Entity::update_many()
        .col_expr(Column::Lease, Expr::value(lease))
        .col_expr(Column::LeasedUntil, Expr::value(until))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.is_in(ids))
        .exec_with_returning(db)
        .await
}

/// Marks a mail as delivered or given up and erases what it said; `false` where `lease` is no longer good.
pub(super) async fn finish(
    db: &impl ConnectionTrait,
    id: MailMessageId,
    lease: Uuid,
    status: MailStatus,
    last_error: Option<&str>,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = held(id, lease)
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::Sealed, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::LastError, Expr::value(last_error.map(str::to_owned)))
        .col_expr(Column::FinishedAt, Expr::value(at));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Gives a mail back, to be tried again; `false` where `lease` is no longer good.
pub(super) async fn try_later(
    db: &impl ConnectionTrait,
    id: MailMessageId,
    lease: Uuid,
    due_at: DateTime<Utc>,
    last_error: &str,
) -> Result<bool, DbErr> {
    let update = held(id, lease)
        .col_expr(Column::DueAt, Expr::value(due_at))
        .col_expr(Column::LastError, Expr::value(last_error.to_owned()));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Gives a mail back that may not leave yet, as if it had not been taken; `false` where `lease` is no longer good.
pub(super) async fn put_off(
    db: &impl ConnectionTrait,
    id: MailMessageId,
    lease: Uuid,
    due_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = held(id, lease)
        .col_expr(Column::DueAt, Expr::value(due_at))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Gives up what waits and is about any of these, mails of some kinds left out; gives what that was, without its text.
pub(super) async fn give_up(
    db: &impl ConnectionTrait,
    about: &[Uuid],
    but: &[MailKind],
    reason: &str,
    at: DateTime<Utc>,
) -> Result<Vec<Model>, DbErr> {
    let mut given_up = Vec::new();
    for chunk in about.chunks(5_000) {
        let free = Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lt(at));
        let update = Entity::update_many()
            .col_expr(Column::Status, Expr::value(MailStatus::Dropped))
            .col_expr(Column::Sealed, Expr::value(None::<Vec<u8>>))
            .col_expr(Column::LastError, Expr::value(reason.to_owned()))
            .col_expr(Column::FinishedAt, Expr::value(at))
            .filter(Column::About.is_in(chunk.iter().copied()))
            .filter(Column::Kind.is_not_in(but.iter().copied()))
            .filter(Column::Status.eq(MailStatus::Queued))
            .filter(free);
        given_up.extend(update.exec_with_returning(db).await?);
    }
    Ok(given_up)
}

/// When the last of the mails about these is due that nobody has tried to send yet.
pub(super) async fn last_due(
    db: &impl ConnectionTrait,
    about: &[Uuid],
    but: &[MailKind],
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let mut last = None;
    for chunk in about.chunks(5_000) {
        let query = Entity::find()
            .select_only()
            .column_as(Column::DueAt.max(), "last")
            .filter(Column::About.is_in(chunk.iter().copied()))
            .filter(Column::Kind.is_not_in(but.iter().copied()))
            .filter(Column::Status.eq(MailStatus::Queued))
            .filter(Column::Attempts.eq(0));
        let found: Option<Option<DateTime<Utc>>> = query.into_tuple().one(db).await?;
        last = Ord::max(last, found.flatten());
    }
    Ok(last)
}

/// The mails about these that wait and were due by this time, or were tried so often: what they are about, when they are due, and when
/// they were made.
pub(super) async fn stuck(
    db: &impl ConnectionTrait,
    about: &[Uuid],
    due_by: DateTime<Utc>,
    tries: i32,
) -> Result<Vec<(Uuid, DateTime<Utc>, DateTime<Utc>)>, DbErr> {
    let long = Condition::any().add(Column::DueAt.lte(due_by)).add(Column::Attempts.gte(tries));
    let mut found = Vec::new();
    for chunk in about.chunks(5_000) {
        let query = Entity::find()
            .select_only()
            .columns([Column::About, Column::DueAt, Column::CreatedAt])
            .filter(Column::About.is_in(chunk.iter().copied()))
            .filter(Column::Status.eq(MailStatus::Queued))
            .filter(long.clone());
        found.extend(query.into_tuple::<(Uuid, DateTime<Utc>, DateTime<Utc>)>().all(db).await?);
    }
    Ok(found)
}

/// Marks a mail that left as one that came back, and gives it; `None` where there is none, or it is known already.
pub(super) async fn mark_returned(
    db: &impl ConnectionTrait,
    id: MailMessageId,
    status: &str,
) -> Result<Option<Model>, DbErr> {
    let told = format!("it came back: {status}");
    let unknown = Condition::any().add(Column::LastError.is_null()).add(Column::LastError.ne(told.as_str()));
    let updated = Entity::update_many()
        .col_expr(Column::LastError, Expr::value(told))
        .filter(Column::Id.eq(id))
        .filter(unknown)
        .filter(Column::Status.eq(MailStatus::Delivered))
        .exec_with_returning(db)
        .await?;
    Ok(updated.into_iter().next())
}

/// A change of a mail that we still hold; whatever it becomes, the lease ends.
fn held(id: MailMessageId, lease: Uuid) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::Lease, Expr::value(None::<Uuid>))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.eq(id))
        .filter(Column::Lease.eq(lease))
        .filter(Column::Status.eq(MailStatus::Queued))
}
