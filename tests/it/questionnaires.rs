//! Versions of questionnaires: drafts that are changed, copied and deleted; what is published and retired.

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::harness::{Client, both};
use crate::world::{self, CREATE_QUESTIONNAIRE, OPEN_ROUND, PUBLISH, World, done, refused, text};

const CHANGE: &str = "mutation($input: ChangeQuestionnaireInput!) { changeQuestionnaire(input: $input) {
    questionnaireVersion { id revision number title(language: NB) sections { code questions { id code kind } } }
    userErrors { code field message } } }";
const COPY: &str = "mutation($id: ID!) { copyQuestionnaire(input: { versionId: $id }) {
    questionnaireVersion { id number status revision code sections { questions { id code } } } userErrors { code field message } } }";
const RETIRE: &str = "mutation($id: ID!) { retireQuestionnaire(input: { versionId: $id }) {
    questionnaireVersion { status retiredAt } userErrors { code field message } } }";
const DELETE: &str = "mutation($id: ID!) { deleteQuestionnaire(input: { versionId: $id }) { deletedId userErrors { code field message } } }";

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

/// What changes a draft into this.
fn change(version: &Value, revision: i64, mut content: Value) -> Value {
    let content = content.as_object_mut().unwrap();
    content.remove("studyId");
    content.remove("code");
    content.insert("versionId".to_owned(), version["id"].clone());
    content.insert("baseRevision".to_owned(), json!(revision));
    json!({ "input": content })
}

async fn draft(world: &World, code: &str) -> Value {
    let input = json!({ "input": world::questionnaire(&world.study, code) });
    done(&world.analyst, CREATE_QUESTIONNAIRE, input).await["questionnaireVersion"].clone()
}

async fn versions(analyst: &Client, study: &str) -> i64 {
    let document = "query($id: ID!) { questionnaireVersions(studyId: $id) { totalCount } }";
    let reply = analyst.query(document, json!({ "id": study })).await;
    reply.data()["questionnaireVersions"]["totalCount"].as_i64().unwrap()
}

both! {
    async fn a_draft_is_changed_as_a_whole_by_whoever_saw_it_last(app: TestApp) {
        let world = World::new(&app).await;
        let version = draft(&world, "utkast").await;
        let mut content = world::questionnaire(&world.study, "");
        content["title"]["nb"] = json!("Ny tittel");
        let mut second = content["sections"][0]["questions"][0].clone();
        second["code"] = json!("Q02");
        second["kind"] = json!("SCALE");
        content["sections"][0]["questions"].as_array_mut().unwrap().push(second);
        let changed = done(&world.analyst, CHANGE, change(&version, 1, content.clone())).await;
        let changed = &changed["questionnaireVersion"];
        assert_eq!((&changed["revision"], &changed["number"]), (&json!(2), &json!(1)));
        assert_eq!(changed["title"], "Ny tittel");
        // What was asked before is the same question still.
        assert_eq!(changed["sections"][0]["questions"][0]["id"], version["sections"][0]["questions"][0]["id"]);
        // A colleague who has not seen that.
        let late = refused(&world.analyst, CHANGE, change(&version, 1, content.clone())).await;
        assert_eq!(late, [pair("CHANGED_SINCE", "baseRevision")]);
        // A code keeps its kind, also when the question has been away in between.
        content["sections"][0]["questions"].as_array_mut().unwrap().pop();
        done(&world.analyst, CHANGE, change(&version, 2, content.clone())).await;
        let mut other = content["sections"][0]["questions"][0].clone();
        other["code"] = json!("Q02");
        content["sections"][0]["questions"].as_array_mut().unwrap().push(other);
        let again = refused(&world.analyst, CHANGE, change(&version, 3, content.clone())).await;
        assert_eq!(again, [pair("KIND_DIFFERS", "sections.0.questions.1.kind")]);
        // Everything wrong with it is told, and nothing is done.
        content["title"]["nb"] = json!("");
        content["sections"][0]["questions"][0]["text"] = json!({ "nb": "Hva gjør {owner.navn}?" });
        let wrong = refused(&world.analyst, CHANGE, change(&version, 3, content.clone())).await;
        assert_eq!(wrong, [pair("REQUIRED", "title.nb")]);
        content["title"]["nb"] = json!("Tittel");
        let wrong = refused(&world.analyst, CHANGE, change(&version, 3, content)).await;
        assert_eq!(wrong, [
            pair("UNKNOWN_FACT", "sections.0.questions.0.text.nb"),
            pair("KIND_DIFFERS", "sections.0.questions.1.kind"),
        ]);
    }

    async fn what_is_published_is_copied_to_be_changed(app: TestApp) {
        let world = World::new(&app).await;
        let published = text(&world.version, "/id");
        for (document, code) in [(CHANGE, "NOT_A_DRAFT"), (DELETE, "NOT_A_DRAFT"), (PUBLISH, "NOT_A_DRAFT")] {
            let mut variables = change(&world.version, 1, world::questionnaire(&world.study, ""));
            variables["id"] = json!(published);
            let variables = if document == CHANGE { variables } else { json!({ "id": published }) };
            assert_eq!(refused(&world.analyst, document, variables).await, [pair(code, "versionId")]);
        }
        let copy = done(&world.analyst, COPY, json!({ "id": published })).await["questionnaireVersion"].clone();
        assert_eq!(copy["number"], 2);
        assert_eq!((&copy["status"], &copy["code"]), (&json!("DRAFT"), &json!("modenhet")));
        assert_eq!(copy["sections"][0]["questions"][0]["id"], world.version["sections"][0]["questions"][0]["id"]);
        let mut content = world::questionnaire(&world.study, "");
        content["sections"][0]["questions"][0]["text"] = json!({ "nb": "Har dere planen?", "nn": "Har de planen?" });
        done(&world.analyst, CHANGE, change(&copy, 1, content)).await;
        let warned = world.analyst.query(
            "mutation($id: ID!) { publishQuestionnaire(input: { versionId: $id }) { questionnaireVersion { contentHash } warnings { code field } userErrors { code } } }",
            json!({ "id": copy["id"] }),
        ).await;
        let warned = &warned.data()["publishQuestionnaire"];
        assert_eq!(warned["userErrors"], json!([]));
        let fields: Vec<String> = warned["warnings"].as_array().unwrap().iter().map(|warning| {
            assert_eq!(warning["code"], "ENGLISH_MISSING");
            warning["field"].as_array().unwrap().iter().filter_map(Value::as_str).collect::<Vec<_>>().join(".")
        }).collect();
        assert_eq!(fields[..2], ["sections.plan.title.en", "questions.Q01.text.en"]);
        assert_eq!(fields.len(), 5, "{fields:?}");
    }

    async fn what_is_retired_is_asked_no_more(app: TestApp) {
        let world = World::new(&app).await;
        let id = json!({ "id": world.version["id"] });
        let version = draft(&world, "annet").await;
        assert_eq!(refused(&world.analyst, RETIRE, json!({ "id": version["id"] })).await, [pair("NOT_PUBLISHED", "versionId")]);
        let retired = done(&world.analyst, RETIRE, id.clone()).await["questionnaireVersion"].clone();
        assert_eq!(retired["status"], "RETIRED");
        assert_eq!(done(&world.analyst, RETIRE, id).await["questionnaireVersion"], retired, "again changes nothing");
        let round = world::round(&world.study, &text(&world.version, "/id"));
        assert_eq!(refused(&world.analyst, OPEN_ROUND, json!({ "input": round })).await, [pair("VERSION_RETIRED", "versionId")]);
        // The database itself lets nobody change it, nor bring it back.
        for statement in [
            "UPDATE questionnaire_version SET status = 'draft' WHERE status = 'retired'",
            "UPDATE questionnaire_version SET title = '{}' WHERE status = 'retired'",
            "DELETE FROM questionnaire_version WHERE status = 'retired'",
            "UPDATE version_question SET required_when = 'true' WHERE version_id IN (SELECT id FROM questionnaire_version WHERE status = 'retired')",
        ] {
            assert!(app.system().db().execute_unprepared(statement).await.is_err(), "{statement}");
        }
    }

    async fn a_draft_can_be_deleted_and_its_code_used_again(app: TestApp) {
        let world = World::new(&app).await;
        let before = versions(&world.analyst, &world.study).await;
        let version = draft(&world, "kortvarig").await;
        let copy = done(&world.analyst, COPY, json!({ "id": version["id"] })).await["questionnaireVersion"].clone();
        assert_eq!(versions(&world.analyst, &world.study).await, before + 2);
        done(&world.analyst, DELETE, json!({ "id": version["id"] })).await;
        assert_eq!(refused(&world.analyst, DELETE, json!({ "id": version["id"] })).await, [pair("NOT_FOUND", "")]);
        let taken = json!({ "input": world::questionnaire(&world.study, "kortvarig") });
        assert_eq!(refused(&world.analyst, CREATE_QUESTIONNAIRE, taken.clone()).await, [pair("TAKEN", "code")]);
        done(&world.analyst, DELETE, json!({ "id": copy["id"] })).await;
        assert_eq!(versions(&world.analyst, &world.study).await, before);
        done(&world.analyst, CREATE_QUESTIONNAIRE, taken).await;
    }

    /// 500 questions in three languages, each with options: read in one request, in as many statements as one question.
    async fn a_large_questionnaire_is_read_in_one_request(app: TestApp) {
        let world = World::new(&app).await;
        let words = |text: &str| json!({ "nb": format!("{text} bokmål"), "nn": format!("{text} nynorsk"), "en": format!("{text} English") });
        let option = |number: usize| json!({ "code": format!("o{number}"), "label": words("Svar") });
        let question = |number: usize| json!({
            "code": format!("Q{number}"), "kind": "MATRIX", "text": words("Spørsmål"), "help": words("Hjelp"),
            "options": [option(1), option(2), option(3)],
            "parts": [{ "code": "a", "text": words("Rad") }, { "code": "b", "text": words("Rad") }],
        });
        let section = |number: usize| json!({
            "code": format!("S{number}"), "title": words("Del"),
            "questions": (number * 50..number * 50 + 50).map(question).collect::<Vec<_>>(),
        });
        let input = json!({
            "studyId": world.study, "code": "stort", "title": words("Stort"), "sections": (0..10).map(section).collect::<Vec<_>>(),
        });
        let created = done(&world.analyst, "mutation($input: CreateQuestionnaireInput!) { createQuestionnaire(input: $input) {
            questionnaireVersion { id } userErrors { code field message } } }", json!({ "input": input })).await;
        let id = text(&created, "/questionnaireVersion/id");
        let document = "query($id: ID!) { questionnaireVersion(id: $id) { sections { questions {
            code nb: text(language: NB) nn: text(language: NN) en: text(language: EN)
            options { code nb: label(language: NB) nn: label(language: NN) en: label(language: EN) }
            parts { code nb: text(language: NB) nn: text(language: NN) en: text(language: EN) } } } } }";
        let reply = world.analyst.query(document, json!({ "id": id })).await;
        let sections = reply.data()["questionnaireVersion"]["sections"].as_array().unwrap();
        let questions: Vec<&Value> = sections.iter().flat_map(|section| section["questions"].as_array().unwrap()).collect();
        assert_eq!(questions.len(), 500);
        assert_eq!(questions[499]["code"], "Q499");
        assert_eq!(questions[499]["parts"][1]["en"], "Rad English");
        let one = world.analyst.query(document, json!({ "id": world.version["id"] })).await;
        assert_eq!(reply.sql_statements.unwrap(), one.sql_statements.unwrap());
    }
}
