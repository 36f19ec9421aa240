use ::entity::id::{MaturityModelId, RoundId};

use super::compute::Scored;
use super::queries;
use crate::db::Txn;
use crate::error::Error;

/// Stores the scores of responses in a round, in place of those that they had by the same model: two statements for all that are scored
/// at once. Every score comes in here, and nowhere else: when a response is submitted or rated, when a round gets its first model, and
/// when a round is scored again. What is stored last leaves a mark, so that the figures of the round follow (`dashboard::keep`).
pub(super) async fn store(txn: &mut Txn, _round: RoundId, scored: Vec<Scored>) -> Result<(), Error> {
    let (scores, overall): (Vec<_>, Vec<_>) =
        scored.into_iter().map(|scored| (scored.scores, scored.overall)).unzip();
    queries::write_scores(txn, scores.into_iter().flatten().collect()).await?;
    Ok(queries::write_overall(txn, overall).await?)
}

/// Forgets the scores of a round by all other models than this one, which its responses are scored by next, in the same transaction.
/// Every score goes out here, apart from those of a response that is deleted itself.
pub(super) async fn forget_others(txn: &mut Txn, round: RoundId, kept: MaturityModelId) -> Result<(), Error> {
    Ok(queries::forget_other_scores(txn, round, kept).await?)
}
