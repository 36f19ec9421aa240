//! Facts of the owner in texts: `{owner.name}` is replaced by what the owner is called. Pure.
//!
//! Braces around anything else stand for themselves.

use std::collections::BTreeMap;

use ::entity::LocalizedText;

use super::content::Text;
use crate::error::{Problem, Refusals};
use crate::registry::TEXT_FACTS;

const OPENING: &str = "{owner.";

/// Refuses names of facts that there are not.
pub fn check(refusals: &mut Refusals, text: &Text<'_>) {
    let LocalizedText { nb, nn, en } = text.text;
    for (language, text_in) in [("nb", Some(nb)), ("nn", nn.as_ref()), ("en", en.as_ref())] {
        for name in text_in.into_iter().flat_map(|text| names(text)) {
            if !TEXT_FACTS.contains(&name) {
                let known = TEXT_FACTS.map(|name| format!("{{owner.{name}}}")).join(", ");
                let problem = Problem::UnknownFact { name: name.to_owned(), known };
                refusals.add(&format!("{}.{language}", text.path), problem);
            }
        }
    }
}

/// The text with the facts put in. A fact that is not known of this owner leaves nothing but the text around it.
#[must_use]
pub fn filled(text: &str, facts: &BTreeMap<&'static str, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next(rest) {
        filled.push_str(before);
        filled.push_str(facts.get(name).map_or("", String::as_str));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Whether there is anything to put in.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    next(text).is_none()
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, name, after) = next(rest)?;
        rest = after;
        Some(name)
    })
}

/// What stands before the next name, the name, and what follows.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (before, opened) = text.split_once(OPENING)?;
    let (name, after) = opened.split_once('}')?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_put_in_and_other_braces_stay() {
        let facts =
            BTreeMap::from([("name", "Etaten {owner.orgnr}".to_owned()), ("sector", "stat".to_owned())]);
        for (text, wanted) in [
            ("Hva gjør {owner.name}?", "Hva gjør Etaten {owner.orgnr}?"),
            ("{owner.sector}{owner.sector}", "statstat"),
            ("{owner.stratum}.", "."),
            ("{a} {owner.name", "{a} {owner.name"),
            ("{owner.", "{owner."),
            ("", ""),
        ] {
            assert_eq!(filled(text, &facts), wanted);
        }
        assert!(is_plain("{a}") && !is_plain("{owner.name}"));
    }

    #[test]
    fn names_that_there_are_not_are_refused_in_each_language() {
        let text =
            LocalizedText { nb: "{owner.navn}".to_owned(), nn: None, en: Some("{owner.name}".to_owned()) };
        let mut refusals = Refusals::new();
        check(&mut refusals, &Text { path: "title".to_owned(), text: &text });
        let Err(crate::error::Error::Refused(reasons)) = refusals.done() else { panic!("must be refused") };
        assert_eq!(reasons.len(), 1);
        assert_eq!(reasons[0].field, ["title", "nb"]);
    }
}
