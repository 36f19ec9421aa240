//! Imports that go on at once, and people who work meanwhile.

use std::fs;
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement, TransactionTrait as _};
use serde_json::json;
use trespor::error::Error;
use trespor::exchange::{Counts, FromDisk, TableKind, from_disk};

use super::{counts, ended, numbers, start, upload};
use crate::harness::{Backend, TestApp, both};
use crate::world::{REGISTER, World, add_to_frame, register_owner};

async fn import(app: &TestApp, name: &str, owners: &[String]) -> Counts {
    let path = app.database().folder().join(name);
    let lines: String = owners.iter().map(|orgnr| format!("{orgnr};Etat {orgnr};bokmål\n")).collect();
    fs::write(&path, format!("orgnr;nameNb;language\n{lines}")).unwrap();
    let import = FromDisk {
        path,
        kind: TableKind::Owners,
        study: None,
        sheet: None,
        columns: Vec::new(),
        dry_run: false,
    };
    let (counts, whole) = from_disk(&app.system(), import, |_| {}).await.unwrap();
    assert_eq!(whole, []);
    counts
}

/// Registers them one by one; how many were not there yet.
async fn by_hand(world: &World, owners: impl Iterator<Item = &String>) -> i64 {
    let mut made = 0;
    for orgnr in owners {
        let name = format!("Etat {orgnr}");
        let input = json!({ "orgnr": orgnr, "name": { "nb": name }, "language": "NB", "contacts": [] });
        let reply = world.analyst.query(REGISTER, json!({ "input": input })).await;
        match reply.data()["registerOrganization"]["userErrors"][0]["code"].as_str() {
            None => made += 1,
            Some(code) => assert_eq!(code, "TAKEN"),
        }
    }
    made
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_others_do_at_the_same_time_may_pass() {
    let app = TestApp::spawn(Backend::Postgres).await;
    World::new(&app).await;
    let sql = sea_orm::Database::connect(app.database().url()).await.unwrap();
    let clash = async |table: &str, key: &str| {
        let make = format!("DROP TABLE IF EXISTS copy; CREATE TABLE copy AS SELECT * FROM {table}; {key}");
        sql.execute_unprepared(&make).await.unwrap();
        let error =
            sql.execute_unprepared(&format!("INSERT INTO {table} SELECT * FROM copy")).await.unwrap_err();
        Error::from(error).may_pass()
    };
    let other = "UPDATE copy SET id = gen_random_uuid()";
    // What rows are told by, somebody else may have registered meanwhile; a key of ours nobody has made.
    assert!(clash("organization", other).await && clash("contact", other).await);
    // So it is where codes differ in small and capital letters only.
    let owner = "(SELECT id FROM organization)";
    sql.execute_unprepared(&format!(
        "INSERT INTO service (id, organization_id, code, name, kind, runs_on, status, old_edition_deactivated, search_text, sort_key, created_at, updated_at)
         VALUES (gen_random_uuid(), {owner}, 'skjema', '{{\"nb\":\"x\"}}', 'link', 'x', 'mapping', false, 'x', '', now(), now());
         INSERT INTO capability (id, code, name, created_at, updated_at) VALUES (gen_random_uuid(), 'logg', '{{\"nb\":\"x\"}}', now(), now())"
    ))
    .await
    .unwrap();
    for table in ["service", "capability"] {
        for code in ["code", "upper(code)"] {
            assert!(clash(table, &format!("{other}, code = {code}")).await, "{table} {code}");
        }
    }
    assert!(!clash("organization", "").await && !clash("account", other).await);
    let keys = "SELECT 1 FROM pg_indexes WHERE indexname IN ('organization_orgnr_key', 'organization_by_platform_code',
        'contact_one_primary', 'service_organization_id_code_key', 'service_by_code', 'capability_code_key',
        'capability_by_code')";
    let keys = sql.query_all_raw(Statement::from_string(DbBackend::Postgres, keys)).await.unwrap();
    assert_eq!(keys.len(), 7);
    sql.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_adds_an_owner_to_a_frame_waits_for_the_import_that_does() {
    // SQLite has one writer.
    let app = TestApp::spawn(Backend::Postgres).await;
    let world = World::new(&app).await;
    let other = register_owner(&world.analyst, "991825827", "Digdir", "ola@digdir.example").await;
    let sql = sea_orm::Database::connect(app.database().url()).await.unwrap();
    // The import gets as far as the owner that is in the frame already.
    let held = sql.begin().await.unwrap();
    held.execute_unprepared("SELECT 1 FROM frame_member FOR UPDATE").await.unwrap();
    let file = upload(&world.analyst, "ramme.csv", "orgnr;stratum\n974760673;A\n991825827;fra fil\n").await;
    let input = json!({ "uploadId": file, "table": "FRAME", "studyId": world.study, "dryRun": false });
    let id = start(&world.analyst, input).await;
    let waiting = "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND NOT l.granted
        UNION ALL SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waiting = Statement::from_string(DbBackend::Postgres, waiting);
    while sql.query_all_raw(waiting.clone()).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let release = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        held.rollback().await.unwrap();
    };
    let owners = [other.as_str()];
    tokio::join!(add_to_frame(&world.analyst, &world.study, &owners), release);
    let ended = ended(&world.analyst, &id).await;
    assert_eq!((ended["status"].as_str(), counts(&ended)), (Some("DONE"), [1, 1, 0, 0]), "{ended}");
    let members = "query($id: ID!) { frameMembers(studyId: $id) { nodes { stratum } } }";
    let reply = world.analyst.query(members, json!({ "id": world.study })).await;
    assert_eq!(reply.data()["frameMembers"]["nodes"], json!([{ "stratum": "fra fil" }, { "stratum": "A" }]));
    // It came in once.
    let history = "query($of: ID!, $study: ID!) { history(of: $of, studyId: $study) { nodes { action changes { field to } } } }";
    let reply = world.analyst.query(history, json!({ "of": other, "study": world.study })).await;
    assert_eq!(
        reply.data()["history"]["nodes"],
        json!([{ "action": "CREATED", "changes": [
            { "field": "stratum", "to": "\"fra fil\"" }, { "field": "followedUp", "to": "false" },
        ] }])
    );
    sql.close().await.unwrap();
}

both! {
    async fn every_owner_is_made_once_by_whoever_comes_first(app: TestApp) {
        let world = World::new(&app).await;
        let owners: Vec<String> = numbers().take(300).collect();
        let (first, second, by_hand) = tokio::join!(
            import(&app, "first.csv", &owners[..200]),
            import(&app, "second.csv", &owners[100..]),
            by_hand(&world, owners.iter().step_by(10)),
        );
        for counts in [&first, &second] {
            let all = (counts.new + counts.unchanged, counts.changed, counts.refused);
            assert_eq!(all, (200, 0, 0), "{counts:?}");
        }
        assert_eq!(first.new + second.new + by_hand, 300, "{first:?} {second:?} {by_hand}");
        let listed = world.analyst.query("{ organizations { totalCount } }", json!({})).await;
        // One was there before.
        assert_eq!(listed.data()["organizations"]["totalCount"], 1 + 300);
    }
}
