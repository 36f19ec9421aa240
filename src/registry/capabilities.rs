//! What the platform can do, or shall be able to.

use ::entity::LocalizedText;
use ::entity::id::CapabilityId;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::kept::{self, Kept, renamed};
use super::{NameCursor, Retired, capability, queries};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{Page, Slice, Txn};
use crate::error::{Error, Problem};
use crate::history::{Fields, Subject, SubjectKind};
use crate::value::{Search, SystemCode, TextChange, folding};

/// Most capabilities that are kept; a service may need any of them.
pub const MOST: u64 = 500;

/// A capability to be registered.
pub struct NewCapability {
    /// Stable short name; unique.
    pub code: SystemCode,
    /// What it is called.
    pub name: LocalizedText,
    /// When it was delivered, or is to be.
    pub delivered_on: Option<NaiveDate>,
}

/// What to change about a capability; what is absent stays.
#[derive(Default)]
pub struct CapabilityChange {
    /// What it is called.
    pub name: Option<TextChange>,
    /// When it was delivered, or is to be; or that nobody has said.
    pub delivered_on: Option<Option<NaiveDate>>,
}

/// Which capabilities to list; everything that is said must hold.
#[derive(Clone, Debug, Default)]
pub struct CapabilityFilter {
    /// Their names or codes hold each of these words.
    pub search: Search,
    /// Whether retired ones are listed.
    pub retired: Retired,
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
        return Err(Error::refused("", Problem::NoRoom { max: 500 }));
    }
    if !queries::insert_capability(&txn, &row).await? {
        return Err(Error::refused("code", Problem::Taken));
    }
    kept::record_new(cx, &txn, &row).await?;
    txn.commit().await?;
    Ok(row)
}

/// Changes a capability. What is asked for and holds already is no change.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn change(cx: &Cx, id: CapabilityId, change: CapabilityChange) -> Result<capability::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    kept::change(cx, id, |row: &mut capability::Model| {
        row.name = renamed(change.name, row.name.clone());
        row.delivered_on = change.delivered_on.unwrap_or(row.delivered_on);
    })
    .await
}

/// Retires a capability: it is no longer offered to services that need something. Retiring again changes nothing.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn retire(cx: &Cx, id: CapabilityId) -> Result<capability::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    kept::retire(cx, id).await
}

/// Brings a retired capability back; one that is not retired stays as it is.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn bring_back(cx: &Cx, id: CapabilityId) -> Result<capability::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    kept::bring_back(cx, id).await
}

/// One capability.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn by_id(cx: &Cx, id: CapabilityId) -> Result<capability::Model, Error> {
    cx.actor.require(Permission::ReadRegistry)?;
    queries::capability(cx.db(), id).await?.ok_or(Error::NotFound)
}

/// The capabilities of the platform in Norwegian order.
///
/// # Errors
/// [`Error::Forbidden`] for those without a part in any study.
pub async fn list(
    cx: &Cx,
    filter: &CapabilityFilter,
    page: &Page<NameCursor>,
) -> Result<Slice<capability::Model>, Error> {
    cx.actor.require(Permission::ReadRegistry)?;
    // There are [`MOST`] at most, so no key to sort by is stored.
    let mut rows = queries::all_capabilities(cx.db()).await?;
    rows.retain(|row| filter.takes(row));
    rows.sort_by_cached_key(place);
    let total = rows.len() as u64;
    if let Some(after) = &page.after {
        rows.retain(|row| place(row) > *after);
    }
    rows.truncate(usize::try_from(page.first + 1).unwrap_or(usize::MAX));
    Ok(Slice { rows, total })
}

/// Where a capability stands in Norwegian order.
#[must_use]
pub fn place(row: &capability::Model) -> NameCursor {
    (folding::sort_key(&row.name.nb), row.id.0)
}

impl CapabilityFilter {
    fn takes(&self, row: &capability::Model) -> bool {
        let is_wanted = match self.retired {
            Retired::Without => row.retired_at.is_none(),
            Retired::With => true,
            Retired::Only => row.retired_at.is_some(),
        };
        let names = [Some(&row.name.nb), row.name.nn.as_ref(), row.name.en.as_ref(), Some(&row.code)];
        is_wanted && self.search.fits(&folding::searchable(names.into_iter().flatten().map(String::as_str)))
    }
}

impl Kept for capability::Model {
    type Id = CapabilityId;

    async fn lock(txn: &Txn, id: CapabilityId) -> Result<Option<Self>, Error> {
        Ok(queries::lock_capability(txn, id).await?)
    }

    async fn store(&self, txn: &Txn) -> Result<(), Error> {
        Ok(queries::update_capability(txn, self.clone()).await?)
    }

    async fn store_all(txn: &Txn, rows: Vec<Self>) -> Result<(), Error> {
        Ok(queries::store_capabilities(txn, rows).await?)
    }

    fn subject(&self) -> Subject {
        Subject { kind: SubjectKind::Capability, id: self.id.0, owner: None, study: None }
    }

    fn fields(&self) -> Fields {
        vec![
            ("code", json!(self.code)),
            ("name", json!(self.name)),
            ("deliveredOn", json!(self.delivered_on)),
        ]
    }

    fn retired_at(&mut self) -> &mut Option<DateTime<Utc>> {
        &mut self.retired_at
    }

    fn updated_at(&mut self) -> &mut DateTime<Utc> {
        &mut self.updated_at
    }
}
