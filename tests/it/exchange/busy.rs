//! Whoever waits too long for the one writer of SQLite is told so, in words.

use std::time::{Duration, Instant};

use reqwest::header::ACCEPT_LANGUAGE;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, TransactionTrait as _};
use serde_json::json;

use super::import;
use crate::harness::{Backend, Reply, TestApp};
use crate::world::{REGISTER, World, refused, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_too_long_for_an_import_is_told_that_the_database_is_busy() {
    let app = TestApp::with_settings(Backend::Sqlite, |settings| settings.limits.timeout_seconds = 4).await;
    let world = World::new(&app).await;
    let mut options = ConnectOptions::new(app.database().url());
    options.max_connections(1);
    let other = Database::connect(options).await.unwrap();
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let input = json!({ "orgnr": "991825827", "name": { "nb": "Digdir" }, "language": "NB", "contacts": [] });
    let body = json!({ "query": REGISTER, "variables": { "input": input } });
    let register = world.analyst.request("POST", "/graphql").header(ACCEPT_LANGUAGE, "nn").json(&body);
    let sign_in = "mutation { signIn(input: { email: \"analytiker@studie.example\", password: \"fire uvanlige ord paa rad\" })
        { userErrors { code } } }";
    let anonymous = app.anonymous();
    let (registered, signed_in, sent) = tokio::join!(
        Reply::of(register),
        anonymous.query(sign_in, json!({})),
        world.analyst.request("POST", "/uploads?name=a.csv").body("orgnr\n").send(),
    );
    let told = &registered.data()["registerOrganization"]["userErrors"][0];
    assert_eq!(told["code"], "BUSY");
    assert_eq!(
        told["message"],
        "Databasen er oppteken, til dømes med ein stor import. Vent litt og prøv att."
    );
    assert_eq!(signed_in.data()["signIn"]["userErrors"][0]["code"], "BUSY");
    let sent = sent.unwrap();
    assert_eq!(sent.status(), 503);
    assert!(sent.text().await.unwrap().contains("\"BUSY\""));
    other.execute_unprepared("ROLLBACK").await.unwrap();
    other.close().await.unwrap();
    let reply = world.analyst.query(REGISTER, json!({ "input": input })).await;
    assert_eq!(reply.data()["registerOrganization"]["userErrors"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_too_late_to_call_off_an_import_however_long_it_is_written() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let app = TestApp::with_settings(backend, |settings| settings.limits.timeout_seconds = 4).await;
        let world = World::new(&app).await;
        let tried =
            import(&world.analyst, "OWNERS", "orgnr;sector\n974760673;stat\n", json!({ "dryRun": true }))
                .await;
        let sql = Database::connect(app.database().url()).await.unwrap();
        let ends = (chrono::Utc::now() + chrono::Duration::seconds(2)).format("%Y-%m-%d %H:%M:%S%.6f+00:00");
        let applying =
            format!("UPDATE import_job SET status = 'applying', finished_at = NULL, leased_until = '{ends}'");
        sql.execute_unprepared(&applying).await.unwrap();
        // Its lease has run out, and whoever writes holds it nevertheless.
        let writing = sql.begin().await.unwrap();
        writing.execute_unprepared("UPDATE import_job SET attempts = 1").await.unwrap();
        tokio::time::sleep(Duration::from_millis(2_100)).await;
        let cancel = "mutation($id: ID!) { cancelImport(input: { importId: $id }) { import { status } userErrors { code field message } } }";
        let begun = Instant::now();
        let late = refused(&world.analyst, cancel, json!({ "id": text(&tried, "/id") })).await;
        assert_eq!(late, [("IMPORT_APPLYING".to_owned(), "importId".to_owned())], "{backend:?}");
        assert!(
            backend == Backend::Sqlite || begun.elapsed() < Duration::from_secs(3),
            "{:?}",
            begun.elapsed()
        );
        writing.rollback().await.unwrap();
        sql.close().await.unwrap();
    }
}
