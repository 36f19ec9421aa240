use std::collections::HashMap;

use ::entity::id::{CapabilityId, StudyId};

use super::super::cell::Cell;
use super::super::columns::{Column, Kind, NAME_EN, NAME_NB, NAME_NN, Need, RETIRED};
use super::super::queries;
use super::super::record::{Change, Fault, Record};
use super::{Accepted, At, Table, distinct, name_of, retired_since, with_name};
use crate::Cx;
use crate::error::{Error, Problem};
use crate::registry::capabilities::MOST;
use crate::registry::capability;
use crate::registry::many::{self, Write};
use crate::value::SystemCode;

/// What the platform can do.
#[derive(Default)]
pub(in crate::exchange) struct Capabilities {
    known: HashMap<String, capability::Model>,
    /// How many there are, after the rows seen so far.
    count: Option<u64>,
}

impl Table for Capabilities {
    const COLUMNS: &'static [Column] = &[
        Column { names: &["Kode", "Kode", "Code", "code"], kind: Kind::Code, need: Need::Key },
        NAME_NB,
        NAME_NN,
        NAME_EN,
        Column {
            names: &["Levert", "Levert", "Delivered on", "deliveredOn"],
            kind: Kind::Date,
            need: Need::Free,
        },
        RETIRED,
    ];

    type After = String;

    async fn look_up(&mut self, at: &At<'_>, rows: &[Record]) -> Result<(), Error> {
        let known = queries::capabilities_by_code(at.txn, distinct(rows, "code"), at.lock).await?;
        self.known = known.into_iter().map(|row| (SystemCode::key(&row.code), row)).collect();
        if self.count.is_none() {
            self.count = Some(many::capability_count(at.txn).await?);
        }
        Ok(())
    }

    fn before(&self, row: &Record) -> Result<Option<Record>, Vec<Fault>> {
        let known = self.known.get(&SystemCode::key(row.filled("code")));
        Ok(known.map(|known| record(known).with("code", Cell::text(row.filled("code")))))
    }

    fn blank(&self, _: &Record) -> Record {
        Record::empty(Self::COLUMNS).with("retired", Cell::Flag(false))
    }

    fn accept(&mut self, _: u32, before: Option<&Record>, _: &Record) -> Result<Vec<Change>, Vec<Fault>> {
        let count = self.count.get_or_insert(0);
        if before.is_none() {
            if *count >= MOST {
                return Err(vec![Fault::new("code", Problem::NoRoom { max: 500 })]);
            }
            *count += 1;
        }
        Ok(Vec::new())
    }

    async fn write(&mut self, at: &At<'_>, rows: Vec<Accepted>) -> Result<(), Error> {
        let mut writes = Vec::with_capacity(rows.len());
        for Accepted { after, .. } in rows {
            let before = self.known.remove(&SystemCode::key(after.filled("code")));
            let mut row = before.clone().unwrap_or_else(|| capability::Model {
                id: CapabilityId::new(),
                code: after.filled("code").to_owned(),
                name: name_of(&after),
                delivered_on: None,
                created_at: at.cx.now(),
                updated_at: at.cx.now(),
                retired_at: None,
            });
            row.name = name_of(&after);
            row.delivered_on = after.date("deliveredOn");
            row.retired_at = retired_since(at, &after, row.retired_at);
            writes.push(Write { before, after: row });
        }
        many::write_capabilities(at.cx, at.txn, writes).await
    }

    async fn page(
        cx: &Cx,
        _: Option<StudyId>,
        after: Option<String>,
        most: u64,
    ) -> Result<(Vec<Record>, Option<String>), Error> {
        let rows = queries::capabilities_page(cx.db(), after, most).await?;
        let last = rows.last().map(|row| row.code.clone());
        Ok((rows.iter().map(record).collect(), last))
    }
}

fn record(row: &capability::Model) -> Record {
    with_name(Record::empty(Capabilities::COLUMNS), &row.name)
        .with("code", Cell::text(&row.code))
        .with("deliveredOn", row.delivered_on.map_or(Cell::Empty, Cell::Date))
        .with("retired", Cell::Flag(row.retired_at.is_some()))
}
