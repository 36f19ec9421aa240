//! Owners sorted and picked out by what they came to.

use serde_json::{Value, json};

use super::answered;
use crate::harness::both;
use crate::results::{Asked, run};

const OWNERS: &str = "query($id: ID!, $first: Int, $after: String, $filter: OwnerScoreFilter, $by: OwnerScoreOrder) {
    maturityDashboard(roundId: $id) { invited owners(first: $first, after: $after, filter: $filter, orderBy: $by) {
    totalCount pageInfo { hasNextPage endCursor } nodes { organization { name } scores { point } } }
    nonRespondents { totalCount nodes { name } } } }";
const FIGURES: &str = "query($id: ID!) { maturityDashboard(roundId: $id) {
    dimensions { dimension { id } levels { owners } tenths } overall { levels { owners } }
    groups(by: { background: STRATUM }) { category { code } dimensions { scored levels { owners } } } } }";

/// In Norwegian order.
const NAMES: [&str; 5] = ["Bergen", "Prøveetaten", "Tauseetaten", "Ålesund", "Ås"];

async fn owners(asked: &Asked, more: Value) -> Value {
    let mut variables = json!({ "id": asked.round });
    variables.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let reply = asked.world.leader.query(OWNERS, variables).await;
    reply.data()["maturityDashboard"]["owners"].clone()
}

fn names(owners: &Value) -> Vec<String> {
    let each = owners["nodes"].as_array().unwrap().iter();
    each.map(|owner| owner["organization"]["name"].as_str().unwrap().to_owned()).collect()
}

/// Whom a filter picks out; the count says the same.
async fn picked(asked: &Asked, filter: Value) -> Vec<String> {
    let found = owners(asked, json!({ "filter": filter })).await;
    let names = names(&found);
    assert_eq!(found["totalCount"], names.len(), "{filter}");
    names
}

async fn dimension(asked: &Asked) -> (Value, Value) {
    let figures = asked.world.leader.query(FIGURES, json!({ "id": asked.round })).await;
    let figures = figures.data()["maturityDashboard"].clone();
    (figures["dimensions"][0]["dimension"]["id"].clone(), figures)
}

both! {
    async fn owners_are_sorted_by_what_they_came_to(app: TestApp) {
        let asked = answered(&app).await;
        let (dimension, _) = dimension(&asked).await;
        let by = async |by: &str, direction: &str| {
            names(&owners(&asked, json!({ "by": { "by": by, "direction": direction, "dimensionId": dimension } })).await)
        };
        assert_eq!(names(&owners(&asked, json!({})).await), NAMES);
        // Points 0.25, 1, none (nothing submitted), none (too little known) and 0.5.
        assert_eq!(by("POINT", "ASCENDING").await, ["Bergen", "Ås", "Prøveetaten", "Tauseetaten", "Ålesund"]);
        assert_eq!(by("POINT", "DESCENDING").await, ["Prøveetaten", "Ås", "Bergen", "Tauseetaten", "Ålesund"]);
        assert_eq!(by("LOWER", "ASCENDING").await, ["Bergen", "Ålesund", "Ås", "Prøveetaten", "Tauseetaten"]);
        assert_eq!(by("OPENNESS", "DESCENDING").await, ["Ålesund", "Bergen", "Prøveetaten", "Ås", "Tauseetaten"]);
        assert_eq!(by("COVERAGE", "ASCENDING").await, ["Ålesund", "Bergen", "Prøveetaten", "Ås", "Tauseetaten"]);
        assert_eq!(by("DONT_KNOW", "DESCENDING").await, ["Ålesund", "Bergen", "Prøveetaten", "Ås", "Tauseetaten"]);
        // However it is sorted, page by page it is the same list.
        for of in [dimension.clone(), Value::Null] {
            for measure in ["NAME", "POINT", "LOWER", "OPENNESS", "COVERAGE", "DONT_KNOW"] {
                for direction in ["ASCENDING", "DESCENDING"] {
                    let by = json!({ "by": measure, "direction": direction, "dimensionId": of });
                    let whole = owners(&asked, json!({ "by": by })).await;
                    assert_eq!(whole["totalCount"], 5);
                    let (mut after, mut found) = (Value::Null, Vec::new());
                    loop {
                        let page = owners(&asked, json!({ "by": by, "first": 1, "after": after })).await;
                        found.extend(names(&page));
                        after = page["pageInfo"]["endCursor"].clone();
                        if page["pageInfo"]["hasNextPage"] == false {
                            break;
                        }
                    }
                    assert_eq!(found, names(&whole), "{by}");
                    let turned = json!({ "id": asked.round, "after": after, "by": { "by": "POINT", "dimensionId": dimension } });
                    if measure != "POINT" {
                        let refused = asked.world.leader.query(OWNERS, turned).await;
                        assert_eq!(refused.errors[0]["extensions"]["code"], "INVALID_CURSOR");
                    }
                }
            }
        }
        // A new name, a new place.
        run(&app, "UPDATE organization SET sort_key = (SELECT b.sort_key FROM organization b WHERE b.orgnr = '974760223') WHERE orgnr = '971032146'").await;
        assert_eq!(by("COVERAGE", "DESCENDING").await[..3], ["Bergen", "Ås", "Prøveetaten"]);
    }

    async fn who_is_behind_a_figure_is_who_was_counted(app: TestApp) {
        let asked = answered(&app).await;
        let (dimension, figures) = dimension(&asked).await;
        let score = |more: Value| {
            let mut score = json!({ "dimensionId": dimension });
            score.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!([score])
        };
        for level in 0..3 {
            let wanted = figures["dimensions"][0]["levels"][level]["owners"].as_u64().unwrap();
            assert_eq!(picked(&asked, json!({ "scores": score(json!({ "level": level })) })).await.len() as u64, wanted, "level {level}");
            let overall = figures["overall"]["levels"][level]["owners"].as_u64().unwrap();
            assert_eq!(picked(&asked, json!({ "scores": [{ "level": level }] })).await.len() as u64, overall);
            for group in figures["groups"].as_array().unwrap() {
                let wanted = group["dimensions"][0]["levels"][level]["owners"].as_u64().unwrap();
                let filter = json!({ "stratum": group["category"]["code"], "scores": score(json!({ "level": level })) });
                assert_eq!(picked(&asked, filter).await.len() as u64, wanted, "level {level} of {group}");
            }
        }
        for tenth in 0..10 {
            let wanted = figures["dimensions"][0]["tenths"][tenth].as_u64().unwrap();
            let (from, below) = (tenth as f64 / 10.0, (tenth < 9).then(|| (tenth + 1) as f64 / 10.0));
            let found = picked(&asked, json!({ "scores": score(json!({ "from": from, "below": below })) })).await;
            assert_eq!(found.len() as u64, wanted, "tenth {tenth}");
        }
        assert_eq!(picked(&asked, json!({ "stratum": "stat" })).await, ["Prøveetaten", "Ålesund"]);
        assert_eq!(picked(&asked, json!({ "stratum": null })).await, ["Bergen", "Tauseetaten", "Ås"]);
        assert_eq!(picked(&asked, json!({ "sector": "kommune", "followedUp": false })).await, ["Ås"]);
        assert_eq!(picked(&asked, json!({ "followedUp": true })).await, [""; 0]);
        assert_eq!(picked(&asked, json!({ "followedUp": null })).await, [""; 0]);
        assert_eq!(picked(&asked, json!({ "responded": false })).await, ["Tauseetaten"]);
        assert_eq!(picked(&asked, json!({ "name": "etaten", "responded": true })).await, ["Prøveetaten"]);
        assert_eq!(picked(&asked, json!({ "scores": score(json!({ "hasPoint": false })), "responded": true })).await, ["Ålesund"]);
        assert_eq!(picked(&asked, json!({ "scores": score(json!({ "hasPoint": true })) })).await, ["Bergen", "Prøveetaten", "Ås"]);
        let elsewhere = json!({ "id": asked.round, "by": { "by": "POINT", "dimensionId": asked.find("ready")["id"] } });
        let refused = asked.world.leader.query(OWNERS, elsewhere).await;
        assert_eq!(refused.errors[0]["extensions"]["code"], "INVALID_ID");
        // Who did not answer is known without being counted.
        let missing = asked.world.leader.query(OWNERS, json!({ "id": asked.round })).await;
        assert_eq!(missing.data()["maturityDashboard"]["nonRespondents"], json!({ "totalCount": 1, "nodes": [{ "name": "Tauseetaten" }] }));
    }

    async fn a_page_takes_as_many_statements_however_long_it_is(app: TestApp) {
        let asked = answered(&app).await;
        app.figures_kept().await;
        let (dimension, _) = dimension(&asked).await;
        let taken = async |first: u32| {
            let variables = json!({ "id": asked.round, "first": first, "by": { "by": "POINT", "dimensionId": dimension } });
            asked.world.leader.query(OWNERS, variables).await.sql_statements.unwrap()
        };
        let (one, five) = (taken(1).await, taken(5).await);
        // Only those without a value are looked up besides.
        assert!(one <= five && five <= one + 1, "{one} for one, {five} for five");
    }

    async fn who_is_marked_is_worked_out_while_there_are_few(app: TestApp) {
        let asked = answered(&app).await;
        app.figures_kept().await;
        let pending = "query($id: ID!) { maturityDashboard(roundId: $id) { pending population owners { totalCount } } }";
        let pending = async || asked.world.leader.query(pending, json!({ "id": asked.round })).await.data()["maturityDashboard"].clone();
        let known = json!({ "pending": 0, "population": 5, "owners": { "totalCount": 5 } });
        assert_eq!(pending().await, known);
        // As after a large import: the figures are those from before, and say for how many they are not right yet.
        let sqlite = app.database().url().starts_with("sqlite");
        let owners = if sqlite {
            "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 20000) SELECT randomblob(16) AS owner FROM s"
        } else {
            "SELECT gen_random_uuid() AS owner FROM generate_series(1, 20000)"
        };
        run(&app, &format!("INSERT INTO figure_due (round_id, organization_id) SELECT r.id, s.owner FROM ({owners}) AS s CROSS JOIN round r")).await;
        let behind = pending().await;
        assert!(behind["pending"].as_i64().unwrap() > 2_000 && behind["population"] == 5 && behind["owners"]["totalCount"] == 5, "{behind}");
        app.figures_kept().await;
        assert_eq!(pending().await, known);
    }
}
