//! Names of sheets: at most 31 letters, each once, and none that spreadsheets keep for themselves.

use std::collections::HashSet;

use ::entity::Language;

/// Longest name of a sheet.
const LONGEST: usize = 31;

/// The names of the sheet of answers, of those of repeating groups by their codes, and of the codebook, in this order.
pub(super) fn names(groups: &[&str], language: Language) -> Vec<String> {
    let (answers, codebook) = match language {
        Language::Nb | Language::Nn => ("Svar", "Kodebok"),
        Language::En => ("Answers", "Codebook"),
    };
    // The name of a sheet that shows changes.
    let mut taken = HashSet::from(["history".to_owned(), answers.to_lowercase(), codebook.to_lowercase()]);
    let mut own = |code: &&str| {
        let mut number = 1;
        loop {
            let end = if number == 1 { String::new() } else { format!("_{number}") };
            let begin: String = code.chars().take(LONGEST - end.len()).collect();
            let name = begin + &end;
            if taken.insert(name.to_lowercase()) {
                return name;
            }
            number += 1;
        }
    };
    let groups: Vec<String> = groups.iter().map(&mut own).collect();
    [answers.to_owned()].into_iter().chain(groups).chain([codebook.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_has_a_name_of_its_own() {
        let long = "x".repeat(40);
        let found = names(&["Q30", "svar", "History", long.as_str(), long.as_str()], Language::Nb);
        let (first, second) = ("x".repeat(31), format!("{}_2", "x".repeat(29)));
        assert_eq!(found, ["Svar", "Q30", "svar_2", "History_2", &first, &second, "Kodebok"]);
        assert_eq!(names(&[], Language::En), ["Answers", "Codebook"]);
    }
}
