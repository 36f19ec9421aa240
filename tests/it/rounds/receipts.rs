//! Mails that tell whoever submitted.

use serde_json::{Value, json};
use trespor::db::Executor as _;

use super::mails::{mailbox, notification};
use super::{CHANGE, Study, act, act_on_invitation, answer, code, invitations, kinds, to};
use crate::harness::{Backend, Client, Received, TestApp, both};
use crate::world::{SAVE, SUBMIT, done, follow, refused, text};

const SUBMIT_WITH_KEY: &str =
    "mutation($key: String) { submitResponse(input: { clientKey: $key }) { submission { contentHash }
    userErrors { code field message } } }";
const REOPEN: &str =
    "mutation($id: ID!) { reopenResponse(input: { responseId: $id, reason: \"Feil tall\" }) {
    userErrors { code field message } } }";
const SET: &str = "mutation($input: SetMailTextInput!) { setMailText(input: $input) { userErrors { code field message } } }";
const PREVIEW: &str = "query($input: MailPreviewInput!) { mailPreview(input: $input) { mail { subject text } userErrors { code field message } } }";
const KARI: &str = "kari@prove.example";

/// Follows the link in the invitation to Kari, and answers.
async fn answered(app: &TestApp, study: &Study) -> Client {
    let kari = follow(app, &to(&app.mails().await, KARI)[0].token_after("/svar/")).await;
    done(&kari, SAVE, answer(&study.world)).await;
    kari
}

async fn receipts(app: &TestApp) -> Vec<Received> {
    let mails = app.mails().await;
    mails.into_iter().filter(|mail| mail.subject.starts_with("Kvittering")).collect()
}

/// No mail can be written while this is done, and what comes of it is tried.
pub(super) async fn while_the_folder_is_away<T>(app: &TestApp, what: impl Future<Output = T>) -> T {
    let folder = app.app.settings.mail.folder.clone();
    let away = folder.with_extension("away");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::rename(&folder, &away).unwrap();
    std::fs::write(&folder, "").unwrap();
    let done = what.await;
    trespor::mail::deliver_due(&app.app).await.unwrap();
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&away, &folder).unwrap();
    done
}

both! {
    async fn whoever_submits_is_told_so_once_for_each_submission(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let id = study.open(json!({})).await;
        let kari = answered(&app, &study).await;
        let mut hash = String::new();
        // A retry is the same submission, and no second mail.
        for _ in 0..2 {
            hash = text(&done(&kari, SUBMIT_WITH_KEY, json!({ "key": "en" })).await, "/submission/contentHash");
        }
        let mails = receipts(&app).await;
        assert_eq!((mails.len(), mails[0].to.as_str(), mails[0].subject.as_str()), (1, KARI, "Kvittering: svar for Prøveetaten"));
        let told = mails[0].text.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in ["Innsending nummer: 1", &hash, "vart sende inn 4. februar 2031 kl. 10.", "«Første måling»"] {
            assert!(told.contains(words), "{words} is not in {told}");
        }
        // Its link is their own, and leads to the receipt.
        let again = follow(&app, &mails[0].token_after("/svar/")).await;
        let receipt = again.query("{ receipt { submission { contentHash } } }", json!({})).await;
        assert_eq!(receipt.data()["receipt"]["submission"]["contentHash"], json!(hash));
        // Opened again and submitted anew, it is another.
        let response = text(kari.query("{ response { id } }", json!({})).await.data(), "/response/id");
        done(analyst, REOPEN, json!({ "id": response })).await;
        done(&kari, SUBMIT, json!({})).await;
        let mails = receipts(&app).await;
        assert_eq!(mails.len(), 2);
        assert!(mails[1].text.contains("Innsending nummer: 2"), "{}", mails[1].text);
        let rows = invitations(analyst, &id).await;
        assert_eq!(kinds(&rows[1])[3..], [
            "STARTED", "SUBMITTED", "MAIL_QUEUED RECEIPT", "MAIL_SENT RECEIPT", "REOPENED", "SUBMITTED", "MAIL_QUEUED RECEIPT", "MAIL_SENT RECEIPT",
        ]);
        assert_eq!(to(&app.mails().await, "per@andre.example").len(), 1);
    }

    async fn a_receipt_leaves_although_the_round_has_closed_but_not_when_it_was_withdrawn(app: TestApp) {
        let mut study = Study::new(&app).await;
        let id = study.open(json!({ "mailsPerMinute": 1 })).await;
        study.later(&app, "2031-02-04T09:10:00Z").await;
        let kari = answered(&app, &study).await;
        let per = follow(&app, &to(&app.mails().await, "per@andre.example")[0].token_after("/svar/")).await;
        done(&per, SAVE, answer(&study.world)).await;
        let rows = invitations(&study.world.analyst, &id).await;
        while_the_folder_is_away(&app, async {
            done(&kari, SUBMIT, json!({})).await;
            done(&per, SUBMIT, json!({})).await;
        }).await;
        assert_eq!(act_on_invitation(&study.world.analyst, "withdrawInvitation", &text(&rows[0], "/id")).await, []);
        // Nothing leaves while the round is paused.
        assert_eq!(act(&study.world.analyst, "pauseRound", &id).await, []);
        study.later(&app, "2031-02-04T09:30:00Z").await;
        assert!(receipts(&app).await.is_empty());
        assert_eq!(act(&study.world.analyst, "closeRound", &id).await, []);
        study.later(&app, "2031-02-04T09:40:00Z").await;
        let mails = receipts(&app).await;
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, KARI));
        let rows = invitations(&study.world.analyst, &id).await;
        assert_eq!(kinds(&rows[0]).last().unwrap(), "MAIL_DROPPED RECEIPT");
        assert_eq!((kinds(&rows[1]).last().unwrap().as_str(), &rows[1]["status"]), ("MAIL_SENT RECEIPT", &json!("SUBMITTED")));
    }

    async fn a_round_sends_receipts_or_not(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let sends = async |id: &str| {
            let reply = analyst.query("query($id: ID!) { round(id: $id) { sendsReceipts } }", json!({ "id": id })).await;
            reply.data()["round"]["sendsReceipts"].clone()
        };
        let id = study.open(json!({ "sendsReceipts": false })).await;
        let kari = answered(&app, &study).await;
        done(&kari, SUBMIT, json!({})).await;
        assert!(receipts(&app).await.is_empty());
        done(analyst, CHANGE, json!({ "input": { "roundId": id, "sendsReceipts": true } })).await;
        assert_eq!(sends(&id).await, json!(true));
        // Who has no address any more submits all the same.
        let response = text(kari.query("{ response { id } }", json!({})).await.data(), "/response/id");
        done(analyst, REOPEN, json!({ "id": response })).await;
        let txn = app.system().begin().await.unwrap();
        txn.execute_unprepared("UPDATE contact SET email = 'no address' WHERE email = 'kari@prove.example'").await.unwrap();
        txn.commit().await.unwrap();
        done(&kari, SUBMIT, json!({})).await;
        assert!(receipts(&app).await.is_empty());
        let other = study.open(json!({ "recipients": { "organizationIds": [study.second] } })).await;
        assert_eq!(sends(&other).await, json!(true), "where nothing is said");
    }

    async fn what_a_receipt_says_is_checked_and_previewed(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let id = study.open(json!({})).await;
        let say = |kind: &str, body: &str| json!({ "input": { "roundId": id, "kind": kind, "language": "NN", "subject": "Kvittering {submission.number}", "body": body } });
        assert_eq!(code(&refused(analyst, SET, say("REMINDER", "{link}")).await), [("UNKNOWN_PLACEHOLDER", "subject")]);
        assert_eq!(code(&refused(analyst, SET, say("RECEIPT", "{submission.hash} {from.name}")).await), [("UNKNOWN_PLACEHOLDER", "body"), ("LINK_MISSING", "body")]);
        let wanted = json!({ "input": { "roundId": id, "kind": "RECEIPT", "organizationId": study.world.organization } });
        let seen = done(analyst, PREVIEW, wanted).await;
        assert!(text(&seen, "/mail/text").contains("Innsending nummer: 1\n"), "{seen}");
        done(analyst, SET, say("RECEIPT", "{submission.time}: {submission.hash}\n\n[Sjå]({link})")).await;
        let kari = answered(&app, &study).await;
        let submitted: Value = done(&kari, SUBMIT, json!({})).await;
        let mails = receipts(&app).await;
        assert_eq!(mails[0].subject, "Kvittering 1");
        assert!(mails[0].text.contains(&text(&submitted, "/submission/contentHash")), "{}", mails[0].text);
    }
}

async fn a_receipt_that_comes_back_leaves_the_answer_submitted(backend: Backend) {
    let mut folder = None;
    let app = TestApp::with_settings(backend, |settings| folder = Some(mailbox(settings))).await;
    let folder = folder.unwrap();
    let study = Study::new(&app).await;
    let id = study.open(json!({})).await;
    let kari = answered(&app, &study).await;
    done(&kari, SUBMIT, json!({})).await;
    let mails = receipts(&app).await;
    std::fs::write(folder.path().join("new/1"), notification(&mails[0].message_id)).unwrap();
    trespor::mail::read_returned(&app.app).await.unwrap();
    let rows = invitations(&study.world.analyst, &id).await;
    assert_eq!(rows[1]["status"], json!("SUBMITTED"));
    let last = rows[1]["timeline"].as_array().unwrap().last().unwrap();
    let told = (&last["kind"], &last["mail"], &last["detail"]);
    assert_eq!(told, (&json!("BOUNCED"), &json!("RECEIPT"), &json!("5.1.1")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_that_comes_back_leaves_the_answer_submitted_on_sqlite() {
    a_receipt_that_comes_back_leaves_the_answer_submitted(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_that_comes_back_leaves_the_answer_submitted_on_postgres() {
    a_receipt_that_comes_back_leaves_the_answer_submitted(Backend::Postgres).await;
}
