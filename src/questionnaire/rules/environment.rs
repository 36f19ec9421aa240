//! The answers and facts that a rule is evaluated over, and how a missing one counts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ast::{Reference, Scalar, date_of, is_date_in_range};
use super::scope::Scope;

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// Nothing was answered.
    NotAnswered,
    /// «Don't know» was chosen.
    DontKnow,
    /// «Not relevant» was chosen.
    NotRelevant,
    /// The question is not shown.
    NotShown,
}

/// One value, or why there is none. An empty text and a number that is not finite count as not answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "CellForm", into = "CellForm")]
pub enum Cell {
    /// A value.
    Known(Scalar),
    /// No value.
    None(Absence),
}

/// The answer to a question, or a fact of the owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Answer {
    /// Of a matrix or a number grid.
    Rows {
        /// Every row of the question, those without an answer too: `any` and `all` need them. See
        /// [`Environment::complete`].
        rows: BTreeMap<String, Cell>,
    },
    /// Of a repeating group.
    Group {
        /// Its rows. One in which nothing is answered counts as if it were not there.
        group: Vec<BTreeMap<String, Cell>>,
    },
    /// The chosen options of a multiple choice; none is the same as not answered.
    Choices(BTreeSet<String>),
    /// Of a question with one value; or why a question of any kind has no answer.
    Single(Cell),
}

/// Everything that a rule is evaluated over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// Answers by code of the question. What is not here is not answered.
    #[serde(default)]
    pub answers: BTreeMap<String, Answer>,
    /// Facts of the owner by name, without `owner.`.
    #[serde(default)]
    pub facts: BTreeMap<String, Answer>,
    /// What `today()` gives.
    #[serde(serialize_with = "write_date", deserialize_with = "read_date")]
    pub today: NaiveDate,
}

impl Environment {
    /// Without answers and facts.
    #[must_use]
    pub fn new(today: NaiveDate) -> Self {
        Self { answers: BTreeMap::new(), facts: BTreeMap::new(), today }
    }

    /// Adds the rows that an answered matrix or number grid lacks, as not answered.
    pub fn complete(&mut self, scope: &Scope) {
        for (code, answer) in &mut self.answers {
            let asked = scope.questions.get(code).and_then(|question| question.shape.rows());
            if let (Answer::Rows { rows }, Some(asked)) = (answer, asked) {
                for row in asked {
                    rows.entry(row.clone()).or_insert(Cell::None(Absence::NotAnswered));
                }
            }
        }
    }

    pub(super) fn question(&self, reference: &Reference) -> Held<'_> {
        match (self.answers.get(&reference.code), &reference.part) {
            (None, _) => Held::Nothing(Absence::NotAnswered),
            (Some(answer), None) => answer.held(),
            (Some(answer), Some(part)) => answer.part_held(part),
        }
    }

    pub(super) fn fact(&self, name: &str) -> Held<'_> {
        self.facts.get(name).map_or(Held::Nothing(Absence::NotAnswered), Answer::held)
    }
}

/// What there is of an answer. Of many values at least one is there.
pub(super) enum Held<'a> {
    Nothing(Absence),
    One(&'a Scalar),
    Chosen(&'a BTreeSet<String>),
    Rows(Vec<Option<&'a Scalar>>),
    /// How many rows a repeating group has.
    Group(usize),
}

impl Cell {
    fn known(&self) -> Option<&Scalar> {
        match self {
            Self::Known(scalar) if is_there(scalar) => Some(scalar),
            Self::Known(_) | Self::None(_) => None,
        }
    }

    fn held(&self) -> Held<'_> {
        match self {
            Self::Known(scalar) if is_there(scalar) => Held::One(scalar),
            Self::Known(_) => Held::Nothing(Absence::NotAnswered),
            Self::None(absence) => Held::Nothing(*absence),
        }
    }
}

fn is_there(scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Number(number) => number.is_finite(),
        Scalar::Text(text) => !text.is_empty(),
        Scalar::Boolean(_) => true,
        Scalar::Date(date) => is_date_in_range(*date),
    }
}

impl Answer {
    /// A text, or the one option that was chosen (its code).
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self::Single(Cell::Known(Scalar::Text(text.to_owned())))
    }

    /// No answer, for this reason.
    #[must_use]
    pub fn missing(why: Absence) -> Self {
        Self::Single(Cell::None(why))
    }

    fn held(&self) -> Held<'_> {
        match self {
            Self::Single(cell) => cell.held(),
            Self::Choices(chosen) if chosen.is_empty() => Held::Nothing(Absence::NotAnswered),
            Self::Choices(chosen) => Held::Chosen(chosen),
            Self::Rows { rows } => held_rows(rows.values().map(Cell::known).collect()),
            Self::Group { group } => match group.iter().filter(|row| is_filled(row)).count() {
                0 => Held::Nothing(Absence::NotAnswered),
                filled => Held::Group(filled),
            },
        }
    }

    fn part_held(&self, part: &str) -> Held<'_> {
        match self {
            // Whoever does not know the whole does not know its parts.
            Self::Single(Cell::None(absence)) => Held::Nothing(*absence),
            Self::Single(Cell::Known(_)) | Self::Choices(_) => Held::Nothing(Absence::NotAnswered),
            Self::Rows { rows } => rows.get(part).map_or(Held::Nothing(Absence::NotAnswered), Cell::held),
            Self::Group { group } => {
                let filled = group.iter().filter(|row| is_filled(row));
                held_rows(filled.map(|row| row.get(part).and_then(Cell::known)).collect())
            }
        }
    }
}

fn held_rows(rows: Vec<Option<&Scalar>>) -> Held<'_> {
    if rows.iter().any(Option::is_some) { Held::Rows(rows) } else { Held::Nothing(Absence::NotAnswered) }
}

fn is_filled(row: &BTreeMap<String, Cell>) -> bool {
    row.values().any(|cell| cell.known().is_some())
}

/// How a cell stands in JSON.
#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum CellForm {
    NotAnswered(()),
    None { none: Absence },
    Date { date: String },
    Number(f64),
    Boolean(bool),
    Text(String),
}

impl TryFrom<CellForm> for Cell {
    type Error = &'static str;

    fn try_from(form: CellForm) -> Result<Self, Self::Error> {
        Ok(match form {
            CellForm::NotAnswered(()) => Self::None(Absence::NotAnswered),
            CellForm::None { none } => Self::None(none),
            CellForm::Date { date } => Self::Known(Scalar::Date(date_of(&date).ok_or("not a date")?)),
            CellForm::Number(number) => Self::Known(Scalar::Number(number)),
            CellForm::Boolean(boolean) => Self::Known(Scalar::Boolean(boolean)),
            CellForm::Text(text) => Self::Known(Scalar::Text(text)),
        })
    }
}

impl From<Cell> for CellForm {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::None(Absence::NotAnswered) => Self::NotAnswered(()),
            Cell::None(none) => Self::None { none },
            Cell::Known(Scalar::Date(date)) => Self::Date { date: date.to_string() },
            Cell::Known(Scalar::Number(number)) => Self::Number(number),
            Cell::Known(Scalar::Boolean(boolean)) => Self::Boolean(boolean),
            Cell::Known(Scalar::Text(text)) => Self::Text(text),
        }
    }
}

fn write_date<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

fn read_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    date_of(&text).ok_or_else(|| serde::de::Error::custom("not a date"))
}

#[cfg(test)]
mod tests {
    use super::super::scope::{Limits, Position, Question, Shape};
    use super::*;

    #[test]
    fn answers_keep_their_json_form() {
        let form = serde_json::json!({
            "answers": {
                "a": 5.0, "b": true, "c": "x", "d": {"date": "2026-05-31"}, "e": ["x", "y"], "f": null,
                "g": {"none": "dont_know"}, "h": {"rows": {"x": 1.5, "y": null, "z": {"none": "not_relevant"}}},
                "i": {"group": [{"name": "n", "since": {"date": "2026-05-31"}}, {}]}, "j": {"none": "not_shown"},
            },
            "facts": {"sector": "state"},
            "today": "2026-11-21",
        });
        let environment: Environment = serde_json::from_value(form.clone()).unwrap();
        assert_eq!(serde_json::to_value(&environment).unwrap(), form);
        for bad in [
            serde_json::json!({"today": "2026-13-01"}),
            serde_json::json!({"today": "2026-12-01", "answers": {"a": {"none": "maybe"}}}),
            serde_json::json!({"today": "2026-12-01", "answers": {"a": {"date": "soon"}}}),
            serde_json::json!({"today": "2026-12-01", "answer": {}}),
        ] {
            assert!(serde_json::from_value::<Environment>(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn completing_adds_the_rows_that_are_not_there() {
        let options = ["p"].map(str::to_owned).into();
        let shape = Shape::Matrix { rows: ["a", "b"].map(str::to_owned).into(), options };
        let question = Question {
            position: Position(0),
            shape,
            allows_dont_know: false,
            allows_not_relevant: false,
            limits: Limits::default(),
        };
        let scope = Scope { questions: [("Q".to_owned(), question)].into(), ..Scope::default() };
        let mut environment: Environment = serde_json::from_value(
            serde_json::json!({"today": "2026-11-21", "answers": {"Q": {"rows": {"a": "p"}}}}),
        )
        .unwrap();
        environment.complete(&scope);
        let wanted = [
            ("a".to_owned(), Cell::Known(Scalar::Text("p".to_owned()))),
            ("b".to_owned(), Cell::None(Absence::NotAnswered)),
        ];
        assert_eq!(environment.answers.get("Q"), Some(&Answer::Rows { rows: wanted.into() }));
    }
}
