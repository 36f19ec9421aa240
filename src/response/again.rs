//! Retries: the same key of the client's is answered as the first time.

use ::entity::id::ResponseId;
use ::entity::save_key;
use chrono::{DateTime, Duration, Utc};

use super::queries;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusal};

/// For how long a retry is known.
const REMEMBERED: Duration = Duration::days(7);
/// How many keys of one response are known at once: the latest ones.
const MOST_KEYS: u64 = 500;

/// A key of the client's choice for one save.
pub struct ClientKey {
    /// The key.
    pub key: String,
    /// SHA-256 (hexadecimal) of what was sent with it.
    pub content_hash: String,
}

/// What was refused when this key came first; `None` where it is new. Called while the response is locked.
///
/// # Errors
/// [`Error::Refused`] where something else was sent with it.
pub(super) async fn decided(
    txn: &Txn,
    response: ResponseId,
    client_key: Option<&ClientKey>,
) -> Result<Option<Vec<Refusal>>, Error> {
    let Some(ClientKey { key, content_hash }) = client_key else { return Ok(None) };
    let Some(known) = queries::save_key(txn, response, key).await? else { return Ok(None) };
    if known.content_hash != *content_hash {
        return Err(Error::refused("clientKey", Problem::KeyReused));
    }
    let refusals: Vec<(Vec<String>, Problem)> =
        serde_json::from_value(known.refusals).map_err(anyhow::Error::from)?;
    Ok(Some(refusals.into_iter().map(|(field, problem)| Refusal { field, problem }).collect()))
}

/// Remembers what was decided, and forgets what no retry is to be expected of.
pub(super) async fn remember(
    txn: &Txn,
    response_id: ResponseId,
    client_key: &ClientKey,
    refusals: &[Refusal],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let refusals: Vec<_> = refusals.iter().map(|refusal| (&refusal.field, &refusal.problem)).collect();
    let row = save_key::Model {
        response_id,
        client_key: client_key.key.clone(),
        content_hash: client_key.content_hash.clone(),
        refusals: serde_json::to_value(refusals).map_err(anyhow::Error::from)?,
        saved_at: now,
    };
    queries::forget_save_keys(txn, response_id, now - REMEMBERED, MOST_KEYS - 1).await?;
    Ok(queries::insert_save_key(txn, row).await?)
}
