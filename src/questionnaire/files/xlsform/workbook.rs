//! Workbooks: the one place here that reads and writes files.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{CHOICES, Row, SETTINGS, SURVEY, Sheet, Unread};
use crate::error::{Error, Problem};
use crate::table::{Format as FileFormat, Limits, Source, Table, TableError, Value, formula};

/// Most bytes of all cells together: a text that cells share counts for each of them, since each gets its own.
const MOST_TEXT: usize = 64 << 20;

/// Reads the sheets of a workbook.
///
/// # Errors
/// [`Error::Refused`] where it is no workbook that can be read.
pub fn open(path: &Path, name: &str) -> Result<Vec<Sheet>, Error> {
    let source = Source { name: name.to_owned(), path: path.to_owned() };
    let limits = Limits {
        file_bytes: 16 << 20,
        unpacked_bytes: 64 << 20,
        shared_bytes: 32 << 20,
        rows: 20_000,
        ..Limits::default()
    };
    let mut table = Table::open(&source, limits).map_err(|error| refused("", &error))?;
    if table.format() != FileFormat::Xlsx {
        return Err(Error::refused("", Problem::NotAWorkbook { why: "this is text".to_owned() }));
    }
    let mut sheets = Vec::new();
    let mut room = MOST_TEXT;
    for name in table.sheets() {
        match sheet(&mut table, &name, &mut room) {
            Ok(sheet) => sheets.push(sheet),
            // Whoever looks for it shall not be told that it is not there.
            Err(TableError::Empty) if name.trim().eq_ignore_ascii_case(SURVEY) => {
                sheets.push(Sheet { name, header_row: 1, ..Sheet::default() });
            }
            Err(TableError::Empty) => {}
            Err(error) => return Err(refused(&name, &error)),
        }
    }
    Ok(sheets)
}

/// Reads a sheet, as long as there is room for what its cells hold.
fn sheet(table: &mut Table, name: &str, room: &mut usize) -> Result<Sheet, TableError> {
    let rows = table.rows(Some(name))?;
    let header = rows.header().clone();
    let mut sheet = Sheet {
        name: name.to_owned(),
        header_row: header.row,
        header: header.columns.into_iter().map(|column| column.text).collect(),
        rows: Vec::new(),
        unread: Vec::new(),
    };
    for row in rows {
        let row = row?;
        let unread = row.cells.iter().take(sheet.header.len()).enumerate().filter_map(|(column, cell)| {
            unreadable(cell).map(|problem| Unread { row: row.number, column, problem })
        });
        let before = sheet.unread.len();
        sheet.unread.extend(unread);
        let more = sheet.unread.len() - before;
        let cells: Vec<String> = row.cells.iter().map(|cell| cell.as_text().into_owned()).collect();
        let bytes: usize = cells.iter().map(|cell| cell.len() + size_of::<String>()).sum();
        let bytes = bytes + more * size_of::<Unread>();
        let too_large = TableError::UnpacksTooLarge { max: MOST_TEXT as u64 };
        *room = room.checked_sub(bytes).ok_or(too_large)?;
        sheet.rows.push(Row { number: row.number, cells });
    }
    Ok(sheet)
}

/// Why a cell that says something to a person says nothing here.
fn unreadable(cell: &Value) -> Option<Problem> {
    match cell {
        Value::Merged => Some(Problem::CellMerged),
        Value::NotCalculated => Some(Problem::FormulaNotCalculated),
        Value::Error(shown) => Some(Problem::FormulaError { shown: shown.clone() }),
        _ => None,
    }
}

fn refused(sheet: &str, error: &TableError) -> Error {
    Error::refused(sheet, Problem::NotAWorkbook { why: error.to_string() })
}

/// Writes the sheets as a workbook.
///
/// # Errors
/// [`Error::Fault`] where the library that writes it fails.
pub fn save(sheets: &[Sheet]) -> Result<Vec<u8>, Error> {
    saved(sheets).map_err(|error| Error::Fault(error.into()))
}

fn saved(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    for name in [SURVEY, CHOICES, SETTINGS] {
        let Some(sheet) = sheets.iter().find(|sheet| sheet.name == name) else { continue };
        let worksheet = workbook.add_worksheet().set_name(name)?;
        worksheet.set_freeze_panes(1, 0)?;
        for (column, text) in (0_u16..).zip(&sheet.header) {
            worksheet.write_string_with_format(0, column, text, &bold)?;
        }
        for (row, cells) in (1_u32..).zip(&sheet.rows) {
            for (column, text) in (0_u16..).zip(&cells.cells).filter(|(_, text)| !text.is_empty()) {
                worksheet.write_string(row, column, formula::guard_in_workbook(text))?;
            }
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Formula;

    use super::*;

    #[test]
    fn a_formula_that_fails_is_no_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let mut workbook = Workbook::new();
        let worksheet = workbook.add_worksheet();
        worksheet.write_string(0, 0, "label").unwrap();
        worksheet.write_formula(1, 0, Formula::new("B9").set_result("#REF!")).unwrap();
        worksheet.write_formula(2, 0, Formula::new("1+1").set_result("2")).unwrap();
        workbook.save(&path).unwrap();
        let sheets = open(&path, "a.xlsx").unwrap();
        let problem = Problem::FormulaError { shown: "#REF!".to_owned() };
        assert_eq!(sheets[0].unread, [Unread { row: 2, column: 0, problem }]);
    }

    #[test]
    fn a_text_that_many_cells_share_is_counted_for_each() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let text = "a".repeat(32_000);
        let mut workbook = Workbook::new();
        let worksheet = workbook.add_worksheet();
        for row in 0..300 {
            for column in 0..10 {
                worksheet.write_string(row, column, &text).unwrap();
            }
        }
        workbook.save(&path).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() < 100_000);
        let refused = open(&path, "a.xlsx").unwrap_err();
        assert!(format!("{refused:?}").contains("unpacks"), "{refused:?}");
    }
}
