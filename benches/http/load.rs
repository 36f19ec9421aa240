//! Sends requests over connections that stay open, and takes the time. It does as little as it can beside that, as it
//! shares the machine with what it measures.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use futures_util::future::try_join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What one connection sends, and what must come back.
pub(crate) struct Lane {
    /// The bytes of its request number 0, 1, 2 …
    pub(crate) request: Box<dyn Fn(u64) -> Vec<u8>>,
    /// What every answer must be.
    pub(crate) expected: Expected,
    /// How many it has sent.
    pub(crate) sent: u64,
}

/// What an answer must be.
#[derive(Clone, Copy)]
pub(crate) enum Expected {
    /// So many bytes. Not which: fields of an object may come in any order.
    Length(usize),
    /// Something that holds this.
    Part(&'static str),
}

/// What came of driving for a while.
pub(crate) struct Driven {
    /// Requests a second, over all connections.
    pub(crate) rate: f64,
    /// How long each request took.
    pub(crate) latencies: Vec<Duration>,
}

/// The bytes of a POST.
pub(crate) fn post(address: SocketAddr, path: &str, token: Option<&str>, body: &str) -> Vec<u8> {
    let authorization = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\naccept: application/graphql-response+json\r\n\
         content-type: application/json\r\n{authorization}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Sends one request and returns the body of the answer.
pub(crate) async fn once(address: SocketAddr, request: &[u8]) -> anyhow::Result<Vec<u8>> {
    Connection::open(address).await?.exchange(request).await.map(<[u8]>::to_vec)
}

/// Sends what the lanes say for a while, each over a connection of its own, each request after the answer to the one
/// before.
pub(crate) async fn drive(
    address: SocketAddr,
    lanes: &mut [Lane],
    lasting: Duration,
) -> anyhow::Result<Driven> {
    let driven = try_join_all(lanes.iter_mut().map(|lane| drive_lane(address, lane, lasting))).await?;
    // Each connection counts up to its own last answer: what was under way at the end would else count as nothing.
    let rate = |(latencies, took): &(Vec<Duration>, Duration)| latencies.len() as f64 / took.as_secs_f64();
    let rate = driven.iter().map(rate).sum();
    Ok(Driven { rate, latencies: driven.into_iter().flat_map(|(latencies, _)| latencies).collect() })
}

/// Sends these over a connection of its own, each after the answer to the one before; how long each took.
pub(crate) async fn send_each(
    address: SocketAddr,
    requests: impl Iterator<Item = Vec<u8>>,
    expected: Expected,
) -> anyhow::Result<Vec<Duration>> {
    let mut connection = Connection::open(address).await?;
    let mut latencies = Vec::new();
    for request in requests {
        let begun = Instant::now();
        let body = connection.exchange(&request).await?;
        latencies.push(begun.elapsed());
        expected.check(body)?;
    }
    Ok(latencies)
}

async fn drive_lane(
    address: SocketAddr,
    lane: &mut Lane,
    lasting: Duration,
) -> anyhow::Result<(Vec<Duration>, Duration)> {
    let mut connection = Connection::open(address).await?;
    let mut latencies = Vec::new();
    let begun = Instant::now();
    let mut last = begun;
    while begun.elapsed() < lasting {
        let request = (lane.request)(lane.sent);
        let body = connection.exchange(&request).await?;
        let now = Instant::now();
        latencies.push(now - last);
        last = now;
        lane.sent += 1;
        lane.expected.check(body)?;
    }
    Ok((latencies, last - begun))
}

impl Expected {
    fn check(&self, body: &[u8]) -> anyhow::Result<()> {
        let fits = match self {
            Self::Length(length) => body.len() == *length,
            Self::Part(part) => body.windows(part.len()).any(|found| found == part.as_bytes()),
        };
        ensure!(fits, "an answer is not what it should be: {}", String::from_utf8_lossy(body));
        Ok(())
    }
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 << 10) })
    }

    async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<&[u8]> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let (begins, ends) = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server hung up");
            }
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break (end + 4, end + 4 + length(&self.buffer[..end])?);
            }
        };
        while self.buffer.len() < ends {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server hung up within an answer");
            }
        }
        Ok(&self.buffer[begins..ends])
    }
}

/// The length of the body; an answer that does not say, or is no success, spoils the measurement.
fn length(head: &[u8]) -> anyhow::Result<usize> {
    let head = std::str::from_utf8(head)?;
    ensure!(head.starts_with("HTTP/1.1 200"), "the server refused: {head}");
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    Ok(length.context("the server does not say how long its answer is")?.trim().parse()?)
}
