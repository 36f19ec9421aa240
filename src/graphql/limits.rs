//! What one document may cost, found out before async-graphql validates or runs it.
//!
//! Validation visits every fragment once for each place that spreads it, so 900 bytes of fragments can burn a second
//! before any limit of async-graphql itself is looked at. What is bounded here is therefore the document as it is
//! after every fragment was put in place:
//! - `lexical` counts tokens and nesting in the text, in one pass and before the recursive parser sees it;
//! - `expanded` measures the parsed document, each fragment once, with arithmetic that saturates;
//! - `shape` says for that which fields of the schema are lists.
//!
//! Both take time in proportion to the length of the document, whatever it expands to.

mod expanded;
mod lexical;
mod shape;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};
use async_graphql::{Name, Variables};

use crate::config::Limits;

pub use expanded::{Measure, Measures, Pages};
pub use shape::{At, Shape, USUAL_LIST, Way};

/// Levels of brackets of any kind. Less than what the parser gives up at (64), and far less than what fits a stack.
pub const MAX_NESTING: usize = 60;

/// Levels of selections, fragments counted as levels of their own, for each level of fields that is allowed. Bounds
/// how deep the recursive parts of validation go.
const LEVELS_PER_DEPTH: u64 = 3;

/// From which cost on an operation is costly. Few people ask for as much at once; where lists are much longer than they
/// are taken to be, what costs less still ends in a second.
pub const COSTLY: u64 = 10_000;

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
    /// Fields times the lengths of pages and lists add up to more than allowed.
    #[error(
        "the operation costs more than {max} (each field counts one for each entry of the pages and lists it is in, \
         and a list that is not paged counts as {USUAL_LIST} entries); ask for fewer fields or shorter pages"
    )]
    TooCostly {
        /// The limit.
        max: u64,
    },
    /// More selections than a document without fragments could have.
    #[error("the document has more than {max} selections, fragments put in place; ask several times")]
    TooManySelections {
        /// The limit.
        max: usize,
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
            Self::TooCostly { .. } | Self::TooManySelections { .. } => "TOO_COSTLY",
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
pub fn check_document(
    document: &ExecutableDocument,
    shape: &Shape,
    limits: &Limits,
) -> Result<Measures, Exceeded> {
    let measures = Measures::of(document, shape, Pages::Longest)?;
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
    if size > u64::try_from(limits.tokens).unwrap_or(u64::MAX) {
        return Err(Exceeded::TooManySelections { max: limits.tokens });
    }
    Ok(measures)
}

/// Checks what one operation costs with these variables, and says it. `longest` is its measure with every page as long
/// as may be; where even that is cheap, nothing is measured again.
///
/// # Errors
/// [`Exceeded::TooCostly`].
pub fn check_operation(
    (document, shape): (&ExecutableDocument, &Shape),
    (name, operation): (Option<&Name>, &OperationDefinition),
    longest: Measure,
    variables: &Variables,
    limits: &Limits,
) -> Result<u64, Exceeded> {
    let too_costly = Exceeded::TooCostly { max: limits.cost };
    if longest.variables.saturating_mul(largest_value(operation, variables)) > MAX_VARIABLE_WORK {
        return Err(too_costly);
    }
    if longest.cost <= limits.cost.min(COSTLY) {
        return Ok(longest.cost);
    }
    let measures = Measures::of(document, shape, Pages::Asked { operation, variables })?;
    let cost = measures.operation(name).map_or(longest.cost, |measure| measure.cost);
    if cost > limits.cost { Err(too_costly) } else { Ok(cost) }
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
pub(super) mod tests;
