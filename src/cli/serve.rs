//! `trespor serve`.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::{logging, signals};
use crate::app::App;
use crate::clock::Clock;
use crate::config;
use crate::db::{Url, schema};

/// Serves until told to stop. The address is taken before the database is touched: a second server that is started
/// by mistake must not bring the database up to date under the first.
pub(super) async fn run(file: Option<&Path>) -> anyhow::Result<()> {
    let settings = config::load(file)?.settings;
    logging::start(&settings.log)?;
    let database = match settings.database.url {
        Url::Sqlite(_) => "SQLite",
        Url::Postgres(_) => "PostgreSQL",
    };
    let listener = listen(settings.http.bind, "http.bind (TRESPOR_HTTP__BIND)")?;
    let address = listener.local_addr().context("the server has no address")?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), %address, database, "Trespor starts");
    let stop = signals::stop_on_signal()?;
    let migrate_on_start = settings.database.migrate_on_start;
    let app = App::start(settings, Clock::default()).await?;
    app.mail.try_folder()?;
    let steps = schema::prepare(&app.db, migrate_on_start).await.context("the database cannot be served")?;
    if !steps.is_empty() {
        tracing::info!(steps = steps.join(", "), "the database was brought up to date");
    }
    tracing::info!(public_url = %app.settings.http.public_url, "ready");
    Box::pin(crate::http::serve(app, listener, stop)).await
}

/// Takes the address; where it cannot, says by which `setting` another is chosen.
pub(super) fn listen(bind: SocketAddr, setting: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(bind).map_err(|error| {
        let advice = match error.kind() {
            ErrorKind::AddrInUse => "another program has it: stop that one, or choose another address",
            ErrorKind::PermissionDenied => "ports below 1024 need special rights: choose a higher one",
            ErrorKind::AddrNotAvailable => {
                "this machine has no such IP address: choose one that it has, or 0.0.0.0"
            }
            _ => "choose another address",
        };
        anyhow!(error).context(format!("cannot listen on {bind}: {advice} with {setting}"))
    })
}
