use ::entity::id::LibraryEntryId;
use ::entity::library_entry;
use ::entity::library_entry::LibraryKind;
use sea_orm::sea_query::{Expr, ExprTrait as _, LikeExpr};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::db::{Page, Slice, page};
use crate::value::Search;

pub(super) async fn insert(db: &impl ConnectionTrait, row: &library_entry::Model) -> Result<(), DbErr> {
    library_entry::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Writes an entry that was locked in the same transaction.
pub(super) async fn update(db: &impl ConnectionTrait, row: library_entry::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

/// Deletes an entry; `false` where there is none.
pub(super) async fn delete(db: &impl ConnectionTrait, id: LibraryEntryId) -> Result<bool, DbErr> {
    Ok(library_entry::Entity::delete_by_id(id).exec(db).await?.rows_affected > 0)
}

pub(super) async fn by_id(
    db: &impl ConnectionTrait,
    id: LibraryEntryId,
) -> Result<Option<library_entry::Model>, DbErr> {
    library_entry::Entity::find_by_id(id).one(db).await
}

/// Reads an entry and keeps others from changing it until the transaction ends.
pub(super) async fn lock(
    db: &impl ConnectionTrait,
    id: LibraryEntryId,
) -> Result<Option<library_entry::Model>, DbErr> {
    library_entry::Entity::find_by_id(id).lock_exclusive().one(db).await
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    kind: Option<LibraryKind>,
    search: &Search,
    page: &Page<Uuid>,
) -> Result<Slice<library_entry::Model>, DbErr> {
    let mut query = library_entry::Entity::find();
    if let Some(kind) = kind {
        query = query.filter(library_entry::Column::Kind.eq(kind));
    }
    for pattern in search.patterns() {
        query = query.filter(Expr::col(library_entry::Column::SearchText).like(LikeExpr::new(pattern)));
    }
    page::by_key(db, query, library_entry::Column::Id, page).await
}
