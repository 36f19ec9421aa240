use std::collections::{HashMap, HashSet};

use ::entity::answer::AnswerState;
use ::entity::id::{AnswerId, QuestionId};
use chrono::{DateTime, Utc};

use super::frozen::{Frozen, FrozenAnswer, FrozenState};
use super::logic::{answers_that_count, outcome};
use super::queries::{self, StoredAnswer};
use super::{answer, response, submission};
use crate::db::Executor;
use crate::error::Error;
use crate::questionnaire::{Answerable, StoredVersion};

/// What was submitted last: the answers that count, and the questions that were not shown. It may have been reopened since, and changed.
/// Called by later stages, inside their own use cases.
///
/// # Errors
/// [`Error::Fault`] where the database fails, or where it does not hold what was submitted.
pub async fn as_submitted(
    db: &impl Executor,
    version: &StoredVersion,
    response: &response::Model,
    now: DateTime<Utc>,
) -> Result<(Vec<StoredAnswer>, HashSet<QuestionId>), Error> {
    let latest = queries::latest_submission(db, response.id).await?;
    read_or_computed(db, version, response, latest, now).await
}

/// What was submitted last in a response.
pub struct AsSubmitted {
    /// The response.
    pub response: response::Model,
    /// The answers that count.
    pub answers: Vec<StoredAnswer>,
    /// The questions that were not shown.
    pub hidden: HashSet<QuestionId>,
}

/// As [`as_submitted`] for many responses to the same version, in their order: one statement for those of which it was kept what was
/// not shown.
///
/// # Errors
/// As [`as_submitted`].
pub async fn all_as_submitted(
    db: &impl Executor,
    version: &StoredVersion,
    responses: Vec<response::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<AsSubmitted>, Error> {
    let ids = responses.iter().map(|response| response.id).collect();
    let mut latest = queries::latest_submissions(db, ids).await?;
    let mut all = Vec::with_capacity(responses.len());
    for response in responses {
        let latest = latest.remove(&response.id);
        let (answers, hidden) = read_or_computed(db, version, &response, latest, now).await?;
        all.push(AsSubmitted { response, answers, hidden });
    }
    Ok(all)
}

async fn read_or_computed(
    db: &impl Executor,
    version: &StoredVersion,
    response: &response::Model,
    latest: Option<submission::Model>,
    now: DateTime<Utc>,
) -> Result<(Vec<StoredAnswer>, HashSet<QuestionId>), Error> {
    if let Some(latest) = latest {
        let frozen = Frozen::read(latest.content.clone(), &latest.content_hash)?;
        if let Some(not_shown) = &frozen.not_shown {
            let hidden = version.questions().filter(|question| not_shown.contains(&question.question.code));
            let hidden = hidden.map(|question| question.question.id).collect();
            return Ok((thawed(version, &latest, frozen.answers), hidden));
        }
    }
    // Submitted before it was kept what was not shown.
    let answers = answers_that_count(db, version, response.id).await?;
    let owner = queries::owner_of(db, response.invitation_id).await?;
    let hidden = outcome(db, version, owner, &answers, now).await?.hidden;
    Ok((answers, hidden))
}

/// Answers as they are stored while they can be changed, of those that were frozen.
fn thawed(
    version: &StoredVersion,
    submission: &submission::Model,
    answers: Vec<FrozenAnswer>,
) -> Vec<StoredAnswer> {
    let asked: HashMap<&str, Answerable<'_>> =
        version.answerable().map(|asked| (asked.code, asked)).collect();
    let thaw = |frozen: FrozenAnswer| {
        let asked = asked.get(frozen.question.as_str())?;
        let chosen = asked.options.iter().filter(|option| frozen.options.contains(&option.code));
        let options = chosen.map(|option| option.id).collect();
        let row = answer::Model {
            id: AnswerId::new(),
            response_id: submission.response_id,
            question_id: asked.id,
            item: frozen.item,
            state: match frozen.state {
                FrozenState::Answered => AnswerState::Answered,
                FrozenState::DontKnow => AnswerState::DontKnow,
                FrozenState::NotRelevant => AnswerState::NotRelevant,
            },
            number: frozen.number,
            text: frozen.text,
            date: frozen.date,
            revision: frozen.revision,
            answered_by: submission.submitted_by,
            answered_at: submission.submitted_at,
        };
        Some(StoredAnswer { row, options })
    };
    answers.into_iter().filter_map(thaw).collect()
}
