//! The ways out: a mail server, or a folder.

use std::path::PathBuf;
use std::time::Duration;

use ::entity::id::MailMessageId;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use lettre::Message;

use super::smtp::Smtp;
use super::{folder, smtp_url};
use crate::private_file;

/// How long one mail may take. Well below the lease, so that nobody else has taken the mail meanwhile.
pub(super) const SEND_LIMIT: Duration = Duration::from_secs(60);

/// How mail leaves.
pub(super) enum Transport {
    /// By a mail server.
    Smtp(Box<Smtp>),
    /// As files in this folder.
    Folder(PathBuf),
}

/// Why a mail was not delivered; no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Undelivered {
    /// Another try may help.
    ForNow(String),
    /// No other try can help.
    ForGood(String),
    /// It may not leave yet, and was not tried.
    NotBefore(DateTime<Utc>),
    /// Nobody wants it any more, and it was not tried.
    Unwanted(&'static str),
}

impl Transport {
    /// By the mail server at this address; see [`smtp_url`].
    pub(super) fn smtp(url: &str) -> anyhow::Result<Self> {
        let server = smtp_url::read(url).map_err(|wrong| anyhow::anyhow!("it {wrong}"))?;
        Ok(Self::Smtp(Box::new(Smtp::new(server)?)))
    }

    /// As files in this folder, which is made with the first of them.
    pub(super) fn folder(folder: PathBuf) -> Self {
        Self::Folder(folder)
    }

    /// Delivers a mail; returns once whoever is next answers for it.
    pub(super) async fn send(&self, id: MailMessageId, message: &Message) -> Result<(), Undelivered> {
        match self {
            Self::Smtp(smtp) => smtp.send(message).await,
            Self::Folder(folder) => folder::write(folder.clone(), id, message.formatted()).await,
        }
    }

    /// Tries whether mail can be written to its folder. A mail server is not tried: it may be away for a while.
    pub(super) fn try_folder(&self) -> anyhow::Result<()> {
        match self {
            Self::Smtp(_) => Ok(()),
            Self::Folder(folder) => private_file::try_folder(folder).with_context(|| {
                format!(
                    "mail cannot be written to the folder {}: choose another with mail.folder (TRESPOR_MAIL__FOLDER), \
                     or name a mail server in mail.smtp_url (TRESPOR_MAIL__SMTP_URL)",
                    folder.display()
                )
            }),
        }
    }

    /// Gives back what is only needed while there is mail to send.
    pub(super) async fn rest(&self) {
        if let Self::Smtp(smtp) = self {
            smtp.rest().await;
        }
    }
}
