//! Rounds from plan to end: opened by themselves, changed, paused, closed, opened again; reminders; what becomes of an invitation.

mod attention;
mod history;
mod languages;
mod leftover;
mod links;
pub(crate) mod mails;
mod newer;
mod receipts;
mod reminders;
mod second_thoughts;
mod thanks;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

pub(crate) use mails::{mailbox, notification};

use crate::harness::{Client, Received, TestApp, both};
use crate::world::{self, SAVE, SUBMIT, World, done, follow, refused, text};

/// A Tuesday at ten in Norway, far enough ahead that every test can go there from the time it runs at.
const TUESDAY: &str = "2031-02-04T09:00:00Z";

fn time(raw: &str) -> DateTime<Utc> {
    raw.parse().unwrap()
}

/// Lets it be this time, and does what is due then.
async fn go_to(app: &TestApp, when: DateTime<Utc>) {
    app.app.clock.advance(when - app.app.clock.now());
    trespor::round::run_due(&app.app).await.unwrap();
}

/// A study in which it is that Tuesday, with two owners in the frame.
struct Study {
    world: World,
    second: String,
}

impl Study {
    async fn new(app: &TestApp) -> Self {
        go_to(app, time(TUESDAY)).await;
        let world = World::new(app).await;
        let second =
            world::register_owner(&world.analyst, "991825827", "Andreetaten", "per@andre.example").await;
        world::add_to_frame(&world.analyst, &world.study, &[&second]).await;
        Self { world, second }
    }

    fn round(&self, more: Value) -> Value {
        let mut input = json!({
            "studyId": self.world.study, "versionId": text(&self.world.version, "/id"),
            "name": { "nb": "Første måling" }, "closesAt": "2031-02-18T23:00:00Z",
        });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    }

    /// Opens a round at once; its key.
    async fn open(&self, more: Value) -> String {
        let document = "mutation($input: OpenRoundInput!) { openRound(input: $input) { round { id } userErrors { code field message } } }";
        text(&done(&self.world.analyst, document, json!({ "input": self.round(more) })).await, "/round/id")
    }

    /// Signs everybody in anew: tokens do not outlive a jump of the clock.
    async fn later(&mut self, app: &TestApp, when: &str) {
        go_to(app, time(when)).await;
        self.world.sign_in(app).await;
    }
}

const CREATE: &str = "mutation($input: CreateRoundInput!) { createRound(input: $input) { round { id status invitedAt } recipients
    userErrors { code field message } } }";
const CHANGE: &str = "mutation($input: ChangeRoundInput!) { changeRound(input: $input) { round { status closesAt } userErrors { code field message } } }";
const REMIND: &str = "mutation($input: SendRemindersInput!) { sendReminders(input: $input) { reminded leavesAt userErrors { code field message } } }";

/// Does something with a round that needs nothing but its key.
async fn act(client: &Client, what: &str, round: &str) -> Vec<(String, String)> {
    let document = format!(
        "mutation($input: RoundInput!) {{ {what}(input: $input) {{ userErrors {{ code field message }} }} }}"
    );
    refused(client, &document, json!({ "input": { "roundId": round } })).await
}

pub(crate) async fn act_on_invitation(
    client: &Client,
    what: &str,
    invitation: &str,
) -> Vec<(String, String)> {
    let document = format!(
        "mutation($input: InvitationInput!) {{ {what}(input: $input) {{ userErrors {{ code field message }} }} }}"
    );
    refused(client, &document, json!({ "input": { "invitationId": invitation } })).await
}

async fn round_now(client: &Client, round: &str) -> Value {
    let document =
        "query($id: ID!) { round(id: $id) { status opensAt closesAt invitedAt pausedAt mailsPerMinute
        recipients { totalCount nodes { name } } reminders { kind plannedFor doneAt reminded } } }";
    client.query(document, json!({ "id": round })).await.data()["round"].clone()
}

/// The invitations of a round with what became of them, by the owner's name.
async fn invitations(client: &Client, round: &str) -> Vec<Value> {
    let document = "query($id: ID!) { invitations(roundId: $id) { nodes { id status declineReason withdrawnAt organization { name }
        timeline { kind mail detail by { name } } } } }";
    let reply = client.query(document, json!({ "id": round })).await;
    let mut nodes = reply.data()["invitations"]["nodes"].as_array().unwrap().clone();
    nodes.sort_by_key(|node| text(node, "/organization/name"));
    nodes
}

fn kinds(invitation: &Value) -> Vec<String> {
    let events = invitation["timeline"].as_array().unwrap();
    events
        .iter()
        .map(|event| {
            format!(
                "{}{}",
                text(event, "/kind"),
                event["mail"].as_str().map(|mail| format!(" {mail}")).unwrap_or_default()
            )
        })
        .collect()
}

fn to<'a>(mails: &'a [Received], address: &str) -> Vec<&'a Received> {
    mails.iter().filter(|mail| mail.to == address).collect()
}

fn code(codes: &[(String, String)]) -> Vec<(&str, &str)> {
    codes.iter().map(|(code, field)| (code.as_str(), field.as_str())).collect()
}

fn answer(world: &World) -> Value {
    json!({ "answers": [{ "questionId": world.question(), "state": "ANSWERED", "optionIds": [world.option(1)] }] })
}

both! {
    async fn a_planned_round_opens_by_itself(app: TestApp) {
        let mut study = Study::new(&app).await;
        let input = study.round(json!({ "opensAt": "2031-02-05T08:00:00Z", "clientKey": "en" }));
        let made = done(&study.world.analyst, CREATE, json!({ "input": input })).await;
        assert_eq!((&made["round"]["status"], &made["round"]["invitedAt"], &made["recipients"]), (&json!("PLANNED"), &json!(null), &json!(2)));
        let id = text(&made, "/round/id");
        // A retry is the same round.
        let again = done(&study.world.analyst, CREATE, json!({ "input": input })).await;
        assert_eq!(text(&again, "/round/id"), id);
        assert!(app.mails().await.is_empty());
        // An owner without a contact by then keeps nobody else from being invited.
        go_to(&app, time("2031-02-05T07:58:00Z")).await;
        assert!(app.mails().await.is_empty());
        study.later(&app, "2031-02-05T08:00:00Z").await;
        let mails = app.mails().await;
        assert_eq!(mails.len(), 2);
        let now = round_now(&study.world.analyst, &id).await;
        assert_eq!((&now["status"], &now["recipients"]["totalCount"]), (&json!("OPEN"), &json!(2)));
        // Only once, however often it is looked for.
        go_to(&app, time("2031-02-05T09:00:00Z")).await;
        assert_eq!(app.mails().await.len(), 2);
        let respondent = follow(&app, &to(&mails, "per@andre.example")[0].token_after("/svar/")).await;
        done(&respondent, SAVE, answer(&study.world)).await;
    }

    async fn whom_a_round_asks_is_the_frame_or_a_part_of_it(app: TestApp) {
        let study = Study::new(&app).await;
        let stranger = world::register_owner(&study.world.analyst, "889640782", "Fremmedetaten", "ola@fremmed.example").await;
        let analyst = &study.world.analyst;
        let plan = |recipients: Value| study.round(json!({ "opensAt": "2031-02-05T08:00:00Z", "recipients": recipients }));
        let listed = done(analyst, CREATE, json!({ "input": plan(json!({ "organizationIds": [study.second, study.second] })) })).await;
        assert_eq!(listed["recipients"], json!(1));
        let id = text(&listed, "/round/id");
        assert_eq!(round_now(analyst, &id).await["recipients"]["nodes"], json!([{ "name": "Andreetaten" }]));
        for (recipients, wanted) in [
            (json!({ "organizationIds": [study.second, stranger] }), ("NOT_IN_FRAME", "recipients.organizationIds.1")),
            (json!({ "organizationIds": [] }), ("REQUIRED", "recipients.organizationIds")),
            (json!({ "organizationIds": [study.second], "filter": {} }), ("ONLY_ONE", "recipients")),
            (json!({ "filter": { "stratum": "ingen" } }), ("NOBODY_TO_INVITE", "studyId")),
        ] {
            let errors = refused(analyst, CREATE, json!({ "input": plan(recipients) })).await;
            assert_eq!(code(&errors), [wanted]);
        }
        // While it is planned all of it can be changed, and given up.
        let change = json!({ "roundId": id, "recipients": {}, "opensAt": "2031-02-06T08:00:00Z", "mailsPerMinute": 30 });
        done(analyst, CHANGE, json!({ "input": change })).await;
        let now = round_now(analyst, &id).await;
        assert_eq!((&now["recipients"]["totalCount"], &now["mailsPerMinute"]), (&json!(2), &json!(30)));
        assert_eq!(act(analyst, "deleteRound", &id).await, []);
        assert_eq!(round_now(analyst, &id).await, json!(null));
    }

    async fn times_that_do_not_fit_are_refused(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let reminder = |at: &str| json!([{ "kind": "REMINDER", "at": at }]);
        for (more, wanted) in [
            (json!({ "opensAt": "2031-02-04T08:59:59Z" }), ("IN_THE_PAST", "opensAt")),
            (json!({ "opensAt": "2031-02-05T08:00:00Z", "closesAt": "2031-02-05T08:00:00Z" }), ("CLOSES_TOO_EARLY", "closesAt")),
            (json!({ "opensAt": "2031-02-05T08:00:00Z", "reminders": reminder("2031-02-05T08:00:00Z") }), ("REMINDER_TOO_EARLY", "reminders.0.at")),
            // A Saturday: the Monday after is too late.
            (json!({ "opensAt": "2031-02-05T08:00:00Z", "closesAt": "2031-02-10T07:00:00Z", "reminders": reminder("2031-02-08T10:00:00Z") }),
             ("REMINDER_TOO_LATE", "reminders.0.at")),
            (json!({ "opensAt": "2031-02-05T08:00:00Z", "mailsPerMinute": 0 }), ("OUT_OF_RANGE", "mailsPerMinute")),
        ] {
            let errors = refused(analyst, CREATE, json!({ "input": study.round(more) })).await;
            assert_eq!(code(&errors), [wanted]);
        }
    }

    async fn an_open_round_is_paused_extended_closed_and_opened_again(app: TestApp) {
        let mut study = Study::new(&app).await;
        let id = study.open(json!({})).await;
        let link = to(&app.mails().await, "kari@prove.example")[0].token_after("/svar/");
        let respondent = follow(&app, &link).await;
        for (field, value) in [("opensAt", json!("2031-02-06T08:00:00Z")), ("recipients", json!({}))] {
            let errors = refused(&study.world.analyst, CHANGE, json!({ "input": { "roundId": id, field: value } })).await;
            assert_eq!(code(&errors), [("ROUND_HAS_OPENED", field)]);
        }
        assert_eq!(code(&act(&study.world.analyst, "deleteRound", &id).await), [("ROUND_HAS_OPENED", "roundId")]);
        for _ in 0..2 {
            assert_eq!(act(&study.world.analyst, "pauseRound", &id).await, []);
        }
        assert_eq!(round_now(&study.world.leader, &id).await["status"], json!("PAUSED"));
        assert_eq!(code(&refused(&respondent, SAVE, answer(&study.world)).await), [("ROUND_PAUSED", "")]);
        assert_eq!(act(&study.world.analyst, "resumeRound", &id).await, []);
        done(&respondent, SAVE, answer(&study.world)).await;
        let reopen = "mutation($input: ReopenRoundInput!) { reopenRound(input: $input) { round { status } userErrors { code field message } } }";
        let later = json!({ "input": { "roundId": id, "closesAt": "2031-03-04T09:00:00Z" } });
        assert_eq!(code(&refused(&study.world.analyst, reopen, later.clone()).await), [("ROUND_NOT_CLOSED", "roundId")]);
        for _ in 0..2 {
            assert_eq!(act(&study.world.analyst, "closeRound", &id).await, []);
        }
        assert_eq!(round_now(&study.world.analyst, &id).await["status"], json!("CLOSED"));
        assert_eq!(code(&refused(&respondent, SUBMIT, json!({})).await), [("ROUND_CLOSED", "")]);
        assert_eq!(code(&act(&study.world.analyst, "pauseRound", &id).await), [("ROUND_CLOSED", "roundId")]);
        let errors = refused(&study.world.analyst, CHANGE, json!({ "input": { "roundId": id, "closesAt": "2031-03-04T09:00:00Z" } })).await;
        assert_eq!(code(&errors), [("ROUND_CLOSED", "closesAt")]);
        done(&study.world.analyst, reopen, later).await;
        // The links last as long as the round does now, and a month more.
        study.later(&app, "2031-04-02T09:00:00Z").await;
        follow(&app, &link).await;
        go_to(&app, time("2031-04-03T09:00:00Z")).await;
        let open = "mutation($token: String!) { openInvitation(input: { token: $token }) { userErrors { code field message } } }";
        assert_eq!(code(&refused(&app.anonymous(), open, json!({ "token": link })).await), [("LINK_INVALID", "token")]);
    }

    async fn a_round_opens_and_closes_in_the_night_when_clocks_change(app: TestApp) {
        let mut study = Study::new(&app).await;
        // Summer time begins in Norway on 30 March 2031 at two: the round is open from half an hour before to half an hour after.
        let input = study.round(json!({ "opensAt": "2031-03-30T00:30:00Z", "closesAt": "2031-03-30T01:30:00Z" }));
        let id = text(&done(&study.world.analyst, CREATE, json!({ "input": input })).await, "/round/id");
        for (at, status) in [
            ("2031-03-30T00:10:00Z", "PLANNED"), ("2031-03-30T00:30:00Z", "OPEN"),
            ("2031-03-30T01:10:00Z", "OPEN"), ("2031-03-30T01:30:00Z", "CLOSED"),
        ] {
            study.later(&app, at).await;
            assert_eq!(round_now(&study.world.analyst, &id).await["status"], json!(status), "{at}");
        }
        let mails = app.mails().await;
        assert_eq!(mails.len(), 2);
        let told = mails[0].text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("til 30. mars 2031 kl. 03.30, norsk tid"), "{told}");
    }
}
