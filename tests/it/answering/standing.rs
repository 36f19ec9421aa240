//! All that one who answers needs, in one operation.

use serde_json::{Value, json};

use super::pair;
use crate::harness::both;
use crate::question_kinds::Asked;
use crate::world::{SUBMIT, refused, text};

const DOCUMENT: &str = include_str!("../../../examples/answering.graphql");
const STANDING: &str = "{ answering { standing { shown answered obstacles { code field }
    sections { code shown answered questions { question { code } state required complete obstacles { field } } } } } }";

fn states(standing: &Value) -> Vec<(String, String)> {
    let questions = standing["sections"][0]["questions"].as_array().unwrap();
    questions.iter().map(|one| (text(one, "/question/code"), text(one, "/state"))).collect()
}

fn obstacles(standing: &Value) -> Vec<(String, String)> {
    let field = |one: &Value| {
        one["field"].as_array().unwrap().iter().filter_map(Value::as_str).collect::<Vec<_>>().join(".")
    };
    standing["obstacles"].as_array().unwrap().iter().map(|one| (text(one, "/code"), field(one))).collect()
}

both! {
    async fn how_far_one_is_and_what_is_missing_is_told_as_submitting_would(app: TestApp) {
        let asked = Asked::new(&app).await;
        let standing = async || {
            asked.respondent.query(STANDING, json!({})).await.data()["answering"]["standing"].clone()
        };
        let before = standing().await;
        assert_eq!((&before["shown"], &before["answered"]), (&json!(9), &json!(0)));
        assert_eq!(obstacles(&before), asked.submit().await);
        assert_eq!(obstacles(&before), [
            pair("ANSWER_MISSING", "answers.matrix.sign"),
            pair("ANSWER_MISSING", "answers.matrix.pay"),
        ]);
        assert_eq!(states(&before).last(), Some(&pair("more", "NOT_SHOWN")));
        asked.save(json!([
            asked.answer("multi", json!({ "optionIds": [asked.option("multi", "a")] })),
            asked.answer("scale", json!({ "state": "NOT_RELEVANT" })),
            asked.answer("number", json!({ "number": 12 })),
            asked.answer("long", json!({ "text": "Noe" })),
            asked.answer("day", json!({ "date": "2026-05-01" })),
            asked.answer("matrix.sign", json!({ "state": "DONT_KNOW" })),
            asked.answer("group.volume", json!({ "item": "r1", "number": 6 })),
        ])).await;
        asked.save(json!([asked.answer("long", json!({ "state": "NOT_ANSWERED", "baseRevision": 1 }))])).await;
        let after = standing().await;
        assert_eq!(obstacles(&after), refused(&asked.respondent, SUBMIT, json!({})).await);
        assert_eq!(states(&after), [
            pair("multi", "ANSWERED"), pair("scale", "NOT_RELEVANT"), pair("number", "ANSWERED"), pair("short", "NOT_ANSWERED"),
            pair("long", "NOT_ANSWERED"), pair("day", "ANSWERED"), pair("matrix", "ANSWERED"), pair("grid", "NOT_ANSWERED"),
            pair("group", "ANSWERED"), pair("more", "NOT_SHOWN"),
        ]);
        let questions = after["sections"][0]["questions"].as_array().unwrap();
        let complete: Vec<String> =
            questions.iter().filter(|one| one["complete"] == true).map(|one| text(one, "/question/code")).collect();
        assert_eq!(complete, ["multi", "scale", "number", "day"], "half a matrix and half a row are not all of it");
        assert_eq!((&after["shown"], &after["answered"]), (&json!(9), &json!(4)));
        assert_eq!(questions[3]["required"], true, "as the number is above ten");
        assert_eq!(questions[5]["obstacles"], json!([{ "field": ["answers", "day"] }]));
        // The same of the response, for those who read it.
        let id = asked.respondent.query("{ response { id } }", json!({})).await;
        let document = "query($id: ID!) { node(id: $id) { ... on Response { standing { shown answered } } } }";
        let seen = asked.world.analyst.query(document, json!({ "id": text(id.data(), "/response/id") })).await;
        assert_eq!(seen.data()["node"]["standing"], json!({ "shown": 9, "answered": 4 }));
    }

    async fn one_operation_gives_all_that_one_who_answers_needs(app: TestApp) {
        let asked = Asked::new(&app).await;
        let empty = asked.respondent.query(DOCUMENT, json!({ "language": "NN" })).await;
        assert_eq!(empty.data()["answering"]["response"], Value::Null);
        asked.save(json!([asked.answer("number", json!({ "number": 12 }))])).await;
        let one = asked.respondent.query(DOCUMENT, json!({ "language": "NN" })).await;
        let answering = &one.data()["answering"];
        assert_eq!(answering["invitation"]["organization"]["name"], "Prøveetaten");
        assert_eq!(answering["invitation"]["round"]["study"]["name"], "Interessentanalyse");
        let questions = answering["invitation"]["round"]["questionnaire"]["sections"][0]["questions"].as_array().unwrap();
        assert_eq!(questions[10]["visibleWhen"]["text"], "any(group.goal, \"x\") and any(multi, \"a\") and matrix.sign = \"a\"");
        assert_eq!(answering["response"]["answers"][0]["answeredBy"], "Kari Kontakt");
        assert_ne!(answering["askedBy"], "");
        assert_eq!(answering["standing"]["answered"], 1);
        // However much there is, it takes as many statements.
        asked.save(json!([
            asked.answer("multi", json!({ "optionIds": [asked.option("multi", "a"), asked.option("multi", "b")] })),
            asked.answer("matrix.sign", json!({ "optionIds": [asked.option("matrix", "a")] })),
            asked.answer("group.name", json!({ "item": "r1", "text": "x" })),
            asked.answer("group.name", json!({ "item": "r2", "text": "y" })),
        ])).await;
        let more = asked.respondent.query(DOCUMENT, json!({ "language": "NN" })).await;
        assert_eq!(more.data()["answering"]["response"]["answers"].as_array().unwrap().len(), 5);
        let (one, more) = (one.sql_statements.unwrap(), more.sql_statements.unwrap());
        // What was chosen is read only where something was.
        assert!(more <= one + 1, "{one} and then {more} statements");
        assert_eq!(more, AGREED);
    }
}

/// What was agreed for [`DOCUMENT`].
const AGREED: u64 = 23;
