//! Every kind of question: how it is answered, what it refuses, what must be there to submit, what it says about maturity.

use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use crate::harness::{Client, TestApp, both};
use crate::world::{self, CREATE_MODEL, CREATE_QUESTIONNAIRE, PUBLISH, SUBMIT, World, done, refused, text};

const CREATE: &str = "mutation($input: CreateQuestionnaireInput!) { createQuestionnaire(input: $input) {
    questionnaireVersion { id sections { questions { id code options { id code } parts { id code kind options { id code } } } } }
    userErrors { code field message } } }";
const SAVE: &str = "mutation($answers: [SaveAnswerInput!]!) { saveAnswers(input: { answers: $answers }) {
    answers { question { code } item state options { code } number text date revision } userErrors { code field message } } }";

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

pub(crate) fn words(text: &str) -> Value {
    json!({ "nb": text, "nn": text, "en": text })
}

fn option(code: &str, score: Option<f64>) -> Value {
    json!({ "code": code, "label": words(code), "score": score })
}

fn part(code: &str) -> Value {
    json!({ "code": code, "text": words(code) })
}

/// A question, with more about it.
fn question(code: &str, kind: &str, more: Value) -> Value {
    let mut question = json!({ "code": code, "kind": kind, "text": words(code), "required": false });
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

fn one_of_each() -> Value {
    let options = json!([option("a", Some(0.25)), option("b", Some(0.5)), option("c", None)]);
    json!([
        question(
            "intro",
            "INFORMATION",
            json!({ "text": words("Du svarer for {owner.name} ({owner.orgnr}).") })
        ),
        question("multi", "MULTIPLE_CHOICE", json!({ "options": options, "format": { "atMost": 2 } })),
        question("scale", "SCALE", json!({ "options": options, "allowsNotRelevant": true })),
        question(
            "number",
            "NUMBER",
            json!({ "format": { "least": 0, "most": 100, "whole": true, "unit": words("tjenester") } })
        ),
        question("short", "SHORT_TEXT", json!({ "requiredWhen": "number > 10", "required": true })),
        question("long", "LONG_TEXT", json!({ "format": { "longest": 20 } })),
        question(
            "day",
            "DATE",
            json!({ "format": { "earliest": "2026-01-01" }, "validWhen": "day > date(\"2026-06-01\") or number = 0",
            "validMessage": { "nb": "Etter 1. juni", "nn": "Etter 1. juni", "en": "After 1 June" } })
        ),
        question(
            "matrix",
            "MATRIX",
            json!({ "options": options, "parts": [part("sign"), part("pay")], "allowsDontKnow": true, "required": true, "allowsNotRelevant": true })
        ),
        question(
            "grid",
            "NUMBER_GRID",
            json!({ "parts": [part("form"), part("link")], "format": { "least": 0 }, "validWhen": "sum(grid) = number" })
        ),
        question(
            "group",
            "REPEATING_GROUP",
            json!({ "format": { "rowsFrom": "SERVICES", "mostRows": 3 }, "allowsDontKnow": true, "parts": [
            { "code": "name", "kind": "SHORT_TEXT", "text": words("Navn"), "required": true, "format": { "onFile": "NAME" } },
            { "code": "goal", "kind": "SINGLE_CHOICE", "text": words("Mål"), "options": [option("x", None), option("y", None)] },
            { "code": "volume", "kind": "NUMBER", "text": words("Volum"), "format": { "least": 0, "onFile": "YEARLY_VOLUME" } },
        ] })
        ),
        question(
            "more",
            "LONG_TEXT",
            json!({ "visibleWhen": "any(group.goal, \"x\") and any(multi, \"a\") and matrix.sign = \"a\"" })
        ),
    ])
}

/// A round that asks one question of each kind.
pub(crate) struct Asked {
    pub(crate) world: World,
    pub(crate) version: Value,
    pub(crate) round: String,
    pub(crate) respondent: Client,
    /// Token of the owner's personal link.
    pub(crate) link: String,
}

impl Asked {
    pub(crate) async fn new(app: &TestApp) -> Self {
        let world = World::new(app).await;
        let input = json!({
            "studyId": world.study, "code": "alle", "title": words("Alle"),
            "sections": [{ "code": "s", "title": words("Del"), "questions": one_of_each() }],
        });
        let version =
            done(&world.analyst, CREATE, json!({ "input": input })).await["questionnaireVersion"].clone();
        done(&world.analyst, PUBLISH, json!({ "id": version["id"] })).await;
        let asked = |code: &str| json!({ "questionId": find(&version, code)["id"] });
        let mut model = world::model(&world.study, "");
        model["dimensions"][0]["items"] = json!([asked("multi"), asked("scale"), asked("matrix")]);
        done(&world.analyst, CREATE_MODEL, json!({ "input": model })).await;
        let round = world::open_round(&world.analyst, &world.study, &text(&version, "/id")).await;
        let link = app.mails().await.last().unwrap().token_after("/svar/");
        let respondent = world::follow(app, &link).await;
        Self { world, version, round, respondent, link }
    }

    /// An answer to a question, or to a part of one (`matrix.sign`), with these fields.
    pub(crate) fn answer(&self, code: &str, more: Value) -> Value {
        let mut answer = json!({ "questionId": find(&self.version, code)["id"], "state": "ANSWERED" });
        answer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        answer
    }

    /// The key of an option; those of a matrix belong to the whole.
    pub(crate) fn option(&self, question: &str, code: &str) -> Value {
        let options = find(&self.version, question)["options"].as_array().cloned().unwrap();
        options.into_iter().find(|option| option["code"] == code).unwrap()["id"].clone()
    }

    pub(crate) async fn save(&self, answers: Value) -> Value {
        done(&self.respondent, SAVE, json!({ "answers": answers })).await["answers"].clone()
    }

    async fn refused(&self, answers: Value) -> Vec<(String, String)> {
        refused(&self.respondent, SAVE, json!({ "answers": answers })).await
    }

    pub(crate) async fn submit(&self) -> Vec<(String, String)> {
        refused(&self.respondent, SUBMIT, json!({})).await
    }
}

pub(crate) fn find(version: &Value, code: &str) -> Value {
    let (code, part) = code.split_once('.').map_or((code, None), |(code, part)| (code, Some(part)));
    let with = |list: &Value, code: &str| {
        let list = list.as_array().unwrap_or_else(|| panic!("no list for {code}"));
        list.iter().find(|one| one["code"] == code).unwrap_or_else(|| panic!("no {code}")).clone()
    };
    let question = with(&version["sections"][0]["questions"], code);
    part.map_or(question.clone(), |part| with(&question["parts"], part))
}

/// The answers by code, and by row where there is one.
pub(crate) fn stored(answers: &Value, code: &str, item: Option<&str>) -> Value {
    let mut answers = answers.as_array().unwrap().iter();
    let found = answers.find(|answer| answer["question"]["code"] == code && answer["item"].as_str() == item);
    found.unwrap_or_else(|| panic!("no answer to {code}")).clone()
}

both! {
    async fn each_kind_keeps_what_was_answered(app: TestApp) {
        let asked = Asked::new(&app).await;
        let (a, b) = (asked.option("multi", "a"), asked.option("multi", "b"));
        let saved = asked.save(json!([
            asked.answer("multi", json!({ "optionIds": [a, b] })),
            asked.answer("scale", json!({ "state": "NOT_RELEVANT" })),
            asked.answer("number", json!({ "number": 12 })),
            asked.answer("short", json!({ "text": "  Vi   har æøå  " })),
            asked.answer("day", json!({ "date": "2026-07-01" })),
            asked.answer("matrix.sign", json!({ "optionIds": [asked.option("matrix", "a")] })),
            asked.answer("matrix.pay", json!({ "state": "DONT_KNOW" })),
            asked.answer("grid.form", json!({ "number": 12.5 })),
            asked.answer("group.name", json!({ "item": "rad-1", "text": "Skjema" })),
            asked.answer("group.name", json!({ "item": "rad-2", "text": "Lenke" })),
            asked.answer("group.goal", json!({ "item": "rad-1", "optionIds": [find(&asked.version, "group.goal")["options"][1]["id"]] })),
        ])).await;
        assert_eq!(stored(&saved, "multi", None)["options"].as_array().unwrap().len(), 2);
        assert_eq!(stored(&saved, "number", None)["number"], 12.0);
        assert_eq!(stored(&saved, "short", None)["text"], "Vi   har æøå");
        assert_eq!(stored(&saved, "day", None)["date"], "2026-07-01");
        assert_eq!(stored(&saved, "matrix.pay", None)["state"], "DONT_KNOW");
        assert_eq!(stored(&saved, "grid.form", None)["number"], 12.5);
        assert_eq!(stored(&saved, "group.name", Some("rad-2"))["text"], "Lenke");
        assert_eq!(stored(&saved, "group.goal", Some("rad-1"))["options"], json!([{ "code": "y" }]));
        // A change keeps its place; an empty text takes the answer back, and is an answer no more.
        let saved = asked.save(json!([
            asked.answer("group.name", json!({ "item": "rad-2", "text": "Ny", "baseRevision": 1 })),
            asked.answer("short", json!({ "text": " ", "baseRevision": 1 })),
            asked.answer("number", json!({ "number": 3, "baseRevision": 1 })),
        ])).await;
        assert_eq!(stored(&saved, "group.name", Some("rad-2"))["revision"], 2);
        assert_eq!(stored(&saved, "short", None)["state"], "NOT_ANSWERED");
        assert_eq!(stored(&saved, "short", None)["text"], Value::Null);
        assert_eq!(stored(&saved, "number", None)["number"], 3.0);
        // Taking back what was never there leaves nothing.
        let before = saved.as_array().unwrap().len();
        let saved = asked.save(json!([asked.answer("long", json!({ "state": "NOT_ANSWERED" }))])).await;
        assert_eq!(saved.as_array().unwrap().len(), before);
    }

    async fn what_a_question_does_not_take_is_told_all_at_once(app: TestApp) {
        let asked = Asked::new(&app).await;
        let all: Vec<Value> = ["a", "b", "c"].iter().map(|code| asked.option("multi", code)).collect();
        let item = |item: &str| json!({ "item": item, "text": "x" });
        let refusals = asked.refused(json!([
            asked.answer("multi", json!({ "optionIds": all })),
            asked.answer("scale", json!({ "state": "DONT_KNOW" })),
            asked.answer("number", json!({ "number": 101 })),
            asked.answer("short", json!({ "number": 1 })),
            asked.answer("long", json!({ "text": "æ".repeat(21) })),
            asked.answer("day", json!({ "date": "2025-12-31" })),
            asked.answer("matrix", json!({ "optionIds": [asked.option("matrix", "a")] })),
            asked.answer("matrix.sign", json!({ "optionIds": [asked.option("multi", "a")] })),
            asked.answer("grid.form", json!({ "number": -1 })),
            asked.answer("group.name", json!({ "text": "x" })),
            asked.answer("intro", json!({ "text": "x" })),
            asked.answer("short", item("rad")),
        ])).await;
        assert_eq!(refusals, [
            pair("TOO_MANY_CHOSEN", "answers.0"),
            pair("NOT_ALLOWED", "answers.1"),
            pair("TOO_LARGE", "answers.2"),
            pair("OTHER_KIND_OF_ANSWER", "answers.3"),
            pair("TOO_LONG", "answers.4"),
            pair("TOO_EARLY", "answers.5"),
            pair("OTHER_KIND_OF_ANSWER", "answers.6"),
            pair("NOT_ALLOWED", "answers.7"),
            pair("TOO_SMALL", "answers.8"),
            pair("REQUIRED", "answers.9.item"),
            pair("NOT_FOUND", "answers.10.questionId"),
            pair("NOT_FOR_THIS_KIND", "answers.11.item"),
        ]);
        // Before it is even compared with the question.
        let refusals = asked.refused(json!([
            asked.answer("number", json!({ "number": 1, "text": "1" })),
            asked.answer("number", json!({ "state": "NOT_ANSWERED", "number": 1 })),
            asked.answer("group.name", item("rad 1")),
        ])).await;
        assert_eq!(refusals, [
            pair("NOT_ALLOWED", "answers.0.text"),
            pair("NOT_ALLOWED", "answers.1.number"),
            pair("INVALID_ID", "answers.2.item"),
        ]);
        let rows: Vec<Value> = (0..4).map(|row| asked.answer("group.name", item(&format!("r{row}")))).collect();
        assert_eq!(asked.refused(json!(rows)).await, [pair("NO_ROOM", "answers.3.item")]);
    }

    async fn rules_decide_what_is_required_and_what_is_valid(app: TestApp) {
        let asked = Asked::new(&app).await;
        assert_eq!(asked.submit().await, [
            pair("ANSWER_MISSING", "answers.matrix.sign"),
            pair("ANSWER_MISSING", "answers.matrix.pay"),
        ]);
        asked.save(json!([
            asked.answer("number", json!({ "number": 12 })),
            asked.answer("day", json!({ "date": "2026-05-01" })),
            asked.answer("matrix.sign", json!({ "state": "DONT_KNOW" })),
            asked.answer("matrix.pay", json!({ "state": "DONT_KNOW" })),
            asked.answer("grid.form", json!({ "number": 5 })),
            asked.answer("grid.link", json!({ "number": 6 })),
            asked.answer("group.volume", json!({ "item": "r1", "number": 6 })),
        ])).await;
        let in_english = asked.respondent.request("POST", "/graphql").header("accept-language", "en");
        let reply = crate::harness::Reply::of(in_english.json(&json!({ "query": SUBMIT }))).await;
        let errors = reply.data()["submitResponse"]["userErrors"].as_array().unwrap().clone();
        let told: Vec<(String, String, String)> = errors.iter().map(|error| {
            let field: Vec<&str> = error["field"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            (text(error, "/code"), field.join("."), text(error, "/message"))
        }).collect();
        let wanted = [
            ("ANSWER_MISSING", "answers.short", "Answer this question."),
            ("ANSWER_NOT_VALID", "answers.day", "After 1 June"),
            ("ANSWER_UNFIT", "answers.grid", "The answer does not fit the other answers. Look it over."),
            ("ANSWER_MISSING", "answers.group.r1.name", "Answer this question."),
        ];
        assert_eq!(told, wanted.map(|(code, field, message)| (code.to_owned(), field.to_owned(), message.to_owned())));
        asked.save(json!([
            asked.answer("number", json!({ "number": 10, "baseRevision": 1 })),
            asked.answer("day", json!({ "state": "NOT_ANSWERED", "baseRevision": 1 })),
            asked.answer("grid.form", json!({ "number": 4, "baseRevision": 1 })),
            asked.answer("group.volume", json!({ "item": "r1", "state": "NOT_ANSWERED", "baseRevision": 1 })),
        ])).await;
        assert_eq!(asked.submit().await, []);
    }

    async fn the_whole_and_its_rows_never_contradict_each_other(app: TestApp) {
        let asked = Asked::new(&app).await;
        let a = asked.option("matrix", "a");
        let row = |base: Option<i32>| asked.answer("matrix.sign", json!({ "optionIds": [a], "baseRevision": base }));
        let whole = |state: &str, base: Option<i32>| asked.answer("matrix", json!({ "state": state, "baseRevision": base }));
        // Of both at once the whole is saved.
        assert_eq!(asked.refused(json!([whole("DONT_KNOW", None), row(None)])).await, [pair("WHOLE_ANSWERED", "answers.1")]);
        asked.save(json!([whole("NOT_ANSWERED", Some(1)), row(None), asked.answer("group.volume", json!({ "item": "r1", "number": 3 }))])).await;
        // What was answered to a row is kept, and does not count.
        asked.save(json!([whole("DONT_KNOW", Some(2))])).await;
        asked.save(json!([row(Some(1))])).await;
        let b = asked.option("matrix", "b");
        let other = asked.answer("matrix.sign", json!({ "optionIds": [b], "baseRevision": 1 }));
        assert_eq!(asked.refused(json!([other])).await, [pair("WHOLE_ANSWERED", "answers.0")]);
        // A whole that is not taken back after all keeps its rows out.
        assert_eq!(asked.refused(json!([whole("NOT_ANSWERED", Some(1)), other])).await, [
            pair("ANSWER_CHANGED", "answers.0.baseRevision"),
            pair("WHOLE_ANSWERED", "answers.1"),
        ]);
        asked.save(json!([whole("NOT_ANSWERED", Some(3)), other])).await;
        assert_eq!(asked.submit().await, [
            pair("ANSWER_MISSING", "answers.matrix.pay"),
            pair("ANSWER_MISSING", "answers.group.r1.name"),
        ]);
        // For the whole of a group it stands for its rows, half filled ones too.
        asked.save(json!([whole("NOT_RELEVANT", Some(4)), asked.answer("group", json!({ "state": "DONT_KNOW" }))])).await;
        assert_eq!(asked.submit().await, []);
        let frozen = app.system().db().clone();
        let row = frozen.query_one_raw(Statement::from_string(frozen.get_database_backend(),
            "SELECT CAST(content AS text) AS content FROM submission")).await.unwrap().unwrap();
        let content: Value = serde_json::from_str(&row.try_get::<String>("", "content").unwrap()).unwrap();
        let told: Vec<_> = content["answers"].as_array().unwrap().iter()
            .map(|answer| (text(answer, "/question"), text(answer, "/state"))).collect();
        assert_eq!(told, [pair("matrix", "not_relevant"), pair("group", "dont_know")]);
    }

    async fn a_row_that_is_cleared_makes_room_for_another(app: TestApp) {
        let asked = Asked::new(&app).await;
        let row = |item: &str, number: i32| asked.answer("group.volume", json!({ "item": item, "number": number }));
        let clear = |item: &str, base: i32| {
            asked.answer("group.volume", json!({ "item": item, "state": "NOT_ANSWERED", "baseRevision": base }))
        };
        asked.save(json!([row("r1", 1), row("r2", 1), row("r3", 1)])).await;
        assert_eq!(asked.refused(json!([row("r4", 1)])).await, [pair("NO_ROOM", "answers.0.item")]);
        asked.save(json!([row("r4", 1), clear("r1", 1)])).await;
        assert_eq!(asked.refused(json!([row("r5", 1), clear("r1", 2), row("r6", 1), clear("r2", 1)])).await,
            [pair("NO_ROOM", "answers.2.item")]);
        // Cleared rows leave something behind: there is an end to them too.
        let mut last = "r4".to_owned();
        for number in 0..95 {
            let next = format!("n{number}");
            asked.save(json!([clear(&last, 1), row(&next, 1)])).await;
            last = next;
        }
        assert_eq!(asked.refused(json!([clear(&last, 1), row("more", 1)])).await, [pair("NO_ROOM", "answers.1.item")]);
        // One that was there before may come back.
        let again = asked.answer("group.volume", json!({ "item": "r1", "number": 2, "baseRevision": 2 }));
        asked.save(json!([clear(&last, 1), again])).await;
    }

    async fn a_short_text_is_one_line(app: TestApp) {
        let asked = Asked::new(&app).await;
        let saved = asked.save(json!([
            asked.answer("short", json!({ "text": "En\nto" })),
            asked.answer("long", json!({ "text": "En\rto" })),
            asked.answer("group.name", json!({ "item": "r1", "text": "En\r\nto" })),
        ])).await;
        let texts: Vec<String> = saved.as_array().unwrap().iter().map(|answer| text(answer, "/text")).collect();
        assert_eq!(texts, ["En to", "En\nto", "En to"]);
        // A retry changes nothing.
        let again = asked.save(json!([asked.answer("short", json!({ "text": "En\nto" }))])).await;
        assert_eq!(again[0]["revision"], 1);
    }

    async fn rows_and_chosen_options_count_for_rules_and_for_maturity(app: TestApp) {
        let asked = Asked::new(&app).await;
        let hidden = async || {
            let reply = asked.respondent.query("{ response { hiddenQuestions { code } } }", json!({})).await;
            reply.data()["response"]["hiddenQuestions"].clone()
        };
        asked.save(json!([
            asked.answer("multi", json!({ "optionIds": [asked.option("multi", "a"), asked.option("multi", "b")] })),
            asked.answer("scale", json!({ "state": "NOT_RELEVANT" })),
            asked.answer("matrix.sign", json!({ "optionIds": [asked.option("matrix", "a")] })),
            asked.answer("matrix.pay", json!({ "state": "NOT_RELEVANT" })),
        ])).await;
        assert_eq!(hidden().await, json!([{ "code": "more" }]));
        let x = find(&asked.version, "group.goal")["options"][0]["id"].clone();
        asked.save(json!([
            asked.answer("group.name", json!({ "item": "r1", "text": "Skjema" })),
            asked.answer("group.goal", json!({ "item": "r1", "optionIds": [x] })),
        ])).await;
        assert_eq!(hidden().await, json!([]));
        assert_eq!(asked.submit().await, []);
        // Several options are worth their sum (0.25 + 0.5); of the matrix one row applies (0.25); the scale and the number do not.
        let document = "query($id: ID!) { maturityDashboard(roundId: $id) { dimensions { mean missing dontKnow } } }";
        let figures = asked.world.leader.query(document, json!({ "id": asked.round })).await;
        assert_eq!(figures.data()["maturityDashboard"]["dimensions"], json!([{ "mean": 0.5, "missing": 0, "dontKnow": 0 }]));
    }

    async fn respondents_read_texts_with_their_owner_in_them_and_what_is_on_file(app: TestApp) {
        let asked = Asked::new(&app).await;
        let register = "mutation($input: RegisterServiceInput!) { registerService(input: $input) { service { id } userErrors { code field message } } }";
        let input = json!({ "organizationId": asked.world.organization, "code": "SKJEMA-1", "name": words("Søknad"), "kind": "SUBMISSION", "runsOn": "Altinn II" });
        done(&asked.world.analyst, register, json!({ "input": input })).await;
        let document = "{ invitation { organization { services { code name yearlyVolume } } round { questionnaire { sections { questions {
            code text format { atMost rowsFrom mostRows least most whole unit } parts { code format { onFile } } } } } } } }";
        let reply = asked.respondent.query(document, json!({})).await;
        let invitation = &reply.data()["invitation"];
        assert_eq!(invitation["organization"]["services"], json!([{ "code": "SKJEMA-1", "name": "Søknad", "yearlyVolume": null }]));
        let questions = &invitation["round"]["questionnaire"]["sections"][0]["questions"];
        assert_eq!(questions[0]["text"], "Du svarer for Prøveetaten (974760673).");
        assert_eq!(questions[3]["format"]["unit"], "tjenester");
        assert_eq!(questions[9]["format"]["rowsFrom"], "SERVICES");
        assert_eq!(questions[9]["parts"][2]["format"]["onFile"], "YEARLY_VOLUME");
        // Whoever writes the questions sees what was written.
        let document = "query($id: ID!) { questionnaireVersion(id: $id) { sections { questions { text } } } }";
        let reply = asked.world.analyst.query(document, json!({ "id": asked.version["id"] })).await;
        assert_eq!(reply.data()["questionnaireVersion"]["sections"][0]["questions"][0]["text"], "Du svarer for {owner.name} ({owner.orgnr}).");
    }

    async fn what_does_not_go_with_a_kind_is_refused(app: TestApp) {
        let world = World::new(&app).await;
        let input = json!({
            "studyId": world.study, "code": "feil", "title": words("Feil"),
            "sections": [{ "code": "s", "title": words("Del"), "questions": [
                question("n", "NUMBER", json!({ "options": [option("a", None)], "format": { "atMost": 2 } })),
                question("i", "INFORMATION", json!({ "validWhen": "true" })),
                question("g", "REPEATING_GROUP", json!({ "parts": [{ "code": "f", "kind": "MATRIX", "text": words("f") }] })),
                question("v", "SHORT_TEXT", json!({ "validWhen": "w = \"a\"", "requiredWhen": "v = \"a\"", "required": true })),
                question("w", "SHORT_TEXT", json!({})),
            ] }],
        });
        assert_eq!(refused(&world.analyst, CREATE_QUESTIONNAIRE, json!({ "input": input })).await, [
            pair("NOT_FOR_THIS_KIND", "sections.0.questions.0.options"),
            pair("NOT_FOR_THIS_KIND", "sections.0.questions.0.format.atMost"),
            pair("NOT_FOR_THIS_KIND", "sections.0.questions.1.validWhen"),
            pair("NOT_FOR_THIS_KIND", "sections.0.questions.2.parts.0.kind"),
            pair("RULE_FAULT", "sections.0.questions.3.requiredWhen"),
            pair("RULE_FAULT", "sections.0.questions.3.validWhen"),
        ]);
    }
}
