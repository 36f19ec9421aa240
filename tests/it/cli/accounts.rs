//! Accounts made by an operator.

use super::shell::Shell;

const GOOD_PASSWORD: &str = "sju blå hester danser";

#[test]
fn accounts_are_made_reset_and_listed() {
    let shell = Shell::new();
    assert!(shell.run(&["user", "list"]).done().contains("no accounts yet"));
    let create =
        ["user", "create", "--email", "kari@etat.example", "--name", "Kari Nordmann", "--system-admin"];
    let made = shell
        .run_with_input(&[&create[..], &["--password-stdin"]].concat(), &format!("{GOOD_PASSWORD}\n"))
        .done();
    assert_eq!(made, "Made the account kari@etat.example.\n");
    let ola =
        ["user", "create", "--email", "ola@etat.example", "--name", "Ola", "--language", "nn", "--generate"];
    let made = shell.run(&ola).done();
    let password = made.lines().last().unwrap().strip_prefix("Password, shown this once: ").unwrap();
    assert!(password.len() >= 20, "{made}");
    let listed = shell.run(&["user", "list"]).done();
    assert_eq!(listed, "kari@etat.example  Kari Nordmann, system administrator\nola@etat.example   Ola\n");

    for (arguments, input, wanted) in [
        (&ola[..], "", "--email: This is already in use."),
        (
            &["user", "create", "--email", "nobody", "--name", " ", "--generate"],
            "",
            "--name: Fill in this field.",
        ),
        (
            &["user", "create", "--email", "nobody", "--name", " ", "--generate"],
            "",
            "--email: Write an e-mail address",
        ),
        (
            &["user", "reset", "--email", "kari@etat.example", "--password-stdin"],
            "passord123456\n",
            "password: The password is too easy to guess.",
        ),
        (
            &["user", "reset", "--email", "kari@etat.example", "--password-stdin"],
            "\n",
            "the standard input is empty",
        ),
        (&["user", "reset", "--email", "kari@etat.example"], "", "add --password-stdin or --generate"),
        (
            &["user", "reset", "--email", "per@etat.example", "--generate"],
            "",
            "no account has the address per@etat.example",
        ),
        (
            &[
                "user",
                "create",
                "--email",
                "a@b.example",
                "--name",
                "A",
                "--study",
                "x",
                "--role",
                "leader",
                "--generate",
            ],
            "",
            "is not the id of a study",
        ),
        (
            &[
                "user",
                "create",
                "--email",
                "a@b.example",
                "--name",
                "A",
                "--study",
                "study_018f0000000070008000000000000001",
                "--role",
                "leader",
                "--generate",
            ],
            "",
            "--study: We cannot find this.",
        ),
    ] {
        let err = shell.run_with_input(arguments, input).refused();
        assert!(err.starts_with("Error: ") && err.contains(wanted), "{wanted} is missing in:\n{err}");
    }
    let reset = shell.run(&["user", "reset", "--email", "KARI@etat.example", "--generate"]).done();
    assert!(
        reset.starts_with(
            "kari@etat.example has a new password and is signed out everywhere.\nPassword, shown this once: "
        ),
        "{reset}"
    );
    assert_eq!(shell.run(&["user", "list"]).done(), listed);
}

#[test]
fn an_account_is_disabled_and_enabled() {
    let shell = Shell::new();
    shell.run(&["user", "create", "--email", "ola@etat.example", "--name", "Ola", "--generate"]).done();
    let listed = shell.run(&["user", "list"]).done();
    let disabled = shell.run(&["user", "disable", "--email", "OLA@etat.example"]).done();
    assert_eq!(disabled, "ola@etat.example is disabled and signed out everywhere.\n");
    assert_eq!(shell.run(&["user", "list"]).done(), "ola@etat.example  Ola, disabled\n");
    let enabled = shell.run(&["user", "enable", "--email", "ola@etat.example"]).done();
    assert_eq!(enabled, "ola@etat.example can sign in again.\n");
    assert_eq!(shell.run(&["user", "list"]).done(), listed);
    for command in ["disable", "enable"] {
        let err = shell.run(&["user", command, "--email", "per@etat.example"]).refused();
        assert!(err.contains("no account has the address per@etat.example"), "{err}");
        let err = shell.run(&["user", command, "--email", "per"]).refused();
        assert!(err.contains("--email: Write an e-mail address"), "{err}");
    }
}

#[test]
fn an_older_database_is_left_to_those_who_run_it() {
    let shell = Shell::new();
    shell.run(&["user", "list"]).done();
    shell.run(&["migrate", "down", "--yes"]).done();
    let status = shell.run(&["migrate", "status"]).done();
    for arguments in [&["user", "list"][..], &["user", "disable", "--email", "ola@etat.example"]] {
        let err = shell.run(arguments).refused();
        assert!(err.contains("the database is older than this Trespor: run `trespor migrate`"), "{err}");
    }
    assert_eq!(shell.run(&["migrate", "status"]).done(), status);
}
