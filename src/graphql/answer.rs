//! What comes of an operation: data, or why there is none. Every error has a code, and none shows an internal cause.

use std::time::Duration;

use ::entity::Language;
use async_graphql::{ErrorExtensionValues, Pos, Response, ServerError, Value};

use super::base;
use super::documents::Unfit;
use super::limits::Exceeded;
use crate::error::Error;

/// How many errors one answer lists.
const MAX_ERRORS: usize = 50;
/// How many characters of a message are shown; validation quotes names, which may be as long as the document.
const MAX_MESSAGE: usize = 500;

/// What becomes of an operation.
#[derive(Debug)]
pub enum Answer {
    /// It ran; fields of it may have failed.
    Executed(Response),
    /// It did not run, or not to the end, and there is no data.
    NotRun(NotRun),
}

/// Why there is no data.
#[derive(Debug)]
pub struct NotRun {
    /// In short.
    pub cause: Cause,
    /// For the client.
    pub errors: Vec<ServerError>,
}

/// Why there is no data, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The document, the operation or its variables.
    Request,
    /// It must not be sent by this method.
    Method,
    /// The token is not good.
    Unauthenticated,
    /// It took too long.
    Overtime,
    /// Others keep the database busy.
    Busy,
    /// Our fault.
    Fault,
}

impl NotRun {
    /// For one reason, with its code.
    #[must_use]
    pub fn new(cause: Cause, code: &str, message: impl Into<String>) -> Self {
        let mut error = ServerError::new(message, None);
        set_code(&mut error, code);
        Self { cause, errors: vec![error] }
    }

    /// Where an error kept it from running; says so in this language.
    #[must_use]
    pub fn of(error: Error, language: Language) -> Self {
        let cause = match &error {
            Error::Fault(_) => Cause::Fault,
            Error::Busy => Cause::Busy,
            Error::Unauthenticated => Cause::Unauthenticated,
            _ => Cause::Request,
        };
        let mut error = base::to_graphql(error).into_server_error(Pos::default());
        error.locations.clear();
        if let Some(message) = base::message_in(&error, language) {
            error.message = message;
        }
        Self { cause, errors: vec![error] }
    }
}

impl From<Exceeded> for NotRun {
    fn from(exceeded: Exceeded) -> Self {
        Self::new(Cause::Request, exceeded.code(), exceeded.to_string())
    }
}

impl From<Unfit> for NotRun {
    fn from(unfit: Unfit) -> Self {
        let error = match unfit {
            Unfit::Exceeded(exceeded) => return exceeded.into(),
            Unfit::Unparsable(error) => error,
        };
        let message = error.to_string();
        // The parser quotes the line, which may be the whole document; what it expected comes last.
        let what = message.rsplit_once("= ").map_or(message.as_str(), |(_, expected)| expected);
        let mut not_run =
            Self::new(Cause::Request, "GRAPHQL_PARSE_FAILED", format!("the document cannot be read: {what}"));
        for told in &mut not_run.errors {
            told.locations = error.positions().collect();
        }
        not_run
    }
}

/// It ran longer than it may.
pub(super) fn overtime(limit: Duration) -> NotRun {
    let message =
        format!("the operation was stopped after {} seconds; ask for less at once", limit.as_secs());
    NotRun::new(Cause::Overtime, "TIMED_OUT", message)
}

/// A resolver panicked; what it said is in the log already.
pub(super) fn broken_off(language: Language) -> Answer {
    Answer::NotRun(NotRun::of(Error::Fault(anyhow::anyhow!("an operation broke off")), language))
}

/// Tells what did not run from what ran, and sees to it that every error has a code, no internal cause, and words in this language. A field
/// that failed is null.
pub(super) fn answered(mut response: Response, language: Language) -> Answer {
    let has_run = response.errors.is_empty()
        || response.data != Value::Null
        || response.errors.iter().any(|it| !it.path.is_empty());
    response.errors.truncate(MAX_ERRORS);
    for error in &mut response.errors {
        if let Some(message) = base::message_in(error, language) {
            error.message = message;
        }
        if let Some((end, _)) = error.message.char_indices().nth(MAX_MESSAGE) {
            error.message.truncate(end);
            error.message.push('…');
        }
    }
    for error in response.errors.iter_mut().filter(|error| code_of(error).is_none()) {
        if !has_run {
            set_code(error, "GRAPHQL_VALIDATION_FAILED");
        } else if error.message.starts_with("Failed to parse") {
            // async-graphql's word for an argument that its type does not take.
            set_code(error, "BAD_USER_INPUT");
        } else {
            tracing::error!(cause = %error.message, "a field failed without a code");
            error.message = Error::Fault(anyhow::anyhow!("")).message(language);
            set_code(error, "INTERNAL_ERROR");
        }
    }
    if has_run {
        Answer::Executed(response)
    } else {
        Answer::NotRun(NotRun { cause: Cause::Request, errors: response.errors })
    }
}

/// The code of an error, where it has one.
pub(super) fn code_of(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        _ => None,
    }
}

fn set_code(error: &mut ServerError, code: &str) {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{EmptyMutation, EmptySubscription, Object, PathSegment};

    const OURS: &str = "Noko gjekk gale hos oss. Prøv att om litt.";

    struct Query;

    #[Object]
    impl Query {
        async fn number(&self, of: i32) -> i32 {
            of
        }

        async fn leak(&self) -> async_graphql::Result<Option<i32>> {
            Err("the password of the database is hunter2".into())
        }
    }

    async fn ask(query: &str) -> Answer {
        let schema = async_graphql::Schema::new(Query, EmptyMutation, EmptySubscription);
        answered(schema.execute(query).await, Language::Nn)
    }

    fn told(answer: &Answer) -> (bool, Vec<(String, String)>) {
        let (has_run, errors) = match answer {
            Answer::Executed(response) => (true, &response.errors),
            Answer::NotRun(not_run) => (false, &not_run.errors),
        };
        let code = |error: &ServerError| code_of(error).unwrap_or_default().to_owned();
        (has_run, errors.iter().map(|error| (code(error), error.message.clone())).collect())
    }

    #[tokio::test]
    async fn what_is_invalid_has_not_run() {
        let (has_run, errors) = told(&ask("{ nowhere }").await);
        assert!(!has_run);
        assert_eq!(errors[0].0, "GRAPHQL_VALIDATION_FAILED");
    }

    #[tokio::test]
    async fn an_error_without_a_code_never_shows_its_cause() {
        let answer = ask("{ number(of: 1) leak }").await;
        assert_eq!(told(&answer), (true, vec![("INTERNAL_ERROR".to_owned(), OURS.to_owned())]));
        let Answer::Executed(response) = answer else { panic!("it ran") };
        assert_eq!(response.errors[0].path, [PathSegment::Field("leak".to_owned())]);
    }

    #[tokio::test]
    async fn an_answer_lists_so_many_errors_and_no_more() {
        let (_, errors) =
            told(&ask(&format!("{{ {} }}", (0..200).map(|i| format!("x{i} ")).collect::<String>())).await);
        assert_eq!(errors.len(), MAX_ERRORS);
        let (_, errors) = told(&ask(&format!("{{ {} }}", "x".repeat(100_000))).await);
        assert_eq!(errors[0].1.chars().count(), MAX_MESSAGE + 1);
    }

    #[test]
    fn a_syntax_error_says_where_without_quoting_the_document() {
        let error =
            async_graphql::parser::parse_query(format!("{{ {} % }}", "secret ".repeat(1000))).unwrap_err();
        let not_run = NotRun::from(Unfit::Unparsable(error));
        let error = &not_run.errors[0];
        assert!(error.message.len() < 200 && !error.message.contains("secret"), "{}", error.message);
        assert_eq!((error.locations[0].line, error.locations[0].column), (1, 7004));
    }

    #[test]
    fn what_broke_off_says_nothing_of_why() {
        assert_eq!(
            told(&broken_off(Language::Nn)),
            (false, vec![("INTERNAL_ERROR".to_owned(), OURS.to_owned())])
        );
    }
}
