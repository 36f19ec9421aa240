//! What each step of `cargo xtask test` does.

use std::time::Duration;

use crate::postgres::VARIABLE;
use crate::process::{self, Attempt, Failure, Outcome};
use crate::steps::Run;
use crate::{node, python, tools};

/// How long the advisory database may take to arrive.
const FETCH_LIMIT: Duration = Duration::from_secs(120);

/// rustfmt would change nothing.
pub(crate) fn format(_: &mut Run) -> Outcome {
    process::run(process::cargo().args(["fmt", "--all", "--check"]))
}

/// Every target of every member compiles without a warning of the compiler or of clippy.
pub(crate) fn clippy(_: &mut Run) -> Outcome {
    let arguments = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    process::run(process::cargo().args(arguments))
}

/// The documentation has no broken link and no missing part.
pub(crate) fn docs(_: &mut Run) -> Outcome {
    let arguments = ["doc", "--workspace", "--no-deps", "--locked", "--document-private-items"];
    process::run(process::cargo().args(arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

/// The dependencies have the licences and come from the places that deny.toml allows.
pub(crate) fn deny(_: &mut Run) -> Outcome {
    tools::ensure_cargo_tool(&tools::CARGO_DENY)?;
    let arguments = ["deny", "--workspace", "--locked", "--log-level", "error"];
    process::run(process::cargo().args(arguments).args(["check", "licenses", "bans", "sources"]))
}

/// No dependency has a known vulnerability. Where the database can't be fetched, the run says so.
pub(crate) fn advisories(run: &mut Run) -> Outcome {
    tools::ensure_cargo_tool(&tools::CARGO_DENY)?;
    let fetch = ["deny", "--workspace", "--locked", "fetch", "db"];
    match process::attempt(process::cargo().args(fetch), FETCH_LIMIT)? {
        Attempt::Succeeded => {}
        Attempt::Failed(why) if !why.contains("failed to fetch advisory database") => {
            return Err(Failure::new(why));
        }
        Attempt::Failed(_) | Attempt::TimedOut => {
            run.could_not_check(
                "the advisory database could not be fetched, so known vulnerabilities were NOT looked for",
            );
            return Ok(());
        }
    }
    process::run(process::cargo().args(["deny", "--workspace", "--locked", "check", "advisories"]))
}

/// Every dependency is used, and every source file belongs to a crate.
pub(crate) fn unused(_: &mut Run) -> Outcome {
    tools::ensure_cargo_tool(&tools::CARGO_SHEAR)?;
    process::run(process::cargo().args(["shear", "--locked", "--deny-warnings"]))
}

/// The web client builds, types checked.
pub(crate) fn web(_: &mut Run) -> Outcome {
    node::web_bundle()
}

/// The programs in Node and Python that tests talk to, and the browser, are installed.
pub(crate) fn test_tools(_: &mut Run) -> Outcome {
    node::test_tools()?;
    python::test_tools()
}

/// A PostgreSQL server is there for the steps that follow.
pub(crate) fn postgres(run: &mut Run) -> Outcome {
    run.postgres_url().map(|_| ())
}

/// The tests of every member pass, on both databases and with the client built.
pub(crate) fn tests(run: &mut Run) -> Outcome {
    node::web_bundle()?;
    node::test_tools()?;
    python::test_tools()?;
    let url = run.postgres_url()?;
    let mut command = process::cargo();
    command.args(["test", "--workspace", "--locked"]).args(&run.test_arguments).env(VARIABLE, url);
    process::run(&mut command)
}

/// The published schema follows the rules and breaks no client without notice; the check itself is tested too.
pub(crate) fn contract(_: &mut Run) -> Outcome {
    node::test_tools()?;
    process::run(process::command("npm").args(["--prefix", "tests/tools", "test"]))?;
    process::run(process::command("node").arg("tests/tools/schema-contract.mjs"))
}
