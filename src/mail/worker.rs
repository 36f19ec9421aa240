//! The worker: takes what is due, sends it, and marks what became of it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use ::entity::mail_message::{MailStatus, Model};
use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::outbox::Body;
use super::transport::Undelivered;
use super::{Leave, backoff, queries};
use crate::app::App;
use crate::db::Txn;
use crate::error::Error;

/// Mails that one turn takes, all of which it begins to send at once: so each is sent or given back within
/// [`SEND_LIMIT`](super::transport::SEND_LIMIT) of being taken, long before its lease runs out.
const AT_ONCE: u64 = 4;

/// How long a worker has a mail for itself.
const LEASE: chrono::Duration = chrono::Duration::minutes(2);

/// How often to look for mail that nobody woke us for: tries that are due again, and what other processes queued.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// How long to leave a database alone that has just failed us.
const AFTER_A_FAULT: Duration = Duration::from_secs(10);

/// Pause after a turn that broke off, which it never should.
const AFTER_A_BREAK: Duration = Duration::from_secs(2);

/// Waits between tries to write down what became of a mail. Should the lease run out over them, nothing is written.
const WAITS_TO_SETTLE: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_secs(2), Duration::from_secs(10)];

/// Delivers until told to stop; finishes the mails in hand first, which takes at most a minute or so. Whatever goes
/// wrong, even a panic, it goes on after a pause; until that works, [`Mail::is_stalled`](super::Mail::is_stalled).
pub async fn deliver_until(app: Arc<App>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let turn = AssertUnwindSafe(turn(&app)).catch_unwind().await;
        app.mail.set_stalled(!matches!(turn, Ok(Ok(Turn { broken_off: 0, .. }))));
        match turn {
            Ok(Ok(Turn { taken: 0, .. })) => {
                app.mail.transport.rest().await;
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = app.mail.queued.notified() => {}
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                }
            }
            Ok(Ok(Turn { broken_off: 0, .. })) => {}
            Ok(Ok(_)) => pause(&stop, AFTER_A_BREAK).await,
            Ok(Err(error)) => {
                tracing::error!(error = format!("{error:#}"), "the outbox cannot be read");
                pause(&stop, AFTER_A_FAULT).await;
            }
            Err(_) => {
                tracing::error!("the mail worker broke off, and is started again");
                pause(&stop, AFTER_A_BREAK).await;
            }
        }
    }
    app.mail.transport.rest().await;
}

async fn pause(stop: &CancellationToken, length: Duration) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(length) => {}
    }
}

/// Delivers what is due now and returns how many mails that were. What could not be delivered waits for its next try.
/// Waits for what another worker of this process has in hand, so that when it returns every mail that was due has had
/// its turn.
///
/// # Errors
/// Where the database fails.
pub async fn deliver_due(app: &Arc<App>) -> anyhow::Result<usize> {
    let mut delivered = 0;
    loop {
        let turn = turn(app).await?;
        if turn.taken == 0 {
            break;
        }
        delivered += turn.delivered;
    }
    drop(app.mail.turns.write().await);
    app.mail.transport.rest().await;
    Ok(delivered)
}

/// What one turn did.
#[derive(Default)]
struct Turn {
    taken: usize,
    delivered: usize,
    /// Mails over which their delivery panicked. The lease of such a mail runs out, and it is tried again.
    broken_off: usize,
}

/// Takes some mails that are due, if any, and sees each of them through.
async fn turn(app: &Arc<App>) -> anyhow::Result<Turn> {
    let _taking = app.mail.turns.read().await;
    let lease = Uuid::now_v7();
    let now = app.clock.now();
    let txn = Txn::begin(app).await?;
    let mails = queries::claim(&txn, lease, now, now + LEASE, AT_ONCE).await?;
    txn.commit().await?;
    let mut turn = Turn { taken: mails.len(), ..Turn::default() };
    let each = mails.into_iter().map(async |mail| {
        let id = mail.id;
        (id, AssertUnwindSafe(see_through(app, mail, lease)).catch_unwind().await)
    });
    for (id, outcome) in join_all(each).await {
        match outcome {
            Ok(delivered) => turn.delivered += usize::from(delivered),
            Err(_) => {
                tracing::error!(mail = %id.0, "the delivery of a mail broke off");
                turn.broken_off += 1;
            }
        }
    }
    Ok(turn)
}

/// Sends one mail and writes down what became of it; whether it was delivered.
async fn see_through(app: &Arc<App>, mail: Model, lease: Uuid) -> bool {
    let sent = send(app, &mail).await;
    for wait in WAITS_TO_SETTLE.map(Some).into_iter().chain([None]) {
        match settle(app, &mail, lease, &sent).await {
            Ok(true) => return sent.is_ok(),
            Ok(false) => {
                tracing::warn!(mail = %mail.id.0, "somebody else has taken this mail meanwhile");
                return false;
            }
            Err(error) => tracing::error!(
                mail = %mail.id.0,
                error = format!("{:#}", anyhow::Error::from(error)),
                "what became of a mail cannot be written down"
            ),
        }
        if let Some(wait) = wait {
            tokio::time::sleep(wait).await;
        }
    }
    // The lease runs out and the mail is tried again, under the same Message-ID.
    false
}

async fn send(app: &App, mail: &Model) -> Result<(), Undelivered> {
    if mail.attempts > backoff::MOST_ATTEMPTS {
        // Taken again and again, and never heard of since: whatever it does to its worker, it does no more.
        return Err(Undelivered::ForGood("its tries ended without an answer".to_owned()));
    }
    let now = app.clock.now();
    if mail.expires_at.is_some_and(|end| end <= now) {
        let before = mail.last_error.as_deref().map(|error| format!("; before that: {error}"));
        return Err(Undelivered::ForGood(format!("it expired{}", before.unwrap_or_default())));
    }
    ask(app, mail).await?;
    let body = Body::open(mail.sealed.as_deref().unwrap_or_default(), &app.auth, mail.id)?;
    let message = app
        .mail
        .sender
        .compose(mail.id, &mail.recipient, body, now)
        .map_err(|_| Undelivered::ForGood("the mail cannot be put together".to_owned()))?;
    app.mail.transport.send(mail.id, &message).await
}

/// Asks whether the mail is still wanted.
async fn ask(app: &App, mail: &Model) -> Result<(), Undelivered> {
    for gate in &app.mail.gates {
        match gate.leave(app, mail).await {
            Ok(Leave::Now) => {}
            Ok(Leave::NotBefore(time)) => return Err(Undelivered::NotBefore(time)),
            Ok(Leave::Never(reason)) => return Err(Undelivered::Unwanted(reason)),
            Err(error) => {
                tracing::error!(
                    mail = %mail.id.0,
                    error = format!("{:#}", anyhow::Error::from(error)),
                    "whether a mail is still wanted cannot be told"
                );
                return Err(Undelivered::ForNow("whether it is still wanted could not be told".to_owned()));
            }
        }
    }
    Ok(())
}

/// What becomes of a mail after a try.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Delivered,
    Later { due_at: DateTime<Utc>, reason: String },
    GivenUp { reason: String },
    PutOff { due_at: DateTime<Utc> },
    Dropped { reason: &'static str },
}

fn fate(sent: &Result<(), Undelivered>, mail: &Model, at: DateTime<Utc>) -> Fate {
    match sent {
        Ok(()) => Fate::Delivered,
        Err(Undelivered::ForGood(reason)) => Fate::GivenUp { reason: reason.clone() },
        Err(Undelivered::ForNow(reason)) => match backoff::wait_after(mail.attempts, mail.id.0) {
            // A mail that expires is taken once more at that time, to be given up and erased.
            Some(wait) => {
                let due_at = mail.expires_at.map_or(at + wait, |end| end.min(at + wait));
                Fate::Later { due_at, reason: reason.clone() }
            }
            None => Fate::GivenUp { reason: reason.clone() },
        },
        Err(Undelivered::NotBefore(due_at)) => Fate::PutOff { due_at: *due_at },
        Err(Undelivered::Unwanted(reason)) => Fate::Dropped { reason },
    }
}

/// Writes down what became of a mail, and lets those act on it who listen, in one transaction; `false`, and nothing
/// written, where the lease is no longer ours.
async fn settle(
    app: &Arc<App>,
    mail: &Model,
    lease: Uuid,
    sent: &Result<(), Undelivered>,
) -> Result<bool, Error> {
    let mut txn = Txn::begin(app).await?;
    let at = app.clock.now();
    let fate = fate(sent, mail, at);
    let held = match &fate {
        Fate::Later { due_at, reason } => queries::try_later(&txn, mail.id, lease, *due_at, reason).await?,
        Fate::Delivered => queries::finish(&txn, mail.id, lease, MailStatus::Delivered, None, at).await?,
        Fate::GivenUp { reason } => {
            queries::finish(&txn, mail.id, lease, MailStatus::Failed, Some(reason), at).await?
        }
        Fate::PutOff { due_at } => queries::put_off(&txn, mail.id, lease, *due_at).await?,
        Fate::Dropped { reason } => {
            queries::finish(&txn, mail.id, lease, MailStatus::Dropped, Some(reason), at).await?
        }
    };
    if !held {
        return Ok(false);
    }
    for listener in &app.mail.listeners {
        match &fate {
            Fate::Later { .. } | Fate::PutOff { .. } => {}
            Fate::Dropped { .. } => listener.dropped(&mut txn, mail, at).await?,
            Fate::Delivered => listener.delivered(&mut txn, mail, at).await?,
            Fate::GivenUp { reason } => listener.failed(&mut txn, mail, reason, at).await?,
        }
    }
    txn.commit().await?;
    let (id, attempt) = (mail.id.0, mail.attempts);
    match fate {
        Fate::Delivered => tracing::info!(mail = %id, attempt, "mail delivered"),
        Fate::Later { reason, .. } => {
            tracing::warn!(mail = %id, attempt, reason, "mail not delivered, will be tried again")
        }
        Fate::GivenUp { reason } => tracing::warn!(mail = %id, attempt, reason, "mail given up"),
        Fate::PutOff { due_at } => tracing::info!(mail = %id, %due_at, "mail put off"),
        Fate::Dropped { reason } => tracing::info!(mail = %id, reason, "mail no longer wanted"),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use ::entity::id::MailMessageId;
    use ::entity::mail_message::MailKind;

    use super::*;

    #[test]
    fn is_tried_again_until_there_is_no_hope_left() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let later = |minutes| Some(at + chrono::Duration::minutes(minutes));
        let for_now = || Err(Undelivered::ForNow("why".to_owned()));
        let for_good = || Err(Undelivered::ForGood("why".to_owned()));
        let cases = [
            (Ok(()), 1, "delivered", None),
            (Ok(()), backoff::MOST_ATTEMPTS, "delivered", None),
            (for_now(), 1, "later", later(1)),
            (for_now(), backoff::MOST_ATTEMPTS - 1, "later", later(1_900)),
            (for_now(), backoff::MOST_ATTEMPTS, "given up", None),
            (for_good(), 1, "given up", None),
        ];
        for (sent, attempts, expected, due) in cases {
            let mail = mail(attempts, at);
            match fate(&sent, &mail, at) {
                Fate::Delivered => assert_eq!((expected, due), ("delivered", None)),
                Fate::Later { due_at, reason } => {
                    assert_eq!((expected, due, reason.as_str()), ("later", Some(due_at), "why"));
                }
                Fate::GivenUp { reason } => {
                    assert_eq!((expected, due, reason.as_str()), ("given up", None, "why"))
                }
                other @ (Fate::PutOff { .. } | Fate::Dropped { .. }) => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn an_expired_mail_is_due_no_later_than_its_end() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let minutes = |minutes| at + chrono::Duration::minutes(minutes);
        // The fourth wait is an hour.
        for (end, due) in [(None, 60), (Some(59), 59), (Some(60), 60), (Some(61), 60)] {
            let mail = Model { expires_at: end.map(minutes), ..mail(4, at) };
            let later = Fate::Later { due_at: minutes(due), reason: "why".to_owned() };
            assert_eq!(fate(&Err(Undelivered::ForNow("why".to_owned())), &mail, at), later, "{end:?}");
        }
    }

    fn mail(attempts: i32, at: DateTime<Utc>) -> Model {
        Model {
            id: MailMessageId(Uuid::nil()),
            kind: MailKind::Invitation,
            recipient: "kari@etat.example".to_owned(),
            about: None,
            sealed: Some(Vec::new()),
            status: MailStatus::Queued,
            attempts,
            due_at: at,
            expires_at: None,
            leased_until: None,
            lease: None,
            last_error: None,
            created_at: at,
            finished_at: None,
        }
    }
}
