//! The tables, one file each: which columns it has, how what is stored becomes a row, and how a row is stored.

mod capabilities;
mod contacts;
mod frame;
mod needs;
mod owners;
mod services;
mod volumes;

use std::collections::{BTreeSet, HashMap};

use ::entity::LocalizedText;
use ::entity::id::StudyId;
use ::entity::import_job::TableKind;
use chrono::{DateTime, Utc};

pub(super) use self::capabilities::Capabilities;
pub(super) use self::contacts::Contacts;
pub(super) use self::frame::Frame;
pub(super) use self::needs::Needs;
pub(super) use self::owners::Owners;
pub(super) use self::services::Services;
pub(super) use self::volumes::Volumes;

use super::cell::Cell;
use super::columns::{Choice, Column};
use super::record::{Change, Fault, Record};
use crate::Cx;
use crate::db::{self, Txn};
use crate::error::{Error, Problem};
use crate::registry::organization;
use crate::value::SystemCode;

/// Where rows are looked at and written.
pub(super) struct At<'a> {
    /// Who imports.
    pub(super) cx: &'a Cx,
    /// The transaction.
    pub(super) txn: &'a Txn,
    /// The study, where the table belongs to one.
    pub(super) study: Option<StudyId>,
    /// What is read is locked, as it is going to be written.
    pub(super) lock: bool,
}

/// A row that was accepted: what there was, and what there shall be.
pub(super) struct Accepted {
    /// As it is; absent where it is new.
    pub(super) before: Option<Record>,
    /// As it shall be.
    pub(super) after: Record,
}

/// A table that is imported and exported. One value of it sees one file through, once: it remembers what earlier rows
/// of the file do, as far as later ones depend on it.
pub(super) trait Table: Default + Send {
    /// Its columns, in the order in which they are exported.
    const COLUMNS: &'static [Column];

    /// Where a page of it ends.
    type After: Send;

    /// Reads what the rows of a batch are about. Of each row its keys are there.
    async fn look_up(&mut self, at: &At<'_>, rows: &[Record]) -> Result<(), Error>;

    /// What there is, as a row, the file's earlier rows considered; nothing where the row makes something new.
    ///
    /// # Errors
    /// What the row refers to and is not there.
    fn before(&self, row: &Record) -> Result<Option<Record>, Vec<Fault>>;

    /// What something new has where the file does not say.
    fn blank(&self, _: &Record) -> Record {
        Record::empty(Self::COLUMNS)
    }

    /// Whether a row says that there is to be nothing.
    fn is_nothing(_: &Record) -> bool {
        false
    }

    /// Looks at a row in the light of others, and remembers what it does; answers what it changes of other things.
    ///
    /// # Errors
    /// What stands in its way.
    fn accept(&mut self, _: u32, _: Option<&Record>, _: &Record) -> Result<Vec<Change>, Vec<Fault>> {
        Ok(Vec::new())
    }

    /// The rows, by number, that turn out to be wrong once the whole file was seen.
    fn at_end(&self) -> Vec<(u32, Fault)> {
        Vec::new()
    }

    /// Writes rows of the last batch that was looked up.
    async fn write(&mut self, at: &At<'_>, rows: Vec<Accepted>) -> Result<(), Error>;

    /// Reads the next rows in the order of their keys: at most so many, after this place; and where they end.
    async fn page(
        cx: &Cx,
        study: Option<StudyId>,
        after: Option<Self::After>,
        most: u64,
    ) -> Result<(Vec<Record>, Option<Self::After>), Error>;
}

/// Does something with the table that a kind names: `with_table!(kind, T => …)`.
macro_rules! with_table {
    ($kind:expr, $table:ident => $body:expr) => {
        match $kind {
            ::entity::import_job::TableKind::Owners => {
                type $table = $crate::exchange::tables::Owners;
                $body
            }
            ::entity::import_job::TableKind::Contacts => {
                type $table = $crate::exchange::tables::Contacts;
                $body
            }
            ::entity::import_job::TableKind::Services => {
                type $table = $crate::exchange::tables::Services;
                $body
            }
            ::entity::import_job::TableKind::Volumes => {
                type $table = $crate::exchange::tables::Volumes;
                $body
            }
            ::entity::import_job::TableKind::Capabilities => {
                type $table = $crate::exchange::tables::Capabilities;
                $body
            }
            ::entity::import_job::TableKind::Needs => {
                type $table = $crate::exchange::tables::Needs;
                $body
            }
            ::entity::import_job::TableKind::Frame => {
                type $table = $crate::exchange::tables::Frame;
                $body
            }
        }
    };
}
pub(super) use with_table;

/// The columns of a table.
pub(super) fn columns(kind: TableKind) -> &'static [Column] {
    with_table!(kind, T => T::COLUMNS)
}

/// The languages that people are written to in.
const LANGUAGES: &[Choice] = &[
    Choice { value: "nb", names: ["bokmål", "bokmål", "Bokmål"] },
    Choice { value: "nn", names: ["nynorsk", "nynorsk", "Nynorsk"] },
    Choice { value: "en", names: ["engelsk", "engelsk", "English"] },
];

/// The text of the three columns of a name.
fn name_of(row: &Record) -> LocalizedText {
    LocalizedText { nb: row.filled("nameNb").to_owned(), nn: row.owned("nameNn"), en: row.owned("nameEn") }
}

/// Puts a name in its three columns.
fn with_name(row: Record, name: &LocalizedText) -> Record {
    row.with("nameNb", Cell::text(&name.nb))
        .with("nameNn", Cell::optional(name.nn.as_deref()))
        .with("nameEn", Cell::optional(name.en.as_deref()))
}

/// The owner that a row names, among those of its batch.
fn owner_of<'o>(
    owners: &'o HashMap<String, organization::Model>,
    row: &Record,
) -> Result<&'o organization::Model, Vec<Fault>> {
    let missing = || vec![Fault::new("orgnr", Problem::NotRegistered)];
    owners.get(row.filled("orgnr")).ok_or_else(missing)
}

/// The number of the owner that something was read with.
fn orgnr_of(owner: Option<&organization::Model>) -> String {
    owner.map(|owner| owner.orgnr.clone()).unwrap_or_default()
}

/// Since when something is retired, as a row says that it is; what is retired already stays so since then.
fn retired_since(at: &At<'_>, row: &Record, since: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    row.flag("retired").then(|| since.unwrap_or_else(|| at.cx.now()))
}

/// What an accepted row refers to, or holds. That it is not there is a fault of ours: the row must not be passed over.
fn sure<T>(found: Result<T, impl std::fmt::Debug>) -> Result<T, Error> {
    found.map_err(|why| Error::Fault(anyhow::anyhow!("a row that was accepted cannot be written: {why:?}")))
}

/// One of the words that a cell of an accepted row holds.
fn word<E: db::Word>(row: &Record, field: &str) -> Result<E, Error> {
    sure(db::by_stored_name(row.filled(field)).ok_or(field))
}

/// The code that a cell of an accepted row holds.
fn code(row: &Record, field: &str) -> Result<SystemCode, Error> {
    sure(SystemCode::parse(row.filled(field)))
}

/// The different values of some texts of rows.
fn distinct<'r>(rows: &'r [Record], field: &str) -> Vec<String> {
    let texts: BTreeSet<&'r str> = rows.iter().filter_map(|row| row.text(field)).collect();
    texts.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::columns::TABLES;

    /// The names of fields that a table's file has in its code: first words of calls that take one.
    fn named(source: &str) -> BTreeSet<&str> {
        const CALLS: &[&str] = &[
            ".with(\"",
            ".set(\"",
            ".get(\"",
            ".text(\"",
            ".filled(\"",
            ".owned(\"",
            ".flag(\"",
            ".date(\"",
            ".whole(\"",
            "Fault::new(\"",
            "distinct(rows, \"",
            "look_up(at, rows, \"",
            "service(row, \"",
            "word(row, \"",
            "code(row, \"",
            "code(&after, \"",
            "unknown(\"",
            "field: \"",
        ];
        let after = |call: &'static str| source.split(call).skip(1).filter_map(|rest| rest.split('"').next());
        CALLS.iter().copied().flat_map(after).collect()
    }

    #[test]
    fn every_field_that_a_table_names_is_a_column_of_it() {
        let source = |kind| match kind {
            TableKind::Owners => include_str!("owners.rs"),
            TableKind::Contacts => include_str!("contacts.rs"),
            TableKind::Services => include_str!("services.rs"),
            TableKind::Volumes => include_str!("volumes.rs"),
            TableKind::Capabilities => include_str!("capabilities.rs"),
            TableKind::Needs => include_str!("needs.rs"),
            TableKind::Frame => include_str!("frame.rs"),
        };
        for kind in TABLES {
            let known: BTreeSet<&str> = columns(kind).iter().map(Column::field).collect();
            let named = named(source(kind));
            assert!(named.len() >= 3, "{kind:?}: {named:?}");
            assert!(named.is_subset(&known), "{kind:?}: {:?}", named.difference(&known));
        }
    }
}
