use ::entity::{Language, LocalizedText, contact, organization, round};
use chrono::{DateTime, Datelike as _, Utc};

use crate::mail::Letter;

/// What an invitation tells.
pub(super) struct Invited<'a> {
    pub(super) round: &'a round::Model,
    pub(super) study_name: &'a LocalizedText,
    pub(super) owner: &'a organization::Model,
    pub(super) contact: &'a contact::Model,
    pub(super) link: &'a str,
}

/// The invitation in one language: who asks, for whom one answers, until when, and the personal link.
pub(super) fn letter(invited: &Invited<'_>, language: Language) -> Letter {
    let study = invited.study_name.in_language(language);
    let round = invited.round.name.in_language(language);
    let owner = invited.owner.name.in_language(language);
    let name = &invited.contact.name;
    let last_day = day(invited.round.closes_at, language);
    let (subject, greeting, paragraphs, button, closing) = match language {
        Language::Nb => (
            format!("{study}: svar for {owner}"),
            format!("Hei, {name}"),
            vec![
                format!("Du er invitert til å svare for {owner} i «{round}»."),
                format!(
                    "Svarene lagres mens du skriver, så du kan ta pauser. Du kan svare til og med {last_day}."
                ),
            ],
            "Åpne undersøkelsen",
            "Lenken er personlig. Ikke send den videre.",
        ),
        Language::Nn => (
            format!("{study}: svar for {owner}"),
            format!("Hei, {name}"),
            vec![
                format!("Du er invitert til å svare for {owner} i «{round}»."),
                format!(
                    "Svara blir lagra medan du skriv, så du kan ta pausar. Du kan svare til og med {last_day}."
                ),
            ],
            "Opne undersøkinga",
            "Lenkja er personleg. Ikkje send henne vidare.",
        ),
        Language::En => (
            format!("{study}: answer for {owner}"),
            format!("Hello, {name}"),
            vec![
                format!("You are invited to answer for {owner} in “{round}”."),
                format!(
                    "Answers are saved as you go, so you can take breaks. You can answer until and including {last_day}."
                ),
            ],
            "Open the survey",
            "The link is personal. Do not pass it on.",
        ),
    };
    Letter {
        subject,
        greeting: Some(greeting),
        paragraphs,
        button: Some((button.to_owned(), invited.link.to_owned())),
        closing: vec![closing.to_owned()],
    }
}

/// The last whole or partial day before a moment, in Norwegian time, e.g. «30. november 2026».
fn day(until: DateTime<Utc>, language: Language) -> String {
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
    let last = (until - chrono::Duration::microseconds(1)).with_timezone(&chrono_tz::Europe::Oslo);
    let names = if language == Language::En { EN } else { NB };
    let month = names.get(last.month0() as usize).copied().unwrap_or_default();
    match language {
        Language::Nb | Language::Nn => format!("{}. {month} {}", last.day(), last.year()),
        Language::En => format!("{} {month} {}", last.day(), last.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_the_one_in_norway() {
        let until = |raw: &str| raw.parse::<DateTime<Utc>>().unwrap();
        // Midnight in Oslo ends the day before, in winter (UTC+1) as in summer (UTC+2).
        assert_eq!(day(until("2026-11-30T23:00:00Z"), Language::Nb), "30. november 2026");
        assert_eq!(day(until("2026-06-30T22:00:00Z"), Language::En), "30 June 2026");
        assert_eq!(day(until("2026-06-30T22:00:01Z"), Language::Nn), "1. juli 2026");
    }
}
