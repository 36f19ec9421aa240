//! How the program ends: the one place that knows the exit codes.

#![expect(clippy::print_stderr, reason = "this is where a person is told what went wrong")]

use std::process::ExitCode;

/// Done.
const DONE: u8 = 0;
/// Refused or failed; the standard error says why, and what to do.
const FAILED: u8 = 1;

/// The exit code after a command, whose failure is told.
pub(super) fn after(outcome: anyhow::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::from(DONE),
        Err(error) => {
            eprintln!("{}", told(&error));
            ExitCode::from(FAILED)
        }
    }
}

/// The exit code where the arguments name no command: 0 after help and version, 2 after a mistake.
pub(super) fn instead_of_command(error: &clap::Error) -> ExitCode {
    // Where nobody listens, the code still tells.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILED))
}

/// Ends the program without waiting for anything.
pub(super) fn at_once() -> ! {
    std::process::exit(FAILED.into())
}

/// An error and what it came from, a line each, leaving out what has been said by the line before.
fn told(error: &anyhow::Error) -> String {
    let mut lines = vec![format!("Error: {error}")];
    let mut last = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !last.contains(&cause) {
            lines.push(format!("  because: {cause}"));
            last = cause;
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_with_its_causes_and_without_repeating_itself() {
        let error =
            anyhow::anyhow!("no such host").context("no connection: no such host").context("cannot start");
        assert_eq!(told(&error), "Error: cannot start\n  because: no connection: no such host");
    }
}
