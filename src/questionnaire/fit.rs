//! Whether a value keeps to what its question asks for. Pure; what takes answers in, what tries them out and what makes them up all ask
//! here.

use ::entity::question::QuestionKind;
use chrono::NaiveDate;

use super::content::Format;
use crate::error::Problem;
use crate::value::{LONG_TEXT, SHORT_TEXT};

/// Beyond this not every whole number can be told from its neighbours.
pub const EXACT: f64 = 9_007_199_254_740_991.0;

/// The first day that anybody can answer.
pub const FIRST_DAY: NaiveDate = first_of(1900);
/// The last day that anybody can answer.
pub const LAST_DAY: NaiveDate = match first_of(2200).pred_opt() {
    Some(day) => day,
    None => NaiveDate::MAX,
};

const fn first_of(year: i32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, 1, 1) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// Whether a number is in range, and whole where it must be.
///
/// # Errors
/// What is wrong with it.
pub fn number(number: f64, format: &Format) -> Result<(), Problem> {
    if !(-EXACT..=EXACT).contains(&number) {
        return Err(Problem::OutOfRange { min: -EXACT, max: EXACT });
    }
    let Some(format) = &format.number else { return Ok(()) };
    match (format.least, format.most) {
        (Some(least), _) if number < least => Err(Problem::TooSmall { least }),
        (_, Some(most)) if number > most => Err(Problem::TooLarge { most }),
        _ if format.whole && number.fract() != 0.0 => Err(Problem::NotWhole),
        _ => Ok(()),
    }
}

/// How many characters a text may have.
#[must_use]
pub fn longest(kind: QuestionKind, format: &Format) -> usize {
    let usual = if kind == QuestionKind::ShortText { SHORT_TEXT } else { LONG_TEXT };
    format.longest.and_then(|most| usize::try_from(most).ok()).unwrap_or(usual).min(LONG_TEXT)
}

/// Whether a text is short enough.
///
/// # Errors
/// [`Problem::TooLong`] where it is not.
pub fn text(text: &str, kind: QuestionKind, format: &Format) -> Result<(), Problem> {
    let max = longest(kind, format);
    if text.chars().count() > max { Err(Problem::TooLong { max }) } else { Ok(()) }
}

/// A text as a question keeps it: on one line, where it takes one.
#[must_use]
pub fn in_lines(text: String, kind: QuestionKind) -> String {
    if kind == QuestionKind::ShortText { text.replace(['\n', '\t'], " ") } else { text }
}

/// Whether a day is in range.
///
/// # Errors
/// What is wrong with it.
pub fn date(day: NaiveDate, format: &Format) -> Result<(), Problem> {
    let written = |day: NaiveDate| day.format("%d.%m.%Y").to_string();
    match (format.earliest, format.latest) {
        (Some(earliest), _) if day < earliest => Err(Problem::TooEarly { earliest: written(earliest) }),
        (_, Some(latest)) if day > latest => Err(Problem::TooLate { latest: written(latest) }),
        _ if !(FIRST_DAY..=LAST_DAY).contains(&day) => Err(Problem::NotADate),
        _ => Ok(()),
    }
}

/// How many options may be chosen, where that is said.
#[must_use]
pub fn at_most(format: &Format) -> Option<usize> {
    format.at_most.and_then(|most| usize::try_from(most).ok())
}
