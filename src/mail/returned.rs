//! The mailbox that mails come back to: a Maildir that a mail server, or a program that fetches mail, delivers into.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::bounce::{self, Bounce};
use super::queries;
use crate::app::App;
use crate::db::Txn;
use crate::error::Error;

/// How often to look into the mailbox.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// What is read of a mail. A notification that is longer has the mail itself, with what we look for at its beginning.
const MOST_BYTES: u64 = 1024 * 1024;
/// Mails that are read at once.
const AT_ONCE: usize = 100;

/// Reads what comes back until told to stop; where no mailbox is set there is nothing to do.
pub async fn read_returned_until(app: Arc<App>, stop: CancellationToken) {
    if app.settings.mail.returned.is_none() {
        return;
    }
    while !stop.is_cancelled() {
        if let Err(error) = read_returned(&app).await {
            let error = format!("{:#}", anyhow::Error::from(error));
            tracing::error!(error, "the mailbox of returned mails cannot be read");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Reads what has come back since the last time, and lets those act on it who listen; returns how many mails of ours that
/// were. Each mail is moved from `new` to `cur` when it has been dealt with, so that none is lost, and no other program has to.
///
/// # Errors
/// [`Error::Fault`] where the mailbox cannot be read or the database fails.
pub async fn read_returned(app: &Arc<App>) -> Result<usize, Error> {
    let Some(mailbox) = app.settings.mail.returned.clone() else { return Ok(0) };
    let mut marked = 0;
    for file in aside({
        let mailbox = mailbox.clone();
        move || waiting(&mailbox)
    })
    .await?
    {
        let (host, path) = (app.mail.sender.host().to_owned(), file.clone());
        let found = aside(move || Ok(bounce::read(&start_of(&path)?, &host))).await?;
        match found {
            Some(bounce) => marked += usize::from(mark(app, bounce).await?),
            None => tracing::info!("a mail in the mailbox of returned mails says nothing of a mail of ours"),
        }
        let mailbox = mailbox.clone();
        aside(move || seen(&mailbox, &file)).await?;
    }
    Ok(marked)
}

/// Writes down that a mail came back; whether there is such a mail.
async fn mark(app: &Arc<App>, bounce: Bounce) -> Result<bool, Error> {
    let mut txn = Txn::begin(app).await?;
    let at = app.clock.now();
    let Some(mail) = queries::mark_returned(&txn, bounce.mail, &bounce.status).await? else {
        return Ok(false);
    };
    for listener in &app.mail.listeners {
        listener.returned(&mut txn, &mail, &bounce.status, at).await?;
    }
    txn.commit().await?;
    tracing::warn!(mail = %mail.id.0, status = bounce.status, "a mail came back");
    Ok(true)
}

/// The mails that nobody has read, the oldest names first.
fn waiting(mailbox: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(mailbox.join("new")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    files.truncate(AT_ONCE);
    Ok(files)
}

fn start_of(file: &Path) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    match fs::File::open(file) {
        Ok(file) => drop(file.take(MOST_BYTES).read_to_end(&mut raw)?),
        // Another process has dealt with it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    Ok(raw)
}

/// Marks a mail as seen, in the way of a Maildir.
fn seen(mailbox: &Path, file: &Path) -> io::Result<()> {
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else { return Ok(()) };
    let there = mailbox.join("cur");
    fs::create_dir_all(&there)?;
    match fs::rename(file, there.join(format!("{name}:2,S"))) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Does what waits for the disk where that holds up nobody.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?;
    Ok(done.map_err(anyhow::Error::from)?)
}
