//! Files that were sent.

use ::entity::id::{AccountId, UploadId};
use ::entity::{import_job, upload, upload_part};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, LockType, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

pub(in crate::exchange) async fn insert_upload(
    db: &impl ConnectionTrait,
    row: upload::Model,
) -> Result<(), DbErr> {
    upload::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

pub(in crate::exchange) async fn upload_by_id(
    db: &impl ConnectionTrait,
    id: UploadId,
) -> Result<Option<upload::Model>, DbErr> {
    upload::Entity::find_by_id(id).one(db).await
}

/// Reads a file's head and keeps it from being deleted until the transaction ends.
pub(in crate::exchange) async fn lock_upload(
    db: &impl ConnectionTrait,
    id: UploadId,
) -> Result<Option<upload::Model>, DbErr> {
    upload::Entity::find_by_id(id).lock_exclusive().one(db).await
}

/// Adds the next part of a file.
pub(in crate::exchange) async fn add_part(
    db: &impl ConnectionTrait,
    row: upload_part::Model,
) -> Result<(), DbErr> {
    let length = i64::try_from(row.data.len()).unwrap_or(i64::MAX);
    upload::Entity::update_many()
        .col_expr(upload::Column::Bytes, Expr::col(upload::Column::Bytes).add(length))
        .filter(upload::Column::Id.eq(row.upload_id))
        .exec(db)
        .await?;
    upload_part::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Says that all of a file has come.
pub(in crate::exchange) async fn complete_upload(
    db: &impl ConnectionTrait,
    id: UploadId,
) -> Result<Option<upload::Model>, DbErr> {
    let updated = upload::Entity::update_many()
        .col_expr(upload::Column::Complete, Expr::value(true))
        .filter(upload::Column::Id.eq(id))
        .exec_with_returning(db)
        .await?;
    Ok(updated.into_iter().next())
}

/// A part of a file; none after the last.
pub(in crate::exchange) async fn part(
    db: &impl ConnectionTrait,
    id: UploadId,
    number: i32,
) -> Result<Option<Vec<u8>>, DbErr> {
    Ok(upload_part::Entity::find_by_id((id, number)).one(db).await?.map(|part| part.data))
}

pub(in crate::exchange) async fn delete_upload(db: &impl ConnectionTrait, id: UploadId) -> Result<(), DbErr> {
    upload::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// Deletes a file that was imported, unless another import has yet to read it.
pub(in crate::exchange) async fn delete_upload_unless_needed(
    db: &impl ConnectionTrait,
    id: UploadId,
) -> Result<(), DbErr> {
    // Whoever asks for an import holds a lock that excludes this one, so that what is asked for meanwhile is seen below. Of two that end
    // at once each holds its file by the foreign key already: a lock that excluded that too would never be had.
    upload::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(db).await?;
    upload::Entity::delete_many()
        .filter(upload::Column::Id.eq(id))
        .filter(upload::Column::Id.not_in_subquery(still_needed()))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes files that began to come before this, but for those that an import still needs.
pub(in crate::exchange) async fn delete_old_uploads(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
) -> Result<u64, DbErr> {
    delete_unneeded(db, upload::Column::CreatedAt.lt(before)).await
}

/// Deletes the files of an account but for the newest, and but for those that an import still needs.
pub(in crate::exchange) async fn make_room(
    db: &impl ConnectionTrait,
    account: AccountId,
    newest: u64,
) -> Result<(), DbErr> {
    let waiting: Vec<UploadId> = upload::Entity::find()
        .select_only()
        .column(upload::Column::Id)
        .filter(upload::Column::AccountId.eq(account))
        .order_by_desc(upload::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let old: Vec<UploadId> =
        waiting.into_iter().skip(usize::try_from(newest).unwrap_or(usize::MAX)).collect();
    if !old.is_empty() {
        delete_unneeded(db, upload::Column::Id.is_in(old)).await?;
    }
    Ok(())
}

/// Deletes such of these files as no import still needs, and says how many.
async fn delete_unneeded(db: &impl ConnectionTrait, which: Expr) -> Result<u64, DbErr> {
    // Whoever asks for an import holds this lock, so that what is asked for meanwhile is seen below.
    let locked: Vec<UploadId> = upload::Entity::find()
        .select_only()
        .column(upload::Column::Id)
        .filter(which)
        .filter(upload::Column::Id.not_in_subquery(still_needed()))
        .order_by_asc(upload::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(db)
        .await?;
    if locked.is_empty() {
        return Ok(0);
    }
    let deleted = upload::Entity::delete_many()
        .filter(upload::Column::Id.is_in(locked))
        .filter(upload::Column::Id.not_in_subquery(still_needed()))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}

/// The files that imports have yet to read.
fn still_needed() -> SelectStatement {
    import_job::Entity::find()
        .select_only()
        .column(import_job::Column::UploadId)
        .filter(import_job::Column::FinishedAt.is_null())
        .filter(import_job::Column::UploadId.is_not_null())
        .into_query()
}
