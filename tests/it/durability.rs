//! What was acknowledged is there, whatever happens to the server afterwards.

mod retries;

use std::time::Duration;

use entity::Language;
use entity::membership::Role;
use serde_json::{Value, json};
use tokio::sync::watch;
use trespor::auth::{NewAccount, accounts};

use crate::harness::process::Process;
use crate::harness::{Backend, Client, TestApp};
use crate::world::{self, World, text};

/// How many times the server is killed.
const KILLS: u64 = 5;

/// Arranges a study on this database by a server of its own, which then stops; the token of a personal link.
async fn arrange(backend: Backend) -> (TestApp, World, String) {
    let app = TestApp::spawn(backend).await;
    let world = World::new(&app).await;
    let round = world.open_round(&app).await;
    (app, world, round.link)
}

async fn open(process: &Process, link: &str) -> Client {
    let opened = world::done(&process.anonymous(), world::OPEN_INVITATION, json!({ "token": link })).await;
    process.anonymous().with_token(text(&opened, "/accessToken"))
}

/// Saves one answer after another until the server is gone; the last revision that was acknowledged.
async fn save_until_killed(
    respondent: Client,
    question: String,
    options: [String; 2],
    acknowledged: watch::Sender<i64>,
) -> i64 {
    loop {
        let revision = *acknowledged.borrow();
        let option = &options[usize::from(revision % 2 == 0)];
        let base = (revision > 0).then_some(revision);
        let answers = json!([{ "questionId": question, "state": "ANSWERED", "optionIds": [option], "baseRevision": base }]);
        let body = json!({ "query": world::SAVE, "variables": { "answers": answers } });
        let Ok(response) = respondent.request("POST", "/graphql").json(&body).send().await else {
            return revision;
        };
        let Ok(reply) = response.json::<Value>().await else { return revision };
        let saved = reply["data"]["saveAnswers"]["answers"][0]["revision"].as_i64();
        acknowledged.send_replace(saved.unwrap_or_else(|| panic!("{reply}")));
    }
}

async fn acknowledged_answers_survive_kill_9(backend: Backend) {
    let (mut app, world, link) = arrange(backend).await;
    app.stop();
    app.stopped().await;
    let mut acknowledged = 0;
    for turn in 0..KILLS {
        let mut process = Process::serve(app.database(), &[]).await;
        let respondent = open(&process, &link).await;
        let options = [world.option(0), world.option(1)];
        let (tell, mut told) = watch::channel(acknowledged);
        let saving = tokio::spawn(save_until_killed(respondent, world.question(), options, tell));
        // The kill comes while a save is under way, at another point each time.
        told.changed().await.unwrap();
        tokio::time::sleep(Duration::from_millis(40 + 37 * turn)).await;
        process.kill9();
        let last = saving.await.unwrap();
        assert!(last > acknowledged, "nothing was saved before kill {turn}");

        let process = Process::serve(app.database(), &[]).await;
        let stored =
            open(&process, &link).await.query("{ response { answers { revision } } }", json!({})).await;
        let stored = stored.data()["response"]["answers"][0]["revision"].as_i64().unwrap();
        // One more may have been committed without the reply getting out.
        assert!(
            (last..=last + 1).contains(&stored),
            "kill {turn}: {last} was acknowledged, {stored} is there"
        );
        acknowledged = stored;
    }
    // And so does a submission.
    let mut process = Process::serve(app.database(), &[]).await;
    let receipt =
        world::done(&open(&process, &link).await, world::SUBMIT, json!({})).await["submission"].clone();
    process.kill9();
    let process = Process::serve(app.database(), &[]).await;
    let seen = open(&process, &link).await;
    let seen =
        seen.query("{ response { latestSubmission { number submittedAt contentHash } } }", json!({})).await;
    assert_eq!(seen.data()["response"]["latestSubmission"], receipt);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledged_answer_survives_kill_9_on_sqlite() {
    Box::pin(acknowledged_answers_survive_kill_9(Backend::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledged_answer_survives_kill_9_on_postgres() {
    Box::pin(acknowledged_answers_survive_kill_9(Backend::Postgres)).await;
}

/// The news of one server process reach the subscribers of another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_on_one_postgresql_tell_each_other() {
    let (app, world, link) = arrange(Backend::Postgres).await;
    let other = Process::serve(app.database(), &[("TRESPOR_HTTP__PUBLIC_URL", app.url.as_str())]).await;
    let rounds = world
        .analyst
        .query("query($id: ID!) { rounds(studyId: $id) { nodes { id } } }", json!({ "id": world.study }))
        .await;
    let round = text(rounds.data(), "/rounds/nodes/0/id");
    let mut socket = crate::harness::socket::Socket::greeted(&app.url, world.analyst.token()).await;
    socket
        .subscribe(
            "1",
            "subscription($id: ID!) { roundProgress(roundId: $id) { started } }",
            json!({ "id": round }),
        )
        .await;
    assert_eq!(socket.hear_message().await["payload"]["data"]["roundProgress"]["started"], 0);
    let respondent = open(&other, &link).await;
    let answers = json!([{ "questionId": world.question(), "state": "DONT_KNOW" }]);
    world::done(&respondent, world::SAVE, json!({ "answers": answers })).await;
    loop {
        let news: Value = socket.hear_message().await;
        if news["payload"]["data"]["roundProgress"]["started"] == 1 {
            break;
        }
    }
}

/// Signing out by one server process counts in another at once: nothing of it is remembered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signs_out_is_out_of_every_server_at_once() {
    let app = TestApp::spawn(Backend::Postgres).await;
    let world = World::new(&app).await;
    let new = NewAccount {
        email: "vikar@etat.example".to_owned(),
        name: "Vikar".to_owned(),
        language: Language::Nb,
        system_admin: false,
        password: Some("fire uvanlige ord paa rad".to_owned()),
        role: Some((
            trespor::graphql::base::parse_id("study", &world.study.as_str().into()).unwrap(),
            Role::Analyst,
        )),
    };
    accounts::create(&app.system(), new).await.unwrap();
    let other = Process::serve(app.database(), &[("TRESPOR_HTTP__PUBLIC_URL", app.url.as_str())]).await;
    let temp = app.sign_in("vikar@etat.example", "fire uvanlige ord paa rad").await;
    let there = other.anonymous().with_token(temp.token().unwrap_or_default());
    let studies = "{ studies { totalCount } }";
    assert_eq!(there.query(studies, json!({})).await.data()["studies"]["totalCount"], 1);
    world::done(
        &temp,
        "mutation { signOut(input: { everywhere: true }) { userErrors { code } } }",
        json!({}),
    )
    .await;
    assert_eq!(there.query(studies, json!({})).await.code(), "UNAUTHENTICATED");
}
