//! Maturity models in the schema: what is written, and how it is read into a [`NewModel`].

use ::entity::id::{LibraryEntryId, QuestionnaireVersionId, StudyId};
use async_graphql::{ID, InputObject};

use super::{NewDimension, NewItem, NewModel};
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, LocalizedTextInput};
use crate::questionnaire::Source;
use crate::questionnaire::graphql::{QuestionnaireFormat, source};
use crate::questionnaire::written::maturity::{
    DIMENSIONS, ITEMS, LevelRule, MaturityFactInput, MaturityLevelInput, MaturityRatingInput, facts, levels,
    ratings, weight_of_dimension, weight_of_item,
};
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
    /// How its levels are reached.
    #[graphql(default)]
    level_rule: LevelRule,
}

/// A dimension of maturity.
#[derive(InputObject)]
struct DimensionInput {
    /// Stable short name, unique in the model.
    code: String,
    /// What it is called.
    name: LocalizedTextInput,
    /// Weight beside the other dimensions, 0.001 to 1,000.
    #[graphql(default = 1.0)]
    weight: f64,
    /// The level whose attribute it is: 1 for the one above the lowest, 2 … Counts only where `levelRule` is `ISO_33020`.
    level: Option<i32>,
    /// The questions that it is measured by, at most 500: choices, scales, levels and matrices, or rows of them. It has at least one
    /// question, rating or fact that weighs more than 0.
    items: Vec<MaturityItemInput>,
    /// What analysts rate that it is measured by, at most 50.
    #[graphql(default)]
    ratings: Vec<MaturityRatingInput>,
    /// The facts of the registry that it is measured by.
    #[graphql(default)]
    facts: Vec<MaturityFactInput>,
}

/// A question that says something about a dimension.
#[derive(InputObject)]
struct MaturityItemInput {
    /// The question.
    question_id: ID,
    /// Weight in the dimension, 0 or 0.001 to 1,000.
    #[graphql(default = 1.0)]
    weight: f64,
}

/// A maturity model in the file of a questionnaire.
#[derive(InputObject)]
pub(super) struct ImportMaturityModelInput {
    /// The study, which has the questionnaire already.
    study_id: ID,
    /// The text of the JSON file. Leave it out where the file is sent by itself.
    document: Option<String>,
    /// The file, where it was sent by `POST /uploads` before: up to 16 MiB.
    upload_id: Option<ID>,
}

impl ImportMaturityModelInput {
    pub(super) fn parse(&self) -> Result<(StudyId, Source), Error> {
        let mut refusals = Refusals::new();
        let study = refusals.check("studyId", base::parse_id("study", &self.study_id));
        let source = source(QuestionnaireFormat::Json, self.document.as_deref(), self.upload_id.as_ref());
        let source = refusals.nest("", source)?;
        study.zip(source).ok_or_else(|| refusals.into())
    }
}

impl CreateMaturityModelInput {
    /// Reads the whole, collecting everything that is wrong with it.
    pub(super) fn parse(self) -> Result<NewModel, Error> {
        let mut refusals = Refusals::new();
        let study = refusals.check("studyId", base::parse_id("study", &self.study_id));
        let coverage = refusals.check("coverageNeeded", share(self.coverage_needed));
        base::at_most(&mut refusals, "dimensions", &self.dimensions, DIMENSIONS);
        let mut dimensions = Vec::new();
        for (index, dimension) in self.dimensions.into_iter().enumerate() {
            dimensions.extend(refusals.nest(&format!("dimensions.{index}"), dimension.parse())?);
        }
        let levels = levels(&mut refusals, self.levels)?;
        match (study, coverage) {
            (Some(study), Some(coverage_needed)) if refusals.is_empty() => {
                Ok(NewModel { study, coverage_needed, dimensions, levels, level_rule: self.level_rule })
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
        let own_weight = refusals.check("weight", weight_of_dimension(self.weight));
        base::at_most(&mut refusals, "items", &self.items, ITEMS);
        let mut items = Vec::new();
        for (index, item) in self.items.into_iter().enumerate() {
            let question = base::parse_id("question", &item.question_id);
            let question = refusals.check(&format!("items.{index}.questionId"), question);
            let weight = refusals.check(&format!("items.{index}.weight"), weight_of_item(item.weight));
            if let (Some(question), Some(weight)) = (question, weight) {
                items.push(NewItem { question, weight });
            }
        }
        let ratings = ratings(&mut refusals, self.ratings)?;
        let facts = facts(&mut refusals, &self.facts);
        match (code, name, own_weight) {
            (Some(code), Some(name), Some(weight)) if refusals.is_empty() => {
                Ok(NewDimension { code, name, weight, level: self.level, items, ratings, facts })
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
