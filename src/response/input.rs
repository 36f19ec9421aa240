//! Responses in the schema: answers to save, and how they are read.

use ::entity::id::VersionOptionId;
use async_graphql::{ID, InputObject};

use super::graphql::AnswerState;
use super::{Given, SaveAnswer};
use crate::error::{Error, Problem, Refusals};
use crate::graphql::base::{self, Date};
use crate::value::{LONG_TEXT, optional_text};

/// Longest key of a row in a repeating group, in characters.
const ITEM: usize = 100;

/// An answer to save.
#[derive(InputObject)]
struct SaveAnswerInput {
    /// The question, row or field.
    question_id: ID,
    /// The row that it is for, in a repeating group: the key of a service, or for a row that was added a key that you choose (letters,
    /// digits, `-` and `_`, at most 100). Left out elsewhere.
    item: Option<String>,
    /// What is said. `ANSWERED` comes with one of the values below, the others come without.
    state: AnswerState,
    /// The options chosen.
    #[graphql(default)]
    option_ids: Vec<ID>,
    /// The number.
    number: Option<f64>,
    /// The text. An empty one takes the answer back.
    text: Option<String>,
    /// The day.
    date: Option<Date>,
    /// The revision that it replaces; absent where you knew of none.
    base_revision: Option<i32>,
}

/// Answers to save.
#[derive(InputObject)]
pub(super) struct SaveAnswersInput {
    /// The answers, at most 500.
    answers: Vec<SaveAnswerInput>,
}

impl SaveAnswersInput {
    /// Reads them all, with everything that is wrong.
    pub(super) fn parse(self) -> Result<Vec<SaveAnswer>, Error> {
        let mut refusals = Refusals::new();
        base::at_most(&mut refusals, "answers", &self.answers, 500);
        let mut saves = Vec::new();
        for (index, answer) in self.answers.into_iter().enumerate() {
            saves.extend(refusals.nest(&format!("answers.{index}"), answer.parse())?);
        }
        refusals.done()?;
        Ok(saves)
    }
}

impl SaveAnswerInput {
    fn parse(self) -> Result<SaveAnswer, Error> {
        let mut refusals = Refusals::new();
        let question = refusals.check("questionId", base::parse_id("question", &self.question_id));
        let item = refusals.check("item", item(self.item.as_deref()));
        let given = refusals.nest("", self.given())?;
        match (question, item, given) {
            (Some(question), Some(item), Some(given)) => {
                Ok(SaveAnswer { question, item, given, base_revision: self.base_revision })
            }
            _ => Err(refusals.into()),
        }
    }

    fn given(&self) -> Result<Given, Error> {
        let values = [
            ("optionIds", !self.option_ids.is_empty()),
            ("number", self.number.is_some()),
            ("text", self.text.is_some()),
            ("date", self.date.is_some()),
        ];
        let mut refusals = Refusals::new();
        let allowed = usize::from(self.state == AnswerState::Answered);
        for (field, _) in values.into_iter().filter(|(_, there)| *there).skip(allowed) {
            refusals.add(field, Problem::NotAllowed);
        }
        let given = match self.state {
            AnswerState::DontKnow => Some(Given::DontKnow),
            AnswerState::NotRelevant => Some(Given::NotRelevant),
            AnswerState::NotAnswered => Some(Given::Nothing),
            AnswerState::Answered => self.value(&mut refusals),
        };
        match given {
            Some(given) if refusals.is_empty() => Ok(given),
            _ => Err(refusals.into()),
        }
    }

    fn value(&self, refusals: &mut Refusals) -> Option<Given> {
        if let Some(number) = self.number {
            return Some(Given::Number(number));
        }
        if let Some(date) = self.date {
            return Some(Given::Date(date.0));
        }
        if let Some(text) = &self.text {
            let text = refusals.check("text", optional_text(Some(text), LONG_TEXT))?;
            return Some(text.map_or(Given::Nothing, Given::Text));
        }
        base::at_most(refusals, "optionIds", &self.option_ids, 100);
        let mut options: Vec<VersionOptionId> = Vec::new();
        for (place, option) in self.option_ids.iter().enumerate() {
            let option = base::parse_id::<VersionOptionId>("option", option);
            options.extend(refusals.check(&format!("optionIds.{place}"), option));
        }
        options.sort_unstable();
        options.dedup();
        Some(Given::Options(options))
    }
}

fn item(raw: Option<&str>) -> Result<String, Problem> {
    let raw = raw.unwrap_or_default();
    let fits = raw.len() <= ITEM && raw.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if fits { Ok(raw.to_owned()) } else { Err(Problem::NotAnId) }
}
