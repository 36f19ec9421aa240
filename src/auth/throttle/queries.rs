use std::collections::HashMap;

use ::entity::throttle;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, LikeExpr, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QuerySelect as _, QueryTrait as _,
};

use super::Count;

/// What these buckets hold, without waiting for anybody who is counting.
pub(super) async fn counts(
    db: &impl ConnectionTrait,
    buckets: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, Count>, DbErr> {
    let rows = throttle::Entity::find().filter(throttle::Column::Bucket.is_in(buckets)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.bucket.clone(), count(&row))).collect())
}

/// What a bucket holds, keeping others from counting in it until the transaction ends.
pub(super) async fn lock_count(
    txn: &DatabaseTransaction,
    bucket: &str,
    now: DateTime<Utc>,
) -> Result<Option<Count>, DbErr> {
    // A row that is not there cannot be locked, so an empty one is put there first.
    let row = throttle::Model { bucket: bucket.to_owned(), failures: 0, window_started_at: now };
    let inserted = throttle::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(throttle::Column::Bucket).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    if inserted > 0 {
        return Ok(None);
    }
    let held = throttle::Entity::find_by_id(bucket.to_owned()).lock_exclusive().one(txn).await?;
    Ok(held.as_ref().map(count))
}

fn count(row: &throttle::Model) -> Count {
    Count { tries: row.failures, since: row.window_started_at }
}

pub(super) async fn set_count(txn: &DatabaseTransaction, bucket: &str, count: Count) -> Result<(), DbErr> {
    throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, Expr::value(count.tries))
        .col_expr(throttle::Column::WindowStartedAt, Expr::value(count.since))
        .filter(throttle::Column::Bucket.eq(bucket))
        .exec(txn)
        .await?;
    Ok(())
}

pub(super) async fn give_back(txn: &DatabaseTransaction, bucket: &str) -> Result<(), DbErr> {
    throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, Expr::col(throttle::Column::Failures).sub(1))
        .filter(throttle::Column::Bucket.eq(bucket))
        .filter(throttle::Column::Failures.gt(0))
        .exec(txn)
        .await?;
    Ok(())
}

pub(super) async fn forget_count(txn: &DatabaseTransaction, bucket: &str) -> Result<(), DbErr> {
    throttle::Entity::delete_by_id(bucket.to_owned()).exec(txn).await?;
    Ok(())
}

/// Forgets every bucket whose name begins like this; `beginning` has no wildcards in it.
pub(super) async fn forget_counts_beginning(txn: &DatabaseTransaction, beginning: &str) -> Result<(), DbErr> {
    throttle::Entity::delete_many()
        .filter(Expr::col(throttle::Column::Bucket).like(LikeExpr::new(format!("{beginning}%"))))
        .exec(txn)
        .await?;
    Ok(())
}

/// Deletes the counts of windows that began before, except those that somebody is counting in.
pub(super) async fn forget_before(txn: &DatabaseTransaction, time: DateTime<Utc>) -> Result<(), DbErr> {
    // Waiting for a row here could make two transactions wait for each other.
    let over = throttle::Entity::find()
        .select_only()
        .column(throttle::Column::Bucket)
        .filter(throttle::Column::WindowStartedAt.lt(time))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    throttle::Entity::delete_many()
        .filter(throttle::Column::Bucket.in_subquery(over.into_query()))
        .exec(txn)
        .await?;
    Ok(())
}
