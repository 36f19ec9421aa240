//! What is kept of a response when it is submitted: in codes and with what it is about, so that it can be read without any other
//! table and says the same for good. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use ::entity::LocalizedText;
use ::entity::answer::AnswerState;
use ::entity::answer_origin::Origin;
use ::entity::id::{AnswerId, QuestionId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::StoredAnswer;
use crate::questionnaire::{Answerable, StoredVersion};
use crate::value::content_hash;

/// A response as it is kept for good. The order of its fields, and of those of what is in it, is that in which it is hashed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// SHA-256 (hexadecimal) of what was asked.
    pub questionnaire: Option<String>,
    /// The answers that count, in the order in which they are asked; in a repeating group by row.
    pub answers: Vec<FrozenAnswer>,
    /// The codes of the questions that were not shown; absent where it was not yet kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_shown: Option<Vec<String>>,
    /// What it is about; absent where it was not yet kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
}

/// An answer as it is kept for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrozenAnswer {
    /// Code of the question; of a part after that of its question and a dot.
    pub question: String,
    /// The row of a repeating group; empty elsewhere.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// What was said.
    pub state: FrozenState,
    /// Codes of the options chosen.
    pub options: Vec<String>,
    /// The number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<f64>,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// How often it had been saved.
    pub revision: i32,
    /// What it is to what was said in an earlier round; absent where nothing was there to be compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<FrozenOrigin>,
}

/// What an answer is to what was said in an earlier round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrozenOrigin {
    /// The same.
    Confirmed,
    /// Something else.
    Changed,
    /// There was nothing that could be carried over.
    New,
}

impl From<Origin> for FrozenOrigin {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Confirmed => Self::Confirmed,
            Origin::Changed => Self::Changed,
            Origin::New => Self::New,
        }
    }
}

/// What was said to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrozenState {
    /// A value.
    Answered,
    /// «Don't know».
    DontKnow,
    /// «Not relevant».
    NotRelevant,
}

/// What a submission is about, as it was called then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// 1, 2, 3 … within the response.
    pub number: i32,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// Name of the person who submitted.
    pub submitted_by: String,
    /// The study.
    pub study: LocalizedText,
    /// The round.
    pub round: LocalizedText,
    /// For whom it was answered.
    pub owner: Owner,
    /// What the rows of repeating groups are called that are about services of the owner.
    pub rows: BTreeMap<String, LocalizedText>,
    /// Who approved it; absent where the round asked for no approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<Approved>,
}

/// That somebody approved a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// Name of the one who did.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A service owner as it was called then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Nine-digit organization number.
    pub orgnr: String,
    /// What it is called.
    pub name: LocalizedText,
    /// The part of the public sector, or else, that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// The stratum it is put in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stratum: Option<String>,
}

impl Frozen {
    /// Reads what is stored, and makes sure that it is what was hashed.
    ///
    /// # Errors
    /// Where it is not, which is a fault.
    pub fn read(content: serde_json::Value, hash: &str) -> anyhow::Result<Self> {
        let frozen: Self = serde_json::from_value(content)?;
        anyhow::ensure!(content_hash(&frozen)? == hash, "what was submitted does not give the hash {hash}");
        Ok(frozen)
    }

    /// The text that is hashed.
    ///
    /// # Errors
    /// Where it cannot be written as JSON, which is a fault of ours.
    pub fn text(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string(self)?)
    }
}

/// The answers that count, in the order in which they are asked; in a repeating group by row.
pub(super) fn frozen_answers(
    version: &StoredVersion,
    answers: &[StoredAnswer],
    hidden: &HashSet<QuestionId>,
    origins: &HashMap<AnswerId, Origin>,
) -> Vec<FrozenAnswer> {
    let mut given: HashMap<QuestionId, Vec<&StoredAnswer>> = HashMap::new();
    for answer in answers {
        given.entry(answer.row.question_id).or_default().push(answer);
    }
    let shown = version.questions().filter(|question| !hidden.contains(&question.question.id));
    let mut answers = Vec::new();
    for asked in shown.flat_map(|question| question.answerable()) {
        let mut given = given.remove(&asked.id).unwrap_or_default();
        given.sort_by_key(|answer| &answer.row.item);
        answers.extend(given.into_iter().filter_map(|answer| {
            let origin = origins.get(&answer.row.id).copied();
            frozen_answer(&asked, answer, origin.map(Into::into))
        }));
    }
    answers
}

fn frozen_answer(
    asked: &Answerable<'_>,
    answer: &StoredAnswer,
    origin: Option<FrozenOrigin>,
) -> Option<FrozenAnswer> {
    let chosen = asked.options.iter().filter(|option| answer.options.contains(&option.id));
    Some(FrozenAnswer {
        question: asked.code.to_owned(),
        item: answer.row.item.clone(),
        state: match answer.row.state {
            AnswerState::Answered => FrozenState::Answered,
            AnswerState::DontKnow => FrozenState::DontKnow,
            AnswerState::NotRelevant => FrozenState::NotRelevant,
            AnswerState::NotAnswered => return None,
        },
        options: chosen.map(|option| option.code.clone()).collect(),
        // Not every database keeps the sign of zero.
        number: answer.row.number.map(|number| number + 0.0),
        text: answer.row.text.clone(),
        date: answer.row.date,
        revision: answer.row.revision,
        origin,
    })
}

/// The codes of the questions that are not shown, in the order in which they are asked.
pub(super) fn not_shown(version: &StoredVersion, hidden: &HashSet<QuestionId>) -> Vec<String> {
    let not_shown = version.questions().filter(|question| hidden.contains(&question.question.id));
    not_shown.map(|question| question.question.code.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answer() -> impl Strategy<Value = FrozenAnswer> {
        let number = proptest::option::of(-9_007_199_254_740_991.0..9_007_199_254_740_991.0_f64);
        let text = proptest::option::of("\\PC{0,20}");
        ("[a-z.]{1,9}", "[a-z0-9_-]{0,9}", number, text, 0..90_000_i32).prop_map(
            |(question, item, number, text, days)| FrozenAnswer {
                question,
                item,
                state: FrozenState::Answered,
                options: vec!["a".to_owned()],
                number,
                text,
                date: NaiveDate::from_num_days_from_ce_opt(700_000 + days),
                revision: days,
                origin: (days % 2 == 0).then_some(FrozenOrigin::Confirmed),
            },
        )
    }

    proptest! {
        /// However a database orders the fields of what it keeps, the same text comes of it.
        #[test]
        fn what_is_read_back_gives_the_hash_that_it_was_kept_with(answers in proptest::collection::vec(answer(), 0..5)) {
            let not_shown = Some(vec!["Q".to_owned()]);
            let frozen = Frozen { questionnaire: Some("h".to_owned()), answers, not_shown, about: None };
            let hash = content_hash(&frozen).unwrap();
            let kept = serde_json::to_value(&frozen).unwrap();
            prop_assert_eq!(&Frozen::read(kept.clone(), &hash).unwrap(), &frozen);
            let as_text: serde_json::Value = serde_json::from_str(&kept.to_string()).unwrap();
            prop_assert_eq!(Frozen::read(as_text, &hash).unwrap().text().unwrap(), frozen.text().unwrap());
            prop_assert!(Frozen::read(kept, "other").is_err());
        }
    }

    #[test]
    fn what_was_kept_before_there_was_more_is_read_too() {
        let before = serde_json::json!({ "questionnaire": "h", "answers": [
            { "question": "Q01", "state": "dont_know", "options": [], "revision": 1 },
        ] });
        let text = r#"{"questionnaire":"h","answers":[{"question":"Q01","state":"dont_know","options":[],"revision":1}]}"#;
        let frozen: Frozen = serde_json::from_value(before).unwrap();
        assert_eq!(frozen.text().unwrap(), text);
    }
}
