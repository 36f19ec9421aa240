use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ::entity::id::{AnswerId, QuestionId};
use ::entity::response::ResponseStatus;
use chrono::{DateTime, Utc};

use super::check::{Given, check};
use super::queries::{self, StoredAnswer};
use super::{answer, response};
use crate::Cx;
use crate::auth::RespondentActor;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::events::Event;
use crate::questionnaire::{StoredQuestion, StoredVersion};
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
/// none is saved. Also where there is none, the round is not open, or the response is submitted.
pub async fn save(cx: &Cx, saves: Vec<SaveAnswer>) -> Result<(response::Model, Vec<StoredAnswer>), Error> {
    let respondent = cx.actor.require_respondent()?;
    if saves.is_empty() {
        return Err(Error::refused("answers", Problem::Required));
    }
    let now = cx.now();
    let mut txn = cx.begin().await?;
    let version = open_version(cx, &txn, respondent, now).await?;
    let response = queries::response_for_update(&txn, respondent.invitation_id, now).await?;
    if response.status == ResponseStatus::Submitted {
        return Err(Error::refused("", Problem::AlreadySubmitted));
    }
    let stored = queries::answers(&txn, response.id).await?;
    let first = stored.is_empty();
    let changes = plan(&version, &stored, saves)?;
    if changes.is_empty() {
        return Ok((response, stored));
    }
    let written = changes.iter().map(|change| written(change, &response, respondent, now)).collect();
    queries::write_answers(&txn, written).await?;
    if first {
        round::mark_started(&txn, respondent.invitation_id, now).await?;
        txn.announce(Event::Round(respondent.round_id));
    }
    let saved = queries::answers(&txn, response.id).await?;
    txn.commit().await?;
    Ok((response, saved))
}

/// The version asked in the respondent's round, while the round is open.
pub(super) async fn open_version(
    cx: &Cx,
    txn: &Txn,
    respondent: &RespondentActor,
    now: DateTime<Utc>,
) -> Result<Arc<StoredVersion>, Error> {
    let scoped = round::round_and_study(txn, respondent.round_id).await?.ok_or(Error::NotFound)?;
    match round::phase(&scoped.round, now) {
        Phase::Planned => Err(Error::refused("", Problem::RoundNotOpen)),
        Phase::Closed => Err(Error::refused("", Problem::RoundClosed)),
        Phase::Open => cx.app.published.get(txn, scoped.round.version_id).await,
    }
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
    let asked: HashMap<QuestionId, _> = version.questions().map(|asked| (asked.question.id, asked)).collect();
    let stored: HashMap<QuestionId, _> =
        stored.iter().map(|answer| (answer.row.question_id, answer)).collect();
    let mut seen = HashSet::new();
    let mut refusals = Refusals::new();
    let mut changes = Vec::new();
    for (index, save) in saves.into_iter().enumerate() {
        let again = !seen.insert(save.question);
        let (asked, before) = (asked.get(&save.question).copied(), stored.get(&save.question).copied());
        match plan_one(asked, before, save, again) {
            Ok(change) => changes.extend(change),
            Err((field, problem)) => refusals.add(&format!("answers.{index}{field}"), problem),
        }
    }
    refusals.done()?;
    Ok(changes)
}

/// What has to be written for one answer, if anything, or what speaks against it and in which field.
fn plan_one(
    asked: Option<&StoredQuestion>,
    before: Option<&StoredAnswer>,
    save: SaveAnswer,
    again: bool,
) -> Result<Option<Change>, (&'static str, Problem)> {
    let asked = asked.ok_or((".questionId", Problem::Unknown))?;
    if again {
        return Err((".questionId", Problem::Duplicate));
    }
    check(asked, &save.given).map_err(|problem| ("", problem))?;
    let SaveAnswer { question, given, base_revision } = save;
    match before {
        None => Ok(Some(Change { id: AnswerId::new(), question, revision: 1, given })),
        Some(before) if before.given() == given => Ok(None),
        Some(before) if base_revision != Some(before.row.revision) => {
            Err((".baseRevision", Problem::AnswerChanged { revision: before.row.revision }))
        }
        Some(before) => {
            Ok(Some(Change { id: before.row.id, question, revision: before.row.revision + 1, given }))
        }
    }
}

fn written(
    change: &Change,
    response: &response::Model,
    respondent: &RespondentActor,
    now: DateTime<Utc>,
) -> StoredAnswer {
    let row = answer::Model {
        id: change.id,
        response_id: response.id,
        question_id: change.question,
        state: change.given.state,
        revision: change.revision,
        answered_by: respondent.contact_id,
        answered_at: now,
    };
    StoredAnswer { row, options: change.given.options.clone() }
}
