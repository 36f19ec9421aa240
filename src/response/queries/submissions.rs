//! Submissions, and what comes before and after them.

use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{ResponseId, SubmissionId};
use ::entity::response::ResponseStatus;
use ::entity::{invitation, reopening, response, submission};
use async_graphql::dataloader::Loader;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};

use crate::db::{Batch, BatchError};
use crate::load_by_key;

/// A response and its invitation, both locked until the transaction ends.
pub(in crate::response) async fn lock_response(
    db: &impl ConnectionTrait,
    id: ResponseId,
) -> Result<Option<(response::Model, invitation::Model)>, DbErr> {
    let Some(seen) = response::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let invitation = super::lock_invitation(db, seen.invitation_id).await?;
    let row = response::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(db).await?;
    Ok(row.map(|row| (row, invitation)))
}

pub(in crate::response) async fn latest_submission(
    db: &impl ConnectionTrait,
    id: ResponseId,
) -> Result<Option<submission::Model>, DbErr> {
    let query = submission::Entity::find().filter(submission::Column::ResponseId.eq(id));
    query.order_by_desc(submission::Column::Number).one(db).await
}

/// The latest submission of each of these responses that has one: one statement.
pub(in crate::response) async fn latest_submissions(
    db: &impl ConnectionTrait,
    ids: Vec<ResponseId>,
) -> Result<HashMap<ResponseId, submission::Model>, DbErr> {
    let query = submission::Entity::find().filter(submission::Column::ResponseId.is_in(ids));
    let rows = query.order_by_asc(submission::Column::Number).all(db).await?;
    // Of several the last one stays.
    Ok(rows.into_iter().map(|row| (row.response_id, row)).collect())
}

pub(in crate::response) async fn submission_by_key(
    db: &impl ConnectionTrait,
    id: ResponseId,
    client_key: Option<&str>,
) -> Result<Option<submission::Model>, DbErr> {
    let Some(client_key) = client_key else { return Ok(None) };
    let query = submission::Entity::find().filter(submission::Column::ResponseId.eq(id));
    query.filter(submission::Column::ClientKey.eq(client_key)).one(db).await
}

/// A submission with its response and the invitation of that.
pub(in crate::response) async fn submission(
    db: &impl ConnectionTrait,
    id: SubmissionId,
) -> Result<Option<(submission::Model, response::Model)>, DbErr> {
    let found = submission::Entity::find_by_id(id).find_also_related(response::Entity).one(db).await?;
    Ok(found.and_then(|(submission, response)| Some((submission, response?))))
}

pub(in crate::response) async fn freeze(
    db: &impl ConnectionTrait,
    response: response::Model,
    row: &submission::Model,
) -> Result<response::Model, DbErr> {
    submission::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    let mut response = response.into_active_model();
    response.status = Set(ResponseStatus::Submitted);
    response.submitted_at = Set(Some(row.submitted_at));
    response.update(db).await
}

pub(in crate::response) async fn reopening_of(
    db: &impl ConnectionTrait,
    id: SubmissionId,
) -> Result<Option<reopening::Model>, DbErr> {
    reopening::Entity::find().filter(reopening::Column::SubmissionId.eq(id)).one(db).await
}

/// Writes that a response is in progress again. When it was last submitted stays.
pub(in crate::response) async fn reopen(
    db: &impl ConnectionTrait,
    response: response::Model,
    row: reopening::Model,
) -> Result<response::Model, DbErr> {
    reopening::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    let mut response = response.into_active_model();
    response.status = Set(ResponseStatus::InProgress);
    response.update(db).await
}

/// Loads the submissions of a response, the first one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SubmissionsOf(pub ResponseId);

impl Loader<SubmissionsOf> for Batch {
    type Value = Vec<submission::Model>;
    type Error = BatchError;

    async fn load(&self, keys: &[SubmissionsOf]) -> Result<HashMap<SubmissionsOf, Self::Value>, BatchError> {
        let query = submission::Entity::find()
            .filter(submission::Column::ResponseId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(submission::Column::Number);
        let mut loaded: HashMap<SubmissionsOf, Self::Value> = HashMap::new();
        for row in query.all(&self.db).await.map_err(Arc::new)? {
            loaded.entry(SubmissionsOf(row.response_id)).or_default().push(row);
        }
        Ok(loaded)
    }
}

/// Loads when and why a response was reopened, the first time first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReopeningsOf(pub ResponseId);

impl Loader<ReopeningsOf> for Batch {
    type Value = Vec<reopening::Model>;
    type Error = BatchError;

    async fn load(&self, keys: &[ReopeningsOf]) -> Result<HashMap<ReopeningsOf, Self::Value>, BatchError> {
        let query = reopening::Entity::find()
            .filter(reopening::Column::ResponseId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(reopening::Column::Id);
        let mut loaded: HashMap<ReopeningsOf, Self::Value> = HashMap::new();
        for row in query.all(&self.db).await.map_err(Arc::new)? {
            loaded.entry(ReopeningsOf(row.response_id)).or_default().push(row);
        }
        Ok(loaded)
    }
}

load_by_key! {
    /// Loads a submission by its key.
    SubmissionById(SubmissionId), submission
}
