//! What is carried over of an earlier submission to another version: rows of repeating groups, options, units.

use serde_json::{Value, json};

use super::pair;
use crate::harness::{Client, TestApp, both};
use crate::question_kinds::{find, words};
use crate::world::{self, PUBLISH, SAVE, SUBMIT, World, done, follow, refused, text};

const CREATE: &str = "mutation($input: CreateQuestionnaireInput!) { createQuestionnaire(input: $input) {
    questionnaireVersion { id sections { questions { id code options { id code } parts { id code options { id code } } } } }
    userErrors { code field message } } }";
const COPY: &str = "mutation($id: ID!) { copyQuestionnaire(input: { versionId: $id }) {
    questionnaireVersion { id } userErrors { code field message } } }";
const CHANGE: &str = "mutation($input: ChangeQuestionnaireInput!) { changeQuestionnaire(input: $input) {
    questionnaireVersion { id sections { questions { id code options { id code } parts { id code options { id code } } } } }
    userErrors { code field message } } }";
const EARLIER: &str =
    "{ answering { earlier { answers { question { code } item standing options { code } number text }
    notCarriedOver { question item reason } } response { answers { question { code } item origin } } } }";
const CONFIRM: &str =
    "mutation($answers: [ConfirmAnswerInput!]!) { confirmAnswers(input: { answers: $answers }) {
    userErrors { code field message } } }";

/// Choices, a number, and a group whose rows have a name, a goal, a number and a note.
fn questions() -> Vec<Value> {
    let option = |code: &str, label: &str| json!({ "code": code, "label": words(label) });
    let question = |code: &str, kind: &str, more: Value| {
        let mut question = json!({ "code": code, "kind": kind, "text": words(&format!("Hva er {code}?")), "required": false });
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        question
    };
    let options = json!([option("a", "Første ledd"), option("b", "Andre ledd")]);
    let parts = json!([
        question("name", "SHORT_TEXT", json!({})),
        question(
            "goal",
            "SINGLE_CHOICE",
            json!({ "options": [option("x", "Flyttes i år"), option("y", "Blir der den er")] })
        ),
        question("volume", "NUMBER", json!({ "format": { "least": 0, "unit": words("i året") } })),
        question("note", "SHORT_TEXT", json!({})),
    ]);
    vec![
        question("first", "MULTIPLE_CHOICE", json!({ "options": options })),
        question("second", "MULTIPLE_CHOICE", json!({ "options": options })),
        question("number", "NUMBER", json!({ "format": { "least": 0, "unit": words("tjenester") } })),
        question(
            "group",
            "REPEATING_GROUP",
            json!({ "format": { "rowsFrom": "SERVICES", "mostRows": 3 }, "parts": parts }),
        ),
    ]
}

fn sections(questions: &[Value]) -> Value {
    json!([{ "code": "s", "title": words("Del"), "questions": questions }])
}

/// Somebody who answers a version in a round.
struct Wave<'a> {
    version: &'a Value,
    respondent: Client,
}

impl<'a> Wave<'a> {
    async fn open(app: &TestApp, world: &World, version: &'a Value, start: &str) -> Self {
        let mut input = world::round(&world.study, &text(version, "/id"));
        input["startFrom"] = json!(start);
        done(&world.analyst, world::OPEN_ROUND, json!({ "input": input })).await;
        let link = app.mails().await.last().unwrap().token_after("/svar/");
        Self { version, respondent: follow(app, &link).await }
    }

    /// What is asked, by its code and row.
    fn key(&self, code: &str, item: &str) -> Value {
        let mut key = json!({ "questionId": find(self.version, code)["id"] });
        if !item.is_empty() {
            key["item"] = json!(item);
        }
        key
    }

    fn answer(&self, code: &str, item: &str, more: Value) -> Value {
        let mut answer = self.key(code, item);
        answer["state"] = json!("ANSWERED");
        answer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        answer
    }

    fn chosen(&self, code: &str, option: &str) -> Value {
        let options = find(self.version, code)["options"].as_array().cloned().unwrap();
        json!({ "optionIds": [options.into_iter().find(|one| one["code"] == option).unwrap()["id"]] })
    }
}

/// The (code, row, field) of each, in the order of their names.
fn told(list: &Value, code: &str, more: &str) -> Vec<[String; 3]> {
    let list = list.as_array().unwrap();
    let part = |one: &Value, pointer: &str| {
        one.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let mut told: Vec<_> =
        list.iter().map(|one| [part(one, code), part(one, "/item"), part(one, more)]).collect();
    told.sort();
    told
}

fn row(parts: [&str; 3]) -> [String; 3] {
    parts.map(str::to_owned)
}

both! {
    async fn rows_options_and_units_are_carried_over_where_they_mean_the_same(app: TestApp) {
        let world = World::new(&app).await;
        let input = json!({ "studyId": world.study, "code": "rader", "title": words("Rader"), "sections": sections(&questions()) });
        let first = done(&world.analyst, CREATE, json!({ "input": input })).await["questionnaireVersion"].clone();
        done(&world.analyst, PUBLISH, json!({ "id": first["id"] })).await;
        let wave = Wave::open(&app, &world, &first, "NOTHING").await;
        let answers = json!([
            wave.answer("first", "", wave.chosen("first", "a")),
            wave.answer("second", "", wave.chosen("second", "b")),
            wave.answer("number", "", json!({ "number": 12 })),
            wave.answer("group.name", "row-1", json!({ "text": "Lenke" })),
            wave.answer("group.goal", "row-1", wave.chosen("group.goal", "x")),
            wave.answer("group.volume", "row-1", json!({ "number": 5 })),
            wave.answer("group.note", "row-1", json!({ "text": "Noe" })),
            wave.answer("group.name", "row-2", json!({ "text": "Skjema" })),
            wave.answer("group.goal", "row-2", wave.chosen("group.goal", "y")),
        ]);
        done(&wave.respondent, SAVE, json!({ "answers": answers })).await;
        done(&wave.respondent, SUBMIT, json!({})).await;

        // The next version calls options something else, counts in other units, and asks for no note.
        let mut next = questions();
        next[0]["options"][0]["label"] = words("Noe helt annet enn før");
        next[1]["options"][0]["label"] = words("Noe helt annet enn før");
        next[2]["format"]["unit"] = words("skjemaer");
        next[3]["parts"][1]["options"][0]["label"] = words("Legges ned for godt");
        next[3]["parts"][2]["format"]["unit"] = words("i måneden");
        next[3]["parts"].as_array_mut().unwrap().remove(3);
        let copied = done(&world.analyst, COPY, json!({ "id": first["id"] })).await;
        let id = text(&copied, "/questionnaireVersion/id");
        let input = json!({ "versionId": id, "baseRevision": 1, "title": words("Rader"), "sections": sections(&next) });
        let second = done(&world.analyst, CHANGE, json!({ "input": input })).await["questionnaireVersion"].clone();
        done(&world.analyst, PUBLISH, json!({ "id": id })).await;
        let wave = Wave::open(&app, &world, &second, "PREVIOUS_SUBMISSION").await;
        let earlier = async || wave.respondent.query(EARLIER, json!({})).await.data()["answering"].clone();
        let found = earlier().await["earlier"].clone();
        let carried = |standing: [&str; 4]| {
            let keys = [["group.goal", "row-2"], ["group.name", "row-1"], ["group.name", "row-2"], ["second", ""]];
            keys.into_iter().zip(standing).map(|([code, item], standing)| row([code, item, standing])).collect::<Vec<_>>()
        };
        assert_eq!(told(&found["answers"], "/question/code", "/standing"), carried(["UNCONFIRMED"; 4]));
        assert_eq!(told(&found["notCarriedOver"], "/question", "/reason"), [
            row(["first", "", "ASKED_DIFFERENTLY"]), row(["group.goal", "row-1", "ASKED_DIFFERENTLY"]),
            row(["group.note", "row-1", "NO_LONGER_ASKED"]), row(["group.volume", "row-1", "ASKED_DIFFERENTLY"]),
            row(["number", "", "ASKED_DIFFERENTLY"]),
        ]);
        // Each row is confirmed for itself, and by no other's key.
        let wrong = json!({ "answers": [wave.key("group.name", "row-3"), wave.key("group.goal", "row-1")] });
        assert_eq!(refused(&wave.respondent, CONFIRM, wrong).await, [pair("NOT_FOUND", "answers.0.questionId"), pair("NOT_FOUND", "answers.1.questionId")]);
        done(&wave.respondent, CONFIRM, json!({ "answers": [wave.key("group.name", "row-1"), wave.key("second", "")] })).await;
        let changed = json!([
            wave.answer("group.name", "row-2", json!({ "text": "Annet skjema" })),
            wave.answer("group.volume", "row-1", json!({ "number": 5 })),
            wave.answer("group.name", "row-3", json!({ "text": "Ny rad" })),
        ]);
        done(&wave.respondent, SAVE, json!({ "answers": changed })).await;
        let after = earlier().await;
        assert_eq!(told(&after["earlier"]["answers"], "/question/code", "/standing"), carried(["UNCONFIRMED", "CONFIRMED", "CHANGED", "CONFIRMED"]));
        assert_eq!(told(&after["response"]["answers"], "/question/code", "/origin"), [
            row(["group.name", "row-1", "CONFIRMED"]), row(["group.name", "row-2", "CHANGED"]), row(["group.name", "row-3", "NEW"]),
            row(["group.volume", "row-1", "NEW"]), row(["second", "", "CONFIRMED"]),
        ]);
    }
}
