//! The database: one set of connections for reading, one for writing, transactions, and a count of statements.
//!
//! Invariants:
//! - SQLite has exactly one writing connection, and every transaction on it begins as `IMMEDIATE`, so that writers
//!   queue in this process instead of failing with "database is locked"; whoever has queued for as long as an operation
//!   may take is told that the database is busy;
//! - a commit is durable when it is acknowledged (`synchronous = FULL` on SQLite, PostgreSQL's own default);
//! - what must happen only after a commit (events, waking the mail worker) is held by [`Txn`] until then.

mod batch;
mod connect;
pub mod durability;
mod insert;
pub(crate) mod page;
mod reader;
pub mod schema;
mod statements;
mod trouble;
mod turns;
mod txn;
mod union;
mod word;

pub use batch::{Batch, BatchError, Loaders, loaders};
pub use connect::{Db, Url};
pub(crate) use insert::{insert_all, upsert_all};
pub use page::{Page, Slice};
pub use reader::Reader;
pub use sea_orm::ConnectionTrait as Executor;
pub use statements::Statements;
pub(crate) use trouble::{is_busy, may_pass};
pub use turns::Turns;
pub use txn::Txn;
pub(crate) use union::{MOST_PARTS, union_of};
pub(crate) use word::{Word, by_stored_name, stored_name, stored_names};
