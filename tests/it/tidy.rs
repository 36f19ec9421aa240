//! Rules of the house that the compiler does not know. Each says what to do in the words of its failure.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The stages of the flow of data; each may use those before it.
const STAGES: &[&str] = &[
    "registry",
    "study",
    "exchange",
    "questionnaire",
    "library",
    "round",
    "response",
    "proposal",
    "results",
    "maturity",
    "dashboard",
];
/// What all stages stand on; uses none of them.
const GROUND: &[&str] = &[
    "auth",
    "brreg",
    "clock",
    "config",
    "cx",
    "db",
    "error",
    "events",
    "history",
    "mail",
    "private_file",
    "table",
    "value",
];
/// What puts the stages together.
const ROOF: &[&str] = &["cli", "demo", "http"];
/// The tables that all stages stand on; a membership is in a study, so that is one of them.
const GROUND_TABLES: &[&str] = &[
    "account",
    "history_entry",
    "mail_message",
    "membership",
    "password_reset",
    "refresh_token",
    "session",
    "study",
    "throttle",
];
/// The tables of each stage; those after it know them too.
const STAGE_TABLES: &[(&str, &[&str])] = &[
    ("registry", &["capability", "contact", "monthly_volume", "organization", "service", "service_need"]),
    ("study", &["frame_member", "stakeholder_position"]),
    ("exchange", &["import_job", "import_row", "upload", "upload_part"]),
    (
        "questionnaire",
        &[
            "question",
            "questionnaire",
            "questionnaire_version",
            "section",
            "version_option",
            "version_question",
        ],
    ),
    ("library", &["library_entry"]),
    (
        "round",
        &[
            "invitation",
            "invitation_event",
            "invitation_link",
            "link_visit",
            "mail_text",
            "participant",
            "population_member",
            "round",
            "round_history",
            "round_reminder",
        ],
    ),
    (
        "response",
        &[
            "anonymous_response",
            "answer",
            "answer_comment",
            "answer_option",
            "answer_origin",
            "approval",
            "reopening",
            "response",
            "response_start",
            "save_key",
            "submission",
        ],
    ),
    ("proposal", &["proposal"]),
    ("results", &["answer_left_out"]),
    (
        "maturity",
        &[
            "dimension",
            "maturity_item",
            "maturity_level",
            "maturity_model",
            "maturity_rating",
            "overall_score",
            "round_model",
            "score",
            "services_at_submission",
        ],
    ),
    ("dashboard", &["figure", "figure_due", "figure_share", "owner_score", "peer_figure", "peer_point"]),
];
/// Besides every `queries.rs`, the files that know which database library there is.
const KNOW_THE_DATABASE: &[&str] = &["src/cx.rs", "src/error.rs", "src/events/others.rs"];

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

/// What code names right under `crate::`, `entity::` …, in paths of its own and in the groups of a `use`.
fn named_under(code: &str, root: &str) -> BTreeSet<String> {
    let path = format!("{root}::");
    let is_part_of_name = |found: char| found.is_alphanumeric() || found == '_';
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(&path) {
        let is_longer_name = code[..at].chars().next_back().is_some_and(is_part_of_name);
        if is_longer_name {
            continue;
        }
        let rest = code[at + path.len()..].trim_start();
        let items = if rest.starts_with('{') { group(rest) } else { vec![rest] };
        let first = |item: &str| item.chars().take_while(|next| is_part_of_name(*next)).collect::<String>();
        names.extend(items.into_iter().map(first).filter(|name| !name.is_empty()));
    }
    names
}

/// What stands between the outermost braces that a text begins with, cut at their commas.
fn group(text: &str) -> Vec<&str> {
    let (mut depth, mut begin, mut items) = (0, 1, Vec::new());
    for (at, found) in text.char_indices() {
        match found {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && found == ',') {
            items.push(text[begin..at].trim());
            begin = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    items
}

/// Every file that names under `root` what it must not, with what that is.
fn names_that(sources: &[Source], root: &str, must_not: impl Fn(&Source, &str) -> bool) -> Vec<String> {
    let in_file = |source: &Source| -> Vec<String> {
        let code = source.code().collect::<Vec<_>>().join("\n");
        let names = named_under(&code, root).into_iter().filter(|name| must_not(source, name));
        names.map(|name| format!("{}: {root}::{name}", source.path)).collect()
    };
    sources.iter().flat_map(in_file).collect()
}

fn place_of(stage: &str) -> Option<usize> {
    STAGES.iter().position(|known| *known == stage)
}

#[test]
fn names_are_seen_in_paths_and_in_groups() {
    let code = "use crate::{Cx, b::{x, crate_d}, c};\nuse crate::{\n    e::{self, f},\n    g,\n};\nlet _ = crate::h::i(mycrate::j);";
    let seen = named_under(code, "crate");
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), ["Cx", "b", "c", "e", "g", "h"]);
}

/// A `graphql.rs`, or what stands in a folder of that name in a stage.
fn is_graphql(source: &Source) -> bool {
    source.file_name() == "graphql.rs" || (source.part() != "graphql" && source.path.contains("/graphql/"))
}

#[test]
fn graphql_files_know_nothing_of_the_database() {
    let files: Vec<Source> = sources(&["src"]).into_iter().filter(is_graphql).collect();
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
    let found = names_that(&sources(&["src"]), "crate", |source, name| {
        let Some(place) = place_of(source.part()) else {
            return false;
        };
        STAGES[place + 1..].iter().chain(ROOF).any(|later| *later == name)
    });
    nowhere(
        "A stage reads those before it, never the reverse: let the later one hang itself on the earlier.",
        &found,
    );
}

#[test]
fn the_ground_uses_no_stage() {
    let found = names_that(&sources(&["src"]), "crate", |source, name| {
        GROUND.contains(&source.part()) && STAGES.iter().chain(ROOF).any(|above| *above == name)
    });
    nowhere("What all stages stand on does not know them.", &found);
}

#[test]
fn a_stage_knows_its_tables_and_those_of_the_stages_before_it() {
    let found = names_that(&sources(&["src"]), "entity", |source, table| {
        let Some(stage) = STAGE_TABLES.iter().find(|(_, tables)| tables.contains(&table)) else {
            return false;
        };
        match place_of(source.part()) {
            Some(place) => place_of(stage.0).is_some_and(|later| later > place),
            None => GROUND.contains(&source.part()),
        }
    });
    nowhere(
        "These read a table of a later stage: ask that stage, or let it hang itself on this one.",
        &found,
    );
    let known = STAGE_TABLES.iter().flat_map(|(_, tables)| *tables).chain(GROUND_TABLES);
    let known: BTreeSet<String> = known.map(|table| format!("entity/src/{table}.rs")).collect();
    let no_tables = ["entity/src/id.rs", "entity/src/lib.rs", "entity/src/localized.rs"];
    let tables: BTreeSet<String> = sources(&["entity/src"])
        .into_iter()
        .map(|source| source.path)
        .filter(|path| !no_tables.contains(&path.as_str()))
        .collect();
    let unplaced: Vec<String> = tables.symmetric_difference(&known).cloned().collect();
    nowhere("Say at the top of tests/it/tidy.rs whose these tables are, or that they are gone:", &unplaced);
}

/// `super::` out of a part of `src` would be a way around the rules above.
#[test]
fn parts_are_named_from_the_top() {
    let sources: Vec<Source> = sources(&["src"]);
    let found = lines_that(&sources, |source, line| {
        let folders = source.path.matches('/').count() - usize::from(source.file_name() == "mod.rs");
        line.contains(&"super::".repeat(folders)) && folders > 0
    });
    nowhere("Write `crate::` and the name of the part:", &found);
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
