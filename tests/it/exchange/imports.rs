//! What an import says of each row, and what it does: all of it, or nothing.

use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use serde_json::{Value, json};
use trespor::db::Statements;
use trespor::exchange::{FromDisk, TableKind, from_disk};

use super::{counts, ended, export, import, numbers, problems, start, upload, whole};
use crate::harness::both;
use crate::harness::socket::Socket;
use crate::world::{World, done, refused, text};

const OWNERS: &str = "Organisasjonsnummer;Navn;Målform;Sektor;Plattformkode
974760673;Prøveetaten;nynorsk;stat;
991825827;Digdir;bokmål;stat;digdir
991825828;Feil nummer;bokmål;;
;Uten nummer;bokmål;;
991825827;To ganger;bokmål;;
123456785;;klingon;;9 9
";

async fn organizations(world: &World) -> Value {
    let document = "{ organizations { nodes { orgnr name sector platformCode language retiredAt } } }";
    world.analyst.query(document, json!({})).await.data()["organizations"]["nodes"].clone()
}

both! {
    async fn a_dry_run_says_what_would_become_of_every_row_and_changes_nothing(app: TestApp) {
        let world = World::new(&app).await;
        let before = organizations(&world).await;
        let tried = import(&world.analyst, "OWNERS", OWNERS, json!({ "dryRun": true })).await;
        assert_eq!(tried["status"], "REFUSED");
        assert_eq!(counts(&tried), [1, 1, 0, 4], "{tried}");
        assert!(whole(&tried).is_empty());
        let rows = &tried["rows"]["nodes"];
        assert_eq!(rows[0], json!({
            "sheet": null, "number": 2, "fate": "CHANGED", "key": "974760673", "problems": [],
            "changes": [{ "field": "sector", "before": null, "after": "stat", "key": null }],
        }));
        let set = |field: &str, after: &str| json!({ "field": field, "before": null, "after": after, "key": null });
        assert_eq!(rows[1]["changes"], json!([
            set("orgnr", "991825827"), set("nameNb", "Digdir"), set("sector", "stat"), set("platformCode", "digdir"),
            set("language", "nb"), set("retired", "false"),
        ]));
        assert_eq!(problems(&tried), [
            "A4 INVALID_ORG_NUMBER", "A5 REQUIRED", "A6 SAME_AS_ROW", "B7 REQUIRED", "E7 INVALID_SYSTEM_CODE", "C7 NOT_A_CHOICE",
        ].map(str::to_owned).into_iter().collect::<Vec<_>>());
        assert_eq!(rows[4]["problems"][0], json!({
            "field": "orgnr", "column": "A", "header": "Organisasjonsnummer", "code": "SAME_AS_ROW",
            "message": "Dette står allerede i rad 3.",
        }));
        assert_eq!(organizations(&world).await, before);
    }

    async fn one_refused_row_keeps_all_others_out_and_the_same_file_again_changes_nothing(app: TestApp) {
        let world = World::new(&app).await;
        let before = organizations(&world).await;
        let bad = import(&world.analyst, "OWNERS", OWNERS, json!({})).await;
        assert_eq!((bad["status"].as_str(), counts(&bad)), (Some("REFUSED"), [1, 1, 0, 4]));
        assert_eq!(organizations(&world).await, before);
        let good: String = OWNERS.lines().take(3).map(|line| format!("{line}\r\n")).collect();
        let done = import(&world.analyst, "OWNERS", good.clone(), json!({})).await;
        assert_eq!((done["status"].as_str(), counts(&done)), (Some("DONE"), [1, 1, 0, 0]), "{done}");
        let after = organizations(&world).await;
        assert_eq!(after[0], json!({ "orgnr": "991825827", "name": "Digdir", "sector": "stat", "platformCode": "digdir", "language": "NB", "retiredAt": null }));
        assert_eq!(after[1]["sector"], "stat");
        let again = import(&world.analyst, "OWNERS", good, json!({})).await;
        assert_eq!((again["status"].as_str(), counts(&again)), (Some("DONE"), [0, 0, 2, 0]));
        assert_eq!(organizations(&world).await, after);
        // It is remembered as if it had been typed in: once, by whom, and from what.
        let history = "query($id: ID!) { history(of: $id) { nodes { action account { email } changes { field from to } } } }";
        let history = world.analyst.query(history, json!({ "id": world.organization })).await;
        let entries = &history.data()["history"]["nodes"];
        assert_eq!(entries.as_array().unwrap().len(), 2);
        assert_eq!(entries[0], json!({
            "action": "CHANGED", "account": { "email": "analytiker@studie.example" },
            "changes": [{ "field": "sector", "from": null, "to": "\"stat\"" }],
        }));
    }

    async fn what_is_absent_stays_what_is_empty_is_emptied_and_what_is_retired_comes_back(app: TestApp) {
        let world = World::new(&app).await;
        import(&world.analyst, "OWNERS", "orgnr;sector;stratum\n974760673;stat;stor\n", json!({})).await;
        let emptied = import(&world.analyst, "OWNERS", "orgnr;sector\n974760673;\n", json!({})).await;
        assert_eq!(emptied["rows"]["nodes"][0]["changes"], json!([{ "field": "sector", "before": "stat", "after": null, "key": null }]));
        let required = import(&world.analyst, "OWNERS", "orgnr;nameNb\n974760673;\n", json!({})).await;
        assert_eq!(problems(&required), ["B2 REQUIRED"]);
        // Something new needs what the file does not have.
        let new = import(&world.analyst, "OWNERS", "orgnr;sector\n991825827;stat\n", json!({})).await;
        assert_eq!((problems(&new), whole(&new)), (Vec::new(), vec!["COLUMN_MISSING_FOR_NEW".to_owned(); 2]));
        import(&world.analyst, "OWNERS", "orgnr,retired\n974760673,yes\n", json!({})).await;
        let stays = import(&world.analyst, "OWNERS", "orgnr;sector\n974760673;kommune\n", json!({})).await;
        assert_eq!(counts(&stays), [0, 1, 0, 0]);
        let retired = export(&world.leader, "owners.csv?convention=international&language=en").await;
        assert_eq!(String::from_utf8(retired).unwrap(), "Organization number,Name,Name (Nynorsk),Name (English),Other names,Sector,Stratum,Platform code,Language,Retired\r\n\
            974760673,Prøveetaten,,,,kommune,stor,,Nynorsk,true\r\n");
        import(&world.analyst, "OWNERS", "orgnr,retired\n974760673,\n", json!({})).await;
        let history = "query($id: ID!) { history(of: $id, first: 100) { nodes { action } } }";
        let history = world.analyst.query(history, json!({ "id": world.organization })).await;
        let actions: Vec<String> = history.data()["history"]["nodes"].as_array().unwrap().iter().map(|entry| text(entry, "/action")).collect();
        assert_eq!(actions, ["BROUGHT_BACK", "CHANGED", "RETIRED", "CHANGED", "CHANGED", "CREATED"]);
    }

    async fn a_code_of_the_platform_can_pass_from_one_owner_to_another_in_one_file(app: TestApp) {
        let world = World::new(&app).await;
        let file = |a: &str, b: &str| format!("orgnr;nameNb;language;platformCode\n974760673;A;nb;{a}\n991825827;B;nb;{b}\n");
        import(&world.analyst, "OWNERS", file("en", "to"), json!({})).await;
        let passed = import(&world.analyst, "OWNERS", file("tre", "en"), json!({})).await;
        assert_eq!((passed["status"].as_str(), counts(&passed)), (Some("DONE"), [0, 2, 0, 0]), "{passed}");
        assert_eq!(problems(&import(&world.analyst, "OWNERS", file("fire", "fire"), json!({})).await), ["D3 SAME_AS_ROW"]);
        let taken = "orgnr;platformCode\n974760673;en\n";
        assert_eq!(problems(&import(&world.analyst, "OWNERS", taken, json!({})).await), ["B2 TAKEN"]);
    }

    async fn the_same_client_key_is_the_same_import_and_a_file_is_the_senders_alone(app: TestApp) {
        let world = World::new(&app).await;
        let file = upload(&world.analyst, "eiere.csv", "orgnr;sector\n974760673;stat\n").await;
        let input = json!({ "uploadId": file, "table": "OWNERS", "dryRun": true, "clientKey": "en" });
        let first = start(&world.analyst, input.clone()).await;
        assert_eq!(start(&world.analyst, input.clone()).await, first);
        ended(&world.analyst, &first).await;
        let document = "mutation($input: StartImportInput!) { startImport(input: $input) { import { id } userErrors { code field message } } }";
        let absent = [("NOT_FOUND".to_owned(), "uploadId".to_owned())];
        assert_eq!(refused(&world.admin, document, json!({ "input": input })).await, absent);
        let out_of_place = json!({ "uploadId": file, "table": "OWNERS", "dryRun": true, "studyId": world.study });
        assert_eq!(refused(&world.analyst, document, json!({ "input": out_of_place })).await, [("OUT_OF_PLACE".to_owned(), "studyId".to_owned())]);
        let no_study = json!({ "uploadId": file, "table": "FRAME", "dryRun": true });
        assert_eq!(refused(&world.analyst, document, json!({ "input": no_study })).await, [("REQUIRED".to_owned(), "studyId".to_owned())]);
        // After a dry run the file is still there; once it is imported it is gone.
        let real = json!({ "uploadId": file, "table": "OWNERS", "dryRun": false });
        assert_eq!(ended(&world.analyst, &start(&world.analyst, real.clone()).await).await["status"], "DONE");
        assert_eq!(refused(&world.analyst, document, json!({ "input": real })).await, absent);
        let listed = world.analyst.query("{ imports { totalCount nodes { id dryRun } } }", json!({})).await;
        assert_eq!(listed.data()["imports"]["totalCount"], 2);
        assert_eq!(listed.data()["imports"]["nodes"][1]["id"], first);
        // The same again is the same, also when the file is gone; anything else needs a key of its own.
        let gone = upload(&world.analyst, "a.csv", "orgnr;sector\n974760673;stat\n").await;
        let keyed = json!({ "uploadId": gone, "table": "OWNERS", "dryRun": false, "clientKey": "to" });
        let once = start(&world.analyst, keyed.clone()).await;
        ended(&world.analyst, &once).await;
        assert_eq!(start(&world.analyst, keyed.clone()).await, once);
        let kept = upload(&world.analyst, "b.csv", "orgnr;sector\n974760673;stat\n").await;
        for (key, field, value) in [
            ("en", "table", json!("CAPABILITIES")), ("en", "dryRun", json!(false)), ("en", "uploadId", json!(kept)),
            ("en", "sheet", json!("Ark 2")), ("en", "columns", json!([{ "column": "A" }])), ("to", "uploadId", json!(kept)),
        ] {
            let mut other = if key == "en" { input.clone() } else { keyed.clone() };
            other[field] = value;
            let used = [("CLIENT_KEY_USED".to_owned(), "clientKey".to_owned())];
            assert_eq!(refused(&world.analyst, document, json!({ "input": other })).await, used, "{field}");
        }
        // What has ended cannot be called off.
        let cancel = "mutation($id: ID!) { cancelImport(input: { importId: $id }) { import { status } userErrors { code field message } } }";
        assert_eq!(refused(&world.analyst, cancel, json!({ "id": first })).await, [("IMPORT_ENDED".to_owned(), "importId".to_owned())]);
    }

    async fn progress_is_told_to_the_end_and_an_import_can_be_called_off(app: TestApp) {
        let world = World::new(&app).await;
        let lines: String = numbers().take(3_000).map(|number| format!("{number};Etat {number};nb\n")).collect();
        let file = upload(&world.analyst, "mange.csv", format!("orgnr;nameNb;language\n{lines}")).await;
        let id = start(&world.analyst, json!({ "uploadId": file, "table": "OWNERS", "dryRun": true })).await;
        let mut socket = Socket::greeted(&app.url, world.analyst.token()).await;
        let document = "subscription($id: ID!) { importProgress(importId: $id) { status rowsRead } }";
        socket.subscribe("1", document, json!({ "id": id })).await;
        let mut last = 0;
        loop {
            let news = socket.hear_message().await;
            if news["type"] == "complete" {
                break;
            }
            let now = news["payload"]["data"]["importProgress"]["rowsRead"].as_i64().unwrap();
            assert!(now >= last, "{news}");
            last = now;
        }
        assert_eq!(last, 3_000);
        let page = "query($id: ID!, $after: String) { import(id: $id) { rows(first: 100, after: $after, fate: NEW) { totalCount pageInfo { endCursor } nodes { number } } } }";
        let first = world.analyst.query(page, json!({ "id": id })).await.data()["import"]["rows"].clone();
        let second = world.analyst.query(page, json!({ "id": id, "after": first["pageInfo"]["endCursor"] })).await;
        assert_eq!(first["totalCount"], 3_000);
        assert_eq!(second.data()["import"]["rows"]["nodes"][0]["number"], 102);

        let real = start(&world.analyst, json!({ "uploadId": file, "table": "OWNERS", "dryRun": false })).await;
        let cancel = "mutation($id: ID!) { cancelImport(input: { importId: $id }) { import { status } userErrors { code field message } } }";
        assert_eq!(done(&world.analyst, cancel, json!({ "id": real })).await["import"]["status"], "CANCELLED");
        let listed = world.analyst.query("{ organizations { totalCount } }", json!({})).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert_eq!(listed.data()["organizations"]["totalCount"], 1);
        assert_eq!(world.analyst.query("{ organizations { totalCount } }", json!({})).await.data()["organizations"]["totalCount"], 1);
    }

    async fn the_same_key_at_the_same_time_is_one_import(app: TestApp) {
        let world = World::new(&app).await;
        let mut files = Vec::new();
        for _ in 0..2 {
            files.push(upload(&world.analyst, "eiere.csv", "orgnr;sector\n974760673;stat\n").await);
        }
        let document = "mutation($input: StartImportInput!) { startImport(input: $input) { import { id } userErrors { code } } }";
        let starts = (0..8).map(|number| {
            let input = json!({ "uploadId": files[number % 2], "table": "OWNERS", "dryRun": true, "clientKey": "en gang" });
            world.analyst.query(document, json!({ "input": input }))
        });
        let replies = futures_util::future::join_all(starts).await;
        let payloads: Vec<&Value> = replies.iter().map(|reply| &reply.data()["startImport"]).collect();
        let ids = |payloads: &[&Value]| payloads.iter().map(|payload| payload["import"]["id"].clone()).collect::<Vec<_>>();
        let (one, other): (Vec<_>, Vec<_>) = payloads.iter().enumerate().partition(|(number, _)| number % 2 == 0);
        let [one, other] = [one, other].map(|of_file| of_file.into_iter().map(|(_, payload)| *payload).collect::<Vec<_>>());
        // Whichever file was first: all that ask for it get the one import, and those that ask for the other are told.
        let (first, second) = if one[0]["import"].is_null() { (other, one) } else { (one, other) };
        assert!(!first[0]["import"].is_null() && ids(&first).iter().all(|id| *id == first[0]["import"]["id"]), "{payloads:?}");
        assert!(second.iter().all(|payload| payload["userErrors"] == json!([{ "code": "CLIENT_KEY_USED" }])), "{payloads:?}");
        let listed = world.analyst.query("{ imports { totalCount } }", json!({})).await;
        assert_eq!(listed.data()["imports"]["totalCount"], 1);
    }

    async fn the_rows_of_many_imports_take_no_more_statements_than_those_of_one(app: TestApp) {
        let world = World::new(&app).await;
        let document = "query($first: Int) { imports(first: $first) { nodes { id
            rows(first: 2) { totalCount pageInfo { hasNextPage } nodes { number } } changed: rows(fate: CHANGED) { totalCount nodes { number } } } } }";
        let file = "orgnr;sector\n974760673;stat\n974760673;etat\n991825827;\n";
        let mut taken = Vec::new();
        for _ in 0..3 {
            import(&world.analyst, "OWNERS", file, json!({ "dryRun": true })).await;
            let reply = world.analyst.query(document, json!({ "first": 100 })).await;
            for import in reply.data()["imports"]["nodes"].as_array().unwrap() {
                assert_eq!(import["rows"], json!({
                    "totalCount": 3, "pageInfo": { "hasNextPage": true }, "nodes": [{ "number": 2 }, { "number": 3 }],
                }));
                assert_eq!(import["changed"], json!({ "totalCount": 1, "nodes": [{ "number": 2 }] }));
            }
            taken.push(reply.sql_statements.unwrap());
        }
        assert!(taken.iter().all(|statements| *statements == taken[0] && *statements <= 6), "{taken:?}");
    }

    async fn what_is_being_written_cannot_be_called_off_which_is_said_at_once(app: TestApp) {
        let world = World::new(&app).await;
        let id = text(&import(&world.analyst, "OWNERS", "orgnr;sector\n974760673;stat\n", json!({ "dryRun": true })).await, "/id");
        let sql = sea_orm::Database::connect(app.database().url()).await.unwrap();
        sql.execute_unprepared("UPDATE import_job SET status = 'applying', finished_at = NULL, leased_until = '2999-01-01 00:00:00+00:00'")
            .await
            .unwrap();
        // Whoever writes holds what a change would have to wait for.
        let writing = sql.begin().await.unwrap();
        writing.execute_unprepared("UPDATE import_job SET attempts = 1").await.unwrap();
        let cancel = "mutation($id: ID!) { cancelImport(input: { importId: $id }) { import { status } userErrors { code field message } } }";
        let begun = std::time::Instant::now();
        let refused = refused(&world.analyst, cancel, json!({ "id": id })).await;
        assert_eq!(refused, [("IMPORT_APPLYING".to_owned(), "importId".to_owned())]);
        assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{:?}", begun.elapsed());
        writing.rollback().await.unwrap();
        sql.close().await.unwrap();
    }

    async fn who_may_not_any_more_when_it_is_the_turn_of_an_import_has_asked_in_vain(app: TestApp) {
        let world = World::new(&app).await;
        let file = upload(&world.outsider, "eiere.csv", "orgnr;sector\n974760673;stat\n").await;
        // The one worker has something else to do first.
        let lines: String = numbers().take(2_000).map(|number| format!("{number};Etat {number};nb\n")).collect();
        let long = upload(&world.analyst, "mange.csv", format!("orgnr;nameNb;language\n{lines}")).await;
        start(&world.analyst, json!({ "uploadId": long, "table": "OWNERS", "dryRun": true })).await;
        let id = start(&world.outsider, json!({ "uploadId": file, "table": "OWNERS", "dryRun": false })).await;
        trespor::auth::accounts::disable(&app.system(), "analytiker@annen.example").await.unwrap();
        let import = ended(&world.analyst, &id).await;
        assert_eq!((import["status"].as_str(), whole(&import)), (Some("REFUSED"), vec!["RIGHTS_LOST".to_owned()]));
    }

    async fn a_batch_of_rows_takes_a_handful_of_statements(app: TestApp) {
        let path = app.database().folder().join("eiere.csv");
        let lines: String = numbers().take(1_000).map(|number| format!("{number};Etat {number};nb\n")).collect();
        std::fs::write(&path, format!("orgnr;nameNb;language\n{lines}")).unwrap();
        // Two batches, twice: looked up, then looked up anew and written with their history.
        for (most, counts) in [(20, [1_000, 0]), (6, [0, 1_000])] {
            let import = FromDisk {
                path: path.clone(), kind: TableKind::Owners, study: None, sheet: None, columns: Vec::new(), dry_run: false,
            };
            let statements = Statements::default();
            let done = statements.count(from_disk(&app.system(), import, |_| {})).await.unwrap().0;
            assert_eq!([done.new, done.unchanged], counts);
            assert!(statements.so_far() <= most, "{} statements", statements.so_far());
        }
    }
}
