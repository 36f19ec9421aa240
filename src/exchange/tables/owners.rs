use std::collections::{HashMap, HashSet};

use ::entity::id::StudyId;

use super::super::cell::Cell;
use super::super::columns::{Column, Kind, NAME_EN, NAME_NB, NAME_NN, Need, ORGNR, RETIRED};
use super::super::queries;
use super::super::record::{Change, Fault, Record};
use super::{Accepted, At, LANGUAGES, Table, code, distinct, name_of, retired_since, sure, with_name, word};
use crate::Cx;
use crate::db::stored_name;
use crate::error::{Error, Problem};
use crate::registry::many::{self, Write};
use crate::registry::organization;
use crate::registry::owners::{MOST_ALIASES, OwnerFacts, new_row, set_facts};
use crate::value::{OrgNumber, SystemCode};

/// Service owners.
#[derive(Default)]
pub(in crate::exchange) struct Owners {
    /// Those of the batch, by number.
    known: HashMap<String, organization::Model>,
    /// Who has the platform's codes that the batch names: the numbers.
    holders: HashMap<String, String>,
    /// The codes that owners have by earlier rows of the file: number and row.
    claimed: HashMap<String, (String, u32)>,
    /// The codes that owners give up by earlier rows.
    released: HashSet<String>,
}

impl Table for Owners {
    const COLUMNS: &'static [Column] = &[
        ORGNR,
        NAME_NB,
        NAME_NN,
        NAME_EN,
        Column {
            names: &["Andre navn", "Andre namn", "Other names", "aliases"],
            kind: Kind::Lines(MOST_ALIASES),
            need: Need::Free,
        },
        Column { names: &["Sektor", "Sektor", "Sector", "sector"], kind: Kind::Line, need: Need::Free },
        Column { names: &["Stratum", "Stratum", "Stratum", "stratum"], kind: Kind::Line, need: Need::Free },
        Column {
            names: &["Plattformkode", "Plattformkode", "Platform code", "platformCode"],
            kind: Kind::Code,
            need: Need::Free,
        },
        Column {
            names: &["Målform", "Målform", "Language", "language", "Språk"],
            kind: Kind::Choice(LANGUAGES),
            need: Need::Filled,
        },
        RETIRED,
    ];

    type After = String;

    async fn look_up(&mut self, at: &At<'_>, rows: &[Record]) -> Result<(), Error> {
        let known = queries::owners_by_orgnr(at.txn, distinct(rows, "orgnr"), at.lock).await?;
        self.known = known.into_iter().map(|row| (row.orgnr.clone(), row)).collect();
        let holders = queries::owners_with_codes(at.txn, distinct(rows, "platformCode")).await?;
        self.holders = holders.into_iter().map(|(code, orgnr)| (SystemCode::key(&code), orgnr)).collect();
        Ok(())
    }

    fn before(&self, row: &Record) -> Result<Option<Record>, Vec<Fault>> {
        Ok(self.known.get(row.filled("orgnr")).map(record))
    }

    fn blank(&self, _: &Record) -> Record {
        Record::empty(Self::COLUMNS).with("retired", Cell::Flag(false))
    }

    /// The platform's code of an owner is there once, once the whole file holds.
    fn accept(
        &mut self,
        number: u32,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<Vec<Change>, Vec<Fault>> {
        let orgnr = after.filled("orgnr");
        let code = after.text("platformCode").map(SystemCode::key);
        let had = before.and_then(|before| before.text("platformCode")).map(SystemCode::key);
        if let Some(code) = &code {
            let holder = self.holders.get(code).filter(|holder| *holder != orgnr);
            if let Some((_, row)) = self.claimed.get(code).filter(|(other, _)| other != orgnr) {
                return Err(vec![Fault::new("platformCode", Problem::SameAsRow { row: *row })]);
            }
            if holder.is_some() && !self.released.contains(code) {
                return Err(vec![Fault::new("platformCode", Problem::Taken)]);
            }
            self.claimed.insert(code.clone(), (orgnr.to_owned(), number));
        }
        self.released.extend(had.filter(|had| Some(had) != code.as_ref()));
        Ok(Vec::new())
    }

    async fn write(&mut self, at: &At<'_>, rows: Vec<Accepted>) -> Result<(), Error> {
        let mut writes = Vec::with_capacity(rows.len());
        for Accepted { after, .. } in rows {
            let before = self.known.remove(after.filled("orgnr"));
            let facts = facts(&after)?;
            let mut row = match &before {
                Some(before) => before.clone(),
                None => {
                    let orgnr = sure(OrgNumber::parse(after.filled("orgnr")))?;
                    new_row(at.cx, &orgnr, facts.clone())
                }
            };
            set_facts(&mut row, facts);
            row.retired_at = retired_since(at, &after, row.retired_at);
            writes.push(Write { before, after: row });
        }
        many::write_owners(at.cx, at.txn, writes).await
    }

    async fn page(
        cx: &Cx,
        _: Option<StudyId>,
        after: Option<String>,
        most: u64,
    ) -> Result<(Vec<Record>, Option<String>), Error> {
        let rows = queries::owners_page(cx.db(), after, most).await?;
        let last = rows.last().map(|row| row.orgnr.clone());
        Ok((rows.iter().map(record).collect(), last))
    }
}

fn record(row: &organization::Model) -> Record {
    with_name(Record::empty(Owners::COLUMNS), &row.name)
        .with("orgnr", Cell::text(&row.orgnr))
        .with("aliases", Cell::text(&row.aliases.0.join("\n")))
        .with("sector", Cell::optional(row.sector.as_deref()))
        .with("stratum", Cell::optional(row.stratum.as_deref()))
        .with("platformCode", Cell::optional(row.platform_code.as_deref()))
        .with("language", Cell::text(&stored_name(&row.language)))
        .with("retired", Cell::Flag(row.retired_at.is_some()))
}

fn facts(row: &Record) -> Result<OwnerFacts, Error> {
    Ok(OwnerFacts {
        name: name_of(row),
        aliases: row
            .text("aliases")
            .map(|text| text.lines().map(str::to_owned).collect())
            .unwrap_or_default(),
        language: word(row, "language")?,
        sector: row.owned("sector"),
        stratum: row.owned("stratum"),
        platform_code: row.text("platformCode").map(|_| code(row, "platformCode")).transpose()?,
    })
}
