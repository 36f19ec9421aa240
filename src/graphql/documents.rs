//! Parsed documents, kept so that a client that sends the same one again is not made to wait for the parser.
//!
//! Parsing is more than half of the time that a small query takes. Only documents that passed every limit and were
//! valid are kept, so that what is refused cannot push out what is used. Kept documents are nobody's: they hold no
//! variables and no result.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, OperationType, VariableDefinition,
};
use async_graphql::{Name, Positioned, Response, Variables, parser};
use lru::LruCache;

use super::limits::{self, Exceeded, Measure, Shape};
use super::nulls::Asked;
use crate::config::Limits;

/// How many documents are kept.
const MAX_DOCUMENTS: NonZeroUsize = match NonZeroUsize::new(1000) {
    Some(number) => number,
    None => NonZeroUsize::MIN,
};
/// How many bytes of text they have together. Parsed, a document takes some twenty times its text.
const MAX_BYTES: usize = 1 << 20;
/// A longer document is parsed each time.
const MAX_DOCUMENT_BYTES: usize = 16 << 10;

/// A document that is within the limits, as far as those do not depend on variables.
#[derive(Debug)]
pub struct Document {
    /// The document.
    pub parsed: ExecutableDocument,
    shape: Arc<Shape>,
    measures: HashMap<Option<Name>, Measure>,
}

/// Why a text is not a document that may run.
#[derive(Debug)]
pub enum Unfit {
    /// A limit is exceeded.
    Exceeded(Exceeded),
    /// It cannot be parsed.
    Unparsable(parser::Error),
}

impl Document {
    /// Parses and checks a text that is meant for a schema of this shape.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(source: &str, shape: &Arc<Shape>, limits: &Limits) -> Result<Self, Unfit> {
        limits::check_text(source, limits).map_err(Unfit::Exceeded)?;
        let parsed = parser::parse_query(source).map_err(Unfit::Unparsable)?;
        let measures = limits::check_document(&parsed, shape, limits).map_err(Unfit::Exceeded)?;
        let measures = parsed
            .operations
            .iter()
            .map(|(name, _)| (name.cloned(), measures.operation(name).unwrap_or_default()))
            .collect();
        Ok(Self { parsed, shape: Arc::clone(shape), measures })
    }

    /// The operation with the name, or the only one where no name is given.
    #[must_use]
    pub fn operation(&self, wanted: Option<&str>) -> Option<Operation<'_>> {
        let mut found = self.parsed.operations.iter().filter(|(name, _)| match wanted {
            None => true,
            Some(wanted) => name.is_some_and(|name| name == wanted),
        });
        let (name, definition) = found.next()?;
        // Names are unique, so there are several only where none was given.
        found.next().is_none().then_some(Operation { document: self, name, definition: &definition.node })
    }
}

/// One operation of a document.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'a> {
    document: &'a Document,
    /// Its name.
    pub name: Option<&'a Name>,
    definition: &'a OperationDefinition,
}

impl Operation<'_> {
    /// Query, mutation or subscription.
    #[must_use]
    pub fn kind(&self) -> OperationType {
        self.definition.ty
    }

    /// The variables that it declares.
    #[must_use]
    pub fn variables(&self) -> &[Positioned<VariableDefinition>] {
        &self.definition.variable_definitions
    }

    /// Puts null where fields failed.
    pub fn put_nulls(&self, response: &mut Response) {
        let Document { parsed, shape, .. } = self.document;
        Asked { document: parsed, operation: self.definition, shape }.put_nulls(response);
    }

    /// Checks the limits that depend on variables; what it costs with these.
    ///
    /// # Errors
    /// [`Exceeded::TooCostly`].
    pub fn check(&self, variables: &Variables, limits: &Limits) -> Result<u64, Exceeded> {
        let longest = self.document.measures.get(&self.name.cloned()).copied().unwrap_or_default();
        limits::check_operation(
            (&self.document.parsed, &self.document.shape),
            (self.name, self.definition),
            longest,
            variables,
            limits,
        )
    }
}

/// The documents that are kept; those used last, within bounds.
#[derive(Debug)]
pub struct Documents {
    shape: Arc<Shape>,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    by_text: LruCache<Box<str>, Arc<Document>>,
    bytes: usize,
}

impl Documents {
    /// No documents yet, for a schema of this shape.
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        let kept = Kept { by_text: LruCache::new(MAX_DOCUMENTS), bytes: 0 };
        Self { shape: Arc::new(shape), kept: Mutex::new(kept) }
    }

    /// The document with this text, parsed and checked now if it is not kept.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self, source: &str, limits: &Limits) -> Result<Arc<Document>, Unfit> {
        if let Some(document) = self.kept().by_text.get(source) {
            return Ok(Arc::clone(document));
        }
        Document::read(source, &self.shape, limits).map(Arc::new)
    }

    /// Keeps a document that proved valid.
    pub fn keep(&self, source: &str, document: &Arc<Document>) {
        if source.len() > MAX_DOCUMENT_BYTES {
            return;
        }
        let mut kept = self.kept();
        if kept.by_text.contains(source) {
            return;
        }
        while kept.bytes + source.len() > MAX_BYTES || kept.by_text.len() == MAX_DOCUMENTS.get() {
            let Some((oldest, _)) = kept.by_text.pop_lru() else {
                break;
            };
            kept.bytes -= oldest.len();
        }
        kept.bytes += source.len();
        kept.by_text.put(source.into(), Arc::clone(document));
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // What is kept is whole between any two statements here, so a panic elsewhere is no reason to stop.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::limits::tests::usual;

    #[test]
    fn a_kept_document_is_not_parsed_again() {
        let documents = Documents::new(Shape::default());
        let first = documents.read("{ a }", &usual()).unwrap();
        assert!(!Arc::ptr_eq(&first, &documents.read("{ a }", &usual()).unwrap()), "nothing is kept unasked");
        documents.keep("{ a }", &first);
        assert!(Arc::ptr_eq(&first, &documents.read("{ a }", &usual()).unwrap()));
    }

    #[test]
    fn what_is_kept_stays_within_bounds() {
        let documents = Documents::new(Shape::default());
        let document = documents.read("{ a }", &usual()).unwrap();
        let long = "x".repeat(MAX_DOCUMENT_BYTES);
        for index in 0..3000 {
            let source =
                if index % 3 == 0 { format!("{{ a{index} }}") } else { format!("{index}{}", &long[5..]) };
            documents.keep(&source, &document);
            documents.keep(&source, &document);
        }
        documents.keep(&"x".repeat(MAX_DOCUMENT_BYTES + 1), &document);
        let kept = documents.kept();
        let bytes: usize = kept.by_text.iter().map(|(text, _)| text.len()).sum();
        assert_eq!(bytes, kept.bytes);
        assert!(bytes <= MAX_BYTES && bytes > MAX_BYTES / 2 && kept.by_text.len() <= MAX_DOCUMENTS.get());
    }

    #[test]
    fn an_operation_is_found_by_its_name_or_by_being_the_only_one() {
        let found = |source: &str, wanted: Option<&str>| {
            let document = Document::read(source, &Arc::default(), &usual()).unwrap();
            document.operation(wanted).map(|it| it.name.map(ToString::to_string))
        };
        let named = |name: &str| Some(Some(name.to_owned()));
        assert_eq!(found("{ a }", None), Some(None));
        assert_eq!(found("query A { a }", None), named("A"));
        assert_eq!(found("query A { a } query B { a }", Some("B")), named("B"));
        assert_eq!(found("query A { a } query B { a }", None), None);
        assert_eq!(found("{ a }", Some("A")), None);
    }
}
