//! XLSForm: a questionnaire as a workbook with the sheets `survey`, `choices` and `settings`, which other survey tools read.
//! `docs/xlsform.md` says what stands for what.
//!
//! What always holds:
//! - whatever does not fit is named with sheet, row and column: what keeps the form from being taken as a fault, what is only
//!   left out as a note;
//! - what [`write()`] writes is read as exactly the same content, except for what its notes name.

mod assemble;
mod choices;
mod columns;
mod fields;
mod findings;
mod groups;
mod logic;
mod read;
mod rows;
mod unfit;
mod workbook;
mod write;
mod write_rows;

pub use read::{Taken, read};
pub use workbook::{open, save};
pub use write::{Given, write};

/// A sheet of a workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The row of the header, as a spreadsheet shows it.
    pub header_row: u32,
    /// What the header says of each column.
    pub header: Vec<String>,
    /// The rows below it in which there is something.
    pub rows: Vec<Row>,
    /// Cells of these rows that hold something else than can be seen.
    pub unread: Vec<Unread>,
}

/// A cell that is empty in its [`Row`], or holds a sign of what failed, without being so for the person who filled it in.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread {
    /// The number of its row.
    pub row: u32,
    /// Its place from the left, counted from 0.
    pub column: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

/// A row of a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its number as a spreadsheet shows it.
    pub number: u32,
    /// What stands in its cells, from the left.
    pub cells: Vec<String>,
}

/// What stands between `$` and `{` in a text, so that nobody takes it for the name of a question. Texts that are kept have no such sign.
const APART: &str = "$\u{2060}{";

/// A text in which nobody looks for names of questions.
fn apart(text: &str) -> String {
    text.replace("${", APART)
}

/// A sheet with its texts as they were before [`apart`].
fn plain(sheet: &Sheet) -> Sheet {
    let cells = |row: &Row| row.cells.iter().map(|cell| cell.replace(APART, "${")).collect();
    let rows = sheet.rows.iter().map(|row| Row { number: row.number, cells: cells(row) });
    Sheet { rows: rows.collect(), ..sheet.clone() }
}

const SURVEY: &str = "survey";
const CHOICES: &str = "choices";
const SETTINGS: &str = "settings";

/// Languages as columns have them, in the order of their columns.
const LANGUAGES: [(Language, &str); 3] = [
    (Language::Nb, "Norsk bokmål (nb)"),
    (Language::Nn, "Norsk nynorsk (nn)"),
    (Language::En, "English (en)"),
];

use ::entity::Language;

use crate::error::Problem;
