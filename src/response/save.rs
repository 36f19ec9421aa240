use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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
use crate::questionnaire::{Answerable, StoredQuestion, StoredVersion, fit};
use crate::round;

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
    round::require_open(&scoped.round, now).map_err(|problem| Error::refused("", problem))?;
    if respondent.has_declined {
        return Err(Error::refused("", Problem::Declined));
    }
    cx.app.published.get(txn, scoped.round.version_id).await
}

/// How many rows may ever have had an answer, for each that there is room for; and how many in any case.
const KNOWN: usize = 4;
const LEAST_KNOWN: usize = 100;

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
    let rows = Rows::after(&asked, &stored, &saves);
    let wholes = Wholes::after(version, &stored, &saves);
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
            Some(asked) => {
                let beneath = wholes.check(&save);
                let room = rows.check(asked, &save);
                let planned = room.and_then(|()| plan_one(asked, before, save));
                // What changes nothing is no contradiction: a retry.
                planned.and_then(|change| if change.is_some() { beneath.map(|()| change) } else { Ok(None) })
            }
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
    let given = match given {
        Given::Text(text) => Given::Text(fit::in_lines(text, asked.kind)),
        other => other,
    };
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

/// What is answered for the whole of a question once all is saved: its rows and fields then have no answers of their own.
struct Wholes(HashSet<QuestionId>);

impl Wholes {
    /// The parts of questions whose whole has an answer.
    fn after(version: &StoredVersion, stored: &HashMap<Key, &StoredAnswer>, saves: &[SaveAnswer]) -> Self {
        let mut given: HashMap<QuestionId, bool> =
            stored.values().map(|answer| (answer.row.question_id, is_answer(&answer.given()))).collect();
        given.extend(saves.iter().map(|save| (save.question, is_answer(&save.given))));
        let wholes =
            version.questions().filter(|question| given.get(&question.question.id).copied().unwrap_or(false));
        Self(wholes.flat_map(|question| &question.parts).map(|part| part.question.id).collect())
    }

    fn check(&self, save: &SaveAnswer) -> Result<(), Against> {
        let contradicts = is_answer(&save.given) && self.0.contains(&save.question);
        if contradicts { Err(("", Problem::WholeAnswered)) } else { Ok(()) }
    }
}

fn is_answer(given: &Given) -> bool {
    *given != Given::Nothing
}

/// The rows of repeating groups that there is no room for.
struct Rows(HashMap<QuestionId, Full>);

struct Full {
    max: usize,
    items: HashSet<String>,
}

impl Rows {
    /// Reckons with what is there when all is saved: a row that is cleared makes room for another.
    fn after(
        asked: &HashMap<QuestionId, Answerable<'_>>,
        stored: &HashMap<Key, &StoredAnswer>,
        saves: &[SaveAnswer],
    ) -> Self {
        let group_of = |question: &QuestionId| asked.get(question).and_then(|asked| asked.group);
        let mut cells: HashMap<(QuestionId, &str), bool> = stored
            .iter()
            .map(|((question, item), answer)| ((*question, item.as_str()), is_answer(&answer.given())))
            .collect();
        cells.extend(saves.iter().map(|save| ((save.question, save.item.as_str()), is_answer(&save.given))));
        let mut groups: HashMap<QuestionId, Counted<'_>> = HashMap::new();
        for (question, item) in stored.keys() {
            if let Some(group) = group_of(question) {
                groups.entry(group.question.id).or_insert_with(|| Counted::of(group)).known.insert(item);
            }
        }
        for ((question, item), _) in cells.iter().filter(|(_, answered)| **answered) {
            if let Some(group) = group_of(question) {
                groups.entry(group.question.id).or_insert_with(|| Counted::of(group)).filled.insert(item);
            }
        }
        let had = stored.iter().filter(|(_, answer)| is_answer(&answer.given()));
        let had: HashSet<(QuestionId, &str)> = had
            .filter_map(|((question, item), _)| Some((group_of(question)?.question.id, item.as_str())))
            .collect();
        let order: Vec<&str> = saves.iter().map(|save| save.item.as_str()).collect();
        Self(groups.into_iter().filter_map(|(id, group)| Some((id, group.full(id, &had, &order)?))).collect())
    }

    /// Whether the answer is for a row where it must be, and there is room for it.
    fn check(&self, asked: &Answerable<'_>, save: &SaveAnswer) -> Result<(), Against> {
        let Some(group) = asked.group else {
            return if save.item.is_empty() { Ok(()) } else { Err((".item", Problem::NotForThisKind)) };
        };
        if save.item.is_empty() {
            return Err((".item", Problem::Required));
        }
        match self.0.get(&group.question.id) {
            Some(full) if is_answer(&save.given) && full.items.contains(&save.item) => {
                Err((".item", Problem::NoRoom { max: full.max }))
            }
            _ => Ok(()),
        }
    }
}

/// The rows of a repeating group once all is saved.
struct Counted<'a> {
    max: usize,
    /// Those that something was ever answered in.
    known: HashSet<&'a str>,
    /// Those that something is answered in.
    filled: HashSet<&'a str>,
}

impl<'a> Counted<'a> {
    fn of(group: &StoredQuestion) -> Self {
        let most = group.row.format.most_rows.unwrap_or(MOST_ROWS);
        Self { max: usize::try_from(most).unwrap_or(0), known: HashSet::new(), filled: HashSet::new() }
    }

    /// The rows that are too many, of those that had no answer before, the last ones first; `None` where there is room for all.
    fn full(self, id: QuestionId, had: &HashSet<(QuestionId, &str)>, order: &[&'a str]) -> Option<Full> {
        let fresh = order.iter().filter(|item| self.filled.contains(*item) && !had.contains(&(id, **item)));
        let mut seen = HashSet::new();
        let fresh: Vec<&str> = fresh.copied().filter(|item| seen.insert(*item)).collect();
        let room = self.max.saturating_sub(self.filled.len() - fresh.len());
        // Rows that were cleared leave something behind, so that they are limited too.
        let most_known = (self.max * KNOWN).max(LEAST_KNOWN);
        let mut new = most_known.saturating_sub(self.known.len());
        let mut items = HashSet::new();
        for (place, item) in fresh.into_iter().enumerate() {
            let is_known = self.known.contains(item);
            if place >= room || (!is_known && new == 0) {
                items.insert(item.to_owned());
            } else if !is_known {
                new -= 1;
            }
        }
        (!items.is_empty()).then_some(Full { max: self.max, items })
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
