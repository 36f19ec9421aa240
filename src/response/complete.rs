//! Whether a response can be submitted. Pure.

use ::entity::LocalizedText;

use super::logic::AsRead;
use super::{Outcome, StoredAnswer};
use crate::error::{Error, Problem, Refusals};
use crate::questionnaire::StoredVersion;
use crate::questionnaire::missing::{Gap, gaps};

/// Refuses what is missing and what its question's rule refuses, each by question (`answers.Q23.sign`).
///
/// # Errors
/// [`Error::Refused`] with all of it.
pub(super) fn check_complete(
    version: &StoredVersion,
    answers: &[StoredAnswer],
    outcome: &Outcome,
) -> Result<(), Error> {
    let read = AsRead::of(version, answers);
    let mut refusals = Refusals::new();
    for question in version.questions().filter(|asked| !outcome.hidden.contains(&asked.question.id)) {
        let path = format!("answers.{}", question.question.code);
        let required = outcome.required.contains(&question.question.id);
        let items = read.items(question);
        for gap in gaps(&question.asked, read.answer(question).as_ref(), required) {
            let path = match gap {
                Gap::Whole => path.clone(),
                Gap::Row(part) => format!("{path}.{}", part.code),
                Gap::Field(place, part) => {
                    let item = items.get(place).copied().unwrap_or_default();
                    format!("{path}.{item}.{}", part.code)
                }
            };
            refusals.add(&path, Problem::AnswerMissing);
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
