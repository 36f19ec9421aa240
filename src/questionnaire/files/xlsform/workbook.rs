//! Workbooks: the one place here that reads and writes files.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{CHOICES, Row, SETTINGS, SURVEY, Sheet};
use crate::error::{Error, Problem};
use crate::table::{Format as FileFormat, Limits, Source, Table, TableError, formula};

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
    for name in table.sheets() {
        match sheet(&mut table, &name) {
            Ok(sheet) => sheets.push(sheet),
            Err(TableError::Empty) => {}
            Err(error) => return Err(refused(&name, &error)),
        }
    }
    Ok(sheets)
}

fn sheet(table: &mut Table, name: &str) -> Result<Sheet, TableError> {
    let rows = table.rows(Some(name))?;
    let header = rows.header().clone();
    let mut sheet = Sheet {
        name: name.to_owned(),
        header_row: header.row,
        header: header.columns.into_iter().map(|column| column.text).collect(),
        rows: Vec::new(),
    };
    for row in rows {
        let row = row?;
        let cells = row.cells.iter().map(|cell| cell.as_text().into_owned()).collect();
        sheet.rows.push(Row { number: row.number, cells });
    }
    Ok(sheet)
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
