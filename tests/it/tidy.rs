//! Rules of the house that the compiler does not know. Each says what to do in the words of its failure.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The stages of the flow of data; each may use those before it.
const STAGES: &[&str] = &["registry", "study", "questionnaire", "round", "response", "maturity"];
/// What all stages stand on; uses none of them.
const GROUND: &[&str] = &["auth", "clock", "config", "cx", "db", "error", "events", "mail", "value"];
/// What puts the stages together.
const ROOF: &[&str] = &["cli", "demo", "http"];
/// Besides every `queries.rs`, the files that know which database library there is.
const KNOW_THE_DATABASE: &[&str] = &["src/cx.rs", "src/error.rs", "src/events.rs"];

const LONGEST_FILE: usize = 450;

/// A source file, its path beginning with the folder of the workspace that it is in.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// What is compiled into the program: no comments, no unit tests. Those stand last in a file.
    fn code(&self) -> impl Iterator<Item = &str> {
        let is_test = self.path.ends_with("tests.rs");
        let lines = self.text.lines().take_while(move |line| !is_test && line.trim() != "#[cfg(test)]");
        lines.filter(|line| !line.trim_start().starts_with("//"))
    }

    fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The module right under `src` that the file belongs to.
    fn part(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or_default();
        inside.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folders: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    for folder in folders {
        collect(&root().join(folder), &mut paths);
    }
    paths.sort();
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).unwrap(),
        path: path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"),
    };
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// Fails with every place at once.
fn nowhere(rule: &str, places: &[String]) {
    assert!(places.is_empty(), "{rule}\n  {}", places.join("\n  "));
}

/// Every line of code that breaks a rule, with the file that it is in.
fn lines_that(sources: &[Source], breaks: impl Fn(&Source, &str) -> bool) -> Vec<String> {
    let in_file = |source: &Source| -> Vec<String> {
        source
            .code()
            .filter(|line| breaks(source, line))
            .map(|line| format!("{}: {}", source.path, line.trim()))
            .collect()
    };
    sources.iter().flat_map(in_file).collect()
}

fn names_module(line: &str, module: &str) -> bool {
    let path = format!("crate::{module}");
    line.match_indices(&path).any(|(at, _)| {
        let next = line[at + path.len()..].chars().next();
        next.is_none_or(|next| !next.is_alphanumeric() && next != '_')
    })
}

#[test]
fn graphql_files_know_nothing_of_the_database() {
    let files: Vec<Source> =
        sources(&["src"]).into_iter().filter(|source| source.file_name() == "graphql.rs").collect();
    assert!(files.len() >= STAGES.len(), "where have the graphql.rs files gone?");
    let found = lines_that(&files, |_, line| {
        ["sea_orm", "::Entity", "::ActiveModel", "::Column"].iter().any(|name| line.contains(name))
    });
    nowhere("A graphql.rs is thin: ask a use case, and let its queries.rs ask the database.", &found);
}

#[test]
fn only_queries_know_the_database() {
    let found = lines_that(&sources(&["src"]), |source, line| {
        let may = source.file_name() == "queries.rs"
            || source.path.contains("/queries/")
            || source.part() == "db"
            || KNOW_THE_DATABASE.contains(&source.path.as_str());
        !may && (line.contains("sea_orm::") || line.contains("use sea_orm"))
    });
    nowhere("Only the queries.rs of a folder names sea_orm: move the statement there.", &found);
}

#[test]
fn stages_use_only_those_before_them() {
    let found = lines_that(&sources(&["src"]), |source, line| {
        let Some(position) = STAGES.iter().position(|stage| *stage == source.part()) else {
            return false;
        };
        STAGES[position + 1..].iter().chain(ROOF).any(|later| names_module(line, later))
    });
    nowhere(
        "A stage reads those before it, never the reverse: let the later one hang itself on the earlier.",
        &found,
    );
}

#[test]
fn the_ground_uses_no_stage() {
    let found = lines_that(&sources(&["src"]), |source, line| {
        let on_ground = GROUND.contains(&source.part());
        on_ground && STAGES.iter().chain(ROOF).any(|above| names_module(line, above))
    });
    nowhere("What all stages stand on does not know them.", &found);
}

#[test]
fn every_part_has_its_place_in_these_rules_and_on_the_map() {
    let parts: BTreeSet<String> = sources(&["src"]).iter().map(|source| source.part().to_owned()).collect();
    let elsewhere = ["app", "graphql", "lib", "main"];
    let placed: BTreeSet<&str> = STAGES.iter().chain(GROUND).chain(ROOF).chain(&elsewhere).copied().collect();
    let unplaced: Vec<String> =
        parts.iter().filter(|part| !placed.contains(part.as_str())).cloned().collect();
    nowhere("Say at the top of tests/it/tidy.rs what these parts of src may use:", &unplaced);
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is missing");
    let unmapped: Vec<String> = parts
        .into_iter()
        .filter(|part| !["lib", "main"].contains(&part.as_str()))
        .filter(|part| !map.contains(&format!("src/{part}")) && !map.contains(&format!("`{part}`")))
        .collect();
    nowhere(
        "ARCHITECTURE.md does not say where to find these parts of src (as `part` or src/part):",
        &unmapped,
    );
}

#[test]
fn every_module_says_what_it_is_for() {
    let sources = sources(&["src", "entity/src", "migration/src", "xtask/src", "tests/it"]);
    let mut silent = Vec::new();
    for source in sources.iter().filter(|source| !source.text.starts_with("//!")) {
        let (folder, name) = source.path.rsplit_once('/').unwrap();
        let private = format!("mod {};", name.trim_end_matches(".rs"));
        let parents = [format!("{folder}/mod.rs"), format!("{folder}.rs")];
        let spoken_for = sources
            .iter()
            .filter(|parent| parents.contains(&parent.path) && parent.text.starts_with("//!"))
            .any(|parent| parent.text.lines().any(|line| line.trim() == private));
        if !spoken_for || name == "mod.rs" {
            silent.push(source.path.clone());
        }
    }
    nowhere("These begin without `//!`, and are not private parts of a module that does:", &silent);
}

#[test]
fn no_file_is_too_long_to_read() {
    let long = |source: &Source| (source.text.lines().count() > LONGEST_FILE).then(|| source.path.clone());
    let sources = sources(&["src", "entity/src", "migration/src", "xtask/src", "tests"]);
    nowhere(
        "These are longer than 450 lines: split them.",
        &sources.iter().filter_map(long).collect::<Vec<_>>(),
    );
}

#[test]
fn only_commands_print_and_only_the_clock_knows_the_time() {
    let sources = sources(&["src"]);
    let prints = |source: &Source, line: &str| {
        source.part() != "cli"
            && source.part() != "demo"
            && ["println!", "print!(", "dbg!"].iter().any(|print| line.contains(print))
    };
    nowhere("Log with `tracing`; only commands print.", &lines_that(&sources, prints));
    let looks = |source: &Source, line: &str| source.path != "src/clock.rs" && line.contains("Utc::now(");
    nowhere("Ask `cx.now()` or `app.clock.now()`: tests set that clock.", &lines_that(&sources, looks));
}

#[test]
fn warnings_are_expected_with_a_reason_and_never_allowed() {
    let sources = sources(&["src", "entity/src", "migration/src", "xtask/src", "tests"]);
    let allows =
        lines_that(&sources, |source, line| !source.path.ends_with("tidy.rs") && line.contains("[allow("));
    nowhere("Write #[expect(…, reason = \"…\")]: it speaks up once it is no longer needed.", &allows);
}
