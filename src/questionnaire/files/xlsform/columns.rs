use ::entity::Language;

use super::fields::yes_or_no;
use super::findings::{Findings, Place};
use super::unfit::Unfit;
use super::{LANGUAGES, Row, SURVEY, Sheet, Unread};
use crate::graphql::base::LocalizedTextInput;

/// A sheet whose columns are known.
pub(super) struct Table<'s> {
    sheet: &'s Sheet,
    name: &'static str,
    columns: Vec<Column>,
}

struct Column {
    key: String,
    language: Option<Language>,
    header: String,
}

/// Columns with a text in each language.
const TEXTS: [&str; 3] = ["label", "hint", "constraint_message"];

/// Columns that name what others may speak of.
const NAMES: [&str; 2] = ["name", "trespor_code"];

/// Columns that say what other tools do with a question, row by row.
const FOLLOWED_BY_OTHERS: [&str; 14] = [
    "choice_filter",
    "default",
    "read_only",
    "readonly",
    "repeat_count",
    "calculation",
    "parameters",
    "trigger",
    "media",
    "image",
    "big-image",
    "audio",
    "video",
    "autoplay",
];

impl<'s> Table<'s> {
    /// Looks at the header. What is not among the known columns is noted, where something stands in it.
    pub(super) fn new(
        sheet: &'s Sheet,
        name: &'static str,
        known: &[&str],
        default: Language,
        findings: &mut Findings,
    ) -> Self {
        let mut columns: Vec<Column> = Vec::new();
        for (index, header) in sheet.header.iter().enumerate() {
            let place = Place::row(name, sheet.header_row).at(header);
            let is_used = || sheet.rows.iter().any(|row| !cell_at(row, index).is_empty());
            let (key, suffix) = split(header);
            let mut column = Column { key, language: None, header: header.clone() };
            if TEXTS.contains(&column.key.as_str()) {
                column.language = match &suffix {
                    Some(suffix) => language(suffix),
                    None => Some(default),
                };
                if let (None, Some(name), true) = (column.language, suffix, is_used()) {
                    findings.note(&place, &Unfit::Language(name));
                }
                if column.language.is_none() {
                    column.key.clear();
                }
            } else if !known.contains(&column.key.as_str()) {
                if FOLLOWED_BY_OTHERS.contains(&column.key.as_str()) {
                    for row in sheet.rows.iter().filter(|row| !cell_at(row, index).is_empty()) {
                        findings.note(&Place::row(name, row.number).at(header), &Unfit::Followed);
                    }
                } else if !header.is_empty() && is_used() {
                    findings.note(&place, &Unfit::ColumnLeftOut);
                }
                column.key.clear();
            }
            let is_same = |other: &Column| other.key == column.key && other.language == column.language;
            if !column.key.is_empty() && columns.iter().any(is_same) {
                findings.unfit(&place, &Unfit::ColumnTwice);
                column.key.clear();
            }
            columns.push(column);
        }
        let table = Self { sheet, name, columns };
        table.fault_unread(findings);
        table
    }

    /// Tells of cells in known columns that cannot be read, but for rows that are switched off.
    fn fault_unread(&self, findings: &mut Findings) {
        for Unread { row, column, problem } in &self.sheet.unread {
            let known = self.columns.get(*column).filter(|column| !column.key.is_empty());
            let place = self.sheet.rows.binary_search_by_key(row, |row| row.number);
            let found = known.zip(place.ok().and_then(|place| self.sheet.rows.get(place)));
            let Some((column, row)) = found else { continue };
            if self.cell(row, "disabled").and_then(yes_or_no) == Some(true) {
                continue;
            }
            findings.unread(&Place::row(self.name, row.number).at(&column.header), problem.clone());
            findings.lacks_names |= self.name == SURVEY && NAMES.contains(&column.key.as_str());
        }
    }

    pub(super) fn rows(&self) -> &'s [Row] {
        &self.sheet.rows
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.columns.iter().any(|column| column.key == key)
    }

    /// What stands in a cell, without space around it; nothing where it is empty.
    pub(super) fn cell<'r>(&self, row: &'r Row, key: &str) -> Option<&'r str> {
        let index = self.columns.iter().position(|column| column.key == key)?;
        let cell = cell_at(row, index);
        (!cell.is_empty()).then_some(cell)
    }

    pub(super) fn place(&self, row: &Row, key: &str) -> Place {
        let place = Place::row(self.name, row.number);
        match self.columns.iter().find(|column| column.key == key) {
            Some(column) => place.at(&column.header),
            None => place.at(key),
        }
    }

    /// What the header says of the column in which a text stands in this language (`nb`).
    pub(super) fn text_header(&self, key: &str, language: &str) -> String {
        let is_it = |column: &&Column| {
            column.key == key && column.language.is_some_and(|known| short(known) == language)
        };
        let column = self.columns.iter().find(is_it);
        column.map_or_else(|| format!("{key}::{language}"), |column| column.header.clone())
    }

    /// A text in all its languages; nothing where there is none in any.
    pub(super) fn text(&self, row: &Row, key: &str) -> Option<LocalizedTextInput> {
        let in_language = |language| {
            let is_it = |column: &Column| column.key == key && column.language == Some(language);
            let index = self.columns.iter().position(is_it)?;
            let cell = cell_at(row, index);
            (!cell.is_empty()).then(|| cell.to_owned())
        };
        localized(in_language(Language::Nb), in_language(Language::Nn), in_language(Language::En))
    }

    /// A text whose languages have columns of their own: `trespor_why_nb`.
    pub(super) fn own_text(&self, row: &Row, key: &str) -> Option<LocalizedTextInput> {
        let in_language = |language| self.cell(row, &format!("{key}_{}", short(language))).map(str::to_owned);
        localized(in_language(Language::Nb), in_language(Language::Nn), in_language(Language::En))
    }
}

/// Notes each text in which other tools put an answer.
pub(super) fn note_piping(sheet: &Sheet, name: &'static str, findings: &mut Findings) {
    for (index, header) in sheet.header.iter().enumerate() {
        if TEXTS.contains(&split(header).0.as_str()) {
            for row in sheet.rows.iter().filter(|row| cell_at(row, index).contains("${")) {
                findings.note(&Place::row(name, row.number).at(header), &Unfit::Piping);
            }
        }
    }
}

fn localized(nb: Option<String>, nn: Option<String>, en: Option<String>) -> Option<LocalizedTextInput> {
    let is_there = nb.is_some() || nn.is_some() || en.is_some();
    is_there.then(|| LocalizedTextInput { nb: nb.unwrap_or_default(), nn, en })
}

fn cell_at(row: &Row, index: usize) -> &str {
    row.cells.get(index).map_or("", |cell| cell.trim())
}

/// The name of a column and the language after it, by the names that the form may give it.
fn split(header: &str) -> (String, Option<String>) {
    let separator = if header.contains("::") { "::" } else { ":" };
    let mut tokens: Vec<&str> = header.split(separator).map(str::trim).collect();
    let is_wrapper = tokens
        .first()
        .is_some_and(|first| ["bind", "control", "body"].contains(&first.to_lowercase().as_str()));
    if tokens.len() > 1 && is_wrapper {
        tokens.remove(0);
    }
    let first = tokens.first().copied().unwrap_or_default();
    let key = first.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
    let key = match key.as_str() {
        "relevance" => "relevant",
        "caption" => "label",
        "constraining_message" => "constraint_message",
        "command" => "type",
        "tag" | "value" => "name",
        "set_form_title" => "form_title",
        "set_form_id" | "id_string" => "form_id",
        other => other,
    };
    (key.to_owned(), tokens.get(1).map(|language| (*language).to_owned()))
}

/// The language that a form means by its name, by the code in parentheses where there is one.
pub(super) fn language(name: &str) -> Option<Language> {
    let name = name.to_lowercase();
    let code = name.rsplit_once('(').and_then(|(_, code)| code.strip_suffix(')')).unwrap_or(&name).trim();
    match code {
        "nb" | "no" | "nb-no" | "nob" | "nor" | "norsk" | "bokmål" | "norsk bokmål" | "norwegian" => {
            Some(Language::Nb)
        }
        "nn" | "nn-no" | "nno" | "nynorsk" | "norsk nynorsk" => Some(Language::Nn),
        "en" | "en-gb" | "en-us" | "eng" | "english" | "engelsk" => Some(Language::En),
        _ => None,
    }
}

pub(super) fn short(language: Language) -> &'static str {
    match language {
        Language::Nb => "nb",
        Language::Nn => "nn",
        Language::En => "en",
    }
}

/// The header of a text in a language.
pub(super) fn header(key: &str, language: Language) -> String {
    let name = LANGUAGES.iter().find(|(known, _)| *known == language).map_or("", |(_, name)| name);
    format!("{key}::{name}")
}
