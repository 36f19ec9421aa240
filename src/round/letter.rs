use ::entity::{Language, LocalizedText, contact, organization, round};
use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, Utc};

use crate::mail::Letter;

/// What an invitation tells.
pub(super) struct Invited<'a> {
    pub(super) round: &'a round::Model,
    pub(super) study_name: &'a LocalizedText,
    pub(super) owner: &'a organization::Model,
    pub(super) contact: &'a contact::Model,
    pub(super) link: &'a str,
    /// Name or address of the one who asks.
    pub(super) sender: &'a str,
}

/// The invitation in one language: who asks, for whom one answers, until when, and the personal link.
pub(super) fn letter(invited: &Invited<'_>, language: Language) -> Letter {
    let study = invited.study_name.in_language(language);
    let round = invited.round.name.in_language(language);
    let owner = invited.owner.name.in_language(language);
    let name = &invited.contact.name;
    let until = until(invited.round.closes_at, language);
    let sender = invited.sender;
    let (subject, greeting, paragraphs, button, sharing, regards) = match language {
        Language::Nb => (
            format!("{study}: svar for {owner}"),
            format!("Hei, {name}"),
            vec![
                format!("Du er invitert til å svare for {owner} i «{round}»."),
                format!("Svarene lagres mens du skriver, så du kan ta pauser. Du kan svare {until}."),
            ],
            "Åpne undersøkelsen",
            "Lenken er personlig. Del den bare med dem som skal svare sammen med deg.",
            format!("Hilsen {sender}"),
        ),
        Language::Nn => (
            format!("{study}: svar for {owner}"),
            format!("Hei, {name}"),
            vec![
                format!("Du er invitert til å svare for {owner} i «{round}»."),
                format!("Svara blir lagra medan du skriv, så du kan ta pausar. Du kan svare {until}."),
            ],
            "Opne undersøkinga",
            "Lenkja er personleg. Del henne berre med dei som skal svare saman med deg.",
            format!("Helsing {sender}"),
        ),
        Language::En => (
            format!("{study}: answer for {owner}"),
            format!("Hello, {name}"),
            vec![
                format!("You are invited to answer for {owner} in “{round}”."),
                format!("Answers are saved as you go, so you can take breaks. You can answer {until}."),
            ],
            "Open the survey",
            "The link is personal. Share it only with those who are to answer together with you.",
            format!("Regards, {sender}"),
        ),
    };
    Letter {
        subject,
        greeting: Some(greeting),
        paragraphs,
        button: Some((button.to_owned(), invited.link.to_owned())),
        closing: vec![sharing.to_owned(), regards],
    }
}

/// Until when, in Norwegian time: a day where the round closes at midnight, else a day and a time.
fn until(closes: DateTime<Utc>, language: Language) -> String {
    let there = closes.with_timezone(&chrono_tz::Europe::Oslo);
    if there.time() == NaiveTime::MIN {
        let last_day = day(there.date_naive() - Days::new(1), language);
        return match language {
            Language::Nb | Language::Nn => format!("til og med {last_day}"),
            Language::En => format!("until and including {last_day}"),
        };
    }
    let day = day(there.date_naive(), language);
    match language {
        Language::Nb | Language::Nn => format!("til {day} kl. {}, norsk tid", there.format("%H.%M")),
        Language::En => format!("until {day} at {}, Norwegian time", there.format("%H:%M")),
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
