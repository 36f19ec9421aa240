use ::entity::id::{OrganizationId, StudyId};

use super::{queries, study};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem, Refusals};
use crate::registry::{NameCursor, organization};

/// Adds owners to the population of a study; those that are in it already stay. Returns how many it has then.
///
/// # Errors
/// [`Error::Refused`] naming every owner that is not registered, or retired; then none is added.
pub async fn add_to_frame(
    cx: &Cx,
    study: StudyId,
    organizations: &[OrganizationId],
) -> Result<(study::Model, u64), Error> {
    cx.actor.require_in(study, Permission::EditFrame)?;
    let txn = cx.begin().await?;
    let row = queries::by_id(&txn, study).await?.ok_or(Error::NotFound)?;
    let known = queries::active_organizations(&txn, organizations).await?;
    let mut refusals = Refusals::new();
    for (index, _) in organizations.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
        refusals.add(&format!("organizationIds.{index}"), Problem::Unknown);
    }
    refusals.done()?;
    queries::add_to_frame(&txn, study, organizations, cx.now()).await?;
    let size = queries::frame_size(&txn, study).await?;
    txn.commit().await?;
    Ok((row, size))
}

/// The owners in the population of a study, in Norwegian order.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs.
pub async fn list_frame(
    cx: &Cx,
    study: StudyId,
    page: &Page<NameCursor>,
) -> Result<Slice<organization::Model>, Error> {
    super::authorize(cx, study, Permission::ReadStudy).await?;
    Ok(queries::list_frame(cx.db(), study, page).await?)
}
