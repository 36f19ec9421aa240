//! `cargo xtask test`: the steps, their order, and how one run of them goes.

use std::time::{Duration, Instant};

use crate::checks;
use crate::postgres::{Durability, Server};
use crate::process::{Failure, Outcome};
use crate::report;

/// One thing to check.
struct Step {
    name: &'static str,
    about: &'static str,
    check: fn(&mut Run) -> Outcome,
}

/// Cheap and telling ones first. A step that needs another's work sees to it, so that each can be run alone.
const STEPS: &[Step] = &[
    Step { name: "format", about: "rustfmt has nothing to change", check: checks::format },
    Step { name: "clippy", about: "no warning in any target, benches included", check: checks::clippy },
    Step { name: "docs", about: "the documentation builds without a warning", check: checks::docs },
    Step { name: "deny", about: "licences, bans and sources of the dependencies", check: checks::deny },
    Step { name: "advisories", about: "no known vulnerability in a dependency", check: checks::advisories },
    Step { name: "unused", about: "no unused dependency or source file", check: checks::unused },
    Step { name: "web", about: "the web client builds", check: checks::web },
    Step {
        name: "test-tools",
        about: "the programs in Node and Python and the browser that tests use are there",
        check: checks::test_tools,
    },
    Step { name: "postgres", about: "a PostgreSQL server is there for the tests", check: checks::postgres },
    Step { name: "tests", about: "cargo test, on SQLite and PostgreSQL", check: checks::tests },
    Step { name: "contract", about: "the schema keeps its promises", check: checks::contract },
];

/// What the steps of one run share.
pub(crate) struct Run {
    /// What the person wants cargo test to be told.
    pub(crate) test_arguments: Vec<String>,
    server: Option<Server>,
    not_checked: Vec<String>,
}

impl Run {
    /// The address of the PostgreSQL server, which is started at first use and runs until the run ends.
    pub(crate) fn postgres_url(&mut self) -> Outcome<String> {
        let server = match self.server.take() {
            Some(server) => server,
            None => Server::given_or_new(Durability::Off)?,
        };
        Ok(self.server.insert(server).url())
    }

    /// Notes that the step could not check what it is for. The run goes on, and says so once more at its end.
    pub(crate) fn could_not_check(&mut self, why: impl Into<String>) {
        let why = why.into();
        report::warning(&why);
        self.not_checked.push(why);
    }
}

/// Prints the steps in their order.
pub(crate) fn list() {
    let width = STEPS.iter().map(|step| step.name.len()).max().unwrap_or_default();
    for step in STEPS {
        report::answer(format!("{:width$}  {}", step.name, step.about));
    }
}

/// Runs the named steps, or all, and stops at the first that fails.
pub(crate) fn run(names: &[&str], test_arguments: &[String]) -> Outcome {
    let steps = select(names)?;
    if !test_arguments.is_empty() && !steps.iter().any(|step| step.name == "tests") {
        return Err(Failure::new(
            "what follows `--` is for cargo test, but the step `tests` is not to be run",
        ));
    }
    let mut run = Run { test_arguments: test_arguments.to_vec(), server: None, not_checked: Vec::new() };
    let started = Instant::now();
    for (index, step) in steps.iter().enumerate() {
        take(step, index + 1, steps.len(), &mut run)?;
    }
    let not_checked = std::mem::take(&mut run.not_checked);
    // The server stops here, so that the last word is said when nothing is left to do.
    drop(run);
    report::progress(summary(steps.len(), not_checked.len(), started.elapsed()));
    for why in not_checked {
        report::warning(why);
    }
    Ok(())
}

fn summary(total: usize, not_checked: usize, elapsed: Duration) -> String {
    let elapsed = report::duration(elapsed);
    match (total, not_checked) {
        (1, 0) => format!("The step passed in {elapsed}."),
        (_, 0) => format!("All {total} steps passed in {elapsed}."),
        _ => format!(
            "{} of {total} steps passed in {elapsed}; the rest could not be checked:",
            total - not_checked
        ),
    }
}

fn take(step: &Step, number: usize, total: usize, run: &mut Run) -> Outcome {
    let Step { name, about, check } = step;
    report::progress(format!("[{number}/{total}] {name}: {about} …"));
    let started = Instant::now();
    let not_checked_before = run.not_checked.len();
    let outcome = check(run);
    let elapsed = report::duration(started.elapsed());
    let verdict = if run.not_checked.len() == not_checked_before { "passed in" } else { "NOT checked; took" };
    outcome.map_err(|failure| {
        Failure::new(format!(
            "step {number} of {total}, `{name}`, failed after {elapsed}: {failure}\nRun it alone with: cargo xtask test \
             {name}"
        ))
    })?;
    report::progress(format!("[{number}/{total}] {name}: {verdict} {elapsed}"));
    Ok(())
}

/// The steps with the names, in the order of the list however they were given; all where no name is.
fn select(names: &[&str]) -> Outcome<Vec<&'static Step>> {
    if let Some(unknown) = names.iter().find(|name| !STEPS.iter().any(|step| step.name == **name)) {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(Failure::new(format!("`{unknown}` is not a step. The steps are: {}", known.join(", "))));
    }
    Ok(STEPS.iter().filter(|step| names.is_empty() || names.contains(&step.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(steps: &[&Step]) -> Vec<&'static str> {
        steps.iter().map(|step| step.name).collect()
    }

    #[test]
    fn no_name_means_every_step() {
        assert_eq!(select(&[]).unwrap().len(), STEPS.len());
    }

    #[test]
    fn named_steps_keep_the_order_of_the_list() {
        assert_eq!(names_of(&select(&["tests", "format"]).unwrap()), ["format", "tests"]);
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_known_ones() {
        let failure = run(&["fmt"], &[]).unwrap_err().to_string();
        assert!(failure.starts_with("`fmt` is not a step. The steps are: format, clippy, "), "{failure}");
    }

    #[test]
    fn arguments_for_a_step_that_is_not_run_are_refused() {
        assert!(run(&["format"], &["round::".to_owned()]).is_err());
    }

    #[test]
    fn a_failure_names_the_step_and_how_to_run_it_alone() {
        let step = Step { name: "sky", about: "it is up", check: |_| Err(Failure::new("it fell")) };
        let mut run = Run { test_arguments: Vec::new(), server: None, not_checked: Vec::new() };
        let failure = take(&step, 2, 3, &mut run).unwrap_err().to_string();
        assert!(failure.starts_with("step 2 of 3, `sky`, failed after "), "{failure}");
        assert!(failure.ends_with(": it fell\nRun it alone with: cargo xtask test sky"), "{failure}");
    }

    #[test]
    fn what_could_not_be_checked_does_not_count_as_passed() {
        let told = summary(11, 1, Duration::from_secs(15));
        assert_eq!(told, "10 of 11 steps passed in 15 s; the rest could not be checked:");
    }
}
