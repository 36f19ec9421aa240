//! The shared vectors, which clients run too: `vectors/rules.json`.

use serde_json::{Value, json};

use super::super::ast::{Function, Operator};
use super::super::*;
use super::reference;

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("../vectors/rules.json")).unwrap()
}

fn environment(vector: &Value) -> Environment {
    let environment =
        json!({"answers": vector["answers"], "facts": vector["facts"], "today": vector["today"]});
    serde_json::from_value(environment).unwrap()
}

/// Whole numbers are written without a decimal point in the vectors.
fn without_points(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64().unwrap()),
        other => other.clone(),
    }
}

#[test]
fn every_vector_comes_to_its_result() {
    for vector in vectors() {
        let expression = parse(vector["rule"].as_str().unwrap()).unwrap();
        let environment = environment(&vector);
        let result = evaluate(&expression, &environment);
        let result = result.map_or(Value::Null, |scalar| serde_json::to_value(Cell::Known(scalar)).unwrap());
        assert_eq!(result, without_points(&vector["result"]), "{vector}");
        let plain = reference::run(&vector["parsed"], &serde_json::to_value(&environment).unwrap());
        assert_eq!(plain, without_points(&vector["result"]), "plain: {vector}");
    }
}

#[test]
fn every_vector_reads_as_it_says() {
    for vector in vectors() {
        let expression = parse(vector["rule"].as_str().unwrap()).unwrap();
        assert_eq!(serde_json::to_value(&expression).unwrap(), vector["parsed"], "{vector}");
        let from_json: Expression = serde_json::from_value(vector["parsed"].clone()).unwrap();
        assert_eq!(from_json, expression, "{vector}");
    }
}

#[test]
fn the_vectors_leave_nothing_out() {
    let text = include_str!("../vectors/rules.json");
    for operator in Operator::ALL {
        assert!(text.contains(&format!("\"op\": \"{}\"", operator.name())), "{operator:?}");
    }
    for function in Function::ALL {
        assert!(text.contains(&format!("\"call\": \"{}\"", function.name())), "{function:?}");
    }
    for absence in ["dont_know", "not_relevant", "not_shown"] {
        assert!(text.contains(&format!("\"none\": \"{absence}\"")), "{absence}");
    }
}
