use std::collections::{BTreeMap, HashMap};

use ::entity::id::{OrganizationId, StudyId};

use super::super::cell::Cell;
use super::super::columns::{Choice, Column, Kind, NAME_EN, NAME_NB, NAME_NN, Need, ORGNR, RETIRED};
use super::super::queries;
use super::super::record::{Fault, Record};
use super::{
    Accepted, At, Table, code, distinct, name_of, orgnr_of, owner_of, retired_since, sure, with_name, word,
};
use crate::Cx;
use crate::db::stored_name;
use crate::error::Error;
use crate::registry::many::{self, Write};
use crate::registry::services::{ServiceFacts, new_row, set_facts};
use crate::registry::{organization, service};
use crate::value::SystemCode;

/// What a service does.
const KINDS: &[Choice] = &[
    Choice { value: "submission", names: ["innsending", "innsending", "Submission"] },
    Choice { value: "message", names: ["melding", "melding", "Message"] },
    Choice { value: "broker", names: ["formidling", "formidling", "Broker"] },
    Choice { value: "access", names: ["innsyn", "innsyn", "Access"] },
    Choice { value: "link", names: ["lenke", "lenkje", "Link"] },
    Choice { value: "consent", names: ["samtykke", "samtykke", "Consent"] },
    Choice { value: "api", names: ["API", "API", "API"] },
    Choice { value: "other", names: ["annet", "anna", "Other"] },
];

/// How far the move of a service has come.
const STATUSES: &[Choice] = &[
    Choice { value: "not_started", names: ["ikke startet", "ikkje starta", "Not started"] },
    Choice { value: "mapping", names: ["kartlegges", "blir kartlagd", "Mapping"] },
    Choice { value: "developing", names: ["utvikles", "blir utvikla", "Developing"] },
    Choice { value: "testing", names: ["testes", "blir testa", "Testing"] },
    Choice { value: "in_production", names: ["i produksjon", "i produksjon", "In production"] },
    Choice { value: "retired", names: ["avviklet", "avvikla", "Retired"] },
];

/// Services of owners.
#[derive(Default)]
pub(in crate::exchange) struct Services {
    known: KnownServices,
}

/// The services that a batch names, and their owners.
#[derive(Default)]
pub(super) struct KnownServices {
    owners: HashMap<String, organization::Model>,
    services: HashMap<(OrganizationId, String), service::Model>,
}

impl KnownServices {
    /// Reads the services whose owners and codes are in these rows.
    pub(super) async fn look_up(&mut self, at: &At<'_>, rows: &[Record], code: &str) -> Result<(), Error> {
        let owners = queries::owners_by_orgnr(at.txn, distinct(rows, "orgnr"), false).await?;
        self.owners = owners.into_iter().map(|owner| (owner.orgnr.clone(), owner)).collect();
        let mut codes: BTreeMap<OrganizationId, Vec<String>> = BTreeMap::new();
        for row in rows {
            if let Some(owner) = self.owners.get(row.filled("orgnr")) {
                codes.entry(owner.id).or_default().extend(row.owned(code));
            }
        }
        for codes in codes.values_mut() {
            codes.sort_unstable();
            codes.dedup();
        }
        let services = queries::services_by_code(at.txn, codes, at.lock).await?;
        let keyed =
            |service: service::Model| ((service.organization_id, SystemCode::key(&service.code)), service);
        self.services = services.into_iter().map(keyed).collect();
        Ok(())
    }

    /// The owner that a row names.
    pub(super) fn owner(&self, row: &Record) -> Result<&organization::Model, Vec<Fault>> {
        owner_of(&self.owners, row)
    }

    /// The service that a row names.
    pub(super) fn service(
        &self,
        row: &Record,
        code: &'static str,
    ) -> Result<Option<&service::Model>, Vec<Fault>> {
        Ok(self.services.get(&(self.owner(row)?.id, SystemCode::key(row.filled(code)))))
    }

    /// All services of the batch.
    pub(super) fn all(&self) -> impl Iterator<Item = &service::Model> {
        self.services.values()
    }
}

impl Table for Services {
    const COLUMNS: &'static [Column] = &[
        ORGNR,
        Column {
            names: &["Tjenestekode", "Tenestekode", "Service code", "code"],
            kind: Kind::Code,
            need: Need::Key,
        },
        NAME_NB,
        NAME_NN,
        NAME_EN,
        Column { names: &["Type", "Type", "Kind", "kind"], kind: Kind::Choice(KINDS), need: Need::Filled },
        Column {
            names: &["Kjører på", "Køyrer på", "Runs on", "runsOn"],
            kind: Kind::Line,
            need: Need::Filled,
        },
        Column { names: &["Skal til", "Skal til", "Target", "target"], kind: Kind::Line, need: Need::Free },
        Column {
            names: &["Status", "Status", "Status", "status"],
            kind: Kind::Choice(STATUSES),
            need: Need::Filled,
        },
        Column {
            names: &["Planlagt i bruk", "Planlagd i bruk", "Planned on", "plannedOn"],
            kind: Kind::Date,
            need: Need::Free,
        },
        Column { names: &["Hindring", "Hinder", "Obstacle", "obstacle"], kind: Kind::Text, need: Need::Free },
        Column {
            names: &[
                "Gammel utgave stengt",
                "Gammal utgåve stengd",
                "Old edition deactivated",
                "oldEditionDeactivated",
            ],
            kind: Kind::Flag,
            need: Need::Free,
        },
        RETIRED,
    ];

    type After = (String, String);

    async fn look_up(&mut self, at: &At<'_>, rows: &[Record]) -> Result<(), Error> {
        self.known.look_up(at, rows, "code").await
    }

    fn before(&self, row: &Record) -> Result<Option<Record>, Vec<Fault>> {
        let orgnr = &self.known.owner(row)?.orgnr;
        let code = || Cell::text(row.filled("code"));
        Ok(self.known.service(row, "code")?.map(|service| record(orgnr, service).with("code", code())))
    }

    fn blank(&self, _: &Record) -> Record {
        Record::empty(Self::COLUMNS)
            .with("status", Cell::text("not_started"))
            .with("oldEditionDeactivated", Cell::Flag(false))
            .with("retired", Cell::Flag(false))
    }

    async fn write(&mut self, at: &At<'_>, rows: Vec<Accepted>) -> Result<(), Error> {
        let mut writes = Vec::with_capacity(rows.len());
        for Accepted { after, .. } in rows {
            let owner = sure(self.known.owner(&after))?;
            let before = self.known.services.get(&(owner.id, SystemCode::key(after.filled("code")))).cloned();
            let facts = facts(&after)?;
            let mut row = match &before {
                Some(before) => before.clone(),
                None => new_row(at.cx.now(), owner.id, &code(&after, "code")?, facts.clone()),
            };
            set_facts(&mut row, facts);
            row.retired_at = retired_since(at, &after, row.retired_at);
            writes.push(Write { before, after: row });
        }
        many::write_services(at.cx, at.txn, writes).await
    }

    async fn page(
        cx: &Cx,
        _: Option<StudyId>,
        after: Option<(String, String)>,
        most: u64,
    ) -> Result<(Vec<Record>, Option<(String, String)>), Error> {
        let rows = queries::services_page(cx.db(), after, most).await?;
        let last = rows.last().map(|(service, owner)| (orgnr_of(owner.as_ref()), service.code.clone()));
        let record = |(service, owner): &(service::Model, Option<organization::Model>)| {
            record(&orgnr_of(owner.as_ref()), service)
        };
        Ok((rows.iter().map(record).collect(), last))
    }
}

fn record(orgnr: &str, row: &service::Model) -> Record {
    with_name(Record::empty(Services::COLUMNS), &row.name)
        .with("orgnr", Cell::text(orgnr))
        .with("code", Cell::text(&row.code))
        .with("kind", Cell::text(&stored_name(&row.kind)))
        .with("runsOn", Cell::text(&row.runs_on))
        .with("target", Cell::optional(row.target.as_deref()))
        .with("status", Cell::text(&stored_name(&row.status)))
        .with("plannedOn", row.planned_on.map_or(Cell::Empty, Cell::Date))
        .with("obstacle", Cell::optional(row.obstacle.as_deref()))
        .with("oldEditionDeactivated", Cell::Flag(row.old_edition_deactivated))
        .with("retired", Cell::Flag(row.retired_at.is_some()))
}

fn facts(row: &Record) -> Result<ServiceFacts, Error> {
    Ok(ServiceFacts {
        name: name_of(row),
        kind: word(row, "kind")?,
        runs_on: row.filled("runsOn").to_owned(),
        target: row.owned("target"),
        status: word(row, "status")?,
        planned_on: row.date("plannedOn"),
        obstacle: row.owned("obstacle"),
        old_edition_deactivated: row.flag("oldEditionDeactivated"),
    })
}
