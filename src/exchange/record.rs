use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::columns::{Column, Kind, Need};
use crate::error::Problem;

/// A row of a table: one cell for each of its columns.
#[derive(Clone, Debug)]
pub(super) struct Record {
    columns: &'static [Column],
    cells: Vec<Cell>,
}

/// A field of a thing that a row changes, or sets in a new one. Choices have their stable names, days and months are
/// written `2026-05-31` and `2026-05`, yes and no `true` and `false`, whatever the language.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// The column's stable name.
    pub field: String,
    /// What it was; nothing where it was empty, or the thing is new.
    pub before: Option<String>,
    /// What it is, or would be; nothing where it is emptied.
    pub after: Option<String>,
    /// What else it is that the row changes, as rows are told; nothing where it is what the row is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// What is wrong with a field of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    /// The column's stable name.
    pub(super) field: &'static str,
    /// What is wrong.
    pub(super) problem: Problem,
}

impl Fault {
    pub(super) fn new(field: &'static str, problem: Problem) -> Self {
        Self { field, problem }
    }
}

impl Record {
    /// A row with nothing in it.
    pub(super) fn empty(columns: &'static [Column]) -> Self {
        Self { columns, cells: vec![Cell::Empty; columns.len()] }
    }

    /// The same with a cell set.
    #[must_use]
    pub(super) fn with(mut self, field: &str, cell: Cell) -> Self {
        self.set(field, cell);
        self
    }

    /// Sets a cell. The tables name their own columns only: a test of theirs sees to it.
    pub(super) fn set(&mut self, field: &str, cell: Cell) {
        if let Some(index) = self.columns.iter().position(|column| column.field() == field)
            && let Some(place) = self.cells.get_mut(index)
        {
            *place = cell;
        }
    }

    pub(super) fn get(&self, field: &str) -> &Cell {
        let index = self.columns.iter().position(|column| column.field() == field);
        index.and_then(|index| self.cells.get(index)).unwrap_or(&Cell::Empty)
    }

    /// A cell as text; nothing where it holds none.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        match self.get(field) {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A cell of text that has to be filled by now; empty where it is not.
    pub(super) fn filled(&self, field: &str) -> &str {
        self.text(field).unwrap_or_default()
    }

    pub(super) fn owned(&self, field: &str) -> Option<String> {
        self.text(field).map(str::to_owned)
    }

    pub(super) fn flag(&self, field: &str) -> bool {
        *self.get(field) == Cell::Flag(true)
    }

    pub(super) fn date(&self, field: &str) -> Option<NaiveDate> {
        match self.get(field) {
            Cell::Date(date) => Some(*date),
            _ => None,
        }
    }

    pub(super) fn whole(&self, field: &str) -> Option<i64> {
        match self.get(field) {
            Cell::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// Its cells with their columns, in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&'static Column, &Cell)> {
        self.columns.iter().zip(&self.cells)
    }

    /// What it is about, as a person may read it; unique in its table.
    pub(super) fn key(&self) -> String {
        let keys = self.cells().filter(|(column, _)| column.need == Need::Key);
        let shown = |(column, cell): (&Column, &Cell)| {
            let shown = cell.shown(column.kind).unwrap_or_default();
            // Addresses that differ in case only are one person's, and codes are one thing's.
            if matches!(column.kind, Kind::Email | Kind::Code) { shown.to_lowercase() } else { shown }
        };
        keys.map(shown).collect::<Vec<_>>().join(" / ")
    }

    /// This row with the cells of a file put in; those that the file does not have stay.
    #[must_use]
    pub(super) fn overlaid(mut self, cells: &[Option<Cell>]) -> Self {
        for (own, new) in self.cells.iter_mut().zip(cells) {
            if let Some(new) = new {
                *own = new.clone();
            }
        }
        self
    }

    /// The fields that have to be filled and are not.
    pub(super) fn lacking(&self) -> Vec<Fault> {
        let lacks = |(column, cell): &(&Column, &Cell)| column.need == Need::Filled && **cell == Cell::Empty;
        self.cells().filter(lacks).map(|(column, _)| Fault::new(column.field(), Problem::Required)).collect()
    }

    /// The fields that differ from what was there before; of something new, those that hold something.
    pub(super) fn changes_from(&self, before: Option<&Self>) -> Vec<Change> {
        let before_of = |index: usize| before.and_then(|before| before.cells.get(index));
        self.cells()
            .enumerate()
            .filter(|(index, (_, cell))| before_of(*index).unwrap_or(&Cell::Empty) != *cell)
            .map(|(index, (column, cell))| Change {
                field: column.field().to_owned(),
                before: before_of(index).and_then(|before| before.shown(column.kind)),
                after: cell.shown(column.kind),
                key: None,
            })
            .collect()
    }
}
