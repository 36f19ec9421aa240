//! Those who lose an invitation, or a part of it, while they ask.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use trespor::db::{Executor as _, Txn};

use super::{HAND_OVER, TAKE_BACK, Together, last_mail, pair, to};
use crate::harness::socket::{Heard, Socket};
use crate::harness::{Client, Reply, TestApp, both};
use crate::world::{OPEN_INVITATION, done, text};

const PER: &str = "per@prove.example";
const DECLINE: &str = "mutation { declineInvitation(input: {}) { userErrors { code field message } } }";

/// Somebody who has changed something, and commits later.
async fn begin(app: &TestApp, statement: &str) -> Txn {
    let txn = app.system().begin().await.unwrap();
    txn.execute_unprepared(statement).await.unwrap();
    txn
}

/// Asks, and waits until it has come as far as it comes.
async fn ask(client: &Client, document: &'static str, variables: Value) -> JoinHandle<Reply> {
    let client = client.clone();
    let asked = tokio::spawn(async move { client.query(document, variables).await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    asked
}

/// Waits until one is told that one may not listen any more: sooner than the server looks after that by itself.
async fn hears_the_end(socket: &mut Socket) {
    let end = async {
        loop {
            if let Heard::Closed(code) = socket.hear().await {
                break code;
            }
        }
    };
    let code = tokio::time::timeout(Duration::from_secs(6), end).await;
    assert_eq!(code, Ok(4403));
}

async fn listen(app: &TestApp, client: &Client) -> Socket {
    let mut socket = Socket::greeted(&app.url, client.token()).await;
    socket.subscribe("1", "subscription { answeringChanges { status } }", json!({})).await;
    socket.hear_message().await;
    socket
}

both! {
    async fn who_loses_the_invitation_while_asking_lets_nobody_in(app: TestApp) {
        let together = Together::new(&app).await;
        let (hand_over, _, _) = together.hand(&app, "drift", PER).await;
        for (lost, back) in [
            ("revoked_at = '2026-01-01T00:00:00+00:00'", "revoked_at = NULL"),
            (
                "contact_id = (SELECT id FROM contact WHERE email = 'per@prove.example')",
                "contact_id = (SELECT id FROM contact WHERE email = 'kari@prove.example')",
            ),
        ] {
            for (document, variables) in [
                (HAND_OVER, to("ola@prove.example", &["plan"])),
                (TAKE_BACK, json!({ "input": { "handOverId": hand_over } })),
                (DECLINE, json!({})),
            ] {
                let txn = begin(&app, &format!("UPDATE invitation SET {lost}")).await;
                let asked = ask(&together.kari, document, variables).await;
                txn.commit().await.unwrap();
                assert_eq!(asked.await.unwrap().code(), "UNAUTHENTICATED", "{lost}: {document}");
                begin(&app, &format!("UPDATE invitation SET {back}")).await.commit().await.unwrap();
            }
        }
        let told = together.kari.query("{ answering { handOvers { state } } invitation { declinedAt } }", json!({})).await;
        assert_eq!(told.data()["answering"]["handOvers"], json!([{ "state": "OPENED" }]));
        assert_eq!(told.data()["invitation"]["declinedAt"], Value::Null);
    }

    async fn who_opens_a_part_waits_for_those_who_take_it_back(app: TestApp) {
        let together = Together::new(&app).await;
        done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
        let link = last_mail(&app, PER).await.token_after("/svar/");
        let txn = begin(&app, "UPDATE invitation SET decline_reason = NULL").await;
        let opening = ask(&app.anonymous(), OPEN_INVITATION, json!({ "token": link })).await;
        assert!(!opening.is_finished(), "it goes past those who have the invitation");
        txn.execute_unprepared("UPDATE participant SET revoked_at = '2026-01-01T00:00:00+00:00'").await.unwrap();
        txn.commit().await.unwrap();
        let opened = opening.await.unwrap();
        let error = &opened.data()["openInvitation"]["userErrors"][0];
        assert_eq!(pair(&text(error, "/code"), &text(error, "/field/0")), pair("LINK_INVALID", "token"));
    }

    async fn who_listens_hears_at_once_that_it_has_ended(app: TestApp) {
        let together = Together::new(&app).await;
        let (_, _, per) = together.hand(&app, "drift", PER).await;
        let mut pers = listen(&app, &per).await;
        done(&together.kari, DECLINE, json!({})).await;
        hears_the_end(&mut pers).await;
        done(&together.kari, "mutation { acceptInvitation(input: {}) { userErrors { code field message } } }", json!({})).await;
        let mut both = [listen(&app, &per).await, listen(&app, &together.kari).await];
        let withdraw = "mutation($id: ID!) { withdrawInvitations(input: { roundId: $id }) { withdrawn userErrors { code field message } } }";
        assert_eq!(done(&together.world.analyst, withdraw, json!({ "id": together.round })).await["withdrawn"], 1);
        for socket in &mut both {
            hears_the_end(socket).await;
        }
    }
}
