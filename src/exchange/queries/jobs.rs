//! Imports and what became of their rows.

use ::entity::id::{AccountId, ImportId, StudyId};
use ::entity::import_job::{Column, Entity, ImportStatus, Model, TableKind};
use ::entity::import_row::{self, RowFate};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, UpdateMany,
};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::db::{Page, Slice, upsert_all};
use crate::exchange::Counts;

/// Any number that nothing else in the database is locked by.
const APPLYING: i64 = 7_427_836_218;

/// Writes an import; `false` where there is one with its account and client key.
pub(in crate::exchange) async fn insert_import(db: &impl ConnectionTrait, row: Model) -> Result<bool, DbErr> {
    let insert =
        Entity::insert(row.into_active_model()).on_conflict(OnConflict::new().do_nothing().to_owned());
    Ok(insert.exec_without_returning(db).await? == 1)
}

pub(in crate::exchange) async fn import_by_id(
    db: &impl ConnectionTrait,
    id: ImportId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

pub(in crate::exchange) async fn import_by_client_key(
    db: &impl ConnectionTrait,
    account: AccountId,
    key: &str,
) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::AccountId.eq(account)).filter(Column::ClientKey.eq(key)).one(db).await
}

/// Reads an import and keeps others from changing it until the transaction ends; nothing where somebody else does so now.
pub(in crate::exchange) async fn lock_import_unless_held(
    db: &impl ConnectionTrait,
    id: ImportId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).one(db).await
}

/// Imports into the registry, or into the frame of a study; the latest first.
pub(in crate::exchange) async fn list_imports(
    db: &impl ConnectionTrait,
    study: Option<StudyId>,
    page: &Page<Uuid>,
) -> Result<Slice<Model>, DbErr> {
    let of_study = match study {
        Some(study) => Column::StudyId.eq(study),
        None => Column::StudyId.is_null(),
    };
    let query = Entity::find().filter(of_study);
    let total = query.clone().count(db).await?;
    let query = match page.after {
        Some(after) => query.filter(Column::Id.lt(ImportId(after))),
        None => query,
    };
    Ok(Slice { rows: query.order_by_desc(Column::Id).limit(page.first + 1).all(db).await?, total })
}

/// Takes the oldest import that waits, or whose worker is gone, for one turn of one worker.
pub(in crate::exchange) async fn claim(
    db: &impl ConnectionTrait,
    lease: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    let free = Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lt(now));
    let waiting = Entity::find()
        .filter(Column::FinishedAt.is_null())
        .filter(free)
        .order_by_asc(Column::Id)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(db)
        .await?;
    let Some(waiting) = waiting else { return Ok(None) };
    let taken = Entity::update_many()
        .col_expr(Column::Lease, Expr::value(lease))
        .col_expr(Column::LeasedUntil, Expr::value(until))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(waiting.id))
        .exec_with_returning(db)
        .await?;
    Ok(taken.into_iter().next())
}

/// Lets another worker take it at once.
pub(in crate::exchange) async fn give_back(
    db: &impl ConnectionTrait,
    id: ImportId,
    lease: Uuid,
) -> Result<(), DbErr> {
    let update = held(id, lease)
        .col_expr(Column::Status, Expr::value(ImportStatus::Queued))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>));
    update.exec(db).await?;
    Ok(())
}

/// Writes down how far it has come, and keeps it for longer; `false` where it is no longer ours.
pub(in crate::exchange) async fn progress(
    db: &impl ConnectionTrait,
    id: ImportId,
    lease: Uuid,
    counts: Counts,
    until: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = counted(held(id, lease), counts)
        .col_expr(Column::Status, Expr::value(ImportStatus::Reading))
        .col_expr(Column::LeasedUntil, Expr::value(until));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Keeps it for longer; `false` where it is no longer ours.
pub(in crate::exchange) async fn renew(
    db: &impl ConnectionTrait,
    id: ImportId,
    lease: Uuid,
    until: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = held(id, lease).col_expr(Column::LeasedUntil, Expr::value(until));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Writes down which sheet is read.
pub(in crate::exchange) async fn set_sheet(
    db: &impl ConnectionTrait,
    id: ImportId,
    lease: Uuid,
    sheet: &str,
) -> Result<(), DbErr> {
    held(id, lease).col_expr(Column::Sheet, Expr::value(sheet.to_owned())).exec(db).await?;
    Ok(())
}

/// Writes down that its rows are about to be written; `false` where it is no longer ours. Whoever does so in the
/// transaction that writes them keeps others from taking it, or calling it off, until that ends.
pub(in crate::exchange) async fn begin_applying(
    db: &impl ConnectionTrait,
    id: ImportId,
    lease: Uuid,
    until: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = held(id, lease)
        .col_expr(Column::Status, Expr::value(ImportStatus::Applying))
        .col_expr(Column::LeasedUntil, Expr::value(until));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Ends an import; `false` where it is no longer ours.
pub(in crate::exchange) async fn finish(
    db: &impl ConnectionTrait,
    id: ImportId,
    lease: Uuid,
    status: ImportStatus,
    problems: Json,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = held(id, lease)
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::Problems, Expr::value(problems))
        .col_expr(Column::Lease, Expr::value(None::<Uuid>))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::FinishedAt, Expr::value(at));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Calls an import off; `false` where it has ended.
pub(in crate::exchange) async fn cancel(
    db: &impl ConnectionTrait,
    id: ImportId,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::value(ImportStatus::Cancelled))
        .col_expr(Column::Lease, Expr::value(None::<Uuid>))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::FinishedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::FinishedAt.is_null());
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// An import that we still hold.
fn held(id: ImportId, lease: Uuid) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::Id.eq(id))
        .filter(Column::Lease.eq(lease))
        .filter(Column::FinishedAt.is_null())
}

fn counted(update: UpdateMany<Entity>, counts: Counts) -> UpdateMany<Entity> {
    update
        .col_expr(Column::RowsRead, Expr::value(counts.read()))
        .col_expr(Column::RowsNew, Expr::value(counts.new))
        .col_expr(Column::RowsChanged, Expr::value(counts.changed))
        .col_expr(Column::RowsUnchanged, Expr::value(counts.unchanged))
        .col_expr(Column::RowsRefused, Expr::value(counts.refused))
}

pub(in crate::exchange) async fn delete_rows(db: &impl ConnectionTrait, id: ImportId) -> Result<(), DbErr> {
    import_row::Entity::delete_many().filter(import_row::Column::ImportId.eq(id)).exec(db).await?;
    Ok(())
}

/// Writes what becomes of rows, in place of what was written before.
pub(in crate::exchange) async fn put_rows(
    db: &impl ConnectionTrait,
    rows: Vec<import_row::Model>,
) -> Result<(), DbErr> {
    use import_row::Column;
    let changing = [Column::Fate, Column::RowKey, Column::Changes, Column::Problems];
    upsert_all(db, rows, &[Column::ImportId, Column::Number], &changing).await
}

/// Refuses rows after all, by number and for what is wrong with them. What they are about stays.
pub(in crate::exchange) async fn refuse_rows(
    db: &impl ConnectionTrait,
    id: ImportId,
    rows: Vec<(u32, Json)>,
) -> Result<(), DbErr> {
    use import_row::Column;
    let refused = |(number, problems): (u32, Json)| import_row::Model {
        import_id: id,
        number: number.into(),
        fate: RowFate::Refused,
        row_key: String::new(),
        changes: Json::Array(Vec::new()),
        problems,
    };
    let rows = rows.into_iter().map(refused).collect();
    let changing = [Column::Fate, Column::Changes, Column::Problems];
    upsert_all(db, rows, &[Column::ImportId, Column::Number], &changing).await
}

/// Forgets imports that ended before these times; those that name people have an earlier one.
pub(in crate::exchange) async fn forget_old(
    db: &impl ConnectionTrait,
    ended_before: DateTime<Utc>,
    of_people_before: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let old = Condition::any().add(Column::FinishedAt.lt(ended_before)).add(
        Condition::all()
            .add(Column::Kind.eq(TableKind::Contacts))
            .add(Column::FinishedAt.lt(of_people_before)),
    );
    Ok(Entity::delete_many().filter(old).exec(db).await?.rows_affected)
}

/// Until the transaction ends, no other import writes: two that name the same things in another order would wait for
/// each other. SQLite has one writer anyway.
pub(in crate::exchange) async fn serialize_applying(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({APPLYING})")).await?;
    }
    Ok(())
}
