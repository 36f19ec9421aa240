//! Scoring again, and by another model.

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{Asked, Chose, DontKnow, Said, model, near};
use crate::harness::{Client, TestApp, both};
use crate::world::{self, CREATE_MODEL, World, done, refused, text};

const RESCORE: &str = "mutation($round: ID!, $check: Boolean!, $after: ID) { rescoreRound(input: { roundId: $round, check: $check, after: $after }) {
    rescored { total same differing next } userErrors { code field message } } }";
const ADOPT: &str =
    "mutation($round: ID!, $number: Int!) { adoptMaturityModel(input: { roundId: $round, number: $number }) {
    scored maturityModel { number } round { id } userErrors { code field message } } }";
const COMPARE: &str =
    "query($round: ID!, $number: Int!) { compareMaturityModels(roundId: $round, number: $number) {
    before { number } after { number } owners { totalCount nodes { organization { orgnr } moved
    before { arithmetic } after { arithmetic level { number } }
    dimensions { code moved before { point } after { point } } } } } }";
const STORED: &str = "query($id: ID!) { maturityDashboard(roundId: $id) { dimensions { dimension { code } scored mean }
    owners { nodes { scores { point lower upper coverage } overall { arithmetic geometric lower upper computedAt } } } } }";

/// Numbers of owners that could exist, besides the world's.
const MORE: [&str; 2] = ["991825827", "974760223"];

pub(super) async fn by_hand(app: &TestApp, sql: &str) {
    let txn = app.system().begin().await.unwrap();
    txn.execute_unprepared(sql).await.unwrap();
    txn.commit().await.unwrap();
}

/// Opens a round for the world's owner and some more, of whom each says one thing to `Q01` and one to `Q02`.
async fn scored(app: &TestApp, world: &World, said: &[[Said; 2]]) -> (Asked, String) {
    let asked = Asked::publish(world, "to", &["Q01", "Q02"]).await;
    for (orgnr, _) in MORE.iter().zip(&said[1..]) {
        let owner =
            world::register_owner(&world.analyst, orgnr, "Etaten", &format!("post@e{orgnr}.example")).await;
        world::add_to_frame(&world.analyst, &world.study, &[&owner]).await;
    }
    let dimensions = [asked.dimension("A", 1.0, &[("Q01", 1.0)]), asked.dimension("B", 3.0, &[("Q02", 1.0)])];
    done(&world.analyst, CREATE_MODEL, json!({ "input": model(world, &dimensions) })).await;
    let round = world::open_round(&world.analyst, &world.study, &text(&asked.version, "/id")).await;
    let mails = app.mails().await;
    for (mail, [first, second]) in mails.iter().rev().take(said.len()).zip(said) {
        let respondent = world::follow(app, &mail.token_after("/svar/")).await;
        asked.submit(&respondent, &[("Q01", *first), ("Q02", *second)]).await;
    }
    (asked, round)
}

pub(super) async fn rescored(client: &Client, round: &str, check: bool) -> Value {
    done(client, RESCORE, json!({ "round": round, "check": check })).await["rescored"].clone()
}

pub(super) fn came_out(total: i32, same: i32, differing: i32) -> Value {
    json!({ "total": total, "same": same, "differing": differing, "next": null })
}

both! {
    async fn the_same_answers_give_the_same_scores_and_what_differs_is_mended(app: TestApp) {
        let world = World::new(&app).await;
        let said = [[Chose(1), Chose(2)], [DontKnow, Chose(1)], [Chose(0), DontKnow]];
        let (_, round) = scored(&app, &world, &said).await;
        let stored = async || world.leader.query(STORED, json!({ "id": round })).await.data().clone();
        let before = stored().await;
        app.app.clock.advance(chrono::Duration::minutes(5));
        assert_eq!(rescored(&world.analyst, &round, false).await, came_out(3, 3, 0));
        assert_eq!(stored().await, before, "not even when it was computed is changed");

        // In one response the last bits of a point, in another the overall score is gone, as before there was any.
        by_hand(&app, "UPDATE score SET point = 0.5000000000000001 WHERE point = 0.5 AND response_id = (SELECT response_id FROM overall_score WHERE defined = 2)").await;
        by_hand(&app, "DELETE FROM overall_score WHERE arithmetic IS NULL").await;
        let broken = stored().await;
        assert_ne!(broken, before);
        assert_eq!(rescored(&world.analyst, &round, true).await, came_out(3, 1, 2));
        assert_eq!(stored().await, broken, "a check changes nothing");
        assert_eq!(rescored(&world.analyst, &round, false).await, came_out(3, 1, 2));
        assert_eq!(rescored(&world.analyst, &round, true).await, came_out(3, 3, 0));
        let without_times = |mut all: Value| {
            for owner in all["maturityDashboard"]["owners"]["nodes"].as_array_mut().unwrap() {
                owner["overall"].as_object_mut().unwrap().remove("computedAt");
            }
            all
        };
        assert_eq!(without_times(stored().await), without_times(before));

        // What was looked at is not looked at again.
        let last = done(&world.analyst, RESCORE, json!({ "round": round, "check": true, "after": format!("response_{}", "f".repeat(32)) })).await;
        assert_eq!(last["rescored"], came_out(3, 0, 0));
        let wrong = json!({ "round": round, "check": true, "after": round });
        assert_eq!(refused(&world.analyst, RESCORE, wrong).await, [("INVALID_ID".to_owned(), "after".to_owned())]);
    }

    /// Worked by hand. By model 2, A is Q01 and weighs 1, B is Q02 and weighs 3: (0.5 + 3 · 1) / 4. Model 3 has A with both, and no B: (0.5 + 1) / 2.
    async fn a_model_is_tried_compared_and_adopted(app: TestApp) {
        let world = World::new(&app).await;
        let (asked, round) = scored(&app, &world, &[[Chose(1), Chose(2)]]).await;
        let dimensions = [asked.dimension("C", 1.0, &[("Q02", 1.0)]), asked.dimension("A", 1.0, &[("Q01", 1.0), ("Q02", 1.0)])];
        let mut input = model(&world, &dimensions);
        input["levels"][2]["fromValue"] = json!(0.9);
        done(&world.analyst, CREATE_MODEL, json!({ "input": input })).await;
        let stored = async || world.leader.query(STORED, json!({ "id": round })).await.data()["maturityDashboard"].clone();
        let before = stored().await;
        near(&before, "/owners/nodes/0/overall/arithmetic", 0.875);

        let reply = world.analyst.query(COMPARE, json!({ "round": round, "number": 3 })).await;
        let found = &reply.data()["compareMaturityModels"];
        assert_eq!((&found["before"]["number"], &found["after"]["number"], &found["owners"]["totalCount"]), (&json!(2), &json!(3), &json!(1)));
        let owner = &found["owners"]["nodes"][0];
        near(owner, "/before/arithmetic", 0.875);
        near(owner, "/after/arithmetic", (1.0 + 0.75) / 2.0);
        // The last level begins at 0.75 in one model and at 0.9 in the other.
        assert_eq!((&owner["after"]["level"]["number"], &owner["moved"]), (&json!(1), &json!(-1)));
        let dimension = |code: &str, moved: Value, before: Value, after: Value| json!({ "code": code, "moved": moved, "before": before, "after": after });
        let point = |point: f64| json!({ "point": point });
        assert_eq!(owner["dimensions"], json!([
            dimension("C", Value::Null, Value::Null, point(1.0)),
            dimension("A", json!(0), point(0.5), point(0.75)),
            dimension("B", Value::Null, point(1.0), Value::Null),
        ]));
        assert_eq!(stored().await, before, "nothing of it is stored");
        let none = world.analyst.query(COMPARE, json!({ "round": round, "number": 9 })).await;
        assert_eq!(none.data()["compareMaturityModels"], Value::Null);

        let missing = json!({ "round": round, "number": 9 });
        assert_eq!(refused(&world.analyst, ADOPT, missing).await, [("NOT_FOUND".to_owned(), "number".to_owned())]);
        let adopted = done(&world.analyst, ADOPT, json!({ "round": round, "number": 3 })).await;
        assert_eq!((&adopted["scored"], &adopted["maturityModel"]["number"]), (&json!(1), &json!(3)));
        let after = stored().await;
        let summary = |code: &str, mean: f64| json!({ "dimension": { "code": code }, "scored": 1, "mean": mean });
        assert_eq!(after["dimensions"], json!([summary("C", 1.0), summary("A", 0.75)]));
        near(&after, "/owners/nodes/0/overall/arithmetic", 0.875);
        assert_eq!(after["owners"]["nodes"][0]["scores"].as_array().map(Vec::len), Some(2), "none by the other model is left");
        assert_eq!(rescored(&world.analyst, &round, true).await, came_out(1, 1, 0));

        let history = "query($study: ID!, $round: ID!) { roundHistory(studyId: $study, roundId: $round, first: 1) { nodes { action changes { field from to } } } }";
        let reply = world.analyst.query(history, json!({ "study": world.study, "round": round })).await;
        let change = json!({ "action": "CHANGED", "changes": [{ "field": "maturityModel", "from": "2", "to": "3" }] });
        assert_eq!(reply.data()["roundHistory"]["nodes"][0], change);
    }
}
