//! How far the services of a study's owners have come: figures worked by hand, filters, and the services behind them.

use serde_json::{Value, json};

use crate::harness::both;
use crate::services::{change, register_service};
use crate::world::{self, World};

const FIGURES: &str =
    "services share owners yearlyVolume volumeShare volumeUnknown moved movedShare movedVolumeShare";

/// Twelve months with this volume each, up to the last of 2025; more are before them.
fn months(each: i64) -> Vec<Value> {
    (1..=12).map(|month| json!({ "month": format!("2025-{month:02}"), "volume": each })).collect()
}

/// Five services that count, of two of three owners, and three that do not; the key of the second owner.
pub(super) async fn registered(world: &World) -> String {
    let analyst = &world.analyst;
    let other = world::register_owner(analyst, "991825827", "Ålesund", "post@aa.example").await;
    let without = world::register_owner(analyst, "974760223", "Bergen", "post@b.example").await;
    let outside = world::register_owner(analyst, "971032146", "Ås", "post@as.example").await;
    world::add_to_frame(analyst, &world.study, &[&other, &without]).await;
    let to = |target: &str, status: &str, planned: &str| json!({ "target": target, "status": status, "plannedOn": planned });
    let moved = register_service(
        analyst,
        &world.organization,
        "A1",
        "Ærlig",
        to("Altinn 3", "IN_PRODUCTION", "2026-02-15"),
    )
    .await;
    let mapped =
        register_service(analyst, &world.organization, "A2", "Bud", to("Altinn 3", "MAPPING", "2026-08-01"))
            .await;
    let new =
        register_service(analyst, &world.organization, "A3", "Clip", json!({ "kind": "MESSAGE" })).await;
    register_service(analyst, &other, "B1", "Dag", to("Altinn 3", "IN_PRODUCTION", "2026-03-31")).await;
    let own = register_service(analyst, &other, "B2", "Egg", to("Eget", "DEVELOPING", "2026-09-30")).await;
    let gone = register_service(analyst, &other, "B9", "Fax", to("Eget", "DEVELOPING", "2026-09-30")).await;
    change(analyst, "retireService", json!({ "serviceId": gone }), "service { id }").await;
    register_service(analyst, &outside, "D1", "Gap", to("Altinn 3", "IN_PRODUCTION", "2026-02-15")).await;
    // A thirteenth month is not in the year; eleven are none.
    let earlier = json!({ "month": "2024-12", "volume": 9_999 });
    let with_earlier: Vec<Value> = months(100).into_iter().chain([earlier]).collect();
    for (service, volumes) in
        [(moved, with_earlier), (mapped, months(50)), (new, months(7).split_off(1)), (own, months(0))]
    {
        change(analyst, "setVolumes", json!({ "serviceId": service, "volumes": volumes }), "service { id }")
            .await;
    }
    other
}

fn figures(all: [Value; 9]) -> Value {
    let names = FIGURES.split(' ').map(str::to_owned);
    names.zip(all).collect::<serde_json::Map<_, _>>().into()
}

fn with(mut figures: Value, more: Value) -> Value {
    figures.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    figures
}

/// What the dashboard of services says where only these count.
pub(super) async fn dashboard(world: &World, filter: Value) -> Value {
    let document = format!(
        "query($id: ID!, $filter: ServicesDashboardFilter) {{ servicesDashboard(studyId: $id, filter: $filter) {{
            synthetic population all {{ {FIGURES} }} byTarget {{ target {FIGURES} }} byStatus {{ status {FIGURES} }}
            byQuarter {{ quarter {FIGURES} }} byTargetAndStatus {{ target status services owners yearlyVolume }} }} }}"
    );
    let reply = world.leader.query(&document, json!({ "id": world.study, "filter": filter })).await;
    assert!(reply.sql_statements.unwrap() <= 6, "{:?}", reply.sql_statements);
    reply.data()["servicesDashboard"].clone()
}

both! {
    async fn services_are_counted_by_target_status_and_quarter(app: TestApp) {
        let world = World::new(&app).await;
        registered(&world).await;
        let found = dashboard(&world, json!(null)).await;
        let n = Value::Null;
        let row = |all: [Value; 9]| figures(all);
        // Volumes by hand: 12 · 100 = 1,200 that has moved, 12 · 50 = 600, 12 · 0 = 0; of two services nobody knows.
        let third = |part: f64| json!(part / 3.0);
        assert_eq!((&found["synthetic"], &found["population"]), (&json!(false), &json!(3)));
        assert_eq!(found["all"], row([json!(5), json!(1.0), json!(2), json!(1800.0), json!(1.0), json!(2), json!(2), json!(0.4), third(2.0)]));
        let altinn = row([json!(3), json!(0.6), json!(2), json!(1800.0), json!(1.0), json!(1), json!(2), third(2.0), third(2.0)]);
        let own = row([json!(1), json!(0.2), json!(1), json!(0.0), json!(0.0), json!(0), json!(0), json!(0.0), n.clone()]);
        let unknown = row([json!(1), json!(0.2), json!(1), n.clone(), n.clone(), json!(1), json!(0), json!(0.0), n.clone()]);
        assert_eq!(found["byTarget"], json!([
            with(altinn, json!({ "target": "Altinn 3" })), with(own.clone(), json!({ "target": "Eget" })),
            with(unknown.clone(), json!({ "target": null })),
        ]));
        let mapped = row([json!(1), json!(0.2), json!(1), json!(600.0), third(1.0), json!(0), json!(0), json!(0.0), json!(0.0)]);
        let moved = row([json!(2), json!(0.4), json!(2), json!(1200.0), third(2.0), json!(1), json!(2), json!(1.0), json!(1.0)]);
        assert_eq!(found["byStatus"], json!([
            with(unknown.clone(), json!({ "status": "NOT_STARTED" })), with(mapped, json!({ "status": "MAPPING" })),
            with(own, json!({ "status": "DEVELOPING" })), with(moved.clone(), json!({ "status": "IN_PRODUCTION" })),
        ]));
        let third_quarter = row([json!(2), json!(0.4), json!(2), json!(600.0), third(1.0), json!(0), json!(0), json!(0.0), json!(0.0)]);
        assert_eq!(found["byQuarter"], json!([
            with(moved, json!({ "quarter": "2026-Q1" })), with(third_quarter, json!({ "quarter": "2026-Q3" })),
            with(unknown, json!({ "quarter": null })),
        ]));
        let both = |target: &str, status: &str, services: i32, owners: i32, volume: f64| json!({
            "target": target, "status": status, "services": services, "owners": owners, "yearlyVolume": volume,
        });
        assert_eq!(found["byTargetAndStatus"], json!([
            both("Altinn 3", "MAPPING", 1, 1, 600.0), both("Altinn 3", "IN_PRODUCTION", 2, 2, 1200.0), both("Eget", "DEVELOPING", 1, 1, 0.0),
            { "target": null, "status": "NOT_STARTED", "services": 1, "owners": 1, "yearlyVolume": null },
        ]));
    }

    async fn only_those_that_a_filter_lets_through_are_counted(app: TestApp) {
        let world = World::new(&app).await;
        let other = registered(&world).await;
        crate::results::run(&app, "UPDATE organization SET sector = 'kommune' WHERE orgnr = '991825827'").await;
        crate::results::run(&app, "UPDATE frame_member SET stratum = 'stor', followed_up = TRUE WHERE organization_id = (SELECT id FROM organization WHERE orgnr = '974760673')").await;
        for (filter, population, services, volume) in [
            (json!({ "organizationId": other }), 1, 2, json!(0.0)),
            (json!({ "sector": "kommune" }), 1, 2, json!(0.0)),
            (json!({ "stratum": "stor" }), 1, 3, json!(1800.0)),
            (json!({ "followedUp": true }), 1, 3, json!(1800.0)),
            (json!({ "followedUp": false }), 2, 2, json!(0.0)),
            (json!({ "kinds": ["MESSAGE", "BROKER"] }), 3, 1, json!(null)),
            (json!({ "kinds": ["BROKER"] }), 3, 0, json!(null)),
            (json!({ "stratum": "stor", "sector": "kommune" }), 0, 0, json!(null)),
        ] {
            let found = dashboard(&world, filter.clone()).await;
            let told = (&found["population"], &found["all"]["services"], &found["all"]["yearlyVolume"]);
            assert_eq!(told, (&json!(population), &json!(services), &volume), "{filter}");
        }
        // Owners without a service are in N; retired ones are not.
        crate::results::run(&app, "UPDATE organization SET retired_at = created_at WHERE orgnr = '991825827'").await;
        let found = dashboard(&world, json!({})).await;
        assert_eq!((&found["population"], &found["all"]["services"]), (&json!(2), &json!(3)));
    }

    async fn behind_each_figure_are_its_services(app: TestApp) {
        let world = World::new(&app).await;
        registered(&world).await;
        let document = "query($id: ID!, $target: String, $status: ServiceStatus, $quarter: String, $order: ServicesDashboardOrder!, $first: Int, $after: String) {
            servicesDashboard(studyId: $id) { services(target: $target, status: $status, quarter: $quarter, orderBy: $order, first: $first, after: $after) {
                totalCount pageInfo { endCursor hasNextPage } nodes { code yearlyVolume organization { name } } } } }";
        let listed = async |mut variables: Value| {
            variables["id"] = json!(world.study);
            if variables["order"].is_null() {
                variables["order"] = json!("NAME");
            }
            let reply = world.leader.query(document, variables).await;
            assert!(reply.sql_statements.unwrap() <= 13, "{:?}", reply.sql_statements);
            let page = reply.data()["servicesDashboard"]["services"].clone();
            let codes: Vec<String> = page["nodes"].as_array().unwrap().iter().map(|node| world::text(node, "/code")).collect();
            (codes, page)
        };
        for (wanted, codes) in [
            (json!({}), vec!["A2", "A3", "B1", "B2", "A1"]),
            (json!({ "order": "VOLUME" }), vec!["A1", "A2", "B2", "A3", "B1"]),
            (json!({ "target": "Altinn 3" }), vec!["A2", "B1", "A1"]),
            (json!({ "target": null }), vec!["A3"]),
            (json!({ "status": "IN_PRODUCTION", "order": "VOLUME" }), vec!["A1", "B1"]),
            (json!({ "quarter": "2026-Q3", "order": "VOLUME" }), vec!["A2", "B2"]),
            (json!({ "quarter": null }), vec!["A3"]),
            (json!({ "target": "Eget", "status": "MAPPING" }), vec![]),
        ] {
            let (found, page) = listed(wanted.clone()).await;
            assert_eq!(found, codes, "{wanted}");
            assert_eq!(page["totalCount"], codes.len(), "{wanted}");
        }
        // A page at a time, over those without a volume too.
        for order in ["NAME", "VOLUME"] {
            let (all, _) = listed(json!({ "order": order })).await;
            let (mut read, mut after) = (Vec::new(), Value::Null);
            loop {
                let (codes, page) = listed(json!({ "order": order, "first": 2, "after": after })).await;
                read.extend(codes);
                after = page["pageInfo"]["endCursor"].clone();
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
            }
            assert_eq!(read, all, "{order}");
        }
    }
}
