//! Running other programs, and the one kind of error that this program knows.

use std::ffi::OsString;
use std::fmt::{self, Display};
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Why a command could not be carried out, in words for the person who gave it.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// A failure that reads as `text`.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What nearly every function here answers.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Names what was being done when something of the standard library failed.
pub(crate) trait While<T> {
    /// Turns the error into a failure that reads `could not <doing>: <error>`.
    fn while_doing(self, doing: impl Display) -> Outcome<T>;
}

impl<T, E: Display> While<T> for Result<T, E> {
    fn while_doing(self, doing: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("could not {doing}: {error}")))
    }
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// A program to be run in the root of the repository.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that started us, to be run in the root of the repository.
pub(crate) fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(root());
    // What cargo told us about ourselves: some build scripts look at it, and would build their crates anew each time
    // that cargo is run from here and not from a terminal.
    for (name, _) in std::env::vars_os() {
        let about_us =
            ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|begin| name.to_string_lossy().starts_with(begin));
        if about_us {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a program to its end with its output on the terminal; fails unless the program succeeds.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().while_doing(format!("run `{}`", line(command)))?;
    require_success(command, status)
}

/// Runs a program to its end and answers what it printed; its complaints stay on the terminal.
pub(crate) fn output_of(command: &mut Command) -> Outcome<Vec<u8>> {
    let output = command.stderr(Stdio::inherit()).output().while_doing(format!("run `{}`", line(command)))?;
    require_success(command, output.status)?;
    Ok(output.stdout)
}

/// What a program prints when all is well, trimmed; `None` where it is missing or fails. Its complaints are dropped.
pub(crate) fn answer_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// How a program that was given limited time came out.
#[derive(Debug)]
pub(crate) enum Attempt {
    /// It ended in time and is content.
    Succeeded,
    /// It ended in time and complained so.
    Failed(String),
    /// It had to be ended.
    TimedOut,
}

/// Runs a program for at most `limit`; past the limit it is killed. Its complaints are kept off the terminal.
pub(crate) fn attempt(command: &mut Command, limit: Duration) -> Outcome<Attempt> {
    let doing = format!("run `{}`", line(command));
    let mut child = command.stderr(Stdio::piped()).spawn().while_doing(&doing)?;
    let listener = child.stderr.take().map(|mut stderr| {
        thread::spawn(move || {
            let mut complaints = Vec::new();
            // What was heard before an error is all there is to tell.
            let _ = stderr.read_to_end(&mut complaints);
            complaints
        })
    });
    let started = Instant::now();
    while started.elapsed() < limit {
        if let Some(status) = child.try_wait().while_doing(&doing)? {
            if status.success() {
                return Ok(Attempt::Succeeded);
            }
            let complaints = listener.and_then(|thread| thread.join().ok()).unwrap_or_default();
            return Ok(Attempt::Failed(String::from_utf8_lossy(&complaints).trim_end().to_owned()));
        }
        thread::sleep(Duration::from_millis(50));
    }
    child.kill().while_doing(format!("end `{}`", line(command)))?;
    child.wait().while_doing(&doing)?;
    Ok(Attempt::TimedOut)
}

/// Becomes the program, so that signals and the exit code are its own. Returns only when it can't be started.
pub(crate) fn become_program(command: &mut Command) -> Failure {
    let error = command.exec();
    Failure(format!("could not run `{}`: {error}", line(command)))
}

fn require_success(command: &Command, status: ExitStatus) -> Outcome {
    if status.success() {
        return Ok(());
    }
    let how = match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "did not succeed".to_owned(),
    };
    Err(Failure(format!("`{}` {how}", line(command))))
}

/// The command as one would type it, near enough to recognise.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_its_exit_code() {
        let failure = run(command("sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(failure.to_string(), "`sh -c exit 3` ended with exit code 3");
    }

    #[test]
    fn a_missing_program_is_named() {
        let failure = run(&mut command("no-such-program-here")).unwrap_err().to_string();
        assert!(failure.starts_with("could not run `no-such-program-here`: "), "{failure}");
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let started = Instant::now();
        let attempt = attempt(command("sleep").arg("30"), Duration::from_millis(100)).unwrap();
        assert!(matches!(attempt, Attempt::TimedOut), "{attempt:?}");
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn the_complaints_of_an_attempt_are_heard() {
        let mut failing = command("sh");
        failing.args(["-c", "echo no such host >&2; exit 1"]);
        let attempt = attempt(&mut failing, Duration::from_secs(30)).unwrap();
        assert!(matches!(&attempt, Attempt::Failed(why) if why == "no such host"), "{attempt:?}");
    }
}
