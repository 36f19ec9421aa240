//! Mails that wait when their round closes.

use chrono::Duration;
use serde_json::{Value, json};

use super::{REMIND, Study, act, act_on_invitation, invitations, kinds};
use crate::harness::{Client, TestApp, both};
use crate::world::{done, text};

const REOPEN: &str = "mutation($input: ReopenRoundInput!) { reopenRound(input: $input) { round { status } userErrors { code field message } } }";
const ATTENTION: &str =
    "query($id: ID!) { attention(roundId: $id) { nodes { kind mailStatus organization { name } } } }";

async fn attention(client: &Client, round: &str) -> Value {
    client.query(ATTENTION, json!({ "id": round })).await.data()["attention"]["nodes"].clone()
}

/// A round that sends one mail a minute closes before the second has left, and is opened again after so long.
async fn close_and_reopen(app: &TestApp, after: Duration) {
    let mut study = Study::new(app).await;
    let id = study.open(json!({ "mailsPerMinute": 1 })).await;
    let sent = app.mails().await.len();
    assert_eq!(sent, 1);
    assert_eq!(act(&study.world.analyst, "closeRound", &id).await, []);
    app.app.clock.advance(after);
    study.world.sign_in(app).await;
    assert_eq!(app.mails().await.len(), sent);
    assert_eq!(attention(&study.world.analyst, &id).await, json!([]), "the round is closed");
    let later = json!({ "input": { "roundId": id, "closesAt": "2031-02-18T23:00:00Z" } });
    done(&study.world.analyst, REOPEN, later).await;
    app.app.clock.advance(Duration::minutes(30));
    study.world.sign_in(app).await;
    let analyst = &study.world.analyst;
    assert_eq!(app.mails().await.len(), sent, "nobody is written to");
    let rows = invitations(analyst, &id).await;
    let missed = rows.iter().find(|row| row["status"] != "SENT").unwrap();
    assert_eq!(missed["status"], "FAILED");
    assert_eq!(kinds(missed), ["MAIL_QUEUED INVITATION", "MAIL_DROPPED INVITATION"]);
    assert_eq!(missed["timeline"][1]["detail"], "ROUND_CLOSED");
    assert_eq!(missed["timeline"][1]["by"], Value::Null);
    let owner = &missed["organization"];
    let wanted = json!([{ "kind": "MAIL_FAILED", "mailStatus": "ROUND_CLOSED", "organization": owner }]);
    assert_eq!(attention(analyst, &id).await, wanted);
    // They are not reminded of what they never got; asked anew they get it.
    assert_eq!(done(analyst, REMIND, json!({ "input": { "roundId": id } })).await["reminded"], json!(1));
    assert_eq!(act_on_invitation(analyst, "renewInvitation", &text(missed, "/id")).await, []);
    app.app.clock.advance(Duration::minutes(5));
    study.world.sign_in(app).await;
    assert_eq!(app.mails().await.len(), sent + 2);
    assert_eq!(attention(&study.world.analyst, &id).await, json!([]));
}

both! {
    async fn who_was_not_written_to_before_the_round_closed_needs_attention(app: TestApp) {
        close_and_reopen(&app, Duration::minutes(10)).await;
    }

    async fn what_waits_when_a_round_opens_again_is_given_up(app: TestApp) {
        close_and_reopen(&app, Duration::zero()).await;
    }
}
