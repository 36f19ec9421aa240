//! Things that are done to one invitation at the same time: one comes after the other, and each is told what it came to.

use serde_json::{Value, json};

use crate::harness::{Client, Reply, TestApp, both};
use crate::world::{self, SAVE, SUBMIT, World, done, text};

const RENEW: &str = "mutation($input: InvitationInput!) { renewInvitation(input: $input) { invitation { id } userErrors { code field message } } }";
const DECLINE: &str =
    "mutation { declineInvitation(input: {}) { invitation { status } userErrors { code field message } } }";
const OWNERS: [&str; 5] = ["991825827", "974760223", "971032146", "974761076", "983971636"];

/// A round of five owners more, who have followed their links: keys of their invitations, and who they are.
async fn asked(app: &TestApp, world: &World) -> Vec<(String, Client)> {
    for orgnr in OWNERS {
        let owner = world::register_owner(
            &world.analyst,
            orgnr,
            &format!("Etat {orgnr}"),
            &format!("post@{orgnr}.example"),
        )
        .await;
        world::add_to_frame(&world.analyst, &world.study, &[&owner]).await;
    }
    world::open_round(&world.analyst, &world.study, &text(&world.version, "/id")).await;
    let mut asked = Vec::new();
    for mail in app.mails().await {
        let client = world::follow(app, &mail.token_after("/svar/")).await;
        let own = client.query("{ invitation { id } }", json!({})).await;
        asked.push((text(own.data(), "/invitation/id"), client));
    }
    asked
}

/// What a mutation came to: the codes of its refusals.
fn came_to(reply: &Reply) -> Vec<String> {
    let payload = reply.data().as_object().and_then(|data| data.values().next()).cloned().unwrap_or_default();
    assert!(payload["userErrors"].is_array(), "{reply:?}");
    payload["userErrors"].as_array().into_iter().flatten().map(|error| text(error, "/code")).collect()
}

fn answers(world: &World) -> Value {
    let answer =
        json!({ "questionId": world.question(), "state": "ANSWERED", "optionIds": [world.option(1)] });
    json!({ "answers": [answer] })
}

both! {
    async fn a_link_is_renewed_while_the_first_answer_comes(app: TestApp) {
        let world = World::new(&app).await;
        for (id, client) in asked(&app, &world).await {
            let renewed = world.analyst.query(RENEW, json!({ "input": { "invitationId": id } }));
            let saved = client.query(SAVE, answers(&world));
            let (renewed, saved) = tokio::join!(renewed, saved);
            assert_eq!(came_to(&renewed), [""; 0]);
            // It came first, or by a link that was good when it was sent, or too late.
            assert!(saved.code() == "UNAUTHENTICATED" || came_to(&saved).is_empty(), "{saved:?}");
        }
    }

    async fn one_declines_or_submits(app: TestApp) {
        let world = World::new(&app).await;
        for (_, client) in asked(&app, &world).await {
            done(&client, SAVE, answers(&world)).await;
            let (submitted, declined) = tokio::join!(client.query(SUBMIT, json!({})), client.query(DECLINE, json!({})));
            let came = (came_to(&submitted), came_to(&declined));
            let first = (Vec::new(), vec!["ALREADY_SUBMITTED".to_owned()]);
            let second = (vec!["DECLINED".to_owned()], Vec::new());
            assert!(came == first || came == second, "{came:?}");
        }
    }
}
