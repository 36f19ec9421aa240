//! Services and capabilities of the platform in the schema: what is written, and how it is read.

use ::entity::id::{CapabilityId, ServiceId};
use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;

use super::service::{ServiceKind, ServiceStatus};
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, Date, LocalizedTextChange, LocalizedTextInput, Month};
use crate::registry::capabilities::{CapabilityChange, NewCapability};
use crate::registry::services::{MOST_IN_A_MONTH, NewService, ServiceChange, ServiceFacts};
use crate::value::{LONG_TEXT, SHORT_TEXT, SystemCode, TextInput, optional_text, text};

/// A service to register.
#[derive(InputObject)]
pub(super) struct RegisterServiceInput {
    /// Whose it is.
    organization_id: ID,
    #[graphql(flatten)]
    service: ServiceInput,
}

impl RegisterServiceInput {
    pub(super) fn parse(self) -> Result<NewService, Error> {
        let mut refusals = Refusals::new();
        let owner = refusals.check("organizationId", base::parse_id("organization", &self.organization_id));
        let service = refusals.nest("", self.service.parse())?;
        match (owner, service) {
            (Some(owner), Some((code, facts))) => Ok(NewService { owner, code, facts }),
            _ => Err(refusals.into()),
        }
    }
}

/// A service, without saying whose it is.
#[derive(InputObject)]
pub(crate) struct ServiceInput {
    /// What the platform calls it; unique for the owner.
    code: String,
    /// What it is called.
    name: LocalizedTextInput,
    /// What it does.
    kind: ServiceKind,
    /// Where it runs now.
    runs_on: String,
    /// Where it shall go; left out where that is not settled.
    target: Option<String>,
    /// How far it has come.
    #[graphql(default_with = "ServiceStatus::NotStarted")]
    status: ServiceStatus,
    /// When the new edition is planned to be in use.
    planned_on: Option<Date>,
    /// What holds it back most.
    obstacle: Option<String>,
    /// The old edition cannot be used any more.
    #[graphql(default)]
    old_edition_deactivated: bool,
}

impl ServiceInput {
    /// Checks all that is said of it.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong.
    pub(crate) fn parse(self) -> Result<(SystemCode, ServiceFacts), Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", SystemCode::parse(&self.code));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let runs_on = refusals.check("runsOn", text(&self.runs_on, SHORT_TEXT));
        let target = refusals.check("target", optional_text(self.target.as_deref(), SHORT_TEXT));
        let obstacle = refusals.check("obstacle", optional_text(self.obstacle.as_deref(), LONG_TEXT));
        match (code, name, runs_on) {
            (Some(code), Some(name), Some(runs_on)) if refusals.is_empty() => {
                let facts = ServiceFacts {
                    name,
                    kind: self.kind.into(),
                    runs_on,
                    target: target.flatten(),
                    status: self.status.into(),
                    planned_on: self.planned_on.map(|day| day.0),
                    obstacle: obstacle.flatten(),
                    old_edition_deactivated: self.old_edition_deactivated,
                };
                Ok((code, facts))
            }
            _ => Err(refusals.into()),
        }
    }
}

/// What to change about a service. What is left out stays; what is null is taken away where it may be empty, and
/// else stays.
#[derive(InputObject)]
pub(crate) struct ChangeServiceInput {
    /// The service.
    service_id: ID,
    /// What it is called; languages that are left out stay.
    name: Option<LocalizedTextChange>,
    /// What it does.
    kind: Option<ServiceKind>,
    /// Where it runs now.
    runs_on: Option<String>,
    /// Where it shall go; null where that is not settled.
    target: MaybeUndefined<String>,
    /// How far it has come.
    status: Option<ServiceStatus>,
    /// When the new edition is planned to be in use; null where nobody has said.
    planned_on: MaybeUndefined<Date>,
    /// What holds it back most.
    obstacle: MaybeUndefined<String>,
    /// The old edition cannot be used any more.
    old_edition_deactivated: Option<bool>,
}

impl ChangeServiceInput {
    /// Checks all that is to be changed.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong.
    pub(crate) fn parse(self) -> Result<(ServiceId, ServiceChange), Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("serviceId", base::parse_id("service", &self.service_id));
        let name = match self.name {
            Some(name) => refusals.nest("name", name.parse(SHORT_TEXT))?,
            None => None,
        };
        let runs_on = self.runs_on.map(|raw| text(&raw, SHORT_TEXT)).transpose();
        let runs_on = refusals.check("runsOn", runs_on).flatten();
        let target =
            base::change(&mut refusals, "target", self.target, |raw| optional_text(Some(&raw), SHORT_TEXT));
        let planned_on = base::change(&mut refusals, "plannedOn", self.planned_on, |day| Ok(Some(day.0)));
        let obstacle = base::change(&mut refusals, "obstacle", self.obstacle, |raw| {
            optional_text(Some(&raw), LONG_TEXT)
        });
        let Some(id) = id.filter(|_| refusals.is_empty()) else {
            return Err(refusals.into());
        };
        let change = ServiceChange {
            name,
            kind: self.kind.map(Into::into),
            runs_on,
            target,
            status: self.status.map(Into::into),
            planned_on,
            obstacle,
            old_edition_deactivated: self.old_edition_deactivated,
        };
        Ok((id, change))
    }
}

/// How much a service was used in a month.
#[derive(InputObject)]
struct MonthlyVolumeInput {
    /// The month; not one after the current.
    month: Month,
    /// Transactions, 0 to 2,000,000,000; null forgets the month.
    volume: Option<i32>,
}

/// How much a service was used.
#[derive(InputObject)]
pub(super) struct SetVolumesInput {
    /// The service.
    service_id: ID,
    /// Months to set, at most 120; other months stay.
    volumes: Vec<MonthlyVolumeInput>,
}

/// The volumes of months, by their first days.
type Volumes = Vec<(NaiveDate, Option<i64>)>;

impl SetVolumesInput {
    pub(super) fn parse(self) -> Result<(ServiceId, Volumes), Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("serviceId", base::parse_id("service", &self.service_id));
        base::at_most(&mut refusals, "volumes", &self.volumes, 120);
        for (index, entry) in self.volumes.iter().enumerate() {
            if entry.volume.is_some_and(|volume| !(0..=MOST_IN_A_MONTH).contains(&volume.into())) {
                let range = Problem::OutOfRange { min: 0.0, max: MOST_IN_A_MONTH as f64 };
                refusals.add(&format!("volumes.{index}.volume"), range);
            }
        }
        let Some(id) = id.filter(|_| refusals.is_empty()) else {
            return Err(refusals.into());
        };
        let volume = |entry: MonthlyVolumeInput| (entry.month.0, entry.volume.map(i64::from));
        Ok((id, self.volumes.into_iter().map(volume).collect()))
    }
}

/// What a service needs of the platform.
#[derive(InputObject)]
pub(super) struct SetServiceNeedsInput {
    /// The service.
    service_id: ID,
    /// What it cannot move without, in place of what was named before; at most 500.
    capability_ids: Vec<ID>,
}

impl SetServiceNeedsInput {
    pub(super) fn parse(self) -> Result<(ServiceId, Vec<CapabilityId>), Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("serviceId", base::parse_id("service", &self.service_id));
        base::at_most(&mut refusals, "capabilityIds", &self.capability_ids, 500);
        let mut needs = Vec::new();
        for (index, need) in self.capability_ids.iter().enumerate() {
            needs.extend(refusals.check(
                &format!("capabilityIds.{index}"),
                base::parse_id::<CapabilityId>("capability", need),
            ));
        }
        match id.filter(|_| refusals.is_empty()) {
            Some(id) => Ok((id, needs)),
            None => Err(refusals.into()),
        }
    }
}

/// A capability of the platform to register.
#[derive(InputObject)]
pub(super) struct RegisterCapabilityInput {
    /// Stable short name; unique.
    code: String,
    /// What it is called.
    name: LocalizedTextInput,
    /// When it was delivered, or is to be.
    delivered_on: Option<Date>,
}

impl RegisterCapabilityInput {
    pub(super) fn parse(self) -> Result<NewCapability, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", SystemCode::parse(&self.code));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        match (code, name) {
            (Some(code), Some(name)) => {
                Ok(NewCapability { code, name, delivered_on: self.delivered_on.map(|day| day.0) })
            }
            _ => Err(refusals.into()),
        }
    }
}

/// What to change about a capability. What is left out stays; what is null is taken away where it may be empty, and
/// else stays.
#[derive(InputObject)]
pub(super) struct ChangeCapabilityInput {
    /// The capability.
    capability_id: ID,
    /// What it is called; languages that are left out stay.
    name: Option<LocalizedTextChange>,
    /// When it was delivered, or is to be; null where nobody has said.
    delivered_on: MaybeUndefined<Date>,
}

impl ChangeCapabilityInput {
    pub(super) fn parse(self) -> Result<(CapabilityId, CapabilityChange), Error> {
        let mut refusals = Refusals::new();
        let id = refusals.check("capabilityId", base::parse_id("capability", &self.capability_id));
        let name = match self.name {
            Some(name) => refusals.nest("name", name.parse(SHORT_TEXT))?,
            None => None,
        };
        let delivered_on =
            base::change(&mut refusals, "deliveredOn", self.delivered_on, |day| Ok(Some(day.0)));
        match id.filter(|_| refusals.is_empty()) {
            Some(id) => Ok((id, CapabilityChange { name, delivered_on })),
            None => Err(refusals.into()),
        }
    }
}

which! {
    /// A service to retire.
    RetireServiceInput {
        /// The service.
        service_id: "service" as ServiceId, "serviceId"
    }
}

which! {
    /// A service to bring back.
    BringBackServiceInput {
        /// The service.
        service_id: "service" as ServiceId, "serviceId"
    }
}

which! {
    /// A capability to retire.
    RetireCapabilityInput {
        /// The capability.
        capability_id: "capability" as CapabilityId, "capabilityId"
    }
}

which! {
    /// A capability to bring back.
    BringBackCapabilityInput {
        /// The capability.
        capability_id: "capability" as CapabilityId, "capabilityId"
    }
}
