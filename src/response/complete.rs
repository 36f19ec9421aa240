//! What stands in the way of submitting a response. Pure.

use ::entity::LocalizedText;
use ::entity::id::QuestionId;

use super::logic::AsRead;
use super::{Outcome, StoredAnswer};
use crate::error::{Error, Problem, Refusal};
use crate::questionnaire::missing::{Gap, gaps};
use crate::questionnaire::{StoredQuestion, StoredVersion};

/// Refuses what is missing and what its question's rule refuses, each by question (`answers.Q23.sign`), and what is missing
/// besides.
///
/// # Errors
/// [`Error::Refused`] with all of it.
pub(super) fn check_complete(
    version: &StoredVersion,
    answers: &[StoredAnswer],
    outcome: &Outcome,
    besides: Option<Problem>,
) -> Result<(), Error> {
    let mut obstacles: Vec<Refusal> =
        obstacles(version, answers, outcome).into_iter().map(|(_, obstacle)| obstacle).collect();
    obstacles.extend(besides.map(|problem| Refusal::new("", problem)));
    if obstacles.is_empty() { Ok(()) } else { Err(Error::Refused(obstacles)) }
}

/// What is missing and what its question's rule refuses, in the order in which it is asked.
pub(super) fn obstacles(
    version: &StoredVersion,
    answers: &[StoredAnswer],
    outcome: &Outcome,
) -> Vec<(QuestionId, Refusal)> {
    let read = AsRead::of(version, answers);
    let shown = version.questions().filter(|asked| !outcome.hidden.contains(&asked.question.id));
    let of = |question: &StoredQuestion| {
        let id = question.question.id;
        let found = of_question(question, &read, outcome);
        found.into_iter().map(move |(path, problem)| (id, Refusal::new(&path, problem))).collect::<Vec<_>>()
    };
    shown.flat_map(of).collect()
}

fn of_question(question: &StoredQuestion, read: &AsRead<'_>, outcome: &Outcome) -> Vec<(String, Problem)> {
    let path = format!("answers.{}", question.question.code);
    let required = outcome.required.contains(&question.question.id);
    let items = read.items(question);
    let mut found = Vec::new();
    for gap in gaps(&question.asked, read.answer(question).as_ref(), required) {
        let path = match gap {
            Gap::Whole => path.clone(),
            Gap::Row(part) => format!("{path}.{}", part.code),
            Gap::Field(place, part) => {
                let item = items.get(place).copied().unwrap_or_default();
                format!("{path}.{item}.{}", part.code)
            }
        };
        found.push((path, Problem::AnswerMissing));
    }
    if outcome.invalid.contains(&question.question.id) {
        found.push((path, not_valid(question.row.valid_message.as_ref())));
    }
    found
}

fn not_valid(message: Option<&LocalizedText>) -> Problem {
    let Some(LocalizedText { nb, nn, en }) = message.cloned() else { return Problem::AnswerUnfit };
    Problem::AnswerNotValid { nn: nn.unwrap_or_else(|| nb.clone()), en: en.unwrap_or_else(|| nb.clone()), nb }
}
