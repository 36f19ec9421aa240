use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::entity::id::{MaturityModelId, RoundId, StudyId};
use ::entity::maturity_item;
use lru::LruCache;

use super::{Model, queries};
use crate::db::Executor;
use crate::error::Error;

/// How many models are remembered; a process rarely serves rounds of more at once.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(32).unwrap();

/// Maturity models that were read lately. A model never changes once it is made, so that neither dashboards nor submitting need to read
/// it again.
pub struct Models(Mutex<LruCache<MaturityModelId, WithItems>>);

/// A model with what it is measured by.
#[derive(Clone)]
pub(super) struct WithItems {
    /// The model.
    pub(super) model: Arc<Model>,
    /// Its items, in the order of their keys.
    pub(super) items: Arc<[maturity_item::Model]>,
}

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
        Ok(self.with_items(db, id).await?.model)
    }

    /// The model that a round keeps, if it keeps one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn kept(&self, db: &impl Executor, round: RoundId) -> Result<Option<Arc<Model>>, Error> {
        match queries::kept_model_id(db, round).await? {
            Some(kept) => self.get(db, kept).await.map(Some),
            None => Ok(None),
        }
    }

    /// The model that a round keeps; where it keeps none, it keeps the latest of its study from now on. `None` where the study has none.
    pub(super) async fn adopted(
        &self,
        db: &impl Executor,
        study: StudyId,
        round: RoundId,
    ) -> Result<Option<WithItems>, Error> {
        if let Some(kept) = queries::kept_model_id(db, round).await? {
            return self.with_items(db, kept).await.map(Some);
        }
        match queries::adopt_latest_model(db, study, round).await? {
            Some(model) => self.remember(db, model).await.map(Some),
            None => Ok(None),
        }
    }

    async fn with_items(&self, db: &impl Executor, id: MaturityModelId) -> Result<WithItems, Error> {
        if let Some(known) = self.remembered().get(&id) {
            return Ok(known.clone());
        }
        let model = queries::model_by_key(db, id).await?.ok_or(Error::NotFound)?;
        self.remember(db, model).await
    }

    async fn remember(&self, db: &impl Executor, model: Model) -> Result<WithItems, Error> {
        let id = model.row.id;
        let read = WithItems { model: Arc::new(model), items: queries::items(db, id).await?.into() };
        self.remembered().put(id, read.clone());
        Ok(read)
    }

    fn remembered(&self) -> MutexGuard<'_, LruCache<MaturityModelId, WithItems>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
