//! A cube as JSON-stat 2.0, a dataset (<https://json-stat.org/full/>). Pure.

use std::io::{self, BufWriter, Write};

use chrono::SecondsFormat;
use serde_json::{Map, Value, json};

use super::cube::{Axis, Cube, Figure, NOT_DEFINED, Standing};
use super::words;
use ::entity::Language;

/// The dimension that measures lie on.
const MEASURE: &str = "measure";

/// Writes a cube. Its measures are the last dimension, so that those of a combination stand together.
pub(super) fn write(out: impl Write, cube: &Cube, language: Language) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    serde_json::to_writer(&mut out, &dataset(cube, language))?;
    out.flush()
}

fn dataset(cube: &Cube, language: Language) -> Value {
    let axes = cube.axes.iter().map(|axis| axis.code);
    let ids: Vec<&str> = axes.chain([MEASURE]).collect();
    let sizes = cube.axes.iter().map(|axis| axis.categories.len());
    let sizes: Vec<usize> = sizes.chain([cube.measures.len()]).collect();
    let mut dimensions: Map<String, Value> =
        cube.axes.iter().map(|axis| (axis.code.to_owned(), of_axis(axis))).collect();
    dimensions.insert(MEASURE.to_owned(), of_measures(cube, language));
    let mut role = Map::from_iter([("metric".to_owned(), json!([MEASURE]))]);
    let times: Vec<&str> = cube.axes.iter().filter(|axis| axis.is_time).map(|axis| axis.code).collect();
    if !times.is_empty() {
        role.insert("time".to_owned(), json!(times));
    }
    let (values, statuses) = values(cube);
    let mut meanings: Map<String, Value> = Standing::ALL
        .into_iter()
        .filter(|standing| *standing != Standing::Known)
        .map(|standing| (standing.code().to_owned(), json!(words::standing(standing, language))))
        .collect();
    meanings.insert(NOT_DEFINED.to_owned(), json!(words::not_defined(language)));
    json!({
        "version": "2.0",
        "class": "dataset",
        "label": cube.title,
        "source": words::source(cube),
        "updated": cube.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        "note": words::notes(cube, language),
        "id": ids,
        "size": sizes,
        "role": role,
        "dimension": dimensions,
        "value": values,
        "status": statuses,
        "extension": {
            "synthetic": cube.synthetic,
            "population": cube.population,
            "responded": cube.responded,
            "pending": cube.pending,
            "statuses": meanings,
        },
    })
}

fn of_axis(axis: &Axis) -> Value {
    let index: Vec<&str> = axis.categories.iter().map(|category| category.code.as_str()).collect();
    let labels = axis.categories.iter().map(|category| (category.code.clone(), json!(category.name)));
    json!({ "label": axis.name, "category": { "index": index, "label": labels.collect::<Map<_, _>>() } })
}

fn of_measures(cube: &Cube, language: Language) -> Value {
    let index: Vec<&str> = cube.measures.iter().map(|measure| measure.code.as_str()).collect();
    let of = |value: fn(&super::cube::Measure) -> Value| -> Map<String, Value> {
        cube.measures.iter().map(|measure| (measure.code.clone(), value(measure))).collect()
    };
    json!({
        "label": words::measures(language),
        "category": {
            "index": index,
            "label": of(|measure| json!(measure.meaning)),
            "unit": of(|measure| json!({ "decimals": measure.decimals.unwrap_or(0) })),
        },
    })
}

/// The values in the order of the dimensions, and why those are missing that are, by their places.
fn values(cube: &Cube) -> (Vec<Value>, Map<String, Value>) {
    let (mut values, mut statuses) = (Vec::new(), Map::new());
    for row in &cube.rows {
        for place in 0..cube.measures.len() {
            let value = match row.figure(place) {
                Figure::Whole(number) => json!(number),
                // Zero may have a sign, which no person wants to see.
                Figure::Decimal(number) => json!(number + 0.0),
                Figure::None => {
                    statuses.insert(values.len().to_string(), json!(row.standing.why_missing()));
                    Value::Null
                }
            };
            values.push(value);
        }
    }
    (values, statuses)
}

#[cfg(test)]
mod tests {
    use super::super::cube::tests::cube;
    use super::*;

    /// As the format has it: `id` and `size` go together, every category has its place, and there are as many values as the sizes
    /// multiplied, the last dimension varying fastest; a status is by the place of its value.
    #[test]
    fn a_dataset_keeps_the_rules_of_the_format() {
        let mut written = Vec::new();
        write(&mut written, &cube(), Language::En).unwrap();
        let found: Value = serde_json::from_slice(&written).unwrap();
        assert_eq!((&found["version"], &found["class"]), (&json!("2.0"), &json!("dataset")));
        assert_eq!(found["id"], json!(["round", "dimension", "measure"]));
        assert_eq!(found["size"], json!([2, 3, 2]));
        assert_eq!(found["role"], json!({ "time": ["round"], "metric": ["measure"] }));
        assert_eq!(found["value"], json!([3, 0.25, 0, null, null, null, 1, null, null, null, 2, 0.0]));
        assert_eq!(
            found["status"],
            json!({
                "3": "too_little_known", "4": "not_measured", "5": "not_measured", "7": "not_defined",
                "8": "absent", "9": "absent",
            })
        );
        let dimension = &found["dimension"]["dimension"];
        assert_eq!(dimension["category"]["index"], json!(["d", "=e", "f"]));
        assert_eq!(dimension["category"]["label"], json!({ "d": "D", "=e": "=E", "f": "F" }));
        assert_eq!(found["dimension"]["measure"]["category"]["unit"]["mean"], json!({ "decimals": 6 }));
        assert_eq!(found["extension"]["synthetic"], true);
        for status in found["status"].as_object().unwrap().values() {
            assert!(found["extension"]["statuses"][status.as_str().unwrap()].is_string(), "{status}");
        }
        assert_eq!(found["updated"], "2026-05-28T20:26:40Z");
    }
}
