//! Putting mail into the outbox.

use std::collections::HashMap;

use ::entity::Language;
use ::entity::id::MailMessageId;
use ::entity::mail_message::{MailKind, MailStatus, Model};
use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::transport::Undelivered;
use super::{Letter, queries};
use crate::app::App;
use crate::auth::{Auth, CannotOpen};
use crate::db::{Executor, Txn};
use crate::error::Error;
use crate::value::Email;

/// Who a mail goes to, and what it is for.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// What it is for.
    pub kind: MailKind,
    /// Address it goes to.
    pub to: Email,
    /// Name of the one who reads it.
    pub to_name: Option<String>,
    /// Language that the letter is written in.
    pub language: Language,
    /// What it concerns, e.g. the key of an invitation; whoever listens for deliveries looks here.
    pub about: Option<Uuid>,
    /// Where one says that one wants no more of these, for those who did not ask for them: goes into `List-Unsubscribe` (RFC 2369).
    pub unsubscribe: Option<Unsubscribe>,
    /// Not sent before then; at once where it is not said.
    pub not_before: Option<DateTime<Utc>>,
    /// When what it says is of no more use, e.g. when its link stops working: it is given up then.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Where one says that one wants no more mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsubscribe {
    /// At this address, or by mail to the sender.
    Page(String),
    /// By mail to the sender: what the mail is about has no page.
    ByMail,
}

impl Unsubscribe {
    fn page(self) -> Option<String> {
        match self {
            Self::Page(address) => Some(address),
            Self::ByMail => None,
        }
    }
}

/// Puts a mail into the outbox in the caller's transaction: it is sent if that commits, and never if it does not.
///
/// # Errors
/// [`Error::Fault`] where it cannot be sealed or written.
pub async fn queue(
    txn: &mut Txn,
    app: &App,
    envelope: Envelope,
    letter: Letter,
) -> Result<MailMessageId, Error> {
    let id = MailMessageId::new();
    let now = app.clock.now();
    let rendered = letter.render(envelope.language);
    let by_mail = envelope.unsubscribe.is_some();
    let body = Body {
        to_name: envelope.to_name,
        language: envelope.language,
        unsubscribe: envelope.unsubscribe.and_then(Unsubscribe::page),
        unsubscribe_by_mail: by_mail,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
    };
    let row = Model {
        id,
        kind: envelope.kind,
        recipient: envelope.to.as_str().to_owned(),
        about: envelope.about,
        sealed: Some(body.seal(&app.auth, id)?),
        status: MailStatus::Queued,
        attempts: 0,
        due_at: envelope.not_before.map_or(now, |time| time.max(now)),
        expires_at: envelope.expires_at,
        leased_until: None,
        lease: None,
        last_error: None,
        created_at: now,
        finished_at: None,
    };
    queries::insert(txn, row).await?;
    txn.mail_was_queued();
    Ok(id)
}

/// Gives up the mails about something that wait, but for one that is just being sent; returns what kinds those were. Called by later
/// stages, inside their own use cases.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(crate) async fn give_up(
    txn: &Txn,
    about: Uuid,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<Vec<MailKind>, Error> {
    let given_up = give_up_all(txn, &[about], &[], reason, at).await?;
    Ok(given_up.into_iter().map(|(_, kind)| kind).collect())
}

/// Gives up the mails about any of these that wait, but for some kinds and for those that are just being sent; returns what each was about, and its kind.
/// Called by later stages, inside their own use cases.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(crate) async fn give_up_all(
    txn: &Txn,
    about: &[Uuid],
    but: &[MailKind],
    reason: &str,
    at: DateTime<Utc>,
) -> Result<Vec<(Uuid, MailKind)>, Error> {
    let given_up = queries::give_up(txn, about, but, reason, at).await?;
    Ok(given_up.into_iter().filter_map(|mail| Some((mail.about?, mail.kind))).collect())
}

/// When the last of the mails about these, but for some kinds, is due, as far as any wait that nobody has tried to send.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(crate) async fn last_due(
    txn: &Txn,
    about: &[Uuid],
    but: &[MailKind],
) -> Result<Option<DateTime<Utc>>, Error> {
    Ok(queries::last_due(txn, about, but).await?)
}

/// A mail that was due so long ago should have left.
const STUCK_AFTER: Duration = Duration::hours(1);
/// A mail server that did not take a mail in so many tries, which is after about twenty minutes, may not take it at all.
const STUCK_TRIES: i32 = 4;

/// Which of these a mail is about that should have left long ago, and since when it waits: since it was due, or, where it is tried again
/// and again, since it was made. Called by later stages, inside their own use cases.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(crate) async fn stuck(
    db: &impl Executor,
    about: &[Uuid],
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, DateTime<Utc>>, Error> {
    let due_by = now - STUCK_AFTER;
    let mut since = HashMap::new();
    for (about, due, made) in queries::stuck(db, about, due_by, STUCK_TRIES).await? {
        let waits = if due <= due_by { due } else { made };
        since.entry(about).and_modify(|first| *first = waits.min(*first)).or_insert(waits);
    }
    Ok(since)
}

/// What is sealed in the outbox: all that a mail says, and to whom by name. It holds personal links.
#[derive(Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) to_name: Option<String>,
    pub(super) language: Language,
    #[serde(default)]
    pub(super) unsubscribe: Option<String>,
    /// Earlier versions of Trespor said only where: by mail too.
    #[serde(default)]
    pub(super) unsubscribe_by_mail: bool,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

impl Body {
    /// Encrypts it for this one row of the outbox.
    fn seal(&self, auth: &Auth, id: MailMessageId) -> anyhow::Result<Vec<u8>> {
        let plain = serde_json::to_vec(self).context("a mail cannot be written as JSON")?;
        auth.seal(&plain, id.0.as_bytes())
    }

    /// Decrypts what was sealed for this row. What another process may be able to open is left for another try.
    pub(super) fn open(sealed: &[u8], auth: &Auth, id: MailMessageId) -> Result<Self, Undelivered> {
        let plain = auth.open(sealed, id.0.as_bytes()).map_err(|why| {
            let reason = format!("the sealed mail cannot be opened: {why}");
            match why {
                CannotOpen::NotHere => Undelivered::ForNow(reason),
                CannotOpen::Spoiled => Undelivered::ForGood(reason),
            }
        })?;
        // The seal is good, so another version of Trespor wrote it.
        serde_json::from_slice(&plain).map_err(|_| {
            Undelivered::ForNow("the sealed mail is not written as this version reads it".to_owned())
        })
    }
}
