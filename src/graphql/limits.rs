//! What one document may cost, found out before async-graphql validates or runs it.
//!
//! Validation visits every fragment once for each place that spreads it, so 900 bytes of fragments can burn a second
//! before any limit of async-graphql itself is looked at. What is bounded here is therefore the document as it is
//! after every fragment was put in place:
//! - `lexical` counts tokens and nesting in the text, in one pass and before the recursive parser sees it;
//! - `expanded` measures the parsed document, each fragment once, with arithmetic that saturates.
//!
//! Both take time in proportion to the length of the document, whatever it expands to.

mod expanded;
mod lexical;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};
use async_graphql::{Name, Variables};

use crate::config::Limits;

pub use expanded::{Measure, Measures, Pages};

/// Levels of brackets of any kind. Less than what the parser gives up at (64), and far less than what fits a stack.
pub const MAX_NESTING: usize = 60;

/// Levels of selections, fragments counted as levels of their own, for each level of fields that is allowed. Bounds
/// how deep the recursive parts of validation go.
const LEVELS_PER_DEPTH: u64 = 3;

/// How many JSON values the uses of variables may add up to. Validation copies a variable's value at each use.
const MAX_VARIABLE_WORK: u64 = 1_000_000;

/// Why a document is refused before it is validated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Exceeded {
    /// More lexical tokens than allowed.
    #[error("the document has more than {max} tokens; send it in parts, or move values into variables")]
    TooManyTokens {
        /// The limit.
        max: usize,
    },
    /// Selections or brackets nested deeper than allowed.
    #[error("the document is nested deeper than {max} levels; ask for less at once")]
    TooDeep {
        /// The limit.
        max: u64,
    },
    /// Fields times page lengths add up to more than allowed.
    #[error(
        "the operation costs more than {max} (each field counts one for each entry of the pages it is in); ask for fewer fields or shorter pages"
    )]
    TooCostly {
        /// The limit.
        max: u64,
    },
    /// More aliases than allowed.
    #[error("the operation has more than {max} aliases, fragments put in place; ask several times")]
    TooManyAliases {
        /// The limit.
        max: u64,
    },
    /// More directives than allowed.
    #[error("the operation has more than {max} directives, fragments put in place")]
    TooManyDirectives {
        /// The limit.
        max: u64,
    },
    /// A string that does not end.
    #[error("a string in the document does not end")]
    EndlessString,
    /// A fragment that spreads itself.
    #[error("the fragment `{0}` spreads itself, directly or through others")]
    Cycle(String),
}

impl Exceeded {
    /// The code that programs read.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooManyTokens { .. } => "TOO_MANY_TOKENS",
            Self::TooDeep { .. } => "TOO_DEEP",
            Self::TooCostly { .. } => "TOO_COSTLY",
            Self::TooManyAliases { .. } => "TOO_MANY_ALIASES",
            Self::TooManyDirectives { .. } => "TOO_MANY_DIRECTIVES",
            Self::EndlessString => "GRAPHQL_PARSE_FAILED",
            Self::Cycle(_) => "GRAPHQL_VALIDATION_FAILED",
        }
    }
}

/// Checks the text, before it is parsed.
///
/// # Errors
/// [`Exceeded::TooManyTokens`], [`Exceeded::TooDeep`] or [`Exceeded::EndlessString`].
pub fn check_text(source: &str, limits: &Limits) -> Result<(), Exceeded> {
    lexical::scan(source, limits.tokens, MAX_NESTING)
}

/// Checks the whole document as far as that does not depend on variables, before it is validated: validation visits
/// every operation and every fragment in it, not only those that will run.
///
/// # Errors
/// What is exceeded, or [`Exceeded::Cycle`].
pub fn check_document(document: &ExecutableDocument, limits: &Limits) -> Result<Measures, Exceeded> {
    let measures = Measures::of(document, Pages::Longest)?;
    let mut size = 0_u64;
    for measure in measures.all() {
        size = size.saturating_add(measure.size);
        if measure.depth > limits.depth || measure.levels > limits.depth.saturating_mul(LEVELS_PER_DEPTH) {
            return Err(Exceeded::TooDeep { max: limits.depth });
        }
        if measure.aliases > limits.aliases {
            return Err(Exceeded::TooManyAliases { max: limits.aliases });
        }
        if measure.directives > limits.directives {
            return Err(Exceeded::TooManyDirectives { max: limits.directives });
        }
    }
    if size > limits.cost {
        return Err(Exceeded::TooCostly { max: limits.cost });
    }
    Ok(measures)
}

/// Checks what one operation costs with these variables. `longest` is its measure with every page as long as may be;
/// where even that is cheap enough, nothing is measured again.
///
/// # Errors
/// [`Exceeded::TooCostly`].
pub fn check_operation(
    document: &ExecutableDocument,
    (name, operation): (Option<&Name>, &OperationDefinition),
    longest: Measure,
    variables: &Variables,
    limits: &Limits,
) -> Result<(), Exceeded> {
    let too_costly = Exceeded::TooCostly { max: limits.cost };
    if longest.variables.saturating_mul(largest_value(operation, variables)) > MAX_VARIABLE_WORK {
        return Err(too_costly);
    }
    if longest.cost <= limits.cost {
        return Ok(());
    }
    let measures = Measures::of(document, Pages::Asked { operation, variables })?;
    match measures.operation(name) {
        Some(measure) if measure.cost > limits.cost => Err(too_costly),
        _ => Ok(()),
    }
}

/// How many JSON values the largest variable consists of, its default included.
fn largest_value(operation: &OperationDefinition, variables: &Variables) -> u64 {
    let given = variables.values().map(values_in);
    let defaults = operation
        .variable_definitions
        .iter()
        .filter_map(|it| it.node.default_value.as_ref())
        .map(|it| values_in(&it.node));
    given.chain(defaults).max().unwrap_or(0)
}

fn values_in(value: &async_graphql::Value) -> u64 {
    match value {
        async_graphql::Value::List(items) => 1 + items.iter().map(values_in).sum::<u64>(),
        async_graphql::Value::Object(fields) => 1 + fields.values().map(values_in).sum::<u64>(),
        _ => 1,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The limits that a server has where nothing is configured.
    pub(crate) fn usual() -> Limits {
        Limits {
            body_bytes: 1 << 20,
            tokens: 10_000,
            depth: 20,
            cost: 10_000,
            aliases: 50,
            directives: 50,
            timeout_seconds: 10,
            sockets: 10,
            subscriptions_per_socket: 5,
        }
    }

    fn check(source: &str, variables: serde_json::Value) -> Result<(), Exceeded> {
        let limits = usual();
        check_text(source, &limits)?;
        let document = async_graphql::parser::parse_query(source).unwrap();
        let measures = check_document(&document, &limits)?;
        let variables = Variables::from_json(variables);
        for (name, operation) in document.operations.iter() {
            let longest = measures.operation(name).unwrap();
            check_operation(&document, (name, &operation.node), longest, &variables, &limits)?;
        }
        Ok(())
    }

    fn code(source: &str) -> &'static str {
        check(source, serde_json::json!({})).err().map_or("fine", |exceeded| exceeded.code())
    }

    fn bomb(fragments: usize, spreads: usize) -> String {
        let mut source = "{ ...F0 }".to_owned();
        for index in 0..fragments {
            let next = format!("...F{} ", index + 1).repeat(spreads);
            source.push_str(&format!(" fragment F{index} on Query {{ {next}}}"));
        }
        source.push_str(&format!(" fragment F{fragments} on Query {{ __typename }}"));
        source
    }

    #[test]
    fn a_small_document_that_expands_to_a_huge_one_is_too_costly_without_being_expanded() {
        for (fragments, spreads) in [(14, 2), (19, 10), (8, 100)] {
            let started = std::time::Instant::now();
            assert_eq!(code(&bomb(fragments, spreads)), "TOO_COSTLY", "{fragments} × {spreads}");
            assert!(started.elapsed().as_millis() < 200, "took {:?}", started.elapsed());
        }
        assert_eq!(code(&bomb(5, 2)), "fine");
    }

    #[test]
    fn each_limit_has_its_own_code() {
        let deep = format!("{{ a {} }}", "{ b ".repeat(21) + &"}".repeat(21));
        let cases = [
            ("{ a }".to_owned(), "fine"),
            (format!("{{ {} }}", "a ".repeat(10_000)), "TOO_MANY_TOKENS"),
            (deep, "TOO_DEEP"),
            (format!("{{ a(b: {}1{}) }}", "[".repeat(100_000), "]".repeat(100_000)), "TOO_DEEP"),
            (
                format!("{{ {} }}", (0..51).map(|i| format!("a{i}: a ")).collect::<String>()),
                "TOO_MANY_ALIASES",
            ),
            (format!("{{ a {} }}", "@include(if: true) ".repeat(51)), "TOO_MANY_DIRECTIVES"),
            ("{ a(first: 100) { nodes { b(first: 100) { nodes { c } } } } }".to_owned(), "TOO_COSTLY"),
            ("{ a(b: \"x) }".to_owned(), "GRAPHQL_PARSE_FAILED"),
            (
                "{ ...A } fragment A on Q { ...B } fragment B on Q { ...A }".to_owned(),
                "GRAPHQL_VALIDATION_FAILED",
            ),
            ("{ a } fragment A on Q { a ...A }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ];
        for (source, expected) in cases {
            assert_eq!(code(&source), expected, "{}", &source[..source.len().min(80)]);
        }
    }

    #[test]
    fn depth_aliases_and_directives_count_through_fragments() {
        let depth =
            format!("{{ ...A }} fragment A on Q {{ {} ...B }} fragment B on Q {{ a }}", "a { ".repeat(20))
                .replace(" ...B", &format!("...B {}", "} ".repeat(20)));
        assert_eq!(code(&depth), "TOO_DEEP");
        assert_eq!(
            code(&format!("{{ {} }} fragment A on Q {{ x: a y: b }}", "...A ".repeat(26))),
            "TOO_MANY_ALIASES"
        );
        assert_eq!(
            code(&format!("{{ {} }} fragment A on Q {{ a @b @c }}", "...A ".repeat(26))),
            "TOO_MANY_DIRECTIVES"
        );
        let chain: String = (0..100).map(|i| format!(" fragment F{i} on Q {{ ...F{} }}", i + 1)).collect();
        assert_eq!(code(&format!("{{ ...F0 }}{chain} fragment F100 on Q {{ a }}")), "TOO_DEEP");
    }

    #[test]
    fn a_page_length_in_a_variable_counts_as_it_is_sent() {
        let source = "query Q($n: Int = 1) { a(first: $n) { nodes { b(first: $n) { nodes { c } } } } }";
        for (variables, expected) in [
            (serde_json::json!({}), true),
            (serde_json::json!({ "n": 10 }), true),
            (serde_json::json!({ "n": -5 }), true),
            (serde_json::json!({ "n": 100 }), false),
            (serde_json::json!({ "n": 1_000_000_000_000_i64 }), false),
            (serde_json::json!({ "n": u64::MAX }), false),
        ] {
            assert_eq!(check(source, variables.clone()).is_ok(), expected, "{variables}");
        }
    }

    #[test]
    fn a_large_variable_may_be_used_once_but_not_everywhere() {
        let large = serde_json::json!({ "v": vec![0; 200_000] });
        assert_eq!(check("query Q($v: [Int!]) { a(v: $v) }", large.clone()), Ok(()));
        let everywhere = format!("query Q($v: [Int!]) {{ {} }}", "a(v: $v) ".repeat(100));
        assert_eq!(check(&everywhere, large), Err(Exceeded::TooCostly { max: 10_000 }));
    }

    #[test]
    fn introspection_passes_but_not_when_it_goes_round_and_round() {
        assert_eq!(code(INTROSPECTION), "fine");
        let round =
            "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }";
        assert_eq!(code(round), "TOO_COSTLY");
    }

    /// As graphql-js writes it, with nine levels of `ofType`.
    const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind } \
        subscriptionType { name kind } types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } } \
        fragment FullType on __Type { kind name description specifiedByURL isOneOf fields(includeDeprecated: true) { name description \
        args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } \
        inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef } \
        enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } } \
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason } \
        fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name \
        ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";
}
