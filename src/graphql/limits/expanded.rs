//! Measures a parsed document as it is after every fragment was put in place, without putting them in place.
//!
//! Fragments are measured in the order in which they depend on each other, so each is measured once, and no
//! recursion here goes deeper than the brackets of one definition.

use std::collections::HashMap;

use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentDefinition, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::Value;

use super::Exceeded;
use super::shape::{At, Shape};
use crate::graphql::base::{DEFAULT_PAGE, MAX_PAGE};

const USUAL_PAGE: u64 = DEFAULT_PAGE.unsigned_abs() as u64;
const LONGEST_PAGE: u64 = MAX_PAGE.unsigned_abs() as u64;

/// How long pages are taken to be where a variable says it.
#[derive(Clone, Copy, Debug)]
pub enum Pages<'a> {
    /// As long as may be.
    Longest,
    /// As the variables of the request say.
    Asked {
        /// The operation, for the defaults of its variables.
        operation: &'a OperationDefinition,
        /// What was sent.
        variables: &'a Variables,
    },
}

/// What a selection amounts to, fragments put in place. Every sum saturates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// Levels of fields.
    pub depth: u64,
    /// Levels of fields and fragments.
    pub levels: u64,
    /// Selections: what validation visits.
    pub size: u64,
    /// Fields, each counted once for each entry of the pages and lists it is in: what running it takes.
    pub cost: u64,
    /// Aliases.
    pub aliases: u64,
    /// Directives.
    pub directives: u64,
    /// Uses of variables.
    pub variables: u64,
    /// Whether it has `nodes` or `edges`, which makes the field around it a connection.
    is_page: bool,
}

impl Measure {
    /// Both, one beside the other.
    fn beside(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            levels: self.levels.max(other.levels),
            size: self.size.saturating_add(other.size),
            cost: self.cost.saturating_add(other.cost),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            variables: self.variables.saturating_add(other.variables),
            is_page: self.is_page || other.is_page,
        }
    }
}

/// The measures of every operation and fragment of a document.
#[derive(Clone, Debug)]
pub struct Measures {
    operations: HashMap<Option<Name>, Measure>,
    fragments: HashMap<Name, Measure>,
}

impl Measures {
    /// Measures a document.
    ///
    /// # Errors
    /// [`Exceeded::Cycle`] where a fragment spreads itself.
    pub fn of(document: &ExecutableDocument, shape: &Shape, pages: Pages<'_>) -> Result<Self, Exceeded> {
        let fragments = HashMap::with_capacity(document.fragments.len());
        let mut measurer = Measurer { shape, pages, fragments };
        for (name, fragment) in in_order(document)? {
            let at = shape.at(&fragment.type_condition.node.on.node);
            let measure = measurer.selections(&fragment.selection_set.node, at);
            let measure = measurer.with_directives(measure, &fragment.directives);
            measurer.fragments.insert(name.clone(), measure);
        }
        let mut operations = HashMap::new();
        for (name, operation) in document.operations.iter() {
            let operation = &operation.node;
            let mut measure = measurer.selections(&operation.selection_set.node, shape.root(operation.ty));
            measure = measurer.with_directives(measure, &operation.directives);
            for variable in &operation.variable_definitions {
                measure = measurer.with_directives(measure, &variable.node.directives);
            }
            operations.insert(name.cloned(), measure);
        }
        Ok(Self { operations, fragments: measurer.fragments })
    }

    /// The measure of an operation.
    #[must_use]
    pub fn operation(&self, name: Option<&Name>) -> Option<Measure> {
        self.operations.get(&name.cloned()).copied()
    }

    /// Every measure, of operations and of fragments.
    pub fn all(&self) -> impl Iterator<Item = &Measure> {
        self.operations.values().chain(self.fragments.values())
    }
}

struct Measurer<'a> {
    shape: &'a Shape,
    pages: Pages<'a>,
    fragments: HashMap<Name, Measure>,
}

impl Measurer<'_> {
    fn selections(&self, set: &SelectionSet, at: Option<At>) -> Measure {
        set.items
            .iter()
            .map(|selection| self.selection(&selection.node, at))
            .fold(Measure::default(), Measure::beside)
    }

    fn selection(&self, selection: &Selection, at: Option<At>) -> Measure {
        let measure = match selection {
            Selection::Field(field) => self.field(&field.node, at),
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let at = condition.map_or(at, |condition| self.shape.at(&condition.node.on.node));
                inside_fragment(self.selections(&fragment.node.selection_set.node, at))
            }
            // An unknown fragment is left to validation, which says so.
            Selection::FragmentSpread(spread) => inside_fragment(
                self.fragments.get(&spread.node.fragment_name.node).copied().unwrap_or_default(),
            ),
        };
        self.with_directives(measure, selection.directives())
    }

    fn field(&self, field: &Field, at: Option<At>) -> Measure {
        let way = self.shape.way(at, &field.name.node);
        let inner = self.selections(&field.selection_set.node, way.and_then(|way| way.leads_to));
        let name = field.name.node.as_str();
        let times = match self.page_length(field) {
            Some(asked) => asked,
            None if inner.is_page => USUAL_PAGE,
            None => way.map_or(1, |way| way.entries),
        };
        let variables: u64 = field.arguments.iter().map(|(_, value)| variables_in(&value.node)).sum();
        Measure {
            depth: inner.depth.saturating_add(1),
            levels: inner.levels.saturating_add(1),
            size: inner.size.saturating_add(1),
            cost: inner.cost.saturating_mul(times).saturating_add(1),
            aliases: inner.aliases.saturating_add(u64::from(field.alias.is_some())),
            directives: inner.directives,
            variables: inner.variables.saturating_add(variables),
            is_page: name == "nodes" || name == "edges",
        }
    }

    fn with_directives(
        &self,
        mut measure: Measure,
        directives: &[Positioned<async_graphql::parser::types::Directive>],
    ) -> Measure {
        for directive in directives {
            measure.directives = measure.directives.saturating_add(1);
            let variables: u64 =
                directive.node.arguments.iter().map(|(_, value)| variables_in(&value.node)).sum();
            measure.variables = measure.variables.saturating_add(variables);
        }
        measure
    }

    /// How long a page the field asks for; none where it does not say.
    fn page_length(&self, field: &Field) -> Option<u64> {
        let asked = field.arguments.iter().filter(|(name, _)| name.node == "first" || name.node == "last");
        asked.map(|(_, value)| self.number(&value.node)).max()
    }

    fn number(&self, value: &Value) -> u64 {
        match (value, self.pages) {
            (Value::Number(number), _) => clamped(number),
            (Value::Variable(_), Pages::Longest) => LONGEST_PAGE,
            (Value::Variable(name), Pages::Asked { operation, variables }) => {
                let defined = operation.variable_definitions.iter().find(|it| it.node.name.node == *name);
                let default = defined.and_then(|it| it.node.default_value.as_ref()).map(|it| &it.node);
                match variables.get(name).or(default) {
                    Some(async_graphql::Value::Number(number)) => clamped(number),
                    _ => USUAL_PAGE,
                }
            }
            _ => USUAL_PAGE,
        }
    }
}

/// What is outside 1 to [`MAX_PAGE`] is refused when it runs; until then it counts as the nearest that is inside.
fn clamped(number: &async_graphql::Number) -> u64 {
    match number.as_i64() {
        Some(asked) => u64::try_from(asked).unwrap_or(1).clamp(1, LONGEST_PAGE),
        None => LONGEST_PAGE,
    }
}

fn inside_fragment(inner: Measure) -> Measure {
    Measure { levels: inner.levels.saturating_add(1), size: inner.size.saturating_add(1), ..inner }
}

fn variables_in(value: &Value) -> u64 {
    match value {
        Value::Variable(_) => 1,
        Value::List(items) => items.iter().map(variables_in).sum(),
        Value::Object(fields) => fields.values().map(variables_in).sum(),
        _ => 0,
    }
}

/// The fragments, each after those that it spreads. Keeps a stack of its own: a chain of fragments may be as long as
/// the document.
fn in_order(document: &ExecutableDocument) -> Result<Vec<(&Name, &FragmentDefinition)>, Exceeded> {
    #[derive(PartialEq)]
    enum State {
        Open,
        Done,
    }
    let mut states: HashMap<&Name, State> = HashMap::with_capacity(document.fragments.len());
    let mut ordered = Vec::with_capacity(document.fragments.len());
    for first in document.fragments.keys() {
        let mut stack = vec![(first, false)];
        while let Some((name, is_left)) = stack.pop() {
            let Some(fragment) = document.fragments.get(name) else {
                continue;
            };
            if is_left {
                states.insert(name, State::Done);
                ordered.push((name, &fragment.node));
                continue;
            }
            match states.get(name) {
                Some(State::Done) => continue,
                Some(State::Open) => return Err(Exceeded::Cycle(name.to_string())),
                None => {}
            }
            states.insert(name, State::Open);
            stack.push((name, true));
            let mut spreads = Vec::new();
            collect_spreads(&fragment.node.selection_set.node, &mut spreads);
            if let Some(open) = spreads.iter().find(|spread| states.get(*spread) == Some(&State::Open)) {
                return Err(Exceeded::Cycle(open.to_string()));
            }
            stack.extend(
                spreads
                    .into_iter()
                    .filter(|spread| !states.contains_key(spread))
                    .map(|spread| (spread, false)),
            );
        }
    }
    Ok(ordered)
}

fn collect_spreads<'a>(set: &'a SelectionSet, found: &mut Vec<&'a Name>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => collect_spreads(&field.node.selection_set.node, found),
            Selection::InlineFragment(fragment) => collect_spreads(&fragment.node.selection_set.node, found),
            Selection::FragmentSpread(spread) => found.push(&spread.node.fragment_name.node),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(source: &str) -> Measure {
        measure_in(&Shape::default(), source)
    }

    fn measure_in(shape: &Shape, source: &str) -> Measure {
        let document = async_graphql::parser::parse_query(source).unwrap();
        Measures::of(&document, shape, Pages::Longest).unwrap().operation(None).unwrap()
    }

    #[test]
    fn a_list_counts_as_often_as_it_is_taken_to_be_long() {
        let shape = Shape::of(
            "type Query { a: A as: AConnection thing: Thing } type A implements Thing { name: String list: [A!]! }
             interface Thing { list: [A!]! } type AConnection { nodes: [A!]! pageInfo: P } type P { more: Boolean }
             schema { query: Query }",
        )
        .unwrap();
        let cases = [
            ("{ a { name } }", 2),
            ("{ a { list { name } } }", 1 + 1 + 10),
            ("{ a { list { list { name } } } }", 1 + 1 + 10 * 11),
            ("{ a { ...L } } fragment L on A { list { ...N } } fragment N on A { name }", 1 + 1 + 10),
            ("{ thing { ... on A { x: list { ... @include(if: true) { name } } } } }", 1 + 1 + 10),
            ("{ thing { list { name } } }", 1 + 1 + 10),
            ("{ as { nodes { list { name } } } }", 1 + 25 * (1 + 11)),
            ("{ as(first: 2) { nodes { list { name } } } }", 1 + 2 * (1 + 11)),
            ("{ as { pageInfo { more } } }", 3),
        ];
        for (source, cost) in cases {
            assert_eq!(measure_in(&shape, source).cost, cost, "{source}");
        }
    }

    #[test]
    fn cost_is_fields_times_the_pages_they_are_in() {
        let cases = [
            ("{ a }", 1),
            ("{ a b { c } }", 3),
            ("{ a(first: 10) { b } }", 11),
            ("{ a(first: 10) { nodes { b } } }", 21),
            ("{ a { nodes { b } } }", 1 + 25 * 2),
            ("{ a { edges { node { b } } } }", 1 + 25 * 3),
            ("{ a { ...N } } fragment N on X { ... on Y { nodes { b } } }", 1 + 25 * 2),
            ("{ a(last: 3, first: 7) { b } }", 8),
            ("{ a(first: 0) { b } }", 2),
            ("{ a(first: -2147483648) { b } }", 2),
            ("{ a(first: 99999999999999999999) { b } }", 101),
            ("{ a(first: \"10\") { b } }", 26),
            ("{ a(first: 10) { b(first: 10) { c } } }", 1 + 10 * 11),
        ];
        for (source, cost) in cases {
            assert_eq!(measure(source).cost, cost, "{source}");
        }
    }

    #[test]
    fn sums_saturate() {
        let nested = format!("{{ {}a{} }}", "a(first: 100) { ".repeat(15), " }".repeat(15));
        assert_eq!(measure(&nested).cost, u64::MAX);
    }

    #[test]
    fn a_fragment_may_be_spread_twice_without_being_a_cycle() {
        let source =
            "{ ...A ...B } fragment A on Q { ...C } fragment B on Q { ...A ...C ...C } fragment C on Q { a }";
        let found = measure(source);
        assert_eq!((found.depth, found.cost, found.levels), (1, 4, 4));
        assert_eq!(found.size, 2 + (1 + 1) + (3 + (1 + 1) + 1 + 1));
    }

    #[test]
    fn an_unknown_fragment_counts_as_one_selection() {
        assert_eq!(measure("{ ...Nowhere }").size, 1);
    }
}
