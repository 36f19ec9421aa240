//! What was decided of answers that came with a key of the client's.

use ::entity::id::ResponseId;
use ::entity::save_key;
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

pub(in crate::response) async fn save_key(
    db: &impl ConnectionTrait,
    response: ResponseId,
    key: &str,
) -> Result<Option<save_key::Model>, DbErr> {
    save_key::Entity::find_by_id((response, key.to_owned())).one(db).await
}

pub(in crate::response) async fn insert_save_key(
    db: &impl ConnectionTrait,
    row: save_key::Model,
) -> Result<(), DbErr> {
    save_key::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Forgets the keys of a response that are older than this, and of the others all but so many.
pub(in crate::response) async fn forget_save_keys(
    db: &impl ConnectionTrait,
    response: ResponseId,
    older_than: DateTime<Utc>,
    keep: u64,
) -> Result<(), DbErr> {
    let latest = save_key::Entity::find()
        .select_only()
        .column(save_key::Column::ClientKey)
        .filter(save_key::Column::ResponseId.eq(response))
        .order_by_desc(save_key::Column::SavedAt)
        .limit(keep);
    let too_many = save_key::Column::ClientKey.not_in_subquery(latest.into_query());
    save_key::Entity::delete_many()
        .filter(save_key::Column::ResponseId.eq(response))
        .filter(Condition::any().add(save_key::Column::SavedAt.lt(older_than)).add(too_many))
        .exec(db)
        .await?;
    Ok(())
}
