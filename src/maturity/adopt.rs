use ::entity::id::RoundId;
use serde_json::json;

use super::again::{AT_ONCE, Again};
use super::rescore::authorized;
use super::store::{forget_others, store};
use super::{Model, OwnerScores, overall_score, queries};
use crate::Cx;
use crate::db::{Page, Slice};
use crate::error::{Error, Problem};
use crate::events::Event;
use crate::history::FieldChange;
use crate::registry::{NameCursor, organization};
use crate::response;
use crate::round::{self, ScopedRound};
use crate::study;

/// A round that is scored by another model.
pub struct Adopted {
    /// The round.
    pub round: round::round::Model,
    /// The model.
    pub model: Model,
    /// Responses that were scored by it.
    pub scored: u64,
}

/// Scores a round by another model of its study from now on, what was submitted in it included: all of it, or nothing. The history of
/// the round tells.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Forbidden`] for those who may not write models; [`Error::Refused`] where
/// the study has no model of that number.
pub async fn adopt(cx: &Cx, id: RoundId, number: i32) -> Result<Adopted, Error> {
    let ScopedRound { round, study, .. } = authorized(cx, id).await?;
    let mut txn = cx.begin().await?;
    study::lock_models(&txn, study.id).await?;
    let model = queries::model_by_number(&txn, study.id, number).await?;
    let model = model.ok_or_else(|| Error::refused("number", Problem::Unknown))?;
    let before = queries::kept_model(&txn, id).await?;
    queries::keep_model(&txn, id, model.row.id).await?;
    forget_others(&mut txn, id, model.row.id).await?;
    let again = Again::of(cx, &txn, &round, &model).await?;
    let submitted = response::of_submitted(&txn, id).await?;
    let mut scored = 0;
    for some in submitted.chunks(AT_ONCE) {
        let found = again.scored(&txn, some.to_vec()).await?;
        scored += found.len() as u64;
        store(&mut txn, id, found).await?;
    }
    let before = before.map(|model| model.number);
    if before != Some(number) {
        let field = "maturityModel".to_owned();
        let change = FieldChange { field, from: json!(before), to: json!(number) };
        round::changed(cx, &txn, &round, change).await?;
    }
    txn.announce(Event::Round(id));
    txn.commit().await?;
    Ok(Adopted { round, model, scored })
}

/// A round by the model that it is scored by, and by another one on trial.
pub struct Comparison {
    /// The round and its study.
    pub scoped: ScopedRound,
    /// The model that it is scored by.
    pub before: Model,
    /// The one on trial.
    pub after: Model,
}

/// An owner's scores as they are stored, and by another model.
pub struct Compared {
    /// The owner, with its scores as they are stored.
    pub before: OwnerScores,
    /// Over all dimensions, as it is stored.
    pub overall_before: Option<overall_score::Model>,
    /// By the other model; absent where it has not submitted.
    pub after: Option<After>,
}

/// Scores by a model on trial.
pub struct After {
    /// In the dimensions of that model, in order.
    pub scores: Vec<super::score::Model>,
    /// Over all of them.
    pub overall: overall_score::Model,
}

/// A round by the model that it is scored by, and by another one of the study: `None` where the study has no model of that number.
///
/// # Errors
/// [`Error::NotFound`] for a round that is not theirs; [`Error::Forbidden`] for those who may not write models.
pub async fn compare(cx: &Cx, id: RoundId, number: i32) -> Result<Option<Comparison>, Error> {
    let scoped = authorized(cx, id).await?;
    let before = queries::model_of(cx.db(), scoped.study.id, id).await?;
    let after = queries::model_by_number(cx.db(), scoped.study.id, number).await?;
    Ok(before.zip(after).map(|(before, after)| Comparison { scoped, before, after }))
}

/// The owners of a comparison, in Norwegian order. Nothing is stored.
///
/// # Errors
/// As [`compare`].
pub async fn compared(
    cx: &Cx,
    comparison: &Comparison,
    page: &Page<NameCursor>,
) -> Result<Slice<Compared>, Error> {
    let round = authorized(cx, comparison.scoped.round.id).await?.round;
    let Slice { rows, total } = queries::owners(cx.db(), &round, page).await?;
    let ids: Vec<_> = rows.iter().filter_map(|row| row.response).collect();
    let responses = queries::by_keys(cx.db(), ids.clone()).await?;
    let mut stored = queries::stored(cx.db(), ids, &comparison.before).await?;
    let again = Again::of(cx, cx.db(), &round, &comparison.after).await?;
    let mut after = again.scored(cx.db(), responses).await?;
    let whole = |row: OwnerScores| {
        let place = after.iter().position(|found| Some(found.overall.response_id) == row.response);
        let after = place.map(|place| after.swap_remove(place));
        let overall_before = row.response.and_then(|id| stored.remove(&id)).map(|found| found.overall);
        let after = after.map(|found| After { scores: found.scores, overall: found.overall });
        Compared { before: row, overall_before, after }
    };
    Ok(Slice { rows: rows.into_iter().map(whole).collect(), total })
}

impl Compared {
    /// The owner.
    #[must_use]
    pub fn owner(&self) -> &organization::Model {
        &self.before.organization
    }
}
