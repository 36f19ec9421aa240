//! The library: what is kept for reuse, found, changed and put into drafts.

use serde_json::{Value, json};

use crate::harness::both;
use crate::world::{self, CREATE_QUESTIONNAIRE, World, done, refused, text};

const KEEP: &str = "mutation($input: KeepInLibraryInput!) { keepInLibrary(input: $input) { entry { id kind name content revision } userErrors { code field message } } }";
const CHANGE: &str = "mutation($input: ChangeLibraryEntryInput!) { changeLibraryEntry(input: $input) { entry { name revision content } userErrors { code field message } } }";
const REMOVE: &str = "mutation($id: ID!) { removeLibraryEntry(input: { entryId: $id }) { deletedId userErrors { code field message } } }";
const TAKE: &str = "mutation($input: TakeFromLibraryInput!) { takeFromLibrary(input: $input) {
    questionnaireVersion { revision sections { code questions { code } } } userErrors { code field message } } }";
const TAKE_MODEL: &str = "mutation($entry: ID!, $version: ID!) { takeMaturityModelFromLibrary(input: { entryId: $entry, versionId: $version }) {
    maturityModel { number dimensions { code } levels { fromValue } } userErrors { code field message } } }";
const LIST: &str = "query($search: String, $kind: LibraryKind) { library(search: $search, kind: $kind) { totalCount nodes { id name kind } } }";

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

fn question(code: &str) -> Value {
    json!({ "code": code, "kind": "NUMBER", "text": { "nb": "Hvor mange tjenester i Brønnøysund?", "nn": "Kor mange?" } })
}

fn dimensions() -> Value {
    let level = |from: f64| json!({ "name": { "nb": "Nivå" }, "fromValue": from });
    json!({ "dimensions": [{ "code": "D1", "name": { "nb": "Plan" }, "items": [{ "question": "Q01" }, { "question": "Q23.sign", "weight": 2 }] }],
        "levels": [level(0.0), level(0.5)] })
}

async fn found(world: &World, search: &str) -> Vec<String> {
    let reply = world.analyst.query(LIST, json!({ "search": search })).await;
    let nodes = reply.data()["library"]["nodes"].as_array().unwrap().clone();
    nodes.iter().map(|node| text(node, "/name")).collect()
}

both! {
    async fn what_is_kept_is_found_and_used_by_other_studies(app: TestApp) {
        let world = World::new(&app).await;
        let section = world::questionnaire(&world.study, "")["sections"][0].clone();
        done(&world.analyst, KEEP, json!({ "input": { "name": "Antall", "question": question("Q13") } })).await;
        done(&world.analyst, KEEP, json!({ "input": { "name": "Om planen", "section": section } })).await;
        let kept = done(&world.analyst, KEEP, json!({ "input": { "name": "Åtte", "dimensions": dimensions() } })).await;
        assert_eq!(kept["entry"]["content"]["dimensions"][0]["items"][1], json!({ "question": "Q23.sign", "weight": 2.0 }));
        assert_eq!(found(&world, "").await, ["Antall", "Om planen", "Åtte"]);
        let matrix = json!({ "code": "M1", "kind": "MATRIX", "text": { "nb": "Hva mener du?" }, "options": [{ "code": "ja", "label": { "nb": "Helt sikkert" } }],
            "parts": [{ "code": "fart", "text": { "nb": "Hastighet" } }] });
        let kept = done(&world.analyst, KEEP, json!({ "input": { "name": "Tabell", "question": matrix } })).await;
        assert_eq!((found(&world, "sikkert").await, found(&world, "hastighet").await), (vec!["Tabell".to_owned()], vec!["Tabell".to_owned()]));
        done(&world.analyst, REMOVE, json!({ "id": kept["entry"]["id"] })).await;
        assert_eq!(found(&world, "bronnoysund").await, ["Antall"]);
        assert_eq!(found(&world, "Q01").await, ["Om planen", "Åtte"]);
        let only = world.outsider.query(LIST, json!({ "kind": "DIMENSIONS" })).await;
        assert_eq!(only.data()["library"]["nodes"][0]["name"], "Åtte");
    }

    async fn what_is_taken_is_a_copy_that_must_fit_where_it_is_put(app: TestApp) {
        let world = World::new(&app).await;
        let kept = done(&world.analyst, KEEP, json!({ "input": { "name": "Antall", "question": question("Q13") } })).await["entry"].clone();
        let input = json!({ "input": world::questionnaire(&world.study, "utkast") });
        let version = done(&world.analyst, CREATE_QUESTIONNAIRE, input).await["questionnaireVersion"]["id"].clone();
        let take = |revision: i32, more: Value| {
            let mut input = json!({ "entryId": kept["id"], "versionId": version, "baseRevision": revision });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({ "input": input })
        };
        assert_eq!(refused(&world.analyst, TAKE, take(1, json!({}))).await, [pair("REQUIRED", "sectionCode")]);
        assert_eq!(refused(&world.analyst, TAKE, take(1, json!({ "sectionCode": "nei" }))).await, [pair("NOT_FOUND", "sectionCode")]);
        let taken = done(&world.analyst, TAKE, take(1, json!({ "sectionCode": "plan", "position": 0 }))).await;
        assert_eq!(taken["questionnaireVersion"]["sections"], json!([{ "code": "plan", "questions": [{ "code": "Q13" }, { "code": "Q01" }] }]));
        let again = refused(&world.analyst, TAKE, take(2, json!({ "sectionCode": "plan" }))).await;
        assert_eq!(again, [pair("DUPLICATE", "sections.0.questions.2.code")]);
        let late = refused(&world.analyst, TAKE, take(1, json!({ "sectionCode": "plan" }))).await;
        assert_eq!(late, [pair("CHANGED_SINCE", "baseRevision")]);
        // A rule that speaks of what the draft does not have is told when it is put there.
        let mut ruled = question("Q14");
        ruled["visibleWhen"] = json!("Q99 > 1");
        let ruled = done(&world.analyst, KEEP, json!({ "input": { "name": "Med regel", "question": ruled } })).await;
        let mut input = take(2, json!({ "sectionCode": "plan" }));
        input["input"]["entryId"] = ruled["entry"]["id"].clone();
        assert_eq!(refused(&world.analyst, TAKE, input).await, [pair("RULE_FAULT", "sections.0.questions.2.visibleWhen")]);
        let set = done(&world.analyst, KEEP, json!({ "input": { "name": "Sett", "dimensions": dimensions() } })).await;
        let mut input = take(2, json!({ "sectionCode": "plan" }));
        input["input"]["entryId"] = set["entry"]["id"].clone();
        assert_eq!(refused(&world.analyst, TAKE, input).await, [pair("NO_QUESTIONS", "entryId")]);
        // The draft keeps its copy when the entry is gone.
        done(&world.analyst, REMOVE, json!({ "id": kept["id"] })).await;
        assert_eq!(refused(&world.analyst, REMOVE, json!({ "id": kept["id"] })).await, [pair("NOT_FOUND", "")]);
        assert_eq!(refused(&world.analyst, TAKE, take(2, json!({ "sectionCode": "plan" }))).await, [pair("NOT_FOUND", "entryId")]);
    }

    async fn a_set_of_dimensions_becomes_a_model_of_the_questions_that_there_are(app: TestApp) {
        let world = World::new(&app).await;
        let level = |from: f64| json!({ "name": { "nb": "Nivå" }, "fromValue": from });
        let set = |question: &str| json!({ "coverageNeeded": 0.5, "levels": [level(0.0), level(0.4)], "dimensions": [
            { "code": "D9", "name": { "nb": "Plan", "en": "Plan" }, "weight": 2, "items": [{ "question": "Q01", "weight": 3 }, { "question": question }] },
        ] });
        let keep = async |question: &str| {
            let input = json!({ "input": { "name": question, "dimensions": set(question) } });
            done(&world.analyst, KEEP, input).await["entry"]["id"].clone()
        };
        let take = |entry: &Value| json!({ "entry": entry, "version": world.version["id"] });
        let strange = keep("Q99.sign").await;
        let unknown = pair("QUESTION_MISSING", "entryId.dimensions.0.items.1.question");
        assert_eq!(refused(&world.analyst, TAKE_MODEL, take(&strange)).await, [unknown]);
        let told = world.analyst.query(TAKE_MODEL, take(&strange)).await;
        let message = text(told.data(), "/takeMaturityModelFromLibrary/userErrors/0/message");
        assert_eq!(message, "Spørreskjemaet har ikke noe spørsmål «Q99.sign». Rett koden, eller ta det bort.");
        let question = done(&world.analyst, KEEP, json!({ "input": { "name": "Antall", "question": question("Q13") } })).await;
        let not_it = pair("NO_DIMENSIONS", "entryId");
        assert_eq!(refused(&world.analyst, TAKE_MODEL, take(&question["entry"]["id"])).await, [not_it]);

        let input = json!({ "input": { "name": "Ett", "dimensions": { "levels": set("Q01")["levels"],
            "dimensions": [{ "code": "D9", "name": { "nb": "Plan" }, "items": [{ "question": "Q01", "weight": 3 }] }] } } });
        let kept = done(&world.analyst, KEEP, input).await["entry"]["id"].clone();
        let model = done(&world.analyst, TAKE_MODEL, take(&kept)).await["maturityModel"].clone();
        assert_eq!(model, json!({ "number": 2, "dimensions": [{ "code": "D9" }], "levels": [{ "fromValue": 0.0 }, { "fromValue": 0.4 }] }));
    }

    async fn an_entry_is_changed_by_whoever_saw_it_last(app: TestApp) {
        let world = World::new(&app).await;
        let kept = done(&world.analyst, KEEP, json!({ "input": { "name": "Antall", "question": question("Q13") } })).await["entry"].clone();
        let change = |revision: i32, more: Value| {
            let mut input = json!({ "entryId": kept["id"], "baseRevision": revision });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({ "input": input })
        };
        let changed = done(&world.outsider, CHANGE, change(1, json!({ "name": "Nytt navn" }))).await;
        assert_eq!((&changed["entry"]["revision"], &changed["entry"]["name"]), (&json!(2), &json!("Nytt navn")));
        assert_eq!(changed["entry"]["content"]["code"], "Q13");
        assert_eq!(refused(&world.analyst, CHANGE, change(1, json!({ "name": "Annet" }))).await, [pair("CHANGED_SINCE", "baseRevision")]);
        assert_eq!(refused(&world.analyst, CHANGE, change(2, json!({ "dimensions": dimensions() }))).await, [pair("ENTRY_KIND_DIFFERS", "dimensions")]);
        let two = json!({ "question": question("a"), "dimensions": dimensions() });
        assert_eq!(refused(&world.analyst, CHANGE, change(2, two)).await, [pair("ONLY_ONE", "")]);
        assert_eq!(found(&world, "nytt").await, ["Nytt navn"]);
    }

    async fn everything_wrong_with_what_is_to_be_kept_is_told(app: TestApp) {
        let world = World::new(&app).await;
        assert_eq!(refused(&world.analyst, KEEP, json!({ "input": { "name": " " } })).await, [pair("REQUIRED", "name"), pair("ONLY_ONE", "")]);
        let text = json!({ "nb": "Hei {owner.nam}" });
        let unsure = json!({ "code": "V", "kind": "SINGLE_CHOICE", "text": text, "visibleWhen": "Annet = \"a\"", "validWhen": "V > 3" });
        assert_eq!(refused(&world.analyst, KEEP, json!({ "input": { "name": "x", "question": unsure } })).await, [
            pair("RULE_FAULT", "question.validWhen"), pair("UNKNOWN_FACT", "question.text.nb"), pair("REQUIRED", "question.options"),
        ]);
        let section = json!({ "code": "s", "title": { "nb": "S" }, "questions": [question("A"), question("A")] });
        assert_eq!(refused(&world.analyst, KEEP, json!({ "input": { "name": "x", "section": section } })).await, [pair("DUPLICATE", "section.questions.1.code")]);
        let bad = json!({ "code": "1", "kind": "NUMBER", "text": { "nb": "" } });
        assert_eq!(refused(&world.analyst, KEEP, json!({ "input": { "name": "x", "question": bad } })).await, [
            pair("INVALID_CODE", "question.code"),
            pair("REQUIRED", "question.text.nb"),
        ]);
        let mut set = dimensions();
        set["dimensions"][0]["weight"] = json!(0);
        set["dimensions"][0]["items"][0]["question"] = json!("a b");
        set["dimensions"][0]["items"][1]["weight"] = json!(1001);
        set["levels"][0]["fromValue"] = json!(0.1);
        assert_eq!(refused(&world.analyst, KEEP, json!({ "input": { "name": "x", "dimensions": set } })).await, [
            pair("NOT_ABOVE_ZERO", "dimensions.dimensions.0.weight"),
            pair("INVALID_CODE", "dimensions.dimensions.0.items.0.question"),
            pair("OUT_OF_RANGE", "dimensions.dimensions.0.items.1.weight"),
            pair("LEVELS_NOT_RISING", "dimensions.levels"),
        ]);
        // What weighs nothing, or next to nothing, measures nothing.
        let mut set = dimensions();
        set["dimensions"][0]["items"] = json!([{ "question": "Q01", "weight": 0 }]);
        assert_eq!(refused(&world.analyst, KEEP, json!({ "input": { "name": "x", "dimensions": set } })).await, [
            pair("NOTHING_MEASURES", "dimensions.dimensions.0.items"),
        ]);
        set["dimensions"][0]["items"] = json!([{ "question": "Q01", "weight": 5e-324 }]);
        assert_eq!(refused(&world.analyst, KEEP, json!({ "input": { "name": "x", "dimensions": set } })).await, [
            pair("OUT_OF_RANGE", "dimensions.dimensions.0.items.0.weight"),
        ]);
    }
}
