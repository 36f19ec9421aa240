use ::entity::id::OrganizationId;

use super::{contact, organization, queries};
use crate::Cx;
use crate::auth::{Actor, Permission};
use crate::db::{Page, Slice};
use crate::error::Error;
use crate::value::Search;

/// Where a page of owners begins: the sort key and the key of the entry before.
pub type OrganizationCursor = (Vec<u8>, uuid::Uuid);

/// Owners in Norwegian order: those whose names or number hold each of the words.
///
/// # Errors
/// [`Error::Forbidden`] for those without a part in any study.
pub async fn list(
    cx: &Cx,
    search: &Search,
    page: &Page<OrganizationCursor>,
) -> Result<Slice<organization::Model>, Error> {
    cx.actor.require(Permission::ReadRegistry)?;
    Ok(queries::list(cx.db(), search, page).await?)
}

/// One owner. A respondent sees the one they answer for.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs.
pub async fn by_id(cx: &Cx, id: OrganizationId) -> Result<organization::Model, Error> {
    match &cx.actor {
        Actor::Respondent(respondent) if respondent.organization_id == id => {}
        Actor::Respondent(_) => return Err(Error::NotFound),
        actor => actor.require(Permission::ReadRegistry)?,
    }
    queries::by_id(cx.db(), id).await?.ok_or(Error::NotFound)
}

/// The primary contacts of owners, for writing to them. Called by later stages, inside their own use cases.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn contact_for_mail(
    txn: &crate::db::Txn,
    organizations: &[OrganizationId],
) -> Result<Vec<contact::Model>, Error> {
    Ok(queries::primary_contacts(txn, organizations).await?)
}
