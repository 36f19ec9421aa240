use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable as _, ModelTrait,
};

/// Values that one statement takes, well below the databases' limits (32,766 on SQLite).
const VALUES: usize = 20_000;

/// Inserts rows, however many.
pub(crate) async fn insert_all<M>(db: &impl ConnectionTrait, rows: Vec<M>) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    in_parts(db, rows, None).await
}

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
    in_parts(db, rows, Some(on_conflict)).await
}

async fn in_parts<M>(
    db: &impl ConnectionTrait,
    rows: Vec<M>,
    on_conflict: Option<OnConflict>,
) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    let width = <M::Entity as EntityTrait>::Column::iter().count().max(1);
    let mut rows = rows.into_iter();
    loop {
        let part: Vec<_> =
            rows.by_ref().take(VALUES / width).map(IntoActiveModel::into_active_model).collect();
        if part.is_empty() {
            return Ok(());
        }
        let insert = M::Entity::insert_many(part);
        let insert = match &on_conflict {
            Some(on_conflict) => insert.on_conflict(on_conflict.clone()),
            None => insert,
        };
        insert.exec_without_returning(db).await?;
    }
}
