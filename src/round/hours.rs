//! When it is decent to remind people: working hours on working days, in Norwegian time. Pure.

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, NaiveTime, TimeZone as _, Utc, Weekday};
use chrono_tz::Europe::Oslo;

/// The working day begins at this hour …
const FROM: u32 = 8;
/// … and ends at this one, which is no longer part of it.
const UNTIL: u32 = 16;

/// The first decent moment, not before this one: from 8 to 16 on a day from Monday to Friday that is no holiday.
pub(super) fn decent(at: DateTime<Utc>) -> DateTime<Utc> {
    let there = at.with_timezone(&Oslo);
    let day = there.date_naive();
    if is_working_day(day) {
        if there.time() < hour(FROM) {
            return morning(day);
        }
        if there.time() < hour(UNTIL) {
            return at;
        }
    }
    let mut next = day + Days::new(1);
    while !is_working_day(next) {
        next = next + Days::new(1);
    }
    morning(next)
}

/// When each of `mails` leaves, one after another from the first decent moment, so many in a minute, and never outside of
/// decent hours. Where nothing is said of how many, all leave at once.
pub(super) fn spread(mails: usize, from: DateTime<Utc>, per_minute: Option<i32>) -> Vec<DateTime<Utc>> {
    paced(mails, decent(from), per_minute, decent)
}

/// When each of `mails` leaves, one after another, so many in a minute, at any hour.
pub(super) fn at_once(mails: usize, from: DateTime<Utc>, per_minute: Option<i32>) -> Vec<DateTime<Utc>> {
    paced(mails, from, per_minute, |at| at)
}

fn paced(
    mails: usize,
    from: DateTime<Utc>,
    per_minute: Option<i32>,
    allowed: impl Fn(DateTime<Utc>) -> DateTime<Utc>,
) -> Vec<DateTime<Utc>> {
    let Some(per_minute) = per_minute.and_then(|number| usize::try_from(number).ok()).filter(|n| *n > 0)
    else {
        return vec![from; mails];
    };
    let mut minute = from;
    let mut times = Vec::with_capacity(mails);
    while times.len() < mails {
        let now = per_minute.min(mails - times.len());
        times.extend(std::iter::repeat_n(minute, now));
        minute = allowed(minute + Duration::minutes(1));
    }
    times
}

/// The same time of day so many working days later: what happened on a Friday has been so for one working day on Monday.
#[must_use]
pub fn working_days_after(at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    counted(at, days, |day| day + Days::new(1))
}

/// The same time of day so many working days earlier.
#[must_use]
pub fn working_days_before(at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    counted(at, days, |day| day - Days::new(1))
}

fn counted(at: DateTime<Utc>, days: u32, next: impl Fn(NaiveDate) -> NaiveDate) -> DateTime<Utc> {
    let there = at.with_timezone(&Oslo);
    let mut day = there.date_naive();
    for _ in 0..days {
        day = next(day);
        while !is_working_day(day) {
            day = next(day);
        }
    }
    // Where the clocks skip that hour, the working day of the same date.
    let there = Oslo.from_local_datetime(&day.and_time(there.time()));
    there.earliest().map_or_else(|| morning(day), |there| there.with_timezone(&Utc))
}

fn hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}

/// When the working day begins. Clocks change at night, so that there is exactly one such moment.
fn morning(day: NaiveDate) -> DateTime<Utc> {
    let there = Oslo.from_local_datetime(&day.and_time(hour(FROM)));
    there.earliest().map_or_else(|| day.and_time(hour(FROM)).and_utc(), |there| there.with_timezone(&Utc))
}

fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

/// Public holidays (lov om 1. og 17. mai og helligdagsfredloven § 2), and the days before Christmas and New Year, when offices
/// are closed. Those on Sundays are left out.
fn is_holiday(day: NaiveDate) -> bool {
    const FIXED: [(u32, u32); 7] = [(1, 1), (5, 1), (5, 17), (12, 24), (12, 25), (12, 26), (12, 31)];
    /// Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday: days from Easter Sunday.
    const MOVABLE: [i64; 5] = [-3, -2, 1, 39, 50];
    if FIXED.contains(&(day.month(), day.day())) {
        return true;
    }
    easter(day.year()).is_some_and(|easter| MOVABLE.contains(&(day - easter).num_days()))
}

/// Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i32) -> Option<NaiveDate> {
    let (century, rest) = (year.div_euclid(100), year.rem_euclid(100));
    let golden = year.rem_euclid(19);
    let skipped = century / 4;
    let lunar = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - skipped - lunar + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(raw: &str) -> DateTime<Utc> {
        raw.parse().unwrap()
    }

    #[test]
    fn easter_is_where_the_almanac_has_it() {
        // The dates of the almanac of the University of Oslo, and the earliest and the latest there can be.
        for (year, day) in [
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2030, "2030-04-21"),
            (1818, "1818-03-22"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year), Some(day.parse().unwrap()));
        }
    }

    #[test]
    fn reminders_keep_to_working_hours_in_norway() {
        for (asked, decent_at, why) in [
            ("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z", "a Monday at ten"),
            ("2026-11-23T06:59:59Z", "2026-11-23T07:00:00Z", "a Monday before eight, in winter"),
            ("2026-06-29T05:00:00Z", "2026-06-29T06:00:00Z", "a Monday before eight, in summer"),
            ("2026-11-23T14:59:59Z", "2026-11-23T14:59:59Z", "the last second before sixteen"),
            ("2026-11-23T15:00:00Z", "2026-11-24T07:00:00Z", "sixteen is too late"),
            ("2026-11-20T15:00:00Z", "2026-11-23T07:00:00Z", "a Friday afternoon waits for Monday"),
            ("2026-10-23T14:30:00Z", "2026-10-26T07:00:00Z", "over the weekend when summer time ends"),
            (
                "2026-03-27T15:30:00Z",
                "2026-03-30T06:00:00Z",
                "over the weekend when summer time begins; that Monday is before Easter",
            ),
            ("2026-04-01T15:00:00Z", "2026-04-07T06:00:00Z", "Easter"),
            ("2026-05-14T09:00:00Z", "2026-05-15T06:00:00Z", "Ascension Day"),
            ("2026-05-25T09:00:00Z", "2026-05-26T06:00:00Z", "Whit Monday"),
            ("2027-05-17T09:00:00Z", "2027-05-18T06:00:00Z", "17 May; in 2027 Whit Monday too"),
            ("2026-12-24T09:00:00Z", "2026-12-28T07:00:00Z", "Christmas"),
            ("2026-12-31T09:00:00Z", "2027-01-04T07:00:00Z", "New Year"),
        ] {
            assert_eq!(decent(at(asked)), at(decent_at), "{why}");
        }
    }

    #[test]
    fn working_days_are_counted_without_weekends_and_holidays() {
        for (from, days, after, why) in [
            ("2026-11-23T09:00:00Z", 0, "2026-11-23T09:00:00Z", "none at all"),
            ("2026-11-23T09:00:00Z", 3, "2026-11-26T09:00:00Z", "Monday to Thursday"),
            ("2026-11-20T09:00:00Z", 1, "2026-11-23T09:00:00Z", "over a weekend"),
            (
                "2026-10-23T09:00:00Z",
                1,
                "2026-10-26T10:00:00Z",
                "at the same time of day when summer time ends",
            ),
            ("2026-12-23T09:00:00Z", 3, "2026-12-30T09:00:00Z", "over Christmas"),
            ("2026-03-31T09:00:00Z", 2, "2026-04-07T09:00:00Z", "over Easter"),
        ] {
            assert_eq!(working_days_after(at(from), days), at(after), "{why}");
            assert_eq!(working_days_before(at(after), days), at(from), "{why}, and back");
        }
    }

    #[test]
    fn many_mails_leave_a_few_a_minute_and_wait_for_the_next_morning() {
        let times = spread(5, at("2026-11-23T14:58:30Z"), Some(2));
        let wanted = [
            "2026-11-23T14:58:30Z",
            "2026-11-23T14:58:30Z",
            "2026-11-23T14:59:30Z",
            "2026-11-23T14:59:30Z",
            "2026-11-24T07:00:00Z",
        ];
        assert_eq!(times, wanted.map(at));
        assert_eq!(spread(3, at("2026-11-21T12:00:00Z"), None), [at("2026-11-23T07:00:00Z"); 3]);
        let any_hour = at_once(3, at("2026-11-21T23:59:30Z"), Some(1));
        assert_eq!(
            any_hour,
            ["2026-11-21T23:59:30Z", "2026-11-22T00:00:30Z", "2026-11-22T00:01:30Z"].map(at)
        );
        assert!(spread(0, at("2026-11-21T12:00:00Z"), Some(1)).is_empty());
    }
}
