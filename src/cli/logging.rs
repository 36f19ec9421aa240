//! The log, on the standard error.

use std::io::{IsTerminal as _, stderr};

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

use crate::config::Log;

/// Parts of the program whose everyday news is nobody's; a filter that names one of them goes before this.
const QUIET: &str = "sea_orm_migration=warn,sqlx=warn,actix_server=warn";

/// For commands that answer and end: only what somebody should look at.
pub(super) fn for_a_command() -> Log {
    Log { json: false, filter: "warn".to_owned() }
}

/// For the demo, which itself says what it does.
pub(super) fn for_a_demo() -> Log {
    for_a_command()
}

/// Begins to log. A panic is logged with its place only: its text may hold what somebody answered.
pub(super) fn start(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", log.filter))
        .context("the setting log.filter cannot be used")?;
    let colours = stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).with_ansi(colours);
    let started = if log.json {
        builder.json().flatten_event(true).with_span_list(false).try_init()
    } else {
        builder.try_init()
    };
    started.map_err(|error| anyhow::anyhow!("{error}")).context("the log could not be begun")?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault of Trespor: please report it");
    }));
    Ok(())
}
