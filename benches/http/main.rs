//! What a request costs, from the socket and back: `trespor serve` against a bare server that gives the same answers
//! from the same rows, on SQLite and on PostgreSQL.
//!
//! Both are driven in turn (ours, bare, ours, bare …), so that whatever else the machine does meets both alike, and the
//! figure that counts is the ratio. Before anything is measured, the answers of both are compared; while it is
//! measured, every one is checked.
//!
//! Then dashboards of a round of very many owners are measured beside those of sixty ([`many`]).
//!
//! At the end a whole round is answered through ours, and the same answers written by plain SQL ([`whole_round`]).
//!
//! `cargo xtask bench -- --bench http` runs it. Behind another `--` may stand `--pairs N` and `--seconds S` (how many
//! turns each server takes in each scenario, and how long one lasts), `--owners N` (how many answer in the whole round), `--many N` (how many owners are very many), and words
//! that name scenarios.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints what it found")]

mod bare;
mod database;
mod load;
mod many;
mod report;
mod scenarios;
mod servers;
mod study;
mod submitting;
mod whole_round;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use database::{Backend, Database};
use report::{Finding, Side};
use scenarios::{CONNECTIONS, NO_SQL, Scenario};
use servers::Server;

/// The word that makes this program the bare server.
const BARE: &str = "bare";

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        Some(BARE) => bare::serve(),
        _ => measure(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// How to measure.
struct Plan {
    pairs: usize,
    lasting: Duration,
    owners: usize,
    many: usize,
    only: Vec<String>,
}

impl Plan {
    fn read() -> anyhow::Result<Self> {
        let mut plan = Self {
            pairs: 9,
            lasting: Duration::from_millis(600),
            owners: 1_000,
            many: 100_000,
            only: Vec::new(),
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // Cargo says so to every benchmark.
                "--bench" => {}
                "--pairs" => plan.pairs = arguments.next().context("--pairs needs a number")?.parse()?,
                "--seconds" => {
                    let seconds = arguments.next().context("--seconds needs a number")?;
                    plan.lasting = Duration::try_from_secs_f64(seconds.parse()?)?;
                }
                "--owners" => plan.owners = arguments.next().context("--owners needs a number")?.parse()?,
                "--many" => plan.many = arguments.next().context("--many needs a number")?.parse()?,
                word if word.starts_with('-') => bail!("there is no option {word}"),
                word => plan.only.push(word.to_owned()),
            }
        }
        Ok(plan)
    }

    fn wants(&self, scenario: &Scenario, backend: Backend) -> bool {
        // What needs no database is the same on both.
        let is_new = backend == Backend::Sqlite || scenario.name != NO_SQL;
        is_new && self.names(scenario.name)
    }

    fn names(&self, what: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| what.contains(word))
    }
}

fn measure() -> anyhow::Result<()> {
    let plan = Plan::read()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let begun = Instant::now();
        println!("{CONNECTIONS} connections; {} turns of {:?} for each server", plan.pairs, plan.lasting);
        println!("load of the machine at the beginning: {}", load_average());
        let mut findings = on(Backend::Sqlite, &plan).await?;
        let has_postgres = database::server().is_some();
        if has_postgres {
            println!("{}", database::about_server().await?);
            findings.extend(on(Backend::Postgres, &plan).await?);
        }
        println!("load of the machine at the end: {}; took {:.0?}\n", load_average(), begun.elapsed());
        println!("{}", report::HEAD);
        for finding in &findings {
            println!("{}", finding.row());
        }
        many_owners(&plan).await?;
        whole_rounds(&plan).await?;
        if !has_postgres {
            bail!(
                "PostgreSQL was NOT measured: TRESPOR_TEST_POSTGRES is not set. `cargo xtask bench` starts a server"
            );
        }
        Ok(())
    })
}

/// Measures a round of very many owners beside one of sixty, on each database: the ratio is how many times as long it takes.
async fn many_owners(plan: &Plan) -> anyhow::Result<()> {
    if !plan.names(many::NAME) {
        return Ok(());
    }
    println!("\n{} owners, and 60 instead of the bare server:\n\n{}", plan.many, report::HEAD);
    for backend in [Backend::Sqlite, Backend::Postgres] {
        if backend == Backend::Sqlite || database::server().is_some() {
            let database = Database::new(backend).await?;
            let findings = many_owners_on(&database, backend, plan).await;
            database.remove().await?;
            for finding in findings? {
                println!("{}", finding.row());
            }
        }
    }
    Ok(())
}

async fn many_owners_on(database: &Database, backend: Backend, plan: &Plan) -> anyhow::Result<Vec<Finding>> {
    let server = Server::ours(database, servers::free_address()?)?;
    let study = study::make(database, server.address, 0).await?;
    if let Some((now, most)) = server.memory() {
        println!("{}: resident memory with 60 owners {now} MiB, {most} at most", backend.name());
    }
    let large = many::make(database, &server, &study, plan.many).await?;
    let mut findings = Vec::new();
    for mut scenario in many::scenarios(&server, &study, &large).await? {
        let sides = in_turn([&server, &server], &mut scenario, plan).await?;
        findings.push(Finding { scenario: scenario.name, database: backend.name(), sides });
    }
    Ok(findings)
}

/// Measures a whole round on each database.
async fn whole_rounds(plan: &Plan) -> anyhow::Result<()> {
    if !plan.names(whole_round::NAME) {
        return Ok(());
    }
    println!("\n{}", whole_round::HEAD);
    for backend in [Backend::Sqlite, Backend::Postgres] {
        if backend == Backend::Sqlite || database::server().is_some() {
            let database = Database::new(backend).await?;
            let row = whole_round::measure(&database, backend, plan.owners).await;
            database.remove().await?;
            println!("{}", row?);
        }
    }
    Ok(())
}

/// Measures on one database.
async fn on(backend: Backend, plan: &Plan) -> anyhow::Result<Vec<Finding>> {
    let database = Database::new(backend).await?;
    let findings = measure_on(&database, backend, plan).await;
    database.remove().await?;
    findings
}

async fn measure_on(database: &Database, backend: Backend, plan: &Plan) -> anyhow::Result<Vec<Finding>> {
    let begun = Instant::now();
    let ours = Server::ours(database, servers::free_address()?)?;
    let at_start = ours.memory();
    let study = study::make(database, ours.address, 2 * CONNECTIONS).await?;
    println!("{}: the study was made through the API in {:.1?}", backend.name(), begun.elapsed());
    let bare = Server::bare(database, ours.address)?;
    let servers = [&ours, &bare];
    let mut findings = Vec::new();
    for mut scenario in scenarios::all([ours.address, bare.address], &study).await? {
        if plan.wants(&scenario, backend) {
            println!("{}: {} …", backend.name(), scenario.name);
            let sides = in_turn(servers, &mut scenario, plan).await?;
            let database = if scenario.name == NO_SQL { "none" } else { backend.name() };
            findings.push(Finding { scenario: scenario.name, database, sides });
        }
    }
    if plan.names(submitting::NAME) {
        println!("{}: {} …", backend.name(), submitting::NAME);
        let database = Database::new(backend).await?;
        let finding = submitting::measure(&database, backend, plan).await;
        database.remove().await?;
        findings.push(finding?);
    }
    if let (Some((start, _)), Some((end, most))) = (at_start, ours.memory()) {
        println!(
            "{}: resident memory {start} MiB at the start, {end} at the end, {most} at most",
            backend.name()
        );
    }
    if let Some((end, _)) = bare.memory() {
        println!("{}: resident memory of the bare server {end} MiB", backend.name());
    }
    Ok(findings)
}

/// Drives both servers, one turn each after the other; the first turns warm up and count for nothing.
async fn in_turn(servers: [&Server; 2], scenario: &mut Scenario, plan: &Plan) -> anyhow::Result<[Side; 2]> {
    let mut sides = [Side::default(), Side::default()];
    for turn in 0..=plan.pairs {
        for ((server, lanes), side) in servers.iter().zip(&mut scenario.lanes).zip(&mut sides) {
            let before = server.cpu_time();
            let driven = load::drive(server.address, lanes, plan.lasting).await?;
            let cpu = server.cpu_time().zip(before).map(|(after, before)| after - before);
            if turn > 0 {
                side.add(driven.rate, driven.latencies, cpu);
            }
        }
    }
    Ok(sides)
}

fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_else(|_| "unknown".to_owned());
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}
