//! What can be kept, as it is written. Pure.

use ::entity::library_entry::LibraryKind;

use crate::error::{Error, Refusals};
use crate::questionnaire::written::maturity::MaturityInput;
use crate::questionnaire::written::{QuestionInput, SectionInput};
use crate::value::folding;

/// Something to keep, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// A question.
    Question(Box<QuestionInput>),
    /// A section with its questions.
    Section(SectionInput),
    /// Dimensions of maturity, with what they are measured by, and levels.
    Dimensions(MaturityInput),
}

impl Kept {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> LibraryKind {
        match self {
            Self::Question(_) => LibraryKind::Question,
            Self::Section(_) => LibraryKind::Section,
            Self::Dimensions(_) => LibraryKind::Dimensions,
        }
    }

    /// Checks it as far as it can be by itself.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong, by path.
    pub fn check(&self) -> Result<(), Error> {
        let mut refusals = Refusals::new();
        match self {
            Self::Question(question) => {
                refusals.nest("question", QuestionInput::clone(question).parse())?;
            }
            Self::Section(section) => {
                refusals.nest("section", section.clone().parse())?;
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
    pub(super) fn to_json(&self) -> Result<serde_json::Value, Error> {
        let json = match self {
            Self::Question(question) => serde_json::to_value(question.as_ref()),
            Self::Section(section) => serde_json::to_value(section),
            Self::Dimensions(set) => serde_json::to_value(set),
        };
        json.map_err(|error| Error::Fault(error.into()))
    }

    /// From how it is stored.
    ///
    /// # Errors
    /// [`Error::Fault`] where what is stored is broken.
    pub(super) fn from_json(kind: LibraryKind, json: serde_json::Value) -> Result<Self, Error> {
        let kept = match kind {
            LibraryKind::Question => serde_json::from_value(json).map(Self::Question),
            LibraryKind::Section => serde_json::from_value(json).map(Self::Section),
            LibraryKind::Dimensions => serde_json::from_value(json).map(Self::Dimensions),
        };
        kept.map_err(|error| Error::Fault(error.into()))
    }

    /// The name and its codes and texts, folded for search.
    pub(super) fn search_text(&self, name: &str) -> String {
        let mut words = vec![name.to_owned()];
        match self {
            Self::Question(question) => question_words(&mut words, question),
            Self::Section(section) => {
                words.push(section.code.clone());
                words.push(section.title.nb.clone());
                section.questions.iter().for_each(|question| question_words(&mut words, question));
            }
            Self::Dimensions(set) => {
                words.extend(set.dimensions.iter().map(|dimension| dimension.name.nb.clone()))
            }
        }
        folding::searchable(words.iter().map(String::as_str))
    }
}

fn question_words(words: &mut Vec<String>, question: &QuestionInput) {
    words.push(question.code.clone());
    let texts = [Some(&question.text.nb), question.text.nn.as_ref(), question.text.en.as_ref()];
    words.extend(texts.into_iter().flatten().cloned());
}
