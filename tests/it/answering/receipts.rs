//! Receipts: what was submitted, in words, the same for good, with a hash that anybody can compute.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{answer, save};
use crate::harness::{Client, both};
use crate::question_kinds::{Asked, words};
use crate::world::{self, Round, SUBMIT, World, done, text};

const SUBMIT_WITH_ID: &str = "mutation { submitResponse(input: {}) { submission { id number submittedAt contentHash content } userErrors { code field message } } }";
const RECEIPT: &str = "query($id: ID, $language: Language) { receipt(submissionId: $id, language: $language) {
    submission { number submittedAt contentHash } questionnaireTitle questionnaireVersion questionnaireHash studyName roundName
    organizationName orgnr submittedBy
    sections { title questions { code text state answers parts { code row text state answers } } } } }";

/// A program that is not ours looks at it.
pub(super) fn checked(document: &[u8]) -> Value {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut python = Command::new("python3")
        .arg("tests/tools/receipt.py")
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(document).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(document));
    serde_json::from_slice(&output.stdout).unwrap()
}

pub(super) async fn document(client: &Client, path: &str) -> (u16, reqwest::header::HeaderMap, Vec<u8>) {
    let response = client.request("GET", path).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.unwrap().to_vec())
}

/// Answers one of each kind, one of them in words that are not to be taken for HTML, and submits.
async fn submitted(asked: &Asked) -> Value {
    let register = "mutation($input: RegisterServiceInput!) { registerService(input: $input) { service { id } userErrors { code field message } } }";
    let input = json!({ "organizationId": asked.world.organization, "code": "SKJEMA-1", "name": words("Søknad"), "kind": "SUBMISSION", "runsOn": "Altinn II" });
    let service = text(&done(&asked.world.analyst, register, json!({ "input": input })).await, "/service/id");
    let (a, b) = (asked.option("multi", "a"), asked.option("multi", "b"));
    asked
        .save(json!([
            asked.answer("multi", json!({ "optionIds": [a, b] })),
            asked.answer("scale", json!({ "state": "NOT_RELEVANT" })),
            asked.answer("number", json!({ "number": 12 })),
            asked.answer("short", json!({ "text": "<b>&amp; 'æøå' 👍" })),
            asked.answer("day", json!({ "date": "2026-07-01" })),
            asked.answer("matrix.sign", json!({ "optionIds": [asked.option("matrix", "b")] })),
            asked.answer("matrix.pay", json!({ "state": "DONT_KNOW" })),
            asked.answer("grid.form", json!({ "number": 11.5 })),
            asked.answer("grid.link", json!({ "number": 0.5 })),
            asked.answer("group.name", json!({ "item": service, "text": "Skjema" })),
            asked.answer("group.name", json!({ "item": "row-1", "text": "Lenke" })),
        ]))
        .await;
    done(&asked.respondent, SUBMIT_WITH_ID, json!({})).await["submission"].clone()
}

both! {
    async fn a_receipt_says_what_was_submitted(app: TestApp) {
        let asked = Asked::new(&app).await;
        let submission = submitted(&asked).await;
        let reply = asked.respondent.query(RECEIPT, json!({ "language": "NN" })).await;
        let receipt = &reply.data()["receipt"];
        assert_eq!(receipt["submission"]["contentHash"], submission["contentHash"]);
        let facts = ["questionnaireTitle", "questionnaireVersion", "studyName", "roundName", "organizationName", "orgnr", "submittedBy"]
            .map(|field| receipt[field].clone());
        assert_eq!(json!(facts), json!(["Alle", 1, "Interessentanalyse", "Første måling", "Prøveetaten", "974760673", "Kari Kontakt"]));
        let questions = receipt["sections"][0]["questions"].as_array().unwrap().clone();
        let told: Vec<Value> = questions.iter().map(|one| json!([one["code"], one["state"], one["answers"]])).collect();
        assert_eq!(json!(told), json!([
            ["multi", "ANSWERED", ["a", "b"]],
            ["scale", "NOT_RELEVANT", []],
            ["number", "ANSWERED", ["12 tjenester"]],
            ["short", "ANSWERED", ["<b>&amp; 'æøå' 👍"]],
            ["long", "NOT_ANSWERED", []],
            ["day", "ANSWERED", ["01.07.2026"]],
            ["matrix", "ANSWERED", []],
            ["grid", "ANSWERED", []],
            ["group", "ANSWERED", []],
            ["more", "NOT_SHOWN", []],
        ]));
        let parts = |place: usize| -> Vec<Value> {
            let parts = questions[place]["parts"].as_array().unwrap();
            parts.iter().map(|part| json!([part["row"], part["code"], part["state"], part["answers"]])).collect()
        };
        assert_eq!(json!(parts(6)), json!([[null, "matrix.sign", "ANSWERED", ["b"]], [null, "matrix.pay", "DONT_KNOW", []]]));
        assert_eq!(json!(parts(7)), json!([[null, "grid.form", "ANSWERED", ["11,5"]], [null, "grid.link", "ANSWERED", ["0,5"]]]));
        assert_eq!(json!(parts(8)), json!([
            ["Rad 1", "group.name", "ANSWERED", ["Lenke"]], ["Rad 1", "group.goal", "NOT_ANSWERED", []], ["Rad 1", "group.volume", "NOT_ANSWERED", []],
            ["Søknad", "group.name", "ANSWERED", ["Skjema"]], ["Søknad", "group.goal", "NOT_ANSWERED", []], ["Søknad", "group.volume", "NOT_ANSWERED", []],
        ]));
    }

    async fn a_receipt_is_the_same_for_good_and_its_hash_is_computed_by_others(app: TestApp) {
        let asked = Asked::new(&app).await;
        let submission = submitted(&asked).await;
        let path = |form: &str| format!("/receipts/{}.{form}", text(&submission, "/id"));
        let mut before = Vec::new();
        for (language, heading, not_shown) in [
            ("nb", "Kvittering for innsendte svar", "Ikke vist"), ("nn", "Kvittering for innsende svar", "Ikkje vist"),
            ("en", "Receipt for submitted answers", "Not shown"),
        ] {
            let (status, headers, page) = document(&asked.respondent, &format!("{}?language={language}", path("html"))).await;
            assert_eq!((status, &headers["content-type"]), (200, &"text/html; charset=utf-8".parse().unwrap()));
            let policy = headers["content-security-policy"].to_str().unwrap().to_owned();
            assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
            let seen = checked(&page);
            assert_eq!(seen["lang"], language);
            assert_eq!(seen["computed"], submission["contentHash"]);
            assert_eq!(seen["shown"][1], submission["contentHash"]);
            let told = text(&seen, "/text");
            for wanted in [heading, not_shown, "Prøveetaten", "Kari Kontakt", "<b>&amp; 'æøå' 👍", "Søknad", "UTC"] {
                assert!(told.contains(wanted), "{wanted} is not in {told}");
            }
            before.push((language, page));
        }
        let (_, headers, content) = document(&asked.respondent, &path("json")).await;
        assert_eq!(headers["content-type"], "application/json");
        let seen = checked(&content);
        assert_eq!(seen["computed"], submission["contentHash"]);
        assert_eq!(seen["content"]["not_shown"], json!(["more"]));
        assert_eq!(content, text(&submission, "/content").into_bytes());

        // Everything that can be called something else is.
        let change = "mutation($input: ChangeOrganizationInput!) { changeOrganization(input: $input) { userErrors { code field message } } }";
        done(&asked.world.analyst, change, json!({ "input": { "organizationId": asked.world.organization, "name": { "nb": "Nyetaten" } } })).await;
        let txn = app.system().begin().await.unwrap();
        for sql in ["UPDATE contact SET name = 'Annen'", "UPDATE service SET name = '{\"nb\":\"Annen\"}'",
            "UPDATE study SET name = '{\"nb\":\"Annen\"}'", "UPDATE round SET name = '{\"nb\":\"Annen\"}'"] {
            sea_orm::ConnectionTrait::execute_unprepared(&txn, sql).await.unwrap();
        }
        txn.commit().await.unwrap();
        for (language, page) in before {
            let (_, _, after) = document(&asked.respondent, &format!("{}?language={language}", path("html"))).await;
            assert_eq!(String::from_utf8(after).unwrap(), String::from_utf8(page).unwrap());
        }
    }

    async fn receipts_are_for_those_who_may_read_the_answers(app: TestApp) {
        let world = World::new(&app).await;
        let other = world::register_owner(&world.analyst, "991825827", "En annen", "ola@annen.example").await;
        world::add_to_frame(&world.analyst, &world.study, &[&other]).await;
        let Round { .. } = world.open_round(&app).await;
        let mails = app.mails().await;
        let mail_to = |address: &str| mails.iter().find(|mail| mail.to == address).expect("a mail").token_after("/svar/");
        let kari = world::follow(&app, &mail_to("kari@prove.example")).await;
        let ola = world::follow(&app, &mail_to("ola@annen.example")).await;
        assert_eq!(kari.query(RECEIPT, json!({})).await.data()["receipt"], Value::Null);
        save(&kari, answer(&world, 1, None)).await;
        assert_eq!(kari.query(RECEIPT, json!({})).await.data()["receipt"], Value::Null);
        let id = text(&done(&kari, SUBMIT_WITH_ID, json!({})).await, "/submission/id");
        let html = format!("/receipts/{id}.html");
        for (client, status) in [(&app.anonymous(), 401), (&kari, 200), (&ola, 404), (&world.analyst, 200), (&world.leader, 403), (&world.outsider, 404)] {
            assert_eq!(document(client, &html).await.0, status);
        }
        for (client, code) in [(&ola, ""), (&world.analyst, ""), (&world.leader, "FORBIDDEN"), (&world.outsider, "")] {
            let reply = client.query(RECEIPT, json!({ "id": id })).await;
            assert_eq!(reply.code(), code);
            let is_there = reply.data["receipt"]["orgnr"] == "974760673";
            assert_eq!(is_there, client.token() == world.analyst.token());
        }
        assert_eq!(world.analyst.query(RECEIPT, json!({})).await.code(), "BAD_USER_INPUT");
        for (path, status) in [
            (format!("/receipts/{id}.pdf"), 404), (format!("/receipts/{id}"), 404), ("/receipts/x.html".to_owned(), 404),
            (format!("{html}?language=de"), 400), (format!("{html}?x=1"), 400),
        ] {
            assert_eq!(document(&kari, &path).await.0, status, "{path}");
        }
    }

    async fn what_was_submitted_before_there_were_receipts_has_one_too(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, .. } = world.open_round(&app).await;
        save(&respondent, answer(&world, 1, None)).await;
        done(&respondent, SUBMIT, json!({})).await;
        // As it was kept then: in codes, and no more.
        let version = world.analyst.query("query($id: ID!) { questionnaireVersion(id: $id) { contentHash } }", json!({ "id": world.version["id"] })).await;
        let hash = text(version.data(), "/questionnaireVersion/contentHash");
        let content = format!("{{\"questionnaire\":\"{hash}\",\"answers\":[{{\"question\":\"Q01\",\"state\":\"answered\",\"options\":[\"draft\"],\"revision\":1}}]}}");
        let digest = checked(content.as_bytes())["computed"].as_str().unwrap().to_owned();
        let insert = format!("INSERT INTO submission SELECT {}, response_id, 2, '{content}', '{digest}', NULL, submitted_by, submitted_at FROM submission",
            if app.database().url().starts_with("postgres") { "gen_random_uuid()" } else { "randomblob(16)" });
        let txn = app.system().begin().await.unwrap();
        sea_orm::ConnectionTrait::execute_unprepared(&txn, &insert).await.unwrap();
        txn.commit().await.unwrap();
        let reply = respondent.query(RECEIPT, json!({ "language": "EN" })).await;
        let receipt = &reply.data()["receipt"];
        assert_eq!((&receipt["submission"]["number"], &receipt["submission"]["contentHash"]), (&json!(2), &json!(digest)));
        assert_eq!((&receipt["organizationName"], &receipt["submittedBy"]), (&json!("Prøveetaten"), &json!("Kari Kontakt")));
        assert_eq!(receipt["sections"][0]["questions"][0]["answers"], json!(["Utkast"]));
    }
}
