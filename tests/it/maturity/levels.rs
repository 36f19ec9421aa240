//! Levels by the gate of ISO/IEC 33020.

use serde_json::{Value, json};

use super::{Asked, Chose, DontKnow, model, overall};
use crate::harness::both;
use crate::world::{CREATE_MODEL, World, done, refused};

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

both! {
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
