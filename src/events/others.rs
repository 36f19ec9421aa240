//! The other server processes on a PostgreSQL database.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, Statement};
use tokio::sync::Notify;
use tokio::time::sleep;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use super::{Event, News};
use crate::db::Db;

const CHANNEL: &str = "trespor_events";
/// The least time between two notifications. What changes in between is told by one.
const PAUSE: Duration = Duration::from_millis(100);
/// Pause before telling is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(2);
/// At most so many events in one statement.
const MAX_AT_ONCE: usize = 500;

/// Tells them, and hears them.
#[derive(Debug)]
pub(super) struct Others {
    /// Tells our own news, which come back, from those of others.
    own_name: String,
    waiting: Arc<Waiting>,
    _teller: AbortOnDropHandle<()>,
}

/// What is to be told, each thing once.
#[derive(Debug, Default)]
struct Waiting {
    events: Mutex<Vec<Event>>,
    any: Notify,
}

impl Waiting {
    fn add(&self, events: &[Event]) {
        let mut waiting = self.events();
        for event in events {
            if !waiting.contains(event) {
                waiting.push(*event);
            }
        }
        drop(waiting);
        self.any.notify_one();
    }

    fn take(&self) -> Vec<Event> {
        let mut waiting = self.events();
        let rest = waiting.len().saturating_sub(MAX_AT_ONCE);
        waiting.split_off(rest)
    }

    fn events(&self) -> MutexGuard<'_, Vec<Event>> {
        // What waits is whole between any two statements here, so a panic elsewhere is no reason to stop.
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Others {
    /// Begins to tell what waits.
    pub(super) fn new(db: &Db) -> Self {
        let own_name = Uuid::now_v7().simple().to_string();
        let waiting = Arc::new(Waiting::default());
        let teller = tell_what_waits(db.writer().clone(), own_name.clone(), Arc::clone(&waiting));
        Self { own_name, waiting, _teller: AbortOnDropHandle::new(tokio::spawn(teller)) }
    }

    /// Has this told soon.
    pub(super) fn tell(&self, events: &[Event]) {
        if !events.is_empty() {
            self.waiting.add(events);
        }
    }

    /// Passes on what others tell. Whenever the connection was made anew, something may have been lost.
    pub(super) async fn hear(&self, db: &Db, pass_on: impl Fn(News)) -> anyhow::Result<Infallible> {
        let pool = db.writer().get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        pass_on(News::Lost);
        loop {
            match listener.try_recv().await? {
                // The connection was lost, and by now is made anew.
                None => pass_on(News::Lost),
                Some(told) => match told.payload().split_once(' ') {
                    Some((name, _)) if name == self.own_name => {}
                    // What a newer server tells may be unknown to this one.
                    Some((_, event)) => event.parse().map_or((), |event| pass_on(News::Of(event))),
                    None => {}
                },
            }
        }
    }
}

async fn tell_what_waits(db: DatabaseConnection, own_name: String, waiting: Arc<Waiting>) {
    let mut is_failing = false;
    loop {
        waiting.any.notified().await;
        loop {
            let events = waiting.take();
            if events.is_empty() {
                break;
            }
            match notify(&db, &own_name, &events).await {
                Ok(()) => is_failing = false,
                Err(error) => {
                    if !is_failing {
                        tracing::warn!(%error, "other servers cannot be told what changes here; trying on");
                    }
                    is_failing = true;
                    waiting.add(&events);
                    sleep(RETRY_AFTER).await;
                }
            }
            sleep(PAUSE).await;
        }
    }
}

async fn notify(db: &DatabaseConnection, own_name: &str, events: &[Event]) -> Result<(), DbErr> {
    let told: Vec<String> = events.iter().map(|event| format!("{own_name} {}", event.encode())).collect();
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT pg_notify($1, told) FROM unnest(string_to_array($2, ',')) AS told",
        [CHANNEL.into(), told.join(",").into()],
    );
    db.execute_raw(statement).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::entity::id::RoundId;

    #[test]
    fn what_waits_is_told_once_and_in_parts() {
        let waiting = Waiting::default();
        let round = |number: usize| Event::Round(RoundId(Uuid::from_u128(number as u128)));
        for number in 0..1200 {
            waiting.add(&[round(number % 600), round(number % 600)]);
        }
        assert_eq!(waiting.take().len(), 500);
        assert_eq!(waiting.take().len(), 100);
        assert!(waiting.take().is_empty());
    }
}
