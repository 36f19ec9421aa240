use std::collections::{BTreeMap, HashSet};

use ::entity::LocalizedText;

use super::columns::header;
use super::findings::{Findings, Place};
use super::unfit::Unfit;
use super::write_rows::Writer;
use super::{APART, CHOICES, LANGUAGES, Row, SETTINGS, SURVEY, Sheet, apart};
use crate::error::Refusal;
use crate::questionnaire::files::json::Form;
use crate::questionnaire::logic::scope;

/// A form as it is given to others.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Its sheets.
    pub sheets: Vec<Sheet>,
    /// What other tools will not follow, and what they cannot take, with sheet, row and column as the path.
    pub notes: Vec<Refusal>,
}

/// Cells of a row by the names of their columns.
pub(super) type Cells = BTreeMap<String, String>;

/// Columns of the survey in their order; those of texts are three each.
const SURVEY_COLUMNS: [&str; 29] = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "appearance",
    "trespor_code",
    "trespor_kind",
    "trespor_allows",
    "trespor_required",
    "trespor_relevant",
    "trespor_required_when",
    "trespor_constraint",
    "trespor_why_nb",
    "trespor_why_nn",
    "trespor_why_en",
    "trespor_unit_nb",
    "trespor_unit_nn",
    "trespor_unit_en",
    "trespor_least",
    "trespor_most",
    "trespor_at_most",
    "trespor_longest",
    "trespor_rows_from",
    "trespor_most_rows",
    "trespor_on_file",
];
const CHOICES_COLUMNS: [&str; 5] = ["list_name", "name", "label", "trespor_score", "trespor_state"];
/// Columns of other tools, which are there even where nothing stands in them.
const ALWAYS: [&str; 11] = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "appearance",
    "list_name",
    // Without it, names of choices would tell which of them stand for answer states.
    "trespor_state",
];
/// How what is known of the owner begins in a text.
const OWNER: &str = "{owner.";
pub(super) const TEXTS: [&str; 3] = ["label", "hint", "constraint_message"];

/// Writes a form.
#[must_use]
pub fn write(form: &Form) -> Given {
    let scope = scope(&form.content);
    let mut findings = Findings::default();
    let mut writer = Writer::new(&scope, &mut findings);
    writer.content(&form.content);
    let (survey, choices) = (std::mem::take(&mut writer.survey), std::mem::take(&mut writer.choices));
    note_names(&survey, &mut findings);
    note_texts(&survey, SURVEY, &mut findings);
    note_texts(&choices, CHOICES, &mut findings);
    note_title(&form.content.title, &mut findings);
    if form.maturity.is_some() {
        findings.note(&Place::sheet(SETTINGS), &Unfit::Maturity);
    }
    let sheets = vec![
        sheet(SURVEY, &SURVEY_COLUMNS, &survey),
        sheet(CHOICES, &CHOICES_COLUMNS, &choices),
        settings(form),
    ];
    // Writing finds nothing that could not be written.
    Given { sheets, notes: findings.done().unwrap_or_default() }
}

fn note_title(title: &LocalizedText, findings: &mut Findings) {
    let texts = [Some(&title.nb), title.nn.as_ref(), title.en.as_ref()];
    for (column, text) in ["form_title", "trespor_title_nn", "trespor_title_en"].into_iter().zip(texts) {
        if text.is_some_and(|text| text.contains(OWNER)) {
            findings.note(&Place::row(SETTINGS, 2).at(column), &Unfit::OwnerInText);
        }
    }
}

fn settings(form: &Form) -> Sheet {
    let title = &form.content.title;
    let (_, language) = LANGUAGES[0];
    let cells = [
        ("form_title", title.nb.clone()),
        ("form_id", form.code.to_string()),
        ("default_language", language.to_owned()),
        ("trespor_title_nn", title.nn.clone().unwrap_or_default()),
        ("trespor_title_en", title.en.clone().unwrap_or_default()),
    ];
    Sheet {
        name: SETTINGS.to_owned(),
        header_row: 1,
        header: cells.iter().map(|(name, _)| (*name).to_owned()).collect(),
        rows: vec![Row { number: 2, cells: cells.into_iter().map(|(_, cell)| apart(&cell)).collect() }],
        unread: Vec::new(),
    }
}

fn sheet(name: &str, columns: &[&str], rows: &[Cells]) -> Sheet {
    let mut header_cells = Vec::new();
    for column in columns {
        if TEXTS.contains(column) {
            header_cells.extend(LANGUAGES.iter().map(|(language, _)| header(column, *language)));
        } else if ALWAYS.contains(column) || rows.iter().any(|row| row.contains_key(*column)) {
            header_cells.push((*column).to_owned());
        }
    }
    let cells = |row: &Cells| {
        header_cells.iter().map(|column| row.get(column).cloned().unwrap_or_default()).collect()
    };
    let rows = (2..).zip(rows).map(|(number, row)| Row { number, cells: cells(row) }).collect();
    Sheet { name: name.to_owned(), header_row: 1, header: header_cells, rows, unread: Vec::new() }
}

/// A text in the columns of its languages.
pub(super) fn put_text(cells: &mut Cells, key: &str, text: &LocalizedText) {
    let texts = [Some(&text.nb), text.nn.as_ref(), text.en.as_ref()];
    for ((language, _), text) in LANGUAGES.iter().zip(texts) {
        put(cells, &header(key, *language), text.cloned());
    }
}

/// A text in columns of our own.
pub(super) fn put_own_text(cells: &mut Cells, key: &str, text: Option<&LocalizedText>) {
    let Some(text) = text else { return };
    put(cells, &format!("{key}_nb"), Some(text.nb.clone()));
    put(cells, &format!("{key}_nn"), text.nn.clone());
    put(cells, &format!("{key}_en"), text.en.clone());
}

pub(super) fn put(cells: &mut Cells, key: &str, cell: Option<String>) {
    if let Some(cell) = cell.filter(|cell| !cell.is_empty()) {
        let is_xpath = ["relevant", "required", "constraint"].contains(&key);
        cells.insert(key.to_owned(), if is_xpath { cell } else { apart(&cell) });
    }
}

fn note_names(survey: &[Cells], findings: &mut Findings) {
    let mut seen = HashSet::new();
    for (number, row) in (2..).zip(survey) {
        let Some(name) = row.get("name") else { continue };
        if !seen.insert(name.to_lowercase()) {
            findings.note(&Place::row(SURVEY, number).at("name"), &Unfit::CapitalsOnly);
        }
    }
}

/// Other tools would look for an answer to put in, and put in nothing of the owner.
fn note_texts(rows: &[Cells], sheet: &'static str, findings: &mut Findings) {
    for (number, row) in (2..).zip(rows) {
        for (column, cell) in row.iter().filter(|(column, _)| is_text(column)) {
            let place = Place::row(sheet, number).at(column);
            for (sign, unfit) in [(APART, Unfit::Escaped), (OWNER, Unfit::OwnerInText)] {
                if cell.contains(sign) {
                    findings.note(&place, &unfit);
                }
            }
        }
    }
}

fn is_text(column: &str) -> bool {
    column.contains("::") || column.starts_with("trespor_why") || column.starts_with("trespor_unit")
}
