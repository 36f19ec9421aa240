//! Services of owners: registering and changing them, how much they are used, what they need.

use ::entity::LocalizedText;
use ::entity::id::{CapabilityId, OrganizationId, ServiceId};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::kept::{self, Kept, renamed};
use super::{ServiceKind, ServiceStatus, queries, service};
use crate::Cx;
use crate::auth::Permission;
use crate::db::{self, Txn};
use crate::error::{Error, Problem, Refusals};
use crate::history::{self, Action, FieldChange, Fields, Subject, SubjectKind};
use crate::value::{SystemCode, TextChange, folding};

/// Most transactions in a month.
pub const MOST_IN_A_MONTH: i64 = 2_000_000_000;

/// A service to be registered.
pub struct NewService {
    /// Whose it is.
    pub owner: OrganizationId,
    /// What the platform calls it; unique for the owner.
    pub code: SystemCode,
    /// What is known of it.
    pub facts: ServiceFacts,
}

/// What is known of a service besides its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceFacts {
    /// What it is called.
    pub name: LocalizedText,
    /// What it does.
    pub kind: ServiceKind,
    /// Where it runs now.
    pub runs_on: String,
    /// Where it shall go; absent where that is not settled.
    pub target: Option<String>,
    /// How far it has come.
    pub status: ServiceStatus,
    /// When the new edition is planned to be in use.
    pub planned_on: Option<NaiveDate>,
    /// What holds it back most.
    pub obstacle: Option<String>,
    /// The old edition cannot be used any more.
    pub old_edition_deactivated: bool,
}

/// What to change about a service; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct ServiceChange {
    /// What it is called.
    pub name: Option<TextChange>,
    /// What it does.
    pub kind: Option<ServiceKind>,
    /// Where it runs now.
    pub runs_on: Option<String>,
    /// Where it shall go, or that it is not settled.
    pub target: Option<Option<String>>,
    /// How far it has come.
    pub status: Option<ServiceStatus>,
    /// When the new edition is planned to be in use, or that nobody has said.
    pub planned_on: Option<Option<NaiveDate>>,
    /// What holds it back most, or nothing.
    pub obstacle: Option<Option<String>>,
    /// The old edition cannot be used any more.
    pub old_edition_deactivated: Option<bool>,
}

/// Registers a service of an owner.
///
/// # Errors
/// [`Error::Refused`] where there is no such owner, it is retired, or it has a service of this code.
pub async fn register(cx: &Cx, new: NewService) -> Result<service::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let txn = cx.begin().await?;
    let row = register_in(cx, &txn, new).await?;
    txn.commit().await?;
    Ok(row)
}

/// As [`register`], in a transaction of a later stage, which authorizes and commits.
///
/// # Errors
/// As [`register`].
pub async fn register_in(cx: &Cx, txn: &Txn, new: NewService) -> Result<service::Model, Error> {
    let row = new_row(cx.now(), new.owner, &new.code, new.facts);
    match queries::lock_owner(txn, new.owner).await? {
        None => return Err(Error::refused("organizationId", Problem::Unknown)),
        Some(owner) if owner.retired_at.is_some() => {
            return Err(Error::refused("organizationId", Problem::IsRetired));
        }
        Some(_) => {}
    }
    if !queries::insert_service(txn, &row).await? {
        return Err(Error::refused("code", Problem::Taken));
    }
    kept::record_new(cx, txn, &row).await?;
    Ok(row)
}

/// Changes what is known of a service. What is asked for and holds already is no change.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn change(cx: &Cx, id: ServiceId, change: ServiceChange) -> Result<service::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    kept::change(cx, id, |row: &mut service::Model| change.apply(row)).await
}

/// As [`change`](fn@change), in a transaction of a later stage, which authorizes and commits.
///
/// # Errors
/// As [`change`](fn@change).
pub async fn change_in(
    cx: &Cx,
    txn: &Txn,
    id: ServiceId,
    change: ServiceChange,
) -> Result<service::Model, Error> {
    kept::change_in(cx, txn, id, |row: &mut service::Model| change.apply(row)).await
}

/// Retires a service: it is no longer counted among the owner's. Retiring again changes nothing.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn retire(cx: &Cx, id: ServiceId) -> Result<service::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    kept::retire(cx, id).await
}

/// As [`retire`], in a transaction of a later stage, which authorizes and commits.
///
/// # Errors
/// As [`retire`].
pub async fn retire_in(cx: &Cx, txn: &Txn, id: ServiceId) -> Result<service::Model, Error> {
    kept::retire_in(cx, txn, id).await
}

/// Brings a retired service back; one that is not retired stays as it is.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn bring_back(cx: &Cx, id: ServiceId) -> Result<service::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    kept::bring_back(cx, id).await
}

/// Writes down how much a service was used in some months; a month without a volume is forgotten. The months are their
/// first days. Other months stay.
///
/// # Errors
/// [`Error::NotFound`] where there is no such service; [`Error::Refused`] where a month is there twice, or has not begun.
pub async fn set_volumes(
    cx: &Cx,
    id: ServiceId,
    volumes: &[(NaiveDate, Option<i64>)],
) -> Result<service::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let mut refusals = Refusals::new();
    for (index, (month, volume)) in volumes.iter().enumerate() {
        if volumes[..index].iter().any(|(earlier, _)| earlier == month) {
            refusals.add(&format!("volumes.{index}.month"), Problem::Duplicate);
        }
        if volume.is_some() && *month > cx.now().date_naive() {
            refusals.add(&format!("volumes.{index}.month"), Problem::MonthNotBegun);
        }
    }
    refusals.done()?;
    let txn = cx.begin().await?;
    let row = queries::lock_service(&txn, id).await?.ok_or(Error::NotFound)?;
    let months: Vec<NaiveDate> = volumes.iter().map(|(month, _)| *month).collect();
    let known = queries::volumes_in(&txn, id, &months).await?;
    let before = |month: &NaiveDate| known.iter().find(|row| row.month == *month).map(|row| row.volume);
    let changes: Vec<FieldChange> = volumes
        .iter()
        .filter(|(month, volume)| before(month) != *volume)
        .map(|(month, volume)| FieldChange {
            field: format!("volume {}", month.format("%Y-%m")),
            from: json!(before(month)),
            to: json!(volume),
        })
        .collect();
    if changes.is_empty() {
        return Ok(row);
    }
    queries::set_volumes(&txn, id, volumes).await?;
    history::record(cx, &txn, row.subject(), Action::Changed, changes).await?;
    txn.commit().await?;
    Ok(row)
}

/// Sets which capabilities of the platform a service cannot move without, in place of those named before. What it needs
/// already it may go on needing, though that was retired since.
///
/// # Errors
/// [`Error::NotFound`] where there is no such service; [`Error::Refused`] naming each capability that there is not, and each
/// retired one that would be new.
pub async fn set_needs(cx: &Cx, id: ServiceId, needs: &[CapabilityId]) -> Result<service::Model, Error> {
    cx.actor.require(Permission::EditRegistry)?;
    let txn = cx.begin().await?;
    let row = queries::lock_service(&txn, id).await?.ok_or(Error::NotFound)?;
    let known = queries::capabilities(&txn, needs).await?;
    let before = queries::codes_of_needs(&txn, id).await?;
    let mut refusals = Refusals::new();
    for (index, need) in needs.iter().enumerate() {
        let problem = match known.get(need) {
            None => Problem::Unknown,
            Some(found) if found.retired_at.is_some() && !before.contains(&found.code) => Problem::IsRetired,
            Some(_) => continue,
        };
        refusals.add(&format!("capabilityIds.{index}"), problem);
    }
    refusals.done()?;
    let mut after: Vec<String> = known.into_values().map(|found| found.code).collect();
    after.sort();
    if before == after {
        return Ok(row);
    }
    queries::set_needs(&txn, id, needs).await?;
    let change = FieldChange { field: "needs".to_owned(), from: json!(before), to: json!(after) };
    history::record(cx, &txn, row.subject(), Action::Changed, vec![change]).await?;
    txn.commit().await?;
    Ok(row)
}

/// One service.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn by_id(cx: &Cx, id: ServiceId) -> Result<service::Model, Error> {
    cx.actor.require(Permission::ReadRegistry)?;
    queries::service(cx.db(), id).await?.ok_or(Error::NotFound)
}

/// A row for a service that is about to be registered.
#[must_use]
pub fn new_row(
    now: DateTime<Utc>,
    owner: OrganizationId,
    code: &SystemCode,
    facts: ServiceFacts,
) -> service::Model {
    let mut row = service::Model {
        id: ServiceId::new(),
        organization_id: owner,
        code: code.to_string(),
        name: facts.name.clone(),
        kind: facts.kind,
        runs_on: String::new(),
        target: None,
        status: facts.status,
        planned_on: None,
        obstacle: None,
        old_edition_deactivated: false,
        search_text: String::new(),
        sort_key: Vec::new(),
        created_at: now,
        updated_at: now,
        retired_at: None,
    };
    set_facts(&mut row, facts);
    row
}

impl ServiceChange {
    /// Changes the row of a service.
    pub(super) fn apply(self, row: &mut service::Model) {
        let facts = self.applied_to(facts(row));
        set_facts(row, facts);
    }

    pub(super) fn applied_to(self, facts: ServiceFacts) -> ServiceFacts {
        ServiceFacts {
            name: renamed(self.name, facts.name),
            kind: self.kind.unwrap_or(facts.kind),
            runs_on: self.runs_on.unwrap_or(facts.runs_on),
            target: self.target.unwrap_or(facts.target),
            status: self.status.unwrap_or(facts.status),
            planned_on: self.planned_on.unwrap_or(facts.planned_on),
            obstacle: self.obstacle.unwrap_or(facts.obstacle),
            old_edition_deactivated: self.old_edition_deactivated.unwrap_or(facts.old_edition_deactivated),
        }
    }
}

fn facts(row: &service::Model) -> ServiceFacts {
    ServiceFacts {
        name: row.name.clone(),
        kind: row.kind,
        runs_on: row.runs_on.clone(),
        target: row.target.clone(),
        status: row.status,
        planned_on: row.planned_on,
        obstacle: row.obstacle.clone(),
        old_edition_deactivated: row.old_edition_deactivated,
    }
}

/// Puts what is known of a service in its row, with what is derived from it.
pub fn set_facts(row: &mut service::Model, facts: ServiceFacts) {
    row.sort_key = folding::sort_key(&facts.name.nb);
    row.name = facts.name;
    row.kind = facts.kind;
    row.runs_on = facts.runs_on;
    row.target = facts.target;
    row.status = facts.status;
    row.planned_on = facts.planned_on;
    row.obstacle = facts.obstacle;
    row.old_edition_deactivated = facts.old_edition_deactivated;
    row.search_text = search_text(row);
}

fn search_text(row: &service::Model) -> String {
    let names = [Some(&row.name.nb), row.name.nn.as_ref(), row.name.en.as_ref(), Some(&row.code)];
    folding::searchable(names.into_iter().flatten().map(String::as_str))
}

impl Kept for service::Model {
    type Id = ServiceId;

    async fn lock(txn: &Txn, id: ServiceId) -> Result<Option<Self>, Error> {
        Ok(queries::lock_service(txn, id).await?)
    }

    async fn store(&self, txn: &Txn) -> Result<(), Error> {
        Ok(queries::update_service(txn, self.clone()).await?)
    }

    async fn store_all(txn: &Txn, rows: Vec<Self>) -> Result<(), Error> {
        Ok(queries::store_services(txn, rows).await?)
    }

    fn subject(&self) -> Subject {
        Subject { kind: SubjectKind::Service, id: self.id.0, owner: Some(self.organization_id), study: None }
    }

    fn fields(&self) -> Fields {
        vec![
            ("code", json!(self.code)),
            ("name", json!(self.name)),
            ("kind", json!(db::stored_name(&self.kind))),
            ("runsOn", json!(self.runs_on)),
            ("target", json!(self.target)),
            ("status", json!(db::stored_name(&self.status))),
            ("plannedOn", json!(self.planned_on)),
            ("obstacle", json!(self.obstacle)),
            ("oldEditionDeactivated", json!(self.old_edition_deactivated)),
        ]
    }

    fn retired_at(&mut self) -> &mut Option<DateTime<Utc>> {
        &mut self.retired_at
    }

    fn updated_at(&mut self) -> &mut DateTime<Utc> {
        &mut self.updated_at
    }
}
