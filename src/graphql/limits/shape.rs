//! How long the lists of the schema are taken to be, before anything is read.
//!
//! The schema says which fields are lists and where each field leads; a document is followed through it, type by
//! type. Pages say their length themselves. How long another list is nobody knows before it is read, so every one
//! counts as equally long; only of introspection it is known how long the lists are on average.

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, FieldDefinition, OperationType, ServiceDocument, Type, TypeDefinition, TypeKind,
    TypeSystemDefinition,
};
use async_graphql::parser::{self, parse_schema};
use async_graphql::{Name, Positioned};

/// How many entries a list has that comes whole. Three such lists, one in the other, make the thousand options of a
/// large questionnaire; those of a usual one (5 sections of 8 questions of 5 options) make two hundred.
pub const USUAL_LIST: u64 = 10;

/// What every schema has besides its own types; the definition language does not show it.
const INTROSPECTION: &str = "
type __Schema { types: [__Type!]! queryType: __Type! mutationType: __Type subscriptionType: __Type directives: [__Directive!]! }
type __Type { fields: [__Field!] interfaces: [__Type!] possibleTypes: [__Type!] enumValues: [__EnumValue!]
  inputFields: [__InputValue!] ofType: __Type }
type __Field { args: [__InputValue!]! type: __Type! }
type __InputValue { type: __Type! }
type __EnumValue { name: String! }
type __Directive { args: [__InputValue!]! }
type __Entry { __schema: __Schema! __type: __Type }";

/// A type of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At(usize);

/// A field of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// How many entries it has; 1 where it is no list, and where a connection around it says how many.
    pub entries: u64,
    /// The type of each; none where the type has no fields.
    pub leads_to: Option<At>,
    /// It may be null.
    pub is_nullable: bool,
}

/// Where each field of a schema leads, and to how much.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    names: HashMap<Name, At>,
    fields: Vec<HashMap<Name, Way>>,
    query: Option<At>,
    mutation: Option<At>,
    subscription: Option<At>,
}

impl Shape {
    /// The shape of a schema.
    ///
    /// # Errors
    /// Where this is no schema in the schema definition language.
    pub fn of(sdl: &str) -> Result<Self, parser::Error> {
        let (own, introspection) = (parse_schema(sdl)?, parse_schema(INTROSPECTION)?);
        let means = Means::of(&own);
        let types: Vec<(&Name, &[Positioned<FieldDefinition>])> =
            types(&own).chain(types(&introspection)).filter_map(with_fields).collect();
        let mut shape = Self::default();
        for (at, (name, _)) in types.iter().enumerate() {
            shape.names.insert((*name).clone(), At(at));
        }
        shape.fields = types.iter().map(|(name, fields)| shape.ways(name, fields, &means)).collect();
        for definition in &own.definitions {
            if let TypeSystemDefinition::Schema(roots) = definition {
                let root =
                    |name: &Option<Positioned<Name>>| name.as_ref().and_then(|name| shape.at(&name.node));
                (shape.query, shape.mutation, shape.subscription) =
                    (root(&roots.node.query), root(&roots.node.mutation), root(&roots.node.subscription));
            }
        }
        // Introspection begins in fields of the query that no type lists.
        if let (Some(query), Some(entry)) = (shape.query, shape.names.get("__Entry")) {
            let entries = shape.fields[entry.0].clone();
            shape.fields[query.0].extend(entries);
        }
        Ok(shape)
    }

    /// The type with this name, where it has fields.
    #[must_use]
    pub fn at(&self, name: &Name) -> Option<At> {
        self.names.get(name).copied()
    }

    /// Where an operation begins.
    #[must_use]
    pub fn root(&self, kind: OperationType) -> Option<At> {
        match kind {
            OperationType::Query => self.query,
            OperationType::Mutation => self.mutation,
            OperationType::Subscription => self.subscription,
        }
    }

    /// Where a field of a type leads; none where there is no such field, which validation says.
    #[must_use]
    pub fn way(&self, at: Option<At>, field: &Name) -> Option<Way> {
        self.fields.get(at?.0)?.get(field).copied()
    }

    fn ways(&self, of: &Name, fields: &[Positioned<FieldDefinition>], means: &Means) -> HashMap<Name, Way> {
        let is_connection = fields.iter().any(|field| field.node.name.node == "pageInfo");
        let way = |field: &FieldDefinition| {
            let (name, lists) = unwrapped(&field.ty.node);
            let length = means.length(of, &field.name.node).unwrap_or(USUAL_LIST);
            let entries = if is_connection { 1 } else { length.saturating_pow(lists) };
            Way { entries, leads_to: self.at(name), is_nullable: field.ty.node.nullable }
        };
        fields.iter().map(|field| (field.node.name.node.clone(), way(&field.node))).collect()
    }
}

/// The innermost type, and how many lists it is in.
fn unwrapped(ty: &Type) -> (&Name, u32) {
    match &ty.base {
        BaseType::Named(name) => (name, 0),
        BaseType::List(inner) => {
            let (name, lists) = unwrapped(inner);
            (name, lists + 1)
        }
    }
}

fn types(document: &ServiceDocument) -> impl Iterator<Item = &TypeDefinition> {
    document.definitions.iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(&definition.node),
        _ => None,
    })
}

fn with_fields(definition: &TypeDefinition) -> Option<(&Name, &[Positioned<FieldDefinition>])> {
    let fields = match &definition.kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        _ => return None,
    };
    Some((&definition.name.node, fields))
}

/// So many types count as one: introspection reads nothing from the database, and what every client asks for once must fit
/// beside what they ask for always, however large the schema becomes.
const CHEAP_TYPES: u64 = 4;

/// How long the lists of introspection are on average, rounded up.
#[derive(Default)]
struct Means {
    types: u64,
    fields: u64,
    arguments: u64,
    enum_values: u64,
    input_fields: u64,
    interfaces: u64,
    members: u64,
    directives: u64,
}

impl Means {
    fn of(document: &ServiceDocument) -> Self {
        let mut sum = Self::default();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        for definition in types(document) {
            sum.types += 1;
            if let Some((_, fields)) = with_fields(definition) {
                sum.fields += count(fields.len());
                sum.arguments += fields.iter().map(|field| count(field.node.arguments.len())).sum::<u64>();
            }
            match &definition.kind {
                TypeKind::Object(object) => sum.interfaces += count(object.implements.len()),
                TypeKind::Union(union) => sum.members += count(union.members.len()),
                TypeKind::Enum(values) => sum.enum_values += count(values.values.len()),
                TypeKind::InputObject(input) => sum.input_fields += count(input.fields.len()),
                TypeKind::Scalar | TypeKind::Interface(_) => {}
            }
        }
        sum.members += sum.interfaces;
        let is_directive = |it: &&TypeSystemDefinition| matches!(it, TypeSystemDefinition::Directive(_));
        sum.directives = count(document.definitions.iter().filter(is_directive).count());
        sum
    }

    /// How long a list of introspection is; none for lists of the schema itself.
    fn length(&self, of: &Name, field: &Name) -> Option<u64> {
        let mean = |sum: u64, over: u64| sum.div_ceil(over.max(1)).max(1);
        Some(match (of.as_str(), field.as_str()) {
            ("__Schema", "types") => self.types.div_ceil(CHEAP_TYPES).max(1),
            ("__Schema", "directives") => self.directives.max(1),
            ("__Type", "fields") => mean(self.fields, self.types),
            ("__Type", "inputFields") => mean(self.input_fields, self.types),
            ("__Type", "enumValues") => mean(self.enum_values, self.types),
            ("__Type", "interfaces") => mean(self.interfaces, self.types),
            ("__Type", "possibleTypes") => mean(self.members, self.types),
            ("__Field", "args") => mean(self.arguments, self.fields),
            ("__Directive", "args") => 1,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = "
        type Query { things(first: Int): ThingConnection! thing: Thing }
        type ThingConnection { edges: [ThingEdge!]! nodes: [Thing!]! pageInfo: PageInfo! }
        type ThingEdge { node: Thing! }
        type PageInfo { hasNextPage: Boolean! }
        type Thing implements Node { id: ID! parts: [Thing!] table: [[Thing!]!]! names: [String!]! }
        interface Node { id: ID! }
        enum Colour { RED GREEN }
        schema { query: Query }";

    #[test]
    fn a_field_leads_to_its_type_as_often_as_its_list_is_long() {
        let shape = Shape::of(SDL).unwrap();
        for (of, field, expected) in [
            ("Query", "thing", Some((1, Some("Thing"), true))),
            ("Query", "things", Some((1, Some("ThingConnection"), false))),
            ("ThingConnection", "nodes", Some((1, Some("Thing"), false))),
            ("ThingConnection", "edges", Some((1, Some("ThingEdge"), false))),
            ("Thing", "parts", Some((10, Some("Thing"), true))),
            ("Thing", "table", Some((100, Some("Thing"), false))),
            ("Thing", "names", Some((10, None, false))),
            ("Thing", "nowhere", None),
            ("Colour", "RED", None),
            ("Query", "__schema", Some((1, Some("__Schema"), false))),
            ("__Schema", "types", Some((2, Some("__Type"), false))),
            ("__Type", "fields", Some((2, Some("__Field"), true))),
            ("__Field", "args", Some((1, Some("__InputValue"), false))),
        ] {
            let found = shape.way(shape.at(&Name::new(of)), &Name::new(field));
            let expected = expected.map(|(entries, name, is_nullable)| Way {
                entries,
                leads_to: name.and_then(|name| shape.at(&Name::new(name))),
                is_nullable,
            });
            assert_eq!(found, expected, "{of}.{field}");
        }
        assert_eq!(shape.root(OperationType::Query), shape.at(&Name::new("Query")));
        assert_eq!(shape.root(OperationType::Mutation), None);
    }

    #[test]
    fn the_schema_of_the_server_has_a_shape() {
        let shape = Shape::of(&crate::graphql::schema().sdl()).unwrap();
        let section = shape.way(shape.at(&Name::new("Section")), &Name::new("questions")).unwrap();
        let leads_to = shape.at(&Name::new("Question"));
        assert_eq!(section, Way { entries: USUAL_LIST, leads_to, is_nullable: false });
        assert!(section.leads_to.is_some() && shape.root(OperationType::Subscription).is_some());
    }
}
