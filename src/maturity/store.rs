use ::entity::id::{MaturityModelId, RoundId};

use super::compute::Scored;
use super::queries;
use crate::db::Txn;
use crate::error::Error;

/// Stores the scores of a response in a round, in place of those that it had by the same model. Every score comes in here, and nowhere
/// else: when a response is submitted, when a round gets its first model, and when a round is scored again. What is stored
/// last leaves a mark, so that the figures of the round follow (`dashboard::keep`).
pub(super) async fn store(txn: &mut Txn, _round: RoundId, scored: Scored) -> Result<(), Error> {
    queries::write_scores(txn, scored.scores).await?;
    Ok(queries::write_overall(txn, scored.overall).await?)
}

/// Forgets the scores of a round by all other models than this one, which its responses are scored by next, in the same transaction.
/// Every score goes out here, apart from those of a response that is deleted itself.
pub(super) async fn forget_others(txn: &mut Txn, round: RoundId, kept: MaturityModelId) -> Result<(), Error> {
    Ok(queries::forget_other_scores(txn, round, kept).await?)
}
