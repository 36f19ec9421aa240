use std::collections::{HashMap, HashSet};

use ::entity::id::{CapabilityId, ServiceId, StudyId};

use super::super::cell::Cell;
use super::super::columns::{Column, Kind, Need, ORGNR};
use super::super::queries;
use super::super::record::{Fault, Record};
use super::services::KnownServices;
use super::{Accepted, At, Table, distinct, sure};
use crate::Cx;
use crate::error::{Error, Problem};
use crate::registry::many::{self, NeedWrite};
use crate::registry::{capability, service};
use crate::value::SystemCode;

/// What services need of the platform. What is retired may still be needed by somebody: a file says what is so.
#[derive(Default)]
pub(in crate::exchange) struct Needs {
    services: KnownServices,
    capabilities: HashMap<String, capability::Model>,
    known: HashSet<(ServiceId, CapabilityId)>,
}

impl Needs {
    fn refers_to(&self, row: &Record) -> Result<(&service::Model, &capability::Model), Vec<Fault>> {
        let unknown = |field| Fault::new(field, Problem::NotRegistered);
        let service = match self.services.service(row, "serviceCode") {
            Ok(found) => found.ok_or_else(|| vec![unknown("serviceCode")]),
            Err(faults) => Err(faults),
        };
        let capability = self.capabilities.get(&SystemCode::key(row.filled("capabilityCode")));
        match (service, capability) {
            (Ok(service), Some(capability)) => Ok((service, capability)),
            (service, capability) => {
                let mut faults = service.err().unwrap_or_default();
                faults.extend(capability.is_none().then(|| unknown("capabilityCode")));
                Err(faults)
            }
        }
    }
}

impl Table for Needs {
    const COLUMNS: &'static [Column] = &[
        ORGNR,
        Column {
            names: &["Tjenestekode", "Tenestekode", "Service code", "serviceCode"],
            kind: Kind::Code,
            need: Need::Key,
        },
        Column {
            names: &["Funksjonskode", "Funksjonskode", "Capability code", "capabilityCode"],
            kind: Kind::Code,
            need: Need::Key,
        },
        Column { names: &["Trengs", "Trengst", "Needed", "needed"], kind: Kind::Flag, need: Need::Free },
    ];

    type After = [String; 3];

    async fn look_up(&mut self, at: &At<'_>, rows: &[Record]) -> Result<(), Error> {
        self.services.look_up(at, rows, "serviceCode").await?;
        let codes = distinct(rows, "capabilityCode");
        let capabilities = queries::capabilities_by_code(at.txn, codes, false).await?;
        let keyed = |row: capability::Model| (SystemCode::key(&row.code), row);
        self.capabilities = capabilities.into_iter().map(keyed).collect();
        let services = self.services.all().map(|service| service.id).collect();
        self.known = queries::needs_of(at.txn, services).await?.into_iter().collect();
        Ok(())
    }

    fn before(&self, row: &Record) -> Result<Option<Record>, Vec<Fault>> {
        let (service, capability) = self.refers_to(row)?;
        let is_known = self.known.contains(&(service.id, capability.id));
        Ok(is_known
            .then(|| record(row.filled("orgnr"), row.filled("serviceCode"), row.filled("capabilityCode"))))
    }

    fn blank(&self, _: &Record) -> Record {
        Record::empty(Self::COLUMNS).with("needed", Cell::Flag(true))
    }

    fn is_nothing(row: &Record) -> bool {
        !row.flag("needed")
    }

    async fn write(&mut self, at: &At<'_>, rows: Vec<Accepted>) -> Result<(), Error> {
        let mut writes = Vec::with_capacity(rows.len());
        for Accepted { after, .. } in rows {
            let (service, capability) = sure(self.refers_to(&after))?;
            let needed = after.flag("needed");
            writes.push(NeedWrite { service: service.clone(), capability: capability.id, needed });
        }
        many::write_needs(at.cx, at.txn, writes).await
    }

    async fn page(
        cx: &Cx,
        _: Option<StudyId>,
        after: Option<[String; 3]>,
        most: u64,
    ) -> Result<(Vec<Record>, Option<[String; 3]>), Error> {
        let rows = queries::needs_page(cx.db(), after, most).await?;
        let last = rows.last().map(|(orgnr, service, need)| [orgnr.clone(), service.clone(), need.clone()]);
        Ok((rows.iter().map(|(orgnr, service, need)| record(orgnr, service, need)).collect(), last))
    }
}

fn record(orgnr: &str, service: &str, capability: &str) -> Record {
    Record::empty(Needs::COLUMNS)
        .with("orgnr", Cell::text(orgnr))
        .with("serviceCode", Cell::text(service))
        .with("capabilityCode", Cell::text(capability))
        .with("needed", Cell::Flag(true))
}
