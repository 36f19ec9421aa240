//! The demo: a small study in a folder of its own, made by the product's own operations: the saved documents under
//! `examples/`, run one after another as the people who would send them, with the data of `examples/demo.json`.

mod access;
mod api;
mod story;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

pub use access::Access;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{Url, schema};

/// How the demo runs.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// Where its database, keys and mails are kept.
    pub folder: PathBuf,
    /// Address to listen on.
    pub bind: SocketAddr,
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
/// Where the folder cannot be written, or a step is refused.
pub async fn set_up(options: &DemoOptions, say: impl Fn(&str) -> anyhow::Result<()>) -> anyhow::Result<Demo> {
    let folder = &options.folder;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let before = if options.fresh { None } else { Access::read(folder)? };
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
    settings.database.url = Url::Sqlite(options.folder.join("trespor.db"));
    settings.mail.folder = options.folder.join("mail");
    settings.mail.from = "Trespor demo <demo@trespor.example>".to_owned();
    settings
}

/// Removes what an earlier demo left, and nothing else that may be in the folder.
fn remove_leftovers(folder: &Path) -> anyhow::Result<()> {
    for name in ["trespor.db", "trespor.db-wal", "trespor.db-shm", "trespor.db.keys", access::FILE] {
        remove(std::fs::remove_file(folder.join(name)), &folder.join(name))?;
    }
    let mail = folder.join("mail");
    remove(std::fs::remove_dir_all(&mail), &mail)
}

fn remove(outcome: std::io::Result<()>, path: &Path) -> anyhow::Result<()> {
    match outcome {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
