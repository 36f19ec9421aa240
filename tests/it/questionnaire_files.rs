//! Questionnaires that come in files and go out as files: our own JSON form, and XLSForm.

use serde_json::{Value, json};

use crate::exchange::files::{sheet_row, workbook};
use crate::harness::{Client, both};
use crate::world::{self, IMPORT_MODEL, IMPORT_QUESTIONNAIRE, PUBLISH, World, done, refused, text};

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
        assert_eq!(given["notes"], json!([]));
        assert_eq!(text(&given, "/document"), ALTINN);
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
        // Every stage goes on with what the one before could read.
        let mut form: Value = serde_json::from_str(ALTINN).unwrap();
        form["sections"][0]["questions"][0]["kind"] = json!("SLIDER");
        form["sections"][0]["title"]["nb"] = json!("");
        form["sections"][1]["questions"][1]["visibleWhen"] = json!("Q99 = 1");
        form["maturity"]["dimensions"][0]["weight"] = json!(0);
        form["maturity"]["dimensions"][1]["items"][0]["question"] = json!("Q77");
        assert_eq!(
            refused(&world.analyst, IMPORT_QUESTIONNAIRE, input("JSON", &form.to_string())).await,
            [
                pair("NOT_ONE_OF", "document.sections.0.questions.0.kind"),
                pair("REQUIRED", "document.sections.0.title.nb"),
                pair("RULE_FAULT", "document.sections.1.questions.1.visibleWhen"),
                pair("NOT_ABOVE_ZERO", "document.maturity.dimensions.0.weight"),
                pair("QUESTION_MISSING", "document.maturity.dimensions.1.items.0.question"),
            ]
        );
        // A workbook has no maturity model, whatever stands in it.
        let mut workbook = input("XLSFORM", "aGVp");
        workbook["input"]["withMaturity"] = json!(true);
        let found = refused(&world.analyst, IMPORT_QUESTIONNAIRE, workbook).await;
        assert_eq!(found, [pair("NO_MATURITY_IN_WORKBOOK", "withMaturity")]);
        let nowhere = json!({ "input": { "format": "JSON", "document": "{}" } });
        assert_eq!(refused(&world.analyst, IMPORT_QUESTIONNAIRE, nowhere).await, [pair("REQUIRED", "studyId")]);
        let model = json!({ "input": { "studyId": world.study, "document": ALTINN } });
        assert_eq!(refused(&world.analyst, IMPORT_MODEL, model).await, [pair("QUESTIONNAIRE_MISSING", "document.code")]);
        // A questionnaire of that code without those questions is another matter: each of them is named.
        let mut own = world::questionnaire(&world.study, "x");
        own["code"] = serde_json::from_str::<Value>(ALTINN).unwrap()["code"].clone();
        done(&world.analyst, world::CREATE_QUESTIONNAIRE, json!({ "input": own })).await;
        let model = json!({ "input": { "studyId": world.study, "document": ALTINN } });
        let missing = refused(&world.analyst, IMPORT_MODEL, model.clone()).await;
        let first = pair("QUESTION_MISSING", "document.maturity.dimensions.0.items.0.question");
        assert!(missing.len() > 20 && missing.contains(&first), "{missing:?}");
        let told = world.analyst.query(IMPORT_MODEL, model).await;
        let question = text(&serde_json::from_str(ALTINN).unwrap(), "/maturity/dimensions/0/items/0/question");
        let message = text(told.data(), "/importMaturityModel/userErrors/0/message");
        assert!(message.contains(&format!("«{question}»")), "{message}");
    }

    async fn what_does_not_fit_earlier_versions_has_its_place_in_the_document(app: TestApp) {
        let world = World::new(&app).await;
        let name = json!({ "nb": "T" });
        let form = |kinds: [&str; 2]| {
            let questions: Vec<Value> =
                kinds.iter().zip(["Q1", "Q2"]).map(|(kind, code)| json!({ "code": code, "kind": kind, "text": name })).collect();
            let section = json!({ "code": "a", "title": name, "questions": questions });
            json!({ "trespor": 1, "code": "prove", "title": name, "sections": [section] }).to_string()
        };
        let input = json!({ "studyId": world.study, "format": "JSON", "document": form(["NUMBER", "DATE"]) });
        let version = text(&import(&world.analyst, input).await, "/questionnaireVersion/id");
        let input = json!({ "versionId": version, "baseRevision": 1, "format": "JSON", "document": form(["DATE", "NUMBER"]) });
        let wrong = refused(&world.analyst, IMPORT_QUESTIONNAIRE, json!({ "input": input })).await;
        let pair = |field: &str| ("KIND_DIFFERS".to_owned(), field.to_owned());
        assert_eq!(wrong, [
            pair("document.sections.0.questions.0.kind"), pair("document.sections.0.questions.1.kind"),
        ]);
    }

    async fn cells_of_a_workbook_that_cannot_be_seen_are_named(app: TestApp) {
        let world = World::new(&app).await;
        let unknown = "<f>A1</f><v></v>";
        let rows = [
            sheet_row(1, &["type", "name", "label", "relevant", "disabled", "merknad"]),
            sheet_row(2, &["text", "q1", unknown, "", "", unknown]),
            sheet_row(3, &["text", "q2", "To", "", "", "a"]),
            sheet_row(4, &["text", "q3"]),
            sheet_row(5, &[unknown, "q4", "Fire"]),
            sheet_row(6, &["text", unknown, "Fem"]),
            sheet_row(7, &["text", "q6", "Seks", "${q4} != '' and ${q5} != ''"]),
            sheet_row(8, &["text", "q7", unknown, "", "yes"]),
        ];
        let merged = "<mergeCells><mergeCell ref='C3:C4'/><mergeCell ref='F3:F4'/></mergeCells>";
        let file = workbook("survey", &format!("<sheetData>{}</sheetData>{merged}", rows.concat()));
        let id = crate::exchange::upload(&world.analyst, "skjema.xlsx", file).await;
        let input = json!({ "studyId": world.study, "code": "prove", "format": "XLSFORM", "uploadId": id });
        let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
        assert_eq!(refused(&world.analyst, IMPORT_QUESTIONNAIRE, json!({ "input": input })).await, [
            pair("FORMULA_NOT_CALCULATED", "document.survey.2.label"),
            pair("CELL_MERGED", "document.survey.4.label"),
            pair("FORMULA_NOT_CALCULATED", "document.survey.5.type"),
            pair("FORMULA_NOT_CALCULATED", "document.survey.6.name"),
        ]);
    }

    async fn the_model_of_a_file_is_made_with_its_questionnaire(app: TestApp) {
        let world = World::new(&app).await;
        let input = json!({ "studyId": world.study, "format": "JSON", "document": ALTINN, "withMaturity": true });
        let imported = import(&world.analyst, input.clone()).await;
        assert_eq!(imported["notes"], json!([]));
        let version = text(&imported, "/questionnaireVersion/id");
        assert_eq!(text(&file(&world.leader, &version, "JSON").await, "/document"), ALTINN);

        let models = "query($study: ID!, $number: Int) { maturityModel(studyId: $study, number: $number) {
            number dimensions { code items { weight question { code } } } } }";
        let model = |number: Value| {
            let variables = json!({ "study": world.study, "number": number });
            async { world.leader.query(models, variables).await.data()["maturityModel"].clone() }
        };
        let latest = model(Value::Null).await;
        assert_eq!(latest["number"], 2);
        let form: Value = serde_json::from_str(ALTINN).unwrap();
        for (made, written) in latest["dimensions"].as_array().unwrap().iter().zip(form["maturity"]["dimensions"].as_array().unwrap()) {
            let items = made["items"].as_array().unwrap().iter();
            let items: Vec<Value> = items.map(|item| json!({ "question": item["question"]["code"], "weight": item["weight"] })).collect();
            assert_eq!(json!(items), written["items"], "{made}");
        }
        assert_eq!(model(json!(1)).await["number"], 1);
        assert_eq!(model(json!(3)).await, Value::Null);

        // Where the questionnaire is refused there is no model either, nor the other way round.
        let again = refused(&world.analyst, IMPORT_QUESTIONNAIRE, json!({ "input": input })).await;
        assert_eq!(again, [("TAKEN".to_owned(), "code".to_owned())]);
        let without = without_model(ALTINN).to_string();
        let input = json!({ "studyId": world.study, "code": "ny", "format": "JSON", "document": without, "withMaturity": true });
        let none = refused(&world.analyst, IMPORT_QUESTIONNAIRE, json!({ "input": input })).await;
        assert_eq!(none, [("REQUIRED".to_owned(), "document.maturity".to_owned())]);
        assert_eq!(model(Value::Null).await["number"], 2);

        // A version that asks less says what of the model it leaves out.
        let mut less = without_model(ALTINN);
        let dropped = form["maturity"]["dimensions"][0]["items"][0]["question"].clone();
        for section in less["sections"].as_array_mut().unwrap() {
            section["questions"].as_array_mut().unwrap().retain(|question| question["code"] != dropped);
            for question in section["questions"].as_array_mut().unwrap() {
                for rule in ["visibleWhen", "requiredWhen"] {
                    question.as_object_mut().unwrap().remove(rule);
                }
            }
        }
        let input = json!({ "versionId": version, "baseRevision": 1, "format": "JSON", "document": less.to_string() });
        import(&world.analyst, input).await;
        let given = file(&world.analyst, &version, "JSON").await;
        assert_eq!(given["notes"], json!([{ "code": "MODEL_PART_LEFT_OUT", "field": ["maturity"] }]));

        // One that asks nothing of it any more says so too, in both formats.
        let words = json!({ "nb": "Hvor mange?", "nn": "Kor mange?" });
        less["sections"] = json!([{ "code": "ny", "title": words, "questions": [{ "code": "Ny1", "kind": "NUMBER", "text": words }] }]);
        let input = json!({ "versionId": version, "baseRevision": 2, "format": "JSON", "document": less.to_string() });
        import(&world.analyst, input).await;
        let given = file(&world.analyst, &version, "JSON").await;
        let dimensions = form["maturity"]["dimensions"].as_array().unwrap();
        let left_out = vec![json!({ "code": "MODEL_PART_LEFT_OUT", "field": ["maturity"] }); dimensions.len()];
        assert_eq!(given["notes"], json!(left_out));
        let document: Value = serde_json::from_str(&text(&given, "/document")).unwrap();
        assert_eq!(document.get("maturity"), None);
        let given = file(&world.analyst, &version, "XLSFORM").await;
        assert_eq!(given["notes"], json!([{ "code": "DOES_NOT_FIT", "field": ["settings"] }]));
        // The model is no matter of another questionnaire.
        assert_eq!(file(&world.analyst, &text(&world.version, "/id"), "JSON").await["notes"], json!([]));
    }

    async fn a_model_names_only_what_can_score(app: TestApp) {
        let world = World::new(&app).await;
        let name = json!({ "nb": "T", "nn": "T" });
        let questions = json!([
            { "code": "I1", "kind": "INFORMATION", "text": name }, { "code": "L1", "kind": "LONG_TEXT", "text": name },
            { "code": "G1", "kind": "REPEATING_GROUP", "text": name, "parts": [{ "code": "f", "kind": "SINGLE_CHOICE", "text": name }] },
            { "code": "M1", "kind": "MATRIX", "text": name, "parts": [{ "code": "r", "text": name }] },
        ]);
        let create = "mutation($input: CreateQuestionnaireInput!) { createQuestionnaire(input: $input) { questionnaireVersion {
            sections { questions { id parts { id } } } } userErrors { code field message } } }";
        let input = json!({ "studyId": world.study, "code": "alle", "title": name, "sections": [{ "code": "a", "title": name, "questions": questions }] });
        let made = done(&world.analyst, create, json!({ "input": input })).await;
        let asked = &made["questionnaireVersion"]["sections"][0]["questions"];
        let ids = [&asked[0]["id"], &asked[1]["id"], &asked[2]["id"], &asked[2]["parts"][0]["id"], &asked[3]["id"], &asked[3]["parts"][0]["id"]];
        let items: Vec<Value> = ids.iter().map(|id| json!({ "questionId": id })).collect();
        let model = "mutation($input: CreateMaturityModelInput!) { createMaturityModel(input: $input) { userErrors { code field message } } }";
        let input = |dimension: Value| json!({ "input": { "studyId": world.study, "levels": [], "dimensions": [dimension] } });
        let dimension = json!({ "code": "D1", "name": name, "items": items });
        let expected: Vec<(String, String)> =
            (0..4).map(|at| ("NEVER_SCORES".to_owned(), format!("dimensions.0.items.{at}.questionId"))).collect();
        assert_eq!(refused(&world.analyst, model, input(dimension)).await, expected);
        let empty = json!({ "code": "D1", "name": name, "items": [] });
        let found = refused(&world.analyst, model, input(empty)).await;
        assert_eq!(found, [("REQUIRED".to_owned(), "dimensions.0.items".to_owned())]);
        // Nor is anything measured by what weighs nothing; what weighs next to nothing would make figures that are not exact.
        let weighed = |own: f64, item: f64| {
            input(json!({ "code": "D1", "name": name, "weight": own, "items": [{ "questionId": ids[4], "weight": item }] }))
        };
        for (own, item, code, field) in [
            (1.0, 0.0, "NOTHING_MEASURES", "dimensions.0.items"),
            (1.0, 5e-324, "OUT_OF_RANGE", "dimensions.0.items.0.weight"),
            (1.0, 0.0009, "OUT_OF_RANGE", "dimensions.0.items.0.weight"),
            (5e-324, 1.0, "OUT_OF_RANGE", "dimensions.0.weight"),
            (0.0, 1.0, "NOT_ABOVE_ZERO", "dimensions.0.weight"),
        ] {
            let found = refused(&world.analyst, model, weighed(own, item)).await;
            assert_eq!(found, [(code.to_owned(), field.to_owned())], "{own} {item}");
        }
        done(&world.analyst, model, weighed(0.001, 0.001)).await;
        // The file of a questionnaire is held to the same.
        let mut form: Value = serde_json::from_str(ALTINN).unwrap();
        for item in form["maturity"]["dimensions"][0]["items"].as_array_mut().unwrap() {
            item["weight"] = json!(0);
        }
        let input = json!({ "input": { "studyId": world.study, "format": "JSON", "document": form.to_string(), "withMaturity": true } });
        let found = refused(&world.analyst, IMPORT_QUESTIONNAIRE, input).await;
        assert_eq!(found, [("NOTHING_MEASURES".to_owned(), "document.maturity.dimensions.0.items".to_owned())]);
    }

    async fn a_large_file_is_sent_by_itself(app: TestApp) {
        let world = World::new(&app).await;
        let mut form = without_model(ALTINN);
        let filler = "Et langt spørsmål, skrevet for å fylle en fil. ".repeat(100);
        let filler = filler.trim();
        for section in form["sections"].as_array_mut().unwrap() {
            for question in section["questions"].as_array_mut().unwrap() {
                question["help"] = json!({ "nb": filler, "nn": filler, "en": filler });
                question["why"] = question["help"].clone();
            }
        }
        let document = serde_json::to_string_pretty(&form).unwrap();
        assert!(document.len() > 1 << 20, "{}", document.len());
        let upload = |bytes: Vec<u8>| {
            let analyst = &world.analyst;
            async move { crate::exchange::upload(analyst, "skjema.json", bytes).await }
        };
        let id = upload(document.into_bytes()).await;
        let input = json!({ "studyId": world.study, "format": "JSON", "uploadId": id });
        let imported = import(&world.analyst, input.clone()).await;
        let given = file(&world.analyst, &text(&imported, "/questionnaireVersion/id"), "JSON").await;
        let given: Value = serde_json::from_str(&text(&given, "/document")).unwrap();
        assert_eq!(given, form);

        let code = |code: &str, field: &str| [(code.to_owned(), field.to_owned())];
        let input = |more: Value| {
            let mut input = json!({ "studyId": world.study, "format": "JSON" });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!({ "input": input })
        };
        let refused_with = |more: Value| refused(&world.analyst, IMPORT_QUESTIONNAIRE, input(more));
        assert_eq!(refused_with(json!({ "uploadId": id, "document": "{}" })).await, code("ONLY_ONE", "uploadId"));
        assert_eq!(refused_with(json!({})).await, code("REQUIRED", "document"));
        let latin = upload(b"{\"trespor\": 1, \"code\": \"\xe6\"}".to_vec()).await;
        assert_eq!(refused_with(json!({ "uploadId": latin })).await, code("FILE_ENCODING", "document"));
    }
}
