//! What approvers decided.

use ::entity::approval;
use ::entity::id::InvitationId;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _,
};

/// What was decided of an invitation's response, the first one first.
pub(in crate::response) async fn approvals(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
) -> Result<Vec<approval::Model>, DbErr> {
    let query = approval::Entity::find().filter(approval::Column::InvitationId.eq(invitation));
    query.order_by_asc(approval::Column::Id).all(db).await
}

pub(in crate::response) async fn insert_approval(
    db: &impl ConnectionTrait,
    row: approval::Model,
) -> Result<(), DbErr> {
    approval::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}
