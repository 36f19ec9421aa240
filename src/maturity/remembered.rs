use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use ::entity::id::MaturityModelId;
use lru::LruCache;

use super::{Model, queries};
use crate::db::Executor;
use crate::error::Error;

/// How many models are remembered; a process rarely serves rounds of more at once.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(32).unwrap();

/// Maturity models that were read lately. A model never changes once it is made, so that dashboards need not read it again.
pub struct Models(Mutex<LruCache<MaturityModelId, Arc<Model>>>);

impl Default for Models {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(REMEMBERED)))
    }
}

impl Models {
    /// A model with its dimensions and levels.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none.
    pub async fn get(&self, db: &impl Executor, id: MaturityModelId) -> Result<Arc<Model>, Error> {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Arc::clone(known));
        }
        let model = Arc::new(queries::model_by_key(db, id).await?.ok_or(Error::NotFound)?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(id, Arc::clone(&model));
        Ok(model)
    }
}
