//! Whether the values of an operation's variables fit their types, before anything of it runs.
//!
//! The specification wants that (section 6.1.2, "Coercing Variable Values"); async-graphql finds out in the middle, when
//! a field uses the variable, so that half of a mutation may be done by then.

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, ServiceDocument, Type, TypeDefinition, TypeKind, TypeSystemDefinition, VariableDefinition,
};
use async_graphql::parser::{self, parse_schema};
use async_graphql::{Name, Positioned, ScalarType as _, Value, Variables};
use chrono::{DateTime, Utc};

use super::base::{Date, Month};

/// How deep values are followed; documents and bodies are bounded well below that.
const MAX_DEPTH: usize = 64;

/// The types that a variable may have.
#[derive(Debug, Default)]
pub(super) struct Inputs(HashMap<Name, Input>);

#[derive(Debug)]
enum Input {
    Enum(Vec<Name>),
    Object(HashMap<Name, Field>),
}

#[derive(Debug)]
struct Field {
    ty: Type,
    has_default: bool,
}

impl Inputs {
    /// Those of a schema.
    ///
    /// # Errors
    /// Where this is no schema in the schema definition language.
    pub(super) fn of(sdl: &str) -> Result<Self, parser::Error> {
        let document: ServiceDocument = parse_schema(sdl)?;
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => input(definition.node),
            _ => None,
        });
        Ok(Self(types.collect()))
    }

    /// Finds the first variable whose value does not fit, and says which and why.
    ///
    /// # Errors
    /// What to tell the client.
    pub(super) fn check(
        &self,
        definitions: &[Positioned<VariableDefinition>],
        variables: &Variables,
    ) -> Result<(), String> {
        for definition in definitions.iter().map(|definition| &definition.node) {
            let name = &definition.name.node;
            let ty = &definition.var_type.node;
            let path = format!("${name}");
            match variables.get(name) {
                Some(value) => self.fits(ty, value, &path, 0)?,
                None if ty.nullable || definition.default_value.is_some() => {}
                None => return Err(format!("the variable {path} of type {ty} is missing")),
            }
        }
        Ok(())
    }

    fn fits(&self, ty: &Type, value: &Value, path: &str, depth: usize) -> Result<(), String> {
        if depth > MAX_DEPTH {
            return Err(format!("{path} lies too deep"));
        }
        match (&ty.base, value) {
            (_, Value::Null) if ty.nullable => Ok(()),
            (_, Value::Null) => Err(format!("{path} must not be null, as its type is {ty}")),
            (BaseType::List(of), Value::List(values)) => values
                .iter()
                .enumerate()
                .try_for_each(|(at, value)| self.fits(of, value, &format!("{path}[{at}]"), depth + 1)),
            // One value stands for a list of one.
            (BaseType::List(of), value) => self.fits(of, value, path, depth + 1),
            (BaseType::Named(name), value) => match self.0.get(name) {
                Some(Input::Enum(names)) => fits_enum(names, value, path, ty),
                Some(Input::Object(fields)) => self.fits_object(fields, value, path, ty, depth),
                None => fits_scalar(name, value, path, ty),
            },
        }
    }

    fn fits_object(
        &self,
        fields: &HashMap<Name, Field>,
        value: &Value,
        path: &str,
        ty: &Type,
        depth: usize,
    ) -> Result<(), String> {
        let Value::Object(given) = value else {
            return Err(format!("{path} must be an object of type {ty}"));
        };
        if let Some(unknown) = given.keys().find(|name| !fields.contains_key(*name)) {
            return Err(format!("{path} has a field `{unknown}` that {ty} does not have"));
        }
        for (name, field) in fields {
            match given.get(name) {
                Some(value) => self.fits(&field.ty, value, &format!("{path}.{name}"), depth + 1)?,
                None if field.ty.nullable || field.has_default => {}
                None => return Err(format!("{path}.{name} of type {} is missing", field.ty)),
            }
        }
        Ok(())
    }
}

fn input(definition: TypeDefinition) -> Option<(Name, Input)> {
    let input = match definition.kind {
        TypeKind::Enum(of) => Input::Enum(of.values.into_iter().map(|value| value.node.value.node).collect()),
        TypeKind::InputObject(of) => {
            let field = |field: Positioned<parser::types::InputValueDefinition>| {
                let has_default = field.node.default_value.is_some();
                (field.node.name.node, Field { ty: field.node.ty.node, has_default })
            };
            Input::Object(of.fields.into_iter().map(field).collect())
        }
        _ => return None,
    };
    Some((definition.name.node, input))
}

fn fits_enum(names: &[Name], value: &Value, path: &str, ty: &Type) -> Result<(), String> {
    let is_one = match value {
        Value::Enum(given) => names.contains(given),
        Value::String(given) => names.iter().any(|name| name == given.as_str()),
        _ => false,
    };
    if is_one { Ok(()) } else { Err(format!("{path} must be a value of the enum {ty}")) }
}

fn fits_scalar(name: &Name, value: &Value, path: &str, ty: &Type) -> Result<(), String> {
    let (fits, wanted) = match (name.as_str(), value) {
        ("Int", Value::Number(number)) => {
            (number.as_i64().is_some_and(|it| i32::try_from(it).is_ok()), "a whole number of 32 bits")
        }
        ("Int", _) => (false, "a whole number of 32 bits"),
        ("Float", value) => (matches!(value, Value::Number(_)), "a number"),
        ("Boolean", value) => (matches!(value, Value::Boolean(_)), "true or false"),
        ("String", value) => (matches!(value, Value::String(_)), "text"),
        ("ID", Value::Number(number)) => (number.is_i64() || number.is_u64(), "a key"),
        ("ID", value) => (matches!(value, Value::String(_)), "a key"),
        ("DateTime", Value::String(text)) => {
            (text.parse::<DateTime<Utc>>().is_ok(), "a time such as 2026-05-31T12:00:00Z")
        }
        ("Date", value) => {
            (Date::parse(value.clone()).is_ok(), "a day such as 2026-05-31, from 1900 to 2199")
        }
        ("Month", value) => {
            (Month::parse(value.clone()).is_ok(), "a month such as 2026-05, from 1900 to 2199")
        }
        ("DateTime", _) => (false, "a time such as 2026-05-31T12:00:00Z"),
        // Which types there are the rules of GraphQL check.
        _ => (true, ""),
    };
    if fits { Ok(()) } else { Err(format!("{path} of type {ty} must be {wanted}")) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SDL: &str = "
        type Query { a(b: In): Int }
        enum Colour { RED BLUE }
        scalar DateTime
        scalar Date
        scalar Month
        input In { name: String! size: Int = 3 colour: Colour inner: [In!] at: DateTime day: Date month: Month }";

    /// What is wrong with these variables of an operation.
    fn wrong(declared: &str, variables: serde_json::Value) -> String {
        let inputs = Inputs::of(SDL).unwrap();
        let document = parser::parse_query(format!("query({declared}) {{ a }}")).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let variables = Variables::from_json(variables);
        inputs.check(&operation.node.variable_definitions, &variables).err().unwrap_or_default()
    }

    #[test]
    fn what_fits_is_let_through() {
        for (declared, variables) in [
            ("$a: Int", json!({})),
            ("$a: Int! = 4", json!({})),
            ("$a: Int, $b: Float!", json!({ "a": null, "b": 1 })),
            ("$a: [Int!]!", json!({ "a": [1, 2] })),
            ("$a: [Int!]!", json!({ "a": 1 })),
            ("$a: ID!", json!({ "a": 7 })),
            ("$a: Colour!", json!({ "a": "RED" })),
            ("$a: In!", json!({ "a": { "name": "x", "inner": [{ "name": "y", "colour": "BLUE" }] } })),
            (
                "$a: In!",
                json!({ "a": { "name": "x", "at": "2026-05-31T12:00:00+02:00", "day": "2026-05-31", "month": "2026-05" } }),
            ),
            ("$a: Int", json!({ "a": 1, "unused": {} })),
        ] {
            assert_eq!(wrong(declared, variables.clone()), "", "{declared} {variables}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (declared, variables, expected) in [
            ("$a: Int!", json!({}), "the variable $a of type Int! is missing"),
            ("$a: Int!", json!({ "a": null }), "$a must not be null"),
            ("$a: Int", json!({ "a": 2_147_483_648_i64 }), "$a of type Int must be a whole number"),
            ("$a: Int", json!({ "a": "1" }), "$a of type Int must be a whole number"),
            ("$a: Boolean!", json!({ "a": 1 }), "must be true or false"),
            ("$a: [Int!]", json!({ "a": [1, null] }), "$a[1] must not be null"),
            ("$a: Colour", json!({ "a": "GREEN" }), "$a must be a value of the enum Colour"),
            ("$a: In", json!({ "a": "x" }), "$a must be an object of type In"),
            ("$a: In", json!({ "a": {} }), "$a.name of type String! is missing"),
            ("$a: In", json!({ "a": { "name": "x", "nmae": "y" } }), "has a field `nmae`"),
            (
                "$a: In",
                json!({ "a": { "name": "x", "inner": [{ "name": 1 }] } }),
                "$a.inner[0].name of type String! must be text",
            ),
            (
                "$a: In",
                json!({ "a": { "name": "x", "at": "i morgen" } }),
                "$a.at of type DateTime must be a time",
            ),
            ("$a: In", json!({ "a": { "name": "x", "month": "2026-13" } }), "must be a month"),
        ] {
            let found = wrong(declared, variables.clone());
            assert!(found.contains(expected), "{declared} {variables}: {found}");
        }
    }
}
