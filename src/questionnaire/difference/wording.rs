//! Whether two texts say the same, measured. `docs/versions.md` says why it is measured so.

use strsim::{damerau_levenshtein, generic_damerau_levenshtein};
use unicode_normalization::UnicodeNormalization as _;

/// Words that turn a sentence around, or say that nothing else is meant, in the languages of questionnaires.
const TURNING: &[&str] = &[
    "aldri",
    "alle",
    "bare",
    "berre",
    "både",
    "enten",
    "færre",
    "flere",
    "fleire",
    "før",
    "etter",
    "hver",
    "ikke",
    "ikkje",
    "ingen",
    "inga",
    "ingenting",
    "kvar",
    "kun",
    "minst",
    "mest",
    "høyst",
    "høgst",
    "unntatt",
    "unnateke",
    "uten",
    "utan",
    "verken",
    "korkje",
    "hverken",
    "sjelden",
    "sjeldan",
    "ofte",
];
const TURNING_EN: &[&str] = &[
    "all", "always", "any", "both", "cannot", "each", "either", "every", "except", "few", "fewer", "least",
    "less", "more", "most", "neither", "never", "no", "none", "nor", "not", "nothing", "only", "without",
];
/// Words that are compared one by one between what texts begin and end with in common; beyond, they are taken to be others.
const MOST_WORDS: usize = 200;
/// One mistake put right for every so many words; at least one may be.
const WORDS_PER_TYPO: usize = 8;

/// How much two texts are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Likeness {
    /// Whether one is the other with mistakes in spelling put right.
    pub(super) is_typo: bool,
    /// Whether they differ in nothing but capitals, punctuation and space.
    pub(super) is_same: bool,
    /// The share of words that are the same, 0 to 1.
    pub(super) similarity: f64,
}

/// Compares two texts; the same whichever comes first.
pub(super) fn compare(one: &str, another: &str) -> Likeness {
    let (one, another) = (words(one), words(another));
    let is_same = one == another;
    let is_typo = is_same || is_joined(&one, &another) || is_corrected(&one, &another);
    Likeness { is_typo, is_same, similarity: similarity(&one, &another) }
}

/// Words without capitals and punctuation. A fact that is put in (`{owner.name}`) and a number with its comma are words.
fn words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().collect::<String>().to_lowercase().replace('’', "'");
    let is_inner = |found: char| {
        found.is_alphanumeric() || matches!(found, '{' | '}' | '_' | '%' | '<' | '>' | '=' | '+' | '\'')
    };
    let inside = |word: &str| -> String {
        let letters: Vec<char> = word.chars().collect();
        let keeps = |(at, found): (usize, &char)| {
            let digit = |place: Option<usize>| {
                place.and_then(|place| letters.get(place)).is_some_and(char::is_ascii_digit)
            };
            let between_digits = digit(at.checked_sub(1)) && digit(at.checked_add(1));
            let is_sign = matches!(found, '-' | '−') && at == 0 && digit(Some(1));
            (is_inner(*found) || is_sign || (between_digits && matches!(found, ',' | '.' | '-' | '/' | ':')))
                .then_some(*found)
        };
        letters.iter().enumerate().filter_map(keeps).collect()
    };
    text.split_whitespace().map(inside).filter(|word| !word.is_empty()).collect()
}

/// Whether they differ only in where words are put together: «tjeneste eier».
fn is_joined(one: &[String], another: &[String]) -> bool {
    one.concat() == another.concat() && meaning(one).eq(meaning(another))
}

/// Whether the words stand one for one, those that decide what is meant unchanged, a few others with a letter put right.
fn is_corrected(one: &[String], another: &[String]) -> bool {
    if one.len() != another.len() || !meaning(one).eq(meaning(another)) {
        return false;
    }
    let differing: Vec<_> = one.iter().zip(another).filter(|(one, another)| one != another).collect();
    let allowed = one.len().div_ceil(WORDS_PER_TYPO);
    differing.len() <= allowed && differing.iter().all(|(one, another)| is_misspelling(one, another))
}

/// Numbers, facts and words that turn a sentence around, in order.
fn meaning(words: &[String]) -> impl Iterator<Item = &str> {
    let decides = |word: &&str| {
        TURNING.contains(word)
            || TURNING_EN.contains(word)
            || word.ends_with("n't")
            || word
                .chars()
                .any(|found| found.is_numeric() || matches!(found, '{' | '%' | '<' | '>' | '=' | '+'))
    };
    words.iter().map(String::as_str).filter(decides)
}

/// Whether one word is the other with a mistake: the same first letter, and one letter away, of a long word two.
fn is_misspelling(one: &str, another: &str) -> bool {
    let length = one.chars().count().max(another.chars().count());
    let allowed = match length {
        0..=3 => return false,
        4..=7 => 1,
        _ => 2,
    };
    one.chars().next() == another.chars().next()
        && length <= 64
        && damerau_levenshtein(one, another) <= allowed
}

fn similarity(one: &[String], another: &[String]) -> f64 {
    let longest = one.len().max(another.len());
    if longest == 0 {
        return 1.0;
    }
    let beginning = one.iter().zip(another).take_while(|(one, another)| one == another).count();
    let (one, another) = (&one[beginning..], &another[beginning..]);
    let end = one.iter().rev().zip(another.iter().rev()).take_while(|(one, another)| one == another).count();
    let (one, another) = (&one[..one.len() - end], &another[..another.len() - end]);
    let rest = one.len().max(another.len());
    let differing =
        if rest > MOST_WORDS { rest } else { generic_damerau_levenshtein(one, another).min(rest) };
    share(longest - differing, longest)
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |count: usize| u32::try_from(count).map_or(f64::from(u32::MAX), f64::from);
    number(part) / number(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_in_spelling_are_told_from_other_words() {
        let typos = [
            ("Har dere en plan?", "Har dere en plan"),
            ("Har dere  en PLAN?", "har dere en plan?"),
            ("Hvem er tjeneste eier?", "Hvem er tjenesteeier?"),
            ("Har dere en migrasjonsplan?", "Har dere en migrasjosnplan?"),
            ("Hvor mange tjenster har dere?", "Hvor mange tjenester har dere?"),
            ("Kor mange tenester har de?", "Kor mange tenester har de ?"),
            ("Which services do you run today?", "Which servises do you run today?"),
            ("", ""),
        ];
        for (one, another) in typos {
            assert!(compare(one, another).is_typo, "{one:?} {another:?}");
        }
        let others = [
            ("Har dere en plan?", "Har dere ikke en plan?"),
            ("Er dette viktig?", "Er dette uviktig?"),
            ("Hvor mange ansatte har dere?", "Hvor lange ansatte har dere?"),
            ("Innen 12 måneder?", "Innen 24 måneder?"),
            ("Mer enn 1,5 år?", "Mer enn 15 år?"),
            ("Under -5 grader", "Under 5 grader"),
            ("Har dere en plan?", "Har dere en strategi?"),
            ("Har {owner.name} en plan?", "Har {owner.orgnr} en plan?"),
            ("Kan dere flytte?", "Kun dere flytte?"),
            ("Alle tjenester", "Tjenester alle"),
            ("Do you have all services?", "Do you have any services?"),
            ("Minst 10 %", "Mest 10 %"),
            ("Har dere en plan?", ""),
            ("Why don’t you move services to the cloud?", "Why done you move services to the cloud?"),
            ("tjenste, systm og platform", "tjeneste, system og plattform"),
        ];
        for (one, another) in others {
            assert!(!compare(one, another).is_typo, "{one:?} {another:?}");
            assert_eq!(compare(one, another), compare(another, one));
        }
    }

    #[test]
    fn likeness_is_the_share_of_words_that_stay() {
        for (one, another, wanted) in [
            ("a b c d", "a b c d", 1.0),
            ("a b c d", "a x c d", 0.75),
            ("a b", "b a", 0.5),
            ("a", "b", 0.0),
            ("a b c d", "a b", 0.5),
            ("", "a", 0.0),
        ] {
            assert_eq!(compare(one, another).similarity, wanted, "{one:?} {another:?}");
        }
        let long = |word: &str| vec![word; 3_000].join(" ");
        assert_eq!(compare(&long("a"), &long("b")).similarity, 0.0);
    }
}
