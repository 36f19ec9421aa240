//! Submitting forty answers: each can be done once only, so that each of the servers gets owners of its own, and the turns are counted
//! in submissions instead of in time.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use serde_json::{Value, json};

use crate::Plan;
use crate::database::{Backend, Database};
use crate::load::{self, Expected, post};
use crate::report::{Finding, Side};
use crate::scenarios::{CONNECTIONS, SAVE};
use crate::servers::{self, Server};
use crate::study::{self, Writer};

/// By which it is chosen.
pub(crate) const NAME: &str = "submit 40 answers";

/// Submissions over each connection in a turn.
const EACH: usize = 4;
/// What must come back: a receipt.
const RECEIPT: Expected = Expected::Part("\"contentHash\":");

const SUBMIT: &str = include_str!("../../examples/submit-response.graphql");

/// Measures it on one database. The first turn of each server warms up and counts for nothing.
pub(crate) async fn measure(database: &Database, backend: Backend, plan: &Plan) -> anyhow::Result<Finding> {
    let ours = Server::ours(database, servers::free_address()?)?;
    let in_a_turn = CONNECTIONS * EACH;
    let turns = plan.pairs + 1;
    let respondents = study::respondents(database, ours.address, 2 * turns * in_a_turn + 1).await?;
    let lanes = (0..CONNECTIONS).map(|lane| {
        let requests = respondents.iter().skip(lane).step_by(CONNECTIONS).map(|one| save_all(&ours, one));
        load::send_each(ours.address, requests, Expected::Part("\"userErrors\":[]"))
    });
    try_join_all(lanes).await?;
    // The round keeps its model from its first submission on; both find it there.
    let mut left = respondents.iter().map(|(writer, _)| writer);
    let first = left.next().map(|writer| submit(&ours, "/graphql", writer));
    load::send_each(ours.address, first.into_iter(), RECEIPT).await?;
    let bare = Server::bare(database, ours.address)?;
    let mut sides = [Side::default(), Side::default()];
    for turn in 0..turns {
        for ((server, path), side) in [(&ours, "/graphql"), (&bare, "/submit")].into_iter().zip(&mut sides) {
            let some: Vec<&Writer> = left.by_ref().take(in_a_turn).collect();
            let before = server.cpu_time();
            let (took, latencies) = drive(server, path, &some).await?;
            let cpu = server.cpu_time().zip(before).map(|(after, before)| after - before);
            if turn > 0 {
                side.add(some.len() as f64 / took.as_secs_f64(), latencies, cpu);
            }
        }
    }
    Ok(Finding { scenario: NAME, database: backend.name(), sides })
}

async fn drive(
    server: &Server,
    path: &str,
    writers: &[&Writer],
) -> anyhow::Result<(Duration, Vec<Duration>)> {
    let begun = Instant::now();
    let lanes = writers.chunks(EACH).map(|some| {
        let requests = some.iter().map(|writer| submit(server, path, writer));
        load::send_each(server.address, requests, RECEIPT)
    });
    let latencies = try_join_all(lanes).await?.concat();
    Ok((begun.elapsed(), latencies))
}

fn save_all(server: &Server, (writer, answers): &(Writer, Vec<Value>)) -> Vec<u8> {
    let body = json!({ "query": SAVE, "variables": { "input": { "answers": answers } } });
    post(server.address, "/graphql", Some(&writer.token), &body.to_string())
}

fn submit(server: &Server, path: &str, writer: &Writer) -> Vec<u8> {
    post(server.address, path, Some(&writer.token), &json!({ "query": SUBMIT }).to_string())
}
