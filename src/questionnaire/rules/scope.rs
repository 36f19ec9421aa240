//! What a rule may speak of: the questions with their options and rows, and the facts of the owner.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::ast::Reference;
use super::types::Type;

/// Codes of options.
pub type Options = BTreeSet<String>;

/// Where a question stands in the questionnaire, counted over all sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(pub usize);

/// Everything that a rule may speak of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// Questions by code.
    pub questions: BTreeMap<String, Question>,
    /// Facts of the owner by name, without `owner.`.
    pub facts: BTreeMap<String, Shape>,
}

/// A question as rules see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Where it stands.
    pub position: Position,
    /// What its answers are.
    pub shape: Shape,
    /// «Don't know» may be chosen, for the whole or for a part.
    pub allows_dont_know: bool,
    /// «Not relevant» may be chosen, for the whole or for a part.
    pub allows_not_relevant: bool,
    /// What its answers keep to besides.
    pub limits: Limits,
}

/// What answers keep to besides their shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Numbers are whole.
    pub whole: bool,
    /// The first day; of a group, in any field.
    pub earliest: Option<NaiveDate>,
    /// The last day; of a group, in any field.
    pub latest: Option<NaiveDate>,
    /// How many characters a text has at most.
    pub longest: Option<usize>,
    /// How many options are chosen at most.
    pub at_most: Option<usize>,
}

/// What the answers to a question are, or what a fact is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// One value.
    Single(Single),
    /// A set of options.
    Choices(Options),
    /// One of the options for each row.
    Matrix {
        /// Codes of the rows.
        rows: BTreeSet<String>,
        /// Options of every row.
        options: Options,
    },
    /// A number for each cell.
    Grid {
        /// Codes of the cells.
        rows: BTreeSet<String>,
        /// What every number keeps to.
        range: Range,
    },
    /// Any number of rows with the same fields.
    Group {
        /// Fields by code.
        fields: BTreeMap<String, Single>,
    },
}

/// What one value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Single {
    /// A number.
    Number(Range),
    /// A text.
    Text,
    /// True or false.
    Boolean,
    /// A day.
    Date,
    /// One of these options.
    Choice(Options),
}

/// The numbers that are accepted as an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Range {
    /// The smallest.
    pub minimum: Option<f64>,
    /// The largest.
    pub maximum: Option<f64>,
}

/// A type together with the options where it has some.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typed<'a> {
    pub(super) kind: Type,
    pub(super) options: Option<&'a Options>,
}

impl From<Type> for Typed<'_> {
    fn from(kind: Type) -> Self {
        Self { kind, options: None }
    }
}

impl Single {
    fn typed(&self) -> Typed<'_> {
        match self {
            Self::Number(_) => Type::Number.into(),
            Self::Text => Type::Text.into(),
            Self::Boolean => Type::Boolean.into(),
            Self::Date => Type::Date.into(),
            Self::Choice(options) => Typed { kind: Type::Choice, options: Some(options) },
        }
    }
}

impl Shape {
    /// The type of the whole.
    pub(super) fn typed(&self) -> Typed<'_> {
        match self {
            Self::Single(single) => single.typed(),
            Self::Choices(options) => Typed { kind: Type::Choices, options: Some(options) },
            Self::Matrix { options, .. } => Typed { kind: Type::ChoiceRows, options: Some(options) },
            Self::Grid { .. } => Type::NumberRows.into(),
            Self::Group { .. } => Type::Group.into(),
        }
    }

    /// The type of a part, where there is such a part.
    pub(super) fn part_typed(&self, part: &str) -> Option<Typed<'_>> {
        match self {
            Self::Single(_) | Self::Choices(_) => None,
            Self::Matrix { rows, options } => {
                rows.contains(part).then_some(Typed { kind: Type::Choice, options: Some(options) })
            }
            Self::Grid { rows, .. } => rows.contains(part).then_some(Type::Number.into()),
            Self::Group { fields } => {
                let field = fields.get(part)?.typed();
                Some(Typed { kind: field.kind.in_rows(), ..field })
            }
        }
    }

    /// Codes of the rows, where they are the same in every answer.
    pub(super) fn rows(&self) -> Option<&BTreeSet<String>> {
        match self {
            Self::Matrix { rows, .. } | Self::Grid { rows, .. } => Some(rows),
            Self::Single(_) | Self::Choices(_) | Self::Group { .. } => None,
        }
    }
}

impl Scope {
    /// The type of a question or part that is known.
    pub(super) fn typed(&self, reference: &Reference) -> Option<Typed<'_>> {
        let shape = &self.questions.get(&reference.code)?.shape;
        match &reference.part {
            Some(part) => shape.part_typed(part),
            None => Some(shape.typed()),
        }
    }
}
