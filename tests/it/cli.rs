//! The program as a person at a terminal meets it.

mod accounts;
mod answers;
mod exchange;
mod maturity;
mod questionnaires;
mod serving;
mod settings;
mod shell;

use std::fs;

use shell::{Shell, answer_of};

#[test]
fn help_says_what_there_is_and_mistakes_are_told_apart_from_failures() {
    let shell = Shell::new();
    let help = shell.run(&["--help"]).done();
    for command in [
        "serve",
        "demo",
        "migrate",
        "schema",
        "import",
        "export",
        "user",
        "questionnaire",
        "check-config",
        "generate-key",
        "Examples:",
    ] {
        assert!(help.contains(command), "{command} is missing in:\n{help}");
    }
    for arguments in [&["serve"][..], &["demo"], &["migrate", "down"], &["user", "create"], &["check-config"]]
    {
        let help = shell.run(&[arguments, &["--help"]].concat()).done();
        assert!(help.contains("Usage: trespor") && help.contains("--config"), "{help}");
    }
    assert_eq!(shell.run(&["--version"]).done(), format!("trespor {}\n", env!("CARGO_PKG_VERSION")));
    for mistake in [
        &["dance"][..],
        &[],
        &["user", "create", "--email", "a@b.example"],
        &["migrate", "down", "--steps", "0"],
    ] {
        let answer = shell.run(mistake);
        assert_eq!(answer.code, 2, "{mistake:?}");
        assert!(answer.err.contains("--help"), "{}", answer.err);
    }
    assert_eq!(fs::read_dir(&shell.folder).unwrap().count(), 0, "asking for help made files");
}

#[test]
fn the_schema_is_printed_for_others() {
    let schema = Shell::new().run(&["schema"]).done();
    assert!(schema.contains("type Query") && schema.contains("type Mutation"), "{schema}");
    let reader_that_goes = Shell::new().start(&["schema"]);
    drop(answer_of(reader_that_goes));
}
