//! Answers that are sent together: each is saved or told for itself, and a retry is answered as the first time.

use chrono::Duration;
use entity::save_key;
use sea_orm::{EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _};
use serde_json::{Value, json};

use super::{answer, pair};
use crate::harness::{Client, both};
use crate::question_kinds::Asked;
use crate::world::{self, Round, SUBMIT, World, done, text};

const SAVE: &str =
    "mutation($answers: [SaveAnswerInput!]!, $key: String) { saveAnswers(input: { answers: $answers, clientKey: $key }) {
    response { id } answers { question { code } number text revision answeredBy }
    clashes { index sent { question { code } item state number text baseRevision options { code } }
        stored { question { code } number text revision answeredBy answeredAt } }
    userErrors { code field message } } }";

async fn save(client: &Client, answers: Value, key: Option<&str>) -> Value {
    let reply = client.query(SAVE, json!({ "answers": answers, "key": key })).await;
    reply.data()["saveAnswers"].clone()
}

fn told(payload: &Value) -> Vec<(String, String)> {
    let errors = payload["userErrors"].as_array().unwrap();
    let field = |error: &Value| {
        error["field"].as_array().unwrap().iter().filter_map(Value::as_str).collect::<Vec<_>>().join(".")
    };
    errors.iter().map(|error| (text(error, "/code"), field(error))).collect()
}

/// What is stored, by code.
fn value(payload: &Value, code: &str) -> Value {
    let mut answers = payload["answers"].as_array().unwrap().iter();
    let found = answers.find(|answer| answer["question"]["code"] == code);
    found.map_or(Value::Null, |answer| json!([answer["number"], answer["text"], answer["revision"]]))
}

both! {
    async fn what_fits_is_saved_and_the_rest_is_told(app: TestApp) {
        let asked = Asked::new(&app).await;
        let stranger = format!("question_{}", uuid::Uuid::now_v7().simple());
        let payload = save(&asked.respondent, json!([
            asked.answer("number", json!({ "number": 12 })),
            asked.answer("short", json!({ "number": 1 })),
            { "questionId": stranger, "state": "DONT_KNOW" },
            { "questionId": "x", "state": "DONT_KNOW" },
            asked.answer("long", json!({ "text": "Tekst" })),
            asked.answer("number", json!({ "number": 13 })),
            asked.answer("group.name", json!({ "item": "r 1", "text": "x" })),
        ]), None).await;
        assert_eq!(told(&payload), [
            pair("OTHER_KIND_OF_ANSWER", "answers.1"),
            pair("NOT_FOUND", "answers.2.questionId"),
            pair("INVALID_ID", "answers.3.questionId"),
            pair("DUPLICATE", "answers.5.questionId"),
            pair("INVALID_ID", "answers.6.item"),
        ]);
        assert_eq!(payload["clashes"], json!([]));
        assert_eq!(value(&payload, "number"), json!([12.0, null, 1]));
        assert_eq!(value(&payload, "long"), json!([null, "Tekst", 1]));
        assert_eq!(payload["answers"].as_array().unwrap().len(), 2);
        assert_eq!(payload["answers"][0]["answeredBy"], "Kari Kontakt");
        let invitation = asked.respondent.query("{ invitation { status } }", json!({})).await;
        assert_eq!(invitation.data()["invitation"]["status"], "STARTED");
    }

    async fn of_answers_that_do_not_fit_nothing_is_left(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, .. } = world.open_round(&app).await;
        let unfit = json!([{ "questionId": world.question(), "state": "NOT_RELEVANT" }]);
        for key in [None, Some("k1"), Some("k1")] {
            let payload = save(&respondent, unfit.clone(), key).await;
            assert_eq!(told(&payload), [pair("NOT_ALLOWED", "answers.0")]);
            assert_eq!((&payload["response"], &payload["answers"]), (&Value::Null, &json!([])));
        }
        let seen = respondent.query("{ response { id } invitation { status startedAt } }", json!({})).await;
        assert_eq!(seen.data(), &json!({ "response": null, "invitation": { "status": "OPENED", "startedAt": null } }));
    }

    async fn a_clash_tells_both_values(app: TestApp) {
        let asked = Asked::new(&app).await;
        let number = |number: i32, base: Option<i32>| asked.answer("number", json!({ "number": number, "baseRevision": base }));
        save(&asked.respondent, json!([number(1, None)]), None).await;
        let colleague = world::follow(&app, &asked.link).await;
        save(&colleague, json!([number(2, Some(1))]), None).await;
        let b = asked.option("multi", "b");
        let payload = save(&asked.respondent, json!([
            asked.answer("multi", json!({ "optionIds": [b] })),
            number(3, Some(1)),
            asked.answer("long", json!({ "text": "Tekst" })),
        ]), None).await;
        assert_eq!(told(&payload), [pair("ANSWER_CHANGED", "answers.1.baseRevision")]);
        let clashes = payload["clashes"].as_array().unwrap();
        assert_eq!(clashes.len(), 1);
        assert_eq!(clashes[0]["index"], 1);
        let sent = json!({ "question": { "code": "number" }, "item": null, "state": "ANSWERED", "number": 3.0, "text": null, "baseRevision": 1, "options": [] });
        assert_eq!(clashes[0]["sent"], sent);
        let stored = &clashes[0]["stored"];
        assert_eq!((&stored["number"], &stored["revision"], &stored["answeredBy"]), (&json!(2.0), &json!(2), &json!("Kari Kontakt")));
        assert_eq!(value(&payload, "long"), json!([null, "Tekst", 1]), "what was sent beside it is saved");
        // Who has seen it may replace it.
        let payload = save(&asked.respondent, json!([number(3, Some(2))]), None).await;
        assert_eq!((told(&payload), value(&payload, "number")), (vec![], json!([3.0, null, 3])));
        // Names are for those who see personal data, which no leader does.
        let id = text(&payload, "/response/id");
        let document = "query($id: ID!) { node(id: $id) { ... on Response { answers { answeredBy } } } }";
        let seen = asked.world.analyst.query(document, json!({ "id": id })).await;
        assert_eq!(seen.data()["node"]["answers"][0]["answeredBy"], "Kari Kontakt");
        assert_eq!(asked.world.leader.query(document, json!({ "id": id })).await.code(), "FORBIDDEN");
    }

    async fn the_same_key_is_answered_as_the_first_time(app: TestApp) {
        let asked = Asked::new(&app).await;
        let number = |number: i32, base: Option<i32>| asked.answer("number", json!({ "number": number, "baseRevision": base }));
        let first = json!([number(1, None), asked.answer("short", json!({ "number": 1 }))]);
        let payload = save(&asked.respondent, first.clone(), Some("k1")).await;
        assert_eq!(told(&payload), [pair("OTHER_KIND_OF_ANSWER", "answers.1")]);
        // A colleague goes on before the retry comes.
        save(&asked.respondent, json!([number(2, Some(1))]), None).await;
        let again = save(&asked.respondent, first.clone(), Some("k1")).await;
        assert_eq!((told(&again), &again["clashes"]), (told(&payload), &json!([])));
        assert_eq!(again["userErrors"], payload["userErrors"]);
        assert_eq!(value(&again, "number"), json!([2.0, null, 2]), "nothing is written, and what is stored is told");
        // Without the key it is another save.
        assert_eq!(told(&save(&asked.respondent, first.clone(), None).await)[0], pair("ANSWER_CHANGED", "answers.0.baseRevision"));
        // What clashed then clashes again, with what is stored now.
        let clash = json!([number(9, Some(1))]);
        assert_eq!(told(&save(&asked.respondent, clash.clone(), Some("k2")).await), [pair("ANSWER_CHANGED", "answers.0.baseRevision")]);
        save(&asked.respondent, json!([number(5, Some(2))]), None).await;
        let again = save(&asked.respondent, clash, Some("k2")).await;
        assert_eq!(told(&again), [pair("ANSWER_CHANGED", "answers.0.baseRevision")]);
        assert_eq!(again["clashes"][0]["stored"]["revision"], 3);
        // The key belongs to what was sent with it.
        for other in [json!([number(1, None)]), json!([number(1, Some(1)), asked.answer("short", json!({ "number": 1 }))])] {
            let reused = save(&asked.respondent, other, Some("k1")).await;
            assert_eq!(told(&reused), [pair("CLIENT_KEY_REUSED", "clientKey")]);
            assert_eq!(reused["answers"], Value::Null);
        }
        let long = "k".repeat(101);
        assert_eq!(told(&save(&asked.respondent, first.clone(), Some(&long)).await), [pair("TOO_LONG", "clientKey")]);
        // Also when all is over: the answer was saved, and a retry may know.
        save(&asked.respondent, json!([
            asked.answer("matrix", json!({ "state": "DONT_KNOW" })),
            asked.answer("grid.form", json!({ "number": 5 })),
        ]), None).await;
        done(&asked.respondent, SUBMIT, json!({})).await;
        assert_eq!(told(&save(&asked.respondent, first.clone(), Some("k1")).await), told(&payload));
        assert_eq!(told(&save(&asked.respondent, first, Some("k3")).await), [pair("ALREADY_SUBMITTED", "")]);
    }

    async fn of_many_retries_at_once_one_saves(app: TestApp) {
        let world = World::new(&app).await;
        let Round { respondent, .. } = world.open_round(&app).await;
        let answers = answer(&world, 1, None);
        let tries = (0..6).map(|_| {
            let (respondent, answers) = (respondent.clone(), answers.clone());
            async move { save(&respondent, answers, Some("k1")).await }
        });
        for payload in futures_util::future::join_all(tries).await {
            assert_eq!((told(&payload), &payload["answers"][0]["revision"]), (vec![], &json!(1)));
        }
    }

    async fn keys_are_forgotten_when_no_retry_is_to_be_expected(app: TestApp) {
        let asked = Asked::new(&app).await;
        let text_of = |text: &str, base: Option<i32>| json!([asked.answer("long", json!({ "text": text, "baseRevision": base }))]);
        let payload = save(&asked.respondent, text_of("a", None), Some("first")).await;
        let id: uuid::Uuid = text(&payload, "/response/id").trim_start_matches("response_").parse().unwrap();
        let now = app.app.clock.now();
        let rows = (0..600).map(|number| save_key::Model {
            response_id: id.into(),
            client_key: format!("key {number}"),
            content_hash: String::new(),
            refusals: json!([]),
            saved_at: now - Duration::seconds(number + 1),
        }.into_active_model());
        let txn = app.system().begin().await.unwrap();
        save_key::Entity::insert_many(rows).exec_without_returning(&txn).await.unwrap();
        txn.commit().await.unwrap();
        let known = async || save_key::Entity::find().count(app.system().db()).await.unwrap();
        save(&asked.respondent, text_of("b", Some(1)), Some("second")).await;
        assert_eq!(known().await, 500);
        assert_eq!(told(&save(&asked.respondent, text_of("a", None), Some("first")).await), []);
        app.app.clock.advance(Duration::days(8));
        let respondent = world::follow(&app, &asked.link).await;
        save(&respondent, text_of("c", Some(2)), Some("third")).await;
        assert_eq!(known().await, 1);
    }
}
