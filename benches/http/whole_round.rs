//! A whole round: a thousand service owners answer forty questions each, one answer at a time as the page sends them, and submit. And the
//! same answers, written by the plainest SQL that does it durably.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use serde_json::{Value, json};

use crate::bare;
use crate::database::{Backend, Database};
use crate::load::{self, Expected, post};
use crate::report::percentiles;
use crate::scenarios::{CONNECTIONS, SAVE};
use crate::servers::{self, Server};
use crate::study::{self, Writer};

/// By which it is chosen.
pub(crate) const NAME: &str = "whole round";

const SUBMIT: &str = include_str!("../../examples/submit-response.graphql");

pub(crate) const HEAD: &str = "\
| a whole round | database | answers | seconds | answers/s | save: median ms | p99 ms | submit: median ms | p99 ms | plain SQL: answers/s | median ms | p99 ms | ratio |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|";

/// Measures it, and gives a row of the table. «Ratio» is how many times as long our answers take, submitting included.
pub(crate) async fn measure(database: &Database, backend: Backend, owners: usize) -> anyhow::Result<String> {
    let (answered, took) = {
        let server = Server::ours(database, servers::free_address()?)?;
        let respondents = study::respondents(database, server.address, owners).await?;
        let begun = Instant::now();
        let lanes = (0..CONNECTIONS)
            .map(|lane| answer_all(server.address, respondents.iter().skip(lane).step_by(CONNECTIONS)));
        (try_join_all(lanes).await?, begun.elapsed())
    };
    let saves = answered.iter().flat_map(|lane| lane.saves.iter().copied()).collect::<Vec<_>>();
    let submits = answered.iter().flat_map(|lane| lane.submits.iter().copied()).collect::<Vec<_>>();
    let plain = bare::write_again(&database.settings("http://localhost")?, CONNECTIONS).await?;
    anyhow::ensure!(plain.latencies.len() == saves.len(), "not every answer was kept");
    let rate = |took: Duration| saves.len() as f64 / took.as_secs_f64();
    Ok(format!(
        "| {owners} owners | {} | {} | {:.0} | {:.0} | {} | {} | {:.0} | {} | **{:.2}** |",
        backend.name(),
        saves.len(),
        took.as_secs_f64(),
        rate(took),
        percentiles(&saves),
        percentiles(&submits),
        rate(plain.took),
        percentiles(&plain.latencies),
        rate(plain.took) / rate(took),
    ))
}

/// How long each request took.
#[derive(Default)]
struct Answered {
    saves: Vec<Duration>,
    submits: Vec<Duration>,
}

/// Answers for one owner after the other.
async fn answer_all<'a>(
    server: SocketAddr,
    respondents: impl Iterator<Item = &'a (Writer, Vec<Value>)>,
) -> anyhow::Result<Answered> {
    let mut answered = Answered::default();
    for (respondent, answers) in respondents {
        let saves = answers.iter().map(|answer| {
            let body = json!({ "query": SAVE, "variables": { "input": { "answers": [answer] } } });
            post(server, "/graphql", Some(&respondent.token), &body.to_string())
        });
        let submit = json!({ "query": SUBMIT }).to_string();
        let submit = post(server, "/graphql", Some(&respondent.token), &submit);
        let expected = Expected::Part("\"userErrors\":[]");
        let mut took = load::send_each(server, saves.chain([submit]), expected).await?;
        answered.submits.extend(took.pop());
        answered.saves.extend(took);
    }
    Ok(answered)
}
