//! Responses in the schema: answers to save, and how they are read.

use ::entity::id::{QuestionId, VersionOptionId};
use async_graphql::{ID, InputObject};
use serde::Serialize;

use super::graphql::AnswerState;
use super::{ClientKey, Given, SaveAnswer, Saving};
use crate::error::{Error, Problem, Refusal, Refusals};
use crate::graphql::base::{self, Date};
use crate::value::{CLIENT_KEY, LONG_TEXT, content_hash, optional_text};

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
    /// Chosen by you, at most 100 characters, a new one for each save: the same key again, with the same answers, is answered as the
    /// first time and changes nothing, whatever colleagues have saved since. So send it when a reply was lost.
    client_key: Option<String>,
}

impl SaveAnswersInput {
    /// Reads what can be read of them. What is wrong with an answer is kept in its place.
    pub(super) fn parse(self) -> Result<Saving, Error> {
        let mut refusals = Refusals::new();
        base::at_most(&mut refusals, "answers", &self.answers, 500);
        let key =
            refusals.check("clientKey", optional_text(self.client_key.as_deref(), CLIENT_KEY)).flatten();
        refusals.done()?;
        let client_key = match key {
            Some(key) => {
                let sent: Vec<_> = self.answers.iter().map(SaveAnswerInput::sent).collect();
                Some(ClientKey { key, content_hash: content_hash(&sent)? })
            }
            None => None,
        };
        let mut answers = Vec::new();
        for answer in self.answers {
            answers.push(match answer.parse() {
                Ok(answer) => Ok(answer),
                Err(Error::Refused(reasons)) => Err(reasons),
                Err(other) => return Err(other),
            });
        }
        Ok(Saving { answers, client_key })
    }
}

/// An earlier answer to confirm.
#[derive(InputObject)]
struct ConfirmAnswerInput {
    /// The question, row or field.
    question_id: ID,
    /// The row of the repeating group that it belongs to. Left out elsewhere.
    item: Option<String>,
}

/// Earlier answers to confirm.
#[derive(InputObject)]
pub(super) struct ConfirmAnswersInput {
    /// The answers, at most 500.
    answers: Vec<ConfirmAnswerInput>,
    /// Chosen by you, as for `saveAnswers`.
    client_key: Option<String>,
}

/// Earlier answers to confirm; of those that could not be read, what is wrong with them.
type Confirming = Vec<Result<(QuestionId, String), Vec<Refusal>>>;

impl ConfirmAnswersInput {
    pub(super) fn parse(self) -> Result<(Confirming, Option<ClientKey>), Error> {
        let mut refusals = Refusals::new();
        base::at_most(&mut refusals, "answers", &self.answers, 500);
        let key =
            refusals.check("clientKey", optional_text(self.client_key.as_deref(), CLIENT_KEY)).flatten();
        refusals.done()?;
        let sent: Vec<_> = self.answers.iter().map(|answer| (&answer.question_id.0, &answer.item)).collect();
        let client_key = match key {
            Some(key) => Some(ClientKey { key, content_hash: content_hash(&("confirm", sent))? }),
            None => None,
        };
        Ok((self.answers.iter().map(ConfirmAnswerInput::parse).collect(), client_key))
    }
}

impl ConfirmAnswerInput {
    fn parse(&self) -> Result<(QuestionId, String), Vec<Refusal>> {
        let against = |field: &'static str| move |problem| vec![Refusal::new(field, problem)];
        let question = base::parse_id("question", &self.question_id).map_err(against("questionId"))?;
        Ok((question, item(self.item.as_deref()).map_err(against("item"))?))
    }
}

impl SaveAnswerInput {
    /// All that was sent, for telling whether it is the same as another time.
    fn sent(&self) -> impl Serialize + use<> {
        let options: Vec<String> = self.option_ids.iter().map(|id| id.0.clone()).collect();
        let state = ::entity::answer::AnswerState::from(self.state);
        let value = (options, self.number, self.text.clone(), self.date.map(|date| date.0));
        (self.question_id.0.clone(), self.item.clone(), format!("{state:?}"), value, self.base_revision)
    }

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
