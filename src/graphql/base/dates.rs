use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{Datelike as _, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Years that a date may be in.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// A day, without a time and a place: `2026-05-31`. From 1900 to 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(with = "String", extend("format" = "date"))]
pub struct Date(pub NaiveDate);

impl Date {
    /// Reads a day; `None` where it is written otherwise, or is not from 1900 to 2199.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        parse_day(text).map(Self)
    }
}

/// A day, without a time and a place: `2026-05-31`. From 1900 to 2199.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Self::read(text)
                .ok_or_else(|| InputValueError::custom("write a day as 2026-05-31, from 1900 to 2199")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%d").to_string())
    }
}

/// A month: `2026-05`. From 1900 to 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month(pub NaiveDate);

/// A month: `2026-05`. From 1900 to 2199.
#[Scalar(name = "Month")]
impl ScalarType for Month {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text.len() == 7 => parse_day(&format!("{text}-01"))
                .map(Self)
                .ok_or_else(|| InputValueError::custom("write a month as 2026-05, from 1900 to 2199")),
            Value::String(_) => Err(InputValueError::custom("write a month as 2026-05, from 1900 to 2199")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m").to_string())
    }
}

fn parse_day(text: &str) -> Option<NaiveDate> {
    let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (is_plain && YEARS.contains(&day.year())).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_are_written_in_one_way() {
        let day = |text: &str| Date::parse(Value::from(text)).ok().map(|day| day.to_value());
        let month = |text: &str| Month::parse(Value::from(text)).ok().map(|month| month.to_value());
        assert_eq!(day("2026-05-31"), Some(Value::from("2026-05-31")));
        assert_eq!(month("2026-05"), Some(Value::from("2026-05")));
        for bad in ["2026-5-31", "2026-02-30", "31.05.2026", "1899-12-31", "2200-01-01", "+2026-1-1", ""] {
            assert_eq!(day(bad), None, "{bad}");
        }
        for bad in ["2026-5", "2026-13", "2026", "2026-05-31", "æ26-05"] {
            assert_eq!(month(bad), None, "{bad}");
        }
    }
}
