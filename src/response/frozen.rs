//! What is kept of a response when it is submitted: in codes, so that it can be read without any other table. Pure.

use std::collections::{HashMap, HashSet};

use ::entity::answer::AnswerState;
use ::entity::id::QuestionId;
use chrono::NaiveDate;
use serde::Serialize;

use super::StoredAnswer;
use crate::questionnaire::{Answerable, StoredVersion};

/// A response as it is kept for good.
#[derive(Serialize)]
pub(super) struct Frozen<'a> {
    questionnaire: Option<&'a str>,
    answers: Vec<FrozenAnswer<'a>>,
    /// The questions that were not shown, without their parts.
    #[serde(rename = "notShown", skip_serializing_if = "Vec::is_empty")]
    not_shown: Vec<&'a str>,
}

#[derive(Serialize)]
struct FrozenAnswer<'a> {
    question: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    item: &'a str,
    state: &'static str,
    options: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<NaiveDate>,
    revision: i32,
}

/// The answers that count, in the order in which they are asked; in a repeating group by row.
pub(super) fn frozen<'a>(
    version: &'a StoredVersion,
    answers: &'a [StoredAnswer],
    hidden: &HashSet<QuestionId>,
) -> Frozen<'a> {
    let mut given: HashMap<QuestionId, Vec<&StoredAnswer>> = HashMap::new();
    for answer in answers {
        given.entry(answer.row.question_id).or_default().push(answer);
    }
    let shown = version.questions().filter(|question| !hidden.contains(&question.question.id));
    let mut answers = Vec::new();
    for asked in shown.flat_map(|question| question.answerable()) {
        let mut given = given.remove(&asked.id).unwrap_or_default();
        given.sort_by_key(|answer| &answer.row.item);
        answers.extend(given.into_iter().filter_map(|answer| frozen_answer(&asked, answer)));
    }
    let not_shown = version.questions().filter(|question| hidden.contains(&question.question.id));
    let not_shown = not_shown.map(|question| question.question.code.as_str()).collect();
    Frozen { questionnaire: version.row.content_hash.as_deref(), answers, not_shown }
}

fn frozen_answer<'a>(asked: &Answerable<'a>, answer: &'a StoredAnswer) -> Option<FrozenAnswer<'a>> {
    let chosen = asked.options.iter().filter(|option| answer.options.contains(&option.id));
    Some(FrozenAnswer {
        question: asked.code,
        item: &answer.row.item,
        state: match answer.row.state {
            AnswerState::Answered => "answered",
            AnswerState::DontKnow => "dont_know",
            AnswerState::NotRelevant => "not_relevant",
            AnswerState::NotAnswered => return None,
        },
        options: chosen.map(|option| option.code.as_str()).collect(),
        number: answer.row.number,
        text: answer.row.text.as_deref(),
        date: answer.row.date,
        revision: answer.row.revision,
    })
}
