//! What keeps a version from being published, and how one is told beforehand.

use serde_json::{Value, json};

use super::draft;
use crate::harness::{Client, both};
use crate::world::{World, done, refused, text};

const ASK: &str = "query($id: ID!) { questionnairePublishability(versionId: $id) {
    canBePublished revision obstacles { code field message } warnings { code field } } }";
const PUBLISH: &str =
    "mutation($id: ID!, $base: Int) { publishQuestionnaire(input: { versionId: $id, baseRevision: $base }) {
    questionnaireVersion { status } warnings { code field } userErrors { code field message } } }";
const DELETE: &str =
    "mutation($id: ID!, $base: Int) { deleteQuestionnaire(input: { versionId: $id, baseRevision: $base }) {
    deletedId userErrors { code field message } } }";
const CHANGE: &str = "mutation($input: ChangeQuestionnaireInput!) { changeQuestionnaire(input: $input) {
    questionnaireVersion { revision } userErrors { code field message } } }";

fn words(text: &str) -> Value {
    json!({ "nb": text, "nn": text, "en": text })
}

fn question(code: &str, kind: &str, more: Value) -> Value {
    let mut question = json!({ "code": code, "kind": kind, "text": words(code) });
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

/// Codes and paths.
fn told(list: &Value) -> Vec<(String, String)> {
    let path = |one: &Value| {
        one["field"].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(".")
    };
    list.as_array().into_iter().flatten().map(|one| (text(one, "/code"), path(one))).collect()
}

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

async fn publishability(client: &Client, id: &str) -> Value {
    client.query(ASK, json!({ "id": id })).await.data()["questionnairePublishability"].clone()
}

both! {
    async fn what_nobody_can_submit_is_not_published(app: TestApp) {
        let world = World::new(&app).await;
        let options = json!([{ "code": "a", "label": words("A") }, { "code": "b", "label": words("B") }]);
        let questions = json!([
            question("N", "NUMBER", json!({ "format": { "most": 10 }, "validWhen": "N > 10" })),
            question("F", "SHORT_TEXT", json!({ "validWhen": "false" })),
            question("C", "SINGLE_CHOICE", json!({ "options": options, "allowsDontKnow": true, "validWhen": "1 = 2" })),
            question("W", "NUMBER", json!({ "format": { "least": 0.2, "most": 0.8, "whole": true } })),
            question("Free", "NUMBER", json!({ "required": false, "validWhen": "Free > 1 and Free < 0" })),
            question("Fine", "NUMBER", json!({ "validWhen": "Fine > N" })),
        ]);
        let draft = draft(&world, "prove", questions).await;
        let wanted = [
            pair("NOTHING_FITS", "questions.W.format.most"),
            pair("NEVER_VALID", "questions.N.validWhen"),
            pair("NEVER_VALID", "questions.F.validWhen"),
            pair("NEVER_VALID", "questions.C.validWhen"),
        ];
        let asked = publishability(&world.analyst, &draft).await;
        assert_eq!(told(&asked["obstacles"]), wanted);
        assert_eq!((&asked["canBePublished"], &asked["revision"]), (&json!(false), &json!(1)));
        assert_eq!(refused(&world.analyst, PUBLISH, json!({ "id": draft })).await, wanted);
    }

    async fn long_texts_keep_nobody_waiting(app: TestApp) {
        let world = World::new(&app).await;
        let long = |code: &str, rule: &str| question(code, "LONG_TEXT", json!({ "validWhen": rule.replace('X', code) }));
        let many: Vec<Value> =
            (0..30).map(|place| long(&format!("T{place}"), "length(X) > 9990 and length(X) < 9992")).collect();
        let many = draft(&world, "mange", many.into()).await;
        assert_eq!(publishability(&world.analyst, &many).await["obstacles"], json!([]));
        // What is longer than any text may be is told alike by both.
        let never = draft(&world, "aldri", json!([long("T", "length(X) > 10000")])).await;
        let asked = publishability(&world.analyst, &never).await;
        assert_eq!(told(&asked["obstacles"]), [pair("NEVER_VALID", "questions.T.validWhen")]);
        let document = "query($id: ID!) { questionnaireDryRun(versionId: $id, respondents: 5000) {
            respondents deadEnds { code kind proven example { code } } } }";
        let tried = world.analyst.query(document, json!({ "id": never })).await;
        let dead_end = json!({ "code": "T", "kind": "NOTHING_VALID", "proven": true, "example": [] });
        assert_eq!(tried.data()["questionnaireDryRun"], json!({ "respondents": 5000, "deadEnds": [dead_end] }));
    }

    async fn what_is_never_shown_is_not_published(app: TestApp) {
        let world = World::new(&app).await;
        let option = |code: &str| json!({ "code": code, "label": words(code) });
        let options = json!([option("a"), option("b")]);
        let mut questions = vec![
            question("N", "NUMBER", json!({ "format": { "least": 0, "whole": true } })),
            question("D", "DATE", json!({ "format": { "earliest": "2026-01-01", "latest": "2026-12-31" } })),
            question("M", "MULTIPLE_CHOICE", json!({ "options": options, "format": { "atMost": 1 } })),
            question("T", "SHORT_TEXT", json!({ "format": { "longest": 20 } })),
        ];
        let never = [
            "N = 1.5",
            "D < date(\"2026-01-01\")",
            "D > date(\"2026-12-31\")",
            "count(M) = 2",
            "any(M, \"a\") and any(M, \"b\")",
            "length(T) > 20",
            "N + 1 < 0",
            "N / 0 > 1",
        ];
        let codes = |place: usize| format!("Never{place}");
        for (place, rule) in never.iter().enumerate() {
            questions.push(question(&codes(place), "NUMBER", json!({ "visibleWhen": rule })));
        }
        questions.push(question("Rare", "NUMBER", json!({ "visibleWhen": "N * N = 5184729" })));
        let draft = draft(&world, "prove", questions.into()).await;
        let wanted: Vec<_> =
            (0..never.len()).map(|place| pair("NEVER_SHOWN", &format!("questions.{}.visibleWhen", codes(place)))).collect();
        let asked = publishability(&world.analyst, &draft).await;
        assert_eq!(told(&asked["obstacles"]), wanted);
        // 2277 squared: there is such a number, and nobody finds it.
        let rare = pair("PERHAPS_NEVER_SHOWN", "questions.Rare.visibleWhen");
        assert_eq!(told(&asked["warnings"]), [pair("ENGLISH_MISSING", "sections.plan.title.en"), rare]);
    }

    async fn what_asks_nothing_is_told_so(app: TestApp) {
        let world = World::new(&app).await;
        let draft = draft(&world, "tom", json!([question("I", "INFORMATION", json!({}))])).await;
        let asked = publishability(&world.analyst, &draft).await;
        assert_eq!(told(&asked["obstacles"]), [pair("ASKS_NOTHING", "sections")]);
    }

    async fn days_that_nobody_can_answer_are_limits_too(app: TestApp) {
        let world = World::new(&app).await;
        let field = json!({ "code": "d", "kind": "DATE", "text": words("Dag") });
        let questions = json!([
            question("D", "DATE", json!({})),
            question("G", "REPEATING_GROUP", json!({ "parts": [field] })),
            question("Old", "DATE", json!({ "validWhen": "Old < date(\"1899-01-01\")" })),
            question("Late", "NUMBER", json!({ "visibleWhen": "D > date(\"2200-01-01\")" })),
            question("Last", "NUMBER", json!({ "visibleWhen": "D = date(\"2199-12-31\")" })),
            question("First", "NUMBER", json!({ "visibleWhen": "D < date(\"1900-01-02\")" })),
            question("Before", "NUMBER", json!({ "visibleWhen": "min(G.d) < date(\"1900-01-01\")" })),
            question("Within", "NUMBER", json!({ "visibleWhen": "max(G.d) > date(\"2100-01-01\")" })),
        ]);
        let draft = draft(&world, "prove", questions).await;
        let asked = publishability(&world.analyst, &draft).await;
        assert_eq!(told(&asked["obstacles"]), [
            pair("NEVER_VALID", "questions.Old.validWhen"),
            pair("NEVER_SHOWN", "questions.Late.visibleWhen"),
            pair("NEVER_SHOWN", "questions.Before.visibleWhen"),
        ]);
        let document = "query($id: ID!) { questionnaireDryRun(versionId: $id) { unreachable { code proven } deadEnds { code proven } } }";
        let tried = world.analyst.query(document, json!({ "id": draft })).await.data()["questionnaireDryRun"].clone();
        assert_eq!(tried["unreachable"], json!([{ "code": "Late", "proven": true }, { "code": "Before", "proven": true }]));
        assert_eq!(tried["deadEnds"], json!([{ "code": "Old", "proven": true }]));
    }

    async fn warnings_come_also_where_it_is_refused(app: TestApp) {
        let world = World::new(&app).await;
        let mut first = question("Q1", "NUMBER", json!({}));
        first["text"] = json!({ "nb": "Hvor mange?" });
        let mut second = question("Q2", "NUMBER", json!({ "validWhen": "Q2 > Q1 and Q2 < 10" }));
        second["text"] = json!({ "nb": "Av disse?", "nn": "Av desse?" });
        let draft = draft(&world, "prove", json!([first, second])).await;
        let tried = world.analyst.query(PUBLISH, json!({ "id": draft })).await.data()["publishQuestionnaire"].clone();
        assert_eq!(told(&tried["userErrors"]), [pair("TRANSLATION_MISSING", "questions.Q1.text.nn")]);
        let warned = told(&tried["warnings"]);
        for wanted in [
            pair("ENGLISH_MISSING", "questions.Q1.text.en"),
            pair("ENGLISH_MISSING", "questions.Q2.text.en"),
            pair("PERHAPS_DEAD_END", "questions.Q2.validWhen"),
        ] {
            assert!(warned.contains(&wanted), "{wanted:?} is missing: {warned:?}");
        }
        let asked = publishability(&world.analyst, &draft).await;
        assert_eq!((&asked["obstacles"], &asked["warnings"]), (&tried["userErrors"], &tried["warnings"]));
    }

    async fn what_stops_only_some_is_a_warning(app: TestApp) {
        let world = World::new(&app).await;
        let options = json!([{ "code": "a", "label": words("A") }, { "code": "b", "label": words("B") }]);
        let choice = |code: &str, rule: &str| question(code, "SINGLE_CHOICE", json!({ "options": options, "validWhen": rule }));
        let questions = json!([
            question("Q1", "NUMBER", json!({ "required": false })),
            choice("Q2", "answered(Q1)"),
            choice("Q3", "owner.sector = \"stat\""),
            choice("Q4", "today() >= date(\"2999-01-01\")"),
        ]);
        let draft = draft(&world, "prove", questions).await;
        let asked = publishability(&world.analyst, &draft).await;
        assert_eq!(asked["obstacles"], json!([]));
        let published = done(&world.analyst, PUBLISH, json!({ "id": draft })).await;
        assert_eq!((&published["warnings"], &published["questionnaireVersion"]["status"]), (&asked["warnings"], &json!("PUBLISHED")));
        let warned = told(&asked["warnings"]);
        for code in ["Q2", "Q3", "Q4"] {
            let wanted = pair("PERHAPS_DEAD_END", &format!("questions.{code}.validWhen"));
            assert!(warned.contains(&wanted), "{wanted:?} is missing: {warned:?}");
        }
    }

    async fn what_a_colleague_changed_is_not_published_unseen(app: TestApp) {
        let world = World::new(&app).await;
        let draft = draft(&world, "prove", json!([question("Q1", "NUMBER", json!({}))])).await;
        let sections = json!([{ "code": "s", "title": words("S"), "questions": [question("Q2", "NUMBER", json!({}))] }]);
        let change = json!({ "versionId": draft, "baseRevision": 1, "title": words("T"), "sections": sections });
        done(&world.analyst, CHANGE, json!({ "input": change })).await;
        for document in [PUBLISH, DELETE] {
            let early = refused(&world.analyst, document, json!({ "id": draft, "base": 1 })).await;
            assert_eq!(early, [pair("CHANGED_SINCE", "baseRevision")]);
        }
        let published = done(&world.analyst, PUBLISH, json!({ "id": draft, "base": 2 })).await;
        assert_eq!(published["questionnaireVersion"]["status"], "PUBLISHED");
        let asked = publishability(&world.analyst, &draft).await;
        assert_eq!(told(&asked["obstacles"]), [pair("NOT_A_DRAFT", "versionId")]);
        assert_eq!(publishability(&world.analyst, "x").await, json!(null));
    }
}
