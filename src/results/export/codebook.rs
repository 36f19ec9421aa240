//! What every column and code of the other tables means. Pure.

use ::entity::{Language, LocalizedText};

use super::columns::{Column, Has, ORIGINS, Shown};
use super::owner::Stand;
use crate::db;
use crate::questionnaire::content::Kind as _;
use crate::table::NewCell;

/// The headers of the codebook.
pub(super) const HEADERS: [&str; 8] = ["sheet", "column", "text", "kind", "unit", "code", "label", "score"];

/// A row of the codebook.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Entry {
    sheet: String,
    column: String,
    text: String,
    kind: String,
    unit: String,
    code: String,
    label: String,
    score: Option<f64>,
}

impl Entry {
    /// Its cells, in the order of the headers.
    pub(super) fn cells(&self) -> [NewCell<'_>; 8] {
        [
            NewCell::Text(&self.sheet),
            NewCell::Text(&self.column),
            NewCell::Text(&self.text),
            NewCell::Text(&self.kind),
            NewCell::Text(&self.unit),
            NewCell::Text(&self.code),
            NewCell::Text(&self.label),
            self.score.map_or(NewCell::Empty, NewCell::Decimal),
        ]
    }
}

/// The entries of the columns of a sheet: one for each column, and one for each option that may stand in it.
pub(super) fn of_sheet(sheet: &str, columns: &[Column<'_>], language: Language) -> Vec<Entry> {
    columns.iter().flat_map(|column| of_column(sheet, column, language)).collect()
}

/// The states that stand in columns, in brackets among the codes of options.
pub(super) fn of_states(language: Language) -> Vec<Entry> {
    let entry = |stand: Stand| Entry {
        kind: "state".to_owned(),
        code: stand.code().to_owned(),
        label: meaning(stand).in_language(language).to_owned(),
        ..Entry::default()
    };
    Stand::ALL.into_iter().map(entry).collect()
}

fn of_column(sheet: &str, column: &Column<'_>, language: Language) -> Vec<Entry> {
    let mut entry = Entry { sheet: sheet.to_owned(), column: column.header.clone(), ..Entry::default() };
    let (asked, shown) = match column.has {
        Has::Owner(field) => {
            field.meaning().in_language(language).clone_into(&mut entry.text);
            "owner".clone_into(&mut entry.kind);
            return vec![entry];
        }
        Has::Row => {
            "row".clone_into(&mut entry.kind);
            return vec![entry];
        }
        Has::RowCount(question) => {
            question.asked.text.in_language(language).clone_into(&mut entry.text);
            "rows".clone_into(&mut entry.kind);
            return vec![entry];
        }
        Has::Answer(asked, shown) => (asked, shown),
    };
    entry.text = text(asked.question, asked.of.id, language);
    entry.kind = db::stored_name(&asked.of.kind);
    let unit = asked.of.format.number.as_ref().and_then(|number| number.unit.as_ref());
    let mut options = Vec::new();
    match shown {
        Shown::State => "state".clone_into(&mut entry.kind),
        Shown::Value => {
            unit.map(|unit| unit.in_language(language)).unwrap_or_default().clone_into(&mut entry.unit);
        }
        Shown::Option(option) => name(&mut entry, option, language),
        // The options of what has rows stand in the columns of these.
        Shown::Choice if asked.of.kind.is_choice() => options = asked.of.options.iter().collect(),
        Shown::Choice => {}
        Shown::Origin => {
            "origin".clone_into(&mut entry.kind);
            let of_origin = |(code, label): &(&str, [&str; 3])| Entry {
                code: (*code).to_owned(),
                label: in_language(*label, language).to_owned(),
                text: String::new(),
                ..entry.clone()
            };
            let origins: Vec<Entry> = ORIGINS.iter().map(of_origin).collect();
            return [entry].into_iter().chain(origins).collect();
        }
    }
    let of_option = |option| {
        let mut of_option = Entry { text: String::new(), ..entry.clone() };
        name(&mut of_option, option, language);
        of_option
    };
    let options: Vec<Entry> = options.into_iter().map(of_option).collect();
    [entry].into_iter().chain(options).collect()
}

fn in_language([nb, nn, en]: [&str; 3], language: Language) -> &str {
    match language {
        Language::Nb => nb,
        Language::Nn => nn,
        Language::En => en,
    }
}

fn name(entry: &mut Entry, option: &::entity::version_option::Model, language: Language) {
    entry.code.clone_from(&option.code);
    option.label.in_language(language).clone_into(&mut entry.label);
    entry.score = option.score;
}

/// The text of a question; of a row or field after it that of its own.
fn text(
    question: &crate::questionnaire::StoredQuestion,
    asked: ::entity::id::QuestionId,
    language: Language,
) -> String {
    let whole = question.asked.text.in_language(language);
    let part = question.parts.iter().find(|part| part.question.id == asked);
    match part {
        Some(part) => format!("{whole} – {}", part.asked.text.in_language(language)),
        None => whole.to_owned(),
    }
}

fn meaning(stand: Stand) -> LocalizedText {
    let (nb, nn, en) = match stand {
        Stand::Answered => ("Besvart", "Svart på", "Answered"),
        Stand::DontKnow => ("Vet ikke", "Veit ikkje", "Don't know"),
        Stand::NotRelevant => ("Ikke relevant", "Ikkje relevant", "Not relevant"),
        Stand::NotShown => (
            "Ikke vist, fordi en regel skjulte det",
            "Ikkje vist, fordi ein regel skjulte det",
            "Not shown, as a rule hid it",
        ),
        Stand::NotAnswered => {
            ("Vist, men ikke besvart", "Vist, men ikkje svart på", "Shown, and not answered")
        }
        Stand::NonRespondent => {
            ("Har ikke sendt inn svar", "Har ikkje sendt inn svar", "Has submitted no response")
        }
    };
    LocalizedText { nb: nb.to_owned(), nn: Some(nn.to_owned()), en: Some(en.to_owned()) }
}
