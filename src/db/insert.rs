use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable as _, ModelTrait,
};

/// Rows that one INSERT takes, well below the databases' limit on values.
const ROWS: usize = 1_000;

/// Inserts rows, however many.
pub(crate) async fn insert_all<M>(db: &impl ConnectionTrait, rows: Vec<M>) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    let mut rows = rows.into_iter();
    loop {
        let chunk: Vec<_> = rows.by_ref().take(ROWS).map(IntoActiveModel::into_active_model).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        M::Entity::insert_many(chunk).exec_without_returning(db).await?;
    }
}

/// Values that one statement takes, well below the databases' limits (32,766 on SQLite).
const VALUES: usize = 20_000;

/// Inserts rows, however many; of those whose key is there already, the columns in `changing` are written. Where none
/// are, they stay as they are.
pub(crate) async fn upsert_all<M>(
    db: &impl ConnectionTrait,
    rows: Vec<M>,
    key: &[<M::Entity as EntityTrait>::Column],
    changing: &[<M::Entity as EntityTrait>::Column],
) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    let mut on_conflict = OnConflict::columns(key.iter().copied());
    if changing.is_empty() {
        on_conflict.do_nothing();
    } else {
        on_conflict.update_columns(changing.iter().copied());
    }
    let width = <M::Entity as EntityTrait>::Column::iter().count().max(1);
    let mut rows = rows.into_iter();
    loop {
        let chunk: Vec<_> =
            rows.by_ref().take(VALUES / width).map(IntoActiveModel::into_active_model).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        M::Entity::insert_many(chunk).on_conflict(on_conflict.clone()).exec_without_returning(db).await?;
    }
}
