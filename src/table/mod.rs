//! Reads and writes tables: CSV, and XLSX as Excel writes it.
//!
//! It knows nothing of what the tables are about. Who reads one says which columns it wants ([`ColumnSpec`]), and asks
//! each row for them by key ([`Columns::field`]); who writes one gives headers and typed cells ([`TableWriter`]).
//!
//! # What always holds
//! - What a file is, is told by its content, never by its name. What is neither CSV nor XLSX is refused.
//! - **Rows come and go one at a time.** What is held of a CSV file is one row and one chunk; of an XLSX file one row,
//!   one piece between two tags, the texts that its cells share and its styles, with the bounds that [`Limits`] has.
//!   That holds of a file that packs gigabytes into a few kilobytes as well, and while it is looked at first.
//! - Hostile files end in a [`TableError`], never in a panic that gets out.
//! - Whatever is wrong is said with its place: file, sheet, row and column as the person sees them in a spreadsheet.
//! - **What is written is read back the same**, in each of the three formats. The exceptions, all of them: an empty
//!   text is an empty cell; a row in which nothing can be seen is skipped; in CSV every cell is read as text, and
//!   gets its type from the reader that is asked for it.
//!
//! # Text that a spreadsheet would run
//! A text that begins with `=`, `+`, `-`, `@`, a tab or a line break is a formula to a spreadsheet that opens a CSV file.
//! Such a text is written with an apostrophe before it, which the reader takes away again, and only there; see
//! [`formula`]. In XLSX a text is a text.
//!
//! # Threads
//! Everything here blocks: use it where blocking is allowed.

mod archive;
mod bounded;
mod columns;
mod date;
mod delimited;
mod delimiter;
mod encoding;
mod error;
mod fence;
mod field;
mod format;
pub mod formula;
mod merged;
mod number;
mod place;
mod rows;
mod sheet;
mod source;
mod survey;
mod value;
mod write;

pub use columns::{Ambiguous, Choice, ColumnSpec, Columns, Found, Header, HeaderColumn, Shared};
pub use encoding::Encoding;
pub use error::{OtherFormat, TableError};
pub use field::{CellFault, CellProblem, Field};
pub use format::{Convention, Format};
pub use place::{Place, column_letters};
pub use rows::{Row, Rows};
pub use source::{Limits, Source, Table};
pub use value::Value;
pub use write::{NewCell, TableWriter, WorkbookWriter, WriteError};
