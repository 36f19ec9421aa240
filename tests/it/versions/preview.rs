//! What a respondent would see.

use serde_json::{Value, json};

use super::draft;
use crate::harness::{Client, both};
use crate::world::{self, World, done, refused, text};

const PREVIEW: &str = "query($input: QuestionnairePreviewInput!) { questionnairePreview(input: $input) {
    preview { version { status } title hidden canBeSubmitted
        sections { code questions { code text required missing refusal options { code } parts { code text unit } } } }
    userErrors { code field message } } }";

fn both_forms(text: &str) -> Value {
    json!({ "nb": text, "nn": text })
}

fn questions() -> Value {
    let option = |code: &str| json!({ "code": code, "label": both_forms(code) });
    json!([
        { "code": "Q1", "kind": "SINGLE_CHOICE", "text": { "nb": "Har {owner.name} en plan?", "nn": "Har {owner.name} ein plan?" },
          "options": [option("yes"), option("no")], "allowsDontKnow": true },
        { "code": "Q2", "kind": "NUMBER", "text": both_forms("Hvor mange?"), "visibleWhen": "Q1 = \"yes\"",
          "validWhen": "Q2 > 2", "validMessage": both_forms("Minst tre, {owner.name}."), "format": { "whole": true } },
        { "code": "Q3", "kind": "NUMBER_GRID", "text": both_forms("Fordelt på"), "visibleWhen": "owner.sector = \"stat\"",
          "parts": [{ "code": "a", "text": both_forms("A") }, { "code": "b", "text": both_forms("B") }],
          "format": { "unit": both_forms("kroner") } },
        { "code": "Q4", "kind": "REPEATING_GROUP", "text": both_forms("Tjenester"), "required": false,
          "parts": [{ "code": "name", "kind": "SHORT_TEXT", "text": both_forms("Navn"), "required": true },
                    { "code": "planned", "kind": "DATE", "text": both_forms("Når"), "required": true }] },
    ])
}

async fn seen(client: &Client, input: Value) -> Value {
    done(client, PREVIEW, json!({ "input": input })).await["preview"].clone()
}

fn codes(preview: &Value) -> Vec<String> {
    let sections = preview["sections"].as_array().into_iter().flatten();
    let questions = sections.flat_map(|section| section["questions"].as_array().into_iter().flatten());
    questions.map(|question| text(question, "/code")).collect()
}

both! {
    async fn answers_and_facts_decide_what_is_shown(app: TestApp) {
        let world = World::new(&app).await;
        let draft = draft(&world, "prove", questions()).await;
        let nothing = seen(&world.leader, json!({ "versionId": draft })).await;
        assert_eq!((codes(&nothing), &nothing["hidden"]), (vec!["Q1".to_owned(), "Q4".to_owned()], &json!(["Q2", "Q3"])));
        assert_eq!((&nothing["version"]["status"], &nothing["canBeSubmitted"]), (&json!("DRAFT"), &json!(false)));
        assert_eq!(text(&nothing, "/sections/0/questions/0/text"), "Har  en plan?");
        let made_up = json!({ "name": "Etaten", "sector": "stat" });
        let answers = json!([
            { "code": "Q1", "options": ["yes"] },
            { "code": "Q2", "number": 2 },
            { "code": "Q3.a", "number": 10 },
            { "code": "Q4.name", "item": "1", "text": "Skjema" },
        ]);
        let all = seen(&world.leader, json!({ "versionId": draft, "owner": made_up, "answers": answers, "language": "NN" })).await;
        assert_eq!(codes(&all), ["Q1", "Q2", "Q3", "Q4"]);
        let questions = &all["sections"][0]["questions"];
        assert_eq!(text(questions, "/0/text"), "Har Etaten ein plan?");
        assert_eq!(questions[1]["refusal"], "Minst tre, Etaten.");
        assert_eq!((&questions[2]["missing"], &questions[2]["parts"][0]["unit"]), (&json!(["Q3.b"]), &json!("kroner")));
        assert_eq!(questions[3]["missing"], json!(["Q4.0.planned"]));
        let answers = json!([
            { "code": "Q1", "state": "DONT_KNOW" },
            { "code": "Q4.name", "item": "1", "text": "Skjema" },
            { "code": "Q4.planned", "item": "1", "date": "2026-05-31" },
        ]);
        let good = seen(&world.leader, json!({ "versionId": draft, "answers": answers })).await;
        assert_eq!((&good["canBeSubmitted"], &good["hidden"]), (&json!(true), &json!(["Q2", "Q3"])));
    }

    async fn it_can_be_shown_as_a_registered_owner_sees_it(app: TestApp) {
        let world = World::new(&app).await;
        let change = "mutation($input: ChangeOrganizationInput!) { changeOrganization(input: $input) { userErrors { code } } }";
        done(&world.analyst, change, json!({ "input": { "organizationId": world.organization, "sector": "stat" } })).await;
        let draft = draft(&world, "prove", questions()).await;
        let owner = seen(&world.analyst, json!({ "versionId": draft, "organizationId": world.organization })).await;
        assert_eq!(text(&owner, "/sections/0/questions/0/text"), "Har Prøveetaten en plan?");
        assert_eq!(owner["hidden"], json!(["Q2"]));
    }

    async fn everything_wrong_with_what_is_tried_is_told(app: TestApp) {
        let world = World::new(&app).await;
        let draft = draft(&world, "prove", questions()).await;
        let answers = json!([
            { "code": "Q9", "number": 1 },
            { "code": "Q1", "options": ["maybe", "no"] },
            { "code": "Q2", "number": 1.5 },
            { "code": "Q2", "text": "to" },
            { "code": "Q3.a", "state": "DONT_KNOW" },
            { "code": "Q4.name", "text": "Skjema" },
        ]);
        let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
        let input = json!({ "input": { "versionId": draft, "answers": answers } });
        assert_eq!(refused(&world.analyst, PREVIEW, input).await, [
            pair("NOT_FOUND", "answers.0.code"),
            pair("NOT_FOUND", "answers.1.options.0"),
            pair("TOO_MANY_CHOSEN", "answers.1.options"),
            pair("NOT_WHOLE", "answers.2.number"),
            pair("DUPLICATE", "answers.3.code"),
            pair("NOT_FOR_THIS_KIND", "answers.3.text"),
            pair("NOT_ALLOWED", "answers.4.state"),
            pair("REQUIRED", "answers.5.item"),
        ]);
        let input = json!({
            "versionId": "x", "organizationId": world.organization, "owner": {},
            "answers": [{ "code": "Q1", "state": "DONT_KNOW", "number": 1 }, { "code": "Q2", "number": 1, "text": "a" }],
        });
        assert_eq!(refused(&world.analyst, PREVIEW, json!({ "input": input })).await, [
            pair("INVALID_ID", "versionId"),
            pair("NOT_ALLOWED", "answers.0.number"),
            pair("NOT_ALLOWED", "answers.1.text"),
            pair("ONLY_ONE", "owner"),
        ]);
        let input = json!({ "versionId": draft, "organizationId": "x", "owner": { "sector": "a".repeat(301) }, "answers": [] });
        assert_eq!(refused(&world.analyst, PREVIEW, json!({ "input": input })).await, [
            pair("INVALID_ID", "organizationId"),
            pair("TOO_LONG", "owner.sector"),
            pair("ONLY_ONE", "owner"),
        ]);
        let foreign = world::create_study(&world.system_admin).await;
        let foreign = world::publish(&world.system_admin, &foreign, "fremmed").await;
        let input = json!({ "input": { "versionId": foreign["id"] } });
        assert_eq!(refused(&world.analyst, PREVIEW, input).await, [pair("NOT_FOUND", "")]);
    }
}
