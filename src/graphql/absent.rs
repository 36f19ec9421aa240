//! What a document says by variables that were not sent is not said.
//!
//! The specification wants that (sections 6.4.1, "Coercing Field Arguments", and 3.10, "Input Objects"): an argument, or a field of an
//! input object, whose variable is neither sent nor has a default is absent. To async-graphql it is null, which takes away what was
//! to stay. So it is given a document without them, once it has found the whole one valid.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Selection, SelectionSet, VariableDefinition,
};
use async_graphql::{Name, Positioned, ServerError, ValidationMode, ValidationResult, Variables};
use async_graphql_value::Value;

use super::{Schema, builder, execute};

/// The document without what these variables of its operation leave unsaid; nothing where it says everything.
pub(super) fn without(
    document: &ExecutableDocument,
    definitions: &[Positioned<VariableDefinition>],
    variables: &Variables,
) -> Option<ExecutableDocument> {
    let is_absent = |definition: &&VariableDefinition| {
        definition.default_value.is_none() && !variables.contains_key(&definition.name.node)
    };
    let absent = definitions.iter().map(|definition| &definition.node).filter(is_absent);
    let absent: HashSet<&Name> = absent.map(|definition| &definition.name.node).collect();
    if absent.is_empty() {
        return None;
    }
    let mut leaving_out = LeavingOut { absent, has_left_out: false };
    let mut document = document.clone();
    match &mut document.operations {
        DocumentOperations::Single(operation) => leaving_out.of(&mut operation.node.selection_set.node),
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                leaving_out.of(&mut operation.node.selection_set.node);
            }
        }
    }
    for fragment in document.fragments.values_mut() {
        leaving_out.of(&mut fragment.node.selection_set.node);
    }
    leaving_out.has_left_out.then_some(document)
}

struct LeavingOut<'a> {
    absent: HashSet<&'a Name>,
    has_left_out: bool,
}

impl LeavingOut<'_> {
    fn of(&mut self, selections: &mut SelectionSet) {
        for selection in &mut selections.items {
            match &mut selection.node {
                Selection::Field(field) => {
                    let arguments = &mut field.node.arguments;
                    arguments.retain_mut(|(_, value)| self.stays(&mut value.node));
                    self.of(&mut field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => self.of(&mut fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    /// Whether a value is there; what is not there inside it is left out. In a list an absent variable is null.
    fn stays(&mut self, value: &mut Value) -> bool {
        match value {
            Value::Variable(name) if self.absent.contains(&*name) => {
                self.has_left_out = true;
                return false;
            }
            Value::Object(fields) => fields.retain(|_, value| self.stays(value)),
            Value::List(items) => {
                for item in items.iter_mut().filter(|item| !matches!(item, Value::Variable(_))) {
                    self.stays(item);
                }
            }
            _ => {}
        }
        true
    }
}

/// A schema that finds out whether a document is valid, and runs nothing: without errors it is.
pub(super) fn checking() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| builder().extension(OnlyChecks).finish());
    &SCHEMA
}

/// A schema for documents of which the whole was found valid; what is left of them leaves variables unused, and is not checked.
pub(super) fn believing(with_pauses: bool) -> &'static Schema {
    static SCHEMA: LazyLock<Schema> =
        LazyLock::new(|| builder().validation_mode(ValidationMode::Fast).finish());
    static WITH_PAUSES: LazyLock<Schema> =
        LazyLock::new(|| builder().validation_mode(ValidationMode::Fast).extension(execute::Pauses).finish());
    if with_pauses { &WITH_PAUSES } else { &SCHEMA }
}

/// Goes no further than to look whether a document is valid.
struct OnlyChecks;

impl ExtensionFactory for OnlyChecks {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for OnlyChecks {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(ctx).await?;
        // Which ends it, with nothing wrong.
        Err(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    /// The arguments of the first field of the only operation, after what is absent is left out; `same` where nothing is.
    fn left(source: &str, variables: serde_json::Value) -> String {
        let document = parse_query(source).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let variables = Variables::from_json(variables);
        let Some(document) = without(&document, &operation.node.variable_definitions, &variables) else {
            return "same".to_owned();
        };
        let (_, operation) = document.operations.iter().next().unwrap();
        let Selection::Field(field) = &operation.node.selection_set.node.items[0].node else {
            panic!("no field")
        };
        let arguments = field.node.arguments.iter().map(|(name, value)| format!("{name}: {}", value.node));
        arguments.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_is_not_sent_is_not_there() {
        let source =
            "query($a: Int, $b: Int = 2, $c: In) { f(a: $a, b: $b, c: { d: $a, e: [{ g: $a, h: 1 }, $c] }) }";
        for (variables, expected) in [
            (json!({}), "b: $b, c: {e: [{h: 1}, $c]}"),
            (json!({ "c": null }), "b: $b, c: {e: [{h: 1}, $c]}"),
            (json!({ "a": null }), "same"),
            (json!({ "a": 1, "b": 1, "c": {} }), "same"),
        ] {
            assert_eq!(left(source, variables.clone()), expected, "{variables}");
        }
        assert_eq!(left("{ f(a: 1) }", json!({})), "same");
    }

    #[test]
    fn what_stands_in_fragments_is_left_out_too() {
        let document =
            parse_query("query($a: Int) { ...F } fragment F on Query { f(a: $a) ... { g(a: $a) } }").unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let left = without(&document, &operation.node.variable_definitions, &Variables::default()).unwrap();
        let fragment = &left.fragments[&Name::new("F")].node.selection_set.node;
        let Selection::Field(field) = &fragment.items[0].node else { panic!("no field") };
        let Selection::InlineFragment(inline) = &fragment.items[1].node else { panic!("no fragment") };
        let Selection::Field(inner) = &inline.node.selection_set.node.items[0].node else {
            panic!("no field")
        };
        assert!(field.node.arguments.is_empty() && inner.node.arguments.is_empty());
    }
}
