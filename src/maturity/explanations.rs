//! How the scores of a page of owners came about, read together when the first of them is asked for.

use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{DimensionId, ResponseId, RoundId};
use tokio::sync::OnceCell;

use super::again::Again;
use super::explain::{Explanation, explained};
use super::{Beside, Model, compute, maturity_item, queries, score};
use crate::Cx;
use crate::auth::Permission;
use crate::error::Error;
use crate::response::AsSubmitted;
use crate::round;

/// How the scores of some responses of a round came about: as many statements for a page of them as for one.
pub struct Explanations {
    round: RoundId,
    responses: Vec<ResponseId>,
    found: OnceCell<HashMap<(ResponseId, DimensionId), Explanation>>,
}

impl Explanations {
    /// Of these responses of a round. Reads nothing yet.
    #[must_use]
    pub fn of(round: RoundId, responses: impl IntoIterator<Item = ResponseId>) -> Arc<Self> {
        Arc::new(Self { round, responses: responses.into_iter().collect(), found: OnceCell::new() })
    }

    /// How the score of one of the responses in a dimension came about: `None` where it has none.
    ///
    /// # Errors
    /// As [`explain`](super::explain()).
    pub async fn get(
        &self,
        cx: &Cx,
        response: ResponseId,
        dimension: DimensionId,
    ) -> Result<Option<Explanation>, Error> {
        let found = self.found.get_or_try_init(|| self.read(cx)).await?;
        Ok(found.get(&(response, dimension)).cloned())
    }

    async fn read(&self, cx: &Cx) -> Result<HashMap<(ResponseId, DimensionId), Explanation>, Error> {
        cx.actor.require_someone()?;
        let scoped = round::round_and_study(cx.db(), self.round).await?.ok_or(Error::NotFound)?;
        cx.actor.require_in(scoped.study.id, Permission::ReadAnswers)?;
        let mut all = HashMap::new();
        let Some(model) = queries::model_of(cx.db(), scoped.study.id, self.round).await? else {
            return Ok(all);
        };
        let model = Arc::new(model);
        let responses = queries::by_keys(cx.db(), self.responses.clone()).await?;
        let mut stored = queries::scores_by_keys(cx.db(), &self.responses).await?;
        let again = Again::of(cx, cx.db(), &scoped.round, &model).await?;
        for submitted in again.submitted(cx.db(), responses).await? {
            let response = submitted.0.response.id;
            let own = stored.remove(&response).unwrap_or_default();
            for explanation in of_response(&model, &again, &submitted, own)? {
                all.insert((response, explanation.stored.dimension_id), explanation);
            }
        }
        Ok(all)
    }
}

/// How each of these stored scores of a response came about.
fn of_response(
    model: &Arc<Model>,
    again: &Again<'_>,
    submitted: &(AsSubmitted, Beside),
    stored: Vec<score::Model>,
) -> Result<Vec<Explanation>, Error> {
    let answered = again.answered(submitted);
    let computed = compute::scored(model, &again.items, &answered)?;
    let mut computed: HashMap<DimensionId, score::Model> =
        computed.scores.into_iter().map(|score| (score.dimension_id, score)).collect();
    let mut found = Vec::new();
    for stored in stored {
        let Some(computed) = computed.remove(&stored.dimension_id) else { continue };
        let of_dimension = |item: &&maturity_item::Model| item.dimension_id == stored.dimension_id;
        let own: Vec<_> = again.items.iter().filter(of_dimension).collect();
        let (items, beside, next) = explained(model, &own, &answered);
        found.push(Explanation { model: Arc::clone(model), stored, computed, items, beside, next });
    }
    Ok(found)
}
