//! Whether a response can be submitted. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use ::entity::LocalizedText;
use ::entity::answer::AnswerState;
use ::entity::id::QuestionId;

use super::{Outcome, StoredAnswer};
use crate::error::{Error, Problem, Refusals};
use crate::questionnaire::content::Kind;
use crate::questionnaire::{StoredQuestion, StoredVersion};

/// Refuses what is missing and what its question's rule refuses, each by question (`answers.Q23.sign`).
///
/// # Errors
/// [`Error::Refused`] with all of it.
pub(super) fn check_complete(
    version: &StoredVersion,
    answers: &[StoredAnswer],
    outcome: &Outcome,
) -> Result<(), Error> {
    let answered = Answered::of(answers);
    let mut refusals = Refusals::new();
    for question in version.questions().filter(|asked| !outcome.hidden.contains(&asked.question.id)) {
        let path = format!("answers.{}", question.question.code);
        if outcome.required.contains(&question.question.id) {
            answered.check_required(&mut refusals, &path, question);
        }
        if question.asked.kind.has_fields() {
            answered.check_fields(&mut refusals, &path, question);
        }
        if outcome.invalid.contains(&question.question.id) {
            refusals.add(&path, not_valid(question.row.valid_message.as_ref()));
        }
    }
    refusals.done()
}

fn not_valid(message: Option<&LocalizedText>) -> Problem {
    let Some(LocalizedText { nb, nn, en }) = message.cloned() else { return Problem::AnswerUnfit };
    Problem::AnswerNotValid { nn: nn.unwrap_or_else(|| nb.clone()), en: en.unwrap_or_else(|| nb.clone()), nb }
}

/// What has an answer: «don't know» and «not relevant» are answers too.
struct Answered<'a> {
    questions: HashSet<QuestionId>,
    /// The fields that have an answer, by row.
    in_rows: HashMap<QuestionId, HashSet<&'a str>>,
}

impl<'a> Answered<'a> {
    fn of(answers: &'a [StoredAnswer]) -> Self {
        let mut answered = Self { questions: HashSet::new(), in_rows: HashMap::new() };
        for answer in answers.iter().filter(|answer| answer.row.state != AnswerState::NotAnswered) {
            answered.questions.insert(answer.row.question_id);
            answered.in_rows.entry(answer.row.question_id).or_default().insert(&answer.row.item);
        }
        answered
    }

    fn check_required(&self, refusals: &mut Refusals, path: &str, question: &StoredQuestion) {
        if self.questions.contains(&question.question.id) {
            return;
        }
        let unanswered = question.parts.iter().filter(|part| !self.questions.contains(&part.question.id));
        let unanswered: Vec<_> = unanswered.collect();
        let is_group = question.asked.kind.has_fields();
        if !question.asked.kind.has_parts() || (is_group && unanswered.len() == question.parts.len()) {
            refusals.add(path, Problem::AnswerMissing);
        } else if !is_group {
            for part in unanswered {
                refusals.add(&format!("{path}.{}", part.asked.code), Problem::AnswerMissing);
            }
        }
    }

    /// A row that has an answer needs one in each field that must have one.
    fn check_fields(&self, refusals: &mut Refusals, path: &str, question: &StoredQuestion) {
        let mut rows: BTreeMap<&str, HashSet<QuestionId>> = BTreeMap::new();
        for part in &question.parts {
            for item in self.in_rows.get(&part.question.id).into_iter().flatten() {
                rows.entry(item).or_default().insert(part.question.id);
            }
        }
        for (item, fields) in rows {
            let needed = question.parts.iter().filter(|part| part.asked.required);
            for part in needed.filter(|part| !fields.contains(&part.question.id)) {
                refusals.add(&format!("{path}.{item}.{}", part.asked.code), Problem::AnswerMissing);
            }
        }
    }
}
