//! What can be kept, as it is written. Pure.

use std::collections::HashSet;

use ::entity::library_entry::LibraryKind;
use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, LocalizedTextInput};
use crate::questionnaire::written::{QuestionInput, SectionInput};
use crate::value::{Code, SHORT_TEXT, TextInput, folding, share};

/// The largest weight; they only matter in relation to each other.
const MAX_WEIGHT: f64 = 1_000.0;

/// Something to keep, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// A question.
    Question(Box<QuestionInput>),
    /// A section with its questions.
    Section(SectionInput),
    /// Dimensions of maturity.
    Dimensions(DimensionSet),
}

/// Dimensions of maturity with their levels, in a form that belongs to no questionnaire yet: questions are named by their codes.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize)]
#[graphql(name = "DimensionSetInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DimensionSet {
    /// The dimensions in order, at most 50.
    pub dimensions: Vec<KeptDimension>,
    /// Levels from the lowest, which begins at 0; at most 20.
    #[graphql(default)]
    #[serde(default)]
    pub levels: Vec<KeptLevel>,
}

/// A dimension.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize)]
#[graphql(name = "KeptDimensionInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptDimension {
    /// Stable short name, unique in the set.
    pub code: String,
    /// What it is called.
    pub name: LocalizedTextInput,
    /// Weight beside the other dimensions, more than 0 and at most 1,000.
    #[graphql(default = 1.0)]
    pub weight: f64,
    /// What it is measured by, at most 500.
    #[graphql(default)]
    #[serde(default)]
    pub items: Vec<KeptItem>,
}

/// A question that says something about a dimension.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize)]
#[graphql(name = "KeptItemInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptItem {
    /// Code of the question.
    pub question: String,
    /// Weight in the dimension, 0 to 1,000.
    #[graphql(default = 1.0)]
    pub weight: f64,
}

/// A level of maturity.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize)]
#[graphql(name = "KeptLevelInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptLevel {
    /// What it is called.
    pub name: LocalizedTextInput,
    /// The lowest score of the level, 0 to 1.
    pub from_value: f64,
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
                refusals.nest("dimensions", set.check())?;
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
        folding::fold(&words.join(" "))
    }
}

fn question_words(words: &mut Vec<String>, question: &QuestionInput) {
    words.push(question.code.clone());
    let texts = [Some(&question.text.nb), question.text.nn.as_ref(), question.text.en.as_ref()];
    words.extend(texts.into_iter().flatten().cloned());
}

impl DimensionSet {
    fn check(&self) -> Result<(), Error> {
        let mut refusals = Refusals::new();
        if self.dimensions.is_empty() {
            refusals.add("dimensions", Problem::Required);
        }
        base::at_most(&mut refusals, "dimensions", &self.dimensions, 50);
        base::at_most(&mut refusals, "levels", &self.levels, 20);
        let mut codes = HashSet::new();
        for (place, dimension) in self.dimensions.iter().enumerate() {
            let path = format!("dimensions.{place}");
            if !codes.insert(&dimension.code) {
                refusals.add(&format!("{path}.code"), Problem::Duplicate);
            }
            refusals.nest(&path, dimension.check())?;
        }
        for (place, level) in self.levels.iter().enumerate() {
            let path = format!("levels.{place}");
            refusals.nest(&format!("{path}.name"), TextInput::from(level.name.clone()).parse(SHORT_TEXT))?;
            refusals.check(&format!("{path}.fromValue"), share(level.from_value));
        }
        let rising = self.levels.is_sorted_by(|lower, higher| lower.from_value < higher.from_value);
        if self.levels.first().is_some_and(|lowest| lowest.from_value != 0.0) || !rising {
            refusals.add("levels", Problem::LevelsNotRising);
        }
        refusals.done()
    }
}

impl KeptDimension {
    fn check(&self) -> Result<(), Error> {
        let mut refusals = Refusals::new();
        refusals.check("code", Code::parse(&self.code));
        refusals.nest("name", TextInput::from(self.name.clone()).parse(SHORT_TEXT))?;
        refusals.check("weight", weight(self.weight > 0.0, self.weight));
        base::at_most(&mut refusals, "items", &self.items, 500);
        let mut questions = HashSet::new();
        for (place, item) in self.items.iter().enumerate() {
            let path = format!("items.{place}");
            // A row of a matrix is named after its question and a dot.
            let codes = item.question.split_once('.').unwrap_or((&item.question, "row"));
            let known = Code::parse(codes.0).and(Code::parse(codes.1));
            refusals.check(&format!("{path}.question"), known);
            if !questions.insert(&item.question) {
                refusals.add(&format!("{path}.question"), Problem::Duplicate);
            }
            refusals.check(&format!("{path}.weight"), weight(item.weight >= 0.0, item.weight));
        }
        refusals.done()
    }
}

fn weight(fits: bool, weight: f64) -> Result<f64, Problem> {
    if fits && weight <= MAX_WEIGHT {
        Ok(weight)
    } else {
        Err(Problem::OutOfRange { min: 0.0, max: MAX_WEIGHT })
    }
}
