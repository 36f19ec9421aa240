use std::io;

/// Why a file cannot be read as a table, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The disk failed us.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Larger than [`Limits::file_bytes`](super::Limits::file_bytes).
    #[error("the file is larger than {max} bytes")]
    FileTooLarge {
        /// Most bytes that a file may have.
        max: u64,
    },
    /// An XLSX file that unpacks to more than [`Limits`](super::Limits) allow, as a zip bomb does.
    #[error("the file unpacks to more than {max} bytes")]
    UnpacksTooLarge {
        /// Most bytes that were allowed.
        max: u64,
    },
    /// More rows below the header than [`Limits::rows`](super::Limits::rows).
    #[error("the table has more than {max} rows")]
    TooManyRows {
        /// Most rows that a table may have.
        max: u32,
    },
    /// A row reaches beyond [`Limits::columns`](super::Limits::columns).
    #[error("row {row} has more than {max} columns")]
    TooManyColumns {
        /// Most columns that a table may have.
        max: usize,
        /// Number of the row.
        row: u32,
    },
    /// A cell is longer than [`Limits::cell_bytes`](super::Limits::cell_bytes).
    #[error("the cell in row {row}, column {column} is longer than {max} bytes")]
    CellTooLong {
        /// Most bytes that a cell may have.
        max: usize,
        /// Number of the row.
        row: u32,
        /// Letters of the column.
        column: String,
    },
    /// Something else than CSV or XLSX.
    #[error("the file is neither CSV nor XLSX: {0:?}")]
    OtherFormat(OtherFormat),
    /// Looks like XLSX, and is cut short or broken. The detail is for logs.
    #[error("the file is damaged: {detail}")]
    Damaged {
        /// What went wrong, in English.
        detail: String,
    },
    /// Text whose letters cannot be told: it says to be UTF-8 or UTF-16 and is not, or mixes encodings.
    #[error("the text of the file cannot be decoded")]
    BadEncoding,
    /// A quote is opened in a CSV file and never closed.
    #[error("a quote that is opened in row {row} is never closed")]
    UnclosedQuote {
        /// Number of the row where it is opened.
        row: u32,
    },
    /// Text follows the quote that closes a cell of a CSV file: `"B" C`.
    #[error("text follows a closing quote in row {row}")]
    TextAfterQuote {
        /// Number of the row where the record begins.
        row: u32,
    },
    /// Nothing in it: no row that could be the header.
    #[error("the table is empty")]
    Empty,
    /// There is no such sheet, or no visible one where none was asked for.
    #[error("there is no such sheet")]
    NoSuchSheet {
        /// Names of the visible sheets.
        sheets: Vec<String>,
    },
}

impl TableError {
    pub(super) fn damaged(detail: impl ToString) -> Self {
        Self::Damaged { detail: detail.to_string() }
    }
}

/// What a file is that is neither CSV nor XLSX.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFormat {
    /// Excel before 2007 (`.xls`).
    OldExcel,
    /// Excel's binary workbook (`.xlsb`).
    BinaryExcel,
    /// An Excel workbook behind a password.
    PasswordProtected,
    /// OpenDocument (`.ods`, `.odt`).
    OpenDocument,
    /// A text document or a presentation.
    Document,
    /// PDF.
    Pdf,
    /// A picture.
    Image,
    /// A packed archive of something else.
    Archive,
    /// A web page or XML, also where its name ends in `.xls`.
    Markup,
    /// Something that is no text.
    Binary,
}
