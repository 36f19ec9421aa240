//! Mail: an outbox written in the transaction that causes a mail, and a worker that delivers what is in it.
//!
//! Invariants:
//! - a mail is sent only when the transaction that queued it is committed, and then it is tried until a mail server
//!   takes it, refuses it for good, it expires, or the waits between tries (`backoff.rs`) have come to two days;
//! - a worker takes a mail by a lease of two minutes in a short transaction, sends it outside of any, and marks it
//!   in another, together with what else follows from it ([`OnDelivered`]). A worker that is killed leaves nothing
//!   but a lease that runs out, and a worker that lost its lease marks nothing;
//! - any number of workers on one PostgreSQL share the outbox without sending a mail twice. The one exception no
//!   protocol can close: a worker killed after the mail server said "250" and before our commit. The mail then goes
//!   out once more under the same Message-ID, by which the receiving side can tell. So that leases mean the same to
//!   all, clocks of machines on one database must agree within a minute;
//! - what a mail says, personal links included, is sealed in the outbox and erased once it is delivered or given up;
//!   a mail whose key this process does not have waits, as another process may have it;
//! - a mail that comes back is known by its Message-ID, in a notification of the kind that RFC 3464 describes ([`read_returned`]); any
//!   other mail that comes is left alone;
//! - right before it is sent a mail is asked for once more ([`BeforeSending`]): what nobody wants any more is dropped, not sent;
//! - a mail that breaks its delivery off takes no other with it, and the worker goes on after a pause;
//! - logs and `last_error` name a mail by its id and say what kind of error it was, never an address.

mod backoff;
mod bounce;
mod folder;
mod letter;
mod message;
mod outbox;
mod queries;
mod returned;
mod smtp;
mod smtp_url;
mod transport;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ::entity::mail_message;
use anyhow::Context as _;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::{Notify, RwLock};

pub use self::letter::{Block, Letter, Rendered};
pub use self::outbox::{Envelope, Unsubscribe, queue};
pub(crate) use self::outbox::{give_up, give_up_all, last_due, stuck};
pub use self::returned::{read_returned, read_returned_until};
pub use self::worker::{deliver_due, deliver_until};
pub use ::entity::mail_message::MailKind;

use self::message::Sender;
use self::transport::Transport;
use crate::app::App;
use crate::config::Settings;
use crate::db::Txn;
use crate::error::Error;

/// How mail leaves, and who is told when it has.
pub struct Mail {
    transport: Transport,
    sender: Sender,
    listeners: Vec<Arc<dyn OnDelivered>>,
    gates: Vec<Arc<dyn BeforeSending>>,
    queued: Notify,
    /// Shared by the turns that this process's workers are taking; whoever has it alone knows that there is none.
    turns: RwLock<()>,
    /// The worker's last turn failed or broke off.
    stalled: AtomicBool,
}

/// What else happens when a mail is delivered or given up. A listener hears of every kind of mail and acts on its
/// own; an error rolls the marking back, so that the mail is tried again.
#[async_trait]
pub trait OnDelivered: Send + Sync {
    /// In the transaction that marks the mail delivered; `mail` is as it was when it was taken for sending.
    async fn delivered(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        at: DateTime<Utc>,
    ) -> Result<(), Error>;

    /// In the transaction that marks the mail given up; `mail` is as it was when it was taken for sending, `reason` what the mail server
    /// said, or why it was not asked any more.
    async fn failed(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Error>;

    /// In the transaction that marks that the mail was taken by a mail server and came back later; `status` is the reason as an
    /// enhanced status code (RFC 3463), such as `5.1.1` for a mailbox that there is not. May be told more than once.
    async fn returned(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        status: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Error>;

    /// In the transaction that marks the mail as no longer wanted; `mail` is as it was when it was taken for sending.
    async fn dropped(
        &self,
        txn: &mut Txn,
        mail: &mail_message::Model,
        at: DateTime<Utc>,
    ) -> Result<(), Error>;
}

/// Whether a mail that is due leaves now. What was true when it was queued may no longer be: a mail can wait for hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// It does.
    Now,
    /// Not yet; it is asked again at this time, which counts as no try.
    NotBefore(DateTime<Utc>),
    /// Never: nobody wants it any more. Why, without personal data.
    Never(&'static str),
}

/// Who is asked right before a mail is sent whether it is still wanted. Each answers for the kinds of mail that are its own,
/// and lets the others pass.
#[async_trait]
pub trait BeforeSending: Send + Sync {
    /// Whether this mail leaves now. An error is as a mail server that is away: the mail is tried again.
    async fn leave(&self, app: &App, mail: &mail_message::Model) -> Result<Leave, Error>;
}

impl Mail {
    /// Reads the mail settings. Connects to nothing and makes no folder before the first mail.
    ///
    /// # Errors
    /// Names the setting that cannot be used, never its value.
    pub fn new(settings: &Settings) -> anyhow::Result<Self> {
        let transport = match &settings.mail.smtp_url {
            Some(url) => Transport::smtp(url).context("the setting mail.smtp_url cannot be used")?,
            None => Transport::folder(settings.mail.folder.clone()),
        };
        let sender = Sender::new(&settings.mail.from, &settings.http.public_url)?;
        Ok(Self {
            transport,
            sender,
            listeners: Vec::new(),
            gates: Vec::new(),
            queued: Notify::new(),
            turns: RwLock::new(()),
            stalled: AtomicBool::new(false),
        })
    }

    /// Name, or else address, that mails come from.
    #[must_use]
    pub fn sender(&self) -> String {
        self.sender.shown()
    }

    /// Tries whether mail can be written, where it goes to a folder; a mail server is not tried.
    ///
    /// # Errors
    /// Names the folder and the setting.
    pub fn try_folder(&self) -> anyhow::Result<()> {
        self.transport.try_folder()
    }

    /// Adds someone who is told of every mail that is delivered or given up.
    #[must_use]
    pub fn on_delivered(mut self, listener: Arc<dyn OnDelivered>) -> Self {
        self.listeners.push(listener);
        self
    }

    /// Adds someone who is asked before a mail is sent.
    #[must_use]
    pub fn before_sending(mut self, gate: Arc<dyn BeforeSending>) -> Self {
        self.gates.push(gate);
        self
    }

    /// Tells this process's worker that there may be something to deliver, so that it need not wait for its next
    /// look. Workers of other processes look every few seconds.
    pub fn wake(&self) {
        self.queued.notify_one();
    }

    /// Whether this process's worker could not do its work when it last tried, and is waiting to try again. A mail
    /// server that does not take mail is no such trouble.
    #[must_use]
    pub fn is_stalled(&self) -> bool {
        self.stalled.load(Ordering::Relaxed)
    }

    fn set_stalled(&self, stalled: bool) {
        self.stalled.store(stalled, Ordering::Relaxed);
    }
}

/// Says what is wrong with an address of a mail server as the setting `mail.smtp_url` has it, without repeating it.
///
/// # Errors
/// What is wrong, as the rest of a sentence that begins with the name of the setting.
pub fn check_smtp_url(raw: &str) -> Result<(), &'static str> {
    smtp_url::read(raw).map(drop)
}
