//! What the tests stand on: a server of their own on a database of their own, and a client that speaks to it as any
//! client does.

mod app;
mod client;
mod database;
mod letters;
pub(crate) mod process;
pub(crate) mod smtp;
pub(crate) mod socket;
mod stub;

pub(crate) use app::TestApp;
pub(crate) use client::{Client, Reply};
pub(crate) use database::{Backend, Database};
pub(crate) use letters::Received;
pub(crate) use stub::{Canned, Stub};

/// Runs each test twice: on SQLite and on PostgreSQL.
///
/// ```ignore
/// both! {
///     async fn a_stranger_sees_nothing(app: TestApp) { … }
/// }
/// ```
macro_rules! both {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: TestApp) $body:block)*) => {$(
        $(#[$attribute])*
        mod $name {
            use super::*;

            async fn check($app: $crate::harness::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let app = $crate::harness::TestApp::spawn($crate::harness::Backend::Sqlite).await;
                Box::pin(check(app)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let app = $crate::harness::TestApp::spawn($crate::harness::Backend::Postgres).await;
                Box::pin(check(app)).await;
            }
        }
    )*};
}
pub(crate) use both;
