//! Export: a table is read page by page in the order of its keys, and written to a file row by row. The file is made
//! whole before anybody gets it, so that a fault in the middle is no file that lacks its end.

use std::fs::File;
use std::path::{Path, PathBuf};

use ::entity::Language;
use ::entity::id::StudyId;
use ::entity::import_job::TableKind;
use tokio::sync::mpsc;

use super::cell::written;
use super::columns::{Column, columns, table_title};
use super::record::Record;
use super::tables::{Table, with_table};
use super::{Doing, authorize};
use crate::Cx;
use crate::error::{Error, Problem};
use crate::table::{Convention, NewCell, TableWriter, WriteError};

/// Rows that are read at once.
const PAGE: u64 = 1_000;
/// Pages that wait to be written.
const AHEAD: usize = 2;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// CSV in this convention.
    Csv(Convention),
    /// A workbook.
    Xlsx,
}

/// Writes a table to a file, in place of what is in it; answers how many rows that were. Headers, and words such as
/// kinds of services, are in the language; a study is needed for its frame, and for nothing else.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see it; [`Error::Refused`] about `studyId`, or where a workbook has no
/// room for it; [`Error::Fault`] where the database or the disk fails.
pub async fn to_file(
    cx: &Cx,
    kind: TableKind,
    study: Option<StudyId>,
    format: ExportFormat,
    language: Language,
    path: &Path,
) -> Result<u64, Error> {
    authorize(cx, kind, study, Doing::Export).await?;
    let (sender, receiver) = mpsc::channel(AHEAD);
    let path = path.to_owned();
    let writing =
        tokio::task::spawn_blocking(move || write(receiver, columns(kind), kind, format, language, path));
    let read = with_table!(kind, T => read_pages::<T>(cx, study, &sender).await);
    if read.is_ok() {
        // The page without rows that ends the table; where nobody takes it, the writer says why below.
        let _ = sender.send(Vec::new()).await;
    }
    drop(sender);
    let written = writing.await.map_err(|error| Error::Fault(error.into()))?;
    read?;
    written.map_err(|error| match error {
        WriteError::TooManyRows { max } => Error::refused("format", Problem::TooManyRows { max }),
        other => Error::Fault(other.into()),
    })
}

/// Reads all pages; ends early where nobody takes them any more.
async fn read_pages<T: Table>(
    cx: &Cx,
    study: Option<StudyId>,
    sender: &mpsc::Sender<Vec<Record>>,
) -> Result<(), Error> {
    let mut after = None;
    loop {
        let (rows, last) = T::page(cx, study, after, PAGE).await?;
        let is_last = (rows.len() as u64) < PAGE;
        if (!rows.is_empty() && sender.send(rows).await.is_err()) || is_last {
            return Ok(());
        }
        after = last;
    }
}

/// Writes pages until the one without rows; where that does not come, the table is not whole, and is left as it is.
fn write(
    mut pages: mpsc::Receiver<Vec<Record>>,
    columns: &'static [Column],
    kind: TableKind,
    format: ExportFormat,
    language: Language,
    path: PathBuf,
) -> Result<u64, WriteError> {
    let headers: Vec<&str> = columns.iter().map(|column| column.header(language)).collect();
    let mut table = match format {
        ExportFormat::Csv(convention) => TableWriter::csv(create(&path)?, convention, &headers)?,
        ExportFormat::Xlsx => TableWriter::xlsx(&path, table_title(kind, language), &headers)?,
    };
    let mut rows = 0;
    while let Some(page) = pages.blocking_recv() {
        if page.is_empty() {
            table.finish()?;
            return Ok(rows);
        }
        for record in &page {
            let mut texts = vec![String::new(); columns.len()];
            let cells: Vec<NewCell<'_>> = record
                .cells()
                .zip(&mut texts)
                .map(|((column, cell), text)| written(cell, column.kind, language, text))
                .collect();
            table.row(&cells)?;
            rows += 1;
        }
    }
    Ok(rows)
}

/// Opens the file to be written. A new one is for its owner only, as the rows may name people.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
