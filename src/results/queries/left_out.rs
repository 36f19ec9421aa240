use ::entity::answer_left_out;
use ::entity::id::ResponseId;
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};

use crate::db::insert_all;

pub(in crate::results) async fn replace_left_out(
    db: &impl ConnectionTrait,
    response: ResponseId,
    rows: Vec<answer_left_out::Model>,
) -> Result<(), DbErr> {
    let before =
        answer_left_out::Entity::delete_many().filter(answer_left_out::Column::ResponseId.eq(response));
    before.exec(db).await?;
    insert_all(db, rows).await
}
