//! What of a round needs attention, and since when.

use serde_json::{Value, json};

use trespor::db::Executor as _;

use super::mails::{mailbox, notification};
use super::receipts::while_the_folder_is_away;
use super::{CREATE, REMIND, Study, answer, time, to};
use crate::harness::{Backend, Client, TestApp, both};
use crate::world::{self, SAVE, SUBMIT, done, follow, text};

const ATTENTION: &str = "query($id: ID!, $kinds: [AttentionKind!], $first: Int, $after: String) {
    attention(roundId: $id, kinds: $kinds, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { kind since dueAt mailStatus organization { name } invitation { status contact { email } }
    standing { shown answered } section { code } } } }";
const REOPEN: &str =
    "mutation($id: ID!) { reopenResponse(input: { responseId: $id, reason: \"Feil tall\" }) {
    response { status } userErrors { code field message } } }";

async fn listed(client: &Client, variables: Value) -> Value {
    client.query(ATTENTION, variables).await.data()["attention"].clone()
}

/// Why, who, and since when.
async fn told(client: &Client, round: &str) -> Vec<(String, String, String)> {
    let found = listed(client, json!({ "id": round })).await;
    let entry = |node: &Value| {
        let since = time(&text(node, "/since")).format("%d %H").to_string();
        (text(node, "/kind"), text(node, "/organization/name"), since)
    };
    found["nodes"].as_array().unwrap().iter().map(entry).collect()
}

fn why(kind: &str, owner: &str, since: &str) -> (String, String, String) {
    (kind.to_owned(), owner.to_owned(), since.to_owned())
}

both! {
    async fn what_needs_attention_is_told_with_since_when(app: TestApp) {
        let mut study = Study::new(&app).await;
        let third = world::register_owner(&study.world.analyst, "889640782", "Tredjeetaten", "ola@tredje.example").await;
        world::add_to_frame(&study.world.analyst, &study.world.study, &[&third]).await;
        let contact = study.world.analyst.query("query($id: ID!) { organization(id: $id) { contacts { id } } }", json!({ "id": third })).await;
        let contact = text(contact.data(), "/organization/contacts/0/id");
        let remove = "mutation($input: RemoveContactInput!) { removeContact(input: $input) { userErrors { code field message } } }";
        done(&study.world.analyst, remove, json!({ "input": { "contactId": contact } })).await;
        let input = study.round(json!({ "opensAt": "2031-02-05T08:00:00Z" }));
        let id = text(&done(&study.world.analyst, CREATE, json!({ "input": input })).await, "/round/id");
        assert_eq!(told(&study.world.analyst, &id).await, [why("NO_CONTACT", "Tredjeetaten", "04 09")]);

        study.later(&app, "2031-02-05T08:00:00Z").await;
        let mails = app.mails().await;
        let link = to(&mails, "kari@prove.example")[0].token_after("/svar/");
        follow(&app, &link).await;
        study.later(&app, "2031-02-10T07:59:00Z").await;
        assert_eq!(told(&study.world.analyst, &id).await, [why("NO_CONTACT", "Tredjeetaten", "05 08")]);
        let add = "mutation($input: AddContactInput!) { addContact(input: $input) { contact { id } userErrors { code field message } } }";
        let ola = json!({ "organizationId": third, "contact": { "name": "Ola", "email": "ola@tredje.example" } });
        done(&study.world.analyst, add, json!({ "input": ola })).await;
        study.later(&app, "2031-02-10T08:30:00Z").await;
        let not_invited = why("NOT_INVITED", "Tredjeetaten", "05 08");
        assert_eq!(told(&study.world.analyst, &id).await, [not_invited.clone(), why("NOT_STARTED", "Prøveetaten", "05 08")]);

        // Somebody who answers something, and takes it back: the section is where something is missing.
        let kari = follow(&app, &link).await;
        done(&kari, SAVE, answer(&study.world)).await;
        let taken_back = json!([{ "questionId": study.world.question(), "state": "NOT_ANSWERED", "baseRevision": 1 }]);
        done(&kari, SAVE, json!({ "answers": taken_back })).await;
        study.later(&app, "2031-02-12T08:30:00Z").await;
        assert_eq!(told(&study.world.analyst, &id).await, [not_invited.clone(), why("NOT_OPENED", "Andreetaten", "05 08")]);
        study.later(&app, "2031-02-17T09:00:00Z").await;
        let due = |owner: &str| why("DUE_SOON", owner, "13 23");
        assert_eq!(told(&study.world.analyst, &id).await, [
            not_invited.clone(), why("NOT_OPENED", "Andreetaten", "05 08"), why("STANDS_STILL", "Prøveetaten", "10 08"),
            due("Prøveetaten"), due("Andreetaten"),
        ]);
        let stuck = listed(&study.world.analyst, json!({ "id": id, "kinds": ["STANDS_STILL", "NOT_OPENED"] })).await;
        assert_eq!(stuck["totalCount"], 2);
        let (per, kari_stuck) = (&stuck["nodes"][0], &stuck["nodes"][1]);
        assert_eq!((&per["standing"], &per["section"]), (&Value::Null, &Value::Null));
        assert_eq!(per["invitation"], json!({ "status": "SENT", "contact": { "email": "per@andre.example" } }));
        assert_eq!(kari_stuck["standing"], json!({ "shown": 1, "answered": 0 }));
        assert_eq!((&kari_stuck["section"], &kari_stuck["dueAt"]), (&json!({ "code": "plan" }), &json!("2031-02-18T23:00:00+00:00")));

        // A page at a time, and as many statements for one as for all.
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = listed(&study.world.analyst, json!({ "id": id, "first": 2, "after": after })).await;
            assert_eq!(page["totalCount"], 5);
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|node| text(node, "/kind")));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(seen, ["NOT_INVITED", "NOT_OPENED", "STANDS_STILL", "DUE_SOON", "DUE_SOON"]);

        // What is submitted needs none, until it is opened again.
        let kari = follow(&app, &link).await;
        let again = json!([{ "questionId": study.world.question(), "state": "ANSWERED", "optionIds": [study.world.option(1)], "baseRevision": 2 }]);
        done(&kari, SAVE, json!({ "answers": again })).await;
        done(&kari, SUBMIT, json!({})).await;
        let rest = [not_invited.clone(), why("NOT_OPENED", "Andreetaten", "05 08")];
        assert_eq!(told(&study.world.analyst, &id).await, [&rest[..], &[due("Andreetaten")]].concat());
        let response = kari.query("{ response { id } }", json!({})).await;
        done(&study.world.analyst, REOPEN, json!({ "id": text(response.data(), "/response/id") })).await;
        let reopened = [why("REOPENED", "Prøveetaten", "17 09"), due("Prøveetaten"), due("Andreetaten")];
        let mut wanted = [&rest[..], &reopened].concat();
        wanted[3..].sort();
        let mut found = told(&study.world.analyst, &id).await;
        found[3..].sort();
        assert_eq!(found, wanted);
        // Nothing is left to answer, only to submit.
        let found = listed(&study.world.analyst, json!({ "id": id, "kinds": ["REOPENED"] })).await;
        assert_eq!((&found["nodes"][0]["section"], &found["nodes"][0]["standing"]["answered"]), (&Value::Null, &json!(1)));
        study.later(&app, "2031-02-18T23:00:00Z").await;
        assert_eq!(told(&study.world.analyst, &id).await, []);
    }

    async fn what_needs_attention_takes_as_many_statements_however_much_it_is(app: TestApp) {
        let mut study = Study::new(&app).await;
        let id = study.open(json!({ "closesAt": "2031-02-06T12:00:00Z" })).await;
        let mails = app.mails().await;
        let variables = || json!({ "id": id });
        let mut statements = Vec::new();
        for address in ["kari@prove.example", "per@andre.example"] {
            let client = follow(&app, &to(&mails, address)[0].token_after("/svar/")).await;
            done(&client, SAVE, answer(&study.world)).await;
            let reply = study.world.analyst.query(ATTENTION, variables()).await;
            assert_eq!(reply.data()["attention"]["totalCount"], 2);
            statements.push(reply.sql_statements.unwrap());
        }
        assert_eq!(statements[0], statements[1]);
        study.later(&app, "2031-02-06T12:00:00Z").await;
        assert_eq!(listed(&study.world.analyst, variables()).await["totalCount"], 0);
    }

    async fn a_mail_that_stays_in_the_outbox_is_told(app: TestApp) {
        let mut study = Study::new(&app).await;
        let clock = &app.app.clock;
        let id = while_the_folder_is_away(&app, async {
            let id = study.open(json!({ "recipients": { "organizationIds": [study.second] } })).await;
            for minutes in [0, 2, 7, 20] {
                assert_eq!(told(&study.world.analyst, &id).await, []);
                clock.advance(chrono::Duration::minutes(minutes));
                trespor::mail::deliver_due(&app.app).await.unwrap();
                study.world.sign_in(&app).await;
            }
            assert_eq!(told(&study.world.analyst, &id).await, [why("MAIL_STUCK", "Andreetaten", "04 09")]);
            id
        }).await;
        clock.advance(chrono::Duration::minutes(80));
        assert_eq!(app.mails().await.len(), 1);
        study.world.sign_in(&app).await;
        assert_eq!(told(&study.world.analyst, &id).await, []);
        // One that nobody has tried to send since it was due: a colleague's, by whom the owner is told.
        let per = follow(&app, &app.mails().await[0].token_after("/svar/")).await;
        let hand_over = "mutation($input: HandOverSectionsInput!) { handOverSections(input: $input) { userErrors { code field message } } }";
        let ola = json!({ "input": { "name": "Ola", "email": "ola@andre.example", "sectionCodes": ["plan"] } });
        while_the_folder_is_away(&app, done(&per, hand_over, ola)).await;
        let nobody = "UPDATE mail_message SET due_at = '2031-02-04T07:00:00+00:00', leased_until = '2099-01-01T00:00:00+00:00' WHERE kind = 'hand_over'";
        let txn = app.system().begin().await.unwrap();
        txn.execute_unprepared(nobody).await.unwrap();
        txn.commit().await.unwrap();
        assert_eq!(told(&study.world.analyst, &id).await, [why("MAIL_STUCK", "Andreetaten", "04 07")]);
    }
}

async fn a_reminder_that_comes_back_after_the_link_was_opened_is_told(backend: Backend) {
    let mut folder = None;
    let app = TestApp::with_settings(backend, |settings| folder = Some(mailbox(settings))).await;
    let folder = folder.unwrap();
    let mut study = Study::new(&app).await;
    let id = study.open(json!({ "recipients": { "organizationIds": [study.second] } })).await;
    let link = app.mails().await[0].token_after("/svar/");
    let per = follow(&app, &link).await;
    done(&per, SAVE, answer(&study.world)).await;
    let remind = async |study: &Study| {
        done(&study.world.analyst, REMIND, json!({ "input": { "roundId": id } })).await;
        app.mails().await.pop().unwrap()
    };
    let reminder = remind(&study).await;
    assert_eq!(told(&study.world.analyst, &id).await, []);
    std::fs::write(folder.path().join("new/1"), notification(&reminder.message_id)).unwrap();
    trespor::mail::read_returned(&app.app).await.unwrap();
    let returned = why("MAIL_RETURNED", "Andreetaten", "04 09");
    assert_eq!(told(&study.world.analyst, &id).await, std::slice::from_ref(&returned));
    let found = listed(&study.world.analyst, json!({ "id": id })).await;
    assert_eq!(found["nodes"][0]["mailStatus"], "5.1.1");
    // Until a later one arrives.
    study.later(&app, "2031-02-05T09:00:00Z").await;
    assert_eq!(told(&study.world.analyst, &id).await, [returned]);
    remind(&study).await;
    assert_eq!(told(&study.world.analyst, &id).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reminder_that_comes_back_after_the_link_was_opened_is_told_on_sqlite() {
    a_reminder_that_comes_back_after_the_link_was_opened_is_told(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reminder_that_comes_back_after_the_link_was_opened_is_told_on_postgres() {
    a_reminder_that_comes_back_after_the_link_was_opened_is_told(Backend::Postgres).await;
}
