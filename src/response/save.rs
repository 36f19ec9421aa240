use std::collections::BTreeMap;

use ::entity::id::QuestionId;
use ::entity::response::ResponseStatus;
use chrono::{DateTime, Utc};

use super::again::{self, ClientKey};
use super::anonymous::not_answered_yet;
use super::check::Given;
use super::plan::{Change, Key, Plan, plan};
use super::queries::{self, StoredAnswer};
use super::{Share, answer, earlier, response};
use crate::Cx;
use crate::auth::RespondentActor;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusal};
use crate::events::Event;
use crate::round::{self, ScopedRound, invitation};

/// An answer to save.
#[derive(Clone, Debug)]
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

impl SaveAnswer {
    /// Under what it is stored in its response.
    pub(super) fn key(&self) -> Key {
        (self.question, self.item.clone())
    }
}

/// Answers to save at once.
pub struct Saving {
    /// The answers in the order in which they were sent; of those that could not be read, what is wrong with them.
    pub answers: Vec<Result<SaveAnswer, Vec<Refusal>>>,
    /// What a retry is known by.
    pub client_key: Option<ClientKey>,
}

/// What came of saving.
pub struct Saved {
    /// The response as it is stored now; `None` where nothing of it ever was.
    pub response: Option<response::Model>,
    /// Every answer of it that is theirs to see.
    pub answers: Vec<StoredAnswer>,
    /// What was not saved, and why.
    pub refusals: Vec<Refusal>,
    /// Of those, the ones that a colleague was before with.
    pub clashes: Vec<Clash>,
}

/// An answer that was not saved, as somebody has changed what is stored since it was read.
pub struct Clash {
    /// Its place in what was sent.
    pub place: usize,
    /// What was sent.
    pub sent: SaveAnswer,
    /// What is stored instead.
    pub stored: StoredAnswer,
}

/// Saves the answers that fit; of those to whom sections were handed, those in these sections. They are committed when it returns. The others are told, each for itself, and leave nothing behind.
/// Saving what is saved already changes nothing, so that a retry after a lost reply is harmless; one with the same client key is
/// answered as the first time, whatever happened since.
///
/// # Errors
/// [`Error::Refused`] where none can be saved, whatever they say: there are none, the round is not open, the response is submitted, or
/// the client key was used for something else.
pub async fn save(cx: &Cx, saving: Saving) -> Result<Saved, Error> {
    let respondent = cx.actor.require_answering()?;
    let mut saving = saving;
    if saving.answers.is_empty() {
        return Err(Error::refused("answers", Problem::Required));
    }
    let now = cx.now();
    let earlier = earlier::of_respondent(cx, respondent).await?;
    let mut txn = cx.begin().await?;
    let invitation = queries::lock_invitation(&txn, respondent.invitation_id).await?;
    let (response, is_new) = queries::response_for_update(&txn, respondent.invitation_id, now).await?;
    let share = Share::of(cx, &txn).await?;
    saving.answers = share.only(saving.answers);
    if let Some(refusals) = again::decided(&txn, response.id, saving.client_key.as_ref()).await? {
        let stored = queries::answers(&txn, response.id).await?;
        return Ok(Saved::of(Some(response), share.keep(stored), refusals, saving.answers));
    }
    let scoped = open_round(&txn, &invitation, now).await?;
    if response.status == ResponseStatus::Submitted {
        return Err(Error::refused("", Problem::AlreadySubmitted));
    }
    let version = cx.app.published.get(&txn, scoped.round.version_id).await?;
    let stored = queries::answers(&txn, response.id).await?;
    let first = stored.is_empty();
    let Plan { changes, refusals } = plan(&version, &stored, &saving.answers);
    if changes.is_empty() && (is_new || saving.client_key.is_none()) {
        let response = (!is_new).then_some(response);
        return Ok(Saved::of(response, share.keep(stored), refusals, saving.answers));
    }
    if let Some(key) = &saving.client_key {
        again::remember(&txn, response.id, key, &refusals, now).await?;
    }
    let stored = if changes.is_empty() {
        stored
    } else {
        let written: Vec<StoredAnswer> =
            changes.iter().map(|change| written(change, &response, respondent, now)).collect();
        queries::write_answers(&txn, written.clone()).await?;
        if let Some(earlier) = earlier {
            earlier.remember(&txn, response.id, &changes).await?;
        }
        replaced(stored, written)
    };
    if !changes.is_empty() {
        txn.announce(Event::Answering(respondent.invitation_id));
    }
    if first && !changes.is_empty() && !scoped.round.anonymous {
        round::mark_started(&txn, respondent.invitation_id, now).await?;
        txn.announce(Event::Round(respondent.round_id));
    }
    txn.commit().await?;
    Ok(Saved::of(Some(response), share.keep(stored), refusals, saving.answers))
}

impl Saved {
    fn of(
        response: Option<response::Model>,
        answers: Vec<StoredAnswer>,
        refusals: Vec<Refusal>,
        sent: Vec<Result<SaveAnswer, Vec<Refusal>>>,
    ) -> Self {
        let clash = |refusal: &Refusal| {
            let Problem::AnswerChanged { .. } = refusal.problem else { return None };
            let place: usize = refusal.field.get(1)?.parse().ok()?;
            let sent = sent.get(place)?.as_ref().ok()?.clone();
            let stored = answers.iter().find(|answer| answer.key() == sent.key())?.clone();
            Some(Clash { place, sent, stored })
        };
        let clashes = refusals.iter().filter_map(clash).collect();
        Self { response, answers, refusals, clashes }
    }
}

/// The round of an invitation that is locked, while it is open and the invitation is not declined.
pub(super) async fn open_round(
    txn: &Txn,
    invitation: &invitation::Model,
    now: DateTime<Utc>,
) -> Result<ScopedRound, Error> {
    let scoped = round::round_and_study(txn, invitation.round_id).await?.ok_or(Error::NotFound)?;
    round::require_open(&scoped.round, now).map_err(|problem| Error::refused("", problem))?;
    if invitation.declined_at.is_some() {
        return Err(Error::refused("", Problem::Declined));
    }
    not_answered_yet(&scoped.round, invitation)?;
    Ok(scoped)
}

/// The answers as they are stored when these are written, in the order of their keys as they would be read; nobody else writes
/// meanwhile.
fn replaced(stored: Vec<StoredAnswer>, written: Vec<StoredAnswer>) -> Vec<StoredAnswer> {
    let by_key = stored.into_iter().chain(written).map(|answer| (answer.row.id, answer));
    by_key.collect::<BTreeMap<_, _>>().into_values().collect()
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
        Given::Options(chosen) => {
            options = chosen;
            options.sort_unstable();
        }
        // Not every database keeps the sign of zero.
        Given::Number(number) => row.number = Some(number + 0.0),
        Given::Text(text) => row.text = Some(text),
        Given::Date(date) => row.date = Some(date),
        Given::DontKnow | Given::NotRelevant | Given::Nothing => {}
    }
    StoredAnswer { row, options }
}
