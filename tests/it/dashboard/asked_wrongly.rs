//! What cannot be asked of a dashboard, and in which words that is said.

use serde_json::{Value, json};

use super::answered;
use crate::harness::both;
use crate::results::Asked;

const OWNERS: &str =
    "query($id: ID!, $first: Int, $after: String, $filter: OwnerScoreFilter, $by: OwnerScoreOrder) {
    maturityDashboard(roundId: $id) { owners(first: $first, after: $after, filter: $filter, orderBy: $by) {
    pageInfo { endCursor } } } }";
const MOVERS: &str = "query($id: ID!, $after: String, $direction: MoverDirection) {
    maturityDashboard(roundId: $id) { movers(first: 1, after: $after, direction: $direction) { owners { pageInfo { endCursor } } } } }";

/// The code, and the reasons with their paths.
async fn refused(asked: &Asked, document: &str, more: Value) -> (String, Vec<(String, String)>) {
    let mut variables = json!({ "id": asked.round });
    variables.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let reply = asked.world.leader.query(document, variables).await;
    let told = &reply.errors[0]["extensions"];
    let reason = |reason: &Value| {
        let field: Vec<&str> =
            reason["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        (reason["code"].as_str().unwrap().to_owned(), field.join("."))
    };
    let reasons = told["reasons"].as_array().into_iter().flatten().map(reason).collect();
    (told["code"].as_str().unwrap().to_owned(), reasons)
}

both! {
    async fn filters_that_no_owner_could_meet_are_refused(app: TestApp) {
        let asked = answered(&app).await;
        for (filter, code, field) in [
            (json!({ "scores": [{}] }), "REQUIRED", "filter.scores.0"),
            (json!({ "scores": [{ "from": -1 }] }), "OUT_OF_RANGE", "filter.scores.0.from"),
            (json!({ "scores": [{ "hasPoint": true }, { "below": 1.5 }] }), "OUT_OF_RANGE", "filter.scores.1.below"),
            (json!({ "scores": [{ "from": 0.8, "below": 0.2 }] }), "BELOW_LEAST", "filter.scores.0.below"),
            (json!({ "scores": [{ "level": 99 }] }), "NOT_FOUND", "filter.scores.level"),
            (json!({ "stratum": "x".repeat(5_000) }), "TOO_LONG", "filter.stratum"),
            (json!({ "sector": "x".repeat(5_000) }), "TOO_LONG", "filter.sector"),
        ] {
            let found = refused(&asked, OWNERS, json!({ "filter": filter })).await;
            assert_eq!(found, ("BAD_USER_INPUT".to_owned(), vec![(code.to_owned(), field.to_owned())]), "{filter}");
        }
        let two = json!({ "filter": { "scores": [{ "from": 2 }, {}] } });
        assert_eq!(refused(&asked, OWNERS, two).await.1.len(), 2, "all that is wrong is told at once");
        for of in [json!({ "filter": { "scores": [{ "dimensionId": "x", "level": 1 }] } }), json!({ "by": { "by": "POINT", "dimensionId": "x" } })] {
            assert_eq!(refused(&asked, OWNERS, of).await.0, "INVALID_ID");
        }
        let group = "query($id: ID!) { maturityDashboard(roundId: $id) { groups(by: { questionId: \"x\" }) { responded } } }";
        assert_eq!(refused(&asked, group, json!({})).await.0, "INVALID_ID");
    }

    async fn a_place_in_a_list_is_good_for_that_list_only(app: TestApp) {
        let mut asked = answered(&app).await;
        let before = asked.round.clone();
        asked.open(&app, json!({})).await;
        let chosen = |code: &str| asked.answer(code, json!({ "optionIds": [asked.option(code, "c")] }));
        for mail in ["kari@prove.example", "post@b.example"] {
            asked.submit(mail, json!([chosen("ready"), chosen("plan")])).await;
        }
        let page = asked.world.leader.query(OWNERS, json!({ "id": asked.round, "first": 1 })).await;
        let after = &page.data()["maturityDashboard"]["owners"]["pageInfo"]["endCursor"];
        for more in [json!({ "after": after, "id": before }), json!({ "after": after, "by": { "by": "POINT" } })] {
            assert_eq!(refused(&asked, OWNERS, more).await.0, "INVALID_CURSOR");
        }
        let page = asked.world.leader.query(MOVERS, json!({ "id": asked.round })).await;
        let after = &page.data()["maturityDashboard"]["movers"]["owners"]["pageInfo"]["endCursor"];
        assert!(after.is_string(), "{:?}", page.data());
        for more in [json!({ "after": after, "direction": "DOWN" }), json!({ "after": after, "id": before })] {
            assert_eq!(refused(&asked, MOVERS, more).await.0, "INVALID_CURSOR");
        }
        let next = asked.world.leader.query(MOVERS, json!({ "id": asked.round, "after": after })).await;
        assert!(next.errors.is_empty(), "{:?}", next.errors);
    }

    async fn what_is_refused_is_null_and_said_in_every_language(app: TestApp) {
        let asked = answered(&app).await;
        let document = "query($id: ID!) { maturityDashboard(roundId: $id) { owners(first: 1) { nodes {
            scores { point explanation { isCurrent } } organization { name } } } } }";
        for (language, said) in [
            ("nb", "Du har ikke tilgang til dette. Spør den som har ansvar for undersøkelsen."),
            ("nn", "Du har ikkje tilgang til dette. Spør den som har ansvar for undersøkinga."),
            ("en", "You do not have access to this. Ask whoever is responsible for the study."),
        ] {
            let request = asked.world.leader.request("POST", "/graphql").header("accept-language", language);
            let request = request.json(&json!({ "query": document, "variables": { "id": asked.round } }));
            let reply: Value = request.send().await.unwrap().json().await.unwrap();
            let error = &reply["errors"][0];
            assert_eq!((&error["extensions"]["code"], &error["message"]), (&json!("FORBIDDEN"), &json!(said)));
            let owner = reply["data"]["maturityDashboard"]["owners"]["nodes"][0].as_object().unwrap();
            let score = owner["scores"][0].as_object().unwrap();
            assert_eq!(score.get("explanation"), Some(&Value::Null));
            assert!(score.contains_key("point") && owner["organization"]["name"].is_string());
            let nobody = app.anonymous().request("POST", "/graphql").header("accept-language", language);
            let nobody: Value = nobody.json(&json!({ "query": "{ studies { totalCount } }" })).send().await.unwrap().json().await.unwrap();
            let told = nobody["errors"][0]["message"].as_str().unwrap().to_owned();
            let begins = match language { "nb" | "nn" => "Logg inn først.", _ => "Sign in first." };
            assert!(told.starts_with(begins), "{nobody}");
        }
    }
}
