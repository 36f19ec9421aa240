//! Levels of maturity, as they are written, and how they are reached.

use ::entity::LocalizedText;
use async_graphql::{Enum, InputObject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, LocalizedTextInput};
use crate::value::{SHORT_TEXT, TextInput, share};

/// Most levels of a model.
const LEVELS: usize = 20;

/// How the levels of a maturity model are reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LevelRule {
    /// By thresholds: the highest level that the overall score is not below.
    #[default]
    Thresholds,
    /// By the gate of ISO/IEC 33020: a level is reached when the dimensions that are its attributes are at least largely achieved (above
    /// 50 %), and those of all lower levels fully (above 85 %).
    #[graphql(name = "ISO_33020")]
    #[serde(rename = "ISO_33020")]
    Iso33020,
}

impl LevelRule {
    /// Whether it is what holds where nothing is said.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
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

/// A level.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedLevel {
    /// What it is called.
    pub name: LocalizedText,
    /// The lowest score of the level, 0 to 1.
    pub from_value: f64,
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

/// Reads levels, which rise from 0.
///
/// # Errors
/// [`Error::Fault`] only; what is refused is added.
pub fn levels(refusals: &mut Refusals, written: Vec<MaturityLevelInput>) -> Result<Vec<PlannedLevel>, Error> {
    base::at_most(refusals, "levels", &written, LEVELS);
    let starts: Vec<f64> = written.iter().map(|level| level.from_value).collect();
    let rising = starts.is_sorted_by(|lower, higher| lower < higher);
    if starts.first().is_some_and(|lowest| *lowest != 0.0) || !rising {
        refusals.add("levels", Problem::LevelsNotRising);
    }
    let mut levels = Vec::new();
    for (at, level) in written.into_iter().enumerate() {
        levels.extend(refusals.nest(&format!("levels.{at}"), level.parse())?);
    }
    Ok(levels)
}

/// Adds what does not fit about the levels whose attributes dimensions are, of which there are so many: a level that is not there, or is
/// the lowest, and with the gate a level above it without an attribute.
pub fn check_attributes(refusals: &mut Refusals, rule: LevelRule, levels: usize, of: &[Option<i32>]) {
    let highest = i32::try_from(levels).unwrap_or(i32::MAX).saturating_sub(1);
    for (at, level) in of.iter().enumerate() {
        if level.is_some_and(|level| level < 1 || level > highest) {
            refusals.add(&format!("dimensions.{at}.level"), Problem::LevelNotThere { highest });
        }
    }
    if rule.is_usual() {
        return;
    }
    if highest < 1 {
        refusals.add("levels", Problem::Required);
    }
    for level in (1..=highest).filter(|level| !of.contains(&Some(*level))) {
        refusals.add(&format!("levels.{level}"), Problem::LevelWithoutAttribute);
    }
}
