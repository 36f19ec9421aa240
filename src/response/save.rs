use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ::entity::answer::AnswerState;
use ::entity::id::{AnswerId, QuestionId};
use ::entity::response::ResponseStatus;
use chrono::{DateTime, Utc};

use super::check::{Given, MOST_ROWS, check};
use super::queries::{self, StoredAnswer};
use super::{answer, response};
use crate::Cx;
use crate::auth::RespondentActor;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::events::Event;
use crate::questionnaire::{Answerable, StoredVersion};
use crate::round::{self, Phase};

/// An answer to save.
pub struct SaveAnswer {
    /// The question, row or field.
    pub question: QuestionId,
    /// The row of the repeating group that it is for; empty elsewhere.
    pub item: String,
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

/// Under what an answer is stored in its response.
type Key = (QuestionId, String);

/// An answer that differs from what is stored.
#[derive(Debug)]
struct Change {
    id: AnswerId,
    key: Key,
    revision: i32,
    given: Given,
}

/// What has to be written, or everything that speaks against it.
fn plan(
    version: &StoredVersion,
    stored: &[StoredAnswer],
    saves: Vec<SaveAnswer>,
) -> Result<Vec<Change>, Error> {
    let asked: HashMap<QuestionId, _> = version.answerable().map(|asked| (asked.id, asked)).collect();
    let stored: HashMap<Key, _> = stored.iter().map(|answer| (answer.key(), answer)).collect();
    let mut rows = Rows::of(&asked, &stored);
    let mut seen = HashSet::new();
    let mut refusals = Refusals::new();
    let mut changes = Vec::new();
    for (index, save) in saves.into_iter().enumerate() {
        let key = (save.question, save.item.clone());
        let before = stored.get(&key).copied();
        let again = !seen.insert(key);
        let planned = match asked.get(&save.question) {
            None => Err((".questionId", Problem::Unknown)),
            Some(_) if again => Err((".questionId", Problem::Duplicate)),
            Some(asked) => rows.add(asked, &save).and_then(|()| plan_one(asked, before, save)),
        };
        match planned {
            Ok(change) => changes.extend(change),
            Err((field, problem)) => refusals.add(&format!("answers.{index}{field}"), problem),
        }
    }
    refusals.done()?;
    Ok(changes)
}

type Against = (&'static str, Problem);

/// What has to be written for one answer, if anything, or what speaks against it and in which field.
fn plan_one(
    asked: &Answerable<'_>,
    before: Option<&StoredAnswer>,
    save: SaveAnswer,
) -> Result<Option<Change>, Against> {
    check(asked, &save.given).map_err(|problem| ("", problem))?;
    let SaveAnswer { question, item, given, base_revision } = save;
    let key = (question, item);
    match before {
        None if given == Given::Nothing => Ok(None),
        None => Ok(Some(Change { id: AnswerId::new(), key, revision: 1, given })),
        Some(before) if before.given() == given => Ok(None),
        Some(before) if base_revision != Some(before.row.revision) => {
            Err((".baseRevision", Problem::AnswerChanged { revision: before.row.revision }))
        }
        Some(before) => Ok(Some(Change { id: before.row.id, key, revision: before.row.revision + 1, given })),
    }
}

/// The rows that each repeating group has, so that there are not too many of them.
struct Rows(HashMap<QuestionId, HashSet<String>>);

impl Rows {
    fn of(asked: &HashMap<QuestionId, Answerable<'_>>, stored: &HashMap<Key, &StoredAnswer>) -> Self {
        let mut rows: HashMap<QuestionId, HashSet<String>> = HashMap::new();
        let there = stored.iter().filter(|(_, answer)| answer.row.state != AnswerState::NotAnswered);
        for ((question, item), _) in there {
            if let Some(group) = asked.get(question).and_then(|asked| asked.group) {
                rows.entry(group.question.id).or_default().insert(item.clone());
            }
        }
        Self(rows)
    }

    /// Whether the answer is for a row where it must be, and there is room for it.
    fn add(&mut self, asked: &Answerable<'_>, save: &SaveAnswer) -> Result<(), Against> {
        let Some(group) = asked.group else {
            return if save.item.is_empty() { Ok(()) } else { Err((".item", Problem::NotForThisKind)) };
        };
        if save.item.is_empty() {
            return Err((".item", Problem::Required));
        }
        let rows = self.0.entry(group.question.id).or_default();
        rows.insert(save.item.clone());
        let most = group.row.format.most_rows.unwrap_or(MOST_ROWS);
        match usize::try_from(most) {
            Ok(max) if rows.len() > max => Err((".item", Problem::NoRoom { max })),
            _ => Ok(()),
        }
    }
}

fn written(
    change: &Change,
    response: &response::Model,
    respondent: &RespondentActor,
    now: DateTime<Utc>,
) -> StoredAnswer {
    let mut row = answer::Model {
        id: change.id,
        response_id: response.id,
        question_id: change.key.0,
        item: change.key.1.clone(),
        state: change.given.state(),
        number: None,
        text: None,
        date: None,
        revision: change.revision,
        answered_by: respondent.contact_id,
        answered_at: now,
    };
    let mut options = Vec::new();
    match change.given.clone() {
        Given::Options(chosen) => options = chosen,
        Given::Number(number) => row.number = Some(number),
        Given::Text(text) => row.text = Some(text),
        Given::Date(date) => row.date = Some(date),
        Given::DontKnow | Given::NotRelevant | Given::Nothing => {}
    }
    StoredAnswer { row, options }
}
