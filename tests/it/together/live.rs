//! What those who answer together hear of each other.

use std::net::TcpListener;
use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use trespor::app::App;
use trespor::clock::Clock;

use super::{HAND_OVER, TAKE_BACK, Together, save, to};
use crate::harness::socket::{Heard, Socket};
use crate::harness::{Backend, Client, TestApp, both};
use crate::world::{SUBMIT, done, text};

const PER: &str = "per@prove.example";
const LISTEN: &str =
    "subscription { answeringChanges { answers { question { code } revision state answeredBy number }
    comments { text by settledAt } deletedComments handOvers { name state sections { code shown answered } } status } }";

/// What is done by way of one server is heard at another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_tell_each_other() {
    let app = TestApp::spawn(Backend::Postgres).await;
    let together = Together::new(&app).await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let other = App::start(app.app.settings.clone(), Clock::default()).await.unwrap();
    let stop = CancellationToken::new();
    let serving = tokio::spawn(trespor::http::serve(other, listener, stop.clone()));
    let (mut socket, _) = listen(&url, &together.kari).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    save(&together.kari, json!([together.plan(0, None)])).await;
    assert_eq!(hear(&mut socket).await["answers"][0]["question"]["code"], "Q01");
    stop.cancel();
    assert_eq!(socket.hear().await, Heard::Closed(1001));
    serving.await.unwrap().unwrap();
}

/// Begins to listen, and hears where the response stands.
async fn listen(url: &str, client: &Client) -> (Socket, Value) {
    let mut socket = Socket::greeted(url, client.token()).await;
    socket.subscribe("1", LISTEN, json!({})).await;
    let first = hear(&mut socket).await;
    (socket, first)
}

/// The next change; fails where it is something else.
async fn hear(socket: &mut Socket) -> Value {
    let message = socket.hear_message().await;
    assert_eq!(message["type"], "next", "{message}");
    message["payload"]["data"]["answeringChanges"].clone()
}

/// Hears changes until one says this.
async fn hear_until(socket: &mut Socket, wanted: impl Fn(&Value) -> bool) -> Value {
    loop {
        let change = hear(socket).await;
        if wanted(&change) {
            return change;
        }
    }
}

both! {
    async fn each_hears_what_the_others_do_as_far_as_it_is_theirs(app: TestApp) {
        let together = Together::new(&app).await;
        let (kari, analyst) = (&together.kari, &together.world.analyst);
        let (hand_over, _, per) = together.hand(&app, "drift", PER).await;
        let (mut karis, first) = listen(&app.url, kari).await;
        assert_eq!(first, json!({ "answers": [], "comments": [], "deletedComments": [], "handOvers": null, "status": null }));
        let (mut pers, _) = listen(&app.url, &per).await;
        save(&per, json!([together.number(0, 3.0, None)])).await;
        let told = json!([{ "question": { "code": "Q02" }, "revision": 1, "state": "ANSWERED", "answeredBy": "Per Kollega", "number": 3.0 }]);
        let mut come = Vec::new();
        for socket in [&mut karis, &mut pers] {
            let change = hear_until(socket, |change| change["answers"] != json!([])).await;
            assert_eq!((&change["answers"], &change["status"]), (&told, &json!("IN_PROGRESS")));
            come.push(change["handOvers"].clone());
        }
        // How far what was handed over has come is told to those who have all of it.
        let drift = json!({ "code": "drift", "shown": 2, "answered": 1 });
        assert_eq!(come, [json!([{ "name": "Per Kollega", "state": "OPENED", "sections": [drift] }]), json!(null)]);
        // What is not theirs is not told; the next that is comes alone.
        save(kari, json!([together.plan(0, None)])).await;
        assert_eq!(hear(&mut karis).await["answers"][0]["question"]["code"], "Q01");
        let add = "mutation($input: AddCommentInput!) { addComment(input: $input) { comment { id } userErrors { code field message } } }";
        done(kari, add, json!({ "input": { "questionId": together.question(0, 0), "text": "Om planen" } })).await;
        assert_eq!(hear(&mut karis).await["comments"], json!([{ "text": "Om planen", "by": "Kari Kontakt", "settledAt": null }]));
        let comment = done(kari, add, json!({ "input": { "questionId": together.question(1, 0), "text": "Om drift" } })).await;
        let change = hear(&mut pers).await;
        assert_eq!((&change["answers"], &change["comments"][0]["text"]), (&json!([]), &json!("Om drift")));
        hear(&mut karis).await;
        let delete = "mutation($id: ID!) { deleteComment(input: { commentId: $id }) { userErrors { code field message } } }";
        done(kari, delete, json!({ "id": comment["comment"]["id"] })).await;
        assert_eq!(hear(&mut pers).await["deletedComments"], json!([comment["comment"]["id"]]));
        hear(&mut karis).await;
        // Handing over is told to those who have all of it.
        done(kari, HAND_OVER, to("ola@prove.example", &["plan"])).await;
        let change = hear(&mut karis).await;
        let told = change["handOvers"].as_array().unwrap();
        assert_eq!((told.len(), &told[0]["state"]), (2, &json!("OPENED")));
        done(kari, SUBMIT, json!({})).await;
        for socket in [&mut karis, &mut pers] {
            hear_until(socket, |change| change["status"] == "SUBMITTED").await;
        }
        let response = text(kari.query("{ response { id } }", json!({})).await.data(), "/response/id");
        let reopen = "mutation($id: ID!) { reopenResponse(input: { responseId: $id, reason: \"Feil\" }) { userErrors { code field message } } }";
        done(analyst, reopen, json!({ "id": response })).await;
        for socket in [&mut karis, &mut pers] {
            hear_until(socket, |change| change["status"] == "IN_PROGRESS").await;
        }
        // What is taken back is heard no more.
        done(kari, TAKE_BACK, json!({ "input": { "handOverId": hand_over } })).await;
        hear_until(&mut karis, |change| change["handOvers"][0]["state"] == "TAKEN_BACK").await;
        save(kari, json!([together.number(0, 4.0, Some(1))])).await;
        loop {
            match pers.hear().await {
                Heard::Closed(code) => break assert_eq!(code, 4403),
                Heard::Message(message) => assert!(!message.to_string().contains("4.0"), "{message}"),
            }
        }
    }
}
