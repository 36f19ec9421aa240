//! Whom a study is about: where its owners stand, what is remembered of it, and what becomes of those that are retired.

use serde_json::{Value, json};

use crate::harness::{Client, both};
use crate::services::{change, document, history, pair};
use crate::world::{self, World, refused, text};

async fn say(client: &Client, study: &str, owner: &str, position: Value) {
    let input = json!({ "studyId": study, "organizationId": owner, "position": position });
    change(client, "setStakeholderPosition", input, "frameMember { stratum }").await;
}

/// The history of a key, or of what a study says of an owner; `null` where there is nothing to see.
async fn entries(client: &Client, of: &str, study: Option<&str>) -> Value {
    let document = "query($of: ID!, $study: ID) { history(of: $of, studyId: $study) { nodes {
        action subjectKind subjectId studyId changes { field from to } } } }";
    let reply = client.query(document, json!({ "of": of, "study": study })).await;
    reply.data()["history"]["nodes"].clone()
}

fn actions(entries: &Value) -> Vec<String> {
    entries.as_array().into_iter().flatten().map(|entry| text(entry, "/action")).collect()
}

both! {
    async fn what_a_study_says_of_an_owner_is_remembered(app: TestApp) {
        let world = World::new(&app).await;
        let (study, owner) = (&world.study, &world.organization);
        say(&world.analyst, study, owner, json!({ "influence": "LARGE", "interest": "SMALL", "expectations": "En plan" })).await;
        say(&world.analyst, study, owner, json!({ "influence": "NONE", "interest": "SMALL", "expectations": "En plan" })).await;
        // The same again is no change, and nothing is remembered of it.
        say(&world.analyst, study, owner, json!({ "influence": "NONE", "interest": "SMALL", "expectations": "En plan" })).await;
        for _ in 0..2 {
            let described = json!({ "studyId": study, "organizationId": owner, "stratum": "A", "followedUp": true });
            change(&world.analyst, "describeFrameMember", described, "frameMember { stratum }").await;
        }
        for _ in 0..2 {
            change(&world.analyst, "removeFromFrame", json!({ "studyId": study, "organizationIds": [owner] }), "frameSize").await;
        }
        let told = entries(&world.analyst, study, None).await;
        assert_eq!(actions(&told), ["REMOVED", "CHANGED", "CHANGED", "CHANGED", "CREATED"]);
        assert_eq!(told, entries(&world.analyst, owner, Some(study)).await);
        assert_eq!(told[2], json!({
            "action": "CHANGED", "subjectKind": "FRAME_MEMBER", "subjectId": owner, "studyId": study,
            "changes": [{ "field": "influence", "from": "\"large\"", "to": "\"none\"" }],
        }));
        assert_eq!(told[1]["changes"], json!([
            { "field": "stratum", "from": null, "to": "\"A\"" }, { "field": "followedUp", "from": "false", "to": "true" },
        ]));
        let lost: Vec<String> = told[0]["changes"].as_array().unwrap().iter().map(|change| text(change, "/field")).collect();
        assert_eq!(lost, ["stratum", "followedUp", "influence", "interest", "expectations"]);
        // The registry's own history of the owner is another matter; with what belongs to the owner it is all there.
        assert_eq!(actions(&entries(&world.analyst, owner, None).await), ["CREATED"]);
        let all = history(&world.analyst, owner, true).await;
        // The owner, its contact, and five of the study.
        assert_eq!(all.len(), 7);
        // Who has no part in the study sees nothing of it; who may only read, not who did it.
        assert_eq!(history(&world.outsider, owner, true).await.len(), 2);
        assert_eq!([entries(&world.outsider, study, None).await, entries(&world.outsider, owner, Some(study)).await], [json!(null), json!(null)]);
        let reply = world.leader.query("query($of: ID!) { history(of: $of) { totalCount } }", json!({ "of": study })).await;
        assert_eq!(reply.code(), "FORBIDDEN");
        assert_eq!(entries(&world.analyst, &format!("study_{}", uuid::Uuid::now_v7().simple()), None).await, json!(null));
    }

    async fn where_an_owner_stands_is_taken_back_by_saying_so(app: TestApp) {
        let world = World::new(&app).await;
        let (study, owner) = (&world.study, &world.organization);
        say(&world.analyst, study, owner, json!({ "influence": "LARGE", "interest": "SMALL" })).await;
        let input = json!({ "studyId": study, "organizationId": owner });
        let wrong = refused(&world.analyst, &document("setStakeholderPosition", ""), json!({ "input": input })).await;
        assert_eq!(wrong, [pair("REQUIRED", "position")]);
        let stands = async || {
            let document = "query($id: ID!) { frameMembers(studyId: $id) { nodes { position { influence } } } }";
            world.leader.query(document, json!({ "id": study })).await.data()["frameMembers"]["nodes"][0]["position"].clone()
        };
        assert_eq!(stands().await, json!({ "influence": "LARGE" }));
        say(&world.analyst, study, owner, json!(null)).await;
        assert_eq!(stands().await, json!(null));
    }

    async fn owners_are_asked_for_by_where_they_stand(app: TestApp) {
        let world = World::new(&app).await;
        let (study, first) = (&world.study, &world.organization);
        let second = world::register_owner(&world.analyst, "991825827", "Østetaten", "ola@ost.example").await;
        let third = world::register_owner(&world.analyst, "889640782", "Zoologen", "zoe@zoo.example").await;
        world::add_to_frame(&world.analyst, study, &[&second, &third]).await;
        say(&world.analyst, study, first, json!({ "influence": "LARGE", "interest": "LARGE", "attitude": "DRIVING" })).await;
        say(&world.analyst, study, &second, json!({ "influence": "LARGE", "interest": "LARGE", "attitude": "AGAINST" })).await;
        say(&world.analyst, study, &third, json!({ "influence": "SMALL", "interest": "LARGE" })).await;
        let document = "query($id: ID!, $filter: FrameFilter) { frameMembers(studyId: $id, filter: $filter) { totalCount nodes { organization { name } } } }";
        for (filter, expected) in [
            (json!({ "influence": ["LARGE"], "interest": ["LARGE"] }), vec!["Prøveetaten", "Østetaten"]),
            (json!({ "influence": ["SMALL", "NONE"] }), vec!["Zoologen"]),
            (json!({ "attitude": ["AGAINST", "SCEPTICAL"] }), vec!["Østetaten"]),
            (json!({ "interest": ["LARGE"] }), vec!["Prøveetaten", "Zoologen", "Østetaten"]),
            (json!({ "influence": ["MEDIUM"] }), vec![]),
            (json!({ "influence": [] }), vec!["Prøveetaten", "Zoologen", "Østetaten"]),
        ] {
            let reply = world.leader.query(document, json!({ "id": study, "filter": filter })).await;
            let nodes = reply.data()["frameMembers"]["nodes"].as_array().cloned().unwrap_or_default();
            let names: Vec<String> = nodes.iter().map(|node| text(node, "/organization/name")).collect();
            assert_eq!(names, expected, "{filter}");
        }
        let document = "query($id: ID!) { powerInterest(studyId: $id) { fields { influence interest owners organizations { name } } } }";
        let reply = world.leader.query(document, json!({ "id": study })).await;
        assert_eq!(reply.data()["powerInterest"]["fields"], json!([
            { "influence": "LARGE", "interest": "LARGE", "owners": 2, "organizations": [{ "name": "Prøveetaten" }, { "name": "Østetaten" }] },
            { "influence": "SMALL", "interest": "LARGE", "owners": 1, "organizations": [{ "name": "Zoologen" }] },
        ]));
        // Who asks, the population, the counts, and the owners of all fields.
        assert!(reply.sql_statements.unwrap() <= 4, "{:?}", reply.sql_statements);
    }

    async fn a_retired_owner_is_out_of_the_way_and_stays_where_it_was(app: TestApp) {
        let world = World::new(&app).await;
        let (study, owner) = (&world.study, &world.organization);
        let other = world::register_owner(&world.analyst, "991825827", "Digdir", "ola@digdir.example").await;
        world::add_to_frame(&world.analyst, study, &[&other]).await;
        let service = json!({ "organizationId": owner, "code": "A", "name": { "nb": "A" }, "kind": "LINK", "runsOn": "x" });
        change(&world.analyst, "registerService", service.clone(), "service { id }").await;
        change(&world.analyst, "retireOrganization", json!({ "organizationId": owner }), "organization { id }").await;
        let count = async |retired: &str| {
            let document = "query($r: Retired!) { services(filter: { retired: $r }) { totalCount } }";
            world.leader.query(document, json!({ "r": retired })).await.data()["services"]["totalCount"].clone()
        };
        assert_eq!([count("WITHOUT").await, count("ONLY").await, count("WITH").await], [json!(0), json!(1), json!(1)]);
        let mut again = service;
        again["code"] = json!("B");
        let wrong = refused(&world.analyst, &document("registerService", ""), json!({ "input": again })).await;
        assert_eq!(wrong, [pair("RETIRED", "organizationId")]);
        let contact = json!({ "organizationId": owner, "contact": { "name": "Ny", "email": "ny@prove.example" } });
        let wrong = refused(&world.analyst, &document("addContact", ""), json!({ "input": contact })).await;
        assert_eq!(wrong, [pair("RETIRED", "organizationId")]);
        // It stays in the frame, which says so; adding it again changes nothing.
        let members = "query($id: ID!) { frameMembers(studyId: $id) { nodes { organization { name retiredAt } } } }";
        let reply = world.leader.query(members, json!({ "id": study })).await;
        let nodes = reply.data()["frameMembers"]["nodes"].clone();
        assert_eq!((&nodes[0]["organization"]["retiredAt"], nodes[1]["organization"]["retiredAt"].is_string()), (&json!(null), true));
        let input = json!({ "studyId": study, "organizationIds": [owner] });
        change(&world.analyst, "addToFrame", input.clone(), "frameSize").await;
        // No round asks it.
        let round = world::round(study, &text(&world.version, "/id"));
        let opened = change(&world.analyst, "openRound", round, "invited").await;
        assert_eq!(opened["invited"], 1);
        // Once out, it does not come in again.
        change(&world.analyst, "removeFromFrame", input.clone(), "frameSize").await;
        let wrong = refused(&world.analyst, &document("addToFrame", ""), json!({ "input": input })).await;
        assert_eq!(wrong, [pair("RETIRED", "organizationIds.0")]);
    }
}
