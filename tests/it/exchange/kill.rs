//! A server that is killed while it imports leaves nothing half done, and the next one does it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use trespor::Cx;
use trespor::app::App;
use trespor::auth::Actor;
use trespor::clock::Clock;
use trespor::db::Page;
use trespor::registry::{OwnerFilter, list_owners};

use super::{numbers, start, upload};
use crate::harness::process::Process;
use crate::harness::{Backend, Client, TestApp};
use crate::world::World;

const ROWS: usize = 8_000;

async fn state(client: &Client, id: &str) -> Value {
    let document = "query($id: ID!) { import(id: $id) { status rowsRead counts { new } } }";
    client.query(document, json!({ "id": id })).await.data()["import"].clone()
}

async fn owners(app: &Arc<App>) -> u64 {
    let cx = Cx::new(Arc::clone(app), Actor::System);
    list_owners(&cx, &OwnerFilter::default(), &Page { first: 1, after: None }).await.unwrap().total
}

async fn killed_while(backend: Backend) {
    let mut app = TestApp::spawn(backend).await;
    let world = World::new(&app).await;
    app.stop();
    app.stopped().await;
    let url = app.url.clone();
    let lines: String = numbers().take(ROWS).map(|number| format!("{number};Etat {number};nb\n")).collect();
    let file = format!("orgnr;nameNb;language\n{lines}");
    let clock = Clock::default();
    let mut settings = app.database().settings();
    settings.http.public_url.clone_from(&url);
    let mut id = None;
    for wanted in ["READING", "APPLYING"] {
        let mut process = Process::serve(app.database(), &[("TRESPOR_HTTP__PUBLIC_URL", &url)]).await;
        let analyst = process.anonymous().with_token(world.analyst.token().unwrap());
        let upload = upload(&analyst, "mange.csv", file.clone()).await;
        if let Some(earlier) = &id {
            // The one before waits for its lease to run out; it is called off, so that this one has its turn.
            let cancel =
                "mutation($id: ID!) { cancelImport(input: { importId: $id }) { userErrors { code } } }";
            crate::world::done(&analyst, cancel, json!({ "id": earlier })).await;
        }
        let started =
            start(&analyst, json!({ "uploadId": upload, "table": "OWNERS", "dryRun": false })).await;
        let begun = Instant::now();
        loop {
            let state = state(&analyst, &started).await;
            if state["status"] == wanted && state["rowsRead"].as_i64() > Some(0) {
                break;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(60) && state["status"] != "DONE",
                "{wanted}: {state}"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        if wanted == "APPLYING" {
            // Somewhere in the middle of it.
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        process.kill9();
        let app = App::start(settings.clone(), clock.clone()).await.unwrap();
        assert_eq!(owners(&app).await, 1, "killed while {wanted}");
        app.db.clone().close().await;
        id = Some(started);
    }
    // Once the lease has run out, another takes it and begins anew.
    clock.advance(chrono::Duration::minutes(11));
    let app = App::start(settings, clock).await.unwrap();
    assert_eq!(trespor::exchange::run_due(&app).await.unwrap(), 1);
    assert_eq!(owners(&app).await, 1 + ROWS as u64);
    app.db.clone().close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_importing_on_sqlite() {
    Box::pin(killed_while(Backend::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_importing_on_postgres() {
    Box::pin(killed_while(Backend::Postgres)).await;
}
