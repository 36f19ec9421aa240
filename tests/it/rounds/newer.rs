//! What an invitation tells once it is sent anew: of the new mail, and nothing of the one before.

use serde_json::{Value, json};
use trespor::config::Settings;

use super::mails::{mailbox, notification};
use super::{REMIND, Study, act_on_invitation, answer, invitations, kinds, round_now, to};
use crate::harness::{Backend, Client, TestApp, both};
use crate::world::{SAVE, SUBMIT, done, follow, text};

const ATTENTION: &str =
    "query($id: ID!) { attention(roundId: $id) { nodes { kind organization { name } } } }";

/// Lets somebody else be the one who is invited of an owner.
async fn replace_contact(analyst: &Client, owner: &str, email: &str) {
    let add = "mutation($input: AddContactInput!) { addContact(input: $input) { contact { id } userErrors { code field message } } }";
    let input = json!({ "organizationId": owner, "contact": { "name": "Ola Ny", "email": email } });
    let added = done(analyst, add, json!({ "input": input })).await;
    let change = "mutation($input: ChangeContactInput!) { changeContact(input: $input) { userErrors { code field message } } }";
    let input = json!({ "contactId": added["contact"]["id"], "makePrimary": true });
    done(analyst, change, json!({ "input": input })).await;
}

async fn attention(client: &Client, round: &str) -> Vec<String> {
    let found = client.query(ATTENTION, json!({ "id": round })).await;
    let nodes = found.data()["attention"]["nodes"].as_array().unwrap().clone();
    nodes.iter().map(|node| format!("{} {}", text(node, "/kind"), text(node, "/organization/name"))).collect()
}

/// Status and times of the invitation of the first owner in the alphabet.
async fn first(client: &Client, round: &str) -> Value {
    let document = "query($id: ID!) { invitations(roundId: $id) { nodes { status queuedAt sentAt openedAt contact { email } organization { name } } } }";
    let found = client.query(document, json!({ "id": round })).await;
    let nodes = found.data()["invitations"]["nodes"].as_array().unwrap().clone();
    nodes.into_iter().find(|node| node["organization"]["name"] == "Andreetaten").unwrap()
}

both! {
    async fn a_renewed_invitation_has_the_times_of_the_new_mail(app: TestApp) {
        let mut study = Study::new(&app).await;
        let reminders = json!([{ "kind": "REMINDER", "at": "2031-02-12T08:10:00Z" }]);
        let id = study.open(json!({ "reminders": reminders })).await;
        let link = to(&app.mails().await, "per@andre.example")[0].token_after("/svar/");
        follow(&app, &link).await;
        study.later(&app, "2031-02-12T08:00:00Z").await;
        let analyst = &study.world.analyst;
        let before = ["NOT_OPENED Prøveetaten", "NOT_STARTED Andreetaten"];
        assert_eq!(attention(analyst, &id).await, before);
        replace_contact(analyst, &study.second, "ola@andre.example").await;
        for invitation in invitations(analyst, &id).await {
            assert_eq!(act_on_invitation(analyst, "renewInvitation", &text(&invitation, "/id")).await, []);
        }
        let waiting = first(analyst, &id).await;
        assert!(text(&waiting, "/queuedAt").as_str() >= "2031-02-12T08:00", "{waiting}");
        assert_eq!((&waiting["openedAt"], &waiting["contact"]["email"]), (&Value::Null, &json!("ola@andre.example")));
        let mails = app.mails().await;
        let sent = first(analyst, &id).await;
        assert_eq!(sent["status"], "SENT");
        assert!(text(&sent, "/sentAt").as_str() >= "2031-02-12T08:00", "{sent}");
        // Neither is it told that nobody has come, nor is anybody reminded who was written to minutes ago.
        assert_eq!(attention(analyst, &id).await, [""; 0]);
        study.later(&app, "2031-02-12T08:11:00Z").await;
        assert_eq!(round_now(&study.world.analyst, &id).await["reminders"][0]["reminded"], json!(0));
        assert_eq!(app.mails().await.len(), mails.len());
        // Whoever opens it now is the first of those whom it tells of; one who only gets a new link has been here already.
        follow(&app, &to(&mails, "ola@andre.example")[0].token_after("/svar/")).await;
        let opened = first(&study.world.analyst, &id).await;
        assert_eq!(opened["status"], "OPENED");
        let invitation = text(&invitations(&study.world.analyst, &id).await[0], "/id");
        assert_eq!(act_on_invitation(&study.world.analyst, "renewInvitation", &invitation).await, []);
        let again = first(&study.world.analyst, &id).await;
        assert_eq!((&again["status"], &again["openedAt"]), (&json!("OPENED"), &opened["openedAt"]));
    }

    async fn what_was_submitted_is_not_withdrawn_while_it_is_open_again(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let id = study.open(json!({})).await;
        let kari = follow(&app, &to(&app.mails().await, "kari@prove.example")[0].token_after("/svar/")).await;
        done(&kari, SAVE, answer(&study.world)).await;
        done(&kari, SUBMIT, json!({})).await;
        let response = text(kari.query("{ response { id } }", json!({})).await.data(), "/response/id");
        let reopen = "mutation($id: ID!) { reopenResponse(input: { responseId: $id, reason: \"Feil\" }) { userErrors { code field message } } }";
        done(analyst, reopen, json!({ "id": response })).await;
        let all = "mutation($input: RoundInput!) { withdrawInvitations(input: $input) { withdrawn userErrors { code field message } } }";
        assert_eq!(done(analyst, all, json!({ "input": { "roundId": id } })).await["withdrawn"], json!(1));
        let rows = invitations(analyst, &id).await;
        assert_eq!((rows[0]["withdrawnAt"].is_null(), rows[1]["withdrawnAt"].is_null()), (false, true));
        done(&kari, SUBMIT, json!({})).await;
    }
}

async fn what_becomes_of_an_earlier_mail_is_not_told_of_the_newer(backend: Backend) {
    let mut folder = None;
    let app =
        TestApp::with_settings(backend, |settings: &mut Settings| folder = Some(mailbox(settings))).await;
    let new = folder.unwrap();
    let returns = async |message_id: &str| {
        let file = new.path().join("new").join(format!("{}.notice", uuid::Uuid::now_v7()));
        std::fs::write(file, notification(message_id)).unwrap();
        trespor::mail::read_returned(&app.app).await.unwrap();
    };
    let study = Study::new(&app).await;
    let analyst = &study.world.analyst;
    let id = study.open(json!({})).await;
    let mails = app.mails().await;
    let earlier = to(&mails, "per@andre.example")[0].clone();
    follow(&app, &earlier.token_after("/svar/")).await;
    replace_contact(analyst, &study.second, "ola@andre.example").await;
    let invitation = text(&invitations(analyst, &id).await[0], "/id");
    assert_eq!(act_on_invitation(analyst, "renewInvitation", &invitation).await, []);
    let mails = app.mails().await;
    returns(&earlier.message_id).await;
    let row = &invitations(analyst, &id).await[0];
    assert_eq!(row["status"], "SENT", "the newer one is on its way");
    assert_eq!(kinds(row).last().unwrap(), "BOUNCED INVITATION", "all the same it is told");
    assert_eq!(done(analyst, REMIND, json!({ "input": { "roundId": id } })).await["reminded"], json!(2));
    returns(&to(&mails, "ola@andre.example")[0].message_id).await;
    assert_eq!(invitations(analyst, &id).await[0]["status"], "BOUNCED");
    assert_eq!(attention(analyst, &id).await, ["MAIL_RETURNED Andreetaten"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_becomes_of_an_earlier_mail_is_not_told_of_the_newer_on_sqlite() {
    what_becomes_of_an_earlier_mail_is_not_told_of_the_newer(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_becomes_of_an_earlier_mail_is_not_told_of_the_newer_on_postgres() {
    what_becomes_of_an_earlier_mail_is_not_told_of_the_newer(Backend::Postgres).await;
}
