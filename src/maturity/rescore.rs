use std::collections::HashMap;

use ::entity::id::{ResponseId, RoundId};

use super::again::{AT_ONCE, Again};
use super::compute::Scored;
use super::queries;
use super::store::store;
use crate::Cx;
use crate::auth::Permission;
use crate::error::Error;
use crate::events::Event;
use crate::round::{self, ScopedRound};
use crate::study;

/// What to do about scores that come out otherwise than they are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differing {
    /// Store what they come out as now.
    Store,
    /// Nothing: only count them.
    Count,
}

/// What came of scoring some responses of a round again.
pub struct Rescored {
    /// The round.
    pub round: round::round::Model,
    /// Responses of the round that were submitted.
    pub total: u64,
    /// Responses whose scores came out exactly as they are stored.
    pub same: u64,
    /// Responses whose scores came out otherwise, or had none.
    pub differing: u64,
    /// The last response looked at, where there are more to go on with.
    pub next: Option<ResponseId>,
}

/// Scores responses of a round again from what was submitted, by the model that it is scored by: up to a hundred of them, after a given
/// one. Nobody submits in the study meanwhile; saving goes on. What comes out the same stays as it is, the time of its computing too.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Forbidden`] for those who may not write models.
pub async fn rescore(
    cx: &Cx,
    id: RoundId,
    after: Option<ResponseId>,
    differing: Differing,
) -> Result<Rescored, Error> {
    let ScopedRound { round, study, .. } = authorized(cx, id).await?;
    let mut txn = cx.begin().await?;
    study::lock_models(&txn, study.id).await?;
    let mut responses = queries::submitted_after(&txn, id, after, AT_ONCE as u64 + 1).await?;
    let total = queries::count_submitted(&txn, id).await?;
    let mut found = Rescored { round, total, same: 0, differing: 0, next: None };
    let Some(model) = queries::model_of(&txn, study.id, id).await? else { return Ok(found) };
    if responses.len() > AT_ONCE {
        responses.truncate(AT_ONCE);
        found.next = responses.last().map(|response| response.id);
    }
    let ids = responses.iter().map(|response| response.id).collect();
    let stored = queries::stored(&txn, ids, &model).await?;
    let again = Again::of(cx, &txn, &found.round, &model).await?;
    let mut scored = again.scored(&txn, responses).await?;
    let looked_at = scored.len();
    scored.retain(|scored| !is_stored(scored, &stored));
    found.differing = scored.len() as u64;
    found.same = (looked_at - scored.len()) as u64;
    if differing == Differing::Store && found.differing > 0 {
        store(&mut txn, id, scored).await?;
        txn.announce(Event::Round(id));
        txn.commit().await?;
    }
    Ok(found)
}

/// Whether these are the stored scores, to the last bit, but for the time of their computing.
fn is_stored(scored: &Scored, stored: &HashMap<ResponseId, Scored>) -> bool {
    stored.get(&scored.overall.response_id).is_some_and(|stored| {
        let mut stored = stored.clone();
        stored.overall.computed_at = scored.overall.computed_at;
        for score in &mut stored.scores {
            score.computed_at = scored.overall.computed_at;
        }
        stored == *scored
    })
}

/// The round, for those who may write models and see their figures.
pub(super) async fn authorized(cx: &Cx, id: RoundId) -> Result<ScopedRound, Error> {
    cx.actor.require_someone()?;
    let scoped = round::round_and_study(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scoped.study.id, Permission::EditQuestionnaires)?;
    Ok(scoped)
}
