use std::collections::HashMap;

use ::entity::id::{AnswerId, QuestionId};
use chrono::{DateTime, Utc};

use super::check::{Given, check};
use super::queries::{self, StoredAnswer};
use super::{answer, response};
use crate::Cx;
use crate::auth::RespondentActor;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::events::Event;
use crate::questionnaire::{self, StoredVersion};
use crate::round::{self, Phase};

/// An answer to save.
pub struct SaveAnswer {
    /// The question.
    pub question: QuestionId,
    /// What is answered.
    pub given: Given,
    /// The revision that it replaces, as far as the one who answers knows; `None` where there was none.
    pub base_revision: Option<i32>,
}

/// Saves answers; they are committed when it returns. Saving what is saved already changes nothing, so that a retry
/// after a lost reply is harmless.
///
/// # Errors
/// [`Error::Refused`] naming every answer that the question does not take or that a colleague has changed since; then
/// none is saved. Also where the round is not open, or the response is submitted.
pub async fn save(cx: &Cx, saves: Vec<SaveAnswer>) -> Result<Vec<StoredAnswer>, Error> {
    let respondent = cx.actor.require_respondent()?;
    let now = cx.now();
    let mut txn = cx.begin().await?;
    let version = open_version(&txn, respondent, now).await?;
    let response = queries::response_for_update(&txn, respondent.invitation_id, now).await?;
    if response.submitted_at.is_some() {
        return Err(Error::refused("", Problem::AlreadySubmitted));
    }
    let stored = queries::answers(&txn, response.id).await?;
    let changes = plan(&version, &stored, saves)?;
    for change in &changes {
        queries::write_answer(&txn, &row(change, &response, respondent, now), change.revision, &change.given)
            .await?;
    }
    if !changes.is_empty() {
        round::mark_started(&txn, respondent.invitation_id, now).await?;
        txn.announce(Event::Round(respondent.round_id));
    }
    let saved = queries::answers(&txn, response.id).await?;
    txn.commit().await?;
    Ok(saved)
}

/// The version asked in the respondent's round, while the round is open.
pub(super) async fn open_version(
    txn: &Txn,
    respondent: &RespondentActor,
    now: DateTime<Utc>,
) -> Result<StoredVersion, Error> {
    let scoped = round::round_and_study(txn, respondent.round_id).await?.ok_or(Error::NotFound)?;
    match round::phase(&scoped.round, now) {
        Phase::Planned => return Err(Error::refused("", Problem::RoundNotOpen)),
        Phase::Closed => return Err(Error::refused("", Problem::RoundClosed)),
        Phase::Open => {}
    }
    questionnaire::stored(txn, scoped.round.version_id).await?.ok_or(Error::NotFound)
}

/// An answer that differs from what is stored.
#[derive(Debug)]
struct Change {
    id: AnswerId,
    question: QuestionId,
    revision: i32,
    given: Given,
}

/// What has to be written, or everything that speaks against it.
fn plan(
    version: &StoredVersion,
    stored: &[StoredAnswer],
    saves: Vec<SaveAnswer>,
) -> Result<Vec<Change>, Error> {
    let asked: HashMap<QuestionId, _> =
        version.questions().map(|question| (question.question.id, question)).collect();
    let stored: HashMap<QuestionId, &StoredAnswer> =
        stored.iter().map(|answer| (answer.row.question_id, answer)).collect();
    let mut seen = std::collections::HashSet::new();
    let mut refusals = Refusals::new();
    let mut changes = Vec::new();
    for (index, save) in saves.into_iter().enumerate() {
        let path = format!("answers.{index}");
        let Some(question) = asked.get(&save.question) else {
            refusals.add(&format!("{path}.questionId"), Problem::Unknown);
            continue;
        };
        if !seen.insert(save.question) {
            refusals.add(&format!("{path}.questionId"), Problem::Duplicate);
            continue;
        }
        if let Err(problem) = check(question, &save.given) {
            refusals.add(&path, problem);
            continue;
        }
        match stored.get(&save.question) {
            Some(before) if before.given() == save.given => {}
            Some(before) if save.base_revision != Some(before.row.revision) => {
                refusals.add(
                    &format!("{path}.baseRevision"),
                    Problem::AnswerChanged { revision: before.row.revision },
                );
            }
            Some(before) => changes.push(Change {
                id: before.row.id,
                question: save.question,
                revision: before.row.revision + 1,
                given: save.given,
            }),
            None => changes.push(Change {
                id: AnswerId::new(),
                question: save.question,
                revision: 1,
                given: save.given,
            }),
        }
    }
    refusals.done()?;
    Ok(changes)
}

fn row(
    change: &Change,
    response: &response::Model,
    respondent: &RespondentActor,
    now: DateTime<Utc>,
) -> answer::Model {
    answer::Model {
        id: change.id,
        response_id: response.id,
        question_id: change.question,
        state: change.given.state,
        revision: change.revision,
        answered_by: respondent.contact_id,
        answered_at: now,
    }
}
