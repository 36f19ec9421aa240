//! Reminders, and invitations that are declined, withdrawn, renewed and added.

use serde_json::json;

use super::{REMIND, Study, act_on_invitation, answer, code, go_to, invitations, kinds, round_now, time, to};
use crate::harness::both;
use crate::world::{self, SAVE, SUBMIT, done, follow, refused, text};

both! {
    async fn reminders_go_to_those_who_have_not_answered(app: TestApp) {
        let mut study = Study::new(&app).await;
        let id = study.open(json!({})).await;
        let mails = app.mails().await;
        let kari = follow(&app, &to(&mails, "kari@prove.example")[0].token_after("/svar/")).await;
        done(&kari, SAVE, answer(&study.world)).await;
        done(&kari, SUBMIT, json!({})).await;
        let reminded = done(&study.world.analyst, REMIND, json!({ "input": { "roundId": id } })).await;
        assert_eq!(reminded["reminded"], json!(1));
        // A retry reminds nobody twice.
        assert_eq!(done(&study.world.analyst, REMIND, json!({ "input": { "roundId": id } })).await["reminded"], json!(0));
        let mails = app.mails().await;
        let per = to(&mails, "per@andre.example");
        assert_eq!((mails.len(), per.len()), (4, 2), "and a receipt");
        assert_eq!(per[1].subject, "Påminning: svar for Andreetaten");
        // Both links are good, and lead to the same answers.
        let first = follow(&app, &per[0].token_after("/svar/")).await;
        let second = follow(&app, &per[1].token_after("/svar/")).await;
        done(&first, SAVE, answer(&study.world)).await;
        assert_eq!(second.query("{ response { answers { revision } } }", json!({})).await.data()["response"]["answers"], json!([{ "revision": 1 }]));
        // Who declines is left alone, and can think better of it.
        let decline = "mutation($reason: String) { declineInvitation(input: { reason: $reason }) { invitation { status declineReason } userErrors { code field message } } }";
        let declined = done(&second, decline, json!({ "reason": "Vi flytter ingenting" })).await;
        assert_eq!(declined["invitation"], json!({ "status": "DECLINED", "declineReason": "Vi flytter ingenting" }));
        assert_eq!(code(&refused(&first, SUBMIT, json!({})).await), [("DECLINED", "")]);
        assert_eq!(code(&refused(&kari, decline, json!({})).await), [("ALREADY_SUBMITTED", "")]);
        study.later(&app, "2031-02-05T20:00:00Z").await;
        assert_eq!(done(&study.world.analyst, REMIND, json!({ "input": { "roundId": id, "kind": "LAST_CALL" } })).await["reminded"], json!(0));
        let per = follow(&app, &per[1].token_after("/svar/")).await;
        let accept = "mutation { acceptInvitation(input: {}) { invitation { status declineReason } userErrors { code field message } } }";
        assert_eq!(done(&per, accept, json!({})).await["invitation"], json!({ "status": "STARTED", "declineReason": null }));
        let reminded = done(&study.world.analyst, REMIND, json!({ "input": { "roundId": id, "kind": "LAST_CALL" } })).await;
        assert_eq!((&reminded["reminded"], &reminded["leavesAt"]), (&json!(1), &json!("2031-02-06T07:00:00+00:00")));
        // Somebody who answers while the reminder waits for the morning gets none.
        done(&per, SUBMIT, json!({})).await;
        assert_eq!(app.mails().await.len(), 5, "the receipt waits for nothing");
        study.later(&app, "2031-02-06T07:00:00Z").await;
        assert_eq!(app.mails().await.len(), 5);
        let rows = invitations(&study.world.analyst, &id).await;
        assert_eq!(kinds(&rows[0]), [
            "MAIL_QUEUED INVITATION", "MAIL_SENT INVITATION", "MAIL_QUEUED REMINDER", "MAIL_SENT REMINDER", "OPENED", "STARTED", "DECLINED",
            "ACCEPTED", "MAIL_QUEUED LAST_CALL", "SUBMITTED", "MAIL_QUEUED RECEIPT", "MAIL_SENT RECEIPT",
            "MAIL_DROPPED LAST_CALL",
        ]);
        assert_eq!(rows[0]["timeline"][6]["detail"], json!("Vi flytter ingenting"));
    }

    async fn planned_reminders_leave_at_decent_hours_and_a_few_a_minute(app: TestApp) {
        let mut study = Study::new(&app).await;
        // A Saturday, and a last call on the day before the round closes.
        let reminders = json!([{ "kind": "REMINDER", "at": "2031-02-08T20:00:00Z" }, { "kind": "LAST_CALL", "at": "2031-02-18T12:00:00Z" }]);
        let id = study.open(json!({ "reminders": reminders, "mailsPerMinute": 1 })).await;
        assert_eq!(app.mails().await.len(), 1, "one a minute");
        go_to(&app, time("2031-02-04T09:05:00Z")).await;
        assert_eq!(app.mails().await.len(), 2);
        for (at, sent) in [
            ("2031-02-08T20:00:00Z", 2), ("2031-02-10T06:58:00Z", 2), ("2031-02-10T07:00:00Z", 3), ("2031-02-10T07:00:40Z", 3),
            ("2031-02-10T07:01:30Z", 4), ("2031-02-18T11:58:00Z", 4), ("2031-02-18T12:00:00Z", 5), ("2031-02-18T12:02:00Z", 6),
        ] {
            go_to(&app, time(at)).await;
            assert_eq!(app.mails().await.len(), sent, "{at}");
        }
        study.later(&app, "2031-02-18T12:03:00Z").await;
        let now = round_now(&study.world.analyst, &id).await;
        assert_eq!(now["reminders"][0]["reminded"], json!(2));
        assert_eq!(now["reminders"][1]["kind"], json!("LAST_CALL"));
        assert_eq!(now["reminders"][1]["reminded"], json!(2));
    }

    async fn invitations_are_withdrawn_and_renewed(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let id = study.open(json!({})).await;
        let link = to(&app.mails().await, "per@andre.example")[0].token_after("/svar/");
        let per = follow(&app, &link).await;
        done(&per, SAVE, answer(&study.world)).await;
        let invitation = text(&invitations(analyst, &id).await[0], "/id");
        for _ in 0..2 {
            assert_eq!(act_on_invitation(analyst, "withdrawInvitation", &invitation).await, []);
        }
        // The link is dead, and so is the token that it gave.
        let open = "mutation($token: String!) { openInvitation(input: { token: $token }) { userErrors { code field message } } }";
        assert_eq!(code(&refused(&app.anonymous(), open, json!({ "token": link })).await), [("LINK_INVALID", "token")]);
        assert_eq!(per.query("{ response { id } }", json!({})).await.code(), "UNAUTHENTICATED");
        assert_eq!(act_on_invitation(analyst, "renewInvitation", &invitation).await, []);
        assert_eq!(code(&refused(&app.anonymous(), open, json!({ "token": link })).await), [("LINK_INVALID", "token")]);
        let mails = app.mails().await;
        let per = follow(&app, &to(&mails, "per@andre.example")[1].token_after("/svar/")).await;
        assert_eq!(per.query("{ response { answers { state } } }", json!({})).await.data()["response"]["answers"], json!([{ "state": "ANSWERED" }]));
        let rows = invitations(analyst, &id).await;
        assert_eq!((&rows[0]["status"], &rows[0]["withdrawnAt"]), (&json!("STARTED"), &json!(null)));
        assert_eq!(kinds(&rows[0])[4..], ["WITHDRAWN", "RENEWED", "MAIL_QUEUED INVITATION", "MAIL_SENT INVITATION"]);
        assert_eq!(rows[0]["timeline"][4]["by"], json!({ "name": "Navn Navnesen" }));
        done(&per, SUBMIT, json!({})).await;
        assert_eq!(code(&act_on_invitation(analyst, "renewInvitation", &invitation).await), [("ALREADY_SUBMITTED", "invitationId")]);
        // All at once: those who have submitted keep theirs.
        let all = "mutation($input: RoundInput!) { withdrawInvitations(input: $input) { withdrawn userErrors { code field message } } }";
        for withdrawn in [1, 0] {
            assert_eq!(done(analyst, all, json!({ "input": { "roundId": id } })).await["withdrawn"], json!(withdrawn));
        }
        assert_eq!(per.query("{ response { status } }", json!({})).await.data()["response"]["status"], json!("SUBMITTED"));
    }

    async fn owners_are_invited_later(app: TestApp) {
        let study = Study::new(&app).await;
        let analyst = &study.world.analyst;
        let id = study.open(json!({ "recipients": { "organizationIds": [study.second] } })).await;
        let invite = "mutation($input: InviteOwnersInput!) { inviteOwners(input: $input) { invited userErrors { code field message } } }";
        let owners = json!({ "roundId": id, "organizationIds": [study.second, study.world.organization] });
        for invited in [1, 0] {
            assert_eq!(done(analyst, invite, json!({ "input": owners })).await["invited"], json!(invited));
        }
        assert_eq!(round_now(analyst, &id).await["recipients"]["totalCount"], json!(2));
        assert_eq!(app.mails().await.len(), 2);
        let stranger = world::register_owner(analyst, "889640782", "Fremmedetaten", "ola@fremmed.example").await;
        let errors = refused(analyst, invite, json!({ "input": { "roundId": id, "organizationIds": [stranger] } })).await;
        assert_eq!(code(&errors), [("NOT_IN_FRAME", "organizationIds.0")]);
    }
}
