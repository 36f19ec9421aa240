//! What a director asks of single owners and of two groups of them.

use serde_json::{Value, json};

use super::{answer_by_option, answered, near};
use crate::harness::both;
use crate::results::run;
use crate::world::{CREATE_MODEL, World, done, model};

const EXPLAINED: &str = "query($id: ID!, $first: Int, $filter: OwnerScoreFilter) { maturityDashboard(roundId: $id) {
    owners(first: $first, filter: $filter) { totalCount nodes { organization { id name } scores { point lower upper explanation {
    isCurrent stored { point } items { question { code } state options { code } ofPoint ofLower ofUpper } next { question { code } } } } } } } }";
const FOLLOWED_UP: &str = "query($id: ID!) { maturityDashboard(roundId: $id) { followedUp { dimension { code }
    followedUp { scored population mean } others { scored population mean } difference interval { low high } lower upper } } }";
const PROFILE: &str =
    "query($round: ID!, $owner: ID!) { maturityProfile(roundId: $round, organizationId: $owner) { stratum
    owner { organization { name } scores { point explanation { isCurrent } } }
    dimensions { dimension { code } stratum { figures { population mean } standing { below at above } }
        all { figures { population scored } standing { below at above } } }
    overall { all { standing { at } } }
    earlier { round { id } owner { scores { point } } breaks { dimension { code } breaks { kind reason(language: EN) } } } } }";
const MOVERS: &str =
    "query($id: ID!, $comparedTo: ID, $dimension: ID, $direction: MoverDirection, $first: Int, $after: String) { maturityDashboard(roundId: $id) {
    movers(comparedTo: $comparedTo, dimensionId: $dimension, direction: $direction, first: $first, after: $after) { comparedTo { id } breaks { kind }
    change { owners population mean interval { low high } risen fallen }
    owners { totalCount pageInfo { endCursor hasNextPage } nodes { organization { name } before after change } } } } }";
const TREND: &str =
    "query($id: ID!) { maturityTrend(studyId: $id) { rounds { pending dimensions { breaks { kind } }
    overallBreaks { kind reason(language: NN) } } } }";

async fn profile(world: &World, round: &str, owner: &str) -> Value {
    let variables = json!({ "round": round, "owner": owner });
    let reply = world.analyst.query(PROFILE, variables).await;
    reply.data()["maturityProfile"].clone()
}

fn kinds(breaks: &Value) -> Vec<&str> {
    breaks.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect()
}

both! {
    async fn the_answers_are_behind_every_figure(app: TestApp) {
        let asked = answered(&app).await;
        app.figures_kept().await;
        let analyst = &asked.world.analyst;
        let behind = async |first: u32, filter: Value| {
            analyst.query(EXPLAINED, json!({ "id": asked.round, "first": first, "filter": filter })).await
        };
        // Two are at the middle level, as the figures say, and what they answered adds up to where they are.
        let filter = json!({ "responded": true });
        let reply = behind(25, filter.clone()).await;
        let owners = reply.data()["maturityDashboard"]["owners"]["nodes"].as_array().unwrap();
        assert_eq!(owners.len(), 4);
        for score in owners.iter().map(|owner| &owner["scores"][0]) {
            let explanation = &score["explanation"];
            assert_eq!((&explanation["isCurrent"], &explanation["stored"]["point"]), (&json!(true), &score["point"]));
            let items = explanation["items"].as_array().unwrap();
            assert_eq!(items.len(), 2, "{score}");
            let sum = |field: &str| items.iter().filter_map(|item| item[field].as_f64()).sum::<f64>();
            if let Some(point) = score["point"].as_f64() {
                assert!((sum("ofPoint") - point).abs() < 1e-9, "{score}");
            }
            assert!((sum("ofLower") - score["lower"].as_f64().unwrap()).abs() < 1e-9, "{score}");
            assert!((sum("ofUpper") - score["upper"].as_f64().unwrap()).abs() < 1e-9, "{score}");
        }
        let unknown = owners.iter().find(|owner| owner["organization"]["name"] == "Ålesund").unwrap();
        assert_eq!(unknown["scores"][0]["explanation"]["items"][1]["state"], "DONT_KNOW");
        assert_eq!(unknown["scores"][0]["explanation"]["next"]["question"]["code"], "plan");
        // As many statements for four as for one.
        let (one, four) = (behind(1, filter.clone()).await.sql_statements.unwrap(), behind(25, filter.clone()).await.sql_statements.unwrap());
        assert_eq!(one, four);
        // Who may not read answers does not, but for that sees the same list.
        let refused = asked.world.leader.query(EXPLAINED, json!({ "id": asked.round })).await;
        assert_eq!(refused.errors[0]["extensions"]["code"], "FORBIDDEN", "{:?}", refused.errors);
    }

    async fn those_followed_up_stand_beside_the_others(app: TestApp) {
        let asked = answered(&app).await;
        // Prøveetaten (1) and Ålesund (0.25 to 0.75) against Bergen (0.25), Ås (0.5) and one that did not answer.
        run(&app, "UPDATE frame_member SET followed_up = true WHERE stratum = 'stat'").await;
        let told = async || asked.world.leader.query(FOLLOWED_UP, json!({ "id": asked.round })).await.data()["maturityDashboard"]["followedUp"].clone();
        let found = told().await;
        let first = &found[0];
        assert_eq!(first["followedUp"], json!({ "scored": 1, "population": 2, "mean": 1.0 }));
        assert_eq!(first["others"], json!({ "scored": 2, "population": 3, "mean": 0.375 }));
        assert_eq!((&first["difference"], &first["interval"]), (&json!(0.625), &Value::Null));
        // 0.625 to 0.875 against 0.25 to 0.583333.
        near(first, "/lower", 0.041_667);
        near(first, "/upper", 0.625);
        assert_eq!(found[1]["dimension"], Value::Null);
        app.figures_kept().await;
        assert_eq!(told().await, found);
    }

    async fn an_owner_stands_beside_its_stratum_beside_all_and_beside_itself(app: TestApp) {
        let asked = answered(&app).await;
        let world = &asked.world;
        let found = profile(world, &asked.round, &world.organization).await;
        assert_eq!((&found["stratum"], &found["owner"]["scores"][0]["point"]), (&json!("stat"), &json!(1.0)));
        assert_eq!(found["owner"]["scores"][0]["explanation"]["isCurrent"], true);
        assert_eq!(found["dimensions"][0]["stratum"], json!({ "figures": { "population": 2, "mean": 1.0 }, "standing": { "below": 0.0, "at": 1.0, "above": 0.0 } }));
        assert_eq!(found["dimensions"][0]["all"], json!({ "figures": { "population": 5, "scored": 3 }, "standing": { "below": 0.666667, "at": 0.333333, "above": 0.0 } }));
        assert_eq!((&found["overall"]["all"]["standing"]["at"], &found["earlier"]), (&json!(0.333333), &Value::Null));
        // Without a point it stands nowhere.
        let others = world.analyst.query(EXPLAINED, json!({ "id": asked.round, "filter": { "name": "Ålesund" } })).await;
        let other = others.data()["maturityDashboard"]["owners"]["nodes"][0]["organization"]["id"].as_str().unwrap().to_owned();
        let found = profile(world, &asked.round, &other).await;
        assert_eq!(found["dimensions"][0]["all"]["standing"], Value::Null);
        assert_eq!(profile(world, &asked.round, "organization_00000000-0000-7000-8000-000000000000").await, Value::Null);
    }

    async fn series_over_all_say_where_they_end(app: TestApp) {
        let world = World::new(&app).await;
        let mut first = model(&world.study, &world.question());
        let mut second = first["dimensions"][0].clone();
        second["code"] = json!("B");
        done(&world.analyst, CREATE_MODEL, json!({ "input": first })).await;
        answer_by_option(&app, &world, 1).await;
        // Another dimension, and then other weights and thresholds; nobody has answered the last.
        first["dimensions"].as_array_mut().unwrap().push(second);
        done(&world.analyst, CREATE_MODEL, json!({ "input": first })).await;
        answer_by_option(&app, &world, 2).await;
        first["dimensions"][1]["weight"] = json!(3);
        first["levels"][1]["fromValue"] = json!(0.123);
        done(&world.analyst, CREATE_MODEL, json!({ "input": first })).await;
        answer_by_option(&app, &world, 0).await;
        let reply = world.leader.query(TREND, json!({ "id": world.study })).await;
        let rounds = reply.data()["maturityTrend"]["rounds"].clone();
        let of = |place: usize| (kinds(&rounds[place]["overallBreaks"]), kinds(&rounds[place]["dimensions"][0]["breaks"]));
        assert_eq!(of(0), (vec![], vec![]));
        assert_eq!(of(1), (vec!["DIMENSIONS_CHANGED"], vec![]));
        assert_eq!(kinds(&rounds[1]["dimensions"][1]["breaks"]), ["NEW"]);
        assert_eq!(of(2), (vec!["WEIGHTS_CHANGED", "LEVELS_CHANGED"], vec!["LEVELS_CHANGED"]));
        assert!(rounds[2]["overallBreaks"][0]["reason"].as_str().unwrap().contains("kvarandre"), "{rounds}");
        // An owner beside itself in the round before.
        let round = "query($id: ID!) { maturityTrend(studyId: $id) { rounds { round { id } } } }";
        let ids = world.leader.query(round, json!({ "id": world.study })).await.data()["maturityTrend"]["rounds"].clone();
        let found = profile(&world, ids[2]["round"]["id"].as_str().unwrap(), &world.organization).await;
        assert_eq!(found["earlier"]["round"]["id"], ids[1]["round"]["id"]);
        assert_eq!((&found["owner"]["scores"][0]["point"], &found["earlier"]["owner"]["scores"][0]["point"]), (&json!(0.0), &json!(1.0)));
        let breaks = found["earlier"]["breaks"].as_array().unwrap();
        assert_eq!(breaks.len(), 3, "{breaks:?}");
        assert_eq!(kinds(&breaks[2]["breaks"]), ["WEIGHTS_CHANGED", "LEVELS_CHANGED"]);
        assert_eq!(breaks[2]["dimension"], Value::Null);
    }

    async fn movers_are_listed_where_the_same_was_measured(app: TestApp) {
        let mut asked = answered(&app).await;
        let first = asked.round.clone();
        let none = asked_movers(&asked.world, json!({ "id": first })).await;
        // Nobody answered in the round before.
        assert_eq!(none["owners"], json!({ "totalCount": 0, "nodes": [], "pageInfo": { "endCursor": null, "hasNextPage": false } }));
        asked.open(&app, json!({})).await;
        let chosen = |code: &str, option: &str| asked.answer(code, json!({ "optionIds": [asked.option(code, option)] }));
        // From 1 to 0.25, from 0.25 to 0.75, from 0.5 to 1; one had no point before.
        for (mail, ready, plan) in [("kari@prove.example", "a", "b"), ("post@b.example", "b", "c"), ("post@as.example", "c", "c"), ("post@aa.example", "c", "c")] {
            asked.submit(mail, json!([chosen("ready", ready), chosen("plan", plan)])).await;
        }
        let told = |found: &Value| -> Vec<Value> {
            found["owners"]["nodes"].as_array().unwrap().iter().map(|one| json!([one["organization"]["name"], one["before"], one["after"], one["change"]])).collect()
        };
        let movers = async |more: Value| {
            let mut variables = json!({ "id": asked.round });
            variables.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            asked_movers(&asked.world, variables).await
        };
        let up = movers(json!({})).await;
        let wanted = [json!(["Bergen", 0.25, 0.75, 0.5]), json!(["Ås", 0.5, 1.0, 0.5]), json!(["Prøveetaten", 1.0, 0.25, -0.75])];
        assert_eq!((told(&up), &up["owners"]["totalCount"], &up["comparedTo"]["id"]), (wanted.to_vec(), &json!(3), &json!(first)));
        // The mean of 0.5, 0.5 and -0.75; they deviate by 0.721688, so that t (4.302653) · 0.721688 · √((1 - 3/5) / 3) = 1.133860 is on both sides.
        assert_eq!((&up["change"]["mean"], &up["change"]["interval"]), (&json!(0.083333), &json!({ "low": -1.0, "high": 1.0 })));
        assert_eq!((&up["change"]["owners"], &up["change"]["population"], &up["change"]["risen"], &up["change"]["fallen"]), (&json!(3), &json!(5), &json!(2), &json!(1)));
        let down = movers(json!({ "direction": "DOWN", "comparedTo": first })).await;
        assert_eq!(told(&down), [wanted[2].clone(), wanted[0].clone(), wanted[1].clone()]);
        let (mut after, mut found) = (Value::Null, Vec::new());
        for _ in 0..3 {
            let page = movers(json!({ "first": 1, "after": after })).await;
            found.extend(told(&page));
            after = page["owners"]["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(found, wanted);
        // The later round is not one before.
        let refused = asked.world.leader.query(MOVERS, json!({ "id": first, "comparedTo": asked.round })).await;
        assert_eq!(refused.errors[0]["extensions"]["code"], "BAD_USER_INPUT");
        // By another model nobody has moved: it measures something else.
        let mut other = model(&asked.world.study, "");
        other["dimensions"][0]["items"] = json!([{ "questionId": asked.find("ready")["id"] }]);
        done(&asked.world.analyst, CREATE_MODEL, json!({ "input": other })).await;
        asked.open(&app, json!({})).await;
        asked.submit("post@b.example", json!([asked.answer("ready", json!({ "optionIds": [asked.option("ready", "a")] }))])).await;
        let found = asked_movers(&asked.world, json!({ "id": asked.round })).await;
        assert_eq!((told(&found), kinds(&found["breaks"])), (vec![], vec!["ITEMS_CHANGED"]));
        assert_eq!(found["change"], Value::Null);
    }
}

async fn asked_movers(world: &World, variables: Value) -> Value {
    let reply = world.leader.query(MOVERS, variables).await;
    reply.data()["maturityDashboard"]["movers"].clone()
}
