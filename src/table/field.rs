use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization as _;

use super::columns::HeaderColumn;
use super::place::Place;
use super::rows::Row;
use super::value::Value;
use super::{date, number};

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellProblem {
    /// Nothing is in it, and something has to be.
    #[error("the cell is empty")]
    Required,
    /// The formula in it has no result: `#REF!`.
    #[error("the formula has no result: {0}")]
    ErrorValue(String),
    /// It has characters that nobody can see, other than tabs and line breaks.
    #[error("the text has control characters")]
    ControlCharacter,
    /// Not a number, or one with an exponent, in which digits may be lost.
    #[error("not a number")]
    NotANumber,
    /// `1.234` or `1,234`, where the file does not tell whether it is a thousand or one.
    #[error("may be a thousand or one, with decimals")]
    AmbiguousNumber,
    /// A number with decimals, where a whole one is wanted.
    #[error("not a whole number")]
    NotWhole,
    /// A number that is too large to be kept exactly.
    #[error("the number is too large")]
    OutOfRange,
    /// Not a date, or one that never comes, or one before 1900.
    #[error("not a date")]
    NotADate,
    /// A date with a time of day, where a date is wanted.
    #[error("a date with a time of day")]
    DateWithTime,
    /// Neither yes nor no.
    #[error("neither yes nor no")]
    NotABoolean,
    /// The cell is hidden behind another that it is merged with: it may be meant to hold the same, or nothing.
    #[error("the cell is merged with another")]
    Merged,
    /// A formula that no spreadsheet has reckoned out yet.
    #[error("the formula has not been calculated")]
    NotCalculated,
    /// Something stands where the header says nothing.
    #[error("the header says nothing of column {columns}")]
    NoHeader {
        /// Letters of the columns.
        columns: String,
    },
}

/// What is wrong with a cell, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct CellFault {
    /// Where the cell is.
    pub place: Place,
    /// What is wrong with it.
    pub problem: CellProblem,
}

/// A cell of a row, to be read as what it is meant to be.
///
/// A blank cell is `None` to every reader but [`Field::boolean`]; where that will not do, ask through
/// [`Field::required`]. A formula without a result, and a cell that is merged with
/// another before it, are faults to every reader but [`Field::raw`].
#[derive(Clone, Copy, Debug)]
pub struct Field<'r> {
    row: &'r Row,
    column: Option<&'r HeaderColumn>,
    value: &'r Value,
}

impl<'r> Field<'r> {
    pub(super) fn new(row: &'r Row, column: Option<&'r HeaderColumn>) -> Self {
        let value = column.and_then(|column| row.cells.get(column.index)).unwrap_or(Value::EMPTY);
        Self { row, column, value }
    }

    /// What stands in the cell, untouched.
    #[must_use]
    pub fn raw(&self) -> &'r Value {
        self.value
    }

    /// Where the cell is.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            file: self.row.origin.file.clone(),
            sheet: self.row.origin.sheet.clone(),
            row: self.row.number,
            column: self.column.map(|column| column.letters.clone()),
            header: self.column.map(|column| column.text.clone()),
        }
    }

    /// A fault of this cell, for rules that are the caller's own.
    #[must_use]
    pub fn fault(&self, problem: CellProblem) -> CellFault {
        CellFault { place: self.place(), problem }
    }

    /// What a reader found, which has to be something.
    ///
    /// # Errors
    /// That of the reader; [`CellProblem::Required`] where it found nothing.
    pub fn required<T>(&self, read: Result<Option<T>, CellFault>) -> Result<T, CellFault> {
        read?.ok_or_else(|| self.fault(CellProblem::Required))
    }

    /// Text without space around it, with `\n` for every line break, composed (NFC). Numbers and dates are written out as
    /// [`Value::as_text`] does.
    ///
    /// # Errors
    /// [`CellProblem::ControlCharacter`], [`CellProblem::ErrorValue`].
    pub fn text(&self) -> Result<Option<String>, CellFault> {
        self.read(|value| {
            let text = value.as_text();
            let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
            if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
                return Err(CellProblem::ControlCharacter);
            }
            Ok(text.nfc().collect())
        })
    }

    /// A whole number: `1234`, `1 234`, `1234,00`, and `1.234` or `1,234` where the convention of the file says that it
    /// is no decimal.
    ///
    /// # Errors
    /// [`CellProblem::NotANumber`], [`CellProblem::NotWhole`], [`CellProblem::OutOfRange`],
    /// [`CellProblem::AmbiguousNumber`], [`CellProblem::ErrorValue`].
    pub fn whole(&self) -> Result<Option<i64>, CellFault> {
        self.read(|value| match value {
            Value::Number(number) => number::whole_of(*number),
            Value::Text(text) => number::whole(text, self.row.origin.convention),
            _ => Err(CellProblem::NotANumber),
        })
    }

    /// A number: `1 234,5`, `1.234,5`, `1234,5`, `1,234.5`, `1234.5`. Of `1.234` and `1,234` the convention of the file
    /// decides ([`Table::convention`](super::Table::convention)); where there is none, they are refused.
    ///
    /// # Errors
    /// [`CellProblem::NotANumber`], [`CellProblem::OutOfRange`], [`CellProblem::AmbiguousNumber`],
    /// [`CellProblem::ErrorValue`].
    pub fn decimal(&self) -> Result<Option<f64>, CellFault> {
        self.read(|value| match value {
            Value::Number(number) if number.is_finite() => Ok(number + 0.0),
            Value::Text(text) => number::decimal(text, self.row.origin.convention),
            _ => Err(CellProblem::NotANumber),
        })
    }

    /// A date: `2026-05-31`, `31.05.2026`, `31.5.2026`, or a date of a workbook. A time of day other than midnight is
    /// refused rather than dropped.
    ///
    /// # Errors
    /// [`CellProblem::NotADate`], [`CellProblem::DateWithTime`], [`CellProblem::ErrorValue`].
    pub fn date(&self) -> Result<Option<NaiveDate>, CellFault> {
        self.read(|value| match value {
            Value::Date(moment) => date::of_moment(*moment),
            Value::Text(text) => date::parse(text),
            _ => Err(CellProblem::NotADate),
        })
    }

    /// Yes or no: ja/nei, yes/no, true/false, sann/usann, 1/0, x. An empty cell is no.
    ///
    /// # Errors
    /// [`CellProblem::NotABoolean`], [`CellProblem::ErrorValue`].
    pub fn boolean(&self) -> Result<bool, CellFault> {
        let read = self.read(|value| match value {
            Value::Boolean(is_true) => Ok(*is_true),
            Value::Number(number) if *number == 1.0 => Ok(true),
            Value::Number(number) if *number == 0.0 => Ok(false),
            Value::Text(text) => match text.trim().to_lowercase().as_str() {
                "ja" | "yes" | "true" | "sann" | "1" | "x" => Ok(true),
                "nei" | "no" | "false" | "usann" | "0" => Ok(false),
                _ => Err(CellProblem::NotABoolean),
            },
            _ => Err(CellProblem::NotABoolean),
        });
        Ok(read?.unwrap_or(false))
    }

    fn read<T>(&self, reader: impl FnOnce(&Value) -> Result<T, CellProblem>) -> Result<Option<T>, CellFault> {
        let read = match self.value {
            Value::Merged => Err(CellProblem::Merged),
            Value::NotCalculated => Err(CellProblem::NotCalculated),
            Value::Error(error) => Err(CellProblem::ErrorValue(error.clone())),
            value if value.is_blank() => return Ok(None),
            value => reader(value),
        };
        read.map(Some).map_err(|problem| self.fault(problem))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::format::Convention;
    use super::super::rows::Origin;
    use super::*;

    fn read<T>(value: Value, reader: impl Fn(&Field<'_>) -> Result<T, CellFault>) -> Result<T, CellProblem> {
        let origin = Origin { file: "a.xlsx".into(), sheet: None, convention: Some(Convention::Norwegian) };
        let row = Row { number: 7, cells: vec![Value::Empty, value], origin: Arc::new(origin) };
        let column = HeaderColumn { index: 1, letters: "B".into(), text: "Antall".into() };
        reader(&Field::new(&row, Some(&column))).map_err(|fault| {
            assert_eq!(fault.place.to_string(), "a.xlsx, row 7, column B (Antall)");
            fault.problem
        })
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn text_is_what_a_person_sees() {
        for (value, expected) in [
            (text(" a\r\nb\rc\u{a0}"), Some("a\nb\nc")),
            (text("A\u{30a}s"), Some("Ås")),
            (text("  "), None),
            (Value::Empty, None),
            (Value::Number(974_760_673.0), Some("974760673")),
        ] {
            assert_eq!(read(value, |field| field.text()), Ok(expected.map(str::to_owned)));
        }
        for hidden in ["a\u{0}", "a\u{7}b", "a\u{85}b", "\u{1b}[31m"] {
            assert_eq!(
                read(text(hidden), |field| field.text()),
                Err(CellProblem::ControlCharacter),
                "{hidden:?}"
            );
        }
        assert_eq!(
            read(Value::Error("#REF!".into()), |field| field.text()),
            Err(CellProblem::ErrorValue("#REF!".into()))
        );
        assert_eq!(read(Value::Empty, |field| field.required(field.text())), Err(CellProblem::Required));
    }

    #[test]
    fn what_cannot_be_seen_is_not_taken_for_nothing() {
        for (value, problem) in
            [(Value::Merged, CellProblem::Merged), (Value::NotCalculated, CellProblem::NotCalculated)]
        {
            assert_eq!(read(value.clone(), |field| field.text()), Err(problem.clone()));
            assert_eq!(read(value.clone(), |field| field.whole()), Err(problem.clone()));
            assert_eq!(read(value.clone(), |field| field.date()), Err(problem.clone()));
            assert_eq!(read(value, |field| field.boolean()), Err(problem));
        }
    }

    #[test]
    fn yes_and_no_have_many_names() {
        for yes in ["ja", "JA", " Yes ", "true", "SANN", "1", "x", "X"] {
            assert_eq!(read(text(yes), |field| field.boolean()), Ok(true), "{yes}");
        }
        for no in ["nei", "No", "FALSE", "usann", "0", "", " "] {
            assert_eq!(read(text(no), |field| field.boolean()), Ok(false), "{no}");
        }
        assert_eq!(read(Value::Number(1.0), |field| field.boolean()), Ok(true));
        assert_eq!(read(Value::Boolean(false), |field| field.boolean()), Ok(false));
        for neither in [text("kanskje"), text("2"), text("-"), Value::Number(2.0)] {
            assert_eq!(read(neither, |field| field.boolean()), Err(CellProblem::NotABoolean));
        }
    }

    #[test]
    fn a_number_is_no_date_and_a_date_no_number() {
        let day = NaiveDate::from_ymd_opt(2026, 5, 31).unwrap();
        let date = Value::Date(day.and_hms_opt(0, 0, 0).unwrap());
        assert_eq!(read(date.clone(), |field| field.date()), Ok(Some(day)));
        assert_eq!(read(date.clone(), |field| field.whole()), Err(CellProblem::NotANumber));
        assert_eq!(read(date, |field| field.decimal()), Err(CellProblem::NotANumber));
        assert_eq!(read(Value::Number(46173.0), |field| field.date()), Err(CellProblem::NotADate));
        let noon = Value::Date(day.and_hms_opt(12, 0, 0).unwrap());
        assert_eq!(read(noon, |field| field.date()), Err(CellProblem::DateWithTime));
        assert_eq!(read(text("1.234"), |field| field.whole()), Ok(Some(1234)));
        assert_eq!(read(Value::Boolean(true), |field| field.whole()), Err(CellProblem::NotANumber));
    }
}
