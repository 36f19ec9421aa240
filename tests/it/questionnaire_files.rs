//! Questionnaires that come in files and go out as files: our own JSON form, and XLSForm.

use serde_json::{Value, json};

use crate::harness::{Client, both};
use crate::world::{IMPORT_MODEL, IMPORT_QUESTIONNAIRE, PUBLISH, World, done, refused, text};

const ALTINN: &str = include_str!("../../examples/questionnaires/altinn-maturity.json");

async fn import(client: &Client, input: Value) -> Value {
    done(client, IMPORT_QUESTIONNAIRE, json!({ "input": input })).await
}

async fn file(client: &Client, version: &str, format: &str) -> Value {
    let document = "query($id: ID!, $format: QuestionnaireFormat!) { questionnaireFile(versionId: $id, format: $format) {
        name document notes { code field } } }";
    let reply = client.query(document, json!({ "id": version, "format": format })).await;
    reply.data()["questionnaireFile"].clone()
}

/// The file as it is given back, which has no model in it.
fn without_model(document: &str) -> Value {
    let mut form: Value = serde_json::from_str(document).unwrap();
    form.as_object_mut().unwrap().remove("maturity");
    form
}

both! {
    async fn the_questionnaire_of_the_project_is_imported_published_and_scored(app: TestApp) {
        let world = World::new(&app).await;
        let input = json!({ "studyId": world.study, "format": "JSON", "document": ALTINN });
        let imported = import(&world.analyst, input).await;
        assert_eq!(imported["notes"], json!([{ "code": "MATURITY_APART", "field": ["maturity"] }]));
        let version = text(&imported, "/questionnaireVersion/id");
        let published = "mutation($id: ID!) { publishQuestionnaire(input: { versionId: $id }) {
            questionnaireVersion { status sections { code questions { code } } } warnings { code field } userErrors { code field message } } }";
        let published = done(&world.analyst, published, json!({ "id": version })).await;
        assert_eq!(published["warnings"], json!([]));
        let sections = published["questionnaireVersion"]["sections"].as_array().unwrap();
        let questions = sections.iter().filter_map(|section| section["questions"].as_array()).flatten();
        assert_eq!((sections.len(), questions.count()), (10, 40));

        let model = json!({ "input": { "studyId": world.study, "document": ALTINN } });
        let model = done(&world.analyst, IMPORT_MODEL, model).await;
        assert_eq!(model["maturityModel"]["dimensions"].as_array().map(Vec::len), Some(8));
        assert_eq!(model["maturityModel"]["levels"].as_array().map(Vec::len), Some(5));

        let given = file(&world.leader, &version, "JSON").await;
        assert_eq!(given["name"], "altinn3-modenhet.json");
        let given: Value = serde_json::from_str(&text(&given, "/document")).unwrap();
        assert_eq!(given, without_model(ALTINN));
        let workbook = file(&world.leader, &version, "XLSFORM").await;
        assert_eq!(workbook["name"], "altinn3-modenhet.xlsx");
        let input = json!({
            "studyId": world.study, "code": "kopi", "format": "XLSFORM", "document": workbook["document"],
        });
        let again = import(&world.analyst, input).await;
        let given = file(&world.analyst, &text(&again, "/questionnaireVersion/id"), "JSON").await;
        let given: Value = serde_json::from_str(&text(&given, "/document")).unwrap();
        let mut expected = without_model(ALTINN);
        expected["code"] = json!("kopi");
        assert_eq!(given, expected);
    }

    async fn a_draft_is_replaced_by_a_file_once(app: TestApp) {
        let world = World::new(&app).await;
        let input = json!({ "studyId": world.study, "format": "JSON", "document": ALTINN });
        let version = text(&import(&world.analyst, input).await, "/questionnaireVersion/id");
        let mut form = without_model(ALTINN);
        form["title"]["nb"] = json!("Ny tittel");
        let input = json!({
            "versionId": version, "baseRevision": 1, "format": "JSON", "document": form.to_string(),
        });
        let replaced = import(&world.analyst, input.clone()).await;
        assert_eq!(replaced["questionnaireVersion"]["revision"], 2);
        let again = refused(&world.analyst, IMPORT_QUESTIONNAIRE, json!({ "input": input })).await;
        assert_eq!(again, [("CHANGED_SINCE".to_owned(), "baseRevision".to_owned())]);
        done(&world.analyst, PUBLISH, json!({ "id": version })).await;
        assert_eq!(file(&world.outsider, &version, "JSON").await, json!(null));
    }

    async fn a_file_that_is_wrong_is_refused_with_the_complete_list(app: TestApp) {
        let world = World::new(&app).await;
        let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
        let mut form = without_model(ALTINN);
        form["sections"][0]["questions"][0]["kind"] = json!("SLIDER");
        form["sections"][1]["title"] = json!({ "nb": 3 });
        let input = |format: &str, document: &str| json!({ "input": { "studyId": world.study, "format": format, "document": document } });
        assert_eq!(
            refused(&world.analyst, IMPORT_QUESTIONNAIRE, input("JSON", &form.to_string())).await,
            [
                pair("NOT_ONE_OF", "document.sections.0.questions.0.kind"),
                pair("WRONG_SHAPE", "document.sections.1.title.nb"),
            ]
        );
        let refused_with = |format, document| refused(&world.analyst, IMPORT_QUESTIONNAIRE, input(format, document));
        assert_eq!(refused_with("JSON", "{").await, [pair("INVALID_JSON", "document")]);
        assert_eq!(refused_with("XLSFORM", "{").await, [pair("INVALID_BASE64", "document")]);
        assert_eq!(refused_with("XLSFORM", "aGVp").await, [pair("NOT_A_WORKBOOK", "document")]);
        let nowhere = json!({ "input": { "format": "JSON", "document": "{}" } });
        assert_eq!(refused(&world.analyst, IMPORT_QUESTIONNAIRE, nowhere).await, [pair("REQUIRED", "studyId")]);
        let model = json!({ "input": { "studyId": world.study, "document": ALTINN } });
        let missing = refused(&world.analyst, IMPORT_MODEL, model).await;
        assert_eq!(missing.len(), 29);
        assert_eq!(missing[0], pair("NOT_FOUND", "document.maturity.dimensions.0.items.0.question"));
    }
}
