use ::entity::id::{OrganizationId, StudyId};

use super::queries;
use crate::Cx;
use crate::auth::Permission;
use crate::db::Executor;
use crate::error::{Error, Problem, Refusals};

/// Adds owners to the population of a study; those that are in it already stay. Returns how many it has then.
///
/// # Errors
/// [`Error::Refused`] naming every owner that is not registered, or retired; then none is added.
pub async fn add_to_frame(cx: &Cx, study: StudyId, organizations: &[OrganizationId]) -> Result<u64, Error> {
    cx.actor.require_in(study, Permission::EditFrame)?;
    let txn = cx.begin().await?;
    if queries::by_id(&txn, study).await?.is_none() {
        return Err(Error::NotFound);
    }
    let known = queries::active_organizations(&txn, organizations).await?;
    let mut refusals = Refusals::new();
    for (index, id) in organizations.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
        tracing::debug!(organization = %id.0, "not registered, or retired");
        refusals.add(&format!("organizationIds.{index}"), Problem::Unknown);
    }
    refusals.done()?;
    queries::add_to_frame(&txn, study, organizations, cx.now()).await?;
    let total = queries::frame(&txn, study).await?.len();
    txn.commit().await?;
    Ok(total as u64)
}

/// The owners in the population of a study. Called by later stages, inside their own use cases.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn frame(db: &impl Executor, study: StudyId) -> Result<Vec<OrganizationId>, Error> {
    Ok(queries::frame(db, study).await?)
}
