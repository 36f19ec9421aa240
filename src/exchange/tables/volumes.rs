use std::collections::{BTreeMap, HashMap};

use ::entity::id::{ServiceId, StudyId};
use chrono::NaiveDate;

use super::super::cell::Cell;
use super::super::columns::{Column, Kind, Need, ORGNR};
use super::super::queries;
use super::super::record::{Change, Fault, Record};
use super::services::KnownServices;
use super::{Accepted, At, Table, sure};
use crate::Cx;
use crate::error::{Error, Problem};
use crate::registry::many::{self, VolumeWrite};
use crate::registry::service;
use crate::registry::services::MOST_IN_A_MONTH;

/// How much services were used, month by month. A month without a number is forgotten.
#[derive(Default)]
pub(in crate::exchange) struct Volumes {
    services: KnownServices,
    known: HashMap<(ServiceId, NaiveDate), i64>,
    /// Nothing can be counted of later months.
    today: Option<NaiveDate>,
}

impl Volumes {
    fn service(&self, row: &Record) -> Result<&service::Model, Vec<Fault>> {
        let missing = || vec![Fault::new("serviceCode", Problem::NotRegistered)];
        self.services.service(row, "serviceCode")?.ok_or_else(missing)
    }
}

impl Table for Volumes {
    const COLUMNS: &'static [Column] = &[
        ORGNR,
        Column {
            names: &["Tjenestekode", "Tenestekode", "Service code", "serviceCode"],
            kind: Kind::Code,
            need: Need::Key,
        },
        Column { names: &["Måned", "Månad", "Month", "month"], kind: Kind::Month, need: Need::Key },
        Column {
            names: &["Antall", "Tal", "Count", "volume", "Volum"],
            kind: Kind::Count(MOST_IN_A_MONTH),
            need: Need::Column,
        },
    ];

    type After = (String, String, NaiveDate);

    async fn look_up(&mut self, at: &At<'_>, rows: &[Record]) -> Result<(), Error> {
        self.today = Some(at.cx.now().date_naive());
        self.services.look_up(at, rows, "serviceCode").await?;
        let mut months: BTreeMap<ServiceId, Vec<NaiveDate>> = BTreeMap::new();
        for row in rows {
            if let (Ok(service), Some(month)) = (self.service(row), row.date("month")) {
                months.entry(service.id).or_default().push(month);
            }
        }
        let known = queries::volumes_of(at.txn, months).await?;
        self.known = known.into_iter().map(|row| ((row.service_id, row.month), row.volume)).collect();
        Ok(())
    }

    fn before(&self, row: &Record) -> Result<Option<Record>, Vec<Fault>> {
        let service = self.service(row)?;
        let Some(month) = row.date("month") else { return Ok(None) };
        let known = self.known.get(&(service.id, month));
        Ok(known.map(|volume| record(row.filled("orgnr"), row.filled("serviceCode"), month, *volume)))
    }

    fn is_nothing(row: &Record) -> bool {
        row.whole("volume").is_none()
    }

    fn accept(&mut self, _: u32, before: Option<&Record>, after: &Record) -> Result<Vec<Change>, Vec<Fault>> {
        let is_later = after.date("month").zip(self.today).is_some_and(|(month, today)| month > today);
        if is_later && before.is_none() && after.whole("volume").is_some() {
            return Err(vec![Fault::new("month", Problem::MonthNotBegun)]);
        }
        Ok(Vec::new())
    }

    async fn write(&mut self, at: &At<'_>, rows: Vec<Accepted>) -> Result<(), Error> {
        let mut writes = Vec::with_capacity(rows.len());
        for Accepted { before, after } in rows {
            writes.push(VolumeWrite {
                service: sure(self.service(&after))?.clone(),
                month: sure(after.date("month").ok_or("no month"))?,
                before: before.and_then(|before| before.whole("volume")),
                after: after.whole("volume"),
            });
        }
        many::write_volumes(at.cx, at.txn, writes).await
    }

    async fn page(
        cx: &Cx,
        _: Option<StudyId>,
        after: Option<Self::After>,
        most: u64,
    ) -> Result<(Vec<Record>, Option<Self::After>), Error> {
        let rows = queries::volumes_page(cx.db(), after, most).await?;
        let last = rows.last().map(|(orgnr, code, month, _)| (orgnr.clone(), code.clone(), *month));
        let records = rows.iter().map(|(orgnr, code, month, volume)| record(orgnr, code, *month, *volume));
        Ok((records.collect(), last))
    }
}

fn record(orgnr: &str, code: &str, month: NaiveDate, volume: i64) -> Record {
    Record::empty(Volumes::COLUMNS)
        .with("orgnr", Cell::text(orgnr))
        .with("serviceCode", Cell::text(code))
        .with("month", Cell::Date(month))
        .with("volume", Cell::Whole(volume))
}
