//! Cross-tables: all cells, and everybody in them.

use serde_json::{Value, json};

use super::Asked;
use crate::harness::both;
use crate::world::{done, refused};

pub(super) const CROSS: &str = "query($input: CrossTableInput!) { crossTable(input: $input) { crossTable { population responded synthetic
    rows { category { state code label(language: NB) } total counts } columns { category { state code } total } } userErrors { code field message } } }";

/// The row of a state or code: its total and its cells, those that are not 0 by the state or code of their column.
fn row(table: &Value, name: &str) -> (i64, Vec<(String, i64)>) {
    let named =
        |category: &Value| category["code"].as_str().or(category["state"].as_str()).unwrap().to_owned();
    let rows = table["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| named(&row["category"]) == name).unwrap_or_else(|| panic!("no {name}"));
    let columns = table["columns"].as_array().unwrap().iter().map(|column| named(&column["category"]));
    let counts = row["counts"].as_array().unwrap().iter().map(|count| count.as_i64().unwrap());
    (row["total"].as_i64().unwrap(), columns.zip(counts).filter(|(_, count)| *count > 0).collect())
}

fn adds_up(table: &Value) {
    let numbers = |list: &Value| -> Vec<i64> {
        list.as_array().unwrap().iter().map(|one| one.as_i64().unwrap()).collect()
    };
    let mut columns = vec![0; table["columns"].as_array().unwrap().len()];
    for row in table["rows"].as_array().unwrap() {
        let counts = numbers(&row["counts"]);
        assert_eq!(counts.iter().sum::<i64>(), row["total"], "{row}");
        columns.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    let totals: Vec<i64> =
        table["columns"].as_array().unwrap().iter().map(|column| column["total"].as_i64().unwrap()).collect();
    assert_eq!(columns, totals);
    assert_eq!(totals.iter().sum::<i64>(), table["population"]);
}

fn cells(wanted: &[(&str, i64)]) -> Vec<(String, i64)> {
    wanted.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

both! {
    async fn two_questions_and_what_is_known_of_owners_add_up_to_everybody(app: TestApp) {
        let asked = Asked::answered(&app).await;
        let (single, sign, multi) = (asked.find("single")["id"].clone(), asked.find("matrix.sign")["id"].clone(), asked.find("multi")["id"].clone());
        let cross = async |rows: Value, columns: Value| {
            let input = json!({ "roundId": asked.round, "rows": rows, "columns": columns });
            done(&asked.world.leader, CROSS, json!({ "input": input })).await["crossTable"].clone()
        };
        for opened_again in [false, true] {
            if opened_again {
                asked.reopen(&app, "kari@prove.example").await;
                asked.reopen(&app, "post@aa.example").await;
            }
            let table = cross(json!({ "questionId": single }), json!({ "questionId": sign })).await;
            adds_up(&table);
            assert_eq!((table["population"].as_i64(), table["responded"].as_i64()), (Some(5), Some(4)));
            assert_eq!(row(&table, "a"), (1, cells(&[("a", 1)])));
            assert_eq!(row(&table, "b"), (1, cells(&[("DONT_KNOW", 1)])));
            assert_eq!(row(&table, "DONT_KNOW"), (1, cells(&[("NOT_ANSWERED", 1)])));
            assert_eq!(row(&table, "NON_RESPONDENT"), (1, cells(&[("NON_RESPONDENT", 1)])));
            assert_eq!(table["rows"][0]["category"], json!({ "state": "ANSWERED", "code": "a", "label": "A" }));

            let table = cross(json!({ "background": "STRATUM" }), json!({ "questionId": single })).await;
            adds_up(&table);
            assert_eq!(row(&table, "stat"), (2, cells(&[("a", 1), ("b", 1)])));
            assert_eq!(row(&table, "UNKNOWN"), (3, cells(&[("DONT_KNOW", 1), ("NOT_ANSWERED", 1), ("NON_RESPONDENT", 1)])));

            // Those who chose several stand in several columns.
            let table = cross(json!({ "questionId": single }), json!({ "questionId": multi })).await;
            assert_eq!(row(&table, "a"), (1, cells(&[("a", 1), ("b", 1)])));
        }
        for background in ["SECTOR", "FOLLOWED_UP", "LANGUAGE"] {
            adds_up(&cross(json!({ "background": background }), json!({ "background": "STRATUM" })).await);
        }
        let table = cross(json!({ "background": "LANGUAGE" }), json!({ "background": "SECTOR" })).await;
        assert_eq!(row(&table, "nn"), (5, cells(&[("kommune", 1), ("UNKNOWN", 4)])));
    }

    async fn what_cannot_be_grouped_by_is_refused_with_what_to_choose_instead(app: TestApp) {
        let asked = Asked::new(&app).await;
        let id = |code: &str| json!({ "questionId": asked.find(code)["id"] });
        let met = async |rows: Value, columns: Value| {
            let input = json!({ "roundId": asked.round, "rows": rows, "columns": columns });
            refused(&asked.world.leader, CROSS, json!({ "input": input })).await
        };
        let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
        assert_eq!(met(id("number"), id("day")).await, [pair("NO_CATEGORIES", "rows"), pair("NO_CATEGORIES", "columns")]);
        for code in ["matrix", "grid.form", "group.goal", "long", "intro"] {
            assert_eq!(met(id("single"), id(code)).await, [pair("NO_CATEGORIES", "columns")], "{code}");
        }
        let elsewhere = json!({ "questionId": asked.world.question() });
        assert_eq!(met(elsewhere, json!({})).await, [pair("ONLY_ONE", "columns")]);
        let elsewhere = json!({ "questionId": asked.world.question() });
        assert_eq!(met(elsewhere, id("single")).await, [pair("NOT_FOUND", "rows")]);
        let both = json!({ "questionId": asked.find("single")["id"], "background": "SECTOR" });
        assert_eq!(met(both, json!({ "questionId": "x" })).await, [pair("ONLY_ONE", "rows"), pair("INVALID_ID", "columns.questionId")]);
    }
}
