//! What is on file of an owner's services is proposed to be wrong.

use serde_json::{Value, json};

use super::{Together, last_mail, pair, save};
use crate::harness::{Client, TestApp, both};
use crate::services::{change, document, history, register_service};
use crate::world::{self, SUBMIT, World, done, refused, text};

const PER: &str = "per@prove.example";
const ODA: &str = "oda@prove.example";
pub(super) const PROPOSE: &str = include_str!("../../../examples/propose-correction.graphql");
pub(super) const LIST: &str = include_str!("../../../examples/proposals.graphql");
const WANTED: &str = "proposal { id kind state word fields { field onFileThen proposed } }";

/// A round of an owner with a service on file.
pub(super) struct OnFile {
    pub(super) together: Together,
    pub(super) service: String,
}

impl OnFile {
    pub(super) async fn new(app: &TestApp) -> Self {
        Self::with(app, json!({})).await
    }

    async fn with(app: &TestApp, more: Value) -> Self {
        let together = Together::with(app, more).await;
        let World { analyst, organization, .. } = &together.world;
        let service = register_service(analyst, organization, "4655/4", "Skjema", json!({})).await;
        Self { together, service }
    }

    /// Proposes that the service runs elsewhere.
    pub(super) async fn propose(&self, client: &Client, runs_on: &str) -> String {
        text(&propose(client, json!({ "serviceId": self.service, "runsOn": runs_on })).await, "/id")
    }
}

pub(super) async fn propose(client: &Client, input: Value) -> Value {
    done(client, PROPOSE, json!({ "input": input })).await["proposal"].clone()
}

/// What somebody reads.
pub(super) async fn reads(client: &Client, variables: Value) -> Vec<Value> {
    let reply = client.query(LIST, variables).await;
    reply.data()["proposals"]["nodes"].as_array().cloned().unwrap_or_default()
}

pub(super) async fn withdraw(client: &Client, id: &str) -> Vec<(String, String)> {
    refused(
        client,
        &document("withdrawProposal", "proposal { state }"),
        json!({ "input": { "proposalId": id } }),
    )
    .await
}

both! {
    async fn what_is_proposed_changes_nothing_and_takes_the_place_of_what_was(app: TestApp) {
        let OnFile { together, service } = OnFile::new(&app).await;
        let (kari, analyst) = (&together.kari, &together.world.analyst);
        let input = json!({ "serviceId": service, "name": { "nb": "Skjema", "nn": "Skjemaet" }, "status": "MAPPING",
            "plannedOn": "2027-03-01", "runsOn": " Altinn II ", "word": "Vi begynte i vår" });
        let first = propose(kari, input.clone()).await;
        assert_eq!((&first["kind"], &first["state"], &first["word"]), (&json!("CHANGE"), &json!("OPEN"), &json!("Vi begynte i vår")));
        // Only what differs is proposed.
        let field = |name: &str, then: Value, proposed: &str| json!({ "field": name, "onFileThen": then, "proposed": proposed, "onFileNow": then,
            "clashes": false, "accepted": null });
        assert_eq!(first["fields"], json!([
            field("name", json!("{\"nb\":\"Skjema\"}"), "{\"nb\":\"Skjema\",\"nn\":\"Skjemaet\"}"),
            field("status", json!("\"not_started\""), "\"mapping\""),
            field("plannedOn", json!(null), "\"2027-03-01\""),
        ]));
        let on_file = "query($id: ID!) { service(id: $id) { name(language: NN) status plannedOn } }";
        let now = analyst.query(on_file, json!({ "id": service })).await;
        assert_eq!(now.data()["service"], json!({ "name": "Skjema", "status": "NOT_STARTED", "plannedOn": null }));
        assert_eq!(history(analyst, &service, false).await.len(), 1, "nothing happened to it but that it was registered");
        // A retry is the same; something else takes its place.
        assert_eq!(propose(kari, input).await, first);
        let other = propose(kari, json!({ "serviceId": service, "target": "Altinn 3" })).await;
        assert_eq!(other["id"], first["id"]);
        assert_eq!(other["fields"], json!([field("target", json!(null), "\"Altinn 3\"")]));
        assert_eq!(other["word"], json!(null));
        let retire = json!({ "serviceId": service, "word": "Lagt ned i fjor" });
        let retired = change(kari, "proposeServiceRetirement", retire, WANTED).await["proposal"].clone();
        assert_eq!(retired, json!({ "id": first["id"], "kind": "RETIRE", "state": "OPEN", "word": "Lagt ned i fjor", "fields": [] }));
        // A new one is told by its code.
        let new = |code: &str, name: &str| json!({ "code": code, "name": { "nb": name }, "kind": "API", "runsOn": "Altinn 3" });
        let proposed = change(kari, "proposeNewService", new("ny/1", "Ny"), WANTED).await["proposal"].clone();
        assert_eq!((&proposed["kind"], &proposed["fields"][0]), (&json!("NEW"), &json!({ "field": "code", "onFileThen": null, "proposed": "\"ny/1\"" })));
        let again = change(kari, "proposeNewService", new("NY/1", "Nyere"), WANTED).await["proposal"].clone();
        assert_eq!((&again["id"], &again["fields"][1]["proposed"]), (&proposed["id"], &json!("{\"nb\":\"Nyere\"}")));
        let seen = reads(kari, json!({})).await;
        assert_eq!(seen, reads(analyst, json!({ "studyId": together.world.study })).await);
        assert_eq!(seen.len(), 2);
        assert_eq!((&seen[0]["proposedBy"], &seen[0]["organization"]["name"]), (&json!("Kari Kontakt"), &json!("Prøveetaten")));
        assert_eq!((&seen[0]["service"]["code"], &seen[1]["service"]), (&json!("4655/4"), &json!(null)));
    }

    async fn one_proposes_only_what_the_registry_would_take(app: TestApp) {
        let OnFile { together, service } = OnFile::new(&app).await;
        let (kari, analyst, owner) = (&together.kari, &together.world.analyst, &together.world.organization);
        let long = "x".repeat(301);
        for wrong in [
            json!({ "runsOn": "" }), json!({ "runsOn": long, "target": long }), json!({ "name": { "nb": " ", "en": long } }),
            json!({ "obstacle": "x".repeat(10_001) }),
        ] {
            let mut input = wrong.clone();
            input["serviceId"] = json!(service);
            let by_registry = refused(analyst, &document("changeService", ""), json!({ "input": input })).await;
            assert!(!by_registry.is_empty());
            assert_eq!(refused(kari, PROPOSE, json!({ "input": input })).await, by_registry, "{wrong}");
        }
        for (code, name, runs_on) in [("", "", ""), ("a b", "Ny", "x"), ("4655/4", "Ny", "x"), ("ny", &long, &long)] {
            let input = json!({ "code": code, "name": { "nb": name }, "kind": "LINK", "runsOn": runs_on });
            let mut registered = input.clone();
            registered["organizationId"] = json!(owner);
            let by_registry = refused(analyst, &document("registerService", ""), json!({ "input": registered })).await;
            assert!(!by_registry.is_empty());
            assert_eq!(refused(kari, &document("proposeNewService", ""), json!({ "input": input })).await, by_registry, "{input}");
        }
        let propose = async |input: Value| refused(kari, PROPOSE, json!({ "input": input })).await;
        for input in [json!({}), json!({ "runsOn": "Altinn II", "target": null, "name": { "nb": "Skjema" }, "status": "NOT_STARTED" })] {
            let mut input = input;
            input["serviceId"] = json!(service);
            assert_eq!(propose(input).await, [pair("NOTHING_TO_PROPOSE", "")]);
        }
        let too_long = json!({ "serviceId": service, "runsOn": "", "word": "x".repeat(1001) });
        assert_eq!(propose(too_long).await, [pair("REQUIRED", "runsOn"), pair("TOO_LONG", "word")]);
        let retire = async |input: Value| refused(kari, &document("proposeServiceRetirement", ""), json!({ "input": input })).await;
        assert_eq!(retire(json!({ "serviceId": service, "word": " " })).await, [pair("REQUIRED", "word")]);
        // Others' services do not exist, nor do one's own that are retired.
        let other = world::register_owner(analyst, "991825827", "En annen", "ola@annen.example").await;
        let others = register_service(analyst, &other, "X", "Deres", json!({})).await;
        change(analyst, "retireService", json!({ "serviceId": service }), "service { id }").await;
        let made_up = format!("service_{}", uuid::Uuid::now_v7().simple());
        for id in [&others, &made_up] {
            assert_eq!(propose(json!({ "serviceId": id, "runsOn": "x" })).await, [pair("NOT_FOUND", "serviceId")]);
            assert_eq!(retire(json!({ "serviceId": id, "word": "x" })).await, [pair("NOT_FOUND", "serviceId")]);
        }
        assert_eq!(propose(json!({ "serviceId": service, "runsOn": "x" })).await, [pair("NOT_FOUND", "serviceId")]);
        assert_eq!(retire(json!({ "serviceId": service, "word": "x" })).await, [pair("NOTHING_TO_PROPOSE", "serviceId")]);
        assert_eq!(propose(json!({ "serviceId": "x", "runsOn": "x" })).await, [pair("INVALID_ID", "serviceId")]);
        assert_eq!(reads(kari, json!({})).await, [json!(null); 0]);
    }

    async fn colleagues_propose_and_approvers_read(app: TestApp) {
        let on_file = OnFile::with(&app, json!({ "needsApproval": true })).await;
        let OnFile { together, .. } = &on_file;
        let kari = &together.kari;
        let (_, _, per) = together.hand(&app, "drift", PER).await;
        let name = json!({ "name": "Oda Overordnet", "email": ODA });
        change(kari, "nameApprover", name, "approver { name }").await;
        let oda = world::follow(&app, &last_mail(&app, ODA).await.token_after("/svar/")).await;
        let pers = on_file.propose(&per, "Altinn 3").await;
        // All who answer see it, with who proposed it.
        for client in [kari, &per, &oda] {
            assert_eq!(reads(client, json!({})).await[0]["proposedBy"], "Per Kollega");
        }
        let proposal = json!({ "input": { "serviceId": on_file.service, "runsOn": "x" } });
        assert_eq!(oda.query(PROPOSE, proposal.clone()).await.code(), "FORBIDDEN");
        assert_eq!(oda.query(&document("withdrawProposal", ""), json!({ "input": { "proposalId": pers } })).await.code(), "FORBIDDEN");
        // Those who were invited decide what the owner says; a colleague only what they said themselves.
        assert_eq!(on_file.propose(kari, "Skyen").await, pers);
        assert_eq!(refused(&per, PROPOSE, proposal).await, [pair("NOT_YOUR_PROPOSAL", "serviceId")]);
        assert_eq!(withdraw(&per, &pers).await, [pair("NOT_YOUR_PROPOSAL", "proposalId")]);
        assert_eq!(reads(&per, json!({})).await[0]["proposedBy"], "Kari Kontakt");
        // The same as a colleague proposed is theirs still.
        assert_eq!(on_file.propose(&per, "Skyen").await, pers);
        for _ in 0..2 {
            assert_eq!(withdraw(kari, &pers).await, []);
        }
        assert_eq!(reads(&per, json!({})).await[0]["state"], "WITHDRAWN");
        // What was taken back is out of the way, and kept.
        let next = on_file.propose(&per, "Skyen").await;
        assert_ne!(next, pers);
        assert_eq!(withdraw(&per, &next).await, []);
        let third = on_file.propose(&per, "Skyen").await;
        assert_eq!(withdraw(kari, &third).await, []);
        assert_eq!(reads(kari, json!({})).await.len(), 3);
    }

    async fn nobody_else_sees_them(app: TestApp) {
        let world = World::new(&app).await;
        let other = world::register_owner(&world.analyst, "991825827", "En annen", "ola@annen.example").await;
        world::add_to_frame(&world.analyst, &world.study, &[&other]).await;
        let round = world::open_round(&world.analyst, &world.study, &text(&world.version, "/id")).await;
        let mails = app.mails().await;
        let mail_to = |address: &str| mails.iter().find(|mail| mail.to == address).expect("a mail").token_after("/svar/");
        let kari = world::follow(&app, &mail_to("kari@prove.example")).await;
        let ola = world::follow(&app, &mail_to("ola@annen.example")).await;
        let service = register_service(&world.analyst, &other, "X", "Deres", json!({})).await;
        let id = text(&propose(&ola, json!({ "serviceId": service, "runsOn": "Altinn 3" })).await, "/id");
        assert_eq!(refused(&kari, PROPOSE, json!({ "input": { "serviceId": service, "runsOn": "Altinn 3" } })).await, [pair("NOT_FOUND", "serviceId")]);
        assert_eq!(reads(&kari, json!({})).await, [json!(null); 0]);
        assert_eq!(reads(&kari, json!({ "filter": { "roundId": round, "organizationId": other } })).await, [json!(null); 0]);
        assert_eq!(withdraw(&kari, &id).await, [pair("NOT_FOUND", "")]);
        let one = "query($id: ID!) { proposal(id: $id) { id } }";
        for (client, wanted) in [(&ola, json!({ "id": id })), (&world.analyst, json!({ "id": id })), (&kari, json!(null)), (&world.outsider, json!(null))] {
            assert_eq!(client.query(one, json!({ "id": id })).await.data()["proposal"], wanted);
        }
        assert_eq!(world.leader.query(one, json!({ "id": id })).await.code(), "FORBIDDEN");
        let variables = json!({ "studyId": world.study });
        assert_eq!(world.leader.query(LIST, variables.clone()).await.code(), "FORBIDDEN");
        assert_eq!(world.outsider.query(LIST, variables).await.data()["proposals"], json!(null));
        assert_eq!(world.analyst.query(LIST, json!({})).await.code(), "BAD_USER_INPUT");
        let elsewhere = format!("study_{}", uuid::Uuid::now_v7().simple());
        assert_eq!(ola.query(LIST, json!({ "studyId": elsewhere })).await.data()["proposals"], json!(null));
    }

    async fn one_proposes_while_the_round_is_open(app: TestApp) {
        let on_file = OnFile::new(&app).await;
        let OnFile { together, service } = &on_file;
        let (kari, analyst) = (&together.kari, &together.world.analyst);
        // Also once everything is submitted.
        save(kari, json!([together.plan(0, None), together.number(0, 1.0, None)])).await;
        done(kari, SUBMIT, json!({})).await;
        let id = on_file.propose(kari, "Altinn 3").await;
        let proposal = json!({ "input": { "serviceId": service, "runsOn": "Skyen" } });
        for (field, code) in [("pauseRound", "ROUND_PAUSED"), ("closeRound", "ROUND_CLOSED")] {
            let stop = format!("mutation($id: ID!) {{ {field}(input: {{ roundId: $id }}) {{ userErrors {{ code field message }} }} }}");
            done(analyst, &stop, json!({ "id": together.round })).await;
            assert_eq!(refused(kari, PROPOSE, proposal.clone()).await, [pair(code, "")]);
        }
        // What was proposed can be taken back.
        assert_eq!(withdraw(kari, &id).await, []);
    }

    async fn those_who_declined_propose_nothing(app: TestApp) {
        let OnFile { together, service } = OnFile::new(&app).await;
        let kari = &together.kari;
        done(kari, "mutation { declineInvitation(input: {}) { userErrors { code field message } } }", json!({})).await;
        let proposal = json!({ "input": { "serviceId": service, "runsOn": "Skyen" } });
        assert_eq!(refused(kari, PROPOSE, proposal).await, [pair("DECLINED", "")]);
    }

    async fn there_is_room_for_a_hundred(app: TestApp) {
        let OnFile { together, service } = OnFile::new(&app).await;
        let kari = &together.kari;
        let new = |number: usize, name: &str| json!({ "code": format!("{number}"), "name": { "nb": name }, "kind": "LINK", "runsOn": "x" });
        let mut first = String::new();
        for number in 0..100 {
            let made = change(kari, "proposeNewService", new(number, "Ny"), "proposal { id }").await;
            if number == 0 {
                first = text(&made, "/proposal/id");
            }
        }
        let proposal = json!({ "input": { "serviceId": service, "runsOn": "Skyen" } });
        assert_eq!(refused(kari, PROPOSE, proposal.clone()).await, [pair("NO_ROOM", "")]);
        change(kari, "proposeNewService", new(7, "Nyere"), "proposal { id }").await;
        assert_eq!(withdraw(kari, &first).await, []);
        done(kari, PROPOSE, proposal).await;
    }
}
