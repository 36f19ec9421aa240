//! An import from beginning to end, in two passes: the first finds out what becomes of each row, a few hundred rows in
//! each of its short transactions; the second writes all of them in one transaction, looking at everything anew.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use ::entity::id::StudyId;
use ::entity::import_job::TableKind;

use super::pass::{Counts, Pass, RowReport};
use super::problems::{Places, RowProblem};
use super::queries;
use super::read::{self, FileToRead, Piece};
use super::spool::Spooled;
use super::tables::{At, Table, columns, with_table};
use crate::Cx;
use crate::db::Txn;
use crate::error::{Error, Problem};

/// How often both passes are made, where others change the same things meanwhile.
const MOST_TURNS: usize = 5;

/// What is to be imported.
pub(super) struct Task {
    /// Who imports.
    pub(super) cx: Cx,
    /// What the file is about.
    pub(super) kind: TableKind,
    /// The study, where the table belongs to one.
    pub(super) study: Option<StudyId>,
    /// The file.
    pub(super) file: FileToRead,
    /// Changes nothing.
    pub(super) dry_run: bool,
}

/// How an import ended.
#[derive(Debug, PartialEq)]
pub(super) enum Ended {
    /// Everything in the file holds, or would.
    Done,
    /// Rows are refused, or the file as a whole, for these reasons. Nothing was changed.
    Refused(Vec<Problem>),
    /// Whoever it is reported to does not want it any more. Nothing was changed.
    Stopped,
}

/// To whom an import is reported. What answers `false` ends it.
pub(super) trait Report: Send {
    /// The first pass begins; what was told before does not count any more.
    async fn begin(&mut self, cx: &Cx) -> Result<bool, Error>;

    /// The header of this sheet could be read.
    fn header(&mut self, sheet: Option<&str>);

    /// What becomes of the next rows. The transaction is the report's to commit.
    async fn rows(&mut self, txn: Txn, rows: Vec<RowReport>, counts: Counts) -> Result<bool, Error>;

    /// Rows that turn out to be wrong after all.
    async fn late(&mut self, cx: &Cx, rows: Vec<(u32, RowProblem)>, counts: Counts) -> Result<bool, Error>;

    /// The second pass is about to begin.
    async fn applying(&mut self, cx: &Cx) -> Result<bool, Error>;

    /// The second pass begins, in this transaction.
    async fn may_apply(&mut self, txn: &Txn) -> Result<bool, Error>;

    /// Whether to go on; asked between two batches of the second pass.
    fn goes_on(&self) -> bool;

    /// Rows that came out in another way than in the first pass.
    async fn rows_again(&mut self, txn: &Txn, rows: Vec<RowReport>) -> Result<(), Error>;

    /// All rows are written; commits. Where it answers `false`, it has not.
    async fn applied(&mut self, txn: Txn, counts: Counts) -> Result<bool, Error>;
}

/// Imports.
///
/// # Errors
/// [`Error::Fault`] where the database or the disk fails; nothing was changed then.
pub(super) async fn run(task: &Task, report: &mut impl Report) -> Result<Ended, Error> {
    with_table!(task.kind, T => Box::pin(run_table::<T>(task, report)).await)
}

async fn run_table<T: Table>(task: &Task, report: &mut impl Report) -> Result<Ended, Error> {
    for _ in 0..MOST_TURNS {
        let first = match first_pass::<T>(task, report).await? {
            Looked::At(first) => first,
            Looked::Ended(ended) => return Ok(ended),
        };
        if task.dry_run {
            return Ok(Ended::Done);
        }
        if first.changing == 0 {
            return finished(task.cx.begin().await?, report, first.counts).await;
        }
        if !report.applying(&task.cx).await? {
            return Ok(Ended::Stopped);
        }
        match second_pass::<T>(task, report, first).await {
            Ok(Some(ended)) => return Ok(ended),
            // Somebody has changed the same things meanwhile; whether that matters, the first pass tells.
            Ok(None) => {}
            Err(error) if error.may_pass() => {
                tracing::info!("an import is tried again, as others changed the same things");
            }
            Err(error) => return Err(error),
        }
    }
    Err(Error::Fault(anyhow::anyhow!("others changed the same things each time that an import was tried")))
}

/// What came of the first pass.
enum Looked {
    At(First),
    Ended(Ended),
}

/// A first pass in which nothing was refused.
struct First {
    counts: Counts,
    /// How many rows change anything.
    changing: i64,
    /// What came out of each batch, in short.
    hashes: Vec<u64>,
    /// Where its columns are.
    places: Arc<Places>,
    /// Its rows, but for a dry run.
    rows: Option<Spooled>,
}

/// Reports that everything is written.
async fn finished(txn: Txn, report: &mut impl Report, counts: Counts) -> Result<Ended, Error> {
    Ok(if report.applied(txn, counts).await? { Ended::Done } else { Ended::Stopped })
}

async fn first_pass<T: Table>(task: &Task, report: &mut impl Report) -> Result<Looked, Error> {
    let mut pieces = read::begin(task.file.clone(), columns(task.kind), !task.dry_run);
    if !report.begin(&task.cx).await? {
        return Ok(Looked::Ended(Ended::Stopped));
    }
    let (mut pass, mut hashes, mut rows_again) = (None, Vec::new(), None);
    while let Some(piece) = pieces.recv().await {
        let rows = match piece {
            Piece::Begun { sheet, places } => {
                report.header(sheet.as_deref());
                pass = Some((Pass::<T>::new(Arc::clone(&places)), places));
                continue;
            }
            Piece::Rows(rows) => rows,
            Piece::Ended(kept) => {
                rows_again = Some(kept);
                break;
            }
            Piece::Refused(problems) => return Ok(Looked::Ended(Ended::Refused(problems))),
            Piece::Failed(error) => return Err(Error::Fault(error)),
        };
        let Some((pass, _)) = &mut pass else { continue };
        let txn = task.cx.begin().await?;
        let at = At { cx: &task.cx, txn: &txn, study: task.study, lock: false };
        let rows = pass.take(&at, rows, false).await?;
        hashes.push(hash(&rows));
        if !report.rows(txn, rows, pass.counts).await? {
            return Ok(Looked::Ended(Ended::Stopped));
        }
    }
    let (Some((mut pass, places)), Some(rows)) = (pass, rows_again) else { return Err(broken_off()) };
    let late = pass.end();
    if !late.is_empty() && !report.late(&task.cx, late, pass.counts).await? {
        return Ok(Looked::Ended(Ended::Stopped));
    }
    let (counts, whole) = (pass.counts, pass.whole());
    if counts.refused > 0 || !whole.is_empty() {
        return Ok(Looked::Ended(Ended::Refused(whole)));
    }
    let changing = counts.new + counts.changed;
    Ok(Looked::At(First { counts, changing, hashes, places, rows }))
}

/// Writes everything, or nothing. `None` where something is refused that the first pass accepted. On SQLite nobody else
/// writes meanwhile, so whatever can be done before it begins is.
async fn second_pass<T: Table>(
    task: &Task,
    report: &mut impl Report,
    first: First,
) -> Result<Option<Ended>, Error> {
    let Some(rows) = first.rows else { return Err(broken_off()) };
    let (mut pieces, mut pass) = (rows.read(), Pass::<T>::new(first.places));
    let mut expected = first.hashes.into_iter();
    let txn = task.cx.begin().await?;
    if !report.may_apply(&txn).await? {
        return Ok(Some(Ended::Stopped));
    }
    queries::serialize_applying(&txn).await?;
    loop {
        let rows = match pieces.recv().await {
            Some(Piece::Rows(rows)) => rows,
            Some(Piece::Ended(_)) => break,
            Some(Piece::Failed(error)) => return Err(Error::Fault(error)),
            Some(Piece::Begun { .. } | Piece::Refused(_)) | None => return Err(broken_off()),
        };
        if !report.goes_on() {
            return Ok(Some(Ended::Stopped));
        }
        let at = At { cx: &task.cx, txn: &txn, study: task.study, lock: true };
        let rows = pass.take(&at, rows, true).await?;
        if pass.counts.refused > 0 || !pass.whole().is_empty() {
            return Ok(None);
        }
        if expected.next() != Some(hash(&rows)) {
            report.rows_again(&txn, rows).await?;
        }
    }
    if !pass.end().is_empty() {
        return Ok(None);
    }
    finished(txn, report, pass.counts).await.map(Some)
}

fn broken_off() -> Error {
    Error::Fault(anyhow::anyhow!("the reading of a file broke off"))
}

/// What came out of a batch, in short: enough to see whether it comes out the same again.
fn hash(rows: &[RowReport]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for row in rows {
        (row.number, row.fate, &row.key, &row.changes).hash(&mut hasher);
    }
    hasher.finish()
}
