//! Dates as people write them, and as workbooks keep them.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};

use super::field::CellProblem;

/// Dates that can be kept in every format: a workbook has none before 1900.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;
/// The last day of the year 9999, counted as a workbook that begins in 1904 does; one from 1900 has some days more.
const LAST_DAY: f64 = 2_957_003.0;

/// Whether every format can keep the date.
pub(super) fn is_within_range(date: NaiveDate) -> bool {
    YEARS.contains(&date.year())
}

/// Reads `2026-05-31`, `31.05.2026` or `31.5.2026`, also with midnight behind it, as some programs write.
pub(super) fn parse(text: &str) -> Result<NaiveDate, CellProblem> {
    let text = text.trim();
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let date = parse_day(day).filter(|date| is_within_range(*date)).ok_or(CellProblem::NotADate)?;
    if time.is_empty() {
        return Ok(date);
    }
    if parse_time(time).ok_or(CellProblem::NotADate)? == NaiveTime::MIN {
        Ok(date)
    } else {
        Err(CellProblem::DateWithTime)
    }
}

/// Reads a date and time as XLSX may keep it in words: `2026-05-31T13:05:00`.
pub(super) fn parse_moment(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
    Some(parse_day(day)?.and_time(parse_time(time)?))
}

/// The date of a workbook's cell, without its time, which has to be midnight.
pub(super) fn of_moment(moment: NaiveDateTime) -> Result<NaiveDate, CellProblem> {
    if !is_within_range(moment.date()) {
        return Err(CellProblem::NotADate);
    }
    if moment.time() == NaiveTime::MIN { Ok(moment.date()) } else { Err(CellProblem::DateWithTime) }
}

/// What a workbook means by a number that it shows as a date; nothing where there is no such day, such as the 29th of
/// February 1900, which Excel has and nobody else.
pub(super) fn of_workbook(date: calamine::ExcelDateTime) -> Option<NaiveDateTime> {
    // Below one it is a time without a day; above, the library answers with the last day that it knows.
    if !date.is_datetime() || !(1.0..LAST_DAY).contains(&date.as_f64()) {
        return None;
    }
    let (year, month, day, hour, minute, second, millisecond) = date.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?;
    day.and_hms_milli_opt(hour.into(), minute.into(), second.into(), millisecond.into())
}

fn parse_day(text: &str) -> Option<NaiveDate> {
    let separator = if text.contains('-') { '-' } else { '.' };
    let mut parts = text.split(separator);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = if separator == '-' { (first, second, third) } else { (third, second, first) };
    // In the middle of a year everybody writes two digits with hyphens, and one or two with points.
    let fewest = if separator == '-' { 2 } else { 1 };
    let number = |digits: &str, fewest, most| -> Option<u32> {
        let fits =
            (fewest..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if fits { digits.parse().ok() } else { None }
    };
    let year = i32::try_from(number(year, 4, 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(month, fewest, 2)?, number(day, fewest, 2)?)
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (clock, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let number = |digits: &&str| -> Option<u32> {
        let fits = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if fits { digits.parse().ok() } else { None }
    };
    let fits =
        !fraction.is_empty() && fraction.len() <= 9 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !fits || !(2..=3).contains(&parts.len()) {
        return None;
    }
    let second = parts.get(2).map_or(Some(0), number)?;
    let nanoseconds: u32 = format!("{fraction:0<9}").parse().ok()?;
    NaiveTime::from_hms_nano_opt(number(parts.first()?)?, number(parts.get(1)?)?, second, nanoseconds)
}

#[cfg(test)]
mod tests {
    use calamine::{ExcelDateTime, ExcelDateTimeType};

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in [
            "2026-05-31",
            "31.05.2026",
            "31.5.2026",
            " 31.5.2026\u{a0}",
            "2026-05-31 00:00",
            "2026-05-31T00:00:00.000Z",
            "31.05.2026 00:00:00",
        ] {
            assert_eq!(parse(text), Ok(day(2026, 5, 31)), "{text}");
        }
        assert_eq!(parse("29.2.2024"), Ok(day(2024, 2, 29)));
        assert_eq!(parse("2026-05-31 13:05"), Err(CellProblem::DateWithTime));
    }

    #[test]
    fn days_that_never_come_are_refused() {
        for text in [
            "",
            "31",
            "2026",
            "2026-02-29",
            "31.4.2026",
            "0.1.2026",
            "1.13.2026",
            "31.05.26",
            "2026-5-31",
            "26-05-31",
            "31/05/2026",
            "05/31/2026",
            "2026.05.31",
            "31-05-2026",
            "1899-12-31",
            "0000-01-01",
            "10000-01-01",
            "31.05.2026.",
            "1.1.2026 kl. 8",
            "2026-05-31 24:00",
            "2026-05-31T0:0",
            "46173",
            "1. mai 2026",
            "２０２６-05-31",
            "2026-05-31 00:00:00.",
            "+2026-05-1",
        ] {
            assert_eq!(parse(text), Err(CellProblem::NotADate), "{text}");
        }
    }

    #[test]
    fn workbooks_count_days_each_in_its_way() {
        let read =
            |days, since_1904| of_workbook(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, since_1904));
        let midnight = |date: NaiveDate| Some(date.and_time(NaiveTime::MIN));
        assert_eq!(read(46173.0, false), midnight(day(2026, 5, 31)));
        assert_eq!(read(44711.0, true), midnight(day(2026, 5, 31)));
        assert_eq!(read(1.0, false), midnight(day(1900, 1, 1)));
        assert_eq!(read(59.0, false), midnight(day(1900, 2, 28)));
        assert_eq!(read(60.0, false), None, "1900 was no leap year");
        assert_eq!(read(61.0, false), midnight(day(1900, 3, 1)));
        assert_eq!(read(46173.5, false), day(2026, 5, 31).and_hms_opt(12, 0, 0));
        for no_day in [0.0, 0.5, -1.0, 1e10, f64::NAN, f64::INFINITY] {
            assert_eq!(read(no_day, false), None, "{no_day}");
        }
        assert_eq!(of_workbook(ExcelDateTime::new(5.0, ExcelDateTimeType::TimeDelta, false)), None);
    }

    #[test]
    fn moments_in_words_are_moments() {
        assert_eq!(parse_moment("2026-05-31T13:05:00"), day(2026, 5, 31).and_hms_opt(13, 5, 0));
        assert_eq!(parse_moment("2026-05-31"), day(2026, 5, 31).and_hms_opt(0, 0, 0));
        assert_eq!(parse_moment("2026-05-31Tx"), None);
        assert_eq!(of_moment(day(1899, 1, 1).and_time(NaiveTime::MIN)), Err(CellProblem::NotADate));
    }
}
