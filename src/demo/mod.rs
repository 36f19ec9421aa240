//! The demo: one small study, made by the product's own operations.

use std::net::SocketAddr;
use std::path::PathBuf;

/// How the demo runs.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// Where its database and mails are kept.
    pub folder: PathBuf,
    /// Address to listen on.
    pub bind: SocketAddr,
    /// Serve when set up; otherwise end.
    pub serve: bool,
    /// Begin anew.
    pub fresh: bool,
}

/// Sets up the demo, and serves it.
///
/// # Errors
/// Where a step fails.
pub async fn run(_options: DemoOptions) -> anyhow::Result<()> {
    anyhow::bail!("not yet")
}
