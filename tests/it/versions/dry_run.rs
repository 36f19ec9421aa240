//! What synthetic respondents find.

use serde_json::{Value, json};

use super::{draft, refusal};
use crate::harness::{Client, both};
use crate::world::{self, World, text};

const DRY_RUN: &str = "query($id: ID!, $respondents: Int, $seed: Int) {
    questionnaireDryRun(versionId: $id, respondents: $respondents, seed: $seed) {
        respondents cutShort distinctPaths unreachable { code proven }
        deadEnds { code kind proven respondents example { code value } }
        paths { questions asked respondents minutes } shortest { questions minutes } longest { questions minutes } } }";

fn both_forms(text: &str) -> Value {
    json!({ "nb": text, "nn": text })
}

fn question(code: &str, kind: &str) -> Value {
    let mut question =
        json!({ "code": code, "kind": kind, "text": both_forms("Hvor mange tjenester har dere?") });
    if kind == "SINGLE_CHOICE" {
        question["options"] =
            ["a", "b", "c"].map(|code| json!({ "code": code, "label": both_forms(code) })).into();
    }
    question
}

fn shown_when(mut question: Value, rule: &str) -> Value {
    question["visibleWhen"] = json!(rule);
    question
}

async fn report(client: &Client, variables: Value) -> Value {
    client.query(DRY_RUN, variables).await.data()["questionnaireDryRun"].clone()
}

both! {
    async fn a_draft_is_walked_through(app: TestApp) {
        let world = World::new(&app).await;
        let mut refused = question("Q5", "SINGLE_CHOICE");
        refused["validWhen"] = json!("Q1 = \"a\" or Q1 = \"b\"");
        let mut empty = shown_when(question("Q6", "MATRIX"), "Q2 > 99999");
        empty["required"] = json!(true);
        let questions = json!([
            question("Q1", "SINGLE_CHOICE"),
            question("Q2", "NUMBER"),
            shown_when(question("Q3", "LONG_TEXT"), "Q2 = 12345 and owner.sector = \"stat\""),
            shown_when(question("Q4", "NUMBER"), "Q1 = \"a\" and Q1 = \"b\""),
            refused,
            empty,
        ]);
        let draft = draft(&world, "prove", questions).await;
        let found = report(&world.analyst, json!({ "id": draft })).await;
        assert_eq!((&found["respondents"], &found["cutShort"]), (&json!(500), &json!(false)));
        assert_eq!(found["unreachable"], json!([{ "code": "Q4", "proven": true }]));
        let ends = found["deadEnds"].as_array().unwrap();
        let told: Vec<_> = ends.iter().map(|end| (text(end, "/code"), text(end, "/kind"), end["proven"] == true)).collect();
        assert_eq!(told, [
            ("Q5".to_owned(), "NOTHING_VALID".to_owned(), true),
            ("Q6".to_owned(), "NOTHING_TO_CHOOSE".to_owned(), true),
        ]);
        assert_eq!(ends[0]["example"], json!([{ "code": "Q1", "value": "c" }]));
        assert_eq!(found["distinctPaths"], 2);
        assert_eq!((&found["shortest"]["questions"], &found["longest"]["questions"]),
            (&json!(["Q1", "Q2", "Q5"]), &json!(["Q1", "Q2", "Q3", "Q5"])));
        let minutes = |path: &Value| path["minutes"].as_f64().unwrap();
        assert!(minutes(&found["longest"]) > minutes(&found["shortest"]) + 0.9, "{found}");
        // The same seed, the same report; another seed, others.
        assert_eq!(report(&world.analyst, json!({ "id": draft, "respondents": 500, "seed": 1 })).await, found);
        assert_ne!(report(&world.analyst, json!({ "id": draft, "seed": 2 })).await, found);
    }

    async fn how_many_is_limited_and_the_version_must_be_theirs(app: TestApp) {
        let world = World::new(&app).await;
        let id = &world.version["id"];
        for respondents in [0, -1, 5_001] {
            let variables = json!({ "id": id, "respondents": respondents });
            assert_eq!(refusal(&world.analyst, DRY_RUN, variables).await, "BAD_USER_INPUT");
        }
        assert_eq!(refusal(&world.leader, DRY_RUN, json!({ "id": id })).await, "FORBIDDEN");
        let few = report(&world.analyst, json!({ "id": id, "respondents": 3, "seed": -7 })).await;
        assert_eq!((&few["respondents"], &few["deadEnds"], &few["unreachable"]), (&json!(3), &json!([]), &json!([])));
        assert_eq!(report(&world.analyst, json!({ "id": "x" })).await, json!(null));
        let study = world::create_study(&world.system_admin).await;
        let foreign = world::publish(&world.system_admin, &study, "fremmed").await;
        assert_eq!(report(&world.analyst, json!({ "id": foreign["id"] })).await, json!(null));
    }
}
