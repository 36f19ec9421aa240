//! Who may send files, import and export.

use serde_json::json;
use trespor::Cx;
use trespor::error::{Error, Problem, Refusal};
use trespor::exchange::{FromDisk, TableKind, from_disk};
use trespor::graphql::base;

use super::{start, upload};
use crate::harness::both;
use crate::harness::socket::Socket;
use crate::world::World;

both! {
    async fn files_come_from_editors_and_go_to_those_who_may_see_what_is_in_them(app: TestApp) {
        let world = World::new(&app).await;
        let round = world.open_round(&app).await;
        let clients = [
            app.anonymous(), round.respondent.clone(), world.leader.clone(), world.analyst.clone(), world.admin.clone(),
            world.system_admin.clone(), world.outsider.clone(),
        ];
        let frame = format!("/exports/frame.csv?studyId={}", world.study);
        let editors = [401, 403, 403, 200, 200, 200, 200];
        let readers = [401, 403, 200, 200, 200, 200, 200];
        for (path, agreed) in [
            ("/exports/owners.csv", readers),
            ("/exports/services.xlsx", readers),
            ("/exports/volumes.csv?convention=international", readers),
            ("/exports/capabilities.csv?language=en", readers),
            ("/exports/needs.csv", readers),
            ("/exports/contacts.csv", editors),
            (frame.as_str(), [401, 404, 200, 200, 200, 200, 404]),
            ("/exports/frame.csv", [401, 403, 400, 400, 400, 400, 400]),
            ("/exports/owners.csv?studyId=x", [401, 400, 400, 400, 400, 400, 400]),
            ("/exports/owners.xlsx?convention=norwegian", [401, 400, 400, 400, 400, 400, 400]),
            ("/exports/secrets.csv", [401, 404, 404, 404, 404, 404, 404]),
        ] {
            for (client, status) in clients.iter().zip(agreed) {
                let response = client.request("GET", path).send().await.unwrap();
                assert_eq!(response.status(), status, "{path}");
                assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
                if status == 200 {
                    let name = response.headers()["content-disposition"].to_str().unwrap();
                    assert!(name.starts_with("attachment; filename=\""), "{name}");
                }
            }
        }
        for (client, status) in clients.iter().zip([401, 403, 403, 201, 201, 201, 201]) {
            let response = client.request("POST", "/uploads?name=a.csv").body("orgnr\n").send().await.unwrap();
            assert_eq!(response.status(), status);
        }
        let nobody = app.client("nonsense").request("GET", "/exports/owners.csv").send().await.unwrap();
        assert_eq!((nobody.status().as_u16(), nobody.headers()["www-authenticate"].to_str().unwrap()), (401, "Bearer"));
    }

    async fn a_study_is_for_frames_and_a_frame_for_a_study(app: TestApp) {
        let world = World::new(&app).await;
        let path = app.database().folder().join("eiere.csv");
        std::fs::write(&path, "orgnr;sector\n974760673;stat\n").unwrap();
        let study = base::parse_id("study", &world.study.clone().into()).unwrap();
        let cx = Cx::new(app.app.clone(), app.app.authenticate(world.analyst.token()).await.unwrap());
        for (kind, study, problem) in [
            (TableKind::Owners, Some(study), Problem::OutOfPlace),
            (TableKind::Contacts, Some(study), Problem::OutOfPlace),
            (TableKind::Frame, None, Problem::Required),
        ] {
            let import = FromDisk { path: path.clone(), kind, study, sheet: None, columns: Vec::new(), dry_run: false };
            match from_disk(&cx, import, |_| {}).await {
                Err(Error::Refused(refusals)) => assert_eq!(refusals, [Refusal::new("studyId", problem)]),
                other => panic!("{kind:?}: {other:?}"),
            }
        }
    }

    async fn the_import_of_a_frame_is_its_studys_own(app: TestApp) {
        let world = World::new(&app).await;
        let file = upload(&world.analyst, "utvalg.csv", "orgnr\n974760673\n").await;
        let input = json!({ "uploadId": file, "table": "FRAME", "studyId": world.study, "dryRun": true });
        let id = start(&world.analyst, input).await;
        let document = "query($id: ID!, $study: ID!) { import(id: $id) { id } imports(studyId: $study) { totalCount } node(id: $id) { id } }";
        let variables = json!({ "id": id, "study": world.study });
        let own = world.admin.query(document, variables.clone()).await;
        assert_eq!(*own.data(), json!({ "import": { "id": id }, "imports": { "totalCount": 1 }, "node": { "id": id } }));
        let other = world.outsider.query(document, variables.clone()).await;
        assert_eq!(*other.data(), json!({ "import": null, "imports": null, "node": null }));
        assert_eq!(world.leader.query("query($id: ID!) { import(id: $id) { id } }", json!({ "id": id })).await.code(), "FORBIDDEN");
        let elsewhere = upload(&world.outsider, "utvalg.csv", "orgnr\n974760673\n").await;
        let document = "mutation($input: StartImportInput!) { startImport(input: $input) { userErrors { code field message } } }";
        let input = json!({ "uploadId": elsewhere, "table": "FRAME", "studyId": world.study, "dryRun": true });
        let refused = crate::world::refused(&world.outsider, document, json!({ "input": input })).await;
        assert_eq!(refused, [("NOT_FOUND".to_owned(), String::new())]);
        for (client, expected) in [(&world.admin, "rowsRead"), (&world.outsider, "NOT_FOUND"), (&world.leader, "FORBIDDEN")] {
            let mut socket = Socket::greeted(&app.url, client.token()).await;
            socket.subscribe("1", "subscription($id: ID!) { importProgress(importId: $id) { rowsRead } }", json!({ "id": id })).await;
            let news = socket.hear_message().await.to_string();
            assert!(news.contains(expected), "{news}");
        }
    }
}
