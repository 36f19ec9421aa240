//! Saving and submitting.

mod at_once;
mod carried;
mod earlier;
mod model;
mod receipts;
mod reopening;
mod saving;
mod standing;

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use serde_json::{Value, json};

use crate::harness::{Backend, Client, TestApp, both};
use crate::world::{self, OPEN_INVITATION, Round, SAVE, SUBMIT, World, done, refused};

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

/// An answer with the option in this place, over a revision.
fn answer(world: &World, place: usize, base: Option<i32>) -> Value {
    json!([{ "questionId": world.question(), "state": "ANSWERED", "optionIds": [world.option(place)], "baseRevision": base }])
}

async fn save(client: &Client, answers: Value) -> Value {
    done(client, SAVE, json!({ "answers": answers })).await["answers"].clone()
}

/// A model that is made while somebody submits must see the submission, or be seen by it: else nobody scores it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn making_a_model_and_submitting_wait_for_each_other() {
    let app = TestApp::spawn(Backend::Postgres).await;
    let world = World::new(&app).await;
    let Round { respondent, .. } = world.open_round(&app).await;
    save(&respondent, answer(&world, 1, None)).await;
    let held = |lock: &str| format!("SELECT 1 FROM study {lock}");
    let waits = async |lock: &str, work: &mut (dyn Future<Output = Value> + Unpin)| {
        let txn = app.system().begin().await.unwrap();
        txn.execute_unprepared(&held(lock)).await.unwrap();
        let early = tokio::time::timeout(Duration::from_millis(700), &mut *work).await;
        assert!(early.is_err(), "it did not wait for {lock}: {early:?}");
        drop(txn);
        work.await
    };
    let model = json!({ "input": world::model(&world.study, &world.question()) });
    let mut creating = Box::pin(done(&world.analyst, world::CREATE_MODEL, model));
    // As a submission holds it.
    waits("FOR SHARE", &mut creating).await;
    let mut submitting = Box::pin(done(&respondent, SUBMIT, json!({})));
    // As the making of a model holds it.
    waits("FOR UPDATE", &mut submitting).await;
}

both! {
    async fn saving_again_changes_nothing_and_a_clash_is_told(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, .. } = world.open_round(&app).await;
        assert_eq!(save(&respondent, answer(&world, 0, None)).await[0]["revision"], 1);
        // A retry after a lost reply.
        assert_eq!(save(&respondent, answer(&world, 0, None)).await[0]["revision"], 1);
        assert_eq!(save(&respondent, answer(&world, 1, Some(1))).await[0]["revision"], 2);
        // A colleague who still has revision 1 on the screen.
        let clash = refused(&respondent, SAVE, json!({ "answers": answer(&world, 2, Some(1)) })).await;
        assert_eq!(clash, [pair("ANSWER_CHANGED", "answers.0.baseRevision")]);
        let stored = respondent.query("{ response { answers { options { code } revision } } }", json!({})).await;
        assert_eq!(stored.data()["response"]["answers"], json!([{ "options": [{ "code": "draft" }], "revision": 2 }]));
    }

    async fn of_many_who_save_at_once_one_wins(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, .. } = world.open_round(&app).await;
        save(&respondent, answer(&world, 0, None)).await;
        let tries = (0..8).map(|number| {
            let (respondent, answers) = (respondent.clone(), answer(&world, 1 + number % 2, Some(1)));
            async move { respondent.query(SAVE, json!({ "answers": answers })).await }
        });
        let replies = futures_util::future::join_all(tries).await;
        let won = |reply: &&crate::harness::Reply| reply.data()["saveAnswers"]["userErrors"] == json!([]);
        // Those who wanted the same as the winner are content too; nobody made a third revision.
        assert_eq!(replies.iter().filter(won).count(), 4);
        let told = |reply: &crate::harness::Reply| reply.data()["saveAnswers"]["answers"][0]["revision"] == 2;
        assert!(replies.iter().all(told), "everybody is told what is stored");
    }

    async fn everything_wrong_is_told_at_once(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, .. } = world.open_round(&app).await;
        let question = world.question();
        let answers = json!([
            { "questionId": question, "state": "NOT_RELEVANT" },
            { "questionId": question, "state": "ANSWERED", "optionIds": [] },
            { "questionId": "question_0", "state": "ANSWERED", "optionIds": ["x"] },
        ]);
        let wrong = refused(&respondent, SAVE, json!({ "answers": answers })).await;
        assert_eq!(wrong, [
            pair("NOT_ALLOWED", "answers.0"),
            pair("DUPLICATE", "answers.1.questionId"),
            pair("INVALID_ID", "answers.2.questionId"),
            pair("INVALID_ID", "answers.2.optionIds.0"),
        ]);
        let answers = json!([
            { "questionId": format!("question_{}", uuid::Uuid::now_v7().simple()), "state": "DONT_KNOW" },
            { "questionId": question, "state": "NOT_RELEVANT" },
            { "questionId": question, "state": "DONT_KNOW" },
        ]);
        let wrong = refused(&respondent, SAVE, json!({ "answers": answers })).await;
        assert_eq!(wrong, [
            pair("NOT_FOUND", "answers.0.questionId"),
            pair("NOT_ALLOWED", "answers.1"),
            pair("DUPLICATE", "answers.2.questionId"),
        ]);
        let nothing = respondent.query("{ response { id } }", json!({})).await;
        assert_eq!(nothing.data()["response"], json!(null), "nothing of it was saved");
    }

    async fn a_required_question_has_to_be_answered(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, .. } = world.open_round(&app).await;
        assert_eq!(refused(&respondent, SUBMIT, json!({})).await, [pair("ANSWER_MISSING", "answers.Q01")]);
        save(&respondent, json!([{ "questionId": world.question(), "state": "DONT_KNOW" }])).await;
        assert_eq!(done(&respondent, SUBMIT, json!({})).await["submission"]["number"], 1);
        assert_eq!(refused(&respondent, SUBMIT, json!({})).await, [pair("ALREADY_SUBMITTED", "")]);
        let late = refused(&respondent, SAVE, json!({ "answers": answer(&world, 0, Some(1)) })).await;
        assert_eq!(late, [pair("ALREADY_SUBMITTED", "")]);
    }

    async fn dont_know_widens_the_bounds_instead_of_being_left_out(app: TestApp) {
        let world = World::new(&app).await;
        let Round { id, respondent, .. } = world.open_round(&app).await;
        save(&respondent, json!([{ "questionId": world.question(), "state": "DONT_KNOW" }])).await;
        done(&respondent, SUBMIT, json!({})).await;
        let document = "query($id: ID!) { maturityDashboard(roundId: $id) { responded
            dimensions { scored mean lower upper dontKnow } owners { nodes { scores { point lower upper coverage dontKnow level { number } } } } } }";
        let reply = world.leader.query(document, json!({ "id": id })).await;
        let dashboard = &reply.data()["maturityDashboard"];
        assert_eq!(dashboard["dimensions"], json!([{ "scored": 0, "mean": null, "lower": 0.0, "upper": 1.0, "dontKnow": 1 }]));
        let score = json!({ "point": null, "lower": 0.0, "upper": 1.0, "coverage": 0.0, "dontKnow": 1, "level": null });
        assert_eq!(dashboard["owners"]["nodes"][0]["scores"], json!([score]));
    }

    async fn a_closed_round_takes_no_answers_but_shows_the_receipt(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, link, .. } = world.open_round(&app).await;
        save(&respondent, answer(&world, 0, None)).await;
        app.app.clock.advance(chrono::Duration::days(14));
        let respondent = world::follow(&app, &link).await;
        let late = refused(&respondent, SAVE, json!({ "answers": answer(&world, 1, Some(1)) })).await;
        assert_eq!(late, [pair("ROUND_CLOSED", "")]);
        assert_eq!(refused(&respondent, SUBMIT, json!({})).await, [pair("ROUND_CLOSED", "")]);
        let seen = respondent.query("{ invitation { round { status } } response { answers { revision } } }", json!({})).await;
        assert_eq!(seen.data()["invitation"]["round"]["status"], "CLOSED");
        // Long after, the link itself has expired.
        app.app.clock.advance(chrono::Duration::days(31));
        let expired = refused(&app.anonymous(), OPEN_INVITATION, json!({ "token": link })).await;
        assert_eq!(expired, [pair("LINK_INVALID", "token")]);
    }

    async fn a_link_that_was_never_given_out_says_no_more_than_an_expired_one(app: TestApp) {
        for token in ["", "x", &"A".repeat(43), &"A".repeat(10_000), "../../etc/passwd"] {
            let wrong = refused(&app.anonymous(), OPEN_INVITATION, json!({ "token": token })).await;
            assert_eq!(wrong, [pair("LINK_INVALID", "token")], "{token}");
        }
    }

    async fn messages_come_in_the_language_that_was_asked_for(app: TestApp) {
        let request = |language: &str| {
            let body = json!({ "query": OPEN_INVITATION, "variables": { "token": "x" } });
            app.anonymous().request("POST", "/graphql").header("accept-language", language).json(&body)
        };
        for (language, message) in [
            ("nb", "Lenken virker ikke lenger. Be om en ny fra den som sendte den."),
            ("nn-NO, nb;q=0.5", "Lenkja verkar ikkje lenger. Be om ei ny frå den som sende henne."),
            ("en-GB", "The link does not work any more. Ask whoever sent it for a new one."),
        ] {
            let reply = crate::harness::Reply::of(request(language)).await;
            assert_eq!(reply.data()["openInvitation"]["userErrors"][0]["message"], message);
        }
    }

    async fn a_lost_receipt_is_had_again_with_the_same_key(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, .. } = world.open_round(&app).await;
        save(&respondent, answer(&world, 0, None)).await;
        let submit = "mutation($key: String) { submitResponse(input: { clientKey: $key }) { submission { number contentHash } userErrors { code field message } } }";
        let tries = (0..4).map(|_| {
            let respondent = respondent.clone();
            async move { done(&respondent, submit, json!({ "key": "k1" })).await }
        });
        let receipts = futures_util::future::join_all(tries).await;
        assert!(receipts.iter().all(|receipt| *receipt == receipts[0] && receipt["submission"]["number"] == 1), "{receipts:?}");
        assert_eq!(refused(&respondent, submit, json!({ "key": "k2" })).await, [pair("ALREADY_SUBMITTED", "")]);
        assert_eq!(refused(&respondent, submit, json!({ "key": null })).await, [pair("ALREADY_SUBMITTED", "")]);
    }

    async fn nothing_saved_is_no_response(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, .. } = world.open_round(&app).await;
        assert_eq!(refused(&respondent, SAVE, json!({ "answers": [] })).await, [pair("REQUIRED", "answers")]);
        let seen = respondent.query("{ response { id } invitation { status } }", json!({})).await;
        assert_eq!((&seen.data()["response"], &seen.data()["invitation"]["status"]), (&json!(null), &json!("OPENED")));
    }

    async fn a_withdrawn_invitation_is_out_at_once(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, link, .. } = world.open_round(&app).await;
        let txn = app.system().begin().await.unwrap();
        let withdrawn = entity::invitation::Entity::update_many()
            .col_expr(entity::invitation::Column::RevokedAt, sea_orm::sea_query::Expr::value(app.app.clock.now()));
        withdrawn.exec(&txn).await.unwrap();
        txn.commit().await.unwrap();
        assert_eq!(respondent.query("{ invitation { id } }", json!({})).await.code(), "UNAUTHENTICATED");
        assert_eq!(refused(&app.anonymous(), OPEN_INVITATION, json!({ "token": link })).await, [pair("LINK_INVALID", "token")]);
    }

    async fn a_round_keeps_its_model_and_a_first_model_scores_what_was_submitted(app: TestApp) {
        let world = World::new(&app).await;
        let Round { id, respondent, .. } = world.open_round(&app).await;
        save(&respondent, answer(&world, 1, None)).await;
        done(&respondent, SUBMIT, json!({})).await;
        let figures = "query($id: ID!) { maturityDashboard(roundId: $id) { dimensions { dimension { code } scored mean } } }";
        let before = world.leader.query(figures, json!({ "id": id })).await;
        assert_eq!(before.data()["maturityDashboard"]["dimensions"], json!([{ "dimension": { "code": "D1" }, "scored": 1, "mean": 0.5 }]));
        let mut input = world::model(&world.study, &world.question());
        input["dimensions"][0]["code"] = json!("D2");
        done(&world.analyst, world::CREATE_MODEL, json!({ "input": input })).await;
        let after = world.leader.query(figures, json!({ "id": id })).await;
        assert_eq!(after.data(), before.data());

        // A study that asked before it had a model.
        let study = world::create_study(&world.system_admin).await;
        world::add_to_frame(&world.system_admin, &study, &[&world.organization]).await;
        let version = world::publish(&world.system_admin, &study, "forst").await;
        let round = world::open_round(&world.system_admin, &study, &world::text(&version, "/id")).await;
        let link = app.mails().await.last().unwrap().token_after("/svar/");
        let respondent = world::follow(&app, &link).await;
        let option = world::text(&version, "/sections/0/questions/0/options/2/id");
        let question = world::text(&version, "/sections/0/questions/0/id");
        save(&respondent, json!([{ "questionId": question, "state": "ANSWERED", "optionIds": [option] }])).await;
        done(&respondent, SUBMIT, json!({})).await;
        world::create_model(&world.system_admin, &study, &version).await;
        let scored = world.system_admin.query(figures, json!({ "id": round })).await;
        assert_eq!(scored.data()["maturityDashboard"]["dimensions"], json!([{ "dimension": { "code": "D1" }, "scored": 1, "mean": 1.0 }]));
    }
}
