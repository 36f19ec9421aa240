use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use ::entity::id::QuestionnaireVersionId;
use ::entity::questionnaire_version::VersionStatus;
use lru::LruCache;

use super::{StoredVersion, queries};
use crate::db::Executor;
use crate::error::Error;

/// How many versions are remembered; a process rarely serves more rounds at once.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(32).unwrap();

/// Versions that were read lately. What a published version asks never changes, so that saving and submitting need not
/// read it again.
pub struct PublishedVersions(Mutex<LruCache<QuestionnaireVersionId, Arc<StoredVersion>>>);

impl Default for PublishedVersions {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(REMEMBERED)))
    }
}

impl PublishedVersions {
    /// A version with its content, if it is published.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none, or it is a draft.
    pub async fn get(
        &self,
        db: &impl Executor,
        id: QuestionnaireVersionId,
    ) -> Result<Arc<StoredVersion>, Error> {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Arc::clone(known));
        }
        let stored = queries::stored(db, id).await?.ok_or(Error::NotFound)?;
        if stored.row.status == VersionStatus::Draft {
            return Err(Error::NotFound);
        }
        let stored = Arc::new(stored);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(id, Arc::clone(&stored));
        Ok(stored)
    }
}
