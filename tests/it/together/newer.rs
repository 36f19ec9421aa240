//! Mails to those who were let in, once there is a newer one; and their language.

use std::path::PathBuf;

use serde_json::json;
use trespor::config::Settings;
use trespor::db::Executor as _;

use super::approval::NAME;
use super::{HAND_OVER, HAND_OVERS, RENEW, TAKE_BACK, Together, last_mail, mails_to, to};
use crate::harness::{Backend, TestApp, both};
use crate::rounds::mails::{mailbox, notification};
use crate::world::{self, done, text};

const PER: &str = "per@prove.example";
const ODA: &str = "oda@prove.example";

/// While it is held, no mail can be written.
struct Away {
    folder: PathBuf,
    away: PathBuf,
}

impl Away {
    fn begin(app: &TestApp) -> Self {
        let folder = app.app.settings.mail.folder.clone();
        let away = folder.with_extension("away");
        std::fs::rename(&folder, &away).unwrap();
        std::fs::write(&folder, "").unwrap();
        Self { folder, away }
    }

    /// An hour later mails are written again. A try that is under way is over first: it would put the next off from then on.
    async fn end(self, app: &TestApp) {
        trespor::mail::deliver_due(&app.app).await.unwrap();
        std::fs::remove_file(&self.folder).unwrap();
        std::fs::rename(&self.away, &self.folder).unwrap();
        app.app.clock.advance(chrono::Duration::hours(1));
    }
}

async fn change(app: &TestApp, statement: &str) {
    let txn = app.system().begin().await.unwrap();
    txn.execute_unprepared(statement).await.unwrap();
    txn.commit().await.unwrap();
}

/// The one mail that somebody got has a link that is good.
async fn gets_one_that_is_good(app: &TestApp, email: &str) {
    let mails = mails_to(app, email).await;
    assert_eq!(mails.len(), 1, "{email}");
    world::follow(app, &mails[0].token_after("/svar/")).await;
}

fn named(email: &str) -> serde_json::Value {
    json!({ "input": { "name": "Oda Overordnet", "email": email } })
}

both! {
    async fn no_mail_leaves_with_a_link_that_was_ended(app: TestApp) {
        let together = Together::with(&app, json!({ "needsApproval": true })).await;
        let away = Away::begin(&app);
        let made = done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
        done(&together.kari, TAKE_BACK, json!({ "input": { "handOverId": made["handOver"]["id"] } })).await;
        done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
        for email in [ODA, "eli@prove.example", ODA] {
            done(&together.kari, NAME, named(email)).await;
        }
        away.end(&app).await;
        gets_one_that_is_good(&app, PER).await;
        gets_one_that_is_good(&app, ODA).await;
        assert!(mails_to(&app, "eli@prove.example").await.is_empty());
    }

    async fn nor_does_one_that_was_just_being_sent(app: TestApp) {
        let together = Together::new(&app).await;
        let away = Away::begin(&app);
        let made = done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
        // Its first try is over by then.
        trespor::mail::deliver_due(&app.app).await.unwrap();
        let kind = "kind = 'hand_over' AND status = 'queued'";
        change(&app, &format!("UPDATE mail_message SET leased_until = '2099-01-01T00:00:00+00:00' WHERE {kind}")).await;
        app.app.clock.advance(chrono::Duration::minutes(11));
        let renewed = done(&together.kari, RENEW, json!({ "input": { "handOverId": made["handOver"]["id"] } })).await;
        assert_eq!(renewed["handOver"]["state"], "QUEUED");
        // It could not be sent, and is tried again.
        change(&app, &format!("UPDATE mail_message SET leased_until = NULL WHERE {kind}")).await;
        away.end(&app).await;
        gets_one_that_is_good(&app, PER).await;
    }

    async fn what_waits_for_a_colleague_when_a_round_opens_again_is_given_up(app: TestApp) {
        let mut together = Together::new(&app).await;
        let away = Away::begin(&app);
        let made = done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
        let close = "mutation($id: ID!) { closeRound(input: { roundId: $id }) { userErrors { code field message } } }";
        done(&together.world.analyst, close, json!({ "id": together.round })).await;
        let reopen = "mutation($input: ReopenRoundInput!) { reopenRound(input: $input) { userErrors { code field message } } }";
        let later = (chrono::Utc::now() + chrono::Duration::days(3)).to_rfc3339();
        done(&together.world.analyst, reopen, json!({ "input": { "roundId": together.round, "closesAt": later } })).await;
        away.end(&app).await;
        assert!(mails_to(&app, PER).await.is_empty());
        together.kari = world::follow(&app, &together.link).await;
        let told = together.kari.query(HAND_OVERS, json!({})).await;
        assert_eq!(told.data()["answering"]["handOvers"][0]["state"], "FAILED");
        done(&together.kari, RENEW, json!({ "input": { "handOverId": made["handOver"]["id"] } })).await;
        gets_one_that_is_good(&app, PER).await;
    }

    async fn they_are_written_to_in_a_language_that_the_round_is_offered_in(app: TestApp) {
        // The owner has chosen nynorsk.
        let together = Together::with(&app, json!({ "needsApproval": true, "languages": ["NB", "EN"] })).await;
        for (email, language, wanted, words) in [
            (PER, json!("NN"), "NB", "Svarene lagres"), ("ola@prove.example", json!("EN"), "EN", "Answers are saved"),
            ("eva@prove.example", json!(null), "NB", "Svarene lagres"),
        ] {
            let mut input = to(email, &["drift"]);
            input["input"]["language"] = language;
            let made = done(&together.kari, HAND_OVER, input).await;
            assert_eq!(made["handOver"]["language"], wanted, "{email}");
            let mail = last_mail(&app, email).await;
            assert!(mail.text.contains(words), "{}", mail.text);
        }
        let mut input = named(ODA);
        input["input"]["language"] = json!("NN");
        done(&together.kari, NAME, input).await;
        let told = last_mail(&app, ODA).await.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("eller si hvorfor du ikke gjør det. Svarene kan sendes inn til "), "{told}");
    }
}

async fn what_becomes_of_an_earlier_link_is_not_told_of_the_newer(backend: Backend) {
    let mut folder = None;
    let app =
        TestApp::with_settings(backend, |settings: &mut Settings| folder = Some(mailbox(settings))).await;
    let new = folder.unwrap();
    let mut together = Together::new(&app).await;
    let made = done(&together.kari, HAND_OVER, to(PER, &["drift"])).await;
    mails_to(&app, PER).await;
    app.app.clock.advance(chrono::Duration::minutes(11));
    together.world.sign_in(&app).await;
    let renew = json!({ "input": { "handOverId": text(&made, "/handOver/id") } });
    done(&together.kari, RENEW, renew).await;
    let mails = mails_to(&app, PER).await;
    assert_eq!(mails.len(), 2);
    for (mail, state) in mails.iter().zip(["SENT", "BOUNCED"]) {
        let file = new.path().join("new").join(format!("{}.notice", uuid::Uuid::now_v7()));
        std::fs::write(file, notification(&mail.message_id)).unwrap();
        trespor::mail::read_returned(&app.app).await.unwrap();
        let told = together.kari.query(HAND_OVERS, json!({})).await;
        assert_eq!(told.data()["answering"]["handOvers"][0]["state"], state);
        let wanted = if state == "BOUNCED" {
            vec![json!({ "kind": "MAIL_RETURNED", "mailStatus": "5.1.1" })]
        } else {
            vec![]
        };
        assert_eq!(needs_attention(&together).await, json!(wanted), "{state}");
    }
}

/// What the analyst is told of mails that did not arrive.
async fn needs_attention(together: &Together) -> serde_json::Value {
    let query = "query($id: ID!) { attention(roundId: $id, kinds: [MAIL_FAILED, MAIL_RETURNED]) { nodes { kind mailStatus } } }";
    let told = together.world.analyst.query(query, json!({ "id": together.round })).await;
    told.data()["attention"]["nodes"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_becomes_of_an_earlier_link_is_not_told_of_the_newer_on_sqlite() {
    what_becomes_of_an_earlier_link_is_not_told_of_the_newer(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_becomes_of_an_earlier_link_is_not_told_of_the_newer_on_postgres() {
    what_becomes_of_an_earlier_link_is_not_told_of_the_newer(Backend::Postgres).await;
}
