//! The commands of the program. Each reads its settings, does one thing, and says in plain words how it went.
//!
//! Invariants:
//! - answers go to the standard output, everything else (log, questions, what went wrong) to the standard error;
//! - what a command ends with is decided in `exit.rs` alone;
//! - no command prints a password or a key, except the two that are asked to make one.

mod answer;
mod arguments;
mod check_config;
mod demo;
mod exchange;
mod exit;
mod logging;
mod migrate;
mod password;
mod questionnaire;
mod rescore;
mod serve;
mod signals;
mod user;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser as _;

use arguments::{Arguments, Command};

/// Runs the command that the program was started with, to its end.
#[must_use]
pub fn run() -> ExitCode {
    match Arguments::try_parse() {
        Ok(arguments) => exit::after(run_command(arguments)),
        Err(error) => exit::instead_of_command(&error),
    }
}

fn run_command(arguments: Arguments) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("the operating system gives no threads to work with")?;
    let outcome = runtime.block_on(Box::pin(dispatch(arguments)));
    // Whatever still runs has nobody left to wait for it.
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

async fn dispatch(arguments: Arguments) -> anyhow::Result<()> {
    // An empty variable counts as absent, as those of the settings do.
    let file = arguments.config.as_deref().filter(|file| !file.as_os_str().is_empty());
    match arguments.command {
        Command::Serve => serve::run(file).await,
        Command::Demo(demo) => {
            logging::start(&logging::for_a_demo())?;
            demo::run(demo.with(crate::config::load(file)?.settings)).await
        }
        Command::Migrate(step) => migrate::run(file, step.direction).await,
        Command::Import(wanted) => exchange::import(file, wanted).await,
        Command::Export(wanted) => exchange::export(file, wanted).await,
        Command::Schema { questionnaire: false } => answer::print(&crate::graphql::sdl()),
        Command::Schema { questionnaire: true } => {
            answer::print(&format!("{:#}\n", crate::questionnaire::files::json::schema()))
        }
        Command::User(user) => user::run(file, user.command).await,
        Command::Questionnaire(questionnaire) => questionnaire::run(file, questionnaire.command).await,
        Command::Rescore(wanted) => rescore::run(file, wanted).await,
        Command::CheckConfig { example } => check_config::run(file, example).await,
        Command::GenerateKey => answer::print(&format!("{}\n", crate::auth::keys::generate_line())),
    }
}
