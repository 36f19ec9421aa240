//! A server that is killed while it saves or submits: whoever sends the same again, with the same key, has it done once.

use std::time::Duration;

use serde_json::{Value, json};

use super::{arrange, open};
use crate::harness::process::Process;
use crate::harness::{Backend, Client, TestApp};
use crate::world::{World, done, text};

const SAVE: &str = "mutation($answers: [SaveAnswerInput!]!, $key: String) {
    saveAnswers(input: { answers: $answers, clientKey: $key }) { answers { revision options { code } } userErrors { code field message } } }";
const SUBMIT: &str = "mutation($key: String) { submitResponse(input: { clientKey: $key }) {
    submission { number contentHash submittedAt } userErrors { code field message } } }";
const REOPEN: &str = "mutation($id: ID!) { reopenResponse(input: { responseId: $id, reason: \"Igjen\" }) { response { status } userErrors { code field message } } }";
const SEEN: &str =
    "{ response { id status answers { revision } submissions { number contentHash submittedAt } } }";
const TOLD: &str = "query($id: ID!) { invitations(roundId: $id) { nodes { timeline { kind mail } } } }";

/// How long the server lives once something is sent to it, in milliseconds; the last one until it has answered.
const LIVES: [u64; 6] = [0, 5, 15, 40, 100, 20_000];

async fn serve(app: &TestApp) -> Process {
    Process::serve(app.database(), &[("TRESPOR_HTTP__PUBLIC_URL", app.url.as_str())]).await
}

/// Sends it to a server that is killed soon after; what came back, if anything did.
async fn killed_meanwhile(
    mut process: Process,
    client: Client,
    document: &'static str,
    variables: Value,
    lives: u64,
) -> Option<Value> {
    let mut sending = tokio::spawn(async move {
        let body = json!({ "query": document, "variables": variables });
        let response = client.request("POST", "/graphql").json(&body).send().await.ok()?;
        response.json::<Value>().await.ok()
    });
    let early = tokio::time::timeout(Duration::from_millis(lives), &mut sending).await;
    process.kill9();
    match early {
        Ok(reply) => reply.unwrap(),
        Err(_) => sending.await.unwrap(),
    }
}

async fn what_is_sent_again_is_done_once(backend: Backend) {
    let (mut app, world, link): (TestApp, World, String) = arrange(backend).await;
    app.stop();
    app.stopped().await;
    let mut submissions: Vec<Value> = Vec::new();
    let (mut revision, mut acknowledged) = (0, 0);
    for (turn, lives) in LIVES.into_iter().enumerate() {
        let process = serve(&app).await;
        let respondent = open(&process, &link).await;
        let answers = json!([{ "questionId": world.question(), "state": "ANSWERED", "optionIds": [world.option(turn % 2)],
            "baseRevision": (revision > 0).then_some(revision) }]);
        let save = json!({ "answers": answers, "key": format!("save {turn}") });
        let reply = killed_meanwhile(process, respondent, SAVE, save.clone(), lives).await;
        acknowledged += usize::from(reply.is_some());
        let process = serve(&app).await;
        let respondent = open(&process, &link).await;
        for _ in 0..2 {
            let again = done(&respondent, SAVE, save.clone()).await;
            assert_eq!(again["answers"][0]["revision"], revision + 1, "kill {turn}");
        }
        revision += 1;

        let submit = json!({ "key": format!("submit {turn}") });
        let reply = killed_meanwhile(process, respondent, SUBMIT, submit.clone(), lives).await;
        acknowledged += usize::from(reply.is_some());
        let process = serve(&app).await;
        let respondent = open(&process, &link).await;
        let receipt = done(&respondent, SUBMIT, submit).await["submission"].clone();
        if let Some(reply) = reply {
            assert_eq!(reply["data"]["submitResponse"]["submission"], receipt, "kill {turn}");
        }
        assert_eq!(receipt["number"], turn + 1);
        submissions.push(receipt);
        let seen = respondent.query(SEEN, json!({})).await;
        let seen = &seen.data()["response"];
        assert_eq!((&seen["submissions"], &seen["status"]), (&json!(submissions), &json!("SUBMITTED")));
        let analyst = process.anonymous().with_token(world.analyst.token().unwrap());
        done(&analyst, REOPEN, json!({ "id": text(seen, "/id") })).await;
        let round = respondent.query("{ invitation { round { id } } }", json!({})).await;
        let told = analyst.query(TOLD, json!({ "id": text(round.data(), "/invitation/round/id") })).await;
        let events = told.data()["invitations"]["nodes"][0]["timeline"].as_array().unwrap().clone();
        let receipt = json!({ "kind": "MAIL_QUEUED", "mail": "RECEIPT" });
        let mails = events.into_iter().filter(|event| *event == receipt).count();
        assert_eq!(mails, turn + 1, "a mail for each submission");
    }
    assert!(acknowledged > 0, "no server lived long enough to answer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_again_after_kill_9_is_done_once_on_sqlite() {
    Box::pin(what_is_sent_again_is_done_once(Backend::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_again_after_kill_9_is_done_once_on_postgres() {
    Box::pin(what_is_sent_again_is_done_once(Backend::Postgres)).await;
}
