//! Many changes at once, in a handful of statements, each remembered as if it were made alone. Called by later stages,
//! inside their own use cases: they authorize, and see to it that what they write keeps the rules of the registry.

use std::collections::{BTreeMap, BTreeSet};

use ::entity::id::{CapabilityId, ContactId, OrganizationId, ServiceId};
use ::entity::monthly_volume;
use chrono::NaiveDate;
use serde_json::json;

use super::contacts;
use super::kept::Kept;
use super::{capability, contact, organization, queries, service};
use crate::Cx;
use crate::db::Txn;
use crate::error::Error;
use crate::history::{self, Action, FieldChange};

/// One thing among many that are written.
pub struct Write<T> {
    /// As it is, read and locked in the same transaction; absent where it is new.
    pub before: Option<T>,
    /// As it shall be.
    pub after: T,
}

/// Writes owners.
///
/// # Errors
/// [`Error::Fault`] where the database fails, also where somebody has registered the same meanwhile
/// ([`Error::may_pass`]).
pub async fn write_owners(cx: &Cx, txn: &Txn, writes: Vec<Write<organization::Model>>) -> Result<(), Error> {
    write(cx, txn, writes).await
}

/// Writes services.
///
/// # Errors
/// As [`write_owners`].
pub async fn write_services(cx: &Cx, txn: &Txn, writes: Vec<Write<service::Model>>) -> Result<(), Error> {
    write(cx, txn, writes).await
}

/// Writes capabilities of the platform.
///
/// # Errors
/// As [`write_owners`].
pub async fn write_capabilities(
    cx: &Cx,
    txn: &Txn,
    writes: Vec<Write<capability::Model>>,
) -> Result<(), Error> {
    write(cx, txn, writes).await
}

/// How many capabilities of the platform there are, retired ones included.
///
/// # Errors
/// As [`write_owners`].
pub async fn capability_count(txn: &Txn) -> Result<u64, Error> {
    Ok(queries::capability_count(txn).await?)
}

async fn write<T: Kept>(cx: &Cx, txn: &Txn, writes: Vec<Write<T>>) -> Result<(), Error> {
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for Write { before, mut after } in writes {
        let was_retired = before.clone().is_some_and(|mut before| before.retired_at().is_some());
        let is_retired = after.retired_at().is_some();
        let (action, changes) = match &before {
            Some(before) => (Action::Changed, history::between(before.fields(), after.fields())),
            None => (Action::Created, history::from_nothing(after.fields())),
        };
        if before.is_none() || !changes.is_empty() {
            entries.push(history::entry(cx, after.subject(), action, changes));
        }
        if was_retired != is_retired {
            let action = if is_retired { Action::Retired } else { Action::BroughtBack };
            entries.push(history::entry(cx, after.subject(), action, Vec::new()));
        }
        *after.updated_at() = cx.now();
        rows.push(after);
    }
    T::store_all(txn, rows).await?;
    history::record_all(txn, entries).await
}

/// Writes contacts. Those of an owner who were the primary one make room for one who becomes it, which is remembered of
/// them too.
///
/// # Errors
/// As [`write_owners`].
pub async fn write_contacts(cx: &Cx, txn: &Txn, writes: Vec<Write<contact::Model>>) -> Result<(), Error> {
    let becomes_primary = |write: &&Write<contact::Model>| {
        write.after.is_primary && write.before.as_ref().is_none_or(|before| !before.is_primary)
    };
    let owners: BTreeSet<OrganizationId> =
        writes.iter().filter(becomes_primary).map(|write| write.after.organization_id).collect();
    let entry =
        |write: &Write<contact::Model>| contacts::entry_of_write(cx, write.before.as_ref(), &write.after);
    let mut entries: Vec<_> = writes.iter().filter_map(entry).collect();
    if !owners.is_empty() {
        let owners: Vec<OrganizationId> = owners.into_iter().collect();
        let written: BTreeSet<ContactId> = writes.iter().map(|write| write.after.id).collect();
        let before = queries::primary_contacts(txn, &owners).await?;
        for before in before.into_iter().filter(|before| !written.contains(&before.id)) {
            let after = contact::Model { is_primary: false, ..before.clone() };
            entries.extend(contacts::entry_of_write(cx, Some(&before), &after));
        }
        queries::no_primaries(txn, owners).await?;
    }
    queries::store_contacts(txn, writes.into_iter().map(|write| write.after).collect()).await?;
    history::record_all(txn, entries).await
}

/// How much a service was used in a month: before, and as it shall be; nothing where that is not known.
pub struct VolumeWrite {
    /// The service, locked in the same transaction.
    pub service: service::Model,
    /// The first day of the month.
    pub month: NaiveDate,
    /// What is known.
    pub before: Option<i64>,
    /// What shall be known.
    pub after: Option<i64>,
}

/// Writes volumes; each service is remembered once for all of its months.
///
/// # Errors
/// As [`write_owners`].
pub async fn write_volumes(cx: &Cx, txn: &Txn, writes: Vec<VolumeWrite>) -> Result<(), Error> {
    let mut changes: BTreeMap<ServiceId, (service::Model, Vec<FieldChange>)> = BTreeMap::new();
    let (mut rows, mut forgotten) = (Vec::new(), Vec::new());
    for VolumeWrite { service, month, before, after } in writes {
        match after {
            Some(volume) => rows.push(monthly_volume::Model { service_id: service.id, month, volume }),
            None => forgotten.push((service.id, month)),
        }
        let change = FieldChange {
            field: format!("volume {}", month.format("%Y-%m")),
            from: json!(before),
            to: json!(after),
        };
        changes.entry(service.id).or_insert_with(|| (service, Vec::new())).1.push(change);
    }
    queries::forget_volumes(txn, &forgotten).await?;
    queries::store_volumes(txn, rows).await?;
    let entry = |(service, changes): (service::Model, Vec<FieldChange>)| {
        history::entry(cx, service.subject(), Action::Changed, changes)
    };
    history::record_all(txn, changes.into_values().map(entry).collect()).await
}

/// Whether a service shall need something of the platform.
pub struct NeedWrite {
    /// The service, locked in the same transaction.
    pub service: service::Model,
    /// What it needs, or no longer does.
    pub capability: CapabilityId,
    /// It needs it.
    pub needed: bool,
}

/// Writes what services need; each service is remembered once for all of it.
///
/// # Errors
/// As [`write_owners`].
pub async fn write_needs(cx: &Cx, txn: &Txn, writes: Vec<NeedWrite>) -> Result<(), Error> {
    let pairs = |wanted: bool| -> Vec<(ServiceId, CapabilityId)> {
        let wanted = writes.iter().filter(|write| write.needed == wanted);
        wanted.map(|write| (write.service.id, write.capability)).collect()
    };
    let services: BTreeMap<ServiceId, &service::Model> =
        writes.iter().map(|write| (write.service.id, &write.service)).collect();
    let ids: Vec<ServiceId> = services.keys().copied().collect();
    let before = codes_by_service(txn, &ids).await?;
    queries::drop_needs(txn, &pairs(false)).await?;
    queries::add_needs(txn, &pairs(true)).await?;
    let after = codes_by_service(txn, &ids).await?;
    let codes =
        |of: &BTreeMap<ServiceId, BTreeSet<String>>, id| json!(of.get(&id).cloned().unwrap_or_default());
    let entry = |(id, service): (&ServiceId, &&service::Model)| {
        let (from, to) = (codes(&before, *id), codes(&after, *id));
        let change = FieldChange { field: "needs".to_owned(), from, to };
        history::entry(cx, service.subject(), Action::Changed, vec![change])
    };
    history::record_all(txn, services.iter().map(entry).collect()).await
}

async fn codes_by_service(
    txn: &Txn,
    services: &[ServiceId],
) -> Result<BTreeMap<ServiceId, BTreeSet<String>>, Error> {
    let mut codes: BTreeMap<ServiceId, BTreeSet<String>> = BTreeMap::new();
    for (service, code) in queries::codes_of_needs_of(txn, services).await? {
        codes.entry(service).or_default().insert(code);
    }
    Ok(codes)
}
