//! How the answers to a questionnaire are to be scored, as its file says it: what a maturity model is made from. Questions are
//! named by their codes, since a file knows no keys.

use std::collections::HashSet;

use ::entity::LocalizedText;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, LocalizedTextInput};
use crate::questionnaire::content::Content;
use crate::value::{Code, SHORT_TEXT, TextInput, share};

/// The largest weight; they only matter in relation to each other.
const MAX_WEIGHT: f64 = 1_000.0;

/// A maturity model as it stands in a file, not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MaturityInput {
    /// Share of weight that must be observed before a point is published, 0 to 1.
    coverage_needed: f64,
    /// Its dimensions in order, at most 50.
    dimensions: Vec<DimensionInput>,
    /// Its levels from the lowest, which begins at 0; at most 20.
    levels: Vec<LevelInput>,
}

/// A dimension of maturity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DimensionInput {
    /// Stable short name, unique in the model.
    code: String,
    /// What it is called.
    name: LocalizedTextInput,
    /// Weight beside the other dimensions, more than 0 and at most 1,000.
    weight: f64,
    /// The questions that it is measured by, at most 500.
    items: Vec<ItemInput>,
}

/// A question that says something about a dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ItemInput {
    /// Code of the question.
    question: String,
    /// Weight in the dimension, 0 to 1,000.
    weight: f64,
}

/// A level of maturity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LevelInput {
    /// What it is called.
    name: LocalizedTextInput,
    /// The lowest score of the level, 0 to 1.
    from_value: f64,
}

/// A maturity model to be made for a questionnaire.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Share of weight that must be observed before a point is published, 0 to 1.
    pub coverage_needed: f64,
    /// Dimensions in order.
    pub dimensions: Vec<PlannedDimension>,
    /// Levels from the lowest.
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
    /// What it is measured by.
    pub items: Vec<PlannedItem>,
}

/// A question that says something about a dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedItem {
    /// Code of the question in the questionnaire.
    pub question: Code,
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

impl Plan {
    /// Refuses what does not go together, with itself or with the questionnaire.
    pub(super) fn check(&self, content: &Content) -> Result<(), Error> {
        let mut refusals = Refusals::new();
        if self.dimensions.is_empty() {
            refusals.add("dimensions", Problem::Required);
        }
        let asked: HashSet<&Code> = content.questions().map(|question| &question.code).collect();
        let mut codes = HashSet::new();
        for (at, dimension) in self.dimensions.iter().enumerate() {
            if !codes.insert(&dimension.code) {
                refusals.add(&format!("dimensions.{at}.code"), Problem::Duplicate);
            }
            let mut questions = HashSet::new();
            for (place, item) in dimension.items.iter().enumerate() {
                let path = format!("dimensions.{at}.items.{place}.question");
                if !asked.contains(&item.question) {
                    refusals.add(&path, Problem::Unknown);
                } else if !questions.insert(&item.question) {
                    refusals.add(&path, Problem::Duplicate);
                }
            }
        }
        let rising = self.levels.is_sorted_by(|lower, higher| lower.from_value < higher.from_value);
        if self.levels.first().is_some_and(|lowest| lowest.from_value != 0.0) || !rising {
            refusals.add("levels", Problem::LevelsNotRising);
        }
        refusals.done()
    }
}

impl MaturityInput {
    pub(super) fn parse(self) -> Result<Plan, Error> {
        let mut refusals = Refusals::new();
        let coverage_needed = refusals.check("coverageNeeded", share(self.coverage_needed));
        base::at_most(&mut refusals, "dimensions", &self.dimensions, 50);
        base::at_most(&mut refusals, "levels", &self.levels, 20);
        let mut dimensions = Vec::new();
        for (at, dimension) in self.dimensions.into_iter().enumerate() {
            dimensions.extend(refusals.nest(&format!("dimensions.{at}"), dimension.parse())?);
        }
        let mut levels = Vec::new();
        for (at, level) in self.levels.into_iter().enumerate() {
            levels.extend(refusals.nest(&format!("levels.{at}"), level.parse())?);
        }
        match coverage_needed {
            Some(coverage_needed) if refusals.is_empty() => Ok(Plan { coverage_needed, dimensions, levels }),
            _ => Err(refusals.into()),
        }
    }
}

impl DimensionInput {
    fn parse(self) -> Result<PlannedDimension, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let own_weight = refusals.check("weight", weight(self.weight, |weight| weight > 0.0));
        base::at_most(&mut refusals, "items", &self.items, 500);
        let mut items = Vec::new();
        for (place, item) in self.items.into_iter().enumerate() {
            let question = refusals.check(&format!("items.{place}.question"), Code::parse(&item.question));
            let weight = weight(item.weight, |weight| weight >= 0.0);
            let weight = refusals.check(&format!("items.{place}.weight"), weight);
            items.extend(question.zip(weight).map(|(question, weight)| PlannedItem { question, weight }));
        }
        match (code, name, own_weight) {
            (Some(code), Some(name), Some(weight)) if refusals.is_empty() => {
                Ok(PlannedDimension { code, name, weight, items })
            }
            _ => Err(refusals.into()),
        }
    }
}

impl LevelInput {
    fn parse(self) -> Result<PlannedLevel, Error> {
        let mut refusals = Refusals::new();
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let from_value = refusals.check("fromValue", share(self.from_value));
        match (name, from_value) {
            (Some(name), Some(from_value)) => Ok(PlannedLevel { name, from_value }),
            _ => Err(refusals.into()),
        }
    }
}

fn weight(raw: f64, fits: impl Fn(f64) -> bool) -> Result<f64, Problem> {
    if fits(raw) && raw <= MAX_WEIGHT {
        Ok(raw)
    } else {
        Err(Problem::OutOfRange { min: 0.0, max: MAX_WEIGHT })
    }
}

impl From<&Plan> for MaturityInput {
    fn from(plan: &Plan) -> Self {
        let dimension = |dimension: &PlannedDimension| DimensionInput {
            code: dimension.code.to_string(),
            name: LocalizedTextInput::from(&dimension.name),
            weight: dimension.weight,
            items: dimension.items.iter().map(item).collect(),
        };
        let level = |level: &PlannedLevel| LevelInput {
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

fn item(item: &PlannedItem) -> ItemInput {
    ItemInput { question: item.question.to_string(), weight: item.weight }
}
