//! Somebody must approve before a response is submitted.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{HAND_OVER, Together, last_mail, mails_to, pair, save, to};
use crate::harness::{Client, both};
use crate::world::{self, SAVE, SUBMIT, done, refused, text};

const ODA: &str = "oda@prove.example";
pub(super) const NAME: &str = "mutation($input: NameApproverInput!) { nameApprover(input: $input) { approver { name email state } userErrors { code field message } } }";
const ASK: &str =
    "mutation { askApprover(input: {}) { approver { state } userErrors { code field message } } }";
const APPROVE: &str = "mutation($hash: String!) { approveResponse(input: { contentHash: $hash }) { response { status } userErrors { code field message } } }";
const REFUSE: &str = "mutation($hash: String!, $reason: String!) { refuseResponse(input: { contentHash: $hash, reason: $reason }) {
    response { status } userErrors { code field message } } }";
const STANDS: &str = "{ answering { approval { state contentHash approver { name email } decisions { approved reason isOfTheseAnswers } }
    standing { obstacles { code field } } } }";

async fn stands(client: &Client) -> Value {
    client.query(STANDS, json!({})).await.data()["answering"].clone()
}

async fn state(client: &Client) -> String {
    text(&stands(client).await, "/approval/state")
}

/// What stands for the answers as somebody reads them now.
async fn hash(client: &Client) -> Value {
    json!({ "hash": stands(client).await["approval"]["contentHash"] })
}

fn oda() -> Value {
    json!({ "input": { "name": "Oda Overordnet", "email": ODA, "word": "Se særlig på planen" } })
}

/// A round that asks for approval, everything in it answered.
async fn answered(app: &crate::harness::TestApp) -> Together {
    let together = Together::with(app, json!({ "needsApproval": true })).await;
    save(&together.kari, json!([together.plan(0, None), together.number(0, 1.0, None)])).await;
    together
}

both! {
    async fn nothing_is_submitted_that_nobody_approved(app: TestApp) {
        let together = Together::with(&app, json!({ "needsApproval": true })).await;
        let kari = &together.kari;
        let missing = [pair("ANSWER_MISSING", "answers.Q01"), pair("ANSWER_MISSING", "answers.Q02"), pair("NO_APPROVER", "")];
        assert_eq!(refused(kari, SUBMIT, json!({})).await, missing);
        let obstacles = stands(kari).await["standing"]["obstacles"].clone();
        assert_eq!(obstacles[2], json!({ "code": "NO_APPROVER", "field": [] }));
        assert_eq!(state(kari).await, "NOBODY_NAMED");
        assert_eq!(refused(kari, ASK, json!({})).await, [pair("NO_APPROVER", "")]);
        done(kari, NAME, oda()).await;
        let mail = last_mail(&app, ODA).await;
        assert!(mail.subject.contains("godkjenne svara for Prøveetaten") && mail.text.contains("Se særlig på planen"), "{mail:?}");
        let oda = world::follow(&app, &mail.token_after("/svar/")).await;
        assert_eq!(refused(&oda, APPROVE, hash(&oda).await).await, [pair("NOTHING_ANSWERED", "")]);
        save(kari, json!([together.plan(0, None), together.number(0, 1.0, None)])).await;
        assert_eq!(state(kari).await, "WAITING");
        // No is said with a reason, which those who answer read.
        let mut no = hash(&oda).await;
        no["reason"] = json!(" ");
        assert_eq!(refused(&oda, REFUSE, no.clone()).await, [pair("REQUIRED", "reason")]);
        no["reason"] = json!("Planen er fra 2019");
        done(&oda, REFUSE, no.clone()).await;
        done(&oda, REFUSE, no).await;
        let seen = stands(kari).await["approval"].clone();
        assert_eq!(seen["state"], "NOT_APPROVED");
        assert_eq!(seen["decisions"], json!([{ "approved": false, "reason": "Planen er fra 2019", "isOfTheseAnswers": true }]));
        assert_eq!(refused(kari, SUBMIT, json!({})).await, [pair("NEEDS_APPROVAL", "")]);
        // What is approved is what was read.
        let read = hash(&oda).await;
        save(kari, json!([together.plan(1, Some(1))])).await;
        assert_eq!(refused(&oda, APPROVE, read).await, [pair("ANSWERS_CHANGED", "contentHash")]);
        done(&oda, APPROVE, hash(&oda).await).await;
        assert_eq!(state(kari).await, "APPROVED");
        // A change makes it void.
        save(kari, json!([together.number(0, 2.0, Some(1))])).await;
        assert_eq!(state(kari).await, "VOID");
        assert_eq!(refused(kari, SUBMIT, json!({})).await, [pair("NEEDS_APPROVAL", "")]);
        let yes = hash(&oda).await;
        done(&oda, APPROVE, yes.clone()).await;
        done(&oda, APPROVE, yes.clone()).await;
        done(kari, SUBMIT, json!({})).await;
        assert_eq!(refused(&oda, APPROVE, yes).await, [pair("ALREADY_SUBMITTED", "")]);
        let timeline = together.timeline().await;
        let decided: Vec<_> = timeline.iter().filter(|step| step.contains("APPROVED")).collect();
        assert_eq!(decided, ["NOT_APPROVED Planen er fra 2019", "APPROVED", "APPROVED"]);
    }

    async fn an_approver_reads_everything_and_changes_nothing(app: TestApp) {
        let together = answered(&app).await;
        done(&together.kari, NAME, oda()).await;
        let oda = world::follow(&app, &last_mail(&app, ODA).await.token_after("/svar/")).await;
        let all = "{ answering { handOvers { id } approval { approver { name email } }
            invitation { round { questionnaire { sections { code } } } } response { answers { question { code } answeredBy } } } comments { totalCount } }";
        let seen = oda.query(all, json!({})).await.data().clone();
        assert_eq!(seen["answering"]["invitation"]["round"]["questionnaire"]["sections"].as_array().unwrap().len(), 2);
        assert_eq!(seen["answering"]["response"]["answers"].as_array().unwrap().len(), 2);
        assert_eq!((&seen["answering"]["handOvers"], &seen["comments"]["totalCount"]), (&Value::Null, &json!(0)));
        assert_eq!(seen["answering"]["approval"]["approver"], json!({ "name": "Oda Overordnet", "email": null }));
        let comment = json!({ "input": { "questionId": together.question(0, 0), "text": "x" } });
        for (document, variables) in [
            (SAVE, json!({ "answers": [together.plan(1, Some(1))] })),
            (SUBMIT, json!({})),
            ("mutation { declineInvitation(input: {}) { userErrors { code field } } }", json!({})),
            ("mutation { acceptInvitation(input: {}) { userErrors { code field } } }", json!({})),
            ("mutation($input: AddCommentInput!) { addComment(input: $input) { userErrors { code field } } }", comment),
            (HAND_OVER, to("per@prove.example", &["plan"])),
            (NAME, json!({ "input": { "name": "Per", "email": "per@prove.example" } })),
            (ASK, json!({})),
        ] {
            assert_eq!(oda.query(document, variables).await.code(), "FORBIDDEN", "{document}");
        }
        // Nor does anybody else approve.
        let (_, _, per) = together.hand(&app, "drift", "per@prove.example").await;
        for client in [&per, &together.kari, &together.world.analyst] {
            assert_eq!(client.query(APPROVE, json!({ "hash": "x" })).await.code(), "FORBIDDEN");
        }
        assert_eq!(per.query("{ answering { approval { state } } }", json!({})).await.data()["answering"]["approval"], Value::Null);
        let standing = per.query("{ answering { standing { obstacles { code } } } }", json!({})).await;
        assert_eq!(standing.data()["answering"]["standing"]["obstacles"], json!([]));
    }

    async fn another_approver_takes_the_place_of_the_first(app: TestApp) {
        let together = answered(&app).await;
        let kari = &together.kari;
        done(kari, NAME, oda()).await;
        done(kari, NAME, oda()).await;
        done(kari, ASK, json!({})).await;
        assert_eq!(mails_to(&app, ODA).await.len(), 1, "a retry sends nothing");
        let oda = world::follow(&app, &last_mail(&app, ODA).await.token_after("/svar/")).await;
        done(&oda, APPROVE, hash(&oda).await).await;
        // Once they have come they can be asked again, by a new link.
        done(kari, ASK, json!({})).await;
        assert_eq!(mails_to(&app, ODA).await.len(), 2);
        assert_eq!(oda.query(STANDS, json!({})).await.code(), "UNAUTHENTICATED");
        let oda = world::follow(&app, &last_mail(&app, ODA).await.token_after("/svar/")).await;
        assert_eq!(state(&oda).await, "APPROVED");
        done(kari, NAME, json!({ "input": { "name": "Eli", "email": "eli@prove.example" } })).await;
        assert_eq!(oda.query(STANDS, json!({})).await.code(), "UNAUTHENTICATED");
        assert_eq!(state(kari).await, "WAITING", "what the first one approved is not what the second one did");
        assert_eq!(refused(kari, SUBMIT, json!({})).await, [pair("NEEDS_APPROVAL", "")]);
    }

    async fn the_receipt_says_who_approved_and_its_hash_covers_it(app: TestApp) {
        let together = answered(&app).await;
        done(&together.kari, NAME, oda()).await;
        let oda = world::follow(&app, &last_mail(&app, ODA).await.token_after("/svar/")).await;
        done(&oda, APPROVE, hash(&oda).await).await;
        done(&together.kari, SUBMIT, json!({})).await;
        let receipt = oda.query("{ receipt { approvedBy approvedAt submission { id contentHash content } } }", json!({})).await;
        let receipt = receipt.data()["receipt"].clone();
        assert_eq!(receipt["approvedBy"], "Oda Overordnet");
        let content: Value = serde_json::from_str(&text(&receipt, "/submission/content")).unwrap();
        let at = |value: &Value| value.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        assert_eq!(content["about"]["approved"]["by"], "Oda Overordnet");
        assert_eq!(at(&content["about"]["approved"]["at"]), at(&receipt["approvedAt"]));
        let path = format!("/receipts/{}.html?language=en", text(&receipt, "/submission/id"));
        let page = together.kari.request("GET", &path).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("<dt>Approved by</dt><dd>Oda Overordnet</dd>"), "{page}");
        let mut python = Command::new("python3").arg("tests/tools/receipt.py").current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        python.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
        let told: Value = serde_json::from_slice(&python.wait_with_output().unwrap().stdout).unwrap();
        assert_eq!(told["computed"], receipt["submission"]["contentHash"]);
    }

    async fn a_round_says_whether_it_asks_for_approval_until_it_opens(app: TestApp) {
        let together = Together::new(&app).await;
        let analyst = &together.world.analyst;
        assert_eq!(state(&together.kari).await, "NOT_NEEDED");
        assert_eq!(refused(&together.kari, NAME, oda()).await, [pair("NO_APPROVAL_ASKED", "")]);
        let change = "mutation($input: ChangeRoundInput!) { changeRound(input: $input) { round { needsApproval } userErrors { code field message } } }";
        let asks = |round: &str| json!({ "input": { "roundId": round, "needsApproval": true } });
        assert_eq!(refused(analyst, change, asks(&together.round)).await, [pair("ROUND_HAS_OPENED", "needsApproval")]);
        let mut input = world::round(&together.world.study, &text(&together.version, "/id"));
        input["opensAt"] = json!((chrono::Utc::now() + chrono::Duration::days(1)).to_rfc3339());
        let create = "mutation($input: CreateRoundInput!) { createRound(input: $input) { round { id needsApproval } userErrors { code field message } } }";
        let made = done(analyst, create, json!({ "input": input })).await["round"].clone();
        assert_eq!(made["needsApproval"], false);
        assert_eq!(done(analyst, change, asks(&text(&made, "/id"))).await["round"]["needsApproval"], true);
    }
}
