//! How a score came about.

use serde_json::{Value, json};

use super::{Asked, Chose, DontKnow, NotRelevant, model, near};
use crate::harness::both;
use crate::world::{self, CREATE_MODEL, World, done, text};

const EXPLAIN: &str = "query($round: ID!, $owner: ID!, $dimension: ID!) {
    maturityExplanation(roundId: $round, organizationId: $owner, dimensionId: $dimension) { isCurrent
    stored { point lower upper coverage } computed { point lower upper coverage }
    items { question { code } text(language: NB) state options { code } weight value ofPoint ofLower ofUpper }
    next { question { code } text(language: NB) narrows } } }";

/// The key of a dimension by its code, of the model that a round is scored by.
async fn dimension(world: &World, round: &str, code: &str) -> String {
    let document =
        "query($id: ID!) { maturityDashboard(roundId: $id) { dimensions { dimension { id code } } } }";
    let reply = world.analyst.query(document, json!({ "id": round })).await;
    let dimensions = reply.data()["maturityDashboard"]["dimensions"].as_array().unwrap().clone();
    let found = dimensions.iter().find(|one| one["dimension"]["code"] == code).unwrap();
    text(found, "/dimension/id")
}

async fn explained(world: &World, round: &str, dimension: &str) -> Value {
    let variables = json!({ "round": round, "owner": world.organization, "dimension": dimension });
    world.analyst.query(EXPLAIN, variables).await.data()["maturityExplanation"].clone()
}

fn of_each(found: &Value, field: &str) -> Vec<Value> {
    found["items"].as_array().unwrap().iter().map(|item| item[field].clone()).collect()
}

fn sum(found: &Value, field: &str) -> f64 {
    of_each(found, field).iter().filter_map(Value::as_f64).sum()
}

both! {
    /// Worked by hand: of 10 that count 8 are known, 6 at 0.5 and 2 at 1.
    async fn it_adds_up_to_what_is_stored_and_says_what_to_ask_next(app: TestApp) {
        let world = World::new(&app).await;
        let asked = Asked::publish(&world, "alt", &["A1", "A2", "A3", "A4", "A5"]).await;
        let items = [("A5", 3.0), ("A4", 1.0), ("A3", 1.0), ("A2", 2.0), ("A1", 6.0)];
        let dimensions = [asked.dimension("A", 1.0, &items)];
        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world, &dimensions) })).await;
        let (round, respondent) = asked.open(&app, &world).await;
        let key = dimension(&world, &round, "A").await;
        assert_eq!(explained(&world, &round, &key).await, Value::Null, "nobody has submitted");
        asked.submit(&respondent, &[("A1", Chose(1)), ("A2", Chose(2)), ("A3", DontKnow), ("A5", NotRelevant)]).await;
        let found = explained(&world, &round, &key).await;
        assert_eq!(of_each(&found, "question"), ["A1", "A2", "A3", "A4", "A5"].map(|code| json!({ "code": code })));
        assert_eq!(of_each(&found, "state"), ["SCORED", "SCORED", "DONT_KNOW", "MISSING", "NOT_RELEVANT"].map(|state| json!(state)));
        assert_eq!(of_each(&found, "options")[..3], [json!([{ "code": "draft" }]), json!([{ "code": "agreed" }]), json!([])]);
        assert_eq!(of_each(&found, "weight"), [6.0, 2.0, 1.0, 1.0, 0.0].map(|weight| json!(weight)));
        assert_eq!(of_each(&found, "value")[..3], [json!(0.5), json!(1.0), Value::Null]);
        assert_eq!(of_each(&found, "ofPoint")[..3], [json!(0.375), json!(0.25), Value::Null]);
        assert_eq!(of_each(&found, "ofLower"), [json!(0.3), json!(0.2), json!(0.0), json!(0.0), Value::Null]);
        assert_eq!(of_each(&found, "text")[0], "Har dere en plan?");
        // It is the stored score that this adds up to.
        assert_eq!((&found["isCurrent"], &found["stored"]), (&json!(true), &found["computed"]));
        for (field, bound) in [("ofPoint", "point"), ("ofLower", "lower"), ("ofUpper", "upper")] {
            near(&found, &format!("/stored/{bound}"), sum(&found, field));
        }
        near(&found, "/stored/point", 0.625);
        // A3 and A4 weigh the same; A3 is asked first.
        assert_eq!(found["next"]["question"]["code"], "A3");
        near(&found, "/next/narrows", 0.1);
    }

    /// Two of the three rows of a matrix are open, each with a third of its weight of 3; what is not shown does not count.
    async fn rows_and_what_was_not_shown(app: TestApp) {
        let world = World::new(&app).await;
        let mut input = world::questionnaire(&world.study, "alt");
        let one = input["sections"][0]["questions"][0].clone();
        let mut first = one.clone();
        first["required"] = json!(false);
        let mut hidden = first.clone();
        hidden["code"] = json!("Q02");
        hidden["visibleWhen"] = json!("Q01 = \"agreed\"");
        let row = |code: &str| json!({ "code": code, "text": { "nb": code, "nn": code } });
        let mut matrix = first.clone();
        matrix["code"] = json!("Q03");
        matrix["kind"] = json!("MATRIX");
        matrix["parts"] = json!([row("a"), row("b"), row("c")]);
        input["sections"][0]["questions"] = json!([first, hidden, matrix]);
        let asked = Asked::publish_input(&world, &input).await;
        let dimensions = [asked.dimension("A", 1.0, &[("Q01", 1.0), ("Q02", 5.0), ("Q03", 3.0)])];
        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world, &dimensions) })).await;
        let (round, respondent) = asked.open(&app, &world).await;
        asked.submit(&respondent, &[("Q01", Chose(0))]).await;
        let key = dimension(&world, &round, "A").await;
        let found = explained(&world, &round, &key).await;
        assert_eq!(of_each(&found, "state"), ["SCORED", "NOT_SHOWN", "MISSING", "MISSING", "MISSING"].map(|state| json!(state)));
        assert_eq!(of_each(&found, "weight"), [1.0, 0.0, 1.0, 1.0, 1.0].map(|weight| json!(weight)));
        // The matrix is one question: with all of its rows three of four that count would be known.
        assert_eq!(found["next"]["question"]["code"], "Q03");
        near(&found, "/next/narrows", 0.75);
        near(&found, "/stored/upper", sum(&found, "ofUpper"));
    }
}
