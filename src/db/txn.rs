use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait as _,
};

use crate::app::App;
use crate::error::Error;
use crate::events::Event;

/// How long a change waits for its turn, however short the time is that operations are given.
const LEAST_PATIENCE: Duration = Duration::from_secs(3);

/// A transaction that writes. Dropped without [`Txn::commit`] it leaves nothing behind.
#[must_use = "a transaction that is not committed is rolled back"]
pub struct Txn {
    inner: DatabaseTransaction,
    app: Arc<App>,
    events: Vec<Event>,
    mail_queued: bool,
}

impl Txn {
    /// Begins one, waiting for its turn about as long as an operation may take.
    ///
    /// # Errors
    /// [`Error::Busy`] where its turn does not come; [`Error::Fault`] where the database fails.
    pub(crate) async fn begin(app: &Arc<App>) -> Result<Self, Error> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let patience = Duration::from_secs(app.settings.limits.timeout_seconds).max(LEAST_PATIENCE);
        let beginning = app.db.writer().begin_with_options(options);
        let Ok(inner) = tokio::time::timeout(patience, beginning).await else {
            tracing::warn!(seconds = patience.as_secs(), "the database had no time for a change");
            return Err(Error::Busy);
        };
        let inner = inner?;
        Ok(Self { inner, app: Arc::clone(app), events: Vec::new(), mail_queued: false })
    }

    /// The parts of the server.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Tells subscribers, once the transaction is committed.
    pub fn announce(&mut self, event: Event) {
        if !self.events.contains(&event) {
            self.events.push(event);
        }
    }

    /// Wakes the mail worker, once the transaction is committed.
    pub(crate) fn mail_was_queued(&mut self) {
        self.mail_queued = true;
    }

    /// Makes everything written last, then tells those who wait for it.
    ///
    /// # Errors
    /// [`Error::Fault`] where the database could not commit; then nothing was written.
    pub async fn commit(self) -> Result<(), Error> {
        let Self { inner, app, events, mail_queued } = self;
        inner.commit().await?;
        app.events.tell(&events);
        if mail_queued {
            app.mail.wake();
        }
        Ok(())
    }
}

impl Deref for Txn {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Txn {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.inner.query_all_raw(statement).await
    }
}
