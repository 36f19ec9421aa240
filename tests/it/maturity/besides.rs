//! What maturity is measured by besides answers: ratings by analysts, and facts of the registry.

use serde_json::{Value, json};

use super::rescore::{by_hand, came_out, rescored};
use super::{Asked, Chose, model, near};
use crate::harness::{TestApp, both};
use crate::services::{change, register_service};
use crate::world::{self, CREATE_MODEL, IMPORT_MODEL, World, done, refused, text};

const RATE: &str = "mutation($input: RateMaturityInput!) { rateMaturity(input: $input) {
    rating { rating { code } current { revision state value reason account { email } ratedAt } earlier { revision value } }
    userErrors { code field message } } }";
const RATINGS: &str = "query($round: ID!, $owner: ID!, $number: Int) { maturityRatings(roundId: $round, organizationId: $owner, number: $number) {
    rating { id code name(language: NB) description(language: NB) steps { name(language: NB) value } weight } current { revision } earlier { revision } } }";
const SCORE: &str = "query($id: ID!) { maturityDashboard(roundId: $id) { owners { nodes {
    scores { point lower upper coverage observed dontKnow notRelevant missing } overall { arithmetic } } } } }";
const EXPLAIN: &str = "query($round: ID!, $owner: ID!, $dimension: ID!) {
    maturityExplanation(roundId: $round, organizationId: $owner, dimensionId: $dimension) { isCurrent stored { point lower upper }
    items { question { code } ofPoint ofLower ofUpper } next { narrows question { code } }
    ratings { rating { code } given { reason revision } state weight value ofPoint ofLower ofUpper }
    facts { fact { fact weight } services { services moved volume movedVolume until } state weight value ofPoint ofLower ofUpper } } }";

/// A dimension that is measured by a question (2), a rating in steps (1), a rating of any value (1), one that weighs nothing, the
/// services that have moved (2), and the same by volume (2).
fn dimension(asked: &Asked) -> Value {
    let step = |name: &str, value: f64| json!({ "name": { "nb": name, "nn": name }, "value": value });
    let name = |name: &str| json!({ "nb": name, "nn": name });
    let mut dimension = asked.dimension("A", 1.0, &[("Q01", 2.0)]);
    dimension["ratings"] = json!([
        { "code": "process", "name": name("Prosess"), "description": name("0 er ingen, 1 er fast."),
          "steps": [step("Ingen", 0.0), step("Delvis", 0.5), step("Fast", 1.0)] },
        { "code": "drive", "name": name("Driv") },
        { "code": "aside", "name": name("Ved siden av"), "weight": 0.0 },
    ]);
    dimension["facts"] = json!([
        { "fact": "SERVICES_MOVED", "weight": 2.0 },
        { "fact": "SERVICES_MOVED_BY_VOLUME", "weight": 2.0 },
    ]);
    dimension
}

/// Of four services one has moved, which was used 900 of 1,000 times in 2025; one has come to its end, and another is no longer the owner's.
/// The one that has not moved and was used then.
async fn services(world: &World) -> String {
    let service = async |code: &str, more: Value, volumes: &[(&str, i64)]| {
        let id = register_service(&world.analyst, &world.organization, code, code, more).await;
        let volumes: Vec<Value> =
            volumes.iter().map(|(month, volume)| json!({ "month": month, "volume": volume })).collect();
        if !volumes.is_empty() {
            let input = json!({ "serviceId": id, "volumes": volumes });
            change(&world.analyst, "setVolumes", input, "service { id }").await;
        }
        id
    };
    service("A", json!({ "status": "IN_PRODUCTION" }), &[("2025-12", 600), ("2025-11", 300)]).await;
    let open = service("B", json!({ "status": "TESTING" }), &[("2025-01", 100), ("2024-12", 5000)]).await;
    service("C", json!({}), &[]).await;
    service("D", json!({}), &[("2023-01", 7)]).await;
    service("E", json!({ "status": "RETIRED" }), &[("2026-01", 9000)]).await;
    let gone = service("F", json!({ "status": "IN_PRODUCTION" }), &[("2026-02", 9000)]).await;
    change(&world.analyst, "retireService", json!({ "serviceId": gone }), "service { id }").await;
    open
}

struct Round {
    id: String,
    /// Keys of the ratings, in the order of the model.
    ratings: Vec<String>,
    /// The version that is asked.
    version: String,
}

impl Round {
    async fn of(world: &World, id: &str, number: Value) -> Self {
        let variables = json!({ "round": id, "owner": world.organization, "number": number });
        let reply = world.analyst.query(RATINGS, variables).await;
        let found = reply.data()["maturityRatings"].as_array().unwrap().clone();
        let asked = "query($id: ID!) { round(id: $id) { questionnaire { id } } }";
        let asked = world.analyst.query(asked, json!({ "id": id })).await;
        Self {
            id: id.to_owned(),
            ratings: found.iter().map(|one| text(one, "/rating/id")).collect(),
            version: text(asked.data(), "/round/questionnaire/id"),
        }
    }

    /// What it takes to rate; fields of `more` come in place of others.
    fn rating(&self, world: &World, place: usize, seen: i32, more: Value) -> Value {
        let mut input = json!({ "roundId": self.id, "organizationId": world.organization, "ratingId": self.ratings[place],
            "reason": "Sagt i intervjuet.", "baseRevision": seen });
        for (field, value) in more.as_object().into_iter().flatten() {
            input[field] = value.clone();
        }
        json!({ "input": input })
    }

    async fn score(&self, world: &World) -> Value {
        let reply = world.leader.query(SCORE, json!({ "id": self.id })).await;
        reply.data()["maturityDashboard"]["owners"]["nodes"][0].clone()
    }

    async fn explained(&self, world: &World) -> Value {
        let document =
            "query($id: ID!) { maturityDashboard(roundId: $id) { dimensions { dimension { id } } } }";
        let reply = world.analyst.query(document, json!({ "id": self.id })).await;
        let key = text(reply.data(), "/maturityDashboard/dimensions/0/dimension/id");
        let variables = json!({ "round": self.id, "owner": world.organization, "dimension": key });
        world.analyst.query(EXPLAIN, variables).await.data()["maturityExplanation"].clone()
    }

    /// Fails unless the only score is this, within what a sum misses by, and a rescoring finds the same.
    async fn scores(&self, world: &World, point: f64, lower: f64, upper: f64) {
        let found = self.score(world).await;
        for (name, wanted) in [("point", point), ("lower", lower), ("upper", upper)] {
            near(&found, &format!("/scores/0/{name}"), wanted);
        }
        near(&found, "/overall/arithmetic", point);
        assert_eq!(rescored(&world.analyst, &self.id, true).await, came_out(1, 1, 0));
    }
}

async fn scored(app: &TestApp, world: &World) -> Round {
    let asked = Asked::publish(world, "to", &["Q01"]).await;
    done(&world.analyst, CREATE_MODEL, json!({ "input": model(world, &[dimension(&asked)]) })).await;
    let (round, respondent) = asked.open(app, world).await;
    asked.submit(&respondent, &[("Q01", Chose(1))]).await;
    Round::of(world, &round, Value::Null).await
}

fn sum(found: &Value, field: &str) -> f64 {
    let of = |list: &str| found[list].as_array().cloned().unwrap_or_default();
    let all = ["items", "ratings", "facts"].into_iter().flat_map(of);
    all.filter_map(|one| one[field].as_f64()).sum()
}

both! {
    /// Worked by hand. 8 apply: of the question 2 · 0.5, of the services 2 · 1/4 and 2 · 900/1,000 make 3.3 of 6 observed; with a step worth
    /// 0.5, 3.8 of 7; with the other rating not relevant 3.8 of 7 that apply; with the highest step 4.3 of 7.
    async fn a_rating_counts_from_when_it_is_given_and_says_why(app: TestApp) {
        let world = World::new(&app).await;
        services(&world).await;
        let round = scored(&app, &world).await;
        round.scores(&world, 3.3 / 6.0, 3.3 / 8.0, 5.3 / 8.0).await;
        let given = done(&world.analyst, RATE, round.rating(&world, 0, 0, json!({ "value": 0.5 }))).await;
        assert_eq!(given["rating"]["current"]["account"]["email"], "analytiker@studie.example");
        assert_eq!((&given["rating"]["current"]["revision"], &given["rating"]["earlier"]), (&json!(1), &json!([])));
        round.scores(&world, 3.8 / 7.0, 3.8 / 8.0, 4.8 / 8.0).await;
        done(&world.analyst, RATE, round.rating(&world, 1, 0, json!({ "state": "DONT_KNOW" }))).await;
        round.scores(&world, 3.8 / 7.0, 3.8 / 8.0, 4.8 / 8.0).await;
        let score = &round.score(&world).await["scores"][0];
        let counts = ["observed", "dontKnow", "notRelevant", "missing"].map(|name| score[name].as_i64().unwrap());
        assert_eq!(counts, [4, 1, 0, 1], "the one that weighs nothing is missing too");
        done(&world.admin, RATE, round.rating(&world, 1, 1, json!({ "state": "NOT_RELEVANT" }))).await;
        round.scores(&world, 3.8 / 7.0, 3.8 / 7.0, 3.8 / 7.0).await;
        // What weighs nothing changes nothing.
        done(&world.analyst, RATE, round.rating(&world, 2, 0, json!({ "value": 0.0 }))).await;
        round.scores(&world, 3.8 / 7.0, 3.8 / 7.0, 3.8 / 7.0).await;
        let again = done(&world.analyst, RATE, round.rating(&world, 0, 1, json!({ "value": 1.0, "reason": "Sett i dokumentet." }))).await;
        assert_eq!(again["rating"]["earlier"], json!([{ "revision": 1, "value": 0.5 }]));
        round.scores(&world, 4.3 / 7.0, 4.3 / 7.0, 4.3 / 7.0).await;

        let found = round.explained(&world).await;
        assert_eq!(found["isCurrent"], true);
        for (field, bound) in [("ofPoint", "point"), ("ofLower", "lower"), ("ofUpper", "upper")] {
            near(&found, &format!("/stored/{bound}"), sum(&found, field));
        }
        let states: Vec<&Value> = found["ratings"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
        assert_eq!(states, ["SCORED", "NOT_RELEVANT", "SCORED"]);
        assert_eq!(found["ratings"][0]["given"], json!({ "reason": "Sett i dokumentet.", "revision": 2 }));
        assert_eq!((&found["ratings"][0]["value"], &found["ratings"][1]["weight"], &found["next"]), (&json!(1.0), &json!(0.0), &Value::Null));
        let services = json!({ "services": 4, "moved": 1, "volume": 1000.0, "movedVolume": 900.0, "until": "2025-12-01" });
        assert_eq!((&found["facts"][0]["services"], &found["facts"][1]["services"]), (&services, &services));
        assert_eq!((&found["facts"][0]["value"], &found["facts"][1]["value"]), (&json!(0.25), &json!(0.9)));
    }

    async fn a_rating_is_refused_where_it_does_not_fit(app: TestApp) {
        let world = World::new(&app).await;
        let round = scored(&app, &world).await;
        let pair = |code: &str, field: &str| vec![(code.to_owned(), field.to_owned())];
        let other = world::register_owner(&world.analyst, "991825827", "Etaten", "post@etaten.example").await;
        for (more, wrong) in [
            (json!({ "value": 0.4 }), pair("NOT_A_STEP", "value")),
            (json!({ "value": 1.5 }), pair("OUT_OF_RANGE", "value")),
            (json!({}), pair("RATED_BY_VALUE", "value")),
            (json!({ "value": 0.5, "state": "DONT_KNOW" }), pair("RATED_BY_VALUE", "value")),
            (json!({ "value": 0.5, "reason": " " }), pair("REQUIRED", "reason")),
            (json!({ "value": 0.5, "baseRevision": 1 }), pair("CHANGED_SINCE", "baseRevision")),
            (json!({ "value": 0.5, "organizationId": other }), pair("NOT_FOUND", "organizationId")),
            (json!({ "value": 0.5, "ratingId": format!("maturityRating_{}", "f".repeat(32)) }), pair("NOT_FOUND", "ratingId")),
        ] {
            assert_eq!(refused(&world.analyst, RATE, round.rating(&world, 0, 0, more.clone())).await, wrong, "{more}");
        }
        let mut anonymous = world::round(&world.study, &round.version);
        anonymous["anonymous"] = json!(true);
        let anonymous = text(&done(&world.analyst, world::OPEN_ROUND, json!({ "input": anonymous })).await, "/round/id");
        let wrong = refused(&world.analyst, RATE, round.rating(&world, 0, 0, json!({ "value": 0.5, "roundId": anonymous }))).await;
        assert_eq!(wrong, pair("NOT_WHERE_ANONYMOUS", "roundId"));
        let mut twice = model(&world, &[]);
        let rating = |code: &str, steps: Value| json!({ "code": code, "name": { "nb": code, "nn": code }, "steps": steps });
        let step = |value: f64| json!({ "name": { "nb": "a", "nn": "a" }, "value": value });
        twice["dimensions"] = json!([
            { "code": "A", "name": { "nb": "A", "nn": "A" }, "items": [], "ratings": [rating("R", json!([]))] },
            { "code": "B", "name": { "nb": "B", "nn": "B" }, "items": [], "ratings": [rating("R", json!([]))] },
        ]);
        let wrong = refused(&world.analyst, CREATE_MODEL, json!({ "input": twice })).await;
        assert_eq!(wrong, pair("DUPLICATE", "dimensions.1.ratings.0.code"));
        for steps in [json!([step(0.5)]), json!([step(0.5), step(0.5)])] {
            twice["dimensions"] = json!([{ "code": "A", "name": { "nb": "A", "nn": "A" }, "items": [], "ratings": [rating("R", steps)] }]);
            assert_eq!(refused(&world.analyst, CREATE_MODEL, json!({ "input": twice })).await, pair("STEPS_NOT_RISING", "dimensions.0.ratings.0.steps"));
        }
        twice["dimensions"] = json!([{ "code": "A", "name": { "nb": "A", "nn": "A" }, "items": [], "facts": [
            { "fact": "SERVICES_MOVED", "weight": 0.0 }, { "fact": "SERVICES_MOVED", "weight": 0.0 }] }]);
        let wrong = refused(&world.analyst, CREATE_MODEL, json!({ "input": twice })).await;
        assert_eq!(wrong, pair("DUPLICATE", "dimensions.0.facts.1.fact"));
    }

    /// Worked by hand, without services: what they say is not relevant. 1 of the question and 0.5 are 1.5 of 3 observed and 4 that apply.
    async fn a_rating_may_be_given_before_anything_is_submitted(app: TestApp) {
        let world = World::new(&app).await;
        let asked = Asked::publish(&world, "to", &["Q01"]).await;
        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world, &[dimension(&asked)]) })).await;
        let (id, respondent) = asked.open(&app, &world).await;
        let round = Round::of(&world, &id, Value::Null).await;
        done(&world.analyst, RATE, round.rating(&world, 0, 0, json!({ "value": 0.5 }))).await;
        assert_eq!(round.score(&world).await["scores"], json!([]), "who has not submitted has no score");
        asked.submit(&respondent, &[("Q01", Chose(1))]).await;
        round.scores(&world, 1.5 / 3.0, 1.5 / 4.0, 2.5 / 4.0).await;
        let found = round.explained(&world).await;
        assert_eq!((&found["facts"][0]["state"], &found["facts"][1]["state"]), (&json!("NOT_RELEVANT"), &json!("NOT_RELEVANT")));
        // What is submitted again finds the services as they are by then.
        services(&world).await;
        assert_eq!(rescored(&world.analyst, &id, true).await, came_out(1, 1, 0));
        let response = text(respondent.query("{ response { id } }", json!({})).await.data(), "/response/id");
        let reopen = "mutation($id: ID!) { reopenResponse(input: { responseId: $id, reason: \"Feil\" }) { userErrors { code field message } } }";
        done(&world.analyst, reopen, json!({ "id": response })).await;
        done(&respondent, world::SUBMIT, json!({})).await;
        round.scores(&world, 3.8 / 7.0, 3.8 / 8.0, 4.8 / 8.0).await;
    }

    /// Neither misses the other: whoever comes last scores with what both did.
    async fn a_rating_given_while_it_is_submitted_counts(app: TestApp) {
        let world = World::new(&app).await;
        let asked = Asked::publish(&world, "to", &["Q01"]).await;
        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world, &[dimension(&asked)]) })).await;
        let (id, respondent) = asked.open(&app, &world).await;
        let round = Round::of(&world, &id, Value::Null).await;
        let rating = round.rating(&world, 0, 0, json!({ "value": 0.5 }));
        tokio::join!(done(&world.analyst, RATE, rating), asked.submit(&respondent, &[("Q01", Chose(1))]));
        round.scores(&world, 1.5 / 3.0, 1.5 / 4.0, 2.5 / 4.0).await;
    }

    /// What was known when it was submitted stays, whatever becomes of the registry, and holds for a model on trial too.
    async fn facts_are_those_of_when_it_was_submitted(app: TestApp) {
        let world = World::new(&app).await;
        let open = services(&world).await;
        let asked = Asked::publish(&world, "to", &["Q01"]).await;
        let by_answers = model(&world, &[asked.dimension("A", 1.0, &[("Q01", 2.0)])]);
        done(&world.analyst, CREATE_MODEL, json!({ "input": by_answers })).await;
        let (round, respondent) = asked.open(&app, &world).await;
        asked.submit(&respondent, &[("Q01", Chose(1))]).await;
        change(&world.analyst, "changeService", json!({ "serviceId": open, "status": "IN_PRODUCTION" }), "service { id }").await;
        assert_eq!(rescored(&world.analyst, &round, true).await, came_out(1, 1, 0));

        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world, &[dimension(&asked)]) })).await;
        let round = Round::of(&world, &round, json!(3)).await;
        // Rated by a model on trial, before it is adopted.
        done(&world.analyst, RATE, round.rating(&world, 0, 0, json!({ "value": 0.5 }))).await;
        round.scores(&world, 0.5, 0.5, 0.5).await;
        let compare = "query($round: ID!) { compareMaturityModels(roundId: $round, number: 3) { owners { nodes { before { arithmetic } after { arithmetic } } } } }";
        let reply = world.analyst.query(compare, json!({ "round": round.id })).await;
        let found = &reply.data()["compareMaturityModels"]["owners"]["nodes"][0];
        near(found, "/before/arithmetic", 0.5);
        near(found, "/after/arithmetic", 3.8 / 7.0);
        let adopt = "mutation($round: ID!) { adoptMaturityModel(input: { roundId: $round, number: 3 }) { userErrors { code field message } } }";
        done(&world.analyst, adopt, json!({ "round": round.id })).await;
        round.scores(&world, 3.8 / 7.0, 3.8 / 8.0, 4.8 / 8.0).await;

        // What was submitted before anything was kept of services has them missing.
        by_hand(&app, "DELETE FROM services_at_submission").await;
        assert_eq!(rescored(&world.analyst, &round.id, true).await, came_out(1, 0, 1));
        let found = round.explained(&world).await;
        assert_eq!((&found["isCurrent"], &found["facts"][0]["state"], &found["facts"][0]["services"]), (&json!(false), &json!("MISSING"), &Value::Null));
    }

    async fn files_take_ratings_and_facts_along(app: TestApp) {
        let world = World::new(&app).await;
        let asked = Asked::publish(&world, "to", &["Q01"]).await;
        let mut only = asked.dimension("B", 1.0, &[]);
        only["facts"] = json!([{ "fact": "SERVICES_MOVED_BY_VOLUME" }]);
        done(&world.analyst, CREATE_MODEL, json!({ "input": model(&world, &[dimension(&asked), only]) })).await;
        let file = async || {
            let document = "query($id: ID!) { questionnaireFile(versionId: $id, format: JSON) { document notes { code } } }";
            let reply = world.analyst.query(document, json!({ "id": asked.version["id"] })).await;
            assert_eq!(reply.data()["questionnaireFile"]["notes"], json!([]));
            text(reply.data(), "/questionnaireFile/document")
        };
        let before = file().await;
        let written: Value = serde_json::from_str(&before).unwrap();
        let dimension = &written["maturity"]["dimensions"][0];
        assert_eq!(dimension["facts"], json!([{ "fact": "SERVICES_MOVED", "weight": 2.0 }, { "fact": "SERVICES_MOVED_BY_VOLUME", "weight": 2.0 }]));
        assert_eq!((&dimension["ratings"][0]["code"], &dimension["ratings"][0]["steps"][1]["value"]), (&json!("process"), &json!(0.5)));
        let input = json!({ "studyId": world.study, "document": before });
        done(&world.analyst, IMPORT_MODEL, json!({ "input": input })).await;
        assert_eq!(file().await, before);
        let document = "query($id: ID!) { maturityModel(studyId: $id) { number dimensions { items { question { code } }
            ratings { code steps { name(language: NB) } description(language: NB) weight } facts { fact weight } } } }";
        let reply = world.leader.query(document, json!({ "id": world.study })).await;
        let found = &reply.data()["maturityModel"];
        assert_eq!((&found["number"], &found["dimensions"][0]["items"]), (&json!(3), &json!([{ "question": { "code": "Q01" } }])));
        assert_eq!(found["dimensions"][0]["ratings"][0]["description"], "0 er ingen, 1 er fast.");
        assert_eq!(found["dimensions"][1]["facts"], json!([{ "fact": "SERVICES_MOVED_BY_VOLUME", "weight": 1.0 }]));
    }
}
