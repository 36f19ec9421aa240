//! The program as a person at a terminal meets it.

mod accounts;
mod exchange;
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

#[test]
fn a_questionnaire_in_a_file_is_checked_without_a_database() {
    let shell = Shell::new();
    let example = format!("{}/examples/questionnaires/altinn-maturity.json", env!("CARGO_MANIFEST_DIR"));
    let told = shell.run(&["questionnaire", "check", &example]).done();
    assert!(told.contains("altinn3-modenhet asks 40 questions in 10 sections"), "{told}");
    let broken = shell.folder.path().join("broken.json");
    fs::write(&broken, r#"{"trespor": 2, "code": 1}"#).unwrap();
    let answer = shell.run(&["questionnaire", "check", broken.to_str().unwrap()]);
    assert_eq!(answer.code, 1);
    for line in
        ["trespor: Write one of these: 1.", "code: Write a text", "title: Fill in", "sections: Fill in"]
    {
        assert!(answer.err.contains(line), "{line} is missing in:\n{}", answer.err);
    }
    let printed = shell.run(&["schema", "--questionnaire"]).done();
    assert_eq!(printed, include_str!("../../docs/questionnaire.schema.json"));
}
