//! Files of answers: what is in them, who gets them, and that every figure can be counted again from them.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::Asked;
use crate::harness::{Client, both};

pub(super) async fn get(client: &Client, file: &str, round: &str, more: &str) -> (u16, String) {
    let path = format!("/exports/{file}?roundId={round}{more}");
    let response = client.request("GET", &path).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// A table that was exported as CSV, by header.
pub(super) async fn table(
    client: &Client,
    file: &str,
    round: &str,
    more: &str,
) -> Vec<Vec<(String, String)>> {
    let (status, text) = get(client, file, round, &format!("&convention=international{more}")).await;
    assert_eq!(status, 200, "{text}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |row: csv::StringRecord| headers.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|found| row(found.unwrap())).collect()
}

fn cell<'r>(row: &'r [(String, String)], header: &str) -> &'r str {
    let found = row.iter().find(|(name, _)| name == header);
    found.map(|(_, cell)| cell.as_str()).unwrap_or_else(|| panic!("no column {header}"))
}

fn of_owner<'t>(table: &'t [Vec<(String, String)>], orgnr: &str) -> &'t [(String, String)] {
    table.iter().find(|row| cell(row, "owner.orgnr") == orgnr).unwrap()
}

/// How often each state of a question, row or field is in the long list.
fn states(answers: &[Value], code: &str, state: &str) -> i64 {
    let fits = |answer: &&Value| {
        let everywhere = answer["state"] == "non_respondent" && state == "non_respondent";
        everywhere || (answer["question"] == code && answer["state"] == state)
    };
    answers.iter().filter(fits).count() as i64
}

both! {
    async fn a_row_for_each_owner_with_a_column_for_each_thing(app: TestApp) {
        let asked = Asked::answered(&app).await;
        let mut before = None;
        for opened_again in [false, true] {
            if opened_again {
                for mail in ["kari@prove.example", "post@aa.example", "post@as.example"] {
                    asked.reopen(&app, mail).await;
                }
            }
            let wide = table(&asked.world.analyst, "answers.csv", &asked.round, "").await;
            assert_eq!(wide.len(), 5);
            let kari = of_owner(&wide, "974760673");
            for (header, wanted) in [
                ("owner.name", "Prøveetaten"), ("owner.stratum", "stat"), ("owner.followedUp", "false"), ("response.status", "responded"),
                ("single", "a"), ("multi.state", "answered"), ("multi/a", "1"), ("multi/b", "1"), ("multi/c", "0"),
                ("number.state", "answered"), ("day", "2026-02-10"), ("long", "'=Vi trenger signering på Ås"),
                ("matrix", "[answered]"), ("matrix.sign", "a"), ("matrix.pay", "[dont_know]"),
                ("grid.link", ""), ("grid.link.state", "not_answered"), ("group", "[answered]"), ("group.rows", "2"), ("more", "Mer"),
            ] {
                assert_eq!(cell(kari, header), wanted, "{header}");
            }
            assert_eq!(cell(kari, "number").parse::<f64>().unwrap(), 4.0);
            let aalesund = of_owner(&wide, "991825827");
            for (header, wanted) in [
                ("single", "b"), ("matrix", "[dont_know]"), ("matrix.sign", "[dont_know]"), ("group", "[not_relevant]"), ("group.rows", "0"),
                ("more", ""), ("more.state", "not_shown"), ("day.state", "not_answered"),
            ] {
                assert_eq!(cell(aalesund, header), wanted, "{header}");
            }
            let bergen = of_owner(&wide, "974760223");
            assert_eq!((cell(bergen, "multi.state"), cell(bergen, "multi/a")), ("not_relevant", ""));
            let silent = of_owner(&wide, "974761076");
            assert_eq!(cell(silent, "response.status"), "non_respondent");
            assert!(silent.iter().skip(8).all(|(_, cell)| cell.is_empty()), "{silent:?}");

            let rows = table(&asked.world.analyst, "answer-rows.csv", &asked.round, "&group=group").await;
            let told: Vec<[&str; 5]> = rows.iter().map(|row| {
                ["owner.name", "row", "group.name", "group.goal", "group.volume.state"].map(|header| cell(row, header))
            }).collect();
            assert_eq!(told, [
                ["Prøveetaten", "r1", "Skjema", "x", "not_answered"],
                ["Prøveetaten", "r2", "", "[not_answered]", "dont_know"],
            ]);
            // Opened again, everything is as it was.
            let now = (wide.clone(), rows);
            assert!(before.get_or_insert(now.clone()) == &now);
        }
    }

    async fn figures_can_be_counted_again_from_the_long_list(app: TestApp) {
        let asked = Asked::answered(&app).await;
        asked.reopen(&app, "post@aa.example").await;
        let (status, text) = get(&asked.world.analyst, "answers.json", &asked.round, "&language=en").await;
        assert_eq!(status, 200);
        let list: Value = serde_json::from_str(&text).unwrap();
        let metadata = &list["metadata"];
        assert_eq!((&metadata["versionNumber"], &metadata["synthetic"]), (&json!(1), &json!(false)));
        assert_eq!(metadata["contentHash"].as_str().unwrap().len(), 64);
        let answers = list["answers"].as_array().unwrap();
        let document = "query($id: ID!) { roundResults(roundId: $id) { questions(first: 30) { nodes { question { code }
            counts { answered dontKnow notRelevant notShown notAnswered nonRespondents } options { option { code } count }
            parts { part { code } counts { answered dontKnow notRelevant notShown notAnswered nonRespondents } options { option { code } count } } } } } }";
        let reply = asked.world.leader.query(document, json!({ "id": asked.round })).await;
        let nodes = reply.data()["roundResults"]["questions"]["nodes"].as_array().unwrap();
        let named = |node: &Value| {
            let code = node["question"]["code"].as_str().unwrap().to_owned();
            let parts = node["parts"].as_array().unwrap().iter().cloned();
            let parts = parts.map(|part| (format!("{code}.{}", part["part"]["code"].as_str().unwrap()), part)).collect::<Vec<_>>();
            [(code, node.clone())].into_iter().chain(parts)
        };
        let mut compared = 0;
        for (code, figures) in nodes.iter().flat_map(named) {
            for (name, state) in [("answered", "answered"), ("dontKnow", "dont_know"), ("notRelevant", "not_relevant"),
                ("notShown", "not_shown"), ("notAnswered", "not_answered"), ("nonRespondents", "non_respondent")] {
                // Fields are counted over rows, which non-respondents have none of.
                if !(code.starts_with("group.") && state == "non_respondent") {
                    assert_eq!(figures["counts"][name], states(answers, &code, state), "{code} {name}");
                    compared += 1;
                }
            }
            for option in figures["options"].as_array().unwrap() {
                let chose = |answer: &&Value| answer["question"] == *code
                    && answer["options"].as_array().unwrap().contains(&option["option"]["code"]);
                assert_eq!(option["count"], answers.iter().filter(chose).count(), "{code}");
            }
        }
        assert_eq!(compared, 16 * 6 - 3);
    }

    async fn a_workbook_opens_elsewhere_with_its_codebook(app: TestApp) {
        let asked = Asked::answered(&app).await;
        let path = format!("/exports/answers.xlsx?roundId={}&language=en", asked.round);
        let response = asked.world.analyst.request("GET", &path).send().await.unwrap();
        assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"answers.xlsx\"");
        let file = app.database().folder().join("answers.xlsx");
        std::fs::write(&file, response.bytes().await.unwrap()).unwrap();
        let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools");
        let python = tools.join("venv/bin/python");
        assert!(python.exists(), "openpyxl is not there: install it with `cargo xtask test test-tools`");
        let output = Command::new(python).arg(tools.join("open_xlsx.py")).arg(&file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let sheets: Value = serde_json::from_slice(&output.stdout).unwrap();
        let names: Vec<&str> = sheets.as_array().unwrap().iter().map(|sheet| sheet["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Answers", "group", "Codebook"]);
        let rows = |place: usize| sheets[place]["rows"].as_array().unwrap().clone();
        assert_eq!((rows(0).len(), rows(1).len()), (6, 3));
        let values = |row: &Value| -> Vec<Value> { row.as_array().unwrap().iter().map(|cell| cell["value"].clone()).collect() };
        let headers = values(&rows(0)[0]);
        let at = |header: &str| headers.iter().position(|found| found == header).unwrap();
        let of_kari = rows(0).iter().map(values).find(|row| row[0] == "974760673").unwrap();
        assert_eq!((&of_kari[at("number")], &of_kari[at("long")]), (&json!(4), &json!("=Vi trenger signering på Ås")));
        assert_eq!(of_kari[at("day")], "2026-02-10T00:00:00");
        let codebook: Vec<Vec<Value>> = rows(2).iter().map(values).collect();
        assert_eq!(codebook[0], ["sheet", "column", "text", "kind", "unit", "code", "label", "score"].map(|text| json!(text)));
        let has = |row: &[Value]| codebook.iter().any(|found| found == row);
        assert!(has(&[json!("Answers"), json!("single"), json!("single"), json!("single_choice"), json!(null), json!(null), json!(null), json!(null)]));
        assert!(has(&[json!("Answers"), json!("single"), json!(null), json!("single_choice"), json!(null), json!("a"), json!("A"), json!(0.5)]));
        assert!(has(&[json!("group"), json!("group.goal"), json!(null), json!("single_choice"), json!(null), json!("x"), json!("X"), json!(null)]));
        assert!(codebook.iter().any(|row| row[5] == "not_shown" && row[6] == "Not shown, as a rule hid it"));
        // Every column of every sheet is explained.
        for (place, name) in ["Answers", "group"].iter().enumerate() {
            for header in values(&rows(place)[0]) {
                assert!(codebook.iter().any(|row| row[0] == *name && row[1] == header), "{header}");
            }
        }
        let (_, book) = get(&asked.world.analyst, "codebook.csv", &asked.round, "").await;
        assert_eq!(book.trim_end().lines().count(), codebook.len());
    }

    async fn files_go_to_those_who_may_read_answers(app: TestApp) {
        let asked = Asked::new(&app).await;
        let respondent = asked.client("post@aa.example").clone();
        let world = &asked.world;
        let clients = [
            app.anonymous(), respondent, world.leader.clone(), world.analyst.clone(), world.admin.clone(), world.system_admin.clone(),
            world.outsider.clone(),
        ];
        let analysts = [401, 404, 403, 200, 200, 200, 404];
        let wrong = [401, 400, 400, 400, 400, 400, 400];
        for (file, more, agreed) in [
            ("answers.csv", "", analysts), ("answers.xlsx", "", analysts), ("answers.json", "", analysts), ("codebook.csv", "", analysts),
            ("answer-rows.csv", "&group=group", analysts), ("answer-rows.csv", "", wrong), ("answers.csv", "&group=group", wrong),
            ("answers.json", "&convention=norwegian", wrong), ("answers.csv", "&studyId=x", wrong),
            ("answer-rows.csv", "&group=single", [401, 404, 403, 400, 400, 400, 404]),
        ] {
            for (client, status) in clients.iter().zip(agreed) {
                assert_eq!(get(client, file, &asked.round, more).await.0, status, "{file}{more}");
            }
        }
        assert_eq!(get(&world.analyst, "answers.txt", &asked.round, "").await.0, 404);
        assert_eq!(get(&world.analyst, "answers.csv", "x", "").await.0, 400);
        let unknown = format!("round_{}", uuid::Uuid::now_v7().simple());
        assert_eq!(get(&world.analyst, "answers.csv", &unknown, "").await.0, 404);
    }
}
