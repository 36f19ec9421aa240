//! How names are found and put in order, alike on every database.

use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

static NORWEGIAN: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| Collator::try_new(locale!("nb").into(), CollatorOptions::default()).ok());

/// Text as it is searched: small letters, no accents, `ø` as `o`, `æ` as `ae`, `å` as `a`, one space between words.
/// So «Brønnøysund» is found by `bronnoysund`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ø' => folded.push('o'),
            'æ' => folded.push_str("ae"),
            'đ' => folded.push('d'),
            'ŋ' => folded.push('n'),
            'ŧ' => folded.push('t'),
            c if c.is_alphanumeric() => folded.push(c),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Folded text with the letters of old spelling written shorter: `aa` as `a`, `oe` as `o`. So `å` and `aa` are alike, and `ø`
/// and `oe`.
#[must_use]
pub fn shorten(folded: &str) -> String {
    folded.replace("aa", "a").replace("oe", "o")
}

/// What is stored of names so that they are found: folded, and the same shortened where that differs. A word that is
/// searched for is shortened, so `aalesund` finds «Ålesund», `ås` finds «Aas», and `enhet` still finds «Radioenheten».
#[must_use]
pub fn searchable<'t>(names: impl IntoIterator<Item = &'t str>) -> String {
    let mut words: Vec<String> = names.into_iter().map(fold).collect();
    words.dedup();
    let folded = words.join(" ");
    let shorter = shorten(&folded);
    if shorter == folded { folded } else { format!("{folded} {shorter}") }
}

/// A key whose bytes sort as Norwegians sort the names: … z æ ø å, and «aa» as «å».
#[must_use]
pub fn sort_key(name: &str) -> Vec<u8> {
    let mut key = Vec::new();
    if let Some(collator) = NORWEGIAN.as_ref() {
        let Ok(()) = collator.write_sort_key_to(name, &mut key);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_letters_that_people_leave_out() {
        assert_eq!(fold("Brønnøysundregistrene"), "bronnoysundregistrene");
        assert_eq!(fold("  Sørlandet   Sykehus (HF) "), "sorlandet sykehus hf");
        assert_eq!(fold("Kåfjord – Gáivuotna"), "kafjord gaivuotna");
        assert_eq!(fold("ÆRE"), "aere");
    }

    #[test]
    fn old_and_new_spelling_find_each_other() {
        let finds = |typed: &str, name: &str| searchable([name]).contains(&shorten(&fold(typed)));
        for (typed, name) in [
            ("aas", "Ås kommune"),
            ("ås", "Aas kommune"),
            ("aalesund", "Ålesund"),
            ("oestfold", "Østfold"),
            ("ostfold", "Østfold"),
            ("østfold", "Oestfold"),
            ("broennoeysund", "Brønnøysund"),
            ("ære", "Aere"),
            ("aere", "Ære"),
            ("enhet", "Radioenheten"),
            ("radioenhet", "Radioenheten"),
        ] {
            assert!(finds(typed, name), "{typed}: {name}");
        }
        assert!(!finds("os", "Ås"));
        assert_eq!(searchable(["Ås", "As"]), "as");
    }

    #[test]
    fn sorts_as_norwegians_do() {
        let mut names = ["Ås", "Zoo", "Østfold", "Ære", "Aasen", "Arendal", "arbeid", "Bergen"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["arbeid", "Arendal", "Bergen", "Zoo", "Ære", "Østfold", "Ås", "Aasen"]);
    }
}
