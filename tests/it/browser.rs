//! The pages in a real browser, as people use them; see `tests/tools/browser.mjs` for what they do there.

mod kinds;

use std::path::Path;
use std::process::Command;

use chrono::{Duration, TimeZone as _, Utc};
use chrono_tz::Europe::Oslo;
use entity::Language;
use serde_json::{Value, json};
use trespor::auth::{NewAccount, accounts};

use crate::harness::{Backend, TestApp};
use crate::world::{self, OPEN_ROUND, World, done, text};

const HINT: &str = "run `cargo xtask test`, which installs and builds what is missing";

/// Sends somebody on a journey; fails with what they met.
async fn travel(journey: &'static str, input: Value) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(root.join("tests/tools/node_modules/playwright-core").is_dir(), "no playwright-core: {HINT}");
    assert!(root.join("web/dist/index.html").is_file(), "the web client has not been built: {HINT}");
    let mut node = Command::new("node");
    node.args(["tests/tools/browser.mjs", journey]).arg(input.to_string()).current_dir(root);
    let output = tokio::task::spawn_blocking(move || node.output()).await.unwrap();
    let output = output.unwrap_or_else(|error| panic!("node: {error}; {HINT}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{journey}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// On a phone and at a desk, in three languages; the deadline is the midnight that ends a day in Norway.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_owner_answers_and_submits() {
    let app = TestApp::spawn(Backend::Sqlite).await;
    let world = World::new(&app).await;
    let mut round = world::round(&world.study, &text(&world.version, "/id"));
    let day = (Utc::now() + Duration::days(14)).with_timezone(&Oslo).date_naive();
    let midnight = Oslo.from_local_datetime(&day.and_time(chrono::NaiveTime::MIN)).unwrap();
    round["closesAt"] = json!(midnight.to_utc().to_rfc3339());
    done(&world.analyst, OPEN_ROUND, json!({ "input": round })).await;
    let mail = app.mails().await.pop().expect("an invitation");
    let link = mail.token_after("/svar/");

    let url = format!("{}/svar/{link}", app.url);
    let receipt = travel("survey", json!({ "url": url, "mail": mail.text })).await;

    let respondent = world::follow(&app, &link).await;
    let reply = respondent
        .query(
            "{ response { status latestSubmission { contentHash } answers { options { code } } } }",
            json!({}),
        )
        .await;
    let response = &reply.data()["response"];
    assert_eq!(response["status"], "SUBMITTED");
    assert_eq!(response["answers"], json!([{ "options": [{ "code": "draft" }] }]));
    let receipt: Value = serde_json::from_str(&receipt).unwrap();
    assert_eq!(receipt["contentHash"], response["latestSubmission"]["contentHash"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_chooses_a_password_and_opens_the_workbench() {
    let app = TestApp::spawn(Backend::Sqlite).await;
    let (email, password) = ("kari.nordmann@etat.example", "gresskar-vindu-77-fiolin");
    let account = NewAccount {
        email: email.to_owned(),
        name: "Kari Nordmann".to_owned(),
        language: Language::Nb,
        system_admin: false,
        password: None,
        role: None,
    };
    accounts::create(&app.system(), account).await.unwrap();
    let welcome = app.mails().await.pop().expect("a welcome");
    let url = format!("{}/passord/{}", app.url, welcome.token_after("/passord/"));

    travel("password", json!({ "url": url, "email": email, "password": password })).await;

    app.sign_in(email, password).await;
    let mails = app.mails().await;
    assert_eq!(mails.len(), 2, "the welcome, and the link that was asked for");
    assert_ne!(mails[1].token_after("/passord/"), welcome.token_after("/passord/"));

    travel("graphiql", json!({ "url": format!("{}/graphiql", app.url) })).await;
}

/// Questions that rules show and hide, and a colleague who answers at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_come_and_go_and_a_colleague_is_not_overwritten() {
    let app = TestApp::spawn(Backend::Sqlite).await;
    let world = World::new(&app).await;
    let (_, _, respondent) = crate::rules::ask(&app, &world, "Q01 != \"none\"").await;
    let mail = app.mails().await.pop().expect("an invitation");
    let url = format!("{}/svar/{}", app.url, mail.token_after("/svar/"));
    travel("rules", json!({ "url": url })).await;
    let reply =
        respondent.query("{ response { answers { question { code } options { code } } } }", json!({})).await;
    let second = json!({ "question": { "code": "Q02" }, "options": [{ "code": "none" }] });
    let answers = reply.data()["response"]["answers"].as_array().cloned().unwrap_or_default();
    assert!(answers.contains(&second), "the colleague's answer stands: {answers:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_answered_anonymously_is_gone_once_it_is_sent() {
    let app = TestApp::spawn(Backend::Sqlite).await;
    let world = World::new(&app).await;
    let mut round = world::round(&world.study, &text(&world.version, "/id"));
    round["anonymous"] = json!(true);
    done(&world.analyst, OPEN_ROUND, json!({ "input": round })).await;
    let mail = app.mails().await.pop().expect("an invitation");
    travel("anonymous", json!({ "url": format!("{}/svar/{}", app.url, mail.token_after("/svar/")) })).await;
}
