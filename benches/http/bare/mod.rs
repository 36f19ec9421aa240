//! The server that ours is measured against: what somebody would write who needs just these five answers. An actix
//! handler for each, SQL by hand through sqlx, rows read by position, JSON by serde.
//!
//! What it reads, it reads by the statements that ours runs, the look-up of who asks included, so that the ratio shows
//! what GraphQL, SeaORM and our middleware add. What it writes, it writes by the fewest statements that do it soundly.
//! Tokens are verified by our own code.

mod json;
mod on_postgres;
mod on_sqlite;

use std::time::Duration;

use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use entity::LocalizedText;
use entity::id::{AccountId, InvitationId, InvitationLinkId, SessionId};
use serde::Deserialize;
use trespor::auth::{Auth, Verified};
use trespor::config::{self, Settings};
use trespor::db::Url;
use uuid::Uuid;

/// Serves until killed, with the settings that the environment holds, as ours does.
pub(crate) fn serve() -> anyhow::Result<()> {
    let settings = config::load(None)?.settings;
    actix_web::rt::System::new().block_on(async {
        match settings.database.url.clone() {
            Url::Sqlite(path) => on_sqlite::serve(&settings, &path).await,
            Url::Postgres(url) => on_postgres::serve(&settings, &url).await,
        }
    })
}

/// What came of writing the answers of a round.
pub(crate) struct Written {
    /// How long each took.
    pub(crate) latencies: Vec<Duration>,
    /// How long all of them took.
    pub(crate) took: Duration,
}

/// Writes the answers of a round once more, so many at a time.
pub(crate) async fn write_again(settings: &Settings, connections: usize) -> anyhow::Result<Written> {
    match settings.database.url.clone() {
        Url::Sqlite(path) => on_sqlite::write_again(&path, connections).await,
        Url::Postgres(url) => on_postgres::write_again(&url, connections).await,
    }
}

/// Threads that answer requests, as many as ours has.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

fn auth(settings: &Settings) -> anyhow::Result<Auth> {
    Auth::new(settings)
}

/// An answer that is always the same. Like the other handlers it reads what was sent: actix hangs up otherwise.
async fn constant(_sent: Bytes) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(json::TYPENAME)
}

/// Whatever goes wrong here spoils the measurement.
#[derive(Debug)]
struct Failure(anyhow::Error);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl ResponseError for Failure {}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

type Answer = Result<HttpResponse, Failure>;

/// What the body of a save says.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Save {
    question_id: Uuid,
    option_id: Uuid,
    base_revision: i32,
}

fn verified(auth: &Auth, request: &HttpRequest, now: DateTime<Utc>) -> anyhow::Result<Verified> {
    let header = request.headers().get(AUTHORIZATION).context("no token")?.to_str()?;
    let token = header.strip_prefix("Bearer ").context("no bearer")?;
    auth.verify(token, now).context("the token is not good")
}

fn account(auth: &Auth, request: &HttpRequest, now: DateTime<Utc>) -> anyhow::Result<(AccountId, SessionId)> {
    match verified(auth, request, now)? {
        Verified::Account { account_id, session_id } => Ok((account_id, session_id)),
        Verified::Respondent { .. } => bail!("a respondent's token"),
    }
}

fn respondent(
    auth: &Auth,
    request: &HttpRequest,
    now: DateTime<Utc>,
) -> anyhow::Result<(InvitationId, InvitationLinkId)> {
    match verified(auth, request, now)? {
        Verified::Respondent { invitation_id, link_id } => Ok((invitation_id, link_id)),
        Verified::Account { .. } => bail!("an account's token"),
    }
}

/// Places for `count` values, the first of them number `from`: `$2, $3, $4`.
fn places(from: usize, count: usize) -> String {
    let places: Vec<String> = (from..from + count).map(|number| format!("${number}")).collect();
    places.join(", ")
}

fn bokmaal(text: sea_orm::sqlx::types::Json<LocalizedText>) -> String {
    text.0.nb
}
