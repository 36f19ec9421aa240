//! What a field that failed leaves behind: null, there or, where null may not stand, in the nearest place around it where it may
//! (<https://spec.graphql.org/October2021/#sec-Handling-Field-Errors>). async-graphql leaves such fields out of the answer.

use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, PathSegment, Response, Value};

use super::limits::{At, Shape};

/// An operation, and the schema that it is for.
pub(super) struct Asked<'a> {
    pub(super) document: &'a ExecutableDocument,
    pub(super) operation: &'a OperationDefinition,
    pub(super) shape: &'a Shape,
}

/// What is asked of values of a type.
type Sets<'a> = Vec<(&'a SelectionSet, Option<At>)>;

impl<'a> Asked<'a> {
    /// Puts null where fields failed.
    pub(super) fn put_nulls(&self, response: &mut Response) {
        let mut places: Vec<&[PathSegment]> = response
            .errors
            .iter()
            .filter(|error| !error.path.is_empty())
            .map(|error| error.path.get(..self.nullable(&error.path)).unwrap_or_default())
            .collect();
        // What is around others goes last, as it takes them with it.
        places.sort_by_key(|place| std::cmp::Reverse(place.len()));
        for place in places {
            put_null(&mut response.data, place);
        }
    }

    /// How much of a path leads to the innermost place where null may stand. Entries of lists are never null in our schema.
    fn nullable(&self, path: &[PathSegment]) -> usize {
        let mut found = 0;
        let mut sets: Sets<'_> =
            vec![(&self.operation.selection_set.node, self.shape.root(self.operation.ty))];
        for (place, segment) in path.iter().enumerate() {
            let PathSegment::Field(key) = segment else { continue };
            let mut fields = Vec::new();
            for (set, at) in sets {
                self.fields_of(set, at, key, &mut fields);
            }
            let ways: Vec<_> =
                fields.iter().map(|(field, at)| self.shape.way(*at, &field.name.node)).collect();
            if ways.iter().flatten().any(|way| way.is_nullable) {
                found = place + 1;
            }
            let inner = fields.iter().zip(ways);
            sets = inner
                .map(|((field, _), way)| (&field.selection_set.node, way.and_then(|way| way.leads_to)))
                .collect();
        }
        found
    }

    /// The fields that are answered under a key, with the type that each is a field of.
    fn fields_of(
        &self,
        set: &'a SelectionSet,
        at: Option<At>,
        key: &str,
        found: &mut Vec<(&'a Field, Option<At>)>,
    ) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if field.node.response_key().node == key => {
                    found.push((&field.node, at));
                }
                Selection::Field(_) => {}
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let at = condition.map_or(at, |condition| self.shape.at(&condition.node.on.node));
                    self.fields_of(&fragment.node.selection_set.node, at, key, found);
                }
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) else {
                        continue;
                    };
                    let at = self.shape.at(&fragment.node.type_condition.node.on.node);
                    self.fields_of(&fragment.node.selection_set.node, at, key, found);
                }
            }
        }
    }
}

/// Puts null at a place. An object all of whose fields failed is left out itself, and comes back.
fn put_null(data: &mut Value, place: &[PathSegment]) {
    let Some((first, rest)) = place.split_first() else {
        *data = Value::Null;
        return;
    };
    match first {
        PathSegment::Field(key) => {
            if *data == Value::Null {
                *data = Value::Object(async_graphql::indexmap::IndexMap::new());
            }
            let Value::Object(fields) = data else { return };
            put_null(fields.entry(Name::new(key)).or_default(), rest);
        }
        PathSegment::Index(index) => {
            let Value::List(entries) = data else { return };
            if let Some(entry) = entries.get_mut(*index) {
                put_null(entry, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Result, Schema};
    use serde_json::{Value as Json, json};

    use super::*;

    struct Query;

    #[derive(Clone, Copy)]
    struct Thing;

    fn refused() -> async_graphql::Error {
        async_graphql::Error::new("no")
    }

    #[Object]
    impl Query {
        async fn thing(&self) -> Option<Thing> {
            Some(Thing)
        }

        async fn surely(&self) -> Thing {
            Thing
        }

        async fn many(&self) -> Option<Vec<Thing>> {
            Some(vec![Thing; 2])
        }
    }

    #[Object]
    impl Thing {
        async fn name(&self) -> &str {
            "a"
        }

        async fn thing(&self) -> Option<Self> {
            Some(Self)
        }

        async fn perhaps(&self) -> Result<Option<i32>> {
            Err(refused())
        }

        async fn must(&self) -> Result<i32> {
            Err(refused())
        }
    }

    async fn asked(source: &str) -> Json {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let shape = Shape::of(&schema.sdl()).unwrap();
        let mut response = schema.execute(source).await;
        let document = async_graphql::parser::parse_query(source).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        Asked { document: &document, operation: &operation.node, shape: &shape }.put_nulls(&mut response);
        response.data.into_json().unwrap()
    }

    #[tokio::test]
    async fn what_failed_is_null_or_what_is_around_it_is() {
        let fragment = "fragment F on Thing { b: perhaps } query { thing { name ...F } }";
        for (source, expected) in [
            ("{ thing { name perhaps } }", json!({ "thing": { "name": "a", "perhaps": null } })),
            ("{ thing { p: perhaps } }", json!({ "thing": { "p": null } })),
            ("{ t: thing { name must } }", json!({ "t": null })),
            ("{ thing { name thing { must } } }", json!({ "thing": { "name": "a", "thing": null } })),
            (
                "{ thing { perhaps must } surely { name } }",
                json!({ "thing": null, "surely": { "name": "a" } }),
            ),
            ("{ thing { name } surely { must } }", Json::Null),
            ("{ many { name must } thing { name } }", json!({ "many": null, "thing": { "name": "a" } })),
            ("{ many { perhaps } }", json!({ "many": [{ "perhaps": null }, { "perhaps": null }] })),
            (fragment, json!({ "thing": { "name": "a", "b": null } })),
            ("{ thing { ... on Thing { must } } }", json!({ "thing": null })),
        ] {
            assert_eq!(asked(source).await, expected, "{source}");
        }
    }
}
