//! The whole path, as the people on it would tell it.

use mail_parser::MimeHeaders as _;
use serde_json::json;

use crate::harness::smtp::SmtpServer;
use crate::harness::socket::{Heard, Socket};
use crate::harness::{Backend, TestApp};
use crate::world::{self, World, done, text};

const PROGRESS: &str = "subscription($id: ID!) { roundProgress(roundId: $id) { invited queued sent opened started submitted failed } }";
const DASHBOARD: &str = "query($id: ID!) { maturityDashboard(roundId: $id) {
    population invited responded responseRate synthetic
    dimensions { dimension { code name(language: NN) } scored population mean lower upper dontKnow missing
        levels { level { number name } owners } }
    owners { nodes { organization { orgnr } submittedAt scores { dimension { code } point lower upper coverage observed level { number } } } }
    nonRespondents { totalCount nodes { name } } } }";

async fn one_owner_one_question_one_answer_one_score(backend: Backend) {
    let smtp = SmtpServer::start(&[]);
    let app = TestApp::with_settings(backend, |settings| {
        settings.mail.smtp_url = Some(smtp.url());
        settings.mail.from = "Trespor <undersokelse@digst.example>".to_owned();
    })
    .await;

    // An analyst signs in, registers an owner with a contact, and publishes a questionnaire with one scored question.
    let world = World::new(&app).await;
    // A second owner belongs to the study too; it will not answer.
    let silent = world::register_owner(&world.analyst, "991825827", "Tauseetaten", "ola@taus.example").await;
    world::add_to_frame(&world.analyst, &world.study, &[&silent]).await;

    // She opens a round, and follows it as it comes in.
    let version = text(&world.version, "/id");
    let round = world::open_round(&world.analyst, &world.study, &version).await;
    let mut socket = Socket::greeted(&app.url, world.analyst.token()).await;
    socket.subscribe("1", PROGRESS, json!({ "id": round })).await;

    // The invitation leaves as a mail, in the owner's language; nothing in it counts who opens it.
    let mails = smtp.received(2).await;
    let mail = mails.iter().find(|mail| mail.to == ["kari@prove.example"]).expect("a mail to Kari");
    let message = mail.parsed();
    assert_eq!(message.subject(), Some("Interessentanalyse: svar for Prøveetaten"));
    let html = message.body_html(0).expect("an HTML part");
    assert!(html.contains("Opne undersøkinga") && !html.contains("<img"), "{html}");
    assert!(message.attachments().all(|part| part.content_type().is_none()));
    let body = message.body_text(0).expect("a text part").into_owned();
    let (_, link) = body.split_once(&format!("{}/svar/", app.url)).expect("a personal link");
    let link = link.split_whitespace().next().expect("a token");

    // A scanner follows it; that uses nothing up.
    for method in ["GET", "HEAD", "GET"] {
        let page = app.anonymous().request(method, &format!("/svar/{link}")).send().await.unwrap();
        assert_eq!(page.status(), 200);
    }

    // The service owner follows it, sees for whom one answers, answers and submits.
    let respondent = world::follow(&app, link).await;
    let document = "{ invitation { status organization { name } round { status study { name } questionnaire {
        sections { questions { id code text(language: EN) options { id code label score } } } } } } response { id } }";
    let seen = respondent.query(document, json!({})).await;
    assert_eq!(seen.data()["invitation"]["organization"]["name"], "Prøveetaten");
    assert_eq!(seen.data()["invitation"]["status"], "OPENED");
    assert_eq!(seen.data()["response"], json!(null));
    let question = &seen.data()["invitation"]["round"]["questionnaire"]["sections"][0]["questions"][0];
    assert_eq!(question["text"], "Have you a plan?");
    assert_eq!(question["options"][1]["score"], json!(null), "scores would lead the respondent");
    let answer = json!([{ "questionId": question["id"], "state": "ANSWERED", "optionIds": [question["options"][1]["id"]] }]);
    let saved = done(&respondent, world::SAVE, json!({ "answers": answer })).await;
    assert_eq!(
        saved["answers"],
        json!([{ "question": { "code": "Q01" }, "state": "ANSWERED", "options": [{ "code": "draft" }], "revision": 1 }])
    );
    let receipt = done(&respondent, world::SUBMIT, json!({})).await["submission"].clone();
    assert_eq!(receipt["number"], 1);
    assert_eq!(text(&receipt, "/contentHash").len(), 64);

    // The analyst has seen it happen.
    loop {
        let Heard::Message(news) = socket.hear().await else { panic!("the socket closed") };
        let progress = &news["payload"]["data"]["roundProgress"];
        assert_eq!(progress["invited"], 2, "{news}");
        if *progress
            == json!({ "invited": 2, "queued": 0, "sent": 1, "opened": 0, "started": 0, "submitted": 1, "failed": 0 })
        {
            break;
        }
    }

    // The score is stored, and a leader reads it: 0.5 for one of two owners, so that the mean of both is anywhere
    // from 0.25 (the other has 0) to 0.75 (the other has 1).
    let reply = world.leader.query(DASHBOARD, json!({ "id": round })).await;
    let dashboard = &reply.data()["maturityDashboard"];
    assert_eq!(
        dashboard["dimensions"],
        json!([{
            "dimension": { "code": "D1", "name": "Planlegging" },
            "scored": 1, "population": 2, "mean": 0.5, "lower": 0.25, "upper": 0.75, "dontKnow": 0, "missing": 0,
            "levels": [
                { "level": { "number": 0, "name": "Ikke startet" }, "owners": 0 },
                { "level": { "number": 1, "name": "I gang" }, "owners": 1 },
                { "level": { "number": 2, "name": "Klar" }, "owners": 0 },
            ],
        }])
    );
    let figures = (
        &dashboard["population"],
        &dashboard["invited"],
        &dashboard["responded"],
        &dashboard["responseRate"],
    );
    assert_eq!(figures, (&json!(2), &json!(2), &json!(1), &json!(0.5)));
    assert_eq!(dashboard["nonRespondents"], json!({ "totalCount": 1, "nodes": [{ "name": "Tauseetaten" }] }));
    assert_eq!(dashboard["owners"]["nodes"][0]["organization"]["orgnr"], "974760673");
    let score = json!({ "dimension": { "code": "D1" }, "point": 0.5, "lower": 0.5, "upper": 0.5, "coverage": 1.0, "observed": 1, "level": { "number": 1 } });
    assert_eq!(dashboard["owners"]["nodes"][0]["scores"], json!([score]));
    assert_eq!(dashboard["owners"]["nodes"][1]["scores"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    Box::pin(one_owner_one_question_one_answer_one_score(Backend::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    Box::pin(one_owner_one_question_one_answer_one_score(Backend::Postgres)).await;
}
