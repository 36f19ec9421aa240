//! Deadlines in words. Pure.

use ::entity::Language;
use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, Utc};

/// Until when, in Norwegian time: a day where the round closes at midnight, else a day and a time.
pub(super) fn until(closes: DateTime<Utc>, language: Language) -> String {
    let there = closes.with_timezone(&chrono_tz::Europe::Oslo);
    if there.time() == NaiveTime::MIN {
        let last_day = day(there.date_naive() - Days::new(1), language);
        return match language {
            Language::Nb | Language::Nn => format!("til og med {last_day}"),
            Language::En => format!("until and including {last_day}"),
        };
    }
    match language {
        Language::Nb | Language::Nn => format!("til {}", moment(closes, language)),
        Language::En => format!("until {}", moment(closes, language)),
    }
}

/// When something happened, in Norwegian time, e.g. «30. november 2026 kl. 14.05, norsk tid».
pub(super) fn moment(at: DateTime<Utc>, language: Language) -> String {
    let there = at.with_timezone(&chrono_tz::Europe::Oslo);
    let day = day(there.date_naive(), language);
    match language {
        Language::Nb | Language::Nn => format!("{day} kl. {}, norsk tid", there.format("%H.%M")),
        Language::En => format!("{day} at {}, Norwegian time", there.format("%H:%M")),
    }
}

/// A day in words, e.g. «30. november 2026».
fn day(day: NaiveDate, language: Language) -> String {
    const NB: [&str; 12] = [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names = if language == Language::En { EN } else { NB };
    let month = names.get(day.month0() as usize).copied().unwrap_or_default();
    match language {
        Language::Nb | Language::Nn => format!("{}. {month} {}", day.day(), day.year()),
        Language::En => format!("{} {month} {}", day.day(), day.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deadline_is_told_in_norwegian_time() {
        let until = |raw: &str, language| until(raw.parse::<DateTime<Utc>>().unwrap(), language);
        // Midnight in Oslo ends the day before, in winter (UTC+1) as in summer (UTC+2).
        assert_eq!(until("2026-11-30T23:00:00Z", Language::Nb), "til og med 30. november 2026");
        assert_eq!(until("2026-06-30T22:00:00Z", Language::En), "until and including 30 June 2026");
        // Any other time is told: nobody is promised an evening that is not there.
        assert_eq!(until("2026-12-22T02:44:48Z", Language::Nn), "til 22. desember 2026 kl. 03.44, norsk tid");
        assert_eq!(until("2026-06-30T22:00:01Z", Language::En), "until 1 July 2026 at 00:00, Norwegian time");
    }
}
