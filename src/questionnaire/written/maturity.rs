//! How answers are to be scored, as it is written: in the file of a questionnaire and in the library. Questions are named by their
//! codes, since neither knows the keys of a study; a maturity model is made of it for one questionnaire.

use std::collections::{HashMap, HashSet};

use ::entity::LocalizedText;
use ::entity::question::QuestionKind;
use async_graphql::InputObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Refusal, Refusals};
use crate::graphql::base::{self, LocalizedTextInput};
use crate::questionnaire::content::{Content, Kind as _, Part};
use crate::value::{Code, SHORT_TEXT, TextInput, share};

pub use super::beside::{
    MaturityFactInput, MaturityRatingInput, PlannedFact, PlannedRating, PlannedStep, RegistryFact,
    check_codes, facts, ratings,
};
pub use super::levels::{LevelRule, MaturityLevelInput, PlannedLevel, check_attributes, levels};

/// The largest weight; they only matter in relation to each other.
const MAX_WEIGHT: f64 = 1_000.0;
/// The smallest weight above 0: figures made of smaller ones would not be exact any more.
const MIN_WEIGHT: f64 = 0.001;
/// Most dimensions of a model.
pub const DIMENSIONS: usize = 50;
/// Most questions that a dimension is measured by.
pub const ITEMS: usize = 500;

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
    /// How its levels are reached.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "LevelRule::is_usual")]
    pub level_rule: LevelRule,
}

/// A dimension of maturity.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaturityDimensionInput {
    /// Stable short name, unique in the model.
    pub code: String,
    /// What it is called.
    pub name: LocalizedTextInput,
    /// Weight beside the other dimensions, 0.001 to 1,000.
    #[graphql(default = 1.0)]
    #[serde(default = "usual_weight")]
    pub weight: f64,
    /// The level whose attribute it is: 1 for the one above the lowest, 2 … Counts only where `levelRule` is `ISO_33020`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<i32>,
    /// The questions that it is measured by, at most 500: choices, scales, levels and matrices, or rows of them. It has at least one
    /// question, rating or fact that weighs more than 0.
    #[graphql(default)]
    #[serde(default)]
    pub items: Vec<MaturityQuestionInput>,
    /// What analysts rate that it is measured by, at most 50.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<MaturityRatingInput>,
    /// The facts of the registry that it is measured by.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<MaturityFactInput>,
}

/// A question that says something about a dimension.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaturityQuestionInput {
    /// Code of the question, or of a row of a matrix or a field of a group: `Q05`, `Q23.sign`.
    pub question: String,
    /// Weight in the dimension, 0 or 0.001 to 1,000.
    #[graphql(default = 1.0)]
    #[serde(default = "usual_weight")]
    pub weight: f64,
}

/// A maturity model to be made for a questionnaire, checked as far as it can be by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Share of weight that must be observed before a point is published, 0 to 1.
    pub coverage_needed: f64,
    /// Dimensions in order, each with a code of its own. None only where a file is written in which there is no place for any.
    pub dimensions: Vec<PlannedDimension>,
    /// Levels from the lowest, which begins at 0.
    pub levels: Vec<PlannedLevel>,
    /// How they are reached.
    pub level_rule: LevelRule,
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
    /// Number of the level whose attribute it is, at least 1.
    pub level: Option<i32>,
    /// The questions that it is measured by, none twice. Of these, ratings and facts at least one weighs more than 0.
    pub items: Vec<PlannedItem>,
    /// The ratings that it is measured by.
    pub ratings: Vec<PlannedRating>,
    /// The facts of the registry that it is measured by, none twice.
    pub facts: Vec<PlannedFact>,
}

/// A question that says something about a dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedItem {
    /// Code of a question, or of a part of one as [`part_code`](crate::questionnaire::content::Question::part_code) gives it.
    pub question: String,
    /// Weight in the dimension, at least 0.
    pub weight: f64,
}

fn usual_coverage() -> f64 {
    0.6
}

fn usual_weight() -> f64 {
    1.0
}

/// An item whose question does not do.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::questionnaire) struct Unfit {
    /// As the item names it.
    pub(in crate::questionnaire) question: String,
    /// Whether the questionnaire asks it.
    pub(in crate::questionnaire) is_asked: bool,
    /// Its path.
    path: String,
}

impl Unfit {
    /// What to say of it, by path under `maturity`.
    pub(in crate::questionnaire) fn into_refusal(self) -> Refusal {
        let Self { question, is_asked, path } = self;
        let problem =
            if is_asked { Problem::NeverScores } else { Problem::QuestionMissing { code: question } };
        Refusal::new(&format!("maturity.{path}"), problem)
    }
}

/// Whether answers to a question of this kind can say anything about maturity; of a row or a field it is `in_what` that it is part of.
#[must_use]
pub fn scores(kind: QuestionKind, in_what: Option<QuestionKind>) -> bool {
    kind.has_options() && in_what.is_none_or(|whole| !whole.has_fields())
}

impl MaturityInput {
    /// Every item whose question the questionnaire does not ask, or which can never say anything about maturity.
    pub(in crate::questionnaire) fn check(&self, content: &Content) -> Vec<Unfit> {
        let mut asked = HashMap::new();
        for question in content.questions() {
            asked.insert(question.code.to_string(), scores(question.kind, None));
            let part = |part: &Part| (question.part_code(part), scores(part.kind, Some(question.kind)));
            asked.extend(question.parts.iter().map(part));
        }
        let mut unfit = Vec::new();
        for (at, dimension) in self.dimensions.iter().enumerate() {
            for (place, item) in dimension.items.iter().enumerate() {
                let Ok(question) = question_code(&item.question) else { continue };
                let found = asked.get(&question).copied();
                if found != Some(true) {
                    let path = format!("dimensions.{at}.items.{place}.question");
                    unfit.push(Unfit { question, is_asked: found.is_some(), path });
                }
            }
        }
        unfit
    }

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
        base::at_most(&mut refusals, "dimensions", &self.dimensions, DIMENSIONS);
        let mut dimensions: Vec<PlannedDimension> = Vec::new();
        for (at, dimension) in self.dimensions.into_iter().enumerate() {
            let path = format!("dimensions.{at}");
            let Some(dimension) = refusals.nest(&path, dimension.parse())? else { continue };
            if dimensions.iter().any(|before| before.code == dimension.code) {
                refusals.add(&format!("{path}.code"), Problem::Duplicate);
            }
            dimensions.push(dimension);
        }
        check_codes(&mut refusals, dimensions.iter().map(|dimension| dimension.ratings.as_slice()));
        let level_rule = self.level_rule;
        let levels = levels(&mut refusals, self.levels)?;
        // What else is refused is mended first: it may be what a level lacks.
        if refusals.is_empty() {
            let of: Vec<_> = dimensions.iter().map(|dimension| dimension.level).collect();
            check_attributes(&mut refusals, level_rule, levels.len(), &of);
        }
        match coverage_needed {
            Some(coverage_needed) if refusals.is_empty() => {
                Ok(Plan { coverage_needed, dimensions, levels, level_rule })
            }
            _ => Err(refusals.into()),
        }
    }
}

impl MaturityDimensionInput {
    fn parse(self) -> Result<PlannedDimension, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let own_weight = refusals.check("weight", weight_of_dimension(self.weight));
        base::at_most(&mut refusals, "items", &self.items, ITEMS);
        let beside = self.ratings.iter().map(|one| one.weight).chain(self.facts.iter().map(|one| one.weight));
        let weights = self.items.iter().map(|item| item.weight).chain(beside);
        refusals.check("items", is_measured(weights.map(weighed)));
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
        let ratings = ratings(&mut refusals, self.ratings)?;
        let facts = facts(&mut refusals, &self.facts);
        match (code, name, own_weight) {
            (Some(code), Some(name), Some(weight)) if refusals.is_empty() => {
                Ok(PlannedDimension { code, name, weight, level: self.level, items, ratings, facts })
            }
            _ => Err(refusals.into()),
        }
    }
}

impl MaturityQuestionInput {
    fn parse(self) -> Result<PlannedItem, Error> {
        let mut refusals = Refusals::new();
        let question = refusals.check("question", question_code(&self.question));
        let weight = refusals.check("weight", weight_of_item(self.weight));
        match question.zip(weight) {
            Some((question, weight)) => Ok(PlannedItem { question, weight }),
            None => Err(refusals.into()),
        }
    }
}

/// The code of a question, or those of a question and a part of it with a dot between.
fn question_code(raw: &str) -> Result<String, Problem> {
    let Some((question, part)) = raw.split_once('.') else { return Ok(Code::parse(raw)?.to_string()) };
    Ok(format!("{}.{}", Code::parse(question)?, Code::parse(part)?))
}

/// The weight of a dimension: nothing is measured by one that weighs nothing.
///
/// # Errors
/// [`Problem::NotAboveZero`] where it is not above 0 or is above 1,000; [`Problem::OutOfRange`] below 0.001.
pub fn weight_of_dimension(raw: f64) -> Result<f64, Problem> {
    if raw > 0.0 && raw <= MAX_WEIGHT {
        above_least(raw)
    } else {
        Err(Problem::NotAboveZero { max: MAX_WEIGHT })
    }
}

/// The weight of a question in a dimension.
///
/// # Errors
/// [`Problem::OutOfRange`] for any other than 0 and from 0.001 to 1,000.
pub fn weight_of_item(raw: f64) -> Result<f64, Problem> {
    if raw == 0.0 {
        return Ok(0.0);
    }
    if (0.0..=MAX_WEIGHT).contains(&raw) {
        above_least(raw)
    } else {
        Err(Problem::OutOfRange { min: 0.0, max: MAX_WEIGHT })
    }
}

fn above_least(weight: f64) -> Result<f64, Problem> {
    let range = Problem::OutOfRange { min: MIN_WEIGHT, max: MAX_WEIGHT };
    if weight >= MIN_WEIGHT { Ok(weight) } else { Err(range) }
}

/// A weight that is refused for itself is not blamed for weighing nothing.
fn weighed(raw: f64) -> f64 {
    weight_of_item(raw).unwrap_or(MAX_WEIGHT)
}

/// Whether a dimension is measured by something: by an item that weighs more than 0.
///
/// # Errors
/// [`Problem::Required`] without items; [`Problem::NothingMeasures`] where all weigh 0.
pub fn is_measured(weights: impl IntoIterator<Item = f64>) -> Result<(), Problem> {
    let mut weights = weights.into_iter().peekable();
    if weights.peek().is_none() {
        return Err(Problem::Required);
    }
    if weights.any(|weight| weight > 0.0) { Ok(()) } else { Err(Problem::NothingMeasures) }
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
            level: dimension.level,
            items: dimension.items.iter().map(item).collect(),
            ratings: dimension.ratings.iter().map(MaturityRatingInput::from).collect(),
            facts: dimension.facts.iter().map(MaturityFactInput::from).collect(),
        };
        let level = |level: &PlannedLevel| MaturityLevelInput {
            name: LocalizedTextInput::from(&level.name),
            from_value: level.from_value,
        };
        Self {
            coverage_needed: plan.coverage_needed,
            dimensions: plan.dimensions.iter().map(dimension).collect(),
            levels: plan.levels.iter().map(level).collect(),
            level_rule: plan.level_rule,
        }
    }
}
