//! Scoring, saving and submitting at the same time, where rows are locked.

use std::time::Duration;

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{Asked, Chose, model};
use crate::harness::{Backend, TestApp};
use crate::world::{self, CREATE_MODEL, SAVE, World, done};

const CREATE: &str = "mutation($input: CreateMaturityModelInput!) { createMaturityModel(input: $input) { userErrors { code field message } } }";

/// Long enough for anything that does not wait.
const SOON: Duration = Duration::from_secs(10);

/// Submitting holds the response and then the models. Whoever holds the models and then waited for the response would wait for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_scores_waits_for_no_response() {
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
    let another = json!({ "input": world::model(&world.study, &world.question()) });
    for (before, document, variables) in [
        ("DELETE FROM score", &*rescore, json!({})),
        ("DELETE FROM score", &*adopt, json!({})),
        ("DELETE FROM round_model", CREATE, another),
    ] {
        let txn = app.system().begin().await.unwrap();
        txn.execute_unprepared(before).await.unwrap();
        txn.commit().await.unwrap();
        // What submitting has done before it takes the models.
        let submitting = app.system().begin().await.unwrap();
        submitting.execute_unprepared("SELECT 1 FROM response FOR NO KEY UPDATE").await.unwrap();
        let work = tokio::time::timeout(SOON, done(&world.analyst, document, variables)).await;
        work.unwrap_or_else(|_| panic!("it waits for a response: {document}"));
        submitting.execute_unprepared("SELECT 1 FROM study FOR SHARE").await.unwrap();
    }
    // Once it has taken the models, scoring waits until it is done.
    let submitting = app.system().begin().await.unwrap();
    submitting.execute_unprepared("SELECT 1 FROM study FOR SHARE").await.unwrap();
    let mut work: std::pin::Pin<Box<dyn Future<Output = Value>>> =
        Box::pin(done(&world.analyst, &rescore, json!({})));
    let early = tokio::time::timeout(Duration::from_millis(700), &mut work).await;
    assert!(early.is_err(), "it did not wait for who submits: {early:?}");
    drop(submitting);
    work.await;
}

/// Scores name responses; that keeps nobody from saving.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn saving_does_not_wait_for_whoever_scores() {
    let app = TestApp::spawn(Backend::Postgres).await;
    let world = World::new(&app).await;
    let asked = Asked::publish(&world, "to", &["Q01"]).await;
    let (_, respondent) = asked.open(&app, &world).await;
    let question = asked.question("Q01");
    let save = |place: usize, revision: i32| {
        json!({ "answers": [{ "questionId": question["id"], "state": "ANSWERED", "baseRevision": revision,
            "optionIds": [question["options"][place]["id"]] }] })
    };
    done(&respondent, SAVE, save(0, 0)).await;
    let scoring = app.system().begin().await.unwrap();
    scoring.execute_unprepared("SELECT 1 FROM study FOR UPDATE").await.unwrap();
    scoring.execute_unprepared("SELECT 1 FROM response FOR KEY SHARE").await.unwrap();
    let saved = tokio::time::timeout(SOON, done(&respondent, SAVE, save(1, 1))).await;
    saved.expect("saving waits for whoever scores");
}
