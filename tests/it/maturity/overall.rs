//! Scores over all dimensions.

use serde_json::{Value, json};

use super::{Asked, Chose, DontKnow, NotRelevant, model, near, overall};
use crate::harness::both;
use crate::world::{CREATE_MODEL, World, done};

fn number(found: &Value, pointer: &str) -> Value {
    found.pointer(pointer).cloned().unwrap_or_default()
}

both! {
    /// Worked by hand: A is (1 + 0) / 2 = 0.5 and weighs 1, B is 1 and weighs 2, C is not known and weighs 1.
    async fn it_is_stored_when_one_submits_and_what_is_not_known_stays_open(app: TestApp) {
        let world = World::new(&app).await;
        let asked = Asked::publish(&world, "alt", &["A1", "A2", "B1", "C1"]).await;
        let dimensions = [
            asked.dimension("A", 1.0, &[("A1", 1.0), ("A2", 1.0)]),
            asked.dimension("B", 2.0, &[("B1", 1.0)]),
            asked.dimension("C", 1.0, &[("C1", 1.0)]),
        ];
        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world, &dimensions) })).await;
        let (round, respondent) = asked.open(&app, &world).await;
        assert_eq!(overall(&world, &round).await, Value::Null, "nobody has submitted");
        asked.submit(&respondent, &[("A1", Chose(2)), ("A2", Chose(0)), ("B1", Chose(2)), ("C1", DontKnow)]).await;
        let found = overall(&world, &round).await;
        near(&found, "/arithmetic", 2.5 / 3.0);
        near(&found, "/lower", 2.5 / 4.0);
        near(&found, "/upper", 3.5 / 4.0);
        near(&found, "/geometric", 0.5_f64.cbrt());
        near(&found, "/geometricLower", 0.0);
        near(&found, "/geometricUpper", 0.5_f64.sqrt().sqrt());
        near(&found, "/coverage", 0.75);
        let [defined, applicable, level, proven, possible] =
            ["/defined", "/applicable", "/level/number", "/provenLevel/number", "/possibleLevel/number"].map(|pointer| number(&found, pointer));
        assert_eq!((defined, applicable), (json!(2), json!(3)));
        // Levels begin at 0, 0.25 and 0.75: 0.83 is above the last, 0.625 is not.
        assert_eq!((level, proven, possible), (json!(2), json!(1), json!(2)));
    }

    async fn a_dimension_that_does_not_apply_leaves_and_too_little_makes_no_mean(app: TestApp) {
        let world = World::new(&app).await;
        let asked = Asked::publish(&world, "alt", &["A1", "B1", "C1"]).await;
        let dimensions = ["A", "B", "C"].map(|code| asked.dimension(code, 1.0, &[(&*format!("{code}1"), 1.0)]));
        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world, &dimensions) })).await;
        let (round, respondent) = asked.open(&app, &world).await;
        asked.submit(&respondent, &[("A1", Chose(1)), ("B1", NotRelevant)]).await;
        let found = overall(&world, &round).await;
        assert_eq!((&found["arithmetic"], &found["geometric"], &found["level"]), (&Value::Null, &Value::Null, &Value::Null));
        assert_eq!((&found["defined"], &found["applicable"], &found["coverage"]), (&json!(1), &json!(2), &json!(0.5)));
        near(&found, "/lower", 0.25);
        near(&found, "/upper", 0.75);
    }

    async fn a_first_model_scores_over_all_dimensions_what_was_submitted_before(app: TestApp) {
        let world = World::new(&app).await;
        let round = world.open_round(&app).await;
        let answers = json!([{ "questionId": world.question(), "state": "ANSWERED", "optionIds": [world.option(1)] }]);
        done(&round.respondent, crate::world::SAVE, json!({ "answers": answers })).await;
        done(&round.respondent, crate::world::SUBMIT, json!({})).await;
        let found = overall(&world, &round.id).await;
        assert_eq!((&found["arithmetic"], &found["geometric"], &found["coverage"]), (&json!(0.5), &json!(0.5), &json!(1.0)));
    }
}
