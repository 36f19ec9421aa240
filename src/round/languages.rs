//! In which language somebody is written to. Pure.

use ::entity::Language;
use ::entity::round::Languages;

use super::round;
use crate::registry::{contact, organization};

/// All languages, in the order in which they stand in for each other.
pub(super) const ALL: [Language; 3] = [Language::Nb, Language::Nn, Language::En];

/// The languages that a round is offered in, the one first that stands in for those which are not.
#[must_use]
pub fn offered(round: &round::Model) -> &[Language] {
    match &round.languages {
        Some(Languages(languages)) if !languages.is_empty() => languages,
        _ => &ALL,
    }
}

/// The language of mails to somebody, and of the page that they open: the person's, else the owner's, each if it is offered, else the
/// first that is.
pub(super) fn language_of(
    round: &round::Model,
    contact: &contact::Model,
    owner: &organization::Model,
) -> Language {
    chosen(offered(round), contact.language, owner.language)
}

/// The first of these languages that a round is offered in, or else the one that stands in for those which are not.
pub(super) fn first_offered(round: &round::Model, wanted: impl IntoIterator<Item = Language>) -> Language {
    first_of(offered(round), wanted)
}

fn chosen(offered: &[Language], contact: Option<Language>, owner: Language) -> Language {
    first_of(offered, contact.into_iter().chain([owner]))
}

fn first_of(offered: &[Language], wanted: impl IntoIterator<Item = Language>) -> Language {
    let mut wanted = wanted.into_iter().filter(|language| offered.contains(language));
    wanted.next().or_else(|| offered.first().copied()).unwrap_or_default()
}

/// Languages to offer, each once; that of the study first if it is among them, so that it stands in for the others.
pub(super) fn to_offer(languages: &[Language], study: Language) -> Languages {
    let first = [study].into_iter().filter(|language| languages.contains(language));
    let mut once = Vec::new();
    for language in first.chain(languages.iter().copied()) {
        if !once.contains(&language) {
            once.push(language);
        }
    }
    Languages(once)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_written_to_in_their_language_if_it_is_offered() {
        use Language::{En, Nb, Nn};
        for (offered, study, contact, owner, wanted) in [
            (&[Nb, Nn, En][..], Nb, Some(En), Nn, En),
            (&[Nb, Nn, En], Nb, None, Nn, Nn),
            (&[Nb, Nn], Nb, Some(En), Nn, Nn),
            (&[Nb, Nn], Nn, Some(En), En, Nn),
            (&[Nb, Nn], Nb, None, En, Nb),
            (&[Nb, En], Nn, None, Nn, Nb),
            (&[En, En], Nb, Some(Nb), Nn, En),
        ] {
            let Languages(languages) = to_offer(offered, study);
            assert_eq!(
                chosen(&languages, contact, owner),
                wanted,
                "{offered:?} {study:?} {contact:?} {owner:?}"
            );
        }
    }
}
