//! Mails that thank those who answered.

use serde_json::{Value, json};

use super::{CHANGE, Study, act, answer, code, go_to, invitations, kinds, time, to};
use crate::harness::{Received, TestApp, both};
use crate::world::{self, SAVE, SUBMIT, done, follow, refused, text};

const REOPEN_ROUND: &str = "mutation($input: ReopenRoundInput!) { reopenRound(input: $input) { userErrors { code field message } } }";
const REOPEN: &str =
    "mutation($id: ID!) { reopenResponse(input: { responseId: $id, reason: \"Feil tall\" }) {
    userErrors { code field message } } }";
const SET: &str = "mutation($input: SetMailTextInput!) { setMailText(input: $input) { userErrors { code field message } } }";
const KARI: &str = "kari@prove.example";
const PER: &str = "per@andre.example";

/// Follows the first link that was sent to somebody, answers and submits; the response.
async fn submit(app: &TestApp, study: &Study, address: &str) -> String {
    let client = follow(app, &to(&app.mails().await, address)[0].token_after("/svar/")).await;
    done(&client, SAVE, answer(&study.world)).await;
    done(&client, SUBMIT, json!({})).await;
    text(client.query("{ response { id } }", json!({})).await.data(), "/response/id")
}

/// The mails that thank, once everything has been done that is due at this time.
async fn thanks_at(app: &TestApp, when: &str) -> Vec<Received> {
    go_to(app, time(when)).await;
    let mails = app.mails().await;
    mails.into_iter().filter(|mail| mail.subject.starts_with("Takk for svara frå")).collect()
}

both! {
    async fn those_who_submitted_are_thanked_once_and_at_decent_hours(app: TestApp) {
        let mut study = Study::new(&app).await;
        let third = world::register_owner(&study.world.analyst, "889640782", "Tredjeetaten", "ola@tredje.example").await;
        world::add_to_frame(&study.world.analyst, &study.world.study, &[&third]).await;
        let id = study.open(json!({ "sendsThanks": true })).await;
        submit(&app, &study, KARI).await;
        let ola = submit(&app, &study, "ola@tredje.example").await;
        // What was opened again still counts, and was an answer.
        done(&study.world.analyst, REOPEN, json!({ "id": ola })).await;
        let per = follow(&app, &to(&app.mails().await, PER)[0].token_after("/svar/")).await;
        done(&per, SAVE, answer(&study.world)).await;
        for night in ["2031-02-18T22:59:00Z", "2031-02-19T00:30:00Z", "2031-02-19T06:59:00Z"] {
            assert!(thanks_at(&app, night).await.is_empty(), "{night}");
        }
        for morning in ["2031-02-19T07:00:00Z", "2031-02-19T07:10:00Z"] {
            let thanked: Vec<String> = thanks_at(&app, morning).await.into_iter().map(|mail| mail.to).collect();
            assert_eq!(thanked.len(), 2, "{morning}");
            assert!(thanked.contains(&KARI.to_owned()) && thanked.contains(&"ola@tredje.example".to_owned()));
        }
        let mail = &thanks_at(&app, "2031-02-19T07:11:00Z").await[0];
        assert!(!mail.text.contains("/svar/") && !mail.text.contains("http"), "{}", mail.text);
        // Opened again and closed again, only who has submitted since is thanked; a round that was closed just now may be opened again.
        study.later(&app, "2031-02-19T08:00:00Z").await;
        done(&study.world.analyst, REOPEN_ROUND, json!({ "input": { "roundId": id, "closesAt": "2031-02-20T12:00:00Z" } })).await;
        let per = follow(&app, &to(&app.mails().await, PER)[0].token_after("/svar/")).await;
        done(&per, SUBMIT, json!({})).await;
        assert_eq!(act(&study.world.analyst, "closeRound", &id).await, []);
        assert_eq!(thanks_at(&app, "2031-02-19T08:55:00Z").await.len(), 2);
        let thanked = thanks_at(&app, "2031-02-19T09:05:00Z").await;
        assert_eq!((thanked.len(), thanked[2].to.as_str()), (3, PER));
        study.later(&app, "2031-02-19T09:06:00Z").await;
        let rows = invitations(&study.world.analyst, &id).await;
        for row in &rows {
            assert_eq!(kinds(row)[kinds(row).len() - 2..], ["MAIL_QUEUED THANKS", "MAIL_SENT THANKS"]);
        }
        assert_eq!((&rows[0]["status"], &rows[2]["status"]), (&json!("SUBMITTED"), &json!("STARTED")));
        let document = "query($id: ID!) { round(id: $id) { sendsThanks } invitations(roundId: $id) { nodes { thankedAt } } }";
        let seen = study.world.analyst.query(document, json!({ "id": id })).await;
        assert_eq!(seen.data()["round"]["sendsThanks"], json!(true));
        assert!(seen.data()["invitations"]["nodes"].as_array().unwrap().iter().all(|node| node["thankedAt"].is_string()));
    }

    async fn thanks_that_wait_while_a_round_opens_again_leave_when_it_has_closed(app: TestApp) {
        let mut study = Study::new(&app).await;
        let id = study.open(json!({ "sendsThanks": true, "mailsPerMinute": 1 })).await;
        go_to(&app, time("2031-02-04T09:05:00Z")).await;
        submit(&app, &study, KARI).await;
        submit(&app, &study, PER).await;
        study.later(&app, "2031-02-19T07:00:00Z").await;
        assert_eq!(thanks_at(&app, "2031-02-19T07:00:10Z").await.len(), 1, "one a minute");
        done(&study.world.analyst, REOPEN_ROUND, json!({ "input": { "roundId": id, "closesAt": "2031-02-20T09:00:00Z" } })).await;
        assert_eq!(thanks_at(&app, "2031-02-19T09:00:00Z").await.len(), 1);
        assert_eq!(thanks_at(&app, "2031-02-20T09:59:00Z").await.len(), 1);
        assert_eq!(thanks_at(&app, "2031-02-20T10:00:00Z").await.len(), 2);
    }

    async fn nobody_is_thanked_unless_somebody_asked_for_it(app: TestApp) {
        let mut study = Study::new(&app).await;
        let id = study.open(json!({ "mailsPerMinute": 1 })).await;
        go_to(&app, time("2031-02-04T09:05:00Z")).await;
        submit(&app, &study, KARI).await;
        submit(&app, &study, PER).await;
        study.later(&app, "2031-02-19T09:00:00Z").await;
        assert!(thanks_at(&app, "2031-02-19T09:01:00Z").await.is_empty());
        // Asked for when it has closed, it is done then; what waits when it is taken back is not sent.
        let change = |sends: bool| json!({ "input": { "roundId": id, "sendsThanks": sends } });
        done(&study.world.analyst, CHANGE, change(true)).await;
        assert_eq!(thanks_at(&app, "2031-02-19T09:02:00Z").await.len(), 1);
        done(&study.world.analyst, CHANGE, change(false)).await;
        assert_eq!(thanks_at(&app, "2031-02-19T09:10:00Z").await.len(), 1);
        study.later(&app, "2031-02-19T09:11:00Z").await;
        let rows = invitations(&study.world.analyst, &id).await;
        let mut last: Vec<String> = rows.iter().map(|row| kinds(row).pop().unwrap()).collect();
        last.sort();
        assert_eq!(last, ["MAIL_DROPPED THANKS", "MAIL_SENT THANKS"]);
    }

    async fn what_thanks_say_is_checked_and_previewed(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let id = study.open(json!({})).await;
        let say = |body: &str| json!({ "input": { "roundId": id, "kind": "THANKS", "language": "NN", "subject": "Takk", "body": body } });
        assert_eq!(code(&refused(analyst, SET, say("Takk, {contact.name}: [sjå]({link})")).await), [("UNKNOWN_PLACEHOLDER", "body")]);
        done(analyst, SET, say("Takk, {contact.name}, for {owner.name}")).await;
        let document = "query($input: MailPreviewInput!) { mailPreview(input: $input) { mail { text } userErrors { code field message } } }";
        let wanted = json!({ "input": { "roundId": id, "kind": "THANKS", "organizationId": study.second } });
        let seen: Value = done(analyst, document, wanted).await;
        assert_eq!(text(&seen, "/mail/text"), "Takk, Kari Kontakt, for Andreetaten\n");
    }
}
