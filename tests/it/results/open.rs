//! Open answers: texts with who wrote them.

use serde_json::{Value, json};

use super::Asked;
use crate::harness::both;

const OPEN: &str = "query($round: ID!, $question: ID!, $search: String, $first: Int, $after: String) {
    openAnswers(roundId: $round, questionId: $question, search: $search, first: $first, after: $after) {
        totalCount pageInfo { endCursor hasNextPage }
        nodes { organization { name } stratum submittedAt item text response { status answers { question { code } } } } } }";

fn texts(found: &Value) -> Vec<(String, String)> {
    let nodes = found["nodes"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    nodes.map(|node| (text(&node["organization"]["name"]), text(&node["text"]))).collect()
}

fn pair(owner: &str, text: &str) -> (String, String) {
    (owner.to_owned(), text.to_owned())
}

both! {
    async fn texts_stand_in_norwegian_order_and_are_found_by_their_words(app: TestApp) {
        let asked = Asked::answered(&app).await;
        asked.reopen(&app, "kari@prove.example").await;
        let open = async |question: &str, more: Value| {
            let mut variables = json!({ "round": asked.round, "question": asked.find(question)["id"] });
            variables.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            asked.world.analyst.query(OPEN, variables).await.data()["openAnswers"].clone()
        };
        let all = [pair("Prøveetaten", "=Vi trenger signering på Ås"), pair("Ålesund", "Ingenting å melde")];
        let found = open("long", json!({})).await;
        assert_eq!((found["totalCount"].as_i64(), texts(&found)), (Some(2), all.to_vec()));
        let first = &found["nodes"][0];
        assert_eq!((&first["stratum"], &first["item"]), (&json!("stat"), &json!(null)));
        assert_eq!(first["response"]["status"], "IN_PROGRESS");
        assert!(first["response"]["answers"].as_array().unwrap().len() > 5);

        let page = open("long", json!({ "first": 1 })).await;
        assert_eq!((texts(&page), &page["pageInfo"]["hasNextPage"]), (all[..1].to_vec(), &json!(true)));
        let rest = open("long", json!({ "first": 1, "after": page["pageInfo"]["endCursor"] })).await;
        assert_eq!((texts(&rest), &rest["pageInfo"]["hasNextPage"]), (all[1..].to_vec(), &json!(false)));

        for (search, wanted) in [("aas SIGNERING", &all[..1]), ("melde", &all[1..]), ("in", &all[..]), ("nei", &all[..0])] {
            let found = open("long", json!({ "search": search })).await;
            assert_eq!((found["totalCount"].as_u64(), texts(&found)), (Some(wanted.len() as u64), wanted.to_vec()), "{search}");
        }
        let page = open("long", json!({ "search": "in", "first": 1 })).await;
        let rest = open("long", json!({ "search": "in", "first": 1, "after": page["pageInfo"]["endCursor"] })).await;
        assert_eq!((texts(&page), texts(&rest)), (all[..1].to_vec(), all[1..].to_vec()));

        let field = open("group.name", json!({})).await;
        assert_eq!((texts(&field), &field["nodes"][0]["item"]), (vec![pair("Prøveetaten", "Skjema")], &json!("r1")));
        // What was hidden when it was submitted is nobody's to read here.
        assert_eq!(texts(&open("more", json!({})).await), [pair("Prøveetaten", "Mer")]);
    }

    async fn what_takes_no_texts_is_refused(app: TestApp) {
        let asked = Asked::new(&app).await;
        for question in [asked.find("single")["id"].clone(), json!(asked.world.question())] {
            let variables = json!({ "round": asked.round, "question": question });
            assert_eq!(asked.world.analyst.query(OPEN, variables).await.code(), "BAD_USER_INPUT");
        }
    }
}
