//! The sheets of a workbook, one row at a time.

use std::fs::File;
use std::io::{BufReader, Seek as _};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError};

use super::archive;
use super::date;
use super::error::{OtherFormat, TableError};
use super::fence::fenced;
use super::merged::Merged;
use super::place::column_letters;
use super::source::Limits;
use super::value::Value;

type OpenFile = BufReader<File>;

/// A workbook that has been found to be whole and within its limits.
pub(super) struct Workbook {
    library: Xlsx<OpenFile>,
    has_merged_cells: bool,
}

impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook").field("sheets", &self.library.sheets_metadata()).finish_non_exhaustive()
    }
}

impl Workbook {
    pub(super) fn open(mut file: File, limits: &Limits) -> Result<Self, TableError> {
        let has_merged_cells = archive::inspect(file.try_clone()?, limits)?;
        file.rewind()?;
        let library = safely(|| Xlsx::new(BufReader::new(file)))?;
        Ok(Self { library, has_merged_cells })
    }

    pub(super) fn visible_sheets(&self) -> Vec<String> {
        let sheets = self.library.sheets_metadata().iter();
        sheets
            .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
            .map(|sheet| sheet.name.clone())
            .collect()
    }

    /// The name of the sheet that is asked for, or of the first that a person sees.
    pub(super) fn choose_sheet(&self, wanted: Option<&str>) -> Result<String, TableError> {
        let mut sheets =
            self.library.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let chosen = match wanted {
            Some(name) => sheets.find(|sheet| sheet.name == name),
            None => sheets.find(|sheet| sheet.visible == SheetVisible::Visible),
        };
        match chosen {
            Some(sheet) => Ok(sheet.name.clone()),
            None => Err(TableError::NoSuchSheet { sheets: self.visible_sheets() }),
        }
    }

    pub(super) fn cells(&mut self, sheet: &str, limits: Limits) -> Result<SheetRows<'_>, TableError> {
        let merged = if self.has_merged_cells {
            safely(|| self.library.merge_cells_by_sheet_name(sheet))?
        } else {
            Vec::new()
        };
        let reader = safely(|| self.library.worksheet_cells_reader(sheet))?;
        Ok(SheetRows {
            reader,
            merged: Merged::new(merged, limits.columns),
            limits,
            ahead: None,
            row: 0,
            at_end: false,
        })
    }
}

/// The rows of a sheet that have a cell, in order.
pub(super) struct SheetRows<'w> {
    reader: XlsxCellReader<'w, OpenFile>,
    merged: Merged,
    limits: Limits,
    /// The first cell of the next row.
    ahead: Option<SheetCell>,
    /// The number of the row that was read last.
    row: u32,
    /// The library reads on behind the last cell where it is asked once more.
    at_end: bool,
}

struct SheetCell {
    row: u32,
    column: usize,
    value: Value,
}

impl SheetRows<'_> {
    /// The next row with anything in it; nothing at the end.
    pub(super) fn next_row(&mut self) -> Result<Option<(u32, Vec<Value>)>, TableError> {
        let first = match self.ahead.take() {
            Some(cell) => cell,
            None => match self.next_cell()? {
                Some(cell) => cell,
                None => return Ok(None),
            },
        };
        if first.row <= self.row {
            return Err(TableError::damaged(format!("row {} comes after row {}", first.row, self.row)));
        }
        self.row = first.row;
        self.merged.move_to(self.row);
        let mut cells: Vec<Value> = Vec::new();
        let mut next = Some(first);
        while let Some(cell) = next {
            if cell.row != self.row {
                self.ahead = Some(cell);
                break;
            }
            put(&mut cells, cell.column, cell.value);
            next = self.next_cell()?;
        }
        for column in self.merged.hidden() {
            put(&mut cells, column, Value::Merged);
        }
        Ok(Some((self.row, cells)))
    }

    /// The next cell that is not empty.
    fn next_cell(&mut self) -> Result<Option<SheetCell>, TableError> {
        while !self.at_end {
            let Some(cell) = safely(|| self.reader.next_cell_with_formula_metadata())? else {
                self.at_end = true;
                break;
            };
            let (row, column) = cell.pos;
            let (row, column) = (row.saturating_add(1), usize::try_from(column).unwrap_or(usize::MAX));
            // A formula whose result is an empty text has one, other than this.
            let value = match (&cell.value, &cell.formula) {
                (DataRef::Empty, Some(_)) => Value::NotCalculated,
                (value, _) => self.value(value, row, column)?,
            };
            if value == Value::Empty {
                continue;
            }
            if column >= self.limits.columns {
                return Err(TableError::TooManyColumns { max: self.limits.columns, row });
            }
            return Ok(Some(SheetCell { row, column, value }));
        }
        Ok(None)
    }

    fn value(&self, data: &DataRef<'_>, row: u32, column: usize) -> Result<Value, TableError> {
        Ok(match data {
            DataRef::Empty => Value::Empty,
            DataRef::String(text) => self.text(text, row, column)?,
            DataRef::SharedString(text) => self.text(text, row, column)?,
            DataRef::DurationIso(text) => self.text(text, row, column)?,
            DataRef::DateTimeIso(text) => match date::parse_moment(text) {
                Some(moment) => Value::Date(moment),
                None => self.text(text, row, column)?,
            },
            DataRef::DateTime(date) => match date::of_workbook(*date) {
                Some(moment) => Value::Date(moment),
                None => Value::Number(date.as_f64()),
            },
            #[expect(clippy::cast_precision_loss, reason = "a workbook keeps no more digits than this")]
            DataRef::Int(number) => Value::Number(*number as f64),
            DataRef::Float(number) => Value::Number(*number),
            DataRef::Bool(is_true) => Value::Boolean(*is_true),
            DataRef::Error(error) => Value::Error(error.to_string()),
        })
    }

    fn text(&self, text: &str, row: u32, column: usize) -> Result<Value, TableError> {
        let max = self.limits.cell_bytes;
        if text.len() > max {
            return Err(TableError::CellTooLong { max, row, column: column_letters(column) });
        }
        Ok(Value::from_file(text))
    }
}

/// Puts a value in its place. No column is beyond those that are allowed, which bounds how long the row gets.
fn put(cells: &mut Vec<Value>, column: usize, value: Value) {
    if cells.len() <= column {
        cells.resize(column + 1, Value::Empty);
    }
    if let Some(place) = cells.get_mut(column) {
        *place = value;
    }
}

/// Does work with the library, and makes its errors and panics ours.
fn safely<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, TableError> {
    match fenced(work) {
        Some(Ok(done)) => Ok(done),
        Some(Err(XlsxError::Password)) => Err(TableError::OtherFormat(OtherFormat::PasswordProtected)),
        Some(Err(error)) => Err(TableError::damaged(error)),
        None => Err(TableError::damaged("it refers to cells that cannot exist")),
    }
}
