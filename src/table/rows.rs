use std::fs::File;
use std::sync::Arc;

use super::columns::Header;
use super::delimited::Records;
use super::encoding::Decoded;
use super::error::TableError;
use super::format::Convention;
use super::sheet::SheetRows;
use super::source::Limits;
use super::value::Value;

/// Where rows come from, for messages, and how their numbers are written.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) file: Arc<str>,
    pub(super) sheet: Option<Arc<str>>,
    pub(super) convention: Option<Convention>,
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its number as a spreadsheet shows it, from 1; the header has one as well.
    pub number: u32,
    /// Its cells from the left. Empty ones at the end may be there or not.
    pub cells: Vec<Value>,
    pub(super) origin: Arc<Origin>,
}

/// The rows below the header, one at a time. Those in which nothing can be seen are left out.
///
/// The first error is the end: [`TableError::TooManyRows`], [`TableError::TooManyColumns`],
/// [`TableError::CellTooLong`], [`TableError::UnclosedQuote`], [`TableError::TextAfterQuote`], [`TableError::Damaged`], [`TableError::Io`].
pub struct Rows<'t> {
    source: RowsOf<'t>,
    origin: Arc<Origin>,
    header: Header,
    most: u32,
    read: u32,
    is_done: bool,
}

/// The rows of a kind of file.
pub(super) enum RowsOf<'t> {
    Csv(Records<Decoded<File>>),
    Xlsx(Box<SheetRows<'t>>),
}

impl RowsOf<'_> {
    /// The next row in which something can be seen.
    fn next_row(&mut self) -> Result<Option<(u32, Vec<Value>)>, TableError> {
        loop {
            let row = match self {
                Self::Csv(records) => records.next_sound_record()?.map(|(number, cells)| {
                    (number, cells.iter().map(|cell| Value::from_file(cell)).collect::<Vec<_>>())
                }),
                Self::Xlsx(sheet) => sheet.next_row()?,
            };
            match row {
                Some((_, cells)) if cells.iter().all(Value::is_blank) => {}
                row => return Ok(row),
            }
        }
    }
}

impl<'t> Rows<'t> {
    pub(super) fn begin(
        mut source: RowsOf<'t>,
        origin: Arc<Origin>,
        limits: Limits,
    ) -> Result<Self, TableError> {
        let (number, mut cells) = source.next_row()?.ok_or(TableError::Empty)?;
        // A title over the whole width of a sheet is no header of all its columns.
        cells.truncate(cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1));
        Ok(Self {
            source,
            origin,
            header: Header::new(number, &cells, limits.columns),
            most: limits.rows,
            read: 0,
            is_done: false,
        })
    }

    /// The header: the first row in which something can be seen.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The name of the sheet; none in CSV.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.origin.sheet.as_deref()
    }

    fn read_one(&mut self) -> Result<Option<Row>, TableError> {
        let Some((number, cells)) = self.source.next_row()? else {
            return Ok(None);
        };
        if self.read >= self.most {
            return Err(TableError::TooManyRows { max: self.most });
        }
        self.read += 1;
        Ok(Some(Row { number, cells, origin: self.origin.clone() }))
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let row = self.read_one().transpose();
        self.is_done = !matches!(row, Some(Ok(_)));
        row
    }
}

impl std::iter::FusedIterator for Rows<'_> {}
