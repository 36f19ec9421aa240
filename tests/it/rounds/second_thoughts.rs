//! Plans that are changed halfway: closed and opened again, times moved, declined and asked anew, one mailing after another.

use serde_json::json;
use trespor::db::Executor as _;

use super::{
    CHANGE, CREATE, REMIND, Study, act, act_on_invitation, code, go_to, invitations, kinds, round_now, time,
    to,
};
use crate::harness::both;
use crate::world::{done, follow, refused, text};

const REOPEN: &str = "mutation($input: ReopenRoundInput!) { reopenRound(input: $input) { round { status reminders { plannedFor } } userErrors { code field message } } }";
const DECLINE: &str =
    "mutation { declineInvitation(input: { reason: \"Nei\" }) { userErrors { code field message } } }";

both! {
    async fn a_round_that_opens_again_writes_to_nobody(app: TestApp) {
        let mut study = Study::new(&app).await;
        let reminders = ["2031-02-10T08:00:00Z", "2031-02-13T08:00:00Z", "2031-02-17T08:00:00Z"].map(|at| json!({ "kind": "REMINDER", "at": at }));
        let id = study.open(json!({ "reminders": reminders })).await;
        assert_eq!(app.mails().await.len(), 2);
        assert_eq!(act(&study.world.analyst, "closeRound", &id).await, []);
        study.later(&app, "2031-02-12T09:00:00Z").await;
        let again = done(&study.world.analyst, REOPEN, json!({ "input": { "roundId": id, "closesAt": "2031-02-15T09:00:00Z" } })).await;
        assert_eq!(again["round"]["reminders"], json!([{ "plannedFor": "2031-02-13T08:00:00+00:00" }]), "neither what was missed nor what is too late");
        go_to(&app, time("2031-02-12T10:00:00Z")).await;
        assert_eq!(app.mails().await.len(), 2);
        go_to(&app, time("2031-02-13T08:00:00Z")).await;
        assert_eq!(app.mails().await.len(), 4);
    }

    async fn times_at_which_planned_reminders_cannot_leave_are_refused(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let input = study.round(json!({ "opensAt": "2031-02-05T08:00:00Z", "reminders": [{ "kind": "REMINDER", "at": "2031-02-10T08:00:00Z" }] }));
        let id = text(&done(analyst, CREATE, json!({ "input": input })).await, "/round/id");
        for (field, at) in [("opensAt", "2031-02-10T09:00:00Z"), ("closesAt", "2031-02-10T08:00:00Z")] {
            let errors = refused(analyst, CHANGE, json!({ "input": { "roundId": id, field: at } })).await;
            assert_eq!(code(&errors), [("REMINDERS_DO_NOT_FIT", field)]);
        }
        let both = json!({ "roundId": id, "closesAt": "2031-02-10T08:00:00Z", "reminders": [{ "kind": "REMINDER", "at": "2031-02-07T08:00:00Z" }] });
        done(analyst, CHANGE, json!({ "input": both })).await;
        assert_eq!(round_now(analyst, &id).await["reminders"][0]["plannedFor"], json!("2031-02-07T08:00:00+00:00"));
    }

    async fn who_has_declined_is_asked_anew(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let id = study.open(json!({})).await;
        let per = follow(&app, &to(&app.mails().await, "per@andre.example")[0].token_after("/svar/")).await;
        done(&per, DECLINE, json!({})).await;
        let invitation = text(&invitations(analyst, &id).await[0], "/id");
        assert_eq!(act_on_invitation(analyst, "renewInvitation", &invitation).await, []);
        let mails = app.mails().await;
        let per = follow(&app, &to(&mails, "per@andre.example")[1].token_after("/svar/")).await;
        let found = per.query("{ invitation { status declineReason } }", json!({})).await;
        assert_eq!(found.data()["invitation"], json!({ "status": "OPENED", "declineReason": null }));
    }

    async fn one_mailing_waits_for_the_other_where_mails_are_counted(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let id = study.open(json!({ "mailsPerMinute": 1 })).await;
        assert_eq!(app.mails().await.len(), 1);
        let rows = invitations(analyst, &id).await;
        let (sent, waiting) = if rows[0]["status"] == "SENT" { (0, 1) } else { (1, 0) };
        // One is on its way at 09:01; who has got one is reminded after that.
        let reminded = done(analyst, REMIND, json!({ "input": { "roundId": id } })).await;
        assert_eq!(reminded["reminded"], json!(1));
        let leaves = time(reminded["leavesAt"].as_str().unwrap());
        assert!(leaves >= time("2031-02-04T09:02:00Z") && leaves < time("2031-02-04T09:03:00Z"), "{leaves}");
        // Asked anew at once, it gets no mail with a link that is dead.
        let invitation = text(&rows[waiting], "/id");
        assert_eq!(act_on_invitation(analyst, "renewInvitation", &invitation).await, []);
        go_to(&app, time("2031-02-04T09:05:00Z")).await;
        assert_eq!(app.mails().await.len(), 3);
        let rows = invitations(analyst, &id).await;
        assert_eq!(kinds(&rows[waiting]), [
            "MAIL_QUEUED INVITATION", "RENEWED", "MAIL_DROPPED INVITATION", "MAIL_QUEUED INVITATION", "MAIL_SENT INVITATION",
        ]);
        assert_eq!(kinds(&rows[sent]).last().unwrap(), "MAIL_SENT REMINDER");
    }

    async fn who_was_invited_just_now_is_not_reminded_by_plan(app: TestApp) {
        let mut study = Study::new(&app).await;
        let reminders = json!([{ "kind": "REMINDER", "at": "2031-02-05T08:00:00Z" }]);
        let id = study.open(json!({ "recipients": { "organizationIds": [study.second] }, "reminders": reminders })).await;
        study.later(&app, "2031-02-04T14:00:00Z").await;
        let invite = "mutation($input: InviteOwnersInput!) { inviteOwners(input: $input) { invited userErrors { code field message } } }";
        let owners = json!({ "roundId": id, "organizationIds": [study.world.organization] });
        done(&study.world.analyst, invite, json!({ "input": owners })).await;
        study.later(&app, "2031-02-05T08:00:00Z").await;
        assert_eq!(round_now(&study.world.analyst, &id).await["reminders"][0]["reminded"], json!(1));
        assert_eq!(to(&app.mails().await, "kari@prove.example").len(), 1);
    }

    async fn a_round_that_cannot_be_opened_keeps_no_other_waiting(app: TestApp) {
        let mut study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let planned = |owner: &str| json!({ "opensAt": "2031-02-05T08:00:00Z", "recipients": { "organizationIds": [owner] } });
        let bad = done(analyst, CREATE, json!({ "input": study.round(planned(&study.second)) })).await;
        let good = done(analyst, CREATE, json!({ "input": study.round(planned(&study.world.organization)) })).await;
        let broken = "UPDATE contact SET email = 'no address' WHERE email = 'per@andre.example'";
        let txn = app.system().begin().await.unwrap();
        txn.execute_unprepared(broken).await.unwrap();
        txn.commit().await.unwrap();
        app.app.clock.advance(time("2031-02-05T08:00:00Z") - app.app.clock.now());
        trespor::round::run_due(&app.app).await.unwrap_err();
        study.world.sign_in(&app).await;
        let invited = async |made: &serde_json::Value| {
            round_now(&study.world.analyst, &text(made, "/round/id")).await["invitedAt"].is_string()
        };
        assert!(invited(&good).await);
        assert!(!invited(&bad).await);
    }
}
