use std::collections::HashMap;
use std::sync::Arc;

use ::entity::id::{ResponseId, RoundId};
use ::entity::maturity_item;
use chrono::{DateTime, Utc};

use super::compute::{Answered, Scored, scored};
use super::{Beside, Model, queries};
use crate::Cx;
use crate::db::Executor;
use crate::error::Error;
use crate::questionnaire::StoredVersion;
use crate::response::response;
use crate::response::{AsSubmitted, all_as_submitted};
use crate::round::round;

/// How many responses are read at once.
pub(super) const AT_ONCE: usize = 100;

/// What it takes to score what was submitted in a round once more, from the submissions.
pub(super) struct Again<'a> {
    model: &'a Model,
    /// What the model is measured by.
    pub(super) items: Vec<maturity_item::Model>,
    round: RoundId,
    version: Arc<StoredVersion>,
    at: DateTime<Utc>,
}

impl<'a> Again<'a> {
    /// By this model.
    pub(super) async fn of(
        cx: &Cx,
        db: &impl Executor,
        round: &round::Model,
        model: &'a Model,
    ) -> Result<Self, Error> {
        let items = queries::items(db, model.row.id).await?;
        let version = cx.app.published.get(db, round.version_id).await?;
        Ok(Self { model, items, round: round.id, version, at: cx.now() })
    }

    /// What was submitted last in these responses, with what is known besides.
    pub(super) async fn submitted(
        &self,
        db: &impl Executor,
        responses: Vec<response::Model>,
    ) -> Result<Vec<(AsSubmitted, Beside)>, Error> {
        let ids: Vec<ResponseId> = responses.iter().map(|response| response.id).collect();
        let mut beside: HashMap<ResponseId, Beside> =
            queries::beside(db, &self.items, self.round, ids).await?;
        let submitted = all_as_submitted(db, &self.version, responses, self.at).await?;
        let with = |one: AsSubmitted| {
            let beside = beside.remove(&one.response.id).unwrap_or_default();
            (one, beside)
        };
        Ok(submitted.into_iter().map(with).collect())
    }

    /// What scores are computed from.
    pub(super) fn answered<'s>(&'s self, (submitted, beside): &'s (AsSubmitted, Beside)) -> Answered<'s> {
        Answered {
            response: submitted.response.id,
            version: &self.version,
            answers: &submitted.answers,
            hidden: &submitted.hidden,
            beside,
            at: self.at,
        }
    }

    /// The scores of responses, each from its latest submission, in their order.
    pub(super) async fn scored(
        &self,
        db: &impl Executor,
        responses: Vec<response::Model>,
    ) -> Result<Vec<Scored>, Error> {
        let submitted = self.submitted(db, responses).await?;
        submitted.iter().map(|one| scored(self.model, &self.items, &self.answered(one))).collect()
    }
}
