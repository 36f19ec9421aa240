//! The demo: the example study in a folder of its own, made by the product's own operations: the saved documents under
//! `examples/`, run one after another as the people who would send them, with the tables and the plan in `examples/demo/`. Each
//! thing is done at its time: the clock is moved back, goes on as the story does, and shows the machine's time in the end.
//!
//! What is answered is drawn from a fixed seed: it is the same each time. It is made up, and the study says so.

mod access;
mod answers;
mod api;
mod links;
mod rounds;
mod story;
mod study;
mod tables;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

pub use access::Access;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Brreg, Limits, Settings};
use crate::db::{Url, schema};

/// The database, in the demo's folder.
const DATABASE: &str = "trespor.db";

/// How the demo runs.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// Where its database, keys and mails are kept.
    pub folder: PathBuf,
    /// Address to listen on.
    pub bind: SocketAddr,
    /// Whether and where organizations are looked up.
    pub brreg: Brreg,
    /// What one request may take.
    pub limits: Limits,
    /// Serve when set up; otherwise end.
    pub serve: bool,
    /// Begin anew.
    pub fresh: bool,
}

/// A demo that can be served.
pub struct Demo {
    /// The application.
    pub app: Arc<App>,
    /// How to get in.
    pub access: Access,
}

/// Sets the demo up, or takes up one that was set up before. `say` is told each step.
///
/// # Errors
/// Where the folder cannot be written or may be somebody else's, the address can be reached from elsewhere, or a step
/// is refused.
pub async fn set_up(options: &DemoOptions, say: impl Fn(&str) -> anyhow::Result<()>) -> anyhow::Result<Demo> {
    let folder = &options.folder;
    if !options.bind.ip().is_loopback() {
        bail!(
            "the demo serves this machine only: choose an address such as 127.0.0.1:8080 with --bind or http.bind"
        );
    }
    take(folder)?;
    let known = if options.fresh { None } else { Access::read(folder)? };
    let before = known.filter(|_| folder.join(DATABASE).exists());
    if before.is_none() {
        remove_leftovers(folder)?;
    }
    let app = App::start(settings(options), Clock::default()).await?;
    schema::prepare(&app.db, true).await?;
    let access = match before {
        Some(access) => {
            say("The demo study is there already; `--fresh` begins anew.")?;
            access
        }
        None => {
            let access = story::tell(&app, &say).await?;
            // Written last: a demo that was interrupted is made anew.
            access.write(folder)?;
            access
        }
    };
    Ok(Demo { app, access })
}

fn settings(options: &DemoOptions) -> Settings {
    let mut settings = Settings::default();
    settings.http.bind = options.bind;
    settings.http.public_url = format!("http://{}", options.bind);
    settings.http.development = true;
    settings.database.url = Url::Sqlite(options.folder.join(DATABASE));
    settings.mail.folder = options.folder.join("mail");
    settings.mail.from = "Trespor demo <demo@trespor.example>".to_owned();
    settings.brreg = options.brreg.clone();
    settings.limits = options.limits.clone();
    settings
}

/// The file that says that a folder is a demo's, so that what is in it may be thrown away.
const MARKER: &str = "this-is-a-demo.txt";

/// Takes a folder for the demo: a new or empty one, or one that was a demo's before.
fn take(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let marker = folder.join(MARKER);
    if marker.exists() {
        return Ok(());
    }
    let mut entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    if entries.next().is_some() {
        bail!("{} has files that are not a demo's: choose another folder with --folder", folder.display());
    }
    let text = "Trespor's demo lives here. `trespor demo --fresh` deletes what is in this folder.\n";
    std::fs::write(&marker, text).with_context(|| format!("cannot write {}", marker.display()))
}

/// Removes what an earlier demo left in its folder.
fn remove_leftovers(folder: &Path) -> anyhow::Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.ends_with(MARKER) {
            continue;
        }
        let removed =
            if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        removed.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_no_folder_that_may_be_somebody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let theirs = folder.path().join("trespor.db");
        std::fs::write(&theirs, "precious").unwrap();
        let refused = take(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("choose another folder"), "{refused}");
        assert_eq!(std::fs::read_to_string(&theirs).unwrap(), "precious");

        let ours = folder.path().join("demo");
        take(&ours).unwrap();
        std::fs::write(ours.join("trespor.db"), "made up").unwrap();
        take(&ours).unwrap();
        remove_leftovers(&ours).unwrap();
        assert!(!ours.join("trespor.db").exists() && ours.join(MARKER).exists());
    }
}
