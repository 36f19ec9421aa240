//! News of what has changed, for subscriptions. On SQLite within this process; on PostgreSQL between all server
//! processes on the database, by `NOTIFY` in the transaction that makes the change.

use std::convert::Infallible;
use std::str::FromStr;

use ::entity::id::RoundId;
use futures_util::Stream;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::error::Error;

const CHANNEL: &str = "trespor_events";

/// Something that changed. Carries keys only: whoever listens reads what they may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Invitations, responses or scores of a round.
    Round(RoundId),
}

impl Event {
    fn encode(self) -> String {
        match self {
            Self::Round(id) => format!("round:{}", id.0),
        }
    }
}

impl FromStr for Event {
    type Err = ();

    fn from_str(raw: &str) -> Result<Self, ()> {
        let id = raw.strip_prefix("round:").ok_or(())?;
        Ok(Self::Round(RoundId(Uuid::parse_str(id).map_err(|_| ())?)))
    }
}

/// Where news is sent and heard.
#[derive(Debug)]
pub struct Events {
    sender: broadcast::Sender<Event>,
    backend: DbBackend,
}

impl Events {
    /// News for a server on this kind of database.
    #[must_use]
    pub fn new(backend: DbBackend) -> Self {
        Self { sender: broadcast::channel(1024).0, backend }
    }

    /// Everything from now on. A listener that falls more than 1,024 events behind is told that it missed some.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.sender.subscribe()
    }

    /// Sends events along with a transaction, where the database can do that.
    pub(crate) async fn send_with(&self, txn: &DatabaseTransaction, events: &[Event]) -> Result<(), Error> {
        if self.backend == DbBackend::Postgres {
            for event in events {
                let notify = Statement::from_sql_and_values(
                    self.backend,
                    "SELECT pg_notify($1, $2)",
                    [CHANNEL.into(), event.encode().into()],
                );
                txn.execute_raw(notify).await?;
            }
        }
        Ok(())
    }

    /// Tells listeners of this process, where the database does not.
    pub(crate) fn committed(&self, events: Vec<Event>) {
        if self.backend != DbBackend::Postgres {
            for event in events {
                // An error means that nobody listens.
                let _ = self.sender.send(event);
            }
        }
    }

    /// Passes on what PostgreSQL tells, until the pool is closed. The listener reconnects by itself; what was said
    /// meanwhile is lost, which a subscriber sees as a figure that comes with the next change.
    ///
    /// # Errors
    /// Where the connection cannot be made, or not anew.
    pub async fn relay(&self, db: &crate::db::Db) -> anyhow::Result<Infallible> {
        let mut listener =
            sea_orm::sqlx::postgres::PgListener::connect_with(db.reader().get_postgres_connection_pool())
                .await?;
        listener.listen(CHANNEL).await?;
        loop {
            // Nothing means that the connection was lost: the next call makes it anew, or says that it cannot.
            let told = listener.try_recv().await?;
            if let Some(event) = told.and_then(|told| told.payload().parse().ok()) {
                let _ = self.sender.send(event);
            }
        }
    }
}

/// Ticks whenever this changes; several changes that come while the listener is busy may give one tick. Ends when the
/// application does.
pub fn changes(mut news: broadcast::Receiver<Event>, wanted: Event) -> impl Stream<Item = ()> {
    async_stream::stream! {
        loop {
            match news.recv().await {
                Ok(event) if event == wanted => yield (),
                Ok(_) => {}
                // Some were missed; this may have been among them.
                Err(broadcast::error::RecvError::Lagged(_)) => yield (),
                Err(broadcast::error::RecvError::Closed) => break,
            }
        }
    }
}
