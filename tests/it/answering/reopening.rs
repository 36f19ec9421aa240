//! A submitted response is opened for answers again, and what was submitted is kept.

use serde_json::{Value, json};

use super::{answer, pair, save};
use crate::harness::{Client, both};
use crate::world::{self, Round, SAVE, World, done, refused, text};

const REOPEN: &str =
    "mutation($id: ID!, $reason: String!) { reopenResponse(input: { responseId: $id, reason: $reason }) {
    response { status submissions { number } reopenings { reason } } userErrors { code field message } } }";
const SUBMIT: &str = "mutation($key: String) { submitResponse(input: { clientKey: $key }) {
    submission { id number contentHash submittedAt submittedBy } userErrors { code field message } } }";
const SEEN: &str = "{ invitation { status submittedAt } response { id status
    submissions { number contentHash submittedBy answers { question state options } content }
    reopenings { reason reopenedAt reopenedBy submission { number } } latestSubmission { number } } }";
const FIGURES: &str = "query($id: ID!) { maturityDashboard(roundId: $id) { responded
    dimensions { scored mean } owners { nodes { submittedAt scores { point } } } nonRespondents { totalCount } } }";

async fn figures(world: &World, round: &str) -> Value {
    world.leader.query(FIGURES, json!({ "id": round })).await.data()["maturityDashboard"].clone()
}

async fn response_id(respondent: &Client) -> String {
    text(respondent.query("{ response { id } }", json!({})).await.data(), "/response/id")
}

both! {
    async fn a_reopened_response_is_submitted_anew_and_keeps_what_was_submitted(app: TestApp) {
        let world = World::new(&app).await;
        let Round { id: round, respondent, link } = world.open_round(&app).await;
        save(&respondent, answer(&world, 1, None)).await;
        let response = response_id(&respondent).await;
        let reopen = |reason: &str| json!({ "id": response, "reason": reason });
        assert_eq!(refused(&world.analyst, REOPEN, reopen("Feil")).await, [pair("NOT_SUBMITTED", "responseId")]);
        let first = done(&respondent, SUBMIT, json!({ "key": "k1" })).await["submission"].clone();
        assert_eq!((&first["number"], &first["submittedBy"]), (&json!(1), &json!("Kari Kontakt")));
        let before = figures(&world, &round).await;
        assert_eq!(before["dimensions"], json!([{ "scored": 1, "mean": 0.5 }]));

        assert_eq!(refused(&world.analyst, REOPEN, reopen(" ")).await, [pair("REQUIRED", "reason")]);
        app.app.clock.advance(chrono::Duration::hours(1));
        let respondent = world::follow(&app, &link).await;
        let analyst = app.sign_in("analytiker@studie.example", "fire uvanlige ord paa rad").await;
        let reopened = done(&analyst, REOPEN, reopen("Tallene var for feil år")).await["response"].clone();
        assert_eq!(reopened, json!({ "status": "IN_PROGRESS", "submissions": [{ "number": 1 }],
            "reopenings": [{ "reason": "Tallene var for feil år" }] }));
        // A retry changes nothing; for another reason it is not open to be opened.
        done(&analyst, REOPEN, reopen("Tallene var for feil år")).await;
        assert_eq!(refused(&analyst, REOPEN, reopen("Noe annet")).await, [pair("NOT_SUBMITTED", "responseId")]);
        // Nobody's figures change before there is something new to count.
        let leader = app.sign_in("leder@studie.example", "fire uvanlige ord paa rad").await;
        let meanwhile = leader.query(FIGURES, json!({ "id": round })).await;
        assert_eq!(meanwhile.data()["maturityDashboard"], before);
        // A retry of the first submission is answered with it, and submits nothing.
        assert_eq!(done(&respondent, SUBMIT, json!({ "key": "k1" })).await["submission"], first);
        let seen = respondent.query(SEEN, json!({})).await;
        assert_eq!(seen.data()["invitation"]["status"], "STARTED");
        assert_eq!(seen.data()["response"]["status"], "IN_PROGRESS");
        assert_eq!(seen.data()["response"]["reopenings"][0]["reopenedBy"], Value::Null, "respondents are not told who");
        assert_eq!(seen.data()["response"]["reopenings"][0]["submission"]["number"], 1);

        save(&respondent, answer(&world, 2, Some(1))).await;
        let second = done(&respondent, SUBMIT, json!({ "key": "k2" })).await["submission"].clone();
        assert_eq!(second["number"], 2);
        assert_ne!(second["contentHash"], first["contentHash"]);
        assert_eq!(refused(&respondent, SUBMIT, json!({})).await, [pair("ALREADY_SUBMITTED", "")]);
        let document = "query($id: ID!) { node(id: $id) { ... on Response { submissions { number contentHash answers { options } }
            reopenings { reopenedBy } latestSubmission { number } } } }";
        let seen = analyst.query(document, json!({ "id": response })).await;
        let seen = &seen.data()["node"];
        assert_eq!(seen["latestSubmission"]["number"], 2);
        assert_eq!(seen["reopenings"], json!([{ "reopenedBy": "Navn Navnesen" }]));
        let kept: Vec<_> = seen["submissions"].as_array().unwrap().iter()
            .map(|one| (one["contentHash"].clone(), one["answers"][0]["options"].clone())).collect();
        assert_eq!(kept, [(first["contentHash"].clone(), json!(["draft"])), (second["contentHash"].clone(), json!(["agreed"]))]);
        let after = leader.query(FIGURES, json!({ "id": round })).await;
        let after = &after.data()["maturityDashboard"];
        assert_eq!((&after["responded"], &after["dimensions"]), (&json!(1), &json!([{ "scored": 1, "mean": 1.0 }])));
        let invitation = respondent.query("{ invitation { status submittedAt } }", json!({})).await;
        assert_eq!(invitation.data()["invitation"], json!({ "status": "SUBMITTED", "submittedAt": second["submittedAt"] }));
    }

    async fn a_closed_round_has_to_be_extended_first(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, .. } = world.open_round(&app).await;
        save(&respondent, answer(&world, 1, None)).await;
        done(&respondent, SUBMIT, json!({})).await;
        let response = response_id(&respondent).await;
        app.app.clock.advance(chrono::Duration::days(14));
        let analyst = app.sign_in("analytiker@studie.example", "fire uvanlige ord paa rad").await;
        let input = json!({ "id": response, "reason": "Feil" });
        assert_eq!(refused(&analyst, REOPEN, input.clone()).await, [pair("EXTEND_ROUND_FIRST", "responseId")]);
        let stranger = json!({ "id": format!("response_{}", uuid::Uuid::now_v7().simple()), "reason": "Feil" });
        assert_eq!(refused(&analyst, REOPEN, stranger).await, [pair("NOT_FOUND", "")]);
    }

    async fn a_round_that_gets_its_first_model_while_a_response_is_reopened_scores_what_was_submitted(app: TestApp) {
        let world = World::new(&app).await;
        let study = world::create_study(&world.system_admin).await;
        world::add_to_frame(&world.system_admin, &study, &[&world.organization]).await;
        let version = world::publish(&world.system_admin, &study, "forst").await;
        let round = world::open_round(&world.system_admin, &study, &text(&version, "/id")).await;
        let link = app.mails().await.last().unwrap().token_after("/svar/");
        let respondent = world::follow(&app, &link).await;
        let answer = |place: usize, base: Option<i32>| {
            let option = text(&version, &format!("/sections/0/questions/0/options/{place}/id"));
            let question = text(&version, "/sections/0/questions/0/id");
            json!({ "answers": [{ "questionId": question, "state": "ANSWERED", "optionIds": [option], "baseRevision": base }] })
        };
        done(&respondent, SAVE, answer(1, None)).await;
        done(&respondent, SUBMIT, json!({})).await;
        let id = response_id(&respondent).await;
        done(&world.system_admin, REOPEN, json!({ "id": id, "reason": "Feil" })).await;
        done(&respondent, SAVE, answer(2, Some(1))).await;
        world::create_model(&world.system_admin, &study, &version).await;
        let seen = world.system_admin.query(FIGURES, json!({ "id": round })).await;
        assert_eq!(seen.data()["maturityDashboard"]["dimensions"], json!([{ "scored": 1, "mean": 0.5 }]));
        done(&respondent, SUBMIT, json!({})).await;
        let seen = world.system_admin.query(FIGURES, json!({ "id": round })).await;
        assert_eq!(seen.data()["maturityDashboard"]["dimensions"], json!([{ "scored": 1, "mean": 1.0 }]));
    }
}
