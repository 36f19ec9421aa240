//! What is wrong with a file, in the words that we have for it.

use std::collections::{BTreeMap, HashMap};

use ::entity::Language;
use serde::{Deserialize, Serialize};

use super::columns::Column;
use super::record::Fault;
use crate::error::Problem;
use crate::table::{CellFault, CellProblem, Choice, Columns, HeaderColumn, OtherFormat, TableError};

/// What is wrong with a row, and in which column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowProblem {
    /// The column's stable name; empty where it is none of ours.
    pub field: String,
    /// Letters of the column, as a spreadsheet shows them; absent where the file has no such column.
    pub column: Option<String>,
    /// What the file calls the column.
    pub header: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

/// Where the columns are in a file, by their stable names.
#[derive(Clone, Debug, Default)]
pub(super) struct Places(HashMap<&'static str, HeaderColumn>);

impl Places {
    pub(super) fn of(columns: &Columns) -> Self {
        let found = columns.found.iter().filter_map(|found| Some((found.key, found.column.clone()?)));
        Self(found.collect())
    }

    /// The columns that new things need and the file does not have, each with the first row that makes one.
    pub(super) fn needed(rows: &BTreeMap<&'static str, u32>, known: &[Column]) -> Vec<Problem> {
        let problem = |(field, row): (&&'static str, &u32)| {
            let header = |language| header(known, field, language);
            let (nb, nn, en) = (header(Language::Nb), header(Language::Nn), header(Language::En));
            Problem::ColumnNeeded { nb, nn, en, row: *row }
        };
        rows.iter().map(problem).collect()
    }

    /// That the file lacks a column.
    pub(super) fn missing(field: &str, known: &[Column]) -> Problem {
        let header = |language| header(known, field, language);
        Problem::ColumnMissing {
            nb: header(Language::Nb),
            nn: header(Language::Nn),
            en: header(Language::En),
        }
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// What is wrong with a cell of a column that is none of ours.
    pub(super) fn stray(fault: CellFault) -> RowProblem {
        let column = fault.place.column.clone();
        RowProblem { field: String::new(), column, header: None, problem: of_cell(fault) }
    }

    /// A fault with its place.
    pub(super) fn locate(&self, fault: Fault) -> RowProblem {
        let place = self.0.get(fault.field);
        RowProblem {
            field: fault.field.to_owned(),
            column: place.map(|place| place.letters.clone()),
            header: place.map(|place| place.text.clone()),
            problem: fault.problem,
        }
    }
}

/// What is wrong with a cell.
pub(super) fn of_cell(fault: CellFault) -> Problem {
    match fault.problem {
        CellProblem::Required => Problem::Required,
        CellProblem::ErrorValue(shown) => Problem::FormulaError { shown },
        CellProblem::ControlCharacter => Problem::ControlCharacter,
        CellProblem::NotANumber => Problem::NotANumber,
        CellProblem::AmbiguousNumber => Problem::AmbiguousNumber,
        CellProblem::NotWhole => Problem::NotWhole,
        CellProblem::OutOfRange => Problem::OutOfRange { min: 0.0, max: 999_999_999_999_999.0 },
        CellProblem::NotADate | CellProblem::DateWithTime => Problem::NotADate,
        CellProblem::NotABoolean => Problem::NotYesOrNo,
        CellProblem::Merged => Problem::CellMerged,
        CellProblem::NotCalculated => Problem::FormulaNotCalculated,
        CellProblem::NoHeader { columns } => Problem::NoHeader { columns },
    }
}

/// Why a file cannot be read, or not to its end.
///
/// # Errors
/// Where the disk failed us, which is no fault of the file.
pub(super) fn of_file(error: TableError) -> Result<Problem, std::io::Error> {
    Ok(match error {
        TableError::Io(error) => return Err(error),
        TableError::FileTooLarge { max } | TableError::UnpacksTooLarge { max } => {
            Problem::FileTooLarge { mebibytes: max >> 20 }
        }
        TableError::TooManyRows { max } => Problem::TooManyRows { max },
        TableError::TooManyColumns { max, row } => Problem::TooManyColumns { max, row },
        TableError::CellTooLong { row, column, .. } => Problem::CellTooLong { row, column },
        TableError::OtherFormat(OtherFormat::PasswordProtected) => Problem::FileLocked,
        TableError::OtherFormat(_) => Problem::NotATable,
        TableError::Damaged { detail } => {
            tracing::info!(detail, "a file that was sent is damaged");
            Problem::FileDamaged
        }
        TableError::BadEncoding => Problem::FileEncoding,
        TableError::UnclosedQuote { row } => Problem::UnclosedQuote { row },
        TableError::TextAfterQuote { row } => Problem::TextAfterQuote { row },
        TableError::Empty => Problem::TableEmpty,
        TableError::NoSuchSheet { sheets } => Problem::SheetNotFound { sheets: sheets.join(", ") },
    })
}

/// What is wrong with the header of a file: the complete list.
pub(super) fn of_columns(found: &Columns, known: &[Column]) -> Vec<Problem> {
    let missing = found.missing.iter().map(|field| Places::missing(field, known));
    let ambiguous = found.ambiguous.iter().map(|ambiguous| {
        let columns: Vec<String> = ambiguous.columns.iter().map(shown).collect();
        Problem::ColumnTwice { columns: columns.join(", ") }
    });
    let shared = found.shared.iter().map(|shared| {
        let columns = shared.keys.iter().map(|key| format!("{} → {key}", shown(&shared.column)));
        Problem::ColumnTwice { columns: columns.collect::<Vec<_>>().join(", ") }
    });
    let choices = found.unknown.iter().map(|Choice { key, column }| match key.clone() {
        Some(field) => Problem::ChoiceUnknown { column: column.clone(), field },
        None => Problem::ColumnNotThere { column: column.clone() },
    });
    let unused = found.unused.iter().map(|column| Problem::ColumnUnknown { column: shown(column) });
    missing.chain(ambiguous).chain(shared).chain(choices).chain(unused).collect()
}

/// What people call the column of a field.
fn header(known: &[Column], field: &str, language: Language) -> String {
    let column = known.iter().find(|column| column.field() == field);
    column.map_or(field, |column| column.header(language)).to_owned()
}

fn shown(column: &HeaderColumn) -> String {
    format!("{} ({})", column.text, column.letters)
}
