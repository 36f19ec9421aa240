//! What can be kept, as it is written. Pure.

use std::collections::HashSet;

use ::entity::LocalizedText;
use ::entity::library_entry::LibraryKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Error, Problem, Refusal, Refusals};
use crate::graphql::base::LocalizedTextInput;
use crate::questionnaire::content::{Content, Kind as _, Section};
use crate::questionnaire::written::maturity::MaturityInput;
use crate::questionnaire::written::{OptionInput, QuestionInput, SectionInput};
use crate::value::{Code, folding};

/// How entries are stored now. Entries of an earlier edition are read too: those of before the first have no frame around them.
const EDITION: u32 = 1;

/// Something to keep, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A question.
    Question(Box<QuestionInput>),
    /// A section with its questions.
    Section(SectionInput),
    /// Dimensions of maturity, with what they are measured by, and levels.
    Dimensions(MaturityInput),
}

/// What is stored: in which edition it is written, and what.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    edition: u32,
    content: Value,
}

impl Entry {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> LibraryKind {
        match self {
            Self::Question(_) => LibraryKind::Question,
            Self::Section(_) => LibraryKind::Section,
            Self::Dimensions(_) => LibraryKind::Dimensions,
        }
    }

    /// The field that it is sent in.
    pub(super) fn field(&self) -> &'static str {
        match self {
            Self::Question(_) => "question",
            Self::Section(_) => "section",
            Self::Dimensions(_) => "dimensions",
        }
    }

    /// Checks it as far as it can be by itself: what its rules say of questions that stand elsewhere is checked where it is put.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong, by path.
    pub fn check(&self) -> Result<(), Error> {
        let mut refusals = Refusals::new();
        match self {
            Self::Question(question) => {
                let parsed = refusals.nest("question", QuestionInput::clone(question).parse())?;
                if let Some((question, code)) = parsed.zip(Code::parse("section").ok()) {
                    let section = Section { code, title: text("–"), questions: vec![question] };
                    refusals.nest("question", alone(section, 4))?;
                }
            }
            Self::Section(section) => {
                if let Some(section) = refusals.nest("section", section.clone().parse())? {
                    refusals.nest("section", alone(section, 2))?;
                }
            }
            Self::Dimensions(set) => {
                refusals.nest("dimensions", set.clone().parse())?;
            }
        }
        refusals.done()
    }

    /// As it is stored.
    ///
    /// # Errors
    /// [`Error::Fault`] where it cannot be written as JSON.
    pub(super) fn to_json(&self) -> Result<Value, Error> {
        let content = match self {
            Self::Question(question) => serde_json::to_value(question.as_ref()),
            Self::Section(section) => serde_json::to_value(section),
            Self::Dimensions(set) => serde_json::to_value(set),
        };
        let stored = content.and_then(|content| serde_json::to_value(Stored { edition: EDITION, content }));
        stored.map_err(|error| Error::Fault(error.into()))
    }

    /// From how it is stored.
    ///
    /// # Errors
    /// [`Error::Fault`] where what is stored is broken.
    pub(super) fn from_json(kind: LibraryKind, stored: Value) -> Result<Self, Error> {
        let json = content(stored);
        let entry = match kind {
            LibraryKind::Question => serde_json::from_value(json).map(Self::Question),
            LibraryKind::Section => serde_json::from_value(json).map(Self::Section),
            LibraryKind::Dimensions => serde_json::from_value(json).map(Self::Dimensions),
        };
        entry.map_err(|error| Error::Fault(error.into()))
    }

    /// The name and its codes and texts, folded for search.
    pub(super) fn search_text(&self, name: &str) -> String {
        let mut words = vec![name.to_owned()];
        match self {
            Self::Question(question) => question_words(&mut words, question),
            Self::Section(section) => {
                words.push(section.code.clone());
                text_words(&mut words, &section.title);
                section.questions.iter().for_each(|question| question_words(&mut words, question));
            }
            Self::Dimensions(set) => {
                for dimension in &set.dimensions {
                    words.push(dimension.code.clone());
                    text_words(&mut words, &dimension.name);
                    words.extend(dimension.items.iter().map(|item| item.question.clone()));
                }
                set.levels.iter().for_each(|level| text_words(&mut words, &level.name));
            }
        }
        folding::searchable(words.iter().map(String::as_str))
    }
}

/// What is in a stored entry, without the frame around it.
pub(super) fn content(stored: Value) -> Value {
    match serde_json::from_value::<Stored>(stored.clone()) {
        Ok(framed) => framed.content,
        Err(_) => stored,
    }
}

/// Refuses what can be seen to be wrong before it is known where the section will stand. The first steps of each path are dropped.
fn alone(section: Section, dropped: usize) -> Result<(), Error> {
    let content = Content { title: text("–"), sections: vec![section] };
    let mut refusals = Refusals::new();
    content.check_draft(&mut refusals);
    for (number, question) in content.questions().enumerate() {
        let path = format!("sections.0.questions.{number}");
        if question.kind.has_options() && question.options.is_empty() {
            refusals.add(&format!("{path}.options"), Problem::Required);
        }
        if question.kind.has_parts() && question.parts.is_empty() {
            refusals.add(&format!("{path}.parts"), Problem::Required);
        }
        for (place, part) in question.parts.iter().enumerate() {
            if question.kind.has_fields() && part.kind.has_options() && part.options.is_empty() {
                refusals.add(&format!("{path}.parts.{place}.options"), Problem::Required);
            }
        }
    }
    let known: HashSet<&str> = content.questions().map(|question| question.code.as_str()).collect();
    let is_certain = |reason: &Refusal| {
        let (Some(number), Some(field)) = (reason.field.get(3), reason.field.get(4)) else { return true };
        let question = number.parse().ok().and_then(|number: usize| content.questions().nth(number));
        let rule = question.and_then(|question| question.rules().find(|(name, ..)| name == field));
        rule.is_none_or(|(_, _, rule)| {
            rule.references().questions.iter().all(|named| known.contains(named.code.as_str()))
        })
    };
    let certain = refusals.into_reasons().into_iter().filter(is_certain).map(|mut reason| {
        reason.field.drain(..dropped.min(reason.field.len()));
        reason
    });
    let certain: Vec<Refusal> = certain.collect();
    if certain.is_empty() { Ok(()) } else { Err(Error::Refused(certain)) }
}

fn text(nb: &str) -> LocalizedText {
    LocalizedText { nb: nb.to_owned(), nn: None, en: None }
}

fn question_words(words: &mut Vec<String>, question: &QuestionInput) {
    words.push(question.code.clone());
    text_words(words, &question.text);
    for more in [&question.help, &question.why].into_iter().flatten() {
        text_words(words, more);
    }
    option_words(words, &question.options);
    for part in &question.parts {
        words.push(part.code.clone());
        text_words(words, &part.text);
        option_words(words, &part.options);
    }
}

fn option_words(words: &mut Vec<String>, options: &[OptionInput]) {
    for option in options {
        words.push(option.code.clone());
        text_words(words, &option.label);
    }
}

fn text_words(words: &mut Vec<String>, text: &LocalizedTextInput) {
    words.extend([Some(&text.nb), text.nn.as_ref(), text.en.as_ref()].into_iter().flatten().cloned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// As the first edition was stored; what is kept must be readable for as long as it is there.
    #[test]
    fn what_was_stored_in_the_first_edition_is_read() {
        let question = json!({
            "code": "Q1", "kind": "SINGLE_CHOICE", "text": { "nb": "Hva?", "nn": "Kva?", "en": "What?" },
            "help": { "nb": "Hjelp" }, "visibleWhen": "Q0 = \"a\"", "required": false, "allowsDontKnow": true,
            "options": [{ "code": "a", "label": { "nb": "A" }, "score": 0.5 }], "format": { "atMost": 2 },
        });
        let section = json!({ "code": "s", "title": { "nb": "S" }, "questions": [question] });
        let set = json!({
            "coverageNeeded": 0.5, "levels": [{ "name": { "nb": "L" }, "fromValue": 0.0 }],
            "dimensions": [{ "code": "D", "name": { "nb": "D" }, "weight": 2.0, "items": [{ "question": "Q1", "weight": 1.0 }] }],
        });
        for (kind, content) in [
            (LibraryKind::Question, question),
            (LibraryKind::Section, section),
            (LibraryKind::Dimensions, set),
        ] {
            let stored = json!({ "edition": 1, "content": content });
            let entry = Entry::from_json(kind, stored.clone()).unwrap();
            assert_eq!(entry.to_json().unwrap(), stored);
            // Before the first edition there was no frame.
            assert_eq!(Entry::from_json(kind, content).unwrap(), entry);
        }
    }
}
