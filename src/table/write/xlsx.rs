use std::path::{Path, PathBuf};

use chrono::Datelike as _;
use rust_xlsxwriter::{ExcelDateTime, Format, IgnoreError, Workbook, Worksheet, XlsxError};

use super::super::fence::fenced;
use super::super::formula;
use super::{NewCell, WriteError};
use crate::private_file;

/// Rows of a sheet, with the header.
const MOST_ROWS: u32 = 1_048_576;
/// The largest whole number that a spreadsheet shows with all its digits.
const LARGEST_WHOLE: i64 = 999_999_999_999_999;
/// The number format that shows a date as the reader's own spreadsheet has dates.
const SHORT_DATE: u8 = 14;

/// Writes a workbook, whose rows go to the disk as they come.
pub(super) struct XlsxWriter {
    workbook: Workbook,
    path: PathBuf,
    date: Format,
    sheets: Vec<Sheet>,
}

/// A sheet, and how much of it is written.
struct Sheet {
    width: u16,
    rows: u32,
}

impl XlsxWriter {
    /// Begins a workbook without sheets.
    pub(super) fn begin(path: &Path) -> Result<Self, WriteError> {
        let mut workbook = Workbook::new();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Beside the file and not where everybody's temporary files are: the rows may name people.
        safely(|| workbook.set_tempdir(folder).map(drop))?;
        let date = Format::new().set_num_format_index(SHORT_DATE);
        Ok(Self { workbook, path: path.to_owned(), date, sheets: Vec::new() })
    }

    /// Adds a sheet after those that are there.
    pub(super) fn sheet(&mut self, name: &str, headers: &[&str]) -> Result<(), WriteError> {
        let width = u16::try_from(headers.len()).unwrap_or(u16::MAX);
        safely(|| {
            let worksheet = self.workbook.add_worksheet_with_constant_memory()?;
            worksheet.set_name(name)?;
            worksheet.set_freeze_panes(1, 0)?;
            let bold = Format::new().set_bold();
            for (column, header) in (0..width).zip(headers) {
                worksheet.set_column_width(column, column_width(header))?;
                worksheet.write_string_with_format(0, column, formula::guard_in_workbook(header), &bold)?;
            }
            Ok(())
        })?;
        self.sheets.push(Sheet { width, rows: 1 });
        Ok(())
    }

    /// Writes a row of the sheet with this place.
    pub(super) fn row(&mut self, place: usize, cells: &[NewCell<'_>]) -> Result<(), WriteError> {
        let Some(sheet) = self.sheets.get_mut(place) else {
            return Err(WriteError::Workbook("there is no such sheet".to_owned()));
        };
        if sheet.rows >= MOST_ROWS {
            return Err(WriteError::TooManyRows { max: MOST_ROWS });
        }
        let row = sheet.rows;
        safely(|| {
            let worksheet = self.workbook.worksheet_from_index(place)?;
            (0..sheet.width)
                .zip(cells)
                .try_for_each(|(column, cell)| write(worksheet, row, column, cell, &self.date))
        })?;
        sheet.rows += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        safely(|| {
            for (place, sheet) in self.sheets.iter().enumerate() {
                let (last_row, last_column) = (sheet.rows.saturating_sub(1), sheet.width.saturating_sub(1));
                let worksheet = self.workbook.worksheet_from_index(place)?;
                // Identifiers are texts of digits on purpose; no green corners to warn of it.
                worksheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
            }
            // For its owner only, as the rows may name people.
            private_file::replace_with(&self.path, |file| self.workbook.save_to_writer(file))
        })
    }
}

fn write(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &NewCell<'_>,
    date_format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        NewCell::Empty | NewCell::Text("") => {}
        NewCell::Text(text) => {
            worksheet.write_string(row, column, formula::guard_in_workbook(text))?;
        }
        NewCell::Whole(number) if number.unsigned_abs() > LARGEST_WHOLE.unsigned_abs() => {
            worksheet.write_string(row, column, number.to_string())?;
        }
        #[expect(clippy::cast_precision_loss, reason = "15 digits are kept exactly")]
        NewCell::Whole(number) => {
            worksheet.write_number(row, column, *number as f64)?;
        }
        NewCell::Decimal(number) => {
            // Zero may have a sign, which no person wants to see.
            worksheet.write_number(row, column, number + 0.0)?;
        }
        NewCell::Date(date) => {
            let part = |number: u32| u8::try_from(number).unwrap_or_default();
            let year = u16::try_from(date.year()).unwrap_or_default();
            let day = ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))?;
            worksheet.write_datetime_with_format(row, column, &day, date_format)?;
        }
        NewCell::Boolean(is_true) => {
            worksheet.write_boolean(row, column, *is_true)?;
        }
    }
    Ok(())
}

/// Wide enough for the header and a date, in letters.
fn column_width(header: &str) -> f64 {
    let letters = u8::try_from(header.chars().count()).unwrap_or(u8::MAX);
    f64::from(letters.saturating_add(2).clamp(12, 60))
}

/// Does work with the library, and makes its errors and panics ours.
fn safely(work: impl FnOnce() -> Result<(), XlsxError>) -> Result<(), WriteError> {
    match fenced(work) {
        Some(Ok(())) => Ok(()),
        Some(Err(XlsxError::IoError(error))) => Err(WriteError::Io(error)),
        Some(Err(error)) => Err(WriteError::Workbook(error.to_string())),
        None => Err(WriteError::Workbook("the disk may be full".to_owned())),
    }
}
