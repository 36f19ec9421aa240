//! Holds JSON against the schema of what it should be, and lists everything that is built otherwise. It knows as much of JSON
//! Schema as our own schema uses.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::stand_in::TEXT;
use crate::error::{Error, Problem, Refusal};
use crate::graphql::base::Date;

/// Letters of an unknown name that are repeated to the person.
const SHOWN: usize = 80;

/// JSON with every name of an object, also those that are there twice.
enum Node {
    Null,
    Boolean(bool),
    Number(Number),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

/// Reads JSON of this schema. What is built otherwise is listed, and something harmless that is built well takes its place.
///
/// # Errors
/// [`Error::Refused`] where it is too long, no JSON, or something else altogether.
pub(super) fn read(text: &str, most_bytes: usize, schema: &Value) -> Result<(Value, Vec<Refusal>), Error> {
    if text.len() > most_bytes {
        return Err(Error::refused("", Problem::TooLong { max: most_bytes }));
    }
    // Some programs put a mark before the first character.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let node: Node = serde_json::from_str(text).map_err(|error| {
        Error::refused("", Problem::NotJson { line: error.line(), column: error.column() })
    })?;
    let mut walk = Walk { root: schema, path: Vec::new(), found: Vec::new() };
    match walk.look(node, schema) {
        Some(value) => Ok((value, walk.found)),
        None => Err(Error::Refused(walk.found)),
    }
}

struct Walk<'s> {
    root: &'s Value,
    path: Vec<String>,
    found: Vec<Refusal>,
}

impl<'s> Walk<'s> {
    fn add<T>(&mut self, problem: Problem) -> Option<T> {
        self.found.push(Refusal { field: self.path.clone(), problem });
        None
    }

    fn within<T>(&mut self, step: &str, look: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step.chars().take(SHOWN).collect());
        let found = look(self);
        self.path.pop();
        found
    }

    /// What it says as far as it is built well; nothing where it is something else altogether.
    fn look(&mut self, node: Node, schema: &'s Value) -> Option<Value> {
        let schema = self.resolved(schema, matches!(node, Node::Null));
        let known = constants(schema);
        if !known.is_empty() {
            if !known.iter().any(|known| node.is(known)) {
                return self.add(Problem::NotOneOf { known: listed(&known) });
            }
            return Some(node.into_value());
        }
        let wanted = types(schema);
        if !wanted.iter().any(|wanted| node.is_of(wanted)) {
            return self.add(wrong(&wanted));
        }
        match node {
            Node::Object(members) => Some(self.object(members, schema)),
            Node::List(items) => {
                let items = items.into_iter().enumerate().map(|(place, item)| {
                    let found = self.within(&place.to_string(), |walk| walk.look(item, &schema["items"]));
                    found.unwrap_or_else(|| self.stand_in(&schema["items"], ""))
                });
                Some(Value::Array(items.collect()))
            }
            Node::Text(text) if schema["format"] == "date" && Date::read(&text).is_none() => {
                self.add(wrong(&["date"]))
            }
            node => Some(node.into_value()),
        }
    }

    fn object(&mut self, members: Vec<(String, Node)>, schema: &'s Value) -> Value {
        let properties = schema["properties"].as_object();
        let known: Vec<&str> = properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        let mut seen = HashSet::new();
        let mut built = serde_json::Map::new();
        for (name, node) in members {
            let is_new = seen.insert(name.clone());
            let found = self.within(&name, |walk| match properties.and_then(|all| all.get(&name)) {
                Some(_) if !is_new => walk.add(Problem::Duplicate),
                Some(schema) => walk.look(node, schema),
                None => walk.add(Problem::UnknownField { known: known.join(", ") }),
            });
            built.extend(found.map(|found| (name, found)));
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !seen.contains(name) {
                self.within(name, |walk| walk.add::<()>(Problem::Required));
            }
            if !built.contains_key(name) {
                built.insert(name.to_owned(), self.stand_in(&schema["properties"][name], name));
            }
        }
        Value::Object(built)
    }

    /// Something harmless of this schema. Codes are each their own.
    fn stand_in(&self, schema: &'s Value, name: &str) -> Value {
        let schema = self.resolved(schema, false);
        if let Some(first) = constants(schema).first() {
            return (*first).clone();
        }
        match types(schema).first().copied().unwrap_or_default() {
            "object" => {
                let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let each =
                    required.map(|name| (name.to_owned(), self.stand_in(&schema["properties"][name], name)));
                Value::Object(each.collect())
            }
            "array" => Value::Array(Vec::new()),
            "boolean" => false.into(),
            "integer" | "number" => 0.into(),
            _ if ["code", "question"].contains(&name) => format!("stand-in-{}", self.found.len()).into(),
            _ => TEXT.into(),
        }
    }

    /// The schema itself, behind references and the choice between something and nothing.
    fn resolved(&self, schema: &'s Value, is_null: bool) -> &'s Value {
        let mut schema = schema;
        // As deep as references go in our schema, and far enough.
        for _ in 0..8 {
            if let Some(reference) = schema["$ref"].as_str() {
                schema = self.root.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
            } else if let Some(choice) = schema["anyOf"].as_array() {
                let is_wanted = |one: &&Value| (one["type"] == "null") == is_null;
                schema = choice.iter().find(is_wanted).unwrap_or(&Value::Null);
            }
        }
        schema
    }
}

/// The values that alone will do, where the schema lists them.
fn constants(schema: &Value) -> Vec<&Value> {
    let single = schema.get("const");
    let several = schema["enum"].as_array().into_iter().flatten();
    let described = schema["oneOf"].as_array().into_iter().flatten().filter_map(|one| one.get("const"));
    single.into_iter().chain(several).chain(described).collect()
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn listed(known: &[&Value]) -> String {
    let shown = |value: &&Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    known.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// Says what should have been there.
fn wrong(wanted: &[&str]) -> Problem {
    let (nb, nn, en) = match wanted.first().copied().unwrap_or_default() {
        "object" => ("et objekt i {}", "eit objekt i {}", "an object in {}"),
        "array" => ("en liste i []", "ei liste i []", "a list in []"),
        "boolean" => ("true eller false", "true eller false", "true or false"),
        "integer" => ("et helt tall", "eit heilt tal", "a whole number"),
        "number" => ("et tall", "eit tal", "a number"),
        "date" => ("en dag som \"2026-05-31\"", "ein dag som \"2026-05-31\"", "a day such as \"2026-05-31\""),
        _ => ("en tekst i \"\"", "ein tekst i \"\"", "a text in \"\""),
    };
    Problem::WrongShape { nb: nb.to_owned(), nn: nn.to_owned(), en: en.to_owned() }
}

impl Node {
    fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text(text), Value::String(known)) => text == known,
            (Self::Number(number), Value::Number(known)) => number == known,
            _ => false,
        }
    }

    fn is_of(&self, wanted: &str) -> bool {
        match self {
            Self::Null => wanted == "null",
            Self::Boolean(_) => wanted == "boolean",
            Self::Number(number) => match wanted {
                "number" => true,
                "integer" => number.as_i64().is_some_and(|whole| i32::try_from(whole).is_ok()),
                _ => false,
            },
            Self::Text(_) => wanted == "string",
            Self::List(_) => wanted == "array",
            Self::Object(_) => wanted == "object",
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(boolean) => Value::Bool(boolean),
            Self::Number(number) => Value::Number(number),
            Self::Text(text) => Value::String(text),
            Self::List(items) => Value::Array(items.into_iter().map(Self::into_value).collect()),
            Self::Object(members) => {
                Value::Object(members.into_iter().map(|(name, node)| (name, node.into_value())).collect())
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Node, E> {
        Ok(Node::Boolean(boolean))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Node, E> {
        Number::from_f64(number).map(Node::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Node::Object(members))
    }
}
