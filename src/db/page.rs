//! Lists that are read a page at a time.

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};
use uuid::Uuid;

/// A page of a list: so many entries after a cursor.
#[derive(Clone, Debug)]
pub struct Page<C> {
    /// How many, 1 to 100.
    pub first: u64,
    /// After which entry; from the beginning where absent.
    pub after: Option<C>,
}

/// A part of a list, read with one entry more than the page holds, to know whether more follow.
#[derive(Debug)]
pub struct Slice<T> {
    /// The entries, at most one more than the page.
    pub rows: Vec<T>,
    /// How many the whole list has.
    pub total: u64,
}

/// Reads a page in the order of a key: two statements.
pub(crate) async fn by_key<E>(
    db: &impl ConnectionTrait,
    query: Select<E>,
    key: E::Column,
    page: &Page<Uuid>,
) -> Result<Slice<E::Model>, DbErr>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    let total = query.clone().count(db).await?;
    let query = match page.after {
        Some(after) => query.filter(key.gt(after)),
        None => query,
    };
    let rows = query.order_by_asc(key).limit(page.first + 1).all(db).await?;
    Ok(Slice { rows, total })
}
