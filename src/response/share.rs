use std::collections::HashSet;

use ::entity::id::QuestionId;

use super::{SaveAnswer, StoredAnswer, queries};
use crate::Cx;
use crate::auth::Actor;
use crate::db::Executor;
use crate::error::{Error, Problem, Refusal};
use crate::questionnaire::StoredVersion;

/// The questions, rows and fields that somebody answers: all, or those of the sections that were handed to them.
pub(super) struct Share(Option<HashSet<QuestionId>>);

impl Share {
    /// That of whoever asks. Nothing is read for those who are not limited.
    ///
    /// # Errors
    /// [`Error::Fault`] where the database fails.
    pub(super) async fn of(cx: &Cx, db: &impl Executor) -> Result<Self, Error> {
        let Ok(respondent) = cx.actor.require_respondent() else { return Ok(Self(None)) };
        if cx.actor.only_sections().is_none() {
            return Ok(Self(None));
        }
        let (_, version) = queries::asked_of(db, respondent.invitation_id).await?;
        Ok(Self::of_version(&cx.actor, &*cx.app.published.get(db, version).await?))
    }

    /// That of an actor in the version that they are asked.
    pub(super) fn of_version(actor: &Actor, version: &StoredVersion) -> Self {
        let of_these = |only: &[_]| {
            let sections = version.sections.iter().filter(|section| only.contains(&section.row.id));
            let questions = sections.flat_map(|section| &section.questions);
            let and_parts = questions.flat_map(|question| {
                let parts = question.parts.iter().map(|part| part.question.id);
                std::iter::once(question.question.id).chain(parts)
            });
            and_parts.collect()
        };
        Self(actor.only_sections().map(of_these))
    }

    /// Whether a question is among them.
    pub(super) fn has(&self, question: QuestionId) -> bool {
        self.0.as_ref().is_none_or(|only| only.contains(&question))
    }

    /// Which they are; `None` where they are all that are asked.
    pub(super) fn questions(&self) -> Option<Vec<QuestionId>> {
        self.0.as_ref().map(|only| only.iter().copied().collect())
    }

    /// The answers to them.
    pub(super) fn keep(&self, mut answers: Vec<StoredAnswer>) -> Vec<StoredAnswer> {
        answers.retain(|answer| self.has(answer.row.question_id));
        answers
    }

    /// What was sent; of answers to others, that they are refused.
    pub(super) fn only(
        &self,
        sent: Vec<Result<SaveAnswer, Vec<Refusal>>>,
    ) -> Vec<Result<SaveAnswer, Vec<Refusal>>> {
        let judge = |answer: SaveAnswer| {
            if self.has(answer.question) {
                return Ok(answer);
            }
            Err(vec![Refusal::new("questionId", Problem::NotHandedToYou)])
        };
        sent.into_iter().map(|answer| answer.and_then(judge)).collect()
    }
}
