//! The tables of the registry and of the frame, imported as an analyst would.

use anyhow::bail;
use serde_json::{Value, json};

use super::api::{Api, text};
use super::story::example;
use crate::exchange;

/// A table of `examples/demo`.
macro_rules! table {
    ($name:literal) => {
        ($name, include_str!(concat!("../../examples/demo/", $name, ".csv")))
    };
}

/// What is imported before the first round, in order, with what it is about.
const FIRST: [(&str, (&str, &str)); 7] = [
    ("OWNERS", table!("owners")),
    ("CONTACTS", table!("contacts")),
    ("SERVICES", table!("services")),
    ("VOLUMES", table!("volumes")),
    ("CAPABILITIES", table!("capabilities")),
    ("NEEDS", table!("needs")),
    ("FRAME", table!("frame")),
];

/// What comes to be known of services later.
const LATER: [(&str, &str); 2] = [table!("services-spring-2026"), table!("services-after-deadline")];

/// Imports what is known in the beginning.
pub(super) async fn first(
    desk: &Api,
    study: &str,
    say: &impl Fn(&str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for (about, (name, content)) in FIRST {
        let study = (about == "FRAME").then_some(study);
        let rows = import(desk, about, name, content, study).await?;
        say(&format!("  {name}: {rows} rows"))?;
    }
    Ok(())
}

/// Imports what has come to be known of services.
pub(super) async fn later(desk: &Api, names: &[String]) -> anyhow::Result<()> {
    for name in names {
        let Some((name, content)) = LATER.into_iter().find(|(known, _)| known == name) else {
            bail!("examples/demo has no table {name} that is imported later");
        };
        import(desk, "SERVICES", name, content, None).await?;
    }
    Ok(())
}

/// Sends a table and imports it; how many rows there were. A row that is refused is an error.
async fn import(
    desk: &Api,
    about: &str,
    name: &str,
    content: &str,
    study: Option<&str>,
) -> anyhow::Result<i64> {
    let upload = desk.upload(&format!("{name}.csv"), content.as_bytes()).await?;
    let input = json!({ "uploadId": upload, "table": about, "studyId": study, "dryRun": false });
    let started = desk.run(example!("start-import"), json!({ "input": input })).await?;
    let id = text(&started, "/import/id")?;
    exchange::run_due(desk.app()).await?;
    let done = desk.run(example!("read-import"), json!({ "id": id })).await?;
    if done["status"] != "DONE" {
        bail!("{name}.csv was not imported: {done}");
    }
    let counts = done["counts"].as_object().into_iter().flatten();
    Ok(counts.filter_map(|(_, count)| Value::as_i64(count)).sum())
}
