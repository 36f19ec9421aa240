//! What was done to rounds, by whom, and from what to what.

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{CHANGE, CREATE, Study, act, code, go_to, time};
use crate::harness::{Client, both};
use crate::world::{done, text};

const HISTORY: &str = "query($study: ID!, $round: ID, $first: Int, $after: String) {
    roundHistory(studyId: $study, roundId: $round, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { action byWhom account { name } round { status } changes { field from to } } } }";

async fn history(client: &Client, study: &str, round: Option<&str>) -> Vec<Value> {
    let reply = client.query(HISTORY, json!({ "study": study, "round": round, "first": 100 })).await;
    let mut nodes = reply.data()["roundHistory"]["nodes"].as_array().unwrap().clone();
    nodes.reverse();
    nodes
}

fn actions(entries: &[Value]) -> Vec<String> {
    entries.iter().map(|entry| text(entry, "/action")).collect()
}

fn fields(entry: &Value) -> Vec<String> {
    entry["changes"].as_array().unwrap().iter().map(|change| text(change, "/field")).collect()
}

both! {
    async fn who_did_what_to_a_round_is_kept_with_from_what_to_what(app: TestApp) {
        let mut study = Study::new(&app).await;
        let key = study.world.study.clone();
        let input = study.round(json!({ "opensAt": "2031-02-05T08:00:00Z", "recipients": { "organizationIds": [study.second] } }));
        let id = text(&done(&study.world.analyst, CREATE, json!({ "input": input })).await, "/round/id");
        let reminders = json!([{ "kind": "REMINDER", "at": "2031-02-10T08:00:00Z" }]);
        let change = json!({ "roundId": id, "recipients": {}, "name": { "nb": "Andre måling" }, "reminders": reminders });
        done(&study.world.analyst, CHANGE, json!({ "input": change })).await;
        // What changes nothing is no entry.
        done(&study.world.analyst, CHANGE, json!({ "input": { "roundId": id, "name": { "nb": "Andre måling" } } })).await;
        let more = json!({ "kind": "LAST_CALL", "at": "2031-02-17T08:00:00Z" });
        for reminders in [[&reminders[0], &more], [&more, &reminders[0]]] {
            done(&study.world.analyst, CHANGE, json!({ "input": { "roundId": id, "reminders": reminders } })).await;
        }
        study.later(&app, "2031-02-05T08:00:00Z").await;
        let mail = json!({ "roundId": id, "kind": "REMINDER", "language": "NB", "subject": "Husk", "body": "Svar her: {link}" });
        let set = "mutation($input: SetMailTextInput!) { setMailText(input: $input) { userErrors { code field message } } }";
        for _ in 0..2 {
            done(&study.world.analyst, set, json!({ "input": mail })).await;
        }
        for what in ["pauseRound", "pauseRound", "resumeRound", "resumeRound"] {
            assert_eq!(act(&study.world.analyst, what, &id).await, []);
        }
        let longer = json!({ "roundId": id, "closesAt": "2031-02-25T23:00:00Z" });
        done(&study.world.analyst, CHANGE, json!({ "input": longer })).await;
        for _ in 0..2 {
            assert_eq!(act(&study.world.analyst, "closeRound", &id).await, []);
        }
        let reopen = "mutation($input: ReopenRoundInput!) { reopenRound(input: $input) { userErrors { code field message } } }";
        done(&study.world.analyst, reopen, json!({ "input": { "roundId": id, "closesAt": "2031-03-04T09:00:00Z" } })).await;
        // What is refused is not done.
        assert_eq!(code(&act(&study.world.analyst, "deleteRound", &id).await), [("ROUND_HAS_OPENED", "roundId")]);

        let all = history(&study.world.analyst, &key, Some(&id)).await;
        assert_eq!(actions(&all), ["PLANNED", "CHANGED", "CHANGED", "OPENED", "CHANGED", "PAUSED", "RESUMED", "CHANGED", "CLOSED", "REOPENED"]);
        assert_eq!(fields(&all[4]), ["mailTexts.reminder.nb"]);
        assert_eq!(all[0]["account"], json!({ "name": "Navn Navnesen" }));
        assert_eq!(fields(&all[0]), ["name", "opensAt", "closesAt", "startFrom", "languages", "needsApproval", "anonymous", "sendsReceipts", "sendsThanks", "recipients"]);
        assert_eq!(fields(&all[1]), ["recipients", "reminders", "name"]);
        assert_eq!(fields(&all[2]), ["reminders"], "once: another order is no change");
        assert_eq!(all[1]["changes"][0], json!({ "field": "recipients", "from": "1", "to": "2" }));
        assert_eq!((&all[3]["byWhom"], &all[3]["account"]), (&json!("SYSTEM"), &Value::Null));
        let extended = all.iter().rfind(|entry| entry["action"] == "CHANGED").unwrap();
        let wanted = json!([{ "field": "closesAt", "from": "\"2031-02-18T23:00:00Z\"", "to": "\"2031-02-25T23:00:00Z\"" }]);
        assert_eq!(extended["changes"], wanted);
        assert_eq!(all.last().unwrap()["changes"][0]["to"], "\"2031-03-04T09:00:00Z\"");

        // A round that was given up is gone, and what was done to it is not; the latest comes first, a page at a time.
        let input = study.round(json!({ "opensAt": "2031-02-15T08:00:00Z" }));
        let other = text(&done(&study.world.analyst, CREATE, json!({ "input": input })).await, "/round/id");
        assert_eq!(act(&study.world.analyst, "deleteRound", &other).await, []);
        let page = study.world.analyst.query(HISTORY, json!({ "study": key, "first": 1 })).await;
        let page = &page.data()["roundHistory"];
        assert_eq!((&page["nodes"][0]["action"], &page["nodes"][0]["round"]), (&json!("GIVEN_UP"), &Value::Null));
        assert_eq!(page["totalCount"], json!(all.len() + 2));
        let next = study.world.analyst.query(HISTORY, json!({ "study": key, "first": 1, "after": page["pageInfo"]["endCursor"] })).await;
        assert_eq!(next.data()["roundHistory"]["nodes"][0]["action"], "PLANNED");
        // Nobody changes it.
        let txn = app.system().begin().await.unwrap();
        assert!(txn.execute_unprepared("DELETE FROM round_history").await.is_err());
        drop(txn);
        go_to(&app, time("2031-02-15T08:00:00Z")).await;
    }
}
