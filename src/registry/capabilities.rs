//! What the platform can do, or shall be able to.

use ::entity::LocalizedText;
use ::entity::id::CapabilityId;
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

use super::{capability, queries};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem};
use crate::history::{self, Action, Fields, Subject, SubjectKind};
use crate::value::Code;

/// Most capabilities that are kept; a service may need any of them.
const MOST: u64 = 500;

/// A capability to be registered.
pub struct NewCapability {
    /// Stable short name; unique.
    pub code: Code,
    /// What it is called.
    pub name: LocalizedText,
    /// When it was delivered, or is to be.
    pub delivered_on: Option<NaiveDate>,
}

/// What to change about a capability; what is absent stays.
#[derive(Default)]
pub struct CapabilityChange {
    /// What it is called.
    pub name: Option<LocalizedText>,
    /// When it was delivered, or is to be; or that nobody has said.
    pub delivered_on: Option<Option<NaiveDate>>,
}

/// Registers a capability of the platform.
///
/// # Errors
/// [`Error::Refused`] where the code is taken, or there are 500 already.
pub async fn register(cx: &Cx, new: NewCapability) -> Result<capability::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let now = cx.now();
    let row = capability::Model {
        id: CapabilityId::new(),
        code: new.code.to_string(),
        name: new.name,
        delivered_on: new.delivered_on,
        created_at: now,
        updated_at: now,
        retired_at: None,
    };
    let txn = cx.begin().await?;
    if queries::capability_count(&txn).await? >= MOST {
        return Err(Error::refused("", Problem::TooMany { max: 500 }));
    }
    if !queries::insert_capability(&txn, &row).await? {
        return Err(Error::refused("code", Problem::Taken));
    }
    history::record(cx, &txn, subject(&row), Action::Created, history::from_nothing(fields(&row))).await?;
    txn.commit().await?;
    Ok(row)
}

/// Changes a capability. What is asked for and holds already is no change.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn change(cx: &Cx, id: CapabilityId, change: CapabilityChange) -> Result<capability::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let txn = cx.begin().await?;
    let before = queries::lock_capability(&txn, id).await?.ok_or(Error::NotFound)?;
    let mut row = before.clone();
    row.name = change.name.unwrap_or(row.name);
    row.delivered_on = change.delivered_on.unwrap_or(row.delivered_on);
    let changes = history::between(fields(&before), fields(&row));
    if changes.is_empty() {
        return Ok(before);
    }
    row.updated_at = cx.now();
    queries::update_capability(&txn, row.clone()).await?;
    history::record(cx, &txn, subject(&row), Action::Changed, changes).await?;
    txn.commit().await?;
    Ok(row)
}

/// Retires a capability: it is no longer offered to services that need something. Retiring again changes nothing.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn retire(cx: &Cx, id: CapabilityId) -> Result<capability::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    set_retired(cx, id, true).await
}

/// Brings a retired capability back; one that is not retired stays as it is.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn bring_back(cx: &Cx, id: CapabilityId) -> Result<capability::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    set_retired(cx, id, false).await
}

async fn set_retired(cx: &Cx, id: CapabilityId, retired: bool) -> Result<capability::Model, Error> {
    let txn = cx.begin().await?;
    let mut row = queries::lock_capability(&txn, id).await?.ok_or(Error::NotFound)?;
    if row.retired_at.is_some() == retired {
        return Ok(row);
    }
    row.retired_at = retired.then(|| cx.now());
    row.updated_at = cx.now();
    queries::update_capability(&txn, row.clone()).await?;
    let action = if retired { Action::Retired } else { Action::BroughtBack };
    history::record(cx, &txn, subject(&row), action, Vec::new()).await?;
    txn.commit().await?;
    Ok(row)
}

/// One capability.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn by_id(cx: &Cx, id: CapabilityId) -> Result<capability::Model, Error> {
    cx.actor.require(Permission::ReadRegistry)?;
    queries::capability(cx.db(), id).await?.ok_or(Error::NotFound)
}

/// The capabilities of the platform, in the order in which they were registered.
///
/// # Errors
/// [`Error::Forbidden`] for those without a part in any study.
pub async fn list(cx: &Cx, page: &Page<Uuid>) -> Result<Slice<capability::Model>, Error> {
    cx.actor.require(Permission::ReadRegistry)?;
    Ok(queries::list_capabilities(cx.db(), page).await?)
}

fn subject(row: &capability::Model) -> Subject {
    Subject { kind: SubjectKind::Capability, id: row.id.0, owner: None }
}

fn fields(row: &capability::Model) -> Fields {
    vec![("code", json!(row.code)), ("name", json!(row.name)), ("deliveredOn", json!(row.delivered_on))]
}
