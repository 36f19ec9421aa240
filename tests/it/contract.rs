//! The published contract.

use std::process::Command;

/// `schema.graphql` is what the server prints.
#[test]
fn the_schema_file_is_up_to_date() {
    let written = include_str!("../../schema.graphql");
    assert!(written == trespor::graphql::sdl(), "schema.graphql is out of date: run `cargo xtask schema`");
}

/// Every rule of the contract, and every breaking change; see `tests/tools/schema-contract.mjs`.
#[test]
fn the_schema_keeps_its_rules_and_its_promises() {
    let root = env!("CARGO_MANIFEST_DIR");
    assert!(
        std::path::Path::new(root).join("tests/tools/node_modules").is_dir(),
        "the tools of the tests are not installed: run `cargo xtask test`, which installs them"
    );
    let checked =
        Command::new("node").arg("tests/tools/schema-contract.mjs").current_dir(root).output().unwrap();
    assert!(
        checked.status.success(),
        "{}{}",
        String::from_utf8_lossy(&checked.stdout),
        String::from_utf8_lossy(&checked.stderr)
    );
}
