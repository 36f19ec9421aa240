//! What is told of settings, and what is not.

use std::collections::BTreeMap;
use std::fs;

use super::shell::{Shell, free_port};
use crate::harness::{Backend, Database};

#[test]
fn check_config_shows_every_setting_and_changes_nothing() {
    let shell = Shell::new().with("TRESPOR_LIMITS__DEPTH", "30");
    fs::write(shell.path("trespor.toml"), "[log]\njson = true\n").unwrap();
    let out = shell.run(&["check-config"]).done();
    let row = |name: &str| {
        let line = out
            .lines()
            .find(|line| line.starts_with(name))
            .unwrap_or_else(|| panic!("{name} is missing in:\n{out}"));
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row("http.bind"), "\"127.0.0.1:8080\" default");
    assert_eq!(row("http.public_url"), "\"http://127.0.0.1:8080\" default");
    assert_eq!(row("limits.depth"), "30 TRESPOR_LIMITS__DEPTH");
    assert_eq!(row("log.json"), "true trespor.toml");
    assert_eq!(row("auth.signing_keys"), "not set default");
    for wanted in
        ["trespor.db will be made", "trespor.db.keys will be made", "written to the folder mail", "can start"]
    {
        assert!(out.contains(wanted), "{wanted} is missing in:\n{out}");
    }
    assert_eq!(fs::read_dir(&shell.folder).unwrap().count(), 1, "check-config made files");

    let example = shell.run(&["check-config", "--example"]).done();
    assert_eq!(
        example,
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/trespor.example.toml")).unwrap()
    );
    Shell::new().with("TRESPOR_CONFIG", "").run(&["check-config"]).done();
    fs::write(shell.path("other.toml"), example).unwrap();
    shell.run(&["check-config", "--config", "other.toml"]).done();

    shell.run(&["migrate"]).done();
    assert!(shell.run(&["check-config"]).done().contains("trespor.db fits this Trespor"));
    shell.run(&["migrate", "down", "--yes"]).done();
    assert!(shell.run(&["check-config"]).done().contains("older and will be brought up to date"));
    let strict = Shell {
        folder: shell.folder,
        variables: BTreeMap::from([("TRESPOR_DATABASE__MIGRATE_ON_START", "false".to_owned())]),
    };
    assert!(strict.run(&["check-config"]).refused().contains("run `trespor migrate`"));
}

#[test]
fn every_mistake_in_the_settings_is_told_at_once() {
    let shell = Shell::new().with("TRESPOR_HTTP_BIND", "x").with("TRESPOR_AUTH__ACCESS_MINUTES", "900");
    fs::write(
        shell.path("trespor.toml"),
        "[http]\nbind = \"0.0.0.0:80\"\ndevelopment = true\npubic_url = 1\n",
    )
    .unwrap();
    for command in ["check-config", "serve"] {
        let err = shell.run(&[command]).refused();
        for wanted in [
            "Error: 5 things are wrong with the settings:",
            "http.pubic_url in trespor.toml\n    is not a setting. Did you mean http.public_url?",
            "TRESPOR_HTTP_BIND in the environment\n    is not a setting. Did you mean TRESPOR_HTTP__BIND?",
            "auth.access_minutes (environment: TRESPOR_AUTH__ACCESS_MINUTES, set by TRESPOR_AUTH__ACCESS_MINUTES)\n    must be from 1 to 60.",
            "http.public_url (environment: TRESPOR_HTTP__PUBLIC_URL, not set)\n    must be set",
            "http.development (environment: TRESPOR_HTTP__DEVELOPMENT, set in trespor.toml)\n    can be true only",
        ] {
            assert!(err.contains(wanted), "{wanted} is missing in:\n{err}");
        }
    }
    assert!(
        shell
            .run(&["check-config", "--config", "absent.toml"])
            .refused()
            .contains("the settings file absent.toml\n    cannot be read")
    );
    let insecure = Shell::new().with("TRESPOR_HTTP__PUBLIC_URL", "http://etat.example");
    assert!(insecure.run(&["serve"]).refused().contains("must begin with https://"));
}

#[test]
fn what_cannot_be_written_is_told_before_it_is_needed() {
    let shell = Shell::new();
    fs::write(shell.path("taken"), "").unwrap();
    // Of a file no folder can be made, not even by those who may do everything.
    let mail = shell.with("TRESPOR_MAIL__FOLDER", "taken/mail").with("TRESPOR_HTTP__BIND", &free_port());
    for command in ["check-config", "serve"] {
        let err = mail.run(&[command]).refused();
        assert!(err.contains("the folder taken/mail") && err.contains("mail.folder"), "{err}");
    }
    let keys = Shell::new().with("TRESPOR_AUTH__KEY_FILE", "absent/keys");
    let err = keys.run(&["check-config"]).refused();
    assert!(err.contains("make the folder absent, which is missing"), "{err}");
}

#[test]
fn check_config_says_why_a_database_does_not_answer() {
    let key = Shell::new().run(&["generate-key"]).done();
    let shell = Shell::new()
        .with("TRESPOR_AUTH__SIGNING_KEYS", key.trim())
        .with("DATABASE_URL", &format!("postgres://{}/trespor", free_port()));
    let err = shell.run(&["check-config"]).refused();
    assert!(err.contains("cannot connect to the PostgreSQL database") && err.contains("refused"), "{err}");
}

#[test]
fn secrets_are_never_printed() {
    let key = Shell::new().run(&["generate-key"]).done();
    let secret = key.trim().split_once(':').unwrap().1.to_owned();
    let shell = Shell::new()
        .with("TRESPOR_AUTH__SIGNING_KEYS", key.trim())
        .with("TRESPOR_MAIL__SMTP_URL", "smtps://kari:hemmelig@mail.example")
        .with("TRESPOR_MAIL__FROM", "post@etat.example");
    let answer = shell.run(&["check-config"]);
    assert!(!answer.out.contains(&secret) && !answer.out.contains("hemmelig"), "{}", answer.out);
    assert!(answer.out.contains("smtps://kari@mail.example"), "{}", answer.out);
    answer.done();

    let unreachable = shell.with("DATABASE_URL", "postgres://kari:hemmelig@%2Fnowhere/trespor");
    for arguments in [&["check-config"][..], &["serve"], &["migrate"], &["user", "list"]] {
        let answer = unreachable.run(arguments);
        assert!(
            !format!("{}{}", answer.out, answer.err).contains("hemmelig"),
            "{}{}",
            answer.out,
            answer.err
        );
        let err = answer.refused();
        assert!(err.contains("cannot connect to the PostgreSQL database"), "{arguments:?}: {err}");
        assert!(!err.contains("Error {") && !err.contains("RUST_BACKTRACE"), "{err}");
    }
    for broken in ["mysql://kari:hemmelig@db.example/x", "postgres://kari:hemmelig@db.example:port/x"] {
        let err = Shell::new().with("DATABASE_URL", broken).run(&["serve"]).refused();
        assert!(err.contains("set by DATABASE_URL") && !err.contains("hemmelig"), "{err}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_keys_are_not_made_and_what_could_be_lost_is_told() {
    let database = Database::fresh(Backend::Postgres).await;
    let keys = database.folder().join("keys");
    let with = |commit: &str| {
        let url = database.url();
        let separator = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{separator}options=-c%20synchronous_commit%3D{commit}");
        Shell::new().with("DATABASE_URL", &url).with("TRESPOR_AUTH__KEY_FILE", keys.to_str().unwrap())
    };
    let warning = "Warning: synchronous_commit is off: answers that were acknowledged are lost";
    let out = with("off").run(&["check-config"]).done();
    assert!(out.contains(warning) && out.contains("can start"), "{out}");
    let out = with("on").run(&["check-config"]).done();
    assert!(!out.contains("synchronous_commit is off"), "{out}");

    fs::remove_file(&keys).unwrap();
    for command in [&["check-config"][..], &["serve"], &["user", "list"]] {
        let shell = with("on").with("TRESPOR_HTTP__BIND", &free_port());
        let err = shell.run(command).refused();
        assert!(
            err.contains("keys is missing") && err.contains("trespor generate-key"),
            "{command:?}: {err}"
        );
    }
    assert!(!keys.exists());
}
