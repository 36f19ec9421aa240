//! The context of one request.

use std::sync::Arc;

use ::entity::Language;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::auth::Actor;
use crate::db::{Reader, Txn};
use crate::error::Error;

/// Who asks, in which language, and with what: handed to every use case.
#[derive(Clone)]
pub struct Cx {
    /// What all requests share.
    pub app: Arc<App>,
    /// Who asks.
    pub actor: Actor,
    /// The language of messages to them.
    pub language: Language,
    /// Network address of the one who asks, as far as known; for counting tries, never stored in the clear.
    pub address: Option<std::net::IpAddr>,
}

impl Cx {
    /// A context for `actor`.
    #[must_use]
    pub fn new(app: Arc<App>, actor: Actor) -> Self {
        Self { app, actor, language: Language::default(), address: None }
    }

    /// For reading.
    #[must_use]
    pub fn db(&self) -> &Reader {
        self.app.db.reader()
    }

    /// Begins a transaction that writes: one for each use case that does.
    ///
    /// # Errors
    /// [`Error::Busy`] where others write for too long; [`Error::Fault`] where the database cannot begin one.
    pub async fn begin(&self) -> Result<Txn, Error> {
        Txn::begin(&self.app).await
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }
}
