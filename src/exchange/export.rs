//! Export: a table is read page by page in the order of its keys, and written to a file row by row. The file is made
//! whole before anybody gets it, so that a fault in the middle is no file that lacks its end.

use std::fs::File;
use std::io;
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
use crate::error::{Error, Problem};
use crate::table::{Convention, NewCell, TableWriter, WriteError};
use crate::{Cx, private_file};

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

/// Writes a table to a file that is for its owner only, in place of the one that is there, which stays as it was until
/// the new one is whole; answers how many rows that were. Headers, and words such as kinds of services, are in the
/// language; a study is needed for its frame, and for nothing else.
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

/// Writes pages until the one without rows; where that does not come, nothing is written.
fn write(
    pages: mpsc::Receiver<Vec<Record>>,
    columns: &'static [Column],
    kind: TableKind,
    format: ExportFormat,
    language: Language,
    path: PathBuf,
) -> Result<u64, WriteError> {
    let headers: Vec<&str> = columns.iter().map(|column| column.header(language)).collect();
    // What a link leads to is replaced, and not the link.
    let path = path.canonicalize().unwrap_or(path);
    let is_stream = path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir());
    match format {
        // A terminal or a pipe takes what comes, and nothing can be put in its place.
        ExportFormat::Csv(convention) if is_stream => {
            let stream = File::options().write(true).open(&path)?;
            fill(TableWriter::csv(stream, convention, &headers)?, pages, columns, language)
        }
        ExportFormat::Csv(convention) => private_file::replace_with(&path, |file| {
            fill(TableWriter::csv(file, convention, &headers)?, pages, columns, language)
        }),
        ExportFormat::Xlsx => {
            let table = TableWriter::xlsx(&path, table_title(kind, language), &headers)?;
            fill(table, pages, columns, language)
        }
    }
}

fn fill(
    mut table: TableWriter<'_>,
    mut pages: mpsc::Receiver<Vec<Record>>,
    columns: &'static [Column],
    language: Language,
) -> Result<u64, WriteError> {
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
    Err(io::Error::other("the reading of the table broke off").into())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::cell::Cell;
    use super::*;

    const FORMATS: [ExportFormat; 2] = [ExportFormat::Csv(Convention::Norwegian), ExportFormat::Xlsx];

    fn write_pages(pages: Vec<Vec<Record>>, format: ExportFormat, path: &Path) -> Result<u64, WriteError> {
        let (sender, receiver) = mpsc::channel(9);
        for page in pages {
            sender.try_send(page).unwrap();
        }
        drop(sender);
        let kind = TableKind::Owners;
        write(receiver, columns(kind), kind, format, Language::Nb, path.to_owned())
    }

    #[test]
    fn what_was_there_stays_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("eiere");
        let good = Record::empty(columns(TableKind::Owners)).with("nameNb", Cell::text("Etat"));
        let bad = good.clone().with("nameNb", Cell::text("\u{7}"));
        for format in FORMATS {
            fs::write(&path, "before").unwrap();
            for pages in [vec![vec![good.clone()]], vec![vec![good.clone(), bad.clone()], Vec::new()]] {
                write_pages(pages, format, &path).unwrap_err();
                assert_eq!(fs::read(&path).unwrap(), b"before", "{format:?}");
                assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{format:?} leaves a draft");
            }
            assert_eq!(write_pages(vec![vec![good.clone()], Vec::new()], format, &path).unwrap(), 1);
            assert_ne!(fs::read(&path).unwrap(), b"before", "{format:?}");
        }
    }
}
