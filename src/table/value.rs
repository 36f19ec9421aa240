use std::borrow::Cow;

use chrono::{NaiveDateTime, NaiveTime};

/// What stands in a cell. In CSV it is text or nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing, or a text without a letter.
    #[default]
    Empty,
    /// Text, as it stands; only the apostrophe of [`formula`](super::formula) is taken away.
    Text(String),
    /// A number of a workbook. A span of time is a number of days.
    Number(f64),
    /// A date of a workbook, and the time of day, which is midnight where the person wrote none.
    Date(NaiveDateTime),
    /// A box that is ticked, or is not.
    Boolean(bool),
    /// What a formula shows instead of its result: `#REF!`.
    Error(String),
    /// Hidden behind another cell of a workbook that it is merged with. A person sees nothing of its own in it.
    Merged,
    /// A formula whose result is not in the file, as programs write them that leave the reckoning to a spreadsheet.
    NotCalculated,
}

impl Value {
    pub(super) const EMPTY: &'static Self = &Self::Empty;

    pub(super) fn from_file(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(super::formula::unguard(text).to_owned()) }
    }

    /// Whether a person sees nothing in the cell that is its own.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty | Self::Merged => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The value as text: numbers without what a computer adds (`974760673`, never `974760673.0` or `9.74760673E8`),
    /// dates as `2026-05-31`, booleans as `true` and `false`.
    #[must_use]
    pub fn as_text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty | Self::Merged | Self::NotCalculated => Cow::Borrowed(""),
            Self::Text(text) | Self::Error(text) => Cow::Borrowed(text),
            // Zero may have a sign, which no person wants to see.
            Self::Number(number) if *number == 0.0 => Cow::Borrowed("0"),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Date(date) if date.time() == NaiveTime::MIN => Cow::Owned(date.date().to_string()),
            Self::Date(date) => Cow::Owned(date.to_string().replace(' ', "T")),
            Self::Boolean(true) => Cow::Borrowed("true"),
            Self::Boolean(false) => Cow::Borrowed("false"),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn numbers_and_dates_read_as_people_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 5, 31).unwrap();
        for (value, text) in [
            (Value::Number(974_760_673.0), "974760673"),
            (Value::Number(-0.0), "0"),
            (Value::Number(0.1), "0.1"),
            (Value::Number(123_456_789_012_345.0), "123456789012345"),
            (Value::Number(1e21), "1000000000000000000000"),
            (Value::Date(day.and_time(NaiveTime::MIN)), "2026-05-31"),
            (Value::Date(day.and_hms_opt(13, 5, 0).unwrap()), "2026-05-31T13:05:00"),
            (Value::Boolean(true), "true"),
            (Value::Error("#REF!".into()), "#REF!"),
            (Value::Empty, ""),
        ] {
            assert_eq!(value.as_text(), text);
        }
        assert!(Value::Text(" \u{a0}".into()).is_blank());
        assert!(!Value::Number(0.0).is_blank());
    }
}
