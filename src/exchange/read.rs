//! Reads a file in a thread of its own, a few hundred rows at a time, and never more ahead than is asked for.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::cell::{self, Cell};
use super::columns::{Column, specs};
use super::problems::{self, Places, RowProblem};
use super::record::Fault;
use super::spool::{Spool, Spooled};
use crate::error::Problem;
use crate::table::{Choice, Columns, Limits, Row, Rows, Source, Table, TableError};

/// Rows that are looked at together.
pub(super) const BATCH: usize = 500;
/// Batches that wait for whoever takes them.
pub(super) const AHEAD: usize = 2;

/// What a person chose a column of the file to be.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ColumnChoice {
    /// What the header says of it, or its letters.
    pub column: String,
    /// The column of ours, by its stable name; absent where it is not to be read.
    pub field: Option<String>,
}

/// A file to be imported.
#[derive(Clone, Debug)]
pub(super) struct FileToRead {
    /// What it is called.
    pub(super) name: String,
    /// Where its bytes are.
    pub(super) path: PathBuf,
    /// Which sheet; the first where not said.
    pub(super) sheet: Option<String>,
    /// Columns that were chosen by hand.
    pub(super) choices: Vec<ColumnChoice>,
    /// The most that it may have.
    pub(super) limits: Limits,
}

/// A row as it was read.
pub(super) struct Parsed {
    /// Its number, as a spreadsheet shows it.
    pub(super) number: u32,
    /// A cell for each column of the table; nothing where the file has no such column, or it cannot be read.
    pub(super) cells: Vec<Option<Cell>>,
    /// What cannot be read.
    pub(super) problems: Vec<RowProblem>,
}

/// What comes of reading, piece by piece.
pub(super) enum Piece {
    /// The header is fine, and rows follow.
    Begun { sheet: Option<String>, places: Arc<Places> },
    /// The next rows.
    Rows(Vec<Parsed>),
    /// That was all; the rows again, where they were to be kept.
    Ended(Option<Spooled>),
    /// The file as a whole cannot be taken; nothing follows.
    Refused(Vec<Problem>),
    /// The disk failed us; nothing follows.
    Failed(anyhow::Error),
}

/// Begins to read, and keeps the rows for reading them again where `keep` says so. The thread ends when the file does, or
/// when nobody takes the pieces any more.
pub(super) fn begin(file: FileToRead, columns: &'static [Column], keep: bool) -> mpsc::Receiver<Piece> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = read(&file, columns, keep, &sender) {
            let last = match problems::of_file(error) {
                Ok(problem) => Piece::Refused(vec![problem]),
                Err(error) => Piece::Failed(anyhow::Error::from(error).context("a file cannot be read")),
            };
            // Where nobody listens any more, nobody wants to know.
            let _ = sender.blocking_send(last);
        }
    });
    receiver
}

fn read(
    file: &FileToRead,
    columns: &'static [Column],
    keep: bool,
    sender: &mpsc::Sender<Piece>,
) -> Result<(), TableError> {
    let source = Source { name: file.name.clone(), path: file.path.clone() };
    let mut table = Table::open(&source, file.limits)?;
    let rows = table.rows(file.sheet.as_deref())?;
    let found = match find_columns(&rows, columns, &file.choices) {
        Ok(found) => found,
        Err(problems) => {
            let _ = sender.blocking_send(Piece::Refused(problems));
            return Ok(());
        }
    };
    let places = Arc::new(Places::of(&found));
    let sheet = rows.sheet().map(str::to_owned);
    if sender.blocking_send(Piece::Begun { sheet, places: Arc::clone(&places) }).is_err() {
        return Ok(());
    }
    let mut spool = if keep { Some(Spool::new()?) } else { None };
    let mut batch = Vec::with_capacity(BATCH);
    for row in rows {
        batch.push(parse(&row?, &found, columns, &places));
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            spool.as_mut().map_or(Ok(()), |spool| spool.put(&full))?;
            if sender.blocking_send(Piece::Rows(full)).is_err() {
                return Ok(());
            }
        }
    }
    if !batch.is_empty() {
        spool.as_mut().map_or(Ok(()), |spool| spool.put(&batch))?;
        let _ = sender.blocking_send(Piece::Rows(batch));
    }
    let _ = sender.blocking_send(Piece::Ended(spool.map(Spool::done).transpose()?));
    Ok(())
}

/// Which columns of the file are which of ours. A column that nobody knows is refused, lest what is in it is lost
/// without a word: whoever sends it says that it is not to be read.
fn find_columns(
    rows: &Rows<'_>,
    columns: &'static [Column],
    choices: &[ColumnChoice],
) -> Result<Columns, Vec<Problem>> {
    let choice = |choice: &ColumnChoice| Choice { key: choice.field.clone(), column: choice.column.clone() };
    let choices: Vec<Choice> = choices.iter().map(choice).collect();
    let found = Columns::find(rows.header(), &specs(columns), &choices);
    let problems = problems::of_columns(&found, columns);
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn parse(row: &Row, found: &Columns, columns: &'static [Column], places: &Places) -> Parsed {
    let mut parsed =
        Parsed { number: row.number, cells: Vec::with_capacity(columns.len()), problems: Vec::new() };
    parsed.problems.extend(found.stray(row).map(Places::stray));
    for column in columns {
        if !places.has(column.field()) {
            parsed.cells.push(None);
            continue;
        }
        match cell::read(&found.field(row, column.field()), column) {
            Ok(cell) => parsed.cells.push(Some(cell)),
            Err(problem) => {
                parsed.cells.push(None);
                parsed.problems.push(places.locate(Fault::new(column.field(), problem)));
            }
        }
    }
    parsed
}
