//! Being told to stop.

use std::time::Duration;

use anyhow::Context as _;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::exit;

/// How long the same wish to stop may take to arrive in full: whoever starts the program may pass a Ctrl-C on to it
/// that it has had from the terminal already.
const ONE_WISH: Duration = Duration::from_secs(1);

/// A token that is cancelled by Ctrl-C or SIGTERM. A second one, at least a second later, ends the program at once.
pub(super) fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let mut signals = Signals::listen().context("the operating system does not tell when to stop")?;
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        signals.next().await;
        tracing::info!(
            "told to stop: finishing what is under way; a second Ctrl-C or SIGTERM ends it at once"
        );
        told.cancel();
        let first = Instant::now();
        signals.next().await;
        while first.elapsed() < ONE_WISH {
            signals.next().await;
        }
        tracing::warn!("told to stop twice: ending at once");
        exit::at_once();
    });
    Ok(stop)
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Without the signal there is nothing to wait for but the end of the program.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
