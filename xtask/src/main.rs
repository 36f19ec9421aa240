//! `cargo xtask`: everything that a developer or a build machine does with this repository, as one program.
//!
//! It depends on the standard library alone, so that it builds in a second on a new machine. It runs on Linux,
//! macOS and WSL. What it starts, it ends; what it finds missing, it installs, or it says what to install.

mod checks;
mod commands;
mod node;
mod postgres;
mod process;
mod python;
mod report;
mod steps;
mod tools;

use std::process::ExitCode;

use process::{Failure, Outcome};

const USAGE: &str = "\
cargo xtask COMMAND

  demo [--release] [-- ARGS]   build the web client and the server, and run `trespor demo ARGS`
  web                          build the web client if it is out of date
  test [STEP…] [-- ARGS]       run every check, or the named ones; ARGS go to `cargo test`
  test --list                  list the checks
  postgres                     run a throwaway PostgreSQL server until Ctrl-C
  schema                       write schema.graphql as the server prints it
  bench [-- ARGS]              run the benchmarks against both databases; ARGS go to `cargo bench`
  help                         this text";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (own, passed_on) = split_at_dashes(&arguments);
    match dispatch(own, passed_on) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report::error(&failure);
            ExitCode::FAILURE
        }
    }
}

/// Runs the command that the words before `--` name; the words after it belong to the program it starts.
fn dispatch(own: &[String], passed_on: &[String]) -> Outcome {
    let words: Vec<&str> = own.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["demo"] => commands::demo(false, passed_on),
        ["demo", "--release"] => commands::demo(true, passed_on),
        ["web"] if passed_on.is_empty() => node::web_bundle(),
        ["test", "--list"] if passed_on.is_empty() => {
            steps::list();
            Ok(())
        }
        ["test", names @ ..] => steps::run(names, passed_on),
        ["postgres"] if passed_on.is_empty() => commands::postgres(),
        ["schema"] if passed_on.is_empty() => commands::schema(),
        ["bench"] => commands::bench(passed_on),
        ["help" | "--help" | "-h"] => {
            report::answer(USAGE);
            Ok(())
        }
        [] => Err(Failure::new(format!("no command given\n\n{USAGE}"))),
        _ => Err(Failure::new(format!("`{}` is not a command\n\n{USAGE}", own.join(" ")))),
    }
}

/// Splits the arguments at the first `--`, which belongs to neither part.
fn split_at_dashes(arguments: &[String]) -> (&[String], &[String]) {
    match arguments.iter().position(|argument| argument == "--") {
        Some(dashes) => (&arguments[..dashes], &arguments[dashes + 1..]),
        None => (arguments, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn only_the_first_dashes_split() {
        let arguments = words("test tests -- round:: -- --nocapture");
        let (own, passed_on) = split_at_dashes(&arguments);
        assert_eq!(own, words("test tests"));
        assert_eq!(passed_on, words("round:: -- --nocapture"));
    }

    #[test]
    fn an_unknown_command_is_refused_with_the_usage() {
        let failure = dispatch(&words("tset"), &[]).unwrap_err().to_string();
        assert!(failure.starts_with("`tset` is not a command"), "{failure}");
        assert!(failure.contains("cargo xtask COMMAND"), "{failure}");
    }

    #[test]
    fn a_command_that_passes_nothing_on_refuses_what_follows_dashes() {
        assert!(dispatch(&words("schema"), &words("--verbose")).is_err());
    }
}
