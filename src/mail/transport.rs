//! The ways out: a mail server, or a folder.

use std::path::PathBuf;
use std::time::Duration;

use ::entity::id::MailMessageId;
use lettre::Message;

use super::smtp::Smtp;
use super::{folder, smtp_url};

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

    /// Gives back what is only needed while there is mail to send.
    pub(super) async fn rest(&self) {
        if let Self::Smtp(smtp) = self {
            smtp.rest().await;
        }
    }
}
