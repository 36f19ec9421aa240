//! Import and export of the registry and of a study's frame as tables: CSV and XLSX.
//!
//! One file for each table (`tables`) says which columns it has, how what is stored becomes a row, and how a row is
//! stored; the same rows are read, compared and written, so that what is exported and imported again changes nothing.
//!
//! Invariants:
//! - **all or nothing**: an import writes in one transaction, after a pass that changes nothing has accepted every row;
//!   whatever is refused in either, nothing is changed;
//! - **complete lists**: every row is looked at, and every problem told with its row and column. A column that nobody
//!   knows is refused rather than passed over;
//! - **bounded memory**: a file is read a few hundred rows at a time. What is held of all of it is the keys of its rows;
//! - a worker takes an import by a lease, which it renews; one that is killed leaves nothing but a lease that runs out,
//!   and the next begins anew. One that has lost its lease writes nothing. Whoever asked for an import must still be
//!   allowed to when it runs;
//! - what is imported is remembered as if it had been typed in ([`many`](crate::registry::many));
//! - files that were sent are deleted once the last import of them is done, or after a day; reports after a month, those
//!   that name people after a day.

mod cell;
mod columns;
mod export;
mod from_disk;
pub mod graphql;
mod imports;
mod lease;
mod pass;
mod problems;
mod queries;
mod read;
mod record;
mod run;
mod spool;
mod tables;
pub mod uploads;
mod worker;

pub use ::entity::import_job::{ImportStatus, TableKind};
pub use ::entity::import_row::RowFate;
pub use ::entity::{import_job, import_row, upload};
pub use columns::{Column, Kind, Need, TABLES, columns, table_name, table_title};
pub use export::{ExportFormat, to_file};
pub use from_disk::{FromDisk, Told, from_disk};
pub use imports::{
    NewImport, by_id, cancel, changes_of, list, problems_of, row_count, start, whole_problems_of,
};
pub use pass::Counts;
pub use problems::RowProblem;
pub use queries::RowsOf;
pub use read::ColumnChoice;
pub use record::Change;
pub use worker::{run_due, work_until};

use ::entity::id::StudyId;

use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem};
use crate::{study, table};

/// Wakes this process's worker.
#[derive(Debug, Default)]
pub struct Imports {
    queued: tokio::sync::Notify,
}

impl Imports {
    fn wake(&self) {
        self.queued.notify_one();
    }
}

/// What somebody wants of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Import,
    Export,
}

/// Grants the import or the export of a table. A frame belongs to a study, and nothing else does.
async fn authorize(cx: &Cx, kind: TableKind, study: Option<StudyId>, doing: Doing) -> Result<(), Error> {
    let (in_study, elsewhere) = match (doing, kind) {
        (Doing::Import, _) => (Permission::EditFrame, Permission::EditRegistry),
        // They name people.
        (Doing::Export, TableKind::Contacts) => (Permission::ReadStudy, Permission::EditRegistry),
        (Doing::Export, _) => (Permission::ReadStudy, Permission::ReadRegistry),
    };
    match (kind, study) {
        (TableKind::Frame, Some(study)) => study::authorize(cx, study, in_study).await,
        (TableKind::Frame, None) => {
            cx.actor.require(elsewhere)?;
            Err(Error::refused("studyId", Problem::Required))
        }
        (_, None) => cx.actor.require(elsewhere),
        (_, Some(_)) => {
            cx.actor.require(elsewhere)?;
            Err(Error::refused("studyId", Problem::OutOfPlace))
        }
    }
}

/// How much a file may have, given its most bytes.
fn limits(file_bytes: u64) -> table::Limits {
    let defaults = table::Limits::default();
    table::Limits {
        file_bytes,
        unpacked_bytes: defaults.unpacked_bytes.max(file_bytes.saturating_mul(8)),
        // As many as a sheet of a workbook has room for, nearly: what was exported can be imported.
        rows: 1_000_000,
        ..defaults
    }
}
