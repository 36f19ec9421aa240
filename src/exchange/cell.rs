//! What a cell holds, how it is read from a file, and how it is written to one.

use ::entity::Language;
use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::columns::{Choice, Column, Kind, Need};
use super::problems::of_cell;
use crate::error::Problem;
use crate::registry::owners::each_once;
use crate::table::{CellProblem, Field, NewCell, Value};
use crate::value::folding::fold;
use crate::value::{Email, LONG_TEXT, OrgNumber, SHORT_TEXT, SystemCode, optional_text};

/// Years that a date may be in.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text; of a choice, its value.
    Text(String),
    /// A number.
    Whole(i64),
    /// A day; of a month, its first.
    Date(NaiveDate),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// Text, composed as files have it; nothing where it is empty.
    pub(super) fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.nfc().collect()) }
    }

    /// Text that may be absent.
    pub(super) fn optional(text: Option<&str>) -> Self {
        Self::text(text.unwrap_or_default())
    }

    /// As a report shows it; nothing where it is empty.
    pub(super) fn shown(&self, kind: Kind) -> Option<String> {
        match self {
            Self::Empty => None,
            Self::Text(text) => Some(text.clone()),
            Self::Whole(number) => Some(number.to_string()),
            Self::Date(date) => {
                Some(if matches!(kind, Kind::Month) { month(*date) } else { date.to_string() })
            }
            Self::Flag(flag) => Some(flag.to_string()),
        }
    }
}

fn month(first: NaiveDate) -> String {
    first.format("%Y-%m").to_string()
}

/// A cell as it is written to a file. `text` is what it borrows.
pub(super) fn written<'t>(
    cell: &'t Cell,
    kind: Kind,
    language: Language,
    text: &'t mut String,
) -> NewCell<'t> {
    match (cell, kind) {
        (Cell::Empty, _) => NewCell::Empty,
        (Cell::Text(value), Kind::Choice(choices)) => {
            let choice = choices.iter().find(|choice| choice.value == value);
            NewCell::Text(choice.map_or(value.as_str(), |choice| choice.name(language)))
        }
        (Cell::Text(text), _) => NewCell::Text(text),
        (Cell::Whole(number), _) => NewCell::Whole(*number),
        (Cell::Date(date), Kind::Month) => {
            *text = month(*date);
            NewCell::Text(text)
        }
        (Cell::Date(date), _) => NewCell::Date(*date),
        (Cell::Flag(flag), _) => NewCell::Boolean(*flag),
    }
}

/// Reads a cell as what its column holds.
pub(super) fn read(field: &Field<'_>, column: &Column) -> Result<Cell, Problem> {
    let cell = match column.kind {
        Kind::OrgNumber => parsed(field, |text| OrgNumber::parse(text).map(|number| number.to_string()))?,
        Kind::Code => parsed(field, |text| SystemCode::parse(text).map(|code| code.to_string()))?,
        Kind::Email => parsed(field, |text| Email::parse(text).map(|email| email.to_string()))?,
        Kind::Line => cleaned(field, SHORT_TEXT)?,
        Kind::Text => cleaned(field, LONG_TEXT)?,
        Kind::Lines(most) => lines(field, most)?,
        Kind::Choice(choices) => choice(field, choices)?,
        Kind::Date => day(field)?.map_or(Cell::Empty, Cell::Date),
        Kind::Month => read_month(field)?.map_or(Cell::Empty, Cell::Date),
        Kind::Count(most) => count(field, most)?,
        Kind::Flag => Cell::Flag(field.boolean().map_err(of_cell)?),
    };
    let may_be_empty = matches!(column.need, Need::Column | Need::Free);
    if cell == Cell::Empty && !may_be_empty { Err(Problem::Required) } else { Ok(cell) }
}

fn text_of(field: &Field<'_>) -> Result<Option<String>, Problem> {
    field.text().map_err(of_cell)
}

fn parsed(field: &Field<'_>, parse: impl FnOnce(&str) -> Result<String, Problem>) -> Result<Cell, Problem> {
    Ok(text_of(field)?.map(|text| parse(&text)).transpose()?.map_or(Cell::Empty, Cell::Text))
}

fn cleaned(field: &Field<'_>, max: usize) -> Result<Cell, Problem> {
    let text = text_of(field)?;
    Ok(optional_text(text.as_deref(), max)?.map_or(Cell::Empty, Cell::Text))
}

fn lines(field: &Field<'_>, most: usize) -> Result<Cell, Problem> {
    let text = text_of(field)?.unwrap_or_default();
    let mut lines = Vec::new();
    for line in text.split('\n') {
        lines.extend(optional_text(Some(line), SHORT_TEXT)?);
    }
    let lines = each_once(lines);
    if lines.len() > most {
        return Err(Problem::TooMany { max: most });
    }
    Ok(Cell::text(&lines.join("\n")))
}

fn choice(field: &Field<'_>, choices: &'static [Choice]) -> Result<Cell, Problem> {
    let Some(text) = text_of(field)? else { return Ok(Cell::Empty) };
    let wanted = fold(&text);
    let fits = |choice: &&Choice| choice.names.iter().chain([&choice.value]).any(|name| fold(name) == wanted);
    match choices.iter().find(fits) {
        Some(choice) => Ok(Cell::text(choice.value)),
        None => {
            let names =
                |language| choices.iter().map(|choice| choice.name(language)).collect::<Vec<_>>().join(", ");
            let (nb, nn, en) = (names(Language::Nb), names(Language::Nn), names(Language::En));
            Err(Problem::NotAChoice { nb, nn, en })
        }
    }
}

fn day(field: &Field<'_>) -> Result<Option<NaiveDate>, Problem> {
    match field.date().map_err(of_cell)? {
        Some(day) if !YEARS.contains(&day.year()) => Err(Problem::NotADate),
        day => Ok(day),
    }
}

/// A month: `2026-05`, `05.2026`, or its first day.
fn read_month(field: &Field<'_>) -> Result<Option<NaiveDate>, Problem> {
    let first = match field.raw() {
        Value::Text(text) if !field.raw().is_blank() => {
            let text = text.trim();
            let parts =
                text.split_once('-').or_else(|| text.split_once('.').map(|(month, year)| (year, month)));
            let number = |part: &str| {
                part.bytes().all(|digit| digit.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten()
            };
            parts
                .filter(|(year, month)| year.len() == 4 && (1..=2).contains(&month.len()))
                .and_then(|(year, month)| number(year).zip(number(month)))
                .and_then(|(year, month)| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, 1))
        }
        _ => None,
    };
    let first = match first {
        Some(first) => Some(first),
        None => field.date().map_err(|fault| match of_cell(fault) {
            Problem::NotADate => Problem::NotAMonth,
            other => other,
        })?,
    };
    match first {
        Some(day) if day.day() != 1 || !YEARS.contains(&day.year()) => Err(Problem::NotAMonth),
        first => Ok(first),
    }
}

#[expect(clippy::cast_precision_loss, reason = "the bound is far below what is kept exactly")]
fn count(field: &Field<'_>, most: i64) -> Result<Cell, Problem> {
    let out_of_range = || Problem::OutOfRange { min: 0.0, max: most as f64 };
    let whole = field.whole().map_err(|fault| match fault.problem {
        CellProblem::OutOfRange => out_of_range(),
        _ => of_cell(fault),
    });
    match whole? {
        None => Ok(Cell::Empty),
        Some(number) if (0..=most).contains(&number) => Ok(Cell::Whole(number)),
        Some(_) => Err(out_of_range()),
    }
}
