use ::entity::history_entry;
use ::entity::id::HistoryEntryId;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::Of;
use crate::db::{Page, Slice, insert_all};

pub(super) async fn insert(
    db: &impl ConnectionTrait,
    entries: Vec<history_entry::Model>,
) -> Result<(), DbErr> {
    insert_all(db, entries).await
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    of: Of,
    page: &Page<Uuid>,
) -> Result<Slice<history_entry::Model>, DbErr> {
    let query = history_entry::Entity::find();
    let query = match of {
        Of::Thing(kind, id) => query
            .filter(history_entry::Column::SubjectKind.eq(kind))
            .filter(history_entry::Column::SubjectId.eq(id)),
        Of::Owner(owner) => query.filter(history_entry::Column::OwnerId.eq(owner.0)),
    };
    let total = query.clone().count(db).await?;
    let query = match page.after {
        Some(after) => query.filter(history_entry::Column::Id.lt(HistoryEntryId(after))),
        None => query,
    };
    let latest_first = query.order_by_desc(history_entry::Column::Id).limit(page.first + 1);
    Ok(Slice { rows: latest_first.all(db).await?, total })
}
