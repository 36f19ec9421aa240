//! Scoring and submitting at the same time, where rows are locked.

use std::time::Duration;

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{Asked, Chose, model};
use crate::harness::{Backend, TestApp};
use crate::world::{self, CREATE_MODEL, World, done};

/// Submitting holds the response and then the models. Whoever holds the models and then waits for the response would wait for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_scores_waits_for_responses_before_it_holds_the_models() {
    let app = TestApp::spawn(Backend::Postgres).await;
    let world = World::new(&app).await;
    let asked = Asked::publish(&world, "to", &["Q01"]).await;
    let input = model(&world, &[asked.dimension("A", 1.0, &[("Q01", 1.0)])]);
    done(&world.analyst, CREATE_MODEL, json!({ "input": input })).await;
    let (round, respondent) = asked.open(&app, &world).await;
    asked.submit(&respondent, &[("Q01", Chose(1))]).await;
    let rescore = format!(
        "mutation {{ rescoreRound(input: {{ roundId: \"{round}\" }}) {{ rescored {{ differing }} userErrors {{ code field message }} }} }}"
    );
    let adopt = format!(
        "mutation {{ adoptMaturityModel(input: {{ roundId: \"{round}\", number: 1 }}) {{ scored userErrors {{ code field message }} }} }}"
    );
    let make = "mutation($input: CreateMaturityModelInput!) { createMaturityModel(input: $input) { userErrors { code field message } } }";
    for (before, document, variables) in [
        ("DELETE FROM score", &*rescore, json!({})),
        ("DELETE FROM score", &*adopt, json!({})),
        ("DELETE FROM round_model", make, json!({ "input": world::model(&world.study, &world.question()) })),
    ] {
        by_hand_while(&app, before, Box::pin(done(&world.analyst, document, variables))).await;
    }
}

/// Does something to the database, and then what submitting does while something else is under way.
async fn by_hand_while(
    app: &TestApp,
    before: &str,
    mut work: std::pin::Pin<Box<dyn Future<Output = Value> + '_>>,
) {
    let txn = app.system().begin().await.unwrap();
    txn.execute_unprepared(before).await.unwrap();
    txn.commit().await.unwrap();
    let submitting = app.system().begin().await.unwrap();
    submitting.execute_unprepared("SELECT 1 FROM response FOR UPDATE").await.unwrap();
    let early = tokio::time::timeout(Duration::from_millis(700), &mut work).await;
    assert!(early.is_err(), "it did not wait for the response: {early:?}");
    let models = submitting.execute_unprepared("SELECT 1 FROM study FOR SHARE");
    tokio::time::timeout(Duration::from_secs(3), models).await.expect("the models are held").unwrap();
    drop(submitting);
    work.await;
}
