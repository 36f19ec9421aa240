use async_trait::async_trait;

use super::Beside;
use super::again::{AT_ONCE, Again};
use super::compute::{Answered, scored};
use super::remembered::WithItems;
use super::store::store;
use super::{Model, queries};
use crate::Cx;
use crate::db::Txn;
use crate::error::Error;
use crate::events::Event;
use crate::response::{self, OnSubmit, Submitted};
use crate::study;

/// Scores a response when it is submitted.
pub struct ScoreOnSubmit;

#[async_trait]
impl OnSubmit for ScoreOnSubmit {
    async fn submitted(&self, txn: &mut Txn, submitted: &Submitted) -> Result<(), Error> {
        // Whether the model asks for it or not: another one may, that is tried later.
        queries::keep_services(txn, submitted.submission, submitted.owner).await?;
        study::share_models(txn, submitted.study).await?;
        let adopted = txn.app().models.adopted(&**txn, submitted.study, submitted.round).await?;
        let Some(WithItems { model, items }) = adopted else { return Ok(()) };
        let id = submitted.response.id;
        let beside = queries::beside(txn, &items, submitted.round, vec![id]).await?.remove(&id);
        let beside: Beside = beside.unwrap_or_default();
        let one = Answered {
            response: id,
            version: &submitted.version,
            answers: &submitted.answers,
            hidden: &submitted.hidden,
            beside: &beside,
            at: submitted.at,
        };
        store(txn, submitted.round, vec![scored(&model, &items, &one)?]).await
    }
}

/// Scores what was submitted in those rounds of a model's study that have no model yet.
pub(super) async fn score_unscored_rounds(cx: &Cx, txn: &mut Txn, model: &Model) -> Result<(), Error> {
    for round in queries::rounds_without_model(txn, model.row.study_id).await? {
        let submitted = response::of_submitted(txn, round.id).await?;
        if submitted.is_empty() {
            continue;
        }
        let Some(model) = queries::adopt_model(txn, round.study_id, round.id).await? else { continue };
        let again = Again::of(cx, txn, &round, &model).await?;
        for some in submitted.chunks(AT_ONCE) {
            let found = again.scored(txn, some.to_vec()).await?;
            store(txn, round.id, found).await?;
        }
        txn.announce(Event::Round(round.id));
    }
    Ok(())
}
