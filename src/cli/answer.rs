//! The standard output.

use std::io::{ErrorKind, Write as _, stdout};

use anyhow::Context as _;

/// Prints text as it is. Where the reader has gone, as after `trespor schema | head`, nobody misses the rest.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("the answer could not be printed")
        }
        _ => Ok(()),
    }
}
