//! The commands that are not checks.

use std::fs;

use crate::postgres::{Cluster, Durability, Server, VARIABLE};
use crate::process::{self, Failure, Outcome, While};
use crate::{node, report};

/// Builds the client and the server, and becomes the server with the demo study in it.
pub(crate) fn demo(release: bool, arguments: &[String]) -> Outcome {
    node::web_bundle()?;
    let profile: &[&str] = if release { &["--release"] } else { &[] };
    report::progress("Building the server; the first time takes some minutes.");
    process::run(process::cargo().args(["build", "--bin", "trespor"]).args(profile))?;
    // Cargo knows where the program lies and becomes it, so that Ctrl-C and the exit code are the server's.
    let mut server = process::cargo();
    server.args(["run", "--quiet", "--bin", "trespor"]).args(profile).args(["--", "demo"]).args(arguments);
    Err(process::become_program(&mut server))
}

/// Runs a throwaway server for the tests until someone ends us.
pub(crate) fn postgres() -> Outcome {
    let cluster = Cluster::start(Durability::Off)?;
    report::answer(format!("export {VARIABLE}={}", cluster.url()));
    report::progress("Set that where you run the tests. Ctrl-C here stops the server and deletes its data.");
    cluster.wait()
}

/// Writes the published contract as the server prints it; leaves the file alone where nothing changed.
pub(crate) fn schema() -> Outcome {
    let printed =
        process::output_of(process::cargo().args(["run", "--quiet", "--bin", "trespor", "--", "schema"]))?;
    if printed.trim_ascii().is_empty() {
        return Err(Failure::new("`trespor schema` printed nothing; schema.graphql is as it was"));
    }
    let path = process::root().join("schema.graphql");
    if fs::read(&path).is_ok_and(|current| current == printed) {
        report::progress("schema.graphql is up to date.");
        return Ok(());
    }
    fs::write(&path, printed).while_doing("write schema.graphql")?;
    report::progress("schema.graphql was written.");
    Ok(())
}

/// Runs the benchmarks; their PostgreSQL server writes to disk as it would in production.
pub(crate) fn bench(arguments: &[String]) -> Outcome {
    let server = Server::given_or_new(Durability::On)?;
    process::run(process::cargo().args(["bench", "--locked"]).args(arguments).env(VARIABLE, server.url()))
}
