//! Comments on questions.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{Together, pair, save};
use crate::harness::{Client, TestApp, both};
use crate::world::{self, SUBMIT, done, refused, text};

const PER: &str = "per@prove.example";
const ADD: &str = "mutation($input: AddCommentInput!) { addComment(input: $input) { comment { id question { code } text by byRespondent settledAt }
    userErrors { code field message } } }";
const CHANGE: &str = "mutation($input: ChangeCommentInput!) { changeComment(input: $input) { comment { text changedAt } userErrors { code field message } } }";
const DELETE: &str = "mutation($id: ID!) { deleteComment(input: { commentId: $id }) { commentId userErrors { code field message } } }";
const SETTLE: &str = "mutation($input: SettleCommentInput!) { settleComment(input: $input) { comment { settledAt } userErrors { code field message } } }";
const LIST: &str = "query($invitation: ID, $question: ID, $first: Int, $after: String) {
    comments(invitationId: $invitation, questionId: $question, first: $first, after: $after) {
        totalCount pageInfo { endCursor } nodes { question { code } text by byRespondent } } }";

async fn add(client: &Client, input: Value) -> String {
    text(&done(client, ADD, json!({ "input": input })).await, "/comment/id")
}

/// What somebody reads, as `who: text`.
async fn reads(client: &Client, variables: Value) -> Vec<String> {
    let reply = client.query(LIST, variables).await;
    let nodes = reply.data()["comments"]["nodes"].as_array().cloned().unwrap_or_default();
    nodes.iter().map(|one| format!("{}: {}", one["by"].as_str().unwrap_or("?"), text(one, "/text"))).collect()
}

/// All that is in the workbook of answers, as another program reads it.
async fn workbook(app: &TestApp, analyst: &Client, round: &str) -> String {
    let exported =
        analyst.request("GET", &format!("/exports/answers.xlsx?roundId={round}")).send().await.unwrap();
    let file = app.database().folder().join("answers.xlsx");
    std::fs::write(&file, exported.bytes().await.unwrap()).unwrap();
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools");
    let mut python = Command::new(tools.join("venv/bin/python"));
    let output = python.arg(tools.join("open_xlsx.py")).arg(&file).output();
    let output = output.expect("openpyxl is not there: install it with `cargo xtask test test-tools`");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

both! {
    async fn those_who_answer_and_those_who_read_answers_talk_about_a_question(app: TestApp) {
        let together = Together::new(&app).await;
        let (kari, analyst) = (&together.kari, &together.world.analyst);
        let invitation = text(kari.query("{ invitation { id } }", json!({})).await.data(), "/invitation/id");
        let (plan, drift) = (together.question(0, 0), together.question(1, 0));
        let (_, _, per) = together.hand(&app, "drift", PER).await;
        let first = add(kari, json!({ "questionId": plan, "text": "Hva teller som plan?", "clientKey": "a" })).await;
        assert_eq!(add(kari, json!({ "questionId": plan, "text": "Hva teller som plan?", "clientKey": "a" })).await, first);
        let other = json!({ "input": { "questionId": plan, "text": "Noe annet", "clientKey": "a" } });
        assert_eq!(refused(kari, ADD, other).await, [pair("CLIENT_KEY_USED", "clientKey")]);
        add(analyst, json!({ "invitationId": invitation, "questionId": plan, "text": "Også et utkast" })).await;
        let pers = add(&per, json!({ "questionId": drift, "text": "Fra og med 2025" })).await;
        let all = ["Kari Kontakt: Hva teller som plan?", "Navn Navnesen: Også et utkast", "Per Kollega: Fra og med 2025"];
        assert_eq!(reads(kari, json!({})).await, all);
        assert_eq!(reads(analyst, json!({ "invitation": invitation })).await, all);
        assert_eq!(reads(kari, json!({ "question": plan })).await, all[..2]);
        // Those to whom a section was handed see what is said of its questions.
        assert_eq!(reads(&per, json!({})).await, all[2..]);
        assert_eq!(reads(&per, json!({ "question": plan })).await, [""; 0]);
        assert_eq!(refused(&per, ADD, json!({ "input": { "questionId": plan, "text": "x" } })).await, [pair("NOT_HANDED_TO_YOU", "questionId")]);
        for (document, variables) in [
            (CHANGE, json!({ "input": { "commentId": first, "text": "x" } })), (DELETE, json!({ "id": first })),
            (SETTLE, json!({ "input": { "commentId": first } })),
        ] {
            assert_eq!(refused(&per, document, variables).await, [pair("NOT_FOUND", "")]);
        }
        // A page at a time.
        let page = kari.query(LIST, json!({ "first": 1 })).await;
        let after = page.data()["comments"]["pageInfo"]["endCursor"].clone();
        assert_eq!(page.data()["comments"]["totalCount"], 3);
        assert_eq!(reads(kari, json!({ "first": 1, "after": after })).await, all[1..2]);
        // One's own can be changed and deleted; anybody's can be settled.
        assert_eq!(refused(kari, CHANGE, json!({ "input": { "commentId": pers, "text": "x" } })).await, [pair("NOT_YOUR_COMMENT", "commentId")]);
        assert_eq!(refused(analyst, DELETE, json!({ "id": pers })).await, [pair("NOT_YOUR_COMMENT", "commentId")]);
        assert_ne!(done(&per, CHANGE, json!({ "input": { "commentId": pers, "text": "Fra 2026" } })).await["comment"]["changedAt"], Value::Null);
        assert_ne!(done(analyst, SETTLE, json!({ "input": { "commentId": pers } })).await["comment"]["settledAt"], Value::Null);
        assert_eq!(done(kari, SETTLE, json!({ "input": { "commentId": pers, "settled": false } })).await["comment"]["settledAt"], Value::Null);
        done(&per, DELETE, json!({ "id": pers })).await;
        assert_eq!(reads(kari, json!({})).await, all[..2]);
    }

    async fn comments_count_nowhere_and_are_seen_by_nobody_else(app: TestApp) {
        let together = Together::new(&app).await;
        let kari = &together.kari;
        let invitation = text(kari.query("{ invitation { id } }", json!({})).await.data(), "/invitation/id");
        let plan = together.question(0, 0);
        let input = |text: String| json!({ "input": { "questionId": plan, "text": text } });
        assert_eq!(refused(kari, ADD, input(" ".to_owned())).await, [pair("REQUIRED", "text")]);
        assert_eq!(refused(kari, ADD, input("x".repeat(4001))).await, [pair("TOO_LONG", "text")]);
        let unknown = json!({ "input": { "questionId": format!("question_{}", uuid::Uuid::now_v7().simple()), "text": "x" } });
        assert_eq!(refused(kari, ADD, unknown).await, [pair("NOT_FOUND", "questionId")]);
        let row = text(&together.version, "/sections/1/questions/2/parts/0/id");
        assert_eq!(refused(kari, ADD, json!({ "input": { "questionId": row, "text": "x" } })).await, [pair("NOT_FOUND", "questionId")]);
        done(kari, ADD, input("Mumlemumle".to_owned())).await;
        save(kari, json!([together.plan(0, None), together.number(0, 1.0, None)])).await;
        done(kari, SUBMIT, json!({})).await;
        let id = text(kari.query("{ response { latestSubmission { id } } }", json!({})).await.data(), "/response/latestSubmission/id");
        for form in ["html", "json"] {
            let receipt = kari.request("GET", &format!("/receipts/{id}.{form}")).send().await.unwrap().text().await.unwrap();
            assert!(receipt.contains("Q01") && !receipt.contains("Mumlemumle"));
        }
        for form in ["csv", "json"] {
            let path = format!("/exports/answers.{form}?roundId={}", together.round);
            let request = together.world.analyst.request("GET", &path);
            let exported = request.send().await.unwrap();
            assert_eq!(exported.status().as_u16(), 200, "{form}");
            let exported = exported.text().await.unwrap();
            assert!(exported.contains("Q01") && !exported.contains("Mumlemumle"), "{form}: {exported}");
        }
        let sheets = workbook(&app, &together.world.analyst, &together.round).await;
        assert!(sheets.contains("Q01") && !sheets.contains("Mumlemumle"), "{sheets}");
        let world = &together.world;
        for (client, code) in [(&world.leader, "FORBIDDEN"), (&app.anonymous(), "UNAUTHENTICATED")] {
            assert_eq!(client.query(LIST, json!({ "invitation": invitation })).await.code(), code);
        }
        let outsider = world.outsider.query(LIST, json!({ "invitation": invitation })).await;
        assert_eq!(outsider.data()["comments"], Value::Null);
        // Analysts may also when the round has closed; those who answer no more.
        let close = "mutation($id: ID!) { closeRound(input: { roundId: $id }) { userErrors { code field message } } }";
        done(&world.analyst, close, json!({ "id": together.round })).await;
        let late = refused(kari, ADD, input("For sent".to_owned())).await;
        assert_eq!(late, [pair("ROUND_CLOSED", "")]);
        let theirs = json!({ "input": { "invitationId": invitation, "questionId": plan, "text": "Notert" } });
        done(&world.analyst, ADD, theirs).await;
        let kari = world::follow(&app, &together.link).await;
        assert_eq!(reads(&kari, json!({})).await, ["Kari Kontakt: Mumlemumle", "Navn Navnesen: Notert"]);
    }
}
