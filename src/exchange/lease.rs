//! Whose an import is while it is seen through.

use std::sync::Arc;
use std::time::Duration;

use ::entity::id::ImportId;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use super::queries;
use crate::app::App;
use crate::db::Txn;
use crate::error::Error;

/// How long a worker has an import for itself, unless it says that it goes on.
pub(super) const LEASE: chrono::Duration = chrono::Duration::minutes(1);
/// How often it says so; what takes long in between, such as fetching a file, loses nothing.
const RENEW_EVERY: Duration = Duration::from_secs(20);

/// Renews the lease of an import until it is dropped, or the import is no longer ours.
pub(super) struct Renewing {
    _task: AbortOnDropHandle<()>,
}

impl Renewing {
    /// Begins to renew it.
    pub(super) fn begin(app: &Arc<App>, import: ImportId, lease: Uuid) -> Self {
        let task = tokio::spawn(renew_until_lost(Arc::clone(app), import, lease));
        Self { _task: AbortOnDropHandle::new(task) }
    }
}

async fn renew_until_lost(app: Arc<App>, import: ImportId, lease: Uuid) {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        match renew(&app, import, lease).await {
            Ok(true) => {}
            // Whoever works on it hears of it with the next batch.
            Ok(false) => return,
            Err(error) => {
                let error = format!("{:#}", anyhow::Error::from(error));
                tracing::warn!(error, "the lease of an import cannot be renewed");
            }
        }
    }
}

async fn renew(app: &Arc<App>, import: ImportId, lease: Uuid) -> Result<bool, Error> {
    let txn = Txn::begin(app).await?;
    let is_held = queries::renew(&txn, import, lease, app.clock.now() + LEASE).await?;
    txn.commit().await?;
    Ok(is_held)
}
