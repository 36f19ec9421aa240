use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::entity::id::{QuestionId, QuestionnaireVersionId, VersionOptionId};
use ::entity::questionnaire_version::VersionStatus;
use lru::LruCache;

use super::{StoredVersion, queries, question, version_option};
use crate::db::Executor;
use crate::error::Error;

/// How many versions are remembered; a process rarely serves more rounds at once.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(32).unwrap();

/// Versions that were read lately. What a published version asks never changes, so that saving, submitting and showing answers need
/// not read it again.
pub struct PublishedVersions(Mutex<LruCache<QuestionnaireVersionId, Remembered>>);

/// A version with what is looked for in it.
struct Remembered {
    stored: Arc<StoredVersion>,
    questions: HashMap<QuestionId, Arc<question::Model>>,
    options: HashMap<VersionOptionId, Arc<version_option::Model>>,
}

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
        if let Some(known) = self.remembered().get(&id) {
            return Ok(Arc::clone(&known.stored));
        }
        let stored = queries::stored(db, id).await?.ok_or(Error::NotFound)?;
        if stored.row.status == VersionStatus::Draft {
            return Err(Error::NotFound);
        }
        let stored = Arc::new(stored);
        self.remembered().put(id, Remembered::of(&stored));
        Ok(stored)
    }

    /// A question, row or field, where a version that asks it was read lately.
    pub fn question(&self, id: QuestionId) -> Option<Arc<question::Model>> {
        self.remembered().iter().find_map(|(_, known)| known.questions.get(&id).cloned())
    }

    /// An option, where its version was read lately.
    pub fn option(&self, id: VersionOptionId) -> Option<Arc<version_option::Model>> {
        self.remembered().iter().find_map(|(_, known)| known.options.get(&id).cloned())
    }

    fn remembered(&self) -> MutexGuard<'_, LruCache<QuestionnaireVersionId, Remembered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Remembered {
    fn of(stored: &Arc<StoredVersion>) -> Self {
        let parts = || stored.questions().flat_map(|question| &question.parts);
        let questions = stored.questions().map(|question| &question.question);
        let questions = questions.chain(parts().map(|part| &part.question));
        let options = stored.questions().flat_map(|question| &question.options);
        let options = options.chain(parts().flat_map(|part| &part.options));
        Self {
            stored: Arc::clone(stored),
            questions: questions.map(|row| (row.id, Arc::new(row.clone()))).collect(),
            options: options.map(|row| (row.id, Arc::new(row.clone()))).collect(),
        }
    }
}
