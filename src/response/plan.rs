//! What is written of what was sent, and what speaks against the rest. Pure.
//!
//! Each answer is judged by itself first: whether it can be read, whether the question takes it, whether a colleague was there before.
//! Only what fits so far is reckoned with when it comes to what several answers make together: the whole of a question and its rows,
//! and how many rows there is room for.

use std::collections::{HashMap, HashSet};

use ::entity::id::{AnswerId, QuestionId};

use super::SaveAnswer;
use super::check::{Given, check};
use super::queries::StoredAnswer;
use super::room::Rows;
use crate::error::{Problem, Refusal};
use crate::questionnaire::{Answerable, StoredVersion, fit};

/// Under what an answer is stored in its response.
pub(super) type Key = (QuestionId, String);

/// What speaks against an answer, and in which field of it (`.item`; empty for the answer itself).
pub(super) type Against = (&'static str, Problem);

/// An answer that differs from what is stored.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) id: AnswerId,
    pub(super) key: Key,
    pub(super) revision: i32,
    pub(super) given: Given,
}

/// What came of judging answers.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What has to be written.
    pub(super) changes: Vec<Change>,
    /// What was not saved, and why, in the order in which it was sent.
    pub(super) refusals: Vec<Refusal>,
}

/// An answer that fits by itself: its place in what was sent, and what has to be written, if anything.
struct Fitting<'a> {
    place: usize,
    asked: &'a Answerable<'a>,
    save: &'a SaveAnswer,
    change: Option<Change>,
}

/// Judges answers in the order in which they were sent; those that could not even be read come with what is wrong with them.
pub(super) fn plan(
    version: &StoredVersion,
    stored: &[StoredAnswer],
    saves: &[Result<SaveAnswer, Vec<Refusal>>],
) -> Plan {
    let asked: HashMap<QuestionId, _> = version.answerable().map(|asked| (asked.id, asked)).collect();
    let stored: HashMap<Key, _> = stored.iter().map(|answer| (answer.key(), answer)).collect();
    let mut refused: Vec<(usize, Refusal)> = Vec::new();
    let mut fitting = Vec::new();
    let mut seen = HashSet::new();
    for (place, save) in saves.iter().enumerate() {
        match save {
            Err(reasons) => refused.extend(reasons.iter().map(|reason| (place, beneath(place, reason)))),
            Ok(save) => {
                let key = save.key();
                let before = stored.get(&key).copied();
                let again = !seen.insert(key);
                match alone(asked.get(&save.question), before, save, again) {
                    Ok((asked, change)) => fitting.push(Fitting { place, asked, save, change }),
                    Err(against) => refused.push((place, refusal(place, against))),
                }
            }
        }
    }
    let wholes = Wholes::after(version, &stored, &fitting);
    keep(&mut fitting, &mut refused, |one| wholes.check(one));
    let rows = Rows::after(&asked, &stored, &fitting.iter().map(|one| one.save).collect::<Vec<_>>());
    keep(&mut fitting, &mut refused, |one| rows.check(one.asked, one.save));
    refused.sort_by_key(|(place, _)| *place);
    Plan {
        changes: fitting.into_iter().filter_map(|one| one.change).collect(),
        refusals: refused.into_iter().map(|(_, refusal)| refusal).collect(),
    }
}

fn keep(
    fitting: &mut Vec<Fitting<'_>>,
    refused: &mut Vec<(usize, Refusal)>,
    check: impl Fn(&Fitting<'_>) -> Result<(), Against>,
) {
    fitting.retain(|one| match check(one) {
        Ok(()) => true,
        Err(against) => {
            refused.push((one.place, refusal(one.place, against)));
            false
        }
    });
}

fn refusal(place: usize, (field, problem): Against) -> Refusal {
    Refusal::new(&format!("answers.{place}{field}"), problem)
}

/// A reason about a field of an answer, as one about a field of the input.
fn beneath(place: usize, reason: &Refusal) -> Refusal {
    let mut field = vec!["answers".to_owned(), place.to_string()];
    field.extend(reason.field.iter().cloned());
    Refusal { field, problem: reason.problem.clone() }
}

/// What has to be written for an answer, if anything, or what speaks against it whatever else is saved.
fn alone<'a>(
    asked: Option<&'a Answerable<'a>>,
    before: Option<&StoredAnswer>,
    save: &SaveAnswer,
    again: bool,
) -> Result<(&'a Answerable<'a>, Option<Change>), Against> {
    let asked = asked.ok_or((".questionId", Problem::Unknown))?;
    if again {
        return Err((".questionId", Problem::Duplicate));
    }
    match (asked.group.is_some(), save.item.is_empty()) {
        (true, true) => return Err((".item", Problem::Required)),
        (false, false) => return Err((".item", Problem::NotForThisKind)),
        _ => {}
    }
    check(asked, &save.given).map_err(|problem| ("", problem))?;
    Ok((asked, change(asked, before, save)?))
}

fn change(
    asked: &Answerable<'_>,
    before: Option<&StoredAnswer>,
    save: &SaveAnswer,
) -> Result<Option<Change>, Against> {
    let given = match save.given.clone() {
        Given::Text(text) => Given::Text(fit::in_lines(text, asked.kind)),
        other => other,
    };
    let key = save.key();
    match before {
        None if given == Given::Nothing => Ok(None),
        None => Ok(Some(Change { id: AnswerId::new(), key, revision: 1, given })),
        Some(before) if before.given() == given => Ok(None),
        Some(before) if save.base_revision != Some(before.row.revision) => {
            Err((".baseRevision", Problem::AnswerChanged { revision: before.row.revision }))
        }
        Some(before) => Ok(Some(Change { id: before.row.id, key, revision: before.row.revision + 1, given })),
    }
}

/// What is answered for the whole of a question once all is saved: its rows and fields then have no answers of their own.
struct Wholes(HashSet<QuestionId>);

impl Wholes {
    /// The parts of questions whose whole has an answer.
    fn after(version: &StoredVersion, stored: &HashMap<Key, &StoredAnswer>, fitting: &[Fitting<'_>]) -> Self {
        let mut given: HashMap<QuestionId, bool> =
            stored.values().map(|answer| (answer.row.question_id, is_answer(&answer.given()))).collect();
        given.extend(fitting.iter().map(|one| (one.save.question, is_answer(&one.save.given))));
        let wholes =
            version.questions().filter(|question| given.get(&question.question.id).copied().unwrap_or(false));
        Self(wholes.flat_map(|question| &question.parts).map(|part| part.question.id).collect())
    }

    /// What changes nothing is no contradiction: a retry.
    fn check(&self, one: &Fitting<'_>) -> Result<(), Against> {
        let contradicts =
            one.change.is_some() && is_answer(&one.save.given) && self.0.contains(&one.save.question);
        if contradicts { Err(("", Problem::WholeAnswered)) } else { Ok(()) }
    }
}

pub(super) fn is_answer(given: &Given) -> bool {
    *given != Given::Nothing
}
