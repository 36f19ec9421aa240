//! Writes tables.

mod csv;
mod xlsx;

use std::io::{self, Write};
use std::path::Path;

use chrono::NaiveDate;

use super::format::Convention;
use super::{date, place};

/// Longest text, counted as a workbook does (UTF-16): what a cell of it holds with an apostrophe before it.
const LONGEST_TEXT: usize = 32_766;
/// Most columns: what a sheet has room for. Who reads a table of more than a usual one raises its own limit.
const MOST_COLUMNS: usize = 16_384;

/// A cell to be written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NewCell<'t> {
    /// Nothing.
    Empty,
    /// Text, also one of digits, such as an organization number: it stays as it is. An empty one is nothing.
    Text(&'t str),
    /// A whole number. In a workbook, one of more than 15 digits is written as text, since a workbook would round it.
    Whole(i64),
    /// A number. «-0» is written as 0.
    Decimal(f64),
    /// A date from 1900 to 9999.
    Date(NaiveDate),
    /// Yes or no.
    Boolean(bool),
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk failed us, or whatever is written to.
    #[error("the table cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The library that writes workbooks failed.
    #[error("the workbook cannot be written: {0}")]
    Workbook(String),
    /// A header says nothing.
    #[error("column {column} has no header")]
    EmptyHeader {
        /// Letters of the column.
        column: String,
    },
    /// More columns than a sheet has room for, or none.
    #[error("a table has from 1 to {max} columns")]
    WrongNumberOfColumns {
        /// Most columns.
        max: usize,
    },
    /// A row has more or fewer cells than the header.
    #[error("a row has {found} cells instead of {expected}")]
    WrongWidth {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// More rows than a workbook has room for.
    #[error("a workbook has room for {max} rows")]
    TooManyRows {
        /// Most rows, with the header.
        max: u32,
    },
    /// A text is longer than a cell can be.
    #[error("column {column}: a text is longer than {max} characters")]
    TextTooLong {
        /// Most characters, counted as a workbook does.
        max: usize,
        /// Letters of the column.
        column: String,
    },
    /// A text has characters that nobody can see, other than tabs and line breaks.
    #[error("column {column}: a text has control characters")]
    ControlCharacter {
        /// Letters of the column.
        column: String,
    },
    /// A number that is none, or is infinite.
    #[error("column {column}: not a finite number")]
    NotFinite {
        /// Letters of the column.
        column: String,
    },
    /// A date before 1900 or after 9999, which a workbook cannot keep.
    #[error("column {column}: a date out of range")]
    DateOutOfRange {
        /// Letters of the column.
        column: String,
    },
}

/// Writes a table row by row, and holds one row of it.
///
/// ```ignore
/// let mut table = TableWriter::csv(out, Convention::Norwegian, &["Navn", "Ansatte"])?;
/// table.row(&[NewCell::Text("Kartverket"), NewCell::Whole(900)])?;
/// table.finish()?;
/// ```
pub struct TableWriter<'w> {
    width: usize,
    to: To<'w>,
}

enum To<'w> {
    Csv(csv::CsvWriter<'w>),
    Xlsx(Box<xlsx::XlsxWriter>),
}

impl<'w> TableWriter<'w> {
    /// Writes CSV.
    ///
    /// - Norwegian: semicolons between cells, comma before decimals, `ja` and `nei`, UTF-8 with a byte order mark, without
    ///   which Excel takes it for Windows-1252.
    /// - International: commas between cells, point before decimals, `true` and `false`, UTF-8 without a mark.
    ///
    /// In both: dates as `2026-05-31`, which every spreadsheet takes for a date whatever its language, and no person for
    /// another day; lines end with CRLF; no signs between thousands.
    ///
    /// # Errors
    /// [`WriteError`] where the headers cannot be written.
    pub fn csv(
        out: impl Write + Send + 'w,
        convention: Convention,
        headers: &[&str],
    ) -> Result<Self, WriteError> {
        check_headers(headers)?;
        let mut to = csv::CsvWriter::begin(Box::new(out), convention)?;
        to.header(headers)?;
        Ok(Self { width: headers.len(), to: To::Csv(to) })
    }

    /// Writes a workbook with one sheet, for its owner only, in place of the file that is there, if any. The header is
    /// bold and stays in view; dates are dates and numbers are numbers. Until [`TableWriter::finish`] the rows are in a
    /// file without a name beside it, which goes away by itself.
    ///
    /// # Errors
    /// [`WriteError`] where the headers cannot be written, or the name of the sheet is not one: at most 31 letters, none of
    /// `[]:*?/\`.
    pub fn xlsx(path: &Path, sheet: &str, headers: &[&str]) -> Result<Self, WriteError> {
        check_headers(headers)?;
        let mut to = xlsx::XlsxWriter::begin(path)?;
        to.sheet(sheet, headers)?;
        Ok(Self { width: headers.len(), to: To::Xlsx(Box::new(to)) })
    }

    /// Writes a row with a cell for each header. Nothing of it is written where a cell cannot be.
    ///
    /// # Errors
    /// [`WriteError`]; after [`WriteError::Io`] and [`WriteError::Workbook`] the table is not to be used.
    pub fn row(&mut self, cells: &[NewCell<'_>]) -> Result<(), WriteError> {
        check_row(self.width, cells)?;
        match &mut self.to {
            To::Csv(to) => to.row(cells),
            To::Xlsx(to) => to.row(0, cells),
        }
    }

    /// Writes what is left. Without it the table is not whole, and a workbook is not there at all.
    ///
    /// # Errors
    /// [`WriteError::Io`], [`WriteError::Workbook`]; in place of a workbook the file that was there is then as it was.
    pub fn finish(self) -> Result<(), WriteError> {
        match self.to {
            To::Csv(to) => to.finish(),
            To::Xlsx(to) => to.finish(),
        }
    }
}

/// Writes a workbook with several sheets, row by row, and holds one row of each. As [`TableWriter::xlsx`] in all else.
pub struct WorkbookWriter {
    to: xlsx::XlsxWriter,
    widths: Vec<usize>,
}

impl WorkbookWriter {
    /// Begins a workbook without sheets, in place of the file that is there, if any.
    ///
    /// # Errors
    /// [`WriteError`] where it cannot be begun.
    pub fn begin(path: &Path) -> Result<Self, WriteError> {
        Ok(Self { to: xlsx::XlsxWriter::begin(path)?, widths: Vec::new() })
    }

    /// Adds a sheet after those that are there; the first has place 0.
    ///
    /// # Errors
    /// [`WriteError`] where the headers cannot be written, or the name is not one.
    pub fn sheet(&mut self, name: &str, headers: &[&str]) -> Result<(), WriteError> {
        check_headers(headers)?;
        self.to.sheet(name, headers)?;
        self.widths.push(headers.len());
        Ok(())
    }

    /// Writes a row of the sheet with this place. Nothing of it is written where a cell cannot be.
    ///
    /// # Errors
    /// As [`TableWriter::row`].
    pub fn row(&mut self, sheet: usize, cells: &[NewCell<'_>]) -> Result<(), WriteError> {
        check_row(self.widths.get(sheet).copied().unwrap_or_default(), cells)?;
        self.to.row(sheet, cells)
    }

    /// Writes what is left. Without it the workbook is not there at all.
    ///
    /// # Errors
    /// As [`TableWriter::finish`].
    pub fn finish(self) -> Result<(), WriteError> {
        self.to.finish()
    }
}

fn check_row(width: usize, cells: &[NewCell<'_>]) -> Result<(), WriteError> {
    if cells.len() != width {
        return Err(WriteError::WrongWidth { expected: width, found: cells.len() });
    }
    cells.iter().enumerate().try_for_each(|(index, cell)| check(index, cell))
}

fn check_headers(headers: &[&str]) -> Result<(), WriteError> {
    let max = MOST_COLUMNS;
    if headers.is_empty() || headers.len() > max {
        return Err(WriteError::WrongNumberOfColumns { max });
    }
    for (index, header) in headers.iter().enumerate() {
        if header.trim().is_empty() {
            return Err(WriteError::EmptyHeader { column: place::column_letters(index) });
        }
        check(index, &NewCell::Text(header))?;
    }
    Ok(())
}

/// Refuses what could not be read back the same.
fn check(index: usize, cell: &NewCell<'_>) -> Result<(), WriteError> {
    let column = || place::column_letters(index);
    match cell {
        NewCell::Text(text) if text.encode_utf16().count() > LONGEST_TEXT => {
            Err(WriteError::TextTooLong { max: LONGEST_TEXT, column: column() })
        }
        NewCell::Text(text)
            if text.contains(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) =>
        {
            Err(WriteError::ControlCharacter { column: column() })
        }
        NewCell::Decimal(number) if !number.is_finite() => Err(WriteError::NotFinite { column: column() }),
        NewCell::Date(date) if !date::is_within_range(*date) => {
            Err(WriteError::DateOutOfRange { column: column() })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(convention: Convention, headers: &[&str], rows: &[&[NewCell<'_>]]) -> Result<String, WriteError> {
        let mut out = Vec::new();
        let mut table = TableWriter::csv(&mut out, convention, headers)?;
        for row in rows {
            table.row(row)?;
        }
        table.finish()?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn csv_is_written_as_each_convention_has_it() {
        let date = NaiveDate::from_ymd_opt(2026, 5, 31).unwrap();
        let headers = ["Navn", "Beløp", "Frist", "Med", "Nr."];
        let row = [
            NewCell::Text("Ås; «\"x\"»"),
            NewCell::Decimal(-1.234),
            NewCell::Date(date),
            NewCell::Boolean(true),
            NewCell::Whole(-7),
        ];
        assert_eq!(
            csv(Convention::Norwegian, &headers, &[&row]).unwrap(),
            "\u{feff}Navn;Beløp;Frist;Med;Nr.\r\n\"Ås; «\"\"x\"\"»\";-1,2340;2026-05-31;ja;-7\r\n"
        );
        assert_eq!(
            csv(Convention::International, &headers, &[&row]).unwrap(),
            "Navn,Beløp,Frist,Med,Nr.\r\n\"Ås; «\"\"x\"\"»\",-1.2340,2026-05-31,true,-7\r\n"
        );
        let injected = [
            NewCell::Text("=1+1"),
            NewCell::Empty,
            NewCell::Text(""),
            NewCell::Text("-5"),
            NewCell::Whole(0),
        ];
        assert_eq!(
            csv(Convention::International, &["=a", "sep=;", "c", "d", "e"], &[&injected]).unwrap(),
            "'=a,\"sep=;\",c,d,e\r\n'=1+1,,,'-5,0\r\n"
        );
        assert_eq!(csv(Convention::International, &["sep=|"], &[]).unwrap(), "\"sep=|\"\r\n");
    }

    #[test]
    fn what_could_not_be_read_back_is_refused() {
        let write = |cell: NewCell<'_>| csv(Convention::Norwegian, &["a"], &[&[cell]]).map(drop);
        let long = "å".repeat(LONGEST_TEXT + 1);
        assert!(write(NewCell::Text(&"=".repeat(LONGEST_TEXT))).is_ok());
        assert!(
            matches!(write(NewCell::Text(&long)), Err(WriteError::TextTooLong { column, .. }) if column == "A")
        );
        assert!(matches!(write(NewCell::Text("a\0")), Err(WriteError::ControlCharacter { .. })));
        assert!(matches!(write(NewCell::Decimal(f64::NAN)), Err(WriteError::NotFinite { .. })));
        let early = NaiveDate::from_ymd_opt(1899, 12, 31).unwrap();
        assert!(matches!(write(NewCell::Date(early)), Err(WriteError::DateOutOfRange { .. })));
        let headers = |headers: &[&str]| csv(Convention::Norwegian, headers, &[]);
        assert!(matches!(headers(&[]), Err(WriteError::WrongNumberOfColumns { max: 16_384 })));
        assert!(headers(&["a"; 16_384]).is_ok());
        assert!(matches!(headers(&["a"; 16_385]), Err(WriteError::WrongNumberOfColumns { max: 16_384 })));
        assert!(matches!(headers(&["a", " "]), Err(WriteError::EmptyHeader { column }) if column == "B"));
        let width = csv(Convention::Norwegian, &["a"], &[&[]]);
        assert!(matches!(width, Err(WriteError::WrongWidth { expected: 1, found: 0 })));
    }

    #[test]
    fn a_workbook_is_there_once_it_is_whole_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        for bad in ["", "a/b", &"a".repeat(32)] {
            assert!(matches!(TableWriter::xlsx(&path, bad, &["a"]), Err(WriteError::Workbook(_))), "{bad}");
        }
        let mut table = TableWriter::xlsx(&path, "Ark", &["a"]).unwrap();
        table.row(&[NewCell::Whole(1)]).unwrap();
        drop(table);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        TableWriter::xlsx(&path, "Ark", &["a"]).unwrap().finish().unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let absent = folder.path().join("absent/a.xlsx");
        assert!(TableWriter::xlsx(&absent, "Ark", &["a"]).is_err());
    }
}
