//! Levels by the gate of ISO/IEC 33020.

use serde_json::{Value, json};

use super::{Asked, Chose, DontKnow, model, overall};
use crate::harness::{Client, both};
use crate::world::{CREATE_MODEL, IMPORT_QUESTIONNAIRE, World, done, refused, text};

/// A model with a gate, of dimensions named after their levels: `["1", "2", "2"]`.
fn gated(world: &World, asked: &Asked, levels: &[(&str, i32)]) -> Value {
    let dimension = |(code, level): &(&str, i32)| {
        let (first, second) = (format!("{code}1"), format!("{code}2"));
        let mut dimension = asked.dimension(code, 1.0, &[(&first, 1.0), (&second, 1.0)]);
        dimension["level"] = json!(level);
        dimension
    };
    let mut input = model(world, &levels.iter().map(dimension).collect::<Vec<_>>());
    input["levelRule"] = json!("ISO_33020");
    input
}

fn levels(found: &Value) -> [Value; 3] {
    ["provenLevel", "level", "possibleLevel"].map(|which| found[which]["number"].clone())
}

/// The questionnaire of the project, its eight dimensions being attributes of levels 1 to 4, two of each.
fn altinn() -> Value {
    let mut form: Value =
        serde_json::from_str(include_str!("../../../examples/questionnaires/altinn-maturity.json")).unwrap();
    form["maturity"]["levelRule"] = json!("ISO_33020");
    for (place, dimension) in form["maturity"]["dimensions"].as_array_mut().unwrap().iter_mut().enumerate() {
        dimension["level"] = json!(place / 2 + 1);
    }
    form
}

async fn file(client: &Client, version: &str) -> (Value, Value) {
    let document = "query($id: ID!) { questionnaireFile(versionId: $id, format: JSON) { document notes { code field } } }";
    let reply = client.query(document, json!({ "id": version })).await;
    let given = &reply.data()["questionnaireFile"];
    (serde_json::from_str(&text(given, "/document")).unwrap(), given["notes"].clone())
}

both! {
    async fn a_gate_stands_in_the_file_of_a_questionnaire(app: TestApp) {
        let world = World::new(&app).await;
        let form = altinn();
        let input = json!({ "studyId": world.study, "format": "JSON", "document": form.to_string(), "withMaturity": true });
        let imported = done(&world.analyst, IMPORT_QUESTIONNAIRE, json!({ "input": input })).await;
        let version = text(&imported, "/questionnaireVersion/id");
        let (document, notes) = file(&world.leader, &version).await;
        assert_eq!((&document["maturity"], notes), (&form["maturity"], json!([])));

        // Where the two attributes of the highest level are asked no more, there is no gate in the file, which says so.
        let mut less = form.clone();
        less.as_object_mut().unwrap().remove("maturity");
        let gone: Vec<Value> = form["maturity"]["dimensions"].as_array().unwrap()[6..].iter()
            .flat_map(|dimension| dimension["items"].as_array().unwrap().iter().map(|item| item["question"].clone())).collect();
        for section in less["sections"].as_array_mut().unwrap() {
            section["questions"].as_array_mut().unwrap().retain(|question| !gone.contains(&question["code"]));
            for question in section["questions"].as_array_mut().unwrap() {
                for rule in ["visibleWhen", "requiredWhen"] {
                    question.as_object_mut().unwrap().remove(rule);
                }
            }
        }
        less["sections"].as_array_mut().unwrap().retain(|section| section["questions"] != json!([]));
        let input = json!({ "versionId": version, "baseRevision": 1, "format": "JSON", "document": less.to_string() });
        done(&world.analyst, IMPORT_QUESTIONNAIRE, json!({ "input": input })).await;
        let (document, notes) = file(&world.leader, &version).await;
        let left_out = json!({ "code": "MODEL_PART_LEFT_OUT", "field": ["maturity"] });
        assert_eq!(notes, json!([left_out, left_out, left_out]), "two dimensions and the rule");
        assert_eq!(document["maturity"].get("levelRule"), None);
        assert_eq!(document["maturity"]["dimensions"][5]["level"], 3);
    }

    /// Worked by hand: P is 1, F; M is (1 + 0.5) / 2 = 0.75, L; K is 0.5 with half of it unknown, from 0.25, P, to 0.75, L.
    async fn a_level_is_reached_proven_or_possible(app: TestApp) {
        let world = World::new(&app).await;
        let asked = Asked::publish(&world, "alt", &["P1", "P2", "M1", "M2", "K1", "K2"]).await;
        let mut input = gated(&world, &asked, &[("P", 1), ("M", 2), ("K", 2)]);
        input["coverageNeeded"] = json!(0.5);
        done(&world.analyst, CREATE_MODEL, json!({ "input": input })).await;
        let (round, respondent) = asked.open(&app, &world).await;
        let said = [("P1", Chose(2)), ("P2", Chose(2)), ("M1", Chose(2)), ("M2", Chose(1)), ("K1", Chose(1)), ("K2", DontKnow)];
        asked.submit(&respondent, &said).await;
        // By its point, 0.5, K is P, so that level 2 is not reached; it could be.
        assert_eq!(levels(&overall(&world, &round).await), [json!(1), json!(1), json!(2)]);
        let document = "query($id: ID!, $study: ID!) { maturityDashboard(roundId: $id) { owners { nodes { scores { rating dimension { level } } } } }
            maturityModel(studyId: $study) { levelRule } }";
        let reply = world.leader.query(document, json!({ "id": round, "study": world.study })).await;
        let rated = |rating: &str, level: i32| json!({ "rating": rating, "dimension": { "level": level } });
        let scores = &reply.data()["maturityDashboard"]["owners"]["nodes"][0]["scores"];
        assert_eq!(*scores, json!([rated("FULLY", 1), rated("LARGELY", 2), rated("PARTIALLY", 2)]));
        assert_eq!(reply.data()["maturityModel"]["levelRule"], "ISO_33020");
    }

    async fn a_gate_without_an_attribute_for_each_level_is_refused(app: TestApp) {
        let world = World::new(&app).await;
        let asked = Asked::publish(&world, "alt", &["P1", "P2", "M1", "M2"]).await;
        let lacking = gated(&world, &asked, &[("P", 1), ("M", 1)]);
        let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
        assert_eq!(
            refused(&world.analyst, CREATE_MODEL, json!({ "input": lacking })).await,
            [pair("LEVEL_WITHOUT_ATTRIBUTE", "levels.2")]
        );
        // There are levels 0, 1 and 2, of which the lowest asks for nothing.
        let beyond = gated(&world, &asked, &[("P", 0), ("M", 3)]);
        let found = refused(&world.analyst, CREATE_MODEL, json!({ "input": beyond })).await;
        assert_eq!(found[..2], [pair("LEVEL_NOT_THERE", "dimensions.0.level"), pair("LEVEL_NOT_THERE", "dimensions.1.level")]);
        let mut none = gated(&world, &asked, &[("P", 1)]);
        none["levels"] = json!([]);
        let found = refused(&world.analyst, CREATE_MODEL, json!({ "input": none })).await;
        assert_eq!(found, [pair("LEVEL_NOT_THERE", "dimensions.0.level"), pair("REQUIRED", "levels")]);
    }
}
