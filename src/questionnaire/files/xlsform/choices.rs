use std::collections::{BTreeMap, HashSet};

use super::columns::Table;
use super::findings::Findings;
use super::unfit::Unfit;
use crate::error::Problem;
use crate::graphql::base::LocalizedTextInput;
use crate::questionnaire::rules::xpath::{DONT_KNOW, NOT_RELEVANT};
use crate::questionnaire::written::OptionInput;
use crate::value::Code;

/// Columns of the sheet, besides its labels.
pub(super) const COLUMNS: [&str; 4] = ["list_name", "name", "trespor_score", "trespor_state"];

/// A list of the sheet `choices`.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// Its options, each with the row it stands in.
    pub(super) options: Vec<(u32, OptionInput)>,
    /// Codes of the options by the names of the choices.
    pub(super) codes: BTreeMap<String, String>,
    /// The choice that stands for «don't know».
    pub(super) dont_know: Option<String>,
    /// The choice that stands for «not relevant».
    pub(super) not_relevant: Option<String>,
    /// The first row that it stands in.
    pub(super) row: Option<u32>,
    /// One of its rows could not be read.
    pub(super) is_broken: bool,
}

/// Reads the sheet.
pub(super) fn lists(table: &Table<'_>, findings: &mut Findings) -> BTreeMap<String, List> {
    let mut lists: BTreeMap<String, List> = BTreeMap::new();
    for row in table.rows() {
        let (name, label) = (table.cell(row, "name"), table.text(row, "label"));
        let Some(list_name) = table.cell(row, "list_name") else {
            findings.fault(&table.place(row, "list_name"), Problem::Required);
            continue;
        };
        let list = lists.entry(list_name.to_owned()).or_default();
        list.row.get_or_insert(row.number);
        let Some(name) = name else {
            findings.fault(&table.place(row, "name"), Problem::Required);
            list.is_broken = true;
            continue;
        };
        let state = match table.cell(row, "trespor_state") {
            Some(state) if [DONT_KNOW, NOT_RELEVANT].contains(&state) => Some(state),
            Some(_) => {
                let known = format!("{DONT_KNOW}, {NOT_RELEVANT}");
                findings.fault(&table.place(row, "trespor_state"), Problem::NotOneOf { known });
                list.is_broken = true;
                continue;
            }
            None if table.has("trespor_state") => None,
            None => Some(name).filter(|name| [DONT_KNOW, NOT_RELEVANT].contains(name)),
        };
        if let Some(state) = state {
            if label.as_ref().is_some_and(|label| label.nb != words(state).nb) {
                findings.note(&table.place(row, "label"), &Unfit::StateWords);
            }
            let held = if state == DONT_KNOW { &mut list.dont_know } else { &mut list.not_relevant };
            *held = Some(name.to_owned());
            continue;
        }
        let code = code_of(name);
        if code != name {
            findings.note(&table.place(row, "name"), &Unfit::Renamed(code.clone()));
        }
        list.codes.insert(name.to_owned(), code.clone());
        let score = table.cell(row, "trespor_score").and_then(|cell| {
            let score = cell.parse().ok();
            if score.is_none() {
                findings.fault(&table.place(row, "trespor_score"), number_expected());
            }
            score
        });
        let label = label.unwrap_or_else(|| LocalizedTextInput { nb: String::new(), nn: None, en: None });
        list.options.push((row.number, OptionInput { code, label, score }));
    }
    lists
}

/// What a number that is none should have been.
pub(super) fn number_expected() -> Problem {
    Problem::WrongShape { nb: "et tall".to_owned(), nn: "eit tal".to_owned(), en: "a number".to_owned() }
}

/// The code that comes of a name: a digit does not begin one.
pub(super) fn code_of(name: &str) -> String {
    let prefixed = format!("v{name}");
    let is_number = name.starts_with(|first: char| first.is_ascii_digit());
    if is_number && Code::parse(&prefixed).is_ok() { prefixed } else { name.to_owned() }
}

/// What respondents read on a choice that stands for an answer state.
pub(super) fn words(state: &str) -> LocalizedTextInput {
    let (nb, nn, en) = match state {
        DONT_KNOW => ("Vet ikke", "Veit ikkje", "Don't know"),
        _ => ("Ikke relevant", "Ikkje relevant", "Not relevant"),
    };
    LocalizedTextInput { nb: nb.to_owned(), nn: Some(nn.to_owned()), en: Some(en.to_owned()) }
}

/// Notes each list that no question chooses from.
pub(super) fn note_unused(
    table: &Table<'_>,
    lists: &BTreeMap<String, List>,
    used: &HashSet<String>,
    findings: &mut Findings,
) {
    for (name, list) in lists.iter().filter(|(name, _)| !used.contains(*name)) {
        if let Some(row) = table.rows().iter().find(|row| Some(row.number) == list.row) {
            findings.note(&table.place(row, "list_name"), &Unfit::UnusedList(name.clone()));
        }
    }
}

/// Whether two rows have the same name in one list.
pub(super) fn check_twice(table: &Table<'_>, findings: &mut Findings) {
    let mut seen = HashSet::new();
    for row in table.rows() {
        let key = (table.cell(row, "list_name"), table.cell(row, "name"));
        if key.1.is_some() && !seen.insert(key) {
            findings.fault(&table.place(row, "name"), Problem::Duplicate);
        }
    }
}
