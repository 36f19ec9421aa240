//! How answers are to be scored, as it is written: in the file of a questionnaire and in the library. Questions are named by their
//! codes, since neither knows the keys of a study; a maturity model is made of it for one questionnaire.

use std::collections::HashSet;

use ::entity::LocalizedText;
use async_graphql::InputObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, LocalizedTextInput};
use crate::questionnaire::content::Content;
use crate::value::{Code, SHORT_TEXT, TextInput, share};

/// The largest weight; they only matter in relation to each other.
const MAX_WEIGHT: f64 = 1_000.0;

/// How answers are to be scored.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaturityInput {
    /// Share of weight that must be observed before a point is published, 0 to 1.
    #[graphql(default = 0.6)]
    #[serde(default = "usual_coverage")]
    pub coverage_needed: f64,
    /// Its dimensions in order, at most 50.
    pub dimensions: Vec<MaturityDimensionInput>,
    /// Its levels from the lowest, which begins at 0; at most 20.
    #[graphql(default)]
    #[serde(default)]
    pub levels: Vec<MaturityLevelInput>,
}

/// A dimension of maturity.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaturityDimensionInput {
    /// Stable short name, unique in the model.
    pub code: String,
    /// What it is called.
    pub name: LocalizedTextInput,
    /// Weight beside the other dimensions, more than 0 and at most 1,000.
    #[graphql(default = 1.0)]
    #[serde(default = "usual_weight")]
    pub weight: f64,
    /// The questions that it is measured by, at most 500.
    #[graphql(default)]
    #[serde(default)]
    pub items: Vec<MaturityQuestionInput>,
}

/// A question that says something about a dimension.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaturityQuestionInput {
    /// Code of the question, or of a row of a matrix or a field of a group: `Q05`, `Q23.sign`.
    pub question: String,
    /// Weight in the dimension, 0 to 1,000.
    #[graphql(default = 1.0)]
    #[serde(default = "usual_weight")]
    pub weight: f64,
}

/// A level of maturity.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaturityLevelInput {
    /// What it is called.
    pub name: LocalizedTextInput,
    /// The lowest score of the level, 0 to 1.
    pub from_value: f64,
}

/// A maturity model to be made for a questionnaire, checked as far as it can be by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Share of weight that must be observed before a point is published, 0 to 1.
    pub coverage_needed: f64,
    /// Dimensions in order; at least one, each with a code of its own.
    pub dimensions: Vec<PlannedDimension>,
    /// Levels from the lowest, which begins at 0.
    pub levels: Vec<PlannedLevel>,
}

/// A dimension of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedDimension {
    /// Unique in the model.
    pub code: Code,
    /// What it is called.
    pub name: LocalizedText,
    /// Weight beside the other dimensions, more than 0.
    pub weight: f64,
    /// What it is measured by; no question twice.
    pub items: Vec<PlannedItem>,
}

/// A question that says something about a dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedItem {
    /// Code of a question, or of a part of one as [`part_code`](crate::questionnaire::content::Question::part_code) gives it.
    pub question: String,
    /// Weight in the dimension, at least 0.
    pub weight: f64,
}

/// A level.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedLevel {
    /// What it is called.
    pub name: LocalizedText,
    /// The lowest score of the level, 0 to 1.
    pub from_value: f64,
}

fn usual_coverage() -> f64 {
    0.6
}

fn usual_weight() -> f64 {
    1.0
}

impl Plan {
    /// Refuses what the questionnaire does not ask.
    pub(in crate::questionnaire) fn check(&self, content: &Content) -> Result<(), Error> {
        let mut asked = HashSet::new();
        for question in content.questions() {
            asked.insert(question.code.to_string());
            asked.extend(question.parts.iter().map(|part| question.part_code(part)));
        }
        let mut refusals = Refusals::new();
        for (at, dimension) in self.dimensions.iter().enumerate() {
            for (place, item) in dimension.items.iter().enumerate() {
                if !asked.contains(&item.question) {
                    refusals.add(&format!("dimensions.{at}.items.{place}.question"), Problem::Unknown);
                }
            }
        }
        refusals.done()
    }
}

impl MaturityInput {
    /// Checks it as far as it can be by itself.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong, by path.
    pub fn parse(self) -> Result<Plan, Error> {
        let mut refusals = Refusals::new();
        let coverage_needed = refusals.check("coverageNeeded", share(self.coverage_needed));
        if self.dimensions.is_empty() {
            refusals.add("dimensions", Problem::Required);
        }
        base::at_most(&mut refusals, "dimensions", &self.dimensions, 50);
        base::at_most(&mut refusals, "levels", &self.levels, 20);
        let mut dimensions: Vec<PlannedDimension> = Vec::new();
        for (at, dimension) in self.dimensions.into_iter().enumerate() {
            let path = format!("dimensions.{at}");
            let Some(dimension) = refusals.nest(&path, dimension.parse())? else { continue };
            if dimensions.iter().any(|before| before.code == dimension.code) {
                refusals.add(&format!("{path}.code"), Problem::Duplicate);
            }
            dimensions.push(dimension);
        }
        let mut levels: Vec<PlannedLevel> = Vec::new();
        for (at, level) in self.levels.into_iter().enumerate() {
            levels.extend(refusals.nest(&format!("levels.{at}"), level.parse())?);
        }
        let rising = levels.is_sorted_by(|lower, higher| lower.from_value < higher.from_value);
        if levels.first().is_some_and(|lowest| lowest.from_value != 0.0) || !rising {
            refusals.add("levels", Problem::LevelsNotRising);
        }
        match coverage_needed {
            Some(coverage_needed) if refusals.is_empty() => Ok(Plan { coverage_needed, dimensions, levels }),
            _ => Err(refusals.into()),
        }
    }
}

impl MaturityDimensionInput {
    fn parse(self) -> Result<PlannedDimension, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let own_weight = refusals.check("weight", weight(self.weight, |weight| weight > 0.0));
        base::at_most(&mut refusals, "items", &self.items, 500);
        let mut items = Vec::new();
        let mut questions = HashSet::new();
        for (place, item) in self.items.into_iter().enumerate() {
            let path = format!("items.{place}");
            let Some(item) = refusals.nest(&path, item.parse())? else { continue };
            if !questions.insert(item.question.clone()) {
                refusals.add(&format!("{path}.question"), Problem::Duplicate);
            }
            items.push(item);
        }
        match (code, name, own_weight) {
            (Some(code), Some(name), Some(weight)) if refusals.is_empty() => {
                Ok(PlannedDimension { code, name, weight, items })
            }
            _ => Err(refusals.into()),
        }
    }
}

impl MaturityQuestionInput {
    fn parse(self) -> Result<PlannedItem, Error> {
        let mut refusals = Refusals::new();
        let question = refusals.check("question", question_code(&self.question));
        let weight = refusals.check("weight", weight(self.weight, |weight| weight >= 0.0));
        match question.zip(weight) {
            Some((question, weight)) => Ok(PlannedItem { question, weight }),
            None => Err(refusals.into()),
        }
    }
}

impl MaturityLevelInput {
    /// Reads it.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong, by path.
    pub fn parse(self) -> Result<PlannedLevel, Error> {
        let mut refusals = Refusals::new();
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let from_value = refusals.check("fromValue", share(self.from_value));
        match (name, from_value) {
            (Some(name), Some(from_value)) => Ok(PlannedLevel { name, from_value }),
            _ => Err(refusals.into()),
        }
    }
}

/// The code of a question, or those of a question and a part of it with a dot between.
fn question_code(raw: &str) -> Result<String, Problem> {
    let Some((question, part)) = raw.split_once('.') else { return Ok(Code::parse(raw)?.to_string()) };
    Ok(format!("{}.{}", Code::parse(question)?, Code::parse(part)?))
}

/// A weight that fits and is at most the largest.
///
/// # Errors
/// [`Problem::OutOfRange`] for any other.
pub fn weight(raw: f64, fits: impl Fn(f64) -> bool) -> Result<f64, Problem> {
    if fits(raw) && raw <= MAX_WEIGHT {
        Ok(raw)
    } else {
        Err(Problem::OutOfRange { min: 0.0, max: MAX_WEIGHT })
    }
}

impl From<&Plan> for MaturityInput {
    fn from(plan: &Plan) -> Self {
        let item = |item: &PlannedItem| MaturityQuestionInput {
            question: item.question.clone(),
            weight: item.weight,
        };
        let dimension = |dimension: &PlannedDimension| MaturityDimensionInput {
            code: dimension.code.to_string(),
            name: LocalizedTextInput::from(&dimension.name),
            weight: dimension.weight,
            items: dimension.items.iter().map(item).collect(),
        };
        let level = |level: &PlannedLevel| MaturityLevelInput {
            name: LocalizedTextInput::from(&level.name),
            from_value: level.from_value,
        };
        Self {
            coverage_needed: plan.coverage_needed,
            dimensions: plan.dimensions.iter().map(dimension).collect(),
            levels: plan.levels.iter().map(level).collect(),
        }
    }
}
