//! What is proposed is accepted or refused.

use serde_json::{Value, json};

use super::pair;
use super::proposals::{LIST, OnFile, propose, reads, withdraw};
use crate::harness::{Client, both};
use crate::services::{change, document, history, register_service};
use crate::world::{World, done, refused, text};

const ACCEPT: &str = include_str!("../../../examples/accept-proposal.graphql");
const REFUSE: &str = "mutation($proposalId: ID!, $contentHash: String!, $reason: String!) {
    refuseProposal(input: { proposalId: $proposalId, contentHash: $contentHash, reason: $reason }) {
    proposal { state reason decidedBy } userErrors { code field message } } }";
const DECIDED_BY: &str = "query($id: ID!) { proposal(id: $id) { decidedBy proposedBy } }";
const SERVICE: &str = "query($id: ID!) { service(id: $id) { code runsOn target status obstacle retiredAt } }";

/// One of the proposals of the study, as an analyst reads it, with what a decision on it needs.
async fn read(world: &World, id: &str) -> (Value, Value) {
    let all = reads(&world.analyst, json!({ "studyId": world.study })).await;
    let found = all.into_iter().find(|one| one["id"] == id).expect("a proposal");
    let decision = json!({ "proposalId": id, "contentHash": found["contentHash"] });
    (found, decision)
}

async fn accept(client: &Client, decision: &Value) -> Value {
    done(client, ACCEPT, decision.clone()).await["proposal"].clone()
}

async fn service(client: &Client, id: &str) -> Value {
    client.query(SERVICE, json!({ "id": id })).await.data()["service"].clone()
}

fn and(decision: &Value, more: Value) -> Value {
    let mut decision = decision.clone();
    decision.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    decision
}

both! {
    async fn what_is_accepted_is_in_the_registry_with_its_history(app: TestApp) {
        let OnFile { together, service: id } = OnFile::new(&app).await;
        let (kari, world) = (&together.kari, &together.world);
        let input = json!({ "serviceId": id, "runsOn": "Altinn 3", "status": "IN_PRODUCTION", "word": "Flyttet i mai" });
        let proposal = text(&propose(kari, input).await, "/id");
        let (_, decision) = read(world, &proposal).await;
        let accepted = accept(&world.analyst, &decision).await;
        assert_eq!(accepted["state"], "ACCEPTED");
        assert_eq!(accepted["fields"], json!([
            { "field": "runsOn", "onFileNow": "\"Altinn 3\"", "accepted": true },
            { "field": "status", "onFileNow": "\"in_production\"", "accepted": true },
        ]));
        let now = service(&world.analyst, &id).await;
        assert_eq!((&now["runsOn"], &now["status"]), (&json!("Altinn 3"), &json!("IN_PRODUCTION")));
        // Whoever accepted made the change, all of it at once.
        let entries = history(&world.analyst, &id, false).await;
        assert_eq!(entries.len(), 2);
        assert_eq!((&entries[0]["action"], &entries[0]["account"]["email"]), (&json!("CHANGED"), &json!("analytiker@studie.example")));
        assert_eq!(entries[0]["changes"], json!([
            { "field": "runsOn", "from": "\"Altinn II\"", "to": "\"Altinn 3\"" },
            { "field": "status", "from": "\"not_started\"", "to": "\"in_production\"" },
        ]));
        // Those who proposed see what became of it, and not who decided.
        assert_eq!(reads(kari, json!({})).await[0]["state"], "ACCEPTED");
        let by = async |client: &Client| client.query(DECIDED_BY, json!({ "id": proposal })).await.data()["proposal"].clone();
        assert_eq!(by(kari).await, json!({ "decidedBy": null, "proposedBy": "Kari Kontakt" }));
        assert_eq!(by(&world.analyst).await, json!({ "decidedBy": "Navn Navnesen", "proposedBy": "Kari Kontakt" }));
        // A retry changes nothing; what is decided is decided.
        assert_eq!(accept(&world.analyst, &decision).await, accepted);
        assert_eq!(history(&world.analyst, &id, false).await.len(), 2);
        assert_eq!(refused(&world.admin, ACCEPT, decision.clone()).await, [pair("PROPOSAL_DECIDED", "proposalId")]);
        let no = and(&decision, json!({ "reason": "Nei" }));
        assert_eq!(refused(&world.analyst, REFUSE, no).await, [pair("PROPOSAL_DECIDED", "proposalId")]);
        assert_eq!(withdraw(kari, &proposal).await, [pair("PROPOSAL_DECIDED", "proposalId")]);
        // Nor by SQL.
        use sea_orm::ConnectionTrait as _;
        for sql in ["UPDATE proposal SET state = 'refused', accepted = NULL, reason = 'x'", "UPDATE proposal SET word = NULL"] {
            let txn = app.system().begin().await.unwrap();
            let refused = txn.execute_unprepared(sql).await.unwrap_err().to_string();
            assert!(refused.contains("what was decided of a proposal cannot be changed"), "{sql}: {refused}");
        }
    }

    async fn some_fields_are_accepted_and_the_others_with_a_reason_not(app: TestApp) {
        let OnFile { together, service: id } = OnFile::new(&app).await;
        let (kari, world) = (&together.kari, &together.world);
        let input = json!({ "serviceId": id, "runsOn": "Altinn 3", "target": "Skyen", "obstacle": "Tid" });
        let proposal = text(&propose(kari, input).await, "/id");
        let (_, decision) = read(world, &proposal).await;
        for (more, wrong) in [
            (json!({ "fields": [] }), vec![pair("REQUIRED", "fields"), pair("REQUIRED", "reason")]),
            (json!({ "fields": ["runsOn", "status", "x"], "reason": " " }),
                vec![pair("NOT_PROPOSED", "fields.1"), pair("NOT_PROPOSED", "fields.2"), pair("REQUIRED", "reason")]),
            (json!({ "fields": vec!["runsOn"; 51] }), vec![pair("TOO_MANY", "fields")]),
        ] {
            assert_eq!(refused(&world.analyst, ACCEPT, and(&decision, more)).await, wrong);
        }
        let part = and(&decision, json!({ "fields": ["obstacle", "runsOn", "obstacle"], "reason": "Målet er ikke avklart" }));
        let accepted = accept(&world.analyst, &part).await;
        assert_eq!((&accepted["state"], &accepted["reason"]), (&json!("ACCEPTED_IN_PART"), &json!("Målet er ikke avklart")));
        let taken: Vec<&Value> = accepted["fields"].as_array().unwrap().iter().map(|field| &field["accepted"]).collect();
        assert_eq!(taken, [&json!(true), &json!(false), &json!(true)]);
        assert_eq!(accept(&world.analyst, &part).await, accepted);
        let now = service(&world.analyst, &id).await;
        assert_eq!((&now["runsOn"], &now["target"], &now["obstacle"]), (&json!("Altinn 3"), &json!(null), &json!("Tid")));
        let seen = reads(kari, json!({})).await;
        assert_eq!((&seen[0]["state"], &seen[0]["reason"]), (&json!("ACCEPTED_IN_PART"), &json!("Målet er ikke avklart")));
        // All of them, named one by one, need no reason.
        let proposal = text(&propose(kari, json!({ "serviceId": id, "target": "Sky" })).await, "/id");
        let (_, decision) = read(world, &proposal).await;
        assert_eq!(accept(&world.analyst, &and(&decision, json!({ "fields": ["target"] }))).await["state"], "ACCEPTED");
    }

    async fn what_was_changed_since_is_not_replaced_unseen(app: TestApp) {
        let OnFile { together, service: id } = OnFile::new(&app).await;
        let (kari, world) = (&together.kari, &together.world);
        let input = json!({ "serviceId": id, "runsOn": "Altinn 3", "target": "Skyen" });
        let proposal = text(&propose(kari, input).await, "/id");
        let (_, before) = read(world, &proposal).await;
        // What it says nothing about does not stand in the way.
        let elsewhere = json!({ "serviceId": id, "obstacle": "Tid" });
        change(&world.admin, "changeService", elsewhere, "service { id }").await;
        assert_eq!(read(world, &proposal).await.1, before);
        change(&world.admin, "changeService", json!({ "serviceId": id, "runsOn": "Altinn 2.5" }), "service { id }").await;
        let wrong = [pair("PROPOSAL_CHANGED", "contentHash"), pair("REGISTRY_CHANGED", "fields.runsOn")];
        assert_eq!(refused(&world.analyst, ACCEPT, before.clone()).await, wrong);
        let only_target = and(&before, json!({ "fields": ["target"], "reason": "Nei" }));
        assert_eq!(refused(&world.analyst, ACCEPT, only_target).await, wrong[..1]);
        assert_eq!(refused(&world.analyst, REFUSE, and(&before, json!({ "reason": "Nei" }))).await, wrong[..1]);
        assert_eq!(service(&world.analyst, &id).await["runsOn"], "Altinn 2.5");
        let (seen, now) = read(world, &proposal).await;
        assert_eq!(seen["fields"][0], json!({ "field": "runsOn", "onFileThen": "\"Altinn II\"", "proposed": "\"Altinn 3\"",
            "onFileNow": "\"Altinn 2.5\"", "clashes": true, "accepted": null }));
        assert_eq!(seen["fields"][1]["clashes"], false);
        // Nor is anything decided on that was proposed since.
        propose(kari, json!({ "serviceId": id, "runsOn": "Altinn 4" })).await;
        assert_eq!(refused(&world.analyst, ACCEPT, now).await, [pair("PROPOSAL_CHANGED", "contentHash")]);
        let (_, now) = read(world, &proposal).await;
        change(&world.admin, "changeService", json!({ "serviceId": id, "runsOn": "Altinn 2.9" }), "service { id }").await;
        assert_eq!(refused(&world.analyst, ACCEPT, now).await, wrong);
        // Whoever has seen it may.
        let (_, now) = read(world, &proposal).await;
        assert_eq!(accept(&world.analyst, &now).await["state"], "ACCEPTED");
        assert_eq!(service(&world.analyst, &id).await["runsOn"], "Altinn 4");
        assert_eq!(history(&world.analyst, &id, false).await[0]["changes"], json!([{ "field": "runsOn", "from": "\"Altinn 2.9\"", "to": "\"Altinn 4\"" }]));
    }

    async fn a_missing_service_is_registered_and_one_that_is_no_more_retired(app: TestApp) {
        let OnFile { together, service: id } = OnFile::new(&app).await;
        let (kari, world) = (&together.kari, &together.world);
        let new = json!({ "code": "Ny/1", "name": { "nb": "Ny", "en": "New" }, "kind": "API", "runsOn": "Altinn 3", "target": "Skyen",
            "status": "TESTING", "plannedOn": "2027-01-31", "obstacle": "Tid", "oldEditionDeactivated": true });
        let proposal = text(&change(kari, "proposeNewService", new, "proposal { id }").await, "/proposal/id");
        let (_, decision) = read(world, &proposal).await;
        let named = and(&decision, json!({ "fields": ["code"], "reason": "x" }));
        assert_eq!(refused(&world.analyst, ACCEPT, named).await, [pair("ONLY_AS_A_WHOLE", "fields")]);
        let accepted = accept(&world.analyst, &decision).await;
        assert_eq!((&accepted["state"], &accepted["service"]["code"]), (&json!("ACCEPTED"), &json!("Ny/1")));
        let made = text(&accepted, "/service/id");
        let wanted = "query($id: ID!) { service(id: $id) { organization { id } name(language: EN) kind runsOn target status plannedOn obstacle
            oldEditionDeactivated } }";
        assert_eq!(world.leader.query(wanted, json!({ "id": made })).await.data()["service"], json!({
            "organization": { "id": world.organization }, "name": "New", "kind": "API", "runsOn": "Altinn 3", "target": "Skyen",
            "status": "TESTING", "plannedOn": "2027-01-31", "obstacle": "Tid", "oldEditionDeactivated": true,
        }));
        let entries = history(&world.analyst, &made, false).await;
        assert_eq!(entries.len(), 1);
        assert_eq!((&entries[0]["action"], &entries[0]["byWhom"]), (&json!("CREATED"), &json!("ACCOUNT")));
        assert_eq!(accept(&world.analyst, &decision).await, accepted, "a retry registers no second one");
        // Where somebody has registered one of the code meanwhile, there is nothing to accept.
        let other = json!({ "code": "to", "name": { "nb": "To" }, "kind": "LINK", "runsOn": "x" });
        let other = text(&change(kari, "proposeNewService", other, "proposal { id }").await, "/proposal/id");
        let (_, decision) = read(world, &other).await;
        register_service(&world.admin, &world.organization, "TO", "To", json!({})).await;
        assert_eq!(refused(&world.analyst, ACCEPT, decision.clone()).await, [pair("SERVICE_EXISTS", "proposalId")]);
        assert_eq!(read(world, &other).await.0["state"], "OPEN");
        done(&world.analyst, REFUSE, and(&decision, json!({ "reason": "Finnes alt" }))).await;

        let retire = json!({ "serviceId": id, "word": "Lagt ned" });
        let proposal = text(&change(kari, "proposeServiceRetirement", retire, "proposal { id }").await, "/proposal/id");
        let (_, decision) = read(world, &proposal).await;
        let accepted = accept(&world.analyst, &decision).await;
        assert_eq!(accepted["state"], "ACCEPTED");
        assert!(accepted["service"]["retiredAt"].is_string());
        assert_eq!(history(&world.analyst, &id, false).await[0]["action"], "RETIRED");
    }

    async fn a_service_that_was_retired_since_is_not_changed_unseen(app: TestApp) {
        let on_file = OnFile::new(&app).await;
        let OnFile { together, service: id } = &on_file;
        let world = &together.world;
        let proposal = on_file.propose(&together.kari, "Altinn 3").await;
        let (_, before) = read(world, &proposal).await;
        change(&world.admin, "retireService", json!({ "serviceId": id }), "service { id }").await;
        assert_eq!(refused(&world.analyst, ACCEPT, before).await, [pair("PROPOSAL_CHANGED", "contentHash")]);
        let (_, now) = read(world, &proposal).await;
        assert_eq!(accept(&world.analyst, &now).await["state"], "ACCEPTED");
    }

    async fn what_is_refused_stays_as_it_was_and_can_be_proposed_again(app: TestApp) {
        let on_file = OnFile::new(&app).await;
        let OnFile { together, service: id } = &on_file;
        let (kari, world) = (&together.kari, &together.world);
        let proposal = on_file.propose(kari, "Altinn 3").await;
        let (_, decision) = read(world, &proposal).await;
        assert_eq!(refused(&world.analyst, REFUSE, and(&decision, json!({ "reason": " " }))).await, [pair("REQUIRED", "reason")]);
        let no = and(&decision, json!({ "reason": "Platformen sier noe annet" }));
        for _ in 0..2 {
            let refused = done(&world.analyst, REFUSE, no.clone()).await["proposal"].clone();
            assert_eq!(refused, json!({ "state": "REFUSED", "reason": "Platformen sier noe annet", "decidedBy": "Navn Navnesen" }));
        }
        let other = and(&decision, json!({ "reason": "Noe annet" }));
        assert_eq!(refused(&world.analyst, REFUSE, other).await, [pair("PROPOSAL_DECIDED", "proposalId")]);
        let seen = reads(kari, json!({})).await;
        assert_eq!((&seen[0]["state"], &seen[0]["reason"]), (&json!("REFUSED"), &json!("Platformen sier noe annet")));
        assert_eq!(seen[0]["fields"][0]["accepted"], false);
        assert_eq!(service(&world.analyst, id).await["runsOn"], "Altinn II");
        assert_ne!(on_file.propose(kari, "Altinn 3").await, proposal);
        for client in [kari, &world.leader] {
            assert_eq!(client.query(ACCEPT, decision.clone()).await.code(), "FORBIDDEN");
            assert_eq!(client.query(REFUSE, no.clone()).await.code(), "FORBIDDEN");
        }
        assert_eq!(refused(&world.outsider, ACCEPT, decision.clone()).await, [pair("NOT_FOUND", "")]);
        assert_eq!(refused(&world.outsider, REFUSE, no).await, [pair("NOT_FOUND", "")]);
    }

    async fn of_those_who_decide_at_once_one_does(app: TestApp) {
        let on_file = OnFile::new(&app).await;
        let OnFile { together, service: id } = &on_file;
        let world = &together.world;
        let proposal = on_file.propose(&together.kari, "Altinn 3").await;
        let (_, decision) = read(world, &proposal).await;
        let no = and(&decision, json!({ "reason": "Nei" }));
        let tries = [(&world.analyst, ACCEPT, &decision), (&world.admin, REFUSE, &no), (&world.admin, ACCEPT, &decision), (&world.system_admin, REFUSE, &no)];
        let tries = tries.map(|(client, document, variables)| client.query(document, variables.clone()));
        let replies = futures_util::future::join_all(tries).await;
        let payloads: Vec<Value> = replies.iter().map(|reply| reply.data().as_object().unwrap().values().next().unwrap().clone()).collect();
        let done: Vec<&Value> = payloads.iter().filter(|payload| payload["userErrors"] == json!([])).collect();
        assert_eq!(done.len(), 1, "{payloads:?}");
        for payload in &payloads {
            assert!(payload["userErrors"] == json!([]) || payload["userErrors"][0]["code"] == "PROPOSAL_DECIDED", "{payload}");
        }
        let (seen, _) = read(world, &proposal).await;
        assert_eq!(seen["state"], done[0]["proposal"]["state"]);
        let accepted = seen["state"] == "ACCEPTED";
        assert_eq!(service(&world.analyst, id).await["runsOn"], if accepted { "Altinn 3" } else { "Altinn II" });
        assert_eq!(history(&world.analyst, id, false).await.len(), if accepted { 2 } else { 1 });
    }

    async fn of_colleagues_who_propose_at_once_one_proposal_is_left(app: TestApp) {
        let on_file = OnFile::new(&app).await;
        let OnFile { together, service: id } = &on_file;
        let tries = (0..6).map(|number| propose(&together.kari, json!({ "serviceId": id, "runsOn": format!("Sted {}", number % 3) })));
        let made = futures_util::future::join_all(tries).await;
        assert!(made.iter().all(|one| one["id"] == made[0]["id"]), "{made:?}");
        assert_eq!(reads(&together.kari, json!({})).await.len(), 1);
    }

    async fn analysts_find_what_waits_for_them(app: TestApp) {
        let OnFile { together, service: id } = OnFile::new(&app).await;
        let (kari, world) = (&together.kari, &together.world);
        propose(kari, json!({ "serviceId": id, "runsOn": "Altinn 3" })).await;
        let ask = async |filter: Value, after: Value| {
            let reply = world.analyst.query(LIST, json!({ "studyId": world.study, "filter": filter, "after": after })).await;
            let statements = reply.sql_statements.unwrap();
            (reply.data()["proposals"].clone(), statements)
        };
        let (_, for_one) = ask(json!(null), json!(null)).await;
        for number in 0..3 {
            let service = register_service(&world.analyst, &world.organization, &format!("{number}"), "Skjema", json!({})).await;
            propose(kari, json!({ "serviceId": service, "runsOn": "Altinn 3" })).await;
        }
        let (all, for_four) = ask(json!(null), json!(null)).await;
        assert_eq!((for_one, &all["totalCount"]), (for_four, &json!(4)), "as many statements for one as for four");
        let first = text(&all, "/nodes/0/id");
        assert_eq!(withdraw(kari, &first).await, []);
        let made_up = |kind: &str| format!("{kind}_{}", uuid::Uuid::now_v7().simple());
        for (filter, count) in [
            (json!({ "states": ["OPEN"] }), 3), (json!({ "states": ["WITHDRAWN"] }), 1), (json!({ "states": ["WITHDRAWN", "OPEN"] }), 4),
            (json!({ "serviceId": id }), 1), (json!({ "roundId": together.round, "organizationId": world.organization }), 4),
            (json!({ "roundId": made_up("round") }), 0), (json!({ "organizationId": made_up("organization") }), 0),
        ] {
            assert_eq!(ask(filter.clone(), json!(null)).await.0["totalCount"], count, "{filter}");
        }
        // A page at a time.
        let paged = LIST.replace("first: 50", "first: 3");
        let page = world.analyst.query(&paged, json!({ "studyId": world.study })).await;
        let end = page.data()["proposals"]["pageInfo"].clone();
        assert_eq!(end["hasNextPage"], true);
        let (rest, _) = ask(json!(null), end["endCursor"].clone()).await;
        assert_eq!(rest["nodes"].as_array().unwrap().len(), 1);
        assert_eq!(rest["nodes"][0]["id"], all["nodes"][3]["id"]);
        let wrong = world.analyst.query(&document("refuseProposal", "proposal { id }"), json!({ "input": { "proposalId": id, "contentHash": "", "reason": "x" } })).await;
        assert_eq!(wrong.data()["refuseProposal"]["userErrors"][0]["code"], "INVALID_ID");
    }
}
