//! Which answers a question takes. Pure.

use ::entity::answer::AnswerState;
use ::entity::id::VersionOptionId;
use ::entity::question::QuestionKind;

use crate::error::Problem;
use crate::questionnaire::StoredQuestion;

/// An answer as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What is said.
    pub state: AnswerState,
    /// The options chosen; empty unless `state` is answered.
    pub options: Vec<VersionOptionId>,
}

/// Whether a question takes an answer.
///
/// # Errors
/// [`Problem::Required`] for a choice without an option, [`Problem::NotAllowed`] for what the question does not take.
pub(super) fn check(question: &StoredQuestion, given: &Given) -> Result<(), Problem> {
    match given.state {
        AnswerState::DontKnow if !question.row.allows_dont_know => return Err(Problem::NotAllowed),
        AnswerState::NotRelevant if !question.row.allows_not_relevant => return Err(Problem::NotAllowed),
        AnswerState::DontKnow | AnswerState::NotRelevant if given.options.is_empty() => return Ok(()),
        AnswerState::DontKnow | AnswerState::NotRelevant => return Err(Problem::NotAllowed),
        AnswerState::Answered => {}
    }
    match question.question.kind {
        QuestionKind::SingleChoice => match given.options.as_slice() {
            [] => Err(Problem::Required),
            [chosen] if question.options.iter().any(|option| option.id == *chosen) => Ok(()),
            _ => Err(Problem::NotAllowed),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::entity::id::{QuestionId, QuestionnaireId, QuestionnaireVersionId, SectionId, VersionQuestionId};
    use ::entity::{LocalizedText, question, version_option, version_question};

    fn question(allows_dont_know: bool) -> StoredQuestion {
        let text = LocalizedText { nb: "Hva?".to_owned(), nn: None, en: None };
        let row = version_question::Model {
            id: VersionQuestionId::new(),
            version_id: QuestionnaireVersionId::new(),
            section_id: SectionId::new(),
            question_id: QuestionId::new(),
            position: 0,
            text: text.clone(),
            help: None,
            visible_when: None,
            required: true,
            allows_dont_know,
            allows_not_relevant: false,
        };
        let option = |code: &str| version_option::Model {
            id: VersionOptionId::new(),
            version_question_id: row.id,
            code: code.to_owned(),
            position: 0,
            label: text.clone(),
            score: None,
        };
        let question = question::Model {
            id: row.question_id,
            questionnaire_id: QuestionnaireId::new(),
            code: "Q01".to_owned(),
            kind: QuestionKind::SingleChoice,
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        StoredQuestion { options: vec![option("a"), option("b")], rule: None, row, question }
    }

    #[test]
    fn a_single_choice_takes_one_of_its_options_or_what_it_allows_instead() {
        let asked = question(true);
        let (a, b) = (asked.options[0].id, asked.options[1].id);
        let given =
            |state, options: &[VersionOptionId]| check(&asked, &Given { state, options: options.to_vec() });
        assert_eq!(given(AnswerState::Answered, &[a]), Ok(()));
        assert_eq!(given(AnswerState::Answered, &[]), Err(Problem::Required));
        assert_eq!(given(AnswerState::Answered, &[a, b]), Err(Problem::NotAllowed));
        assert_eq!(given(AnswerState::Answered, &[VersionOptionId::new()]), Err(Problem::NotAllowed));
        assert_eq!(given(AnswerState::DontKnow, &[]), Ok(()));
        assert_eq!(given(AnswerState::DontKnow, &[a]), Err(Problem::NotAllowed));
        assert_eq!(given(AnswerState::NotRelevant, &[]), Err(Problem::NotAllowed));
        let strict = question(false);
        let dont_know = Given { state: AnswerState::DontKnow, options: Vec::new() };
        assert_eq!(check(&strict, &dont_know), Err(Problem::NotAllowed));
    }
}
