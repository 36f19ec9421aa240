//! How a server starts, refuses to start, and stops.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command};

use super::shell::{Shell, answer_of, free_port};

#[test]
fn the_schema_moves_only_as_it_is_told() {
    let shell = Shell::new();
    let up = shell.run(&["migrate"]).done();
    assert!(up.starts_with("Taken: m") && up.ends_with("The database is up to date.\n"), "{up}");
    assert_eq!(shell.run(&["migrate", "up"]).done(), "The database is up to date.\n");
    let status = shell.run(&["migrate", "status"]).done();
    assert!(status.lines().all(|line| line.starts_with("taken    m")), "{status}");

    let refused = shell.run(&["migrate", "down", "--steps", "2"]).refused();
    assert!(refused.contains("is lost") && refused.contains("add --yes"), "{refused}");
    assert_eq!(shell.run(&["migrate", "status"]).done(), status);
    let down = shell.run(&["migrate", "down", "--steps", "2", "--yes"]).done();
    assert!(down.starts_with("Taken back: m"), "{down}");
    assert_eq!(shell.run(&["migrate", "status"]).done().matches("missing").count(), 2);

    let strict = Shell {
        folder: shell.folder,
        variables: BTreeMap::from([("TRESPOR_DATABASE__MIGRATE_ON_START", "false".to_owned())]),
    };
    let port = free_port();
    let refused = strict.with("TRESPOR_HTTP__BIND", &port).run(&["serve"]).refused();
    assert!(refused.contains("the database is older than this Trespor: run `trespor migrate`"), "{refused}");
}

#[test]
fn many_processes_may_begin_at_once() {
    let shell = Shell::new();
    let children: Vec<Child> = (0..8).map(|_| shell.start(&["user", "list"])).collect();
    for child in children {
        answer_of(child).done();
    }
    assert_eq!(shell.run(&["migrate"]).done(), "The database is up to date.\n");
}

#[cfg(unix)]
#[test]
fn keys_are_kept_for_their_owner_and_weak_ones_refused() {
    use std::os::unix::fs::PermissionsExt as _;

    let shell = Shell::new();
    shell.run(&["user", "list"]).done();
    let file = shell.path("trespor.db.keys");
    for kept in [&file, &shell.path("trespor.db")] {
        assert_eq!(fs::metadata(kept).unwrap().permissions().mode() & 0o777, 0o600, "{}", kept.display());
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let port = free_port();
    let shell = shell.with("TRESPOR_HTTP__BIND", &port);
    for command in ["serve", "check-config"] {
        let err = shell.run(&[command]).refused();
        assert!(err.contains("trespor.db.keys") && err.contains("chmod 600"), "{err}");
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    for weak in ["a:c2VjcmV0", "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "changeme"] {
        let shell = Shell::new().with("TRESPOR_AUTH__SIGNING_KEYS", weak).with("TRESPOR_HTTP__BIND", &port);
        let err = shell.run(&["serve"]).refused();
        assert!(err.contains("auth.signing_keys") && !err.contains(weak), "{err}");
    }
    let postgres = Shell::new().with("DATABASE_URL", "postgres://127.0.0.1/nowhere");
    let err = postgres.run(&["serve"]).refused();
    assert!(err.contains("auth.signing_keys") && err.contains("trespor generate-key"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_server_says_that_it_starts_and_stops_when_told() {
    let port = free_port();
    let shell = Shell::new().with("TRESPOR_HTTP__BIND", &port).with("TRESPOR_LOG__JSON", "true");
    let mut server = shell.start(&["serve"]);
    let mut log = BufReader::new(server.stderr.take().unwrap()).lines().map(Result::unwrap);
    let first: serde_json::Value = serde_json::from_str(&log.next().unwrap()).unwrap();
    assert_eq!(first["message"], "Trespor starts");
    assert_eq!(
        (first["version"].as_str(), first["address"].as_str()),
        (Some(env!("CARGO_PKG_VERSION")), Some(port.as_str()))
    );
    assert_eq!(first["database"], "SQLite");
    assert!(log.any(|line| line.contains("\"message\":\"ready\"")));

    let taken = shell.run(&["serve"]).refused();
    assert!(
        taken.contains(&format!("cannot listen on {port}: another program has it"))
            && taken.contains("http.bind"),
        "{taken}"
    );

    let told = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(told.success());
    let rest: Vec<String> = log.collect();
    assert!(rest.iter().any(|line| line.contains("told to stop")), "{rest:?}");
    assert_eq!(server.wait().unwrap().code(), Some(0));
}

#[test]
fn the_demo_hears_the_environment_in_what_it_does_not_decide_itself() {
    let held = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap().to_string();
    let refused = Shell::new().with("TRESPOR_HTTP__BIND", &address).run(&["demo", "--exit"]).refused();
    assert!(refused.contains(&address), "{refused}");
    let help = Shell::new().run(&["demo", "--help"]).done();
    assert!(help.contains("TRESPOR_HTTP__BIND") && help.contains("limits"), "{help}");
}
