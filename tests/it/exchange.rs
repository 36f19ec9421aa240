//! Import and export: by the API, by command, and from the one to the other.

mod busy;
mod contacts;
pub(crate) mod files;
mod imports;
mod kill;
mod large;
mod rights;
mod round_trip;
mod tables;
mod together;
mod workers;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::Client;
use crate::world::{done, text};

const FIELDS: &str = "id status table fileName sheet dryRun rowsRead finishedAt
    counts { new changed unchanged refused } problems { code message }
    rows(first: 100) { totalCount nodes { sheet number fate key
        changes { field before after key } problems { field column header code message } } }";

/// Sends a file; its key.
pub(crate) async fn upload(client: &Client, name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let path = format!("/uploads?name={name}");
    let response = client.request("POST", &path).body(bytes.into()).send().await.unwrap();
    assert_eq!(response.status(), 201, "{:?}", response.text().await);
    let answer: Value = response.json().await.unwrap();
    text(&answer, "/id")
}

/// Asks for an import; its key.
async fn start(client: &Client, input: Value) -> String {
    let document = "mutation($input: StartImportInput!) { startImport(input: $input) { import { id } userErrors { code field message } } }";
    text(&done(client, document, json!({ "input": input })).await, "/import/id")
}

/// An import once it has ended.
async fn ended(client: &Client, id: &str) -> Value {
    let begun = Instant::now();
    let document = format!("query($id: ID!) {{ import(id: $id) {{ {FIELDS} }} }}");
    loop {
        let reply = client.query(&document, json!({ "id": id })).await;
        let import = reply.data()["import"].clone();
        if !import["finishedAt"].is_null() {
            return import;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not end: {import}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Sends a file and imports it.
async fn import(client: &Client, table: &str, file: impl Into<Vec<u8>>, more: Value) -> Value {
    let upload = upload(client, "fil.csv", file).await;
    let mut input = json!({ "uploadId": upload, "table": table, "dryRun": false });
    for (field, value) in more.as_object().into_iter().flatten() {
        input[field] = value.clone();
    }
    ended(client, &start(client, input).await).await
}

/// Counts of an import: new, changed, unchanged, refused.
fn counts(import: &Value) -> [i64; 4] {
    ["new", "changed", "unchanged", "refused"].map(|fate| import["counts"][fate].as_i64().unwrap())
}

/// Codes of what is wrong with the file as a whole.
fn whole(import: &Value) -> Vec<String> {
    import["problems"].as_array().unwrap().iter().map(|problem| text(problem, "/code")).collect()
}

/// Row, column and code of every problem with a row.
fn problems(import: &Value) -> Vec<String> {
    let rows = import["rows"]["nodes"].as_array().unwrap();
    let of_row = |row: &Value| -> Vec<String> {
        let problems = row["problems"].as_array().unwrap();
        let told = |problem: &Value| {
            format!(
                "{}{} {}",
                problem["column"].as_str().unwrap_or("-"),
                row["number"],
                text(problem, "/code")
            )
        };
        problems.iter().map(told).collect()
    };
    rows.iter().flat_map(of_row).collect()
}

/// A file that is exported.
async fn export(client: &Client, path: &str) -> Vec<u8> {
    let response = client.request("GET", &format!("/exports/{path}")).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}: {:?}", response.text().await);
    response.bytes().await.unwrap().to_vec()
}

/// Organization numbers whose check digit fits, one after another.
fn numbers() -> impl Iterator<Item = String> {
    (10_000_000_u32..).filter_map(|first| {
        let digits = format!("{first}");
        let sum: u32 = digits
            .bytes()
            .zip([3, 2, 7, 6, 5, 4, 3, 2])
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();
        match 11 - sum % 11 {
            11 => Some(format!("{digits}0")),
            10 => None,
            digit => Some(format!("{digits}{digit}")),
        }
    })
}
