//! One way through a file: what becomes of each row, in the light of what is stored and of the rows before it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use ::entity::import_row::RowFate;

use super::columns::Need;
use super::problems::{Places, RowProblem};
use super::read::Parsed;
use super::record::{Change, Fault, Record};
use super::tables::{Accepted, At, Table};
use crate::error::{Error, Problem};

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RowReport {
    /// Its number, as a spreadsheet shows it.
    pub(super) number: u32,
    /// What becomes of it.
    pub(super) fate: RowFate,
    /// What it is about; empty where that cannot be told.
    pub(super) key: String,
    /// What it changes.
    pub(super) changes: Vec<Change>,
    /// Why it is refused.
    pub(super) problems: Vec<RowProblem>,
}

/// How many rows met which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// They make something new.
    pub new: i64,
    /// They change something.
    pub changed: i64,
    /// They say what holds already.
    pub unchanged: i64,
    /// They cannot be taken.
    pub refused: i64,
}

impl Counts {
    /// All rows.
    #[must_use]
    pub fn read(&self) -> i64 {
        self.new + self.changed + self.unchanged + self.refused
    }

    fn of(&mut self, fate: RowFate) -> &mut i64 {
        match fate {
            RowFate::New => &mut self.new,
            RowFate::Changed => &mut self.changed,
            RowFate::Unchanged => &mut self.unchanged,
            RowFate::Refused => &mut self.refused,
        }
    }
}

/// One way through a file.
pub(super) struct Pass<T> {
    table: T,
    places: Arc<Places>,
    /// The rows in which things were named first.
    seen: HashMap<String, u32>,
    fates: Vec<(u32, RowFate)>,
    /// Columns that the file does not have and new things need, with the first row that makes one.
    needed: BTreeMap<&'static str, u32>,
    /// How many rows met which fate so far.
    pub(super) counts: Counts,
}

impl<T: Table> Pass<T> {
    pub(super) fn new(places: Arc<Places>) -> Self {
        Self {
            table: T::default(),
            places,
            seen: HashMap::new(),
            fates: Vec::new(),
            needed: BTreeMap::new(),
            counts: Counts::default(),
        }
    }

    /// Says what becomes of the next rows; writes those that are accepted, where `write` says so and nothing stands in
    /// the way of the file as a whole ([`Pass::whole`]).
    ///
    /// # Errors
    /// [`Error::Fault`] where the database fails.
    pub(super) async fn take(
        &mut self,
        at: &At<'_>,
        rows: Vec<Parsed>,
        write: bool,
    ) -> Result<Vec<RowReport>, Error> {
        let record = |row: &Parsed| Record::empty(T::COLUMNS).overlaid(&row.cells);
        let records: Vec<Record> = rows.iter().map(record).collect();
        let named: Vec<Record> = rows
            .iter()
            .zip(&records)
            .filter(|(row, _)| is_named::<T>(row))
            .map(|(_, record)| record.clone())
            .collect();
        self.table.look_up(at, &named).await?;
        let (mut reports, mut accepted) = (Vec::with_capacity(rows.len()), Vec::new());
        for (row, record) in rows.into_iter().zip(records) {
            let (report, changing) = self.judge(row, &record);
            *self.counts.of(report.fate) += 1;
            self.fates.push((report.number, report.fate));
            reports.push(report);
            accepted.extend(changing);
        }
        if write && !accepted.is_empty() && self.needed.is_empty() {
            self.table.write(at, accepted).await?;
        }
        Ok(reports)
    }

    fn judge(&mut self, row: Parsed, record: &Record) -> (RowReport, Option<Accepted>) {
        let number = row.number;
        let key = is_named::<T>(&row).then(|| record.key());
        let (fate, changes, problems, accepted) = match self.outcome(row, record, key.as_deref()) {
            Ok(outcome) => (outcome.fate, outcome.changes, Vec::new(), outcome.accepted),
            Err(problems) => (RowFate::Refused, Vec::new(), problems, None),
        };
        let key = key.unwrap_or_default();
        (RowReport { number, fate, key, changes, problems }, accepted)
    }

    /// What a row does, or everything that is wrong with it.
    fn outcome(
        &mut self,
        row: Parsed,
        record: &Record,
        key: Option<&str>,
    ) -> Result<Outcome, Vec<RowProblem>> {
        let Parsed { number, cells, mut problems } = row;
        let Some(key) = key else { return Err(problems) };
        match self.seen.entry(key.to_owned()) {
            Entry::Occupied(first) => {
                let fault = Fault::new(first_key::<T>(), Problem::SameAsRow { row: *first.get() });
                problems.push(self.places.locate(fault));
                return Err(problems);
            }
            Entry::Vacant(entry) => {
                entry.insert(number);
            }
        }
        let before = match self.table.before(record) {
            Ok(before) => before,
            Err(faults) => {
                problems.extend(self.located(faults));
                return Err(problems);
            }
        };
        let after = before.clone().unwrap_or_else(|| self.table.blank(record)).overlaid(&cells);
        // What no row of the file can have is wrong with the file, and not with each of its rows.
        let (lacking, needed): (Vec<Fault>, Vec<Fault>) =
            after.lacking().into_iter().partition(|fault| self.places.has(fault.field));
        for fault in needed {
            self.needed.entry(fault.field).or_insert(number);
        }
        let is_new = |fault: &Fault| problems.iter().all(|problem| problem.field != fault.field);
        let lacking: Vec<Fault> = lacking.into_iter().filter(is_new).collect();
        problems.extend(self.located(lacking));
        if !problems.is_empty() {
            return Err(problems);
        }
        let also =
            self.table.accept(number, before.as_ref(), &after).map_err(|faults| self.located(faults))?;
        Ok(Outcome::of::<T>(before, after, also))
    }

    fn located(&self, faults: Vec<Fault>) -> Vec<RowProblem> {
        faults.into_iter().map(|fault| self.places.locate(self.in_words(fault))).collect()
    }

    /// A cell that has to be filled cannot be where the file lacks its column: that is what is said then.
    fn in_words(&self, fault: Fault) -> Fault {
        if fault.problem != Problem::Required || self.places.has(fault.field) {
            return fault;
        }
        Fault { problem: Places::missing(fault.field, T::COLUMNS), ..fault }
    }

    /// What is wrong with the file as a whole, in the light of the rows so far: the complete list.
    pub(super) fn whole(&self) -> Vec<Problem> {
        Places::needed(&self.needed, T::COLUMNS)
    }

    /// The rows that turn out to be wrong once the whole file was seen; they are counted as refused.
    pub(super) fn end(&mut self) -> Vec<(u32, RowProblem)> {
        let late: Vec<(u32, RowProblem)> = self
            .table
            .at_end()
            .into_iter()
            .map(|(number, fault)| (number, self.places.locate(fault)))
            .collect();
        for (number, _) in &late {
            if let Ok(index) = self.fates.binary_search_by_key(number, |(number, _)| *number)
                && let Some((_, fate)) = self.fates.get_mut(index)
            {
                *self.counts.of(*fate) -= 1;
                *fate = RowFate::Refused;
                self.counts.refused += 1;
            }
        }
        late
    }
}

/// What an accepted row does.
struct Outcome {
    fate: RowFate,
    changes: Vec<Change>,
    accepted: Option<Accepted>,
}

impl Outcome {
    fn of<T: Table>(before: Option<Record>, after: Record, also: Vec<Change>) -> Self {
        let mut changes = after.changes_from(before.as_ref());
        changes.extend(also);
        let (fate, changes) = match &before {
            None if T::is_nothing(&after) => (RowFate::Unchanged, Vec::new()),
            None => (RowFate::New, changes),
            Some(_) if changes.is_empty() => (RowFate::Unchanged, changes),
            Some(_) => (RowFate::Changed, changes),
        };
        let accepted = (fate != RowFate::Unchanged).then_some(Accepted { before, after });
        Self { fate, changes, accepted }
    }
}

/// Whether all cells could be read that tell what a row is about.
fn is_named<T: Table>(row: &Parsed) -> bool {
    let mut keys = T::COLUMNS.iter().zip(&row.cells).filter(|(column, _)| column.need == Need::Key);
    keys.all(|(_, cell)| cell.is_some())
}

fn first_key<T: Table>() -> &'static str {
    let key = T::COLUMNS.iter().find(|column| column.need == Need::Key);
    key.map_or("", super::columns::Column::field)
}
