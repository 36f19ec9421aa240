//! Maturity models in the schema: what is written, and how it is read into a [`NewModel`].

use ::entity::id::{LibraryEntryId, QuestionnaireVersionId};
use async_graphql::{ID, InputObject};

use super::{NewDimension, NewItem, NewModel};
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, LocalizedTextInput};
use crate::questionnaire::written::maturity::{MaturityLevelInput, weight};
use crate::value::{Code, SHORT_TEXT, TextInput, share};

/// A maturity model to make.
#[derive(InputObject)]
pub(super) struct CreateMaturityModelInput {
    /// The study.
    study_id: ID,
    /// Share of weight that must be observed before a point is published, 0 to 1.
    #[graphql(default = 0.6)]
    coverage_needed: f64,
    /// Its dimensions in order, at most 50.
    dimensions: Vec<DimensionInput>,
    /// Its levels from the lowest, which begins at 0; at most 20.
    levels: Vec<MaturityLevelInput>,
}

/// A dimension of maturity.
#[derive(InputObject)]
struct DimensionInput {
    /// Stable short name, unique in the model.
    code: String,
    /// What it is called.
    name: LocalizedTextInput,
    /// Weight beside the other dimensions, more than 0 and at most 1,000.
    #[graphql(default = 1.0)]
    weight: f64,
    /// The questions that it is measured by, at most 500.
    items: Vec<MaturityItemInput>,
}

/// A question that says something about a dimension.
#[derive(InputObject)]
struct MaturityItemInput {
    /// The question.
    question_id: ID,
    /// Weight in the dimension, 0 to 1,000.
    #[graphql(default = 1.0)]
    weight: f64,
}

/// A maturity model in the file of a questionnaire.
#[derive(InputObject)]
pub(super) struct ImportMaturityModelInput {
    /// The study, which has the questionnaire already.
    pub(super) study_id: ID,
    /// The text of the JSON file.
    pub(super) document: String,
}

impl CreateMaturityModelInput {
    /// Reads the whole, collecting everything that is wrong with it.
    pub(super) fn parse(self) -> Result<NewModel, Error> {
        let mut refusals = Refusals::new();
        let study = refusals.check("studyId", base::parse_id("study", &self.study_id));
        let coverage = refusals.check("coverageNeeded", share(self.coverage_needed));
        base::at_most(&mut refusals, "dimensions", &self.dimensions, 50);
        base::at_most(&mut refusals, "levels", &self.levels, 20);
        let mut dimensions = Vec::new();
        for (index, dimension) in self.dimensions.into_iter().enumerate() {
            dimensions.extend(refusals.nest(&format!("dimensions.{index}"), dimension.parse())?);
        }
        let mut levels = Vec::new();
        for (index, level) in self.levels.into_iter().enumerate() {
            levels.extend(refusals.nest(&format!("levels.{index}"), level.parse())?);
        }
        match (study, coverage) {
            (Some(study), Some(coverage_needed)) if refusals.is_empty() => {
                Ok(NewModel { study, coverage_needed, dimensions, levels })
            }
            _ => Err(refusals.into()),
        }
    }
}

impl DimensionInput {
    fn parse(self) -> Result<NewDimension, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let own_weight = refusals.check("weight", weight(self.weight, |weight| weight > 0.0));
        base::at_most(&mut refusals, "items", &self.items, 500);
        let mut items = Vec::new();
        for (index, item) in self.items.into_iter().enumerate() {
            let question = base::parse_id("question", &item.question_id);
            let question = refusals.check(&format!("items.{index}.questionId"), question);
            let weight =
                refusals.check(&format!("items.{index}.weight"), weight(item.weight, |weight| weight >= 0.0));
            if let (Some(question), Some(weight)) = (question, weight) {
                items.push(NewItem { question, weight });
            }
        }
        match (code, name, own_weight) {
            (Some(code), Some(name), Some(weight)) if refusals.is_empty() => {
                Ok(NewDimension { code, name, weight, items })
            }
            _ => Err(refusals.into()),
        }
    }
}

/// A set of dimensions of the library to make a study's maturity model from.
#[derive(InputObject)]
pub(super) struct TakeMaturityModelFromLibraryInput {
    /// A set of dimensions of the library.
    entry_id: ID,
    /// A version of the questionnaire that it is to score, whose questions have the codes that the set names.
    version_id: ID,
}

impl TakeMaturityModelFromLibraryInput {
    pub(super) fn parse(&self) -> Result<(LibraryEntryId, QuestionnaireVersionId), Error> {
        let mut refusals = Refusals::new();
        let entry = refusals.check("entryId", base::parse_id("libraryEntry", &self.entry_id));
        let version = base::parse_id("questionnaireVersion", &self.version_id);
        let version = refusals.check("versionId", version);
        entry.zip(version).ok_or_else(|| refusals.into())
    }
}
