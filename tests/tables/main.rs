//! Tables as files: written, read, made by others, broken on purpose.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is how a test says that it failed, and what it measured"
)]

use trespor::table;

mod files;
mod harness;
mod hostile;
mod memory;
mod round_trip;
