//! What maturity is measured by besides answers, as it is written: ratings by analysts, and facts of the registry.

use std::collections::HashSet;

use ::entity::LocalizedText;
use async_graphql::{Enum, InputObject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::maturity::weight_of_item;
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, LocalizedTextInput};
use crate::value::{Code, LONG_TEXT, SHORT_TEXT, TextInput, share};

/// Most ratings that a dimension is measured by.
const RATINGS: usize = 50;
/// Most facts that a dimension is measured by.
const FACTS: usize = 20;
/// Most steps of a rating.
const STEPS: usize = 20;

/// Something that an analyst finds out about each owner and rates, with a reason, such as in an interview.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaturityRatingInput {
    /// Stable short name, unique in the model. Ratings are given by it: another model that has it too takes them over.
    pub code: String,
    /// What is rated.
    pub name: LocalizedTextInput,
    /// What 0 and 1 stand for, or whatever else helps to rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<LocalizedTextInput>,
    /// Its steps, from the lowest, 2 to 20 with rising values; none where any value from 0 to 1 can be given.
    #[graphql(default)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<MaturityStepInput>,
    /// Weight in the dimension, 0 or 0.001 to 1,000.
    #[graphql(default = 1.0)]
    #[serde(default = "usual_weight")]
    pub weight: f64,
}

/// A step of a rating.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaturityStepInput {
    /// What it is called.
    pub name: LocalizedTextInput,
    /// What it is worth, 0 to 1.
    pub value: f64,
}

/// What the registry knows of an owner when it submits, as a share from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RegistryFact {
    /// The share of the owner's services that have moved: whose new edition is in production, or whose old edition is deactivated.
    /// Services that have come to their end do not count. Not relevant for an owner without services.
    ServicesMoved,
    /// The same, each service counting by how much it was used in the twelve months up to the latest that is known of any. Missing where
    /// nothing is known of how much they were used; not relevant for an owner without services, and where none was used.
    ServicesMovedByVolume,
}

/// A fact of the registry that says something about a dimension.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MaturityFactInput {
    /// The fact.
    pub fact: RegistryFact,
    /// Weight in the dimension, 0 or 0.001 to 1,000.
    #[graphql(default = 1.0)]
    #[serde(default = "usual_weight")]
    pub weight: f64,
}

fn usual_weight() -> f64 {
    1.0
}

/// A rating, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRating {
    /// Unique in the model.
    pub code: Code,
    /// What is rated.
    pub name: LocalizedText,
    /// What helps to rate.
    pub description: Option<LocalizedText>,
    /// Its steps, from the lowest; none where it takes any value.
    pub steps: Vec<PlannedStep>,
    /// Weight in the dimension, at least 0.
    pub weight: f64,
}

/// A step of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedStep {
    /// What it is called.
    pub name: LocalizedText,
    /// What it is worth, 0 to 1.
    pub value: f64,
}

/// A fact of the registry, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedFact {
    /// The fact.
    pub fact: RegistryFact,
    /// Weight in the dimension, at least 0.
    pub weight: f64,
}

impl MaturityRatingInput {
    /// Checks it by itself.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong, by path.
    pub fn parse(self) -> Result<PlannedRating, Error> {
        let mut refusals = Refusals::new();
        let code = refusals.check("code", Code::parse(&self.code));
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let description = self.description.map(|text| TextInput::from(text).parse(LONG_TEXT));
        let description = description.map(|text| refusals.nest("description", text)).transpose()?;
        let own_weight = refusals.check("weight", weight_of_item(self.weight));
        base::at_most(&mut refusals, "steps", &self.steps, STEPS);
        let values: Vec<f64> = self.steps.iter().map(|step| step.value).collect();
        if values.len() == 1 || !values.is_sorted_by(|lower, higher| lower < higher) {
            refusals.add("steps", Problem::StepsNotRising);
        }
        let mut steps = Vec::new();
        for (at, step) in self.steps.into_iter().enumerate() {
            steps.extend(refusals.nest(&format!("steps.{at}"), step.parse())?);
        }
        match (code, name, own_weight) {
            (Some(code), Some(name), Some(weight)) if refusals.is_empty() => {
                Ok(PlannedRating { code, name, description: description.flatten(), steps, weight })
            }
            _ => Err(refusals.into()),
        }
    }
}

impl MaturityStepInput {
    fn parse(self) -> Result<PlannedStep, Error> {
        let mut refusals = Refusals::new();
        let name = refusals.nest("name", TextInput::from(self.name).parse(SHORT_TEXT))?;
        let value = refusals.check("value", share(self.value));
        match name.zip(value) {
            Some((name, value)) => Ok(PlannedStep { name, value }),
            None => Err(refusals.into()),
        }
    }
}

/// Reads the ratings of a dimension.
///
/// # Errors
/// [`Error::Fault`] only; what is refused is added, by path under `ratings`.
pub fn ratings(
    refusals: &mut Refusals,
    written: Vec<MaturityRatingInput>,
) -> Result<Vec<PlannedRating>, Error> {
    base::at_most(refusals, "ratings", &written, RATINGS);
    let mut ratings = Vec::new();
    for (at, rating) in written.into_iter().enumerate() {
        ratings.extend(refusals.nest(&format!("ratings.{at}"), rating.parse())?);
    }
    Ok(ratings)
}

/// Reads the facts of a dimension, none of which is there twice.
pub fn facts(refusals: &mut Refusals, written: &[MaturityFactInput]) -> Vec<PlannedFact> {
    base::at_most(refusals, "facts", written, FACTS);
    let mut facts = Vec::new();
    let mut known = HashSet::new();
    for (at, MaturityFactInput { fact, weight }) in written.iter().enumerate() {
        if !known.insert(*fact) {
            refusals.add(&format!("facts.{at}.fact"), Problem::Duplicate);
        }
        let weight = refusals.check(&format!("facts.{at}.weight"), weight_of_item(*weight));
        facts.extend(weight.map(|weight| PlannedFact { fact: *fact, weight }));
    }
    facts
}

/// Refuses every code of a rating that another one of the model has already.
pub fn check_codes<'a>(refusals: &mut Refusals, dimensions: impl IntoIterator<Item = &'a [PlannedRating]>) {
    let mut codes = HashSet::new();
    for (at, ratings) in dimensions.into_iter().enumerate() {
        for (place, rating) in ratings.iter().enumerate() {
            if !codes.insert(&rating.code) {
                refusals.add(&format!("dimensions.{at}.ratings.{place}.code"), Problem::Duplicate);
            }
        }
    }
}

impl From<&PlannedRating> for MaturityRatingInput {
    fn from(rating: &PlannedRating) -> Self {
        let step = |step: &PlannedStep| MaturityStepInput {
            name: LocalizedTextInput::from(&step.name),
            value: step.value,
        };
        Self {
            code: rating.code.to_string(),
            name: LocalizedTextInput::from(&rating.name),
            description: rating.description.as_ref().map(LocalizedTextInput::from),
            steps: rating.steps.iter().map(step).collect(),
            weight: rating.weight,
        }
    }
}

impl From<&PlannedFact> for MaturityFactInput {
    fn from(fact: &PlannedFact) -> Self {
        Self { fact: fact.fact, weight: fact.weight }
    }
}
