//! What is said about questions between those who answer and those who read the answers.

use ::entity::answer_comment;
use ::entity::id::{AnswerCommentId, InvitationId, QuestionId};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use crate::db::{Page, Slice, page};

pub(in crate::response) async fn comment(
    db: &impl ConnectionTrait,
    id: AnswerCommentId,
) -> Result<Option<answer_comment::Model>, DbErr> {
    answer_comment::Entity::find_by_id(id).one(db).await
}

/// The comments of an invitation on these questions, or on all, in the order in which they were written.
pub(in crate::response) async fn comments(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
    on: Option<Vec<QuestionId>>,
    page: &Page<Uuid>,
) -> Result<Slice<answer_comment::Model>, DbErr> {
    let query = answer_comment::Entity::find().filter(answer_comment::Column::InvitationId.eq(invitation));
    let query = match on {
        Some(questions) => query.filter(answer_comment::Column::QuestionId.is_in(questions)),
        None => query,
    };
    page::by_key(db, query, answer_comment::Column::Id, page).await
}

/// All comments of an invitation; there are not many.
pub(in crate::response) async fn all_comments(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
) -> Result<Vec<answer_comment::Model>, DbErr> {
    let query = answer_comment::Entity::find().filter(answer_comment::Column::InvitationId.eq(invitation));
    query.order_by_asc(answer_comment::Column::Id).all(db).await
}

pub(in crate::response) async fn count_comments(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
) -> Result<u64, DbErr> {
    let query = answer_comment::Entity::find().filter(answer_comment::Column::InvitationId.eq(invitation));
    query.count(db).await
}

pub(in crate::response) async fn comment_by_key(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
    client_key: Option<&str>,
) -> Result<Option<answer_comment::Model>, DbErr> {
    let Some(client_key) = client_key else { return Ok(None) };
    let query = answer_comment::Entity::find().filter(answer_comment::Column::InvitationId.eq(invitation));
    query.filter(answer_comment::Column::ClientKey.eq(client_key)).one(db).await
}

pub(in crate::response) async fn insert_comment(
    db: &impl ConnectionTrait,
    row: answer_comment::Model,
) -> Result<(), DbErr> {
    answer_comment::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

pub(in crate::response) async fn update_comment(
    db: &impl ConnectionTrait,
    row: answer_comment::Model,
) -> Result<answer_comment::Model, DbErr> {
    row.into_active_model().reset_all().update(db).await
}

pub(in crate::response) async fn delete_comment(
    db: &impl ConnectionTrait,
    id: AnswerCommentId,
) -> Result<(), DbErr> {
    answer_comment::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}
