//! A questionnaire with every kind of question, answered in a browser on a phone and at a desk.

use serde_json::{Value, json};

use super::travel;
use crate::harness::{Backend, TestApp};
use crate::world::{self, PUBLISH, World, done, text};

const CREATE: &str = "mutation($input: CreateQuestionnaireInput!) { createQuestionnaire(input: $input) {
    questionnaireVersion { id } userErrors { code field message } } }";
const REGISTER: &str = "mutation($input: RegisterServiceInput!) { registerService(input: $input) {
    service { id } userErrors { code field message } } }";
const ANSWERS: &str =
    "{ response { status answers { question { code } item state number text date options { code } } } }";

fn words(text: &str) -> Value {
    json!({ "nb": text, "nn": text, "en": text })
}

fn option((code, label): &(&str, &str)) -> Value {
    json!({ "code": code, "label": words(label) })
}

fn options(options: &[(&str, &str)]) -> Value {
    options.iter().map(option).collect()
}

fn part(code: &str, text: &str, more: Value) -> Value {
    with(json!({ "code": code, "text": words(text) }), more)
}

fn question(code: &str, kind: &str, text: &str, more: Value) -> Value {
    with(json!({ "code": code, "kind": kind, "text": words(text), "required": false }), more)
}

fn with(mut value: Value, more: Value) -> Value {
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

fn simple_kinds() -> Value {
    let agree = options(&[
        ("s1", "Helt uenig"),
        ("s2", "Uenig"),
        ("s3", "Verken eller"),
        ("s4", "Enig"),
        ("s5", "Helt enig"),
    ]);
    let levels = options(&[
        ("none", "Vi har ikke begynt å tenke på flyttingen."),
        ("some", "Vi vet omtrent hva som må gjøres, og når."),
        ("all", "Vi har en plan som er vedtatt, med ansvar, penger og datoer."),
    ]);
    let obstacles =
        options(&[("p", "Penger"), ("m", "Mangel på folk"), ("t", "Tekniske hindringer"), ("j", "Juss")]);
    json!([
        question(
            "intro",
            "INFORMATION",
            "Spørsmålene gjelder tjenestene til {owner.name}.\nSvar så godt dere kan.",
            json!({})
        ),
        question(
            "single",
            "SINGLE_CHOICE",
            "Har dere en plan?",
            json!({
            "required": true, "options": options(&[("y", "Ja"), ("n", "Nei")]), "allowsDontKnow": true,
            "help": words("En plan er noe som er skrevet ned."), "why": words("Vi vil vite hvor langt dere har kommet.") })
        ),
        question(
            "multi",
            "MULTIPLE_CHOICE",
            "Hva er de største hindringene?",
            json!({
            "options": obstacles, "format": { "atMost": 2 }, "allowsDontKnow": true })
        ),
        question(
            "scale",
            "SCALE",
            "Plattformen dekker behovene våre.",
            json!({ "options": agree, "allowsDontKnow": true, "allowsNotRelevant": true })
        ),
        question("levels", "DESCRIBED_LEVELS", "Hvor langt har dere kommet?", json!({ "options": levels })),
        question(
            "number",
            "NUMBER",
            "Hvor mange tjenester skal flyttes?",
            json!({
            "format": { "least": 0, "most": 1000, "unit": words("tjenester") }, "allowsDontKnow": true })
        ),
        question(
            "short",
            "SHORT_TEXT",
            "Hvem leder arbeidet?",
            json!({ "required": true, "requiredWhen": "number > 10" })
        ),
        question(
            "long",
            "LONG_TEXT",
            "Hva trenger dere hjelp til?",
            json!({ "format": { "longest": 120 }, "allowsNotRelevant": true })
        ),
        question(
            "day",
            "DATE",
            "Når er dere ferdige?",
            json!({
            "format": { "earliest": "2026-01-01" }, "validWhen": "day > date(\"2026-06-01\")",
            "validMessage": words("Velg en dag etter 1. juni 2026.") })
        ),
    ])
}

fn kinds_with_parts() -> Value {
    let levels = options(&[("n", "Ikke i bruk"), ("p", "Noe brukt"), ("m", "Mye brukt")]);
    let goals = options(&[("x", "Flyttes"), ("y", "Avsluttes")]);
    json!([
        question(
            "matrix",
            "MATRIX",
            "Hvor mye bruker dere dette?",
            json!({
            "required": true, "options": levels, "allowsDontKnow": true, "allowsNotRelevant": true,
            "parts": [part("sign", "Signering", json!({})), part("pay", "Betaling", json!({ "help": words("Også gebyr.") })), part("msg", "Meldinger", json!({}))] })
        ),
        question(
            "grid",
            "NUMBER_GRID",
            "Hvor mange tjenester er av hvert slag?",
            json!({
            "format": { "least": 0, "whole": true }, "allowsDontKnow": true, "validWhen": "sum(grid) = number",
            "parts": [part("form", "Skjema", json!({})), part("link", "Lenketjenester", json!({}))] })
        ),
        question(
            "group",
            "REPEATING_GROUP",
            "Hva skal skje med hver tjeneste?",
            json!({
            "format": { "rowsFrom": "SERVICES", "mostRows": 4 }, "allowsDontKnow": true,
            "parts": [
                part("name", "Navn", json!({ "kind": "SHORT_TEXT", "required": true, "format": { "onFile": "NAME" } })),
                part("goal", "Mål", json!({ "kind": "SINGLE_CHOICE", "options": goals, "required": false })),
                part("done", "Ferdig", json!({ "kind": "DATE", "required": false, "format": { "onFile": "PLANNED_ON" } })),
                part("volume", "Volum i året", json!({ "kind": "NUMBER", "required": false, "format": { "least": 0 } })),
            ] })
        ),
        question(
            "more",
            "LONG_TEXT",
            "Hva må på plass før tjenestene kan flyttes?",
            json!({ "visibleWhen": "any(group.goal, \"x\")" })
        ),
        question("wide", "MATRIX", "Hvor viktig er dette for dere?", wide_matrix()),
    ])
}

/// So many columns that a tablet has no room for them side by side.
fn wide_matrix() -> Value {
    let labels = [
        ("a", "Ikke viktig i det hele tatt"),
        ("b", "Lite viktig"),
        ("c", "Verken eller"),
        ("d", "Viktig"),
        ("e", "Svært viktig"),
    ];
    let parts =
        [part("roles", "Roller og rettigheter for ansatte", json!({})), part("log", "Logging", json!({}))];
    json!({ "options": options(&labels), "allowsDontKnow": true, "allowsNotRelevant": true, "parts": parts })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_question_is_answered_on_a_phone_and_at_a_desk() {
    let app = TestApp::spawn(Backend::Sqlite).await;
    let world = World::new(&app).await;
    for (code, name) in [("S-1", "Søknad om støtte"), ("S-2", "Årsmelding")] {
        let service = json!({ "organizationId": world.organization, "code": code, "name": words(name), "kind": "SUBMISSION",
            "runsOn": "Altinn II", "plannedOn": "2026-09-01" });
        done(&world.analyst, REGISTER, json!({ "input": service })).await;
    }
    let sections = json!([
        { "code": "a", "title": words("Om dere"), "questions": simple_kinds() },
        { "code": "b", "title": words("Om tjenestene"), "questions": kinds_with_parts() },
    ]);
    let input = json!({ "studyId": world.study, "code": "kinds", "title": words("Alle slags spørsmål"), "sections": sections });
    let created = done(&world.analyst, CREATE, json!({ "input": input })).await;
    let version = text(&created, "/questionnaireVersion/id");
    done(&world.analyst, PUBLISH, json!({ "id": version })).await;
    world::open_round(&world.analyst, &world.study, &version).await;
    let link = app.mails().await.last().expect("an invitation").token_after("/svar/");

    travel("kinds", json!({ "url": format!("{}/svar/{link}", app.url) })).await;

    let respondent = world::follow(&app, &link).await;
    let reply = respondent.query(ANSWERS, json!({})).await;
    let response = &reply.data()["response"];
    assert_eq!(response["status"], "SUBMITTED");
    let answers = response["answers"].as_array().cloned().unwrap_or_default();
    let said =
        |code: &str| answers.iter().filter(|it| it["question"]["code"] == code).cloned().collect::<Vec<_>>();
    assert_eq!(said("number")[0]["number"], 12.5);
    assert_eq!(said("multi")[0]["options"], json!([{ "code": "p" }, { "code": "j" }]));
    assert_eq!(said("scale")[0]["state"], "NOT_RELEVANT");
    assert_eq!(said("day")[0]["date"], "2026-08-15");
    assert_eq!(said("matrix.pay")[0]["state"], "DONT_KNOW");
    let names = said("group.name");
    let kept = names.iter().filter(|it| it["state"] == "ANSWERED").count();
    assert_eq!(
        (kept, names.len()),
        (2, 3),
        "a row was taken back, and what it was is still known: {names:?}"
    );
}
