//! An import of a file on this machine, as a command does it: reported as it goes, and not kept.

use std::path::PathBuf;

use ::entity::id::StudyId;
use ::entity::import_job::TableKind;
use ::entity::import_row::RowFate;

use super::pass::{Counts, RowReport};
use super::problems::RowProblem;
use super::read::{ColumnChoice, FileToRead};
use super::run::{Ended, Report, Task, run};
use super::{Doing, authorize, limits};
use crate::Cx;
use crate::db::Txn;
use crate::error::{Error, Problem};

/// A file to be imported.
pub struct FromDisk {
    /// Where it is.
    pub path: PathBuf,
    /// What it is about.
    pub kind: TableKind,
    /// The study, for a frame and nothing else.
    pub study: Option<StudyId>,
    /// Which sheet; the first where not said.
    pub sheet: Option<String>,
    /// Columns that were chosen by hand.
    pub columns: Vec<ColumnChoice>,
    /// Changes nothing.
    pub dry_run: bool,
}

/// What is told of an import while it goes on.
#[derive(Debug)]
pub enum Told<'t> {
    /// A row is refused.
    Refused {
        /// The sheet; none in CSV.
        sheet: Option<&'t str>,
        /// Its number, as a spreadsheet shows it.
        row: u32,
        /// One reason, of perhaps several.
        problem: &'t RowProblem,
    },
    /// So many rows have been looked at.
    Read(Counts),
    /// All rows are fine, and are being written.
    Applying,
}

/// Imports a file. Answers how many rows met which fate, and what is wrong with the file as a whole; where that is
/// anything, or a row was refused, nothing was changed.
///
/// # Errors
/// [`Error::Refused`] about `studyId`; [`Error::Fault`] where the file, the database or the disk fails; nothing was changed then.
pub async fn from_disk(
    cx: &Cx,
    import: FromDisk,
    tell: impl FnMut(Told<'_>) + Send,
) -> Result<(Counts, Vec<Problem>), Error> {
    authorize(cx, import.kind, import.study, Doing::Import).await?;
    let name = import.path.file_name().map(|name| name.to_string_lossy().into_owned());
    let task = Task {
        cx: cx.clone(),
        kind: import.kind,
        study: import.study,
        file: FileToRead {
            name: name.unwrap_or_default(),
            path: import.path,
            sheet: import.sheet,
            choices: import.columns,
            limits: limits(cx.app.settings.limits.upload_bytes),
        },
        dry_run: import.dry_run,
    };
    let mut telling = Telling { tell, sheet: None, counts: Counts::default() };
    let problems = match run(&task, &mut telling).await? {
        Ended::Refused(problems) => problems,
        Ended::Done | Ended::Stopped => Vec::new(),
    };
    Ok((telling.counts, problems))
}

struct Telling<F> {
    tell: F,
    sheet: Option<String>,
    counts: Counts,
}

impl<F: FnMut(Told<'_>) + Send> Telling<F> {
    fn refuse(&mut self, row: u32, problem: &RowProblem) {
        (self.tell)(Told::Refused { sheet: self.sheet.as_deref(), row, problem });
    }
}

impl<F: FnMut(Told<'_>) + Send> Report for Telling<F> {
    async fn begin(&mut self, _: &Cx) -> Result<bool, Error> {
        self.counts = Counts::default();
        Ok(true)
    }

    fn header(&mut self, sheet: Option<&str>) {
        self.sheet = sheet.map(str::to_owned);
    }

    async fn rows(&mut self, _: Txn, rows: Vec<RowReport>, counts: Counts) -> Result<bool, Error> {
        for row in rows.iter().filter(|row| row.fate == RowFate::Refused) {
            for problem in &row.problems {
                self.refuse(row.number, problem);
            }
        }
        self.counts = counts;
        (self.tell)(Told::Read(counts));
        Ok(true)
    }

    async fn late(&mut self, _: &Cx, rows: Vec<(u32, RowProblem)>, counts: Counts) -> Result<bool, Error> {
        for (row, problem) in &rows {
            self.refuse(*row, problem);
        }
        self.counts = counts;
        Ok(true)
    }

    async fn applying(&mut self, _: &Cx) -> Result<bool, Error> {
        (self.tell)(Told::Applying);
        Ok(true)
    }

    async fn may_apply(&mut self, _: &Txn) -> Result<bool, Error> {
        Ok(true)
    }

    fn goes_on(&self) -> bool {
        true
    }

    async fn rows_again(&mut self, _: &Txn, _: Vec<RowReport>) -> Result<(), Error> {
        Ok(())
    }

    async fn applied(&mut self, txn: Txn, counts: Counts) -> Result<bool, Error> {
        txn.commit().await?;
        self.counts = counts;
        Ok(true)
    }
}
