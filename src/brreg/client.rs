use std::time::Duration;

use anyhow::{Context as _, anyhow};
use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, USER_AGENT};
use hyper::{Request, Response, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;
use url::Url;

use super::Unavailable;

/// Longest answer that is read, in bytes. A page of a hundred units takes a third of it.
const LONGEST_ANSWER: usize = 1_048_576;
/// How long a connection is kept for another question.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Who asks.
const NAME: &str = concat!("trespor/", env!("CARGO_PKG_VERSION"));

/// Sends questions to the register and reads answers: over HTTP/1.1, encrypted where the address says so. Follows no
/// redirect, and asks each thing once.
pub(super) struct Client {
    http: legacy::Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    address: Url,
}

/// What came back.
pub(super) enum Answer {
    /// It is there: 200.
    Found(Bytes),
    /// It was there: 410.
    Gone(Bytes),
    /// It is not there: 404.
    Missing,
}

impl Client {
    pub(super) fn new(address: &str) -> anyhow::Result<Self> {
        let address = Url::parse(address).context("brreg.address is not an address")?;
        if address.cannot_be_a_base() {
            return Err(anyhow!("brreg.address is not an address"));
        }
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(ring::default_provider())
            .context("TLS cannot be set up")?
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let http = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEEP_ALIVE)
            .pool_max_idle_per_host(2)
            .build(connector);
        Ok(Self { http, address })
    }

    /// Asks for what lies under a path of the API.
    pub(super) async fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Answer, Unavailable> {
        let sent = match self.request(path, query) {
            Ok(request) => self.http.request(request).await,
            Err(error) => return Err(not_understood(&format!("the question cannot be asked: {error:#}"))),
        };
        let response = sent.map_err(|error| unanswered(&anyhow::Error::from(error)))?;
        match response.status() {
            StatusCode::OK => Ok(Answer::Found(read(response).await?)),
            StatusCode::GONE => Ok(Answer::Gone(read(response).await?)),
            StatusCode::NOT_FOUND => Ok(Answer::Missing),
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                Err(unanswered(&anyhow!("status {status}")))
            }
            status => Err(not_understood(&format!("status {status}"))),
        }
    }

    fn request(&self, path: &[&str], query: &[(&str, &str)]) -> anyhow::Result<Request<Empty<Bytes>>> {
        let mut url = self.address.clone();
        url.path_segments_mut().map_err(|()| anyhow!("the address has no path"))?.pop_if_empty().extend(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let request = Request::get(url.as_str()).header(USER_AGENT, NAME).header(ACCEPT, "application/json");
        Ok(request.body(Empty::new())?)
    }
}

async fn read(response: Response<Incoming>) -> Result<Bytes, Unavailable> {
    match Limited::new(response.into_body(), LONGEST_ANSWER).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(not_understood("the answer is too long")),
        Err(error) => Err(unanswered(&anyhow!(error))),
    }
}

/// The cause names the server at most, never what was asked for.
fn unanswered(error: &anyhow::Error) -> Unavailable {
    tracing::warn!(cause = format!("{error:#}"), "the register of organizations did not answer");
    Unavailable::Unanswered
}

fn not_understood(cause: &str) -> Unavailable {
    tracing::warn!(cause, "the register of organizations answered what cannot be understood");
    Unavailable::NotUnderstood
}
