//! Dashboards as files: each says what the dashboard says, in forms that other programs open.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{DASHBOARD, GROUPS, TREND, answer_by_option, answered, questions, services};
use crate::harness::{Client, TestApp, both};
use crate::results::{Asked, run};
use crate::world::{self, World};

/// Measures of a dimension, with where the schema has each.
const MEASURES: [(&str, &str); 18] = [
    ("scored", "/scored"),
    ("inapplicable", "/inapplicable"),
    ("mean", "/mean"),
    ("standardDeviation", "/standardDeviation"),
    ("lowerQuartile", "/lowerQuartile"),
    ("median", "/median"),
    ("upperQuartile", "/upperQuartile"),
    ("intervalLow", "/interval/low"),
    ("intervalHigh", "/interval/high"),
    ("lower", "/lower"),
    ("upper", "/upper"),
    ("observed", "/observed"),
    ("dontKnow", "/dontKnow"),
    ("notRelevant", "/notRelevant"),
    ("missing", "/missing"),
    ("dontKnowShare", "/dontKnowShare"),
    ("level2", "/levels/2/owners"),
    ("tenth10", "/tenths/9"),
];

async fn get(client: &Client, path: &str) -> (u16, Vec<u8>) {
    let response = client.request("GET", &format!("/exports/{path}")).send().await.unwrap();
    (response.status().as_u16(), response.bytes().await.unwrap().to_vec())
}

/// What a program in `tests/tools` finds in a file.
async fn opened(app: &TestApp, client: &Client, path: &str, program: &str, arguments: &[&str]) -> Value {
    let (status, bytes) = get(client, path).await;
    assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&bytes));
    let file = app.database().folder().join(path.split('?').next().unwrap());
    std::fs::write(&file, bytes).unwrap();
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools");
    let mut command =
        if program == "node" { Command::new("node") } else { Command::new(tools.join(program)) };
    let output = command.current_dir(&tools).args(arguments).arg(&file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "is everything there? `cargo xtask test test-tools`: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A dataset as the JSON-stat Toolkit reads it.
async fn dataset(app: &TestApp, client: &Client, path: &str) -> Value {
    let found = opened(app, client, path, "node", &["read_json_stat.mjs"]).await;
    let sizes = found["dimensions"].as_array().unwrap().iter();
    let product: usize = sizes.map(|one| one["categories"].as_array().unwrap().len()).product();
    assert_eq!((&found["n"], found["cells"].as_array().unwrap().len()), (&json!(product), product), "{path}");
    found
}

/// The cell with these categories: its value, and its status where it has one.
fn cell<'d>(dataset: &'d Value, of: &[(&str, &str)]) -> (&'d Value, &'d Value) {
    let fits = |cell: &&Value| of.iter().all(|(dimension, category)| cell[*dimension] == *category);
    let found: Vec<&Value> = dataset["cells"].as_array().unwrap().iter().filter(fits).collect();
    assert_eq!(found.len(), 1, "{of:?}");
    (&found[0]["value"], &found[0]["status"])
}

fn same(found: &Value, wanted: &Value) -> bool {
    found == wanted || found.as_f64().is_some_and(|number| wanted.as_f64() == Some(number))
}

/// What stands in a dataset is what the dashboard says of a dimension.
fn says(found: &Value, at: &[(&str, &str)], figures: &Value) {
    let mut compared = 0;
    for (measure, pointer) in MEASURES {
        if let Some(wanted) = figures.pointer(pointer) {
            let of: Vec<(&str, &str)> = at.iter().copied().chain([("measure", measure)]).collect();
            let (value, status) = cell(found, &of);
            assert!(same(value, wanted), "{of:?}: {value} and {wanted}");
            assert_eq!(value.is_null(), status.is_string(), "{of:?}");
            compared += 1;
        }
    }
    assert!(compared >= 2, "{figures}");
}

/// Rows of CSV by header.
pub(super) async fn table(client: &Client, path: &str) -> Vec<serde_json::Map<String, Value>> {
    let (status, bytes) = get(client, path).await;
    assert_eq!(status, 200, "{path}");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

both! {
    async fn a_dataset_says_what_the_dashboard_says(app: TestApp) {
        let asked = answered(&app).await;
        let leader = &asked.world.leader;
        let told = leader.query(DASHBOARD, json!({ "id": asked.round })).await.data()["maturityDashboard"].clone();
        let found = dataset(&app, leader, &format!("dashboard.json?roundId={}", asked.round)).await;
        let ids: Vec<&Value> = found["dimensions"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        assert_eq!(ids, ["dimension", "measure"]);
        let code = world::text(&found, "/dimensions/0/categories/0");
        says(&found, &[("dimension", &code)], &told["dimensions"][0]);
        says(&found, &[("dimension", "[all]")], &told["overall"]);
        for measure in ["population", "invited", "responded", "responseRate"] {
            assert!(same(cell(&found, &[("dimension", &code), ("measure", measure)]).0, &told[measure]), "{measure}");
        }
        // Items are those of dimensions.
        assert_eq!(cell(&found, &[("dimension", "[all]"), ("measure", "observed")]), (&Value::Null, &json!("not_defined")));
        let extension = &found["extension"];
        assert_eq!((&extension["synthetic"], &extension["population"], &extension["responded"]), (&json!(false), &json!(5), &json!(4)));

        for (by, variable) in [
            ("STRATUM".to_owned(), json!({ "background": "STRATUM" })),
            ("LANGUAGE".to_owned(), json!({ "background": "LANGUAGE" })),
            (world::text(&asked.find("help"), "/id"), json!({ "questionId": asked.find("help")["id"] })),
        ] {
            let groups = leader.query(GROUPS, json!({ "id": asked.round, "by": variable })).await;
            let groups = groups.data()["maturityDashboard"]["groups"].as_array().unwrap().clone();
            let found = dataset(&app, leader, &format!("dashboard.json?roundId={}&by={by}", asked.round)).await;
            let categories = found["dimensions"][0]["categories"].as_array().unwrap();
            assert_eq!(categories.len(), groups.len(), "{by}");
            for (category, group) in categories.iter().zip(&groups) {
                let category = category.as_str().unwrap();
                let state = format!("[{}]", group["category"]["state"].as_str().unwrap().to_lowercase());
                assert_eq!(category, group["category"]["code"].as_str().unwrap_or(&state));
                says(&found, &[("group", category), ("dimension", &code)], &group["dimensions"][0]);
                let population = cell(&found, &[("group", category), ("dimension", &code), ("measure", "population")]).0;
                assert_eq!(population, &group["population"]);
            }
        }
    }

    async fn a_table_has_a_row_for_each_dimension_of_each_group(app: TestApp) {
        let asked = answered(&app).await;
        run(&app, "UPDATE frame_member SET stratum = '=1+1' WHERE stratum = 'stat'").await;
        let path = format!("dashboard.csv?roundId={}&by=STRATUM&convention=international&language=en", asked.round);
        let rows = table(&asked.world.leader, &path).await;
        assert_eq!(rows.len(), 4);
        let first = &rows[0];
        // Worked by hand in `groups_go_by_what_is_known_of_owners_or_by_what_they_said`.
        for (header, wanted) in [
            ("group", json!("'=1+1")), ("population", json!(2)), ("responded", json!(2)), ("responseRate", json!(1)), ("scored", json!(1)),
            ("mean", json!(1)), ("standardDeviation", json!("")), ("lower", json!("0.6250")), ("upper", json!("0.8750")),
            ("status", json!("known")), ("synthetic", json!(false)),
        ] {
            let found = &first[header];
            let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok());
            assert!(found == &wanted || (number(found).is_some() && number(found) == number(&wanted)), "{header}: {found}");
        }
        assert_eq!((&rows[2]["group"], &rows[2]["groupName"]), (&json!("[unknown]"), &json!("Not known")));
        assert_eq!(rows[1]["dimensionName"], "Over all dimensions");
        let norwegian = get(&asked.world.leader, &format!("dashboard.csv?roundId={}&by=STRATUM", asked.round)).await.1;
        let norwegian = String::from_utf8(norwegian).unwrap();
        assert!(norwegian.starts_with("\u{feff}group;groupName;dimension;") && norwegian.contains(";0,6250;0,8750;"), "{norwegian}");
        assert!(norwegian.contains("[unknown];Ikke kjent;"));
    }

    async fn a_workbook_says_what_it_is(app: TestApp) {
        let asked = answered(&app).await;
        run(&app, "UPDATE study SET synthetic = TRUE").await;
        let path = format!("dashboard.xlsx?roundId={}&by=SECTOR&language=nn", asked.round);
        let sheets = opened(&app, &asked.world.leader, &path, "venv/bin/python", &["open_xlsx.py"]).await;
        let names: Vec<&Value> = sheets.as_array().unwrap().iter().map(|sheet| &sheet["name"]).collect();
        assert_eq!(names, ["Tal", "Om tala"]);
        let rows = |place: usize| -> Vec<Vec<Value>> {
            let cells = |row: &Value| row.as_array().unwrap().iter().map(|cell| cell["value"].clone()).collect();
            sheets[place]["rows"].as_array().unwrap().iter().map(cells).collect()
        };
        let (figures, about) = (rows(0), rows(1));
        let at = |header: &str| figures[0].iter().position(|found| found == header).unwrap();
        assert_eq!(figures[1][at("population")], 1);
        assert_eq!((&figures[1][at("group")], &figures[1][at("synthetic")]), (&json!("kommune"), &json!(true)));
        for header in &figures[0] {
            assert!(about.iter().any(|row| row[0] == *header && row[1].is_string()), "{header} is not explained");
        }
        let says = |what: &str, text: &str| about.iter().any(|row| row[0] == what && row[1] == text);
        assert!(says("Laga for å vise fram", "Ja") && says("N: tenesteeigarar det gjeld", "5") && says("n: har svart", "4"), "{about:?}");
        assert!(about.iter().any(|row| row[0] == "Merk" && row[1].as_str().unwrap().contains("Ingen har gjeve dei")));
    }

    async fn a_heat_map_has_every_owner_and_why_a_score_is_missing(app: TestApp) {
        let asked = answered(&app).await;
        let leader = &asked.world.leader;
        let found = dataset(&app, leader, &format!("maturity.json?roundId={}", asked.round)).await;
        assert_eq!(found["dimensions"][0]["labels"], json!(["Bergen", "Prøveetaten", "Tauseetaten", "Ålesund", "Ås"]));
        let code = world::text(&found, "/dimensions/1/categories/0");
        let of = |owner: &'static str, measure: &'static str| {
            let (value, status) = cell(&found, &[("owner", owner), ("dimension", &code), ("measure", measure)]);
            (value.clone(), status.clone())
        };
        let n = Value::Null;
        for (owner, measure, value, status) in [
            ("974760673", "point", json!(1), n.clone()),
            ("974760223", "point", json!(0.25), n.clone()),
            ("991825827", "point", n.clone(), json!("too_little_known")),
            ("991825827", "lower", json!(0.25), n.clone()),
            ("991825827", "upper", json!(0.75), n.clone()),
            ("991825827", "dontKnow", json!(1), n.clone()),
            ("974761076", "point", n.clone(), json!("not_responded")),
            ("974761076", "missing", n.clone(), json!("not_responded")),
        ] {
            let (found, why) = of(owner, measure);
            assert!(same(&found, &value) && why == status, "{owner} {measure}: {found} {why}");
        }
        let rows = table(leader, &format!("maturity.csv?roundId={}&convention=international", asked.round)).await;
        assert_eq!(rows.len(), 10);
        let anonymous = json!({ "anonymous": true });
        let mut asked = asked;
        asked.open(&app, anonymous).await;
        assert_eq!(get(&asked.world.leader, &format!("maturity.csv?roundId={}", asked.round)).await.0, 400);
    }

    async fn rounds_and_services_come_as_files_too(app: TestApp) {
        let world = World::new(&app).await;
        services::registered(&world).await;
        answer_by_option(&app, &world, 1).await;
        answer_by_option(&app, &world, 2).await;
        let leader = &world.leader;
        let trend = leader.query(TREND, json!({ "id": world.study })).await.data()["maturityTrend"].clone();
        let found = dataset(&app, leader, &format!("trend.json?studyId={}", world.study)).await;
        let rounds = &found["dimensions"][0];
        assert_eq!((&rounds["id"], &rounds["role"]), (&json!("round"), &json!("time")));
        let code = world::text(&found, "/dimensions/1/categories/0");
        for (place, comparable) in [(0, (json!(null), json!("not_defined"))), (1, (json!(1), json!(null)))] {
            let round = rounds["categories"][place].as_str().unwrap();
            let at = [("round", round), ("dimension", code.as_str())];
            says(&found, &at, &trend["rounds"][place]["dimensions"][0]["figures"]);
            let (value, status) = cell(&found, &[at[0], at[1], ("measure", "comparable")]);
            assert_eq!((value, status), (&comparable.0, &comparable.1));
        }

        let told = services::dashboard(&world, json!({ "kinds": ["SUBMISSION"] })).await;
        let path = format!("services-dashboard.json?studyId={}&kind=SUBMISSION", world.study);
        let found = dataset(&app, leader, &path).await;
        let names = ["services", "share", "owners", "yearlyVolume", "volumeShare", "volumeUnknown", "moved", "movedShare", "movedVolumeShare"];
        let compare = |target: &str, status: &str, figures: &Value| {
            for measure in names.iter().filter(|measure| figures.get(**measure).is_some()) {
                let (value, _) = cell(&found, &[("target", target), ("serviceStatus", status), ("measure", measure)]);
                assert!(same(value, &figures[*measure]), "{target} {status} {measure}: {value} {}", figures[*measure]);
            }
        };
        compare("[all]", "[all]", &told["all"]);
        compare("Altinn 3", "[all]", &told["byTarget"][0]);
        compare("[all]", "in_production", &told["byStatus"][2]);
        compare("Altinn 3", "mapping", &told["byTargetAndStatus"][0]);
        compare("Eget", "mapping", &json!({ "services": 0, "owners": 0, "yearlyVolume": null }));
        let path = format!("services-dashboard.csv?studyId={}&by=QUARTER&convention=international", world.study);
        let quarters: Vec<Value> = table(leader, &path).await.iter().map(|row| json!([row["quarter"], row["services"], row["yearlyVolume"]])).collect();
        assert_eq!(json!(quarters), json!([["[all]", 5, 1800], ["2026-Q1", 2, 1200], ["2026-Q3", 2, 600], ["[unknown]", 1, ""]]));
    }

    async fn files_go_to_those_who_may_see_dashboards(app: TestApp) {
        let asked = Asked::of(&app, questions()).await;
        let world = &asked.world;
        let respondent = asked.client("post@aa.example").clone();
        let clients = [
            app.anonymous(), respondent, world.leader.clone(), world.analyst.clone(), world.admin.clone(), world.system_admin.clone(),
            world.outsider.clone(),
        ];
        let (round, study) = (format!("roundId={}", asked.round), format!("studyId={}", world.study));
        let leaders = [401, 404, 200, 200, 200, 200, 404];
        let wrong = [401, 400, 400, 400, 400, 400, 400];
        for (file, query, agreed) in [
            ("dashboard.csv", &round, leaders), ("dashboard.xlsx", &round, leaders), ("dashboard.json", &round, leaders),
            ("maturity.json", &round, leaders), ("trend.json", &study, leaders), ("services-dashboard.json", &study, leaders),
            ("dashboard.csv", &study, wrong), ("trend.csv", &round, wrong), ("services-dashboard.csv", &String::new(), wrong),
            ("dashboard.csv", &format!("{round}&by=COLOUR"), wrong), ("maturity.csv", &format!("{round}&by=STRATUM"), wrong),
            ("dashboard.json", &format!("{round}&convention=norwegian"), wrong), ("services-dashboard.csv", &format!("{study}&kind=SHOE"), wrong),
            ("services-dashboard.csv", &format!("{study}&followedUp=maybe"), wrong), ("dashboard.csv", &format!("{round}&language=sv"), wrong),
            ("dashboard.csv", &format!("{round}&by={}", world::text(&asked.find("ready"), "/id")), [401, 404, 400, 400, 400, 400, 404]),
        ] {
            for (client, status) in clients.iter().zip(agreed) {
                assert_eq!(get(client, &format!("{file}?{query}")).await.0, status, "{file} {query}");
            }
        }
        assert_eq!(get(&world.leader, &format!("dashboard.txt?{round}")).await.0, 404);
        let unknown = uuid::Uuid::now_v7().simple();
        assert_eq!(get(&world.leader, &format!("dashboard.csv?roundId=round_{unknown}")).await.0, 404);
        assert_eq!(get(&world.leader, &format!("trend.csv?studyId=study_{unknown}")).await.0, 404);
    }
}
