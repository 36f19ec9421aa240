use super::folding::{fold, shorten};
use crate::error::Problem;

/// Longest text to search for, in characters.
const LONGEST: usize = 200;
/// In no folded text: they have letters, digits and spaces only.
const NOWHERE: &str = "\u{7f}";
/// Most words to search for; each is a condition of its own.
const MOST_WORDS: usize = 10;

/// Words to search for, folded and shortened as what is searched is (see [`super::folding::searchable`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search(Vec<String>);

impl Search {
    /// Reads what a person typed. Empty means everything; signs alone are in no name, so nothing is found by them.
    ///
    /// # Errors
    /// [`Problem::TooLong`] above 200 characters, [`Problem::TooMany`] above 10 words.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        if raw.chars().count() > LONGEST {
            return Err(Problem::TooLong { max: LONGEST });
        }
        let mut words: Vec<String> = shorten(&fold(raw)).split_whitespace().map(str::to_owned).collect();
        if words.is_empty() && !raw.trim().is_empty() {
            words.push(NOWHERE.to_owned());
        }
        if words.len() > MOST_WORDS { Err(Problem::TooMany { max: MOST_WORDS }) } else { Ok(Self(words)) }
    }

    /// Whether a text that was stored by [`super::folding::searchable`] has each of the words.
    #[must_use]
    pub fn fits(&self, searchable: &str) -> bool {
        self.0.iter().all(|word| searchable.contains(word))
    }

    /// A pattern for `LIKE` for each word. A folded word has letters and digits only, so it needs no escaping.
    pub fn patterns(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|word| format!("%{word}%"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_as_many_words_as_a_database_can_bear() {
        assert_eq!(
            Search::parse(" Brønnøysund  100% "),
            Ok(Search(vec!["bronnoysund".to_owned(), "100".to_owned()]))
        );
        assert_eq!(Search::parse(" _ % "), Ok(Search(vec![NOWHERE.to_owned()])));
        assert_eq!(Search::parse("  "), Ok(Search::default()));
        assert_eq!(Search::parse(&"a ".repeat(11)), Err(Problem::TooMany { max: 10 }));
        assert_eq!(Search::parse(&"a".repeat(201)), Err(Problem::TooLong { max: 200 }));
        // One letter may fold to several, and a mark to none: neither makes it longer than can be borne.
        assert!(Search::parse(&"ﷺ".repeat(200)).is_err());
    }
}
