use chrono::{DateTime, Datelike as _, SubsecRound as _, Timelike as _, Utc};

use crate::error::Problem;

/// Reads a time that somebody sets: within this century or the next, cut to microseconds, as both databases keep it.
///
/// # Errors
/// [`Problem::NotATime`] for other centuries.
pub fn moment(raw: DateTime<Utc>) -> Result<DateTime<Utc>, Problem> {
    // A leap second has more than a second's worth of fractions, which other programs cannot read back.
    let raw =
        if raw.nanosecond() >= 1_000_000_000 { raw.with_nanosecond(999_999_999).unwrap_or(raw) } else { raw };
    if (2000..2200).contains(&raw.year()) { Ok(raw.trunc_subsecs(6)) } else { Err(Problem::NotATime) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_both_databases_keep() {
        let parse = |raw: &str| moment(raw.parse().unwrap());
        assert_eq!(
            parse("2026-11-21T10:00:00.123456789Z"),
            Ok("2026-11-21T10:00:00.123456Z".parse().unwrap())
        );
        assert_eq!(parse("2027-06-30T23:59:60Z"), Ok("2027-06-30T23:59:59.999999Z".parse().unwrap()));
        for bad in ["1999-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "+10000-01-01T00:00:00Z"] {
            assert_eq!(parse(bad), Err(Problem::NotATime), "{bad}");
        }
    }
}
