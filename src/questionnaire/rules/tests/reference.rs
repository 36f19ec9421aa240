//! Another evaluator, over the JSON forms alone and as plain as can be, to hold the real one against. It shares no code
//! with it, nor with the calendar that it uses.

use serde_json::{Value, json};

/// What the rule comes to; `null` where that is empty.
pub(super) fn run(rule: &Value, environment: &Value) -> Value {
    if let Some(number) = rule.get("number") {
        return json!(number.as_f64().unwrap());
    }
    for literal in ["text", "boolean"] {
        if let Some(value) = rule.get(literal) {
            return value.clone();
        }
    }
    if rule.get("date").is_some() {
        return rule.clone();
    }
    if rule.get("ref").is_some() || rule.get("fact").is_some() {
        return single(&stored(rule, environment));
    }
    let args = rule["args"].as_array().unwrap();
    if let Some(op) = rule.get("op") {
        let values: Vec<Value> = args.iter().map(|arg| run(arg, environment)).collect();
        return operator(op.as_str().unwrap(), &values);
    }
    function(rule["call"].as_str().unwrap(), args, environment)
}

/// What the environment has: a value, `{"none": …}`, a list of chosen options, `{"rows": …}`, `{"group": …}`, or, for a
/// field of a group, `{"column": […]}`.
fn stored(rule: &Value, environment: &Value) -> Value {
    if let Some(fact) = rule.get("fact") {
        return environment["facts"][fact.as_str().unwrap()].clone();
    }
    let whole = environment["answers"][rule["ref"].as_str().unwrap()].clone();
    let Some(part) = rule.get("part").and_then(Value::as_str) else { return whole };
    if whole.get("none").is_some() {
        return whole;
    }
    if let Some(group) = whole.get("group") {
        let filled = group.as_array().unwrap().iter().filter(|row| is_filled(row));
        return json!({"column": filled.map(|row| single(&row[part])).collect::<Vec<_>>()});
    }
    whole["rows"][part].clone()
}

fn is_filled(row: &Value) -> bool {
    row.as_object().unwrap().values().any(|cell| !single(cell).is_null())
}

/// The value, where it is one and not empty.
fn single(stored: &Value) -> Value {
    match stored {
        Value::Number(number) => json!(number.as_f64().unwrap()),
        Value::Bool(_) => stored.clone(),
        Value::String(text) if !text.is_empty() => stored.clone(),
        Value::Object(object) if object.contains_key("date") => stored.clone(),
        _ => Value::Null,
    }
}

/// All values of something with many; none where it is empty as a whole.
fn many(stored: &Value) -> Vec<Value> {
    let cells: Vec<Value> = if let Some(chosen) = stored.as_array() {
        chosen.clone()
    } else if let Some(rows) = stored.get("rows").and_then(Value::as_object) {
        let mut rows: Vec<_> = rows.iter().collect();
        rows.sort_by_key(|(code, _)| code.as_str());
        rows.into_iter().map(|(_, cell)| single(cell)).collect()
    } else if let Some(column) = stored.get("column").and_then(Value::as_array) {
        column.clone()
    } else if let Some(group) = stored.get("group").and_then(Value::as_array) {
        group.iter().filter(|row| is_filled(row)).cloned().collect()
    } else {
        Vec::new()
    };
    if cells.iter().all(Value::is_null) { Vec::new() } else { cells }
}

fn or(values: &[Value]) -> Value {
    if values.contains(&json!(true)) {
        json!(true)
    } else if values.contains(&Value::Null) {
        Value::Null
    } else {
        json!(false)
    }
}

fn not(value: &Value) -> Value {
    value.as_bool().map_or(Value::Null, |boolean| json!(!boolean))
}

fn operator(op: &str, values: &[Value]) -> Value {
    match op {
        "or" => return or(values),
        "and" => return not(&or(&values.iter().map(not).collect::<Vec<_>>())),
        "not" => return not(&values[0]),
        _ if values.contains(&Value::Null) => return Value::Null,
        "in" => return json!(values[1..].contains(&values[0])),
        "not in" => return json!(!values[1..].contains(&values[0])),
        "negate" => return number(-values[0].as_f64().unwrap()),
        "=" => return json!(values[0] == values[1]),
        "!=" => return json!(values[0] != values[1]),
        _ => {}
    }
    let dates = values.iter().filter(|value| value.is_object()).count();
    let (left, right) = (plain(&values[0]), plain(&values[1]));
    match (op, dates) {
        ("<", _) => json!(left < right),
        ("<=", _) => json!(left <= right),
        (">", _) => json!(left > right),
        (">=", _) => json!(left >= right),
        ("+", 1) if values[0].is_object() => date(left + right.trunc()),
        ("+", 1) => date(left.trunc() + right),
        ("-", 1) => date(left - right.trunc()),
        ("+", _) => number(left + right),
        ("-", _) => number(left - right),
        ("*", _) => number(left * right),
        _ => number(left / right),
    }
}

fn function(name: &str, args: &[Value], environment: &Value) -> Value {
    let Some(first) = args.first() else { return json!({"date": environment["today"]}) };
    let is_stored = first.get("ref").is_some() || first.get("fact").is_some();
    let (value, kept) =
        (run(first, environment), if is_stored { stored(first, environment) } else { Value::Null });
    let cells = many(&kept);
    let codes: Vec<&Value> = args[1..].iter().map(|code| &code["text"]).collect();
    let among =
        cells.iter().map(|cell| if cell.is_null() { Value::Null } else { json!(codes.contains(&cell)) });
    let known = cells.iter().filter(|cell| !cell.is_null());
    match name {
        "empty" => json!(value.is_null() && cells.is_empty()),
        "answered" => json!(!value.is_null() || !cells.is_empty()),
        "dont_know" => json!(kept["none"] == "dont_know"),
        "not_relevant" => json!(kept["none"] == "not_relevant"),
        "count" | "any" | "all" | "count_of" if cells.is_empty() => Value::Null,
        "count" => number(known.count() as f64),
        "count_of" => number(among.filter(|among| *among == true).count() as f64),
        "any" => or(&among.collect::<Vec<_>>()),
        "all" => not(&or(&among.map(|among| not(&among)).collect::<Vec<_>>())),
        "sum" | "min" | "max" if !cells.is_empty() => fold(name, &known.cloned().collect::<Vec<_>>()),
        "sum" | "min" | "max" => {
            fold(name, &args.iter().map(|arg| run(arg, environment)).collect::<Vec<_>>())
        }
        _ if value.is_null() => Value::Null,
        "round" => {
            let size = value.as_f64().unwrap().abs();
            let rounded = if size.fract() >= 0.5 { size.trunc() + 1.0 } else { size.trunc() };
            number(rounded.copysign(value.as_f64().unwrap()))
        }
        "abs" => number(value.as_f64().unwrap().abs()),
        "length" => number(value.as_str().unwrap().chars().count() as f64),
        _ => unreachable!("{name}"),
    }
}

fn fold(name: &str, values: &[Value]) -> Value {
    if values.contains(&Value::Null) {
        return Value::Null;
    }
    let mut result = plain(&values[0]);
    for value in &values[1..] {
        let next = plain(value);
        result = match name {
            "sum" => result + next,
            "min" if next < result => next,
            "max" if next > result => next,
            _ => result,
        };
    }
    if values[0].is_object() { date(result) } else { number(result) }
}

fn number(number: f64) -> Value {
    if number == 0.0 { json!(0.0) } else { json!(number) } // Neither infinity nor NaN is a number in JSON: null.
}

/// A number as it is; a date as days since 1 March of the year 0.
fn plain(value: &Value) -> f64 {
    let Some(text) = value.get("date").and_then(Value::as_str) else { return value.as_f64().unwrap() };
    let [year, month, day] = [0..4, 5..7, 8..10].map(|at| text[at].parse::<i64>().unwrap());
    days_before(year, month, day) as f64
}

fn days_before(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day is the last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let lengths = [31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31];
    let months: i64 = lengths.iter().take(usize::try_from(month).unwrap()).sum();
    365 * year + year / 4 - year / 100 + year / 400 + months + day
}

fn date(days: f64) -> Value {
    if !(days_before(1000, 1, 1) as f64..=days_before(9999, 12, 31) as f64).contains(&days) {
        return Value::Null;
    }
    let days = days as i64;
    let mut year = days / 366;
    while days_before(year + 1, 1, 1) <= days {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| days_before(year, *month, 1) <= days).unwrap();
    let day = days - days_before(year, month, 1) + 1;
    json!({"date": format!("{year:04}-{month:02}-{day:02}")})
}
