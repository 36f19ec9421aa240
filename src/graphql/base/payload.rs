use std::sync::Arc;

use ::entity::Language;
use async_graphql::{ErrorExtensions as _, InputType as _, ServerError, SimpleObject};

use super::Result;
use crate::Cx;
use crate::error::{Code, Error, Problem, Refusal, Refusals};

/// Why a mutation did not do what was asked. Nothing was changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// For programs; new codes may come.
    pub code: Code,
    /// For people, in the language of the request; says what to do.
    pub message: String,
    /// Path of the field inside `input`; empty where it is about the whole.
    pub field: Vec<String>,
}

/// The payload of a mutation: what it changed, or why it did not.
pub trait Payload {
    /// Nothing was changed, for these reasons.
    fn refused(user_errors: Vec<UserError>) -> Self;
}

/// Declares the payload of a mutation: its fields are null where `userErrors` has entries.
#[macro_export]
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: Option<$type>,)*
            /// Why it was not done; empty where it was.
            pub user_errors: Vec<$crate::graphql::base::UserError>,
        }

        impl $name {
            /// It was done.
            #[must_use]
            pub fn done($($field: $type),*) -> Self {
                Self { $($field: Some($field),)* user_errors: Vec::new() }
            }
        }

        impl $crate::graphql::base::Payload for $name {
            fn refused(user_errors: Vec<$crate::graphql::base::UserError>) -> Self {
                Self { $($field: None,)* user_errors }
            }
        }
    };
}

/// Answers a mutation: refusals arrive in `userErrors`, and so does that the database is busy; everything else that went wrong in `errors`.
///
/// The outcome is waited for in a box (`Box::pin`): in place, what a use case keeps while it waits would take room on the stack in
/// every object that the root of the schema is merged of.
///
/// # Errors
/// See [`to_graphql`].
pub fn payload<T, P: Payload>(
    cx: &Cx,
    outcome: std::result::Result<T, Error>,
    done: impl FnOnce(T) -> P,
) -> Result<P> {
    match outcome {
        Ok(value) => Ok(done(value)),
        Err(Error::Refused(reasons)) => Ok(P::refused(user_errors(cx, reasons))),
        Err(Error::NotFound) => Ok(P::refused(vec![user_error(cx, Refusal::new("", Problem::Unknown))])),
        Err(Error::Busy) => Ok(P::refused(vec![user_error(cx, Refusal::new("", Problem::Busy))])),
        Err(other) => Err(to_graphql(other)),
    }
}

/// A reason in the language of the request.
#[must_use]
pub fn user_error(cx: &Cx, refusal: Refusal) -> UserError {
    UserError {
        code: refusal.problem.code(),
        message: refusal.problem.message(cx.language),
        field: refusal.field,
    }
}

/// Reasons in the language of the request.
#[must_use]
pub fn user_errors(cx: &Cx, refusals: Vec<Refusal>) -> Vec<UserError> {
    refusals.into_iter().map(|refusal| user_error(cx, refusal)).collect()
}

/// Answers a look-up at the root: what is not there, or not theirs, is null.
///
/// # Errors
/// See [`to_graphql`].
pub fn found<T>(outcome: std::result::Result<T, Error>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(to_graphql(other)),
    }
}

/// The one place where an [`Error`] becomes an entry of `errors`, with a code in `extensions`. A fault is logged here
/// and says nothing of its cause. What it says to people is put in the language of the request once it is answered ([`message_in`]).
#[must_use]
pub fn to_graphql(error: Error) -> async_graphql::Error {
    let code = match &error {
        Error::Unauthenticated => "UNAUTHENTICATED",
        Error::Forbidden => "FORBIDDEN",
        Error::NotFound => "NOT_FOUND",
        Error::Refused(reasons) if is_about_an_id(reasons) => "INVALID_ID",
        Error::Refused(_) => "BAD_USER_INPUT",
        Error::Busy => "BUSY",
        Error::Fault(cause) => {
            tracing::error!(cause = format!("{cause:#}"), "a request failed");
            "INTERNAL_ERROR"
        }
    };
    let reasons = match &error {
        Error::Refused(reasons) => reasons.iter().map(reason).collect(),
        _ => Vec::new(),
    };
    let told = coded(Told::Error(error), code);
    if reasons.is_empty() {
        return told;
    }
    told.extend_with(|_, extensions| extensions.set("reasons", reasons))
}

/// A reason for programs: its code, and the path of the argument that it is about.
fn reason(refusal: &Refusal) -> async_graphql::Value {
    let field: Vec<&str> = refusal.field.iter().map(String::as_str).collect();
    async_graphql::value!({ "code": (refusal.problem.code().to_value()), "field": field })
}

/// Whether the one thing that is wrong is that something is not a key: that has a code of its own, wherever the key stands.
fn is_about_an_id(reasons: &[Refusal]) -> bool {
    matches!(reasons, [Refusal { problem: Problem::NotAnId, .. }])
}

/// What an entry of `errors` says to people, until it is known in which language.
pub(super) enum Told {
    /// What a use case answered.
    Error(Error),
    /// What is wrong with an argument: in bokmål, nynorsk and English.
    Argument([&'static str; 3]),
}

impl Told {
    fn message(&self, language: Language) -> String {
        match (self, language) {
            (Self::Error(error), language) => error.message(language),
            (Self::Argument([nb, _, _]), Language::Nb) => (*nb).to_owned(),
            (Self::Argument([_, nn, _]), Language::Nn) => (*nn).to_owned(),
            (Self::Argument([_, _, en]), Language::En) => (*en).to_owned(),
        }
    }
}

/// An entry of `errors`, with its code.
pub(super) fn coded(told: Told, code: &'static str) -> async_graphql::Error {
    let mut error = async_graphql::Error::new(told.message(Language::En));
    error.source = Some(Arc::new(told));
    error.extend_with(|_, extensions| extensions.set("code", code))
}

/// What an entry of `errors` says in a language; `None` for what this server did not say itself.
#[must_use]
pub fn message_in(error: &ServerError, language: Language) -> Option<String> {
    error.source::<Told>().map(|told| told.message(language))
}

/// Refuses a list that is longer than can be taken at once.
pub fn at_most<T>(refusals: &mut Refusals, field: &str, list: &[T], max: usize) {
    if list.len() > max {
        refusals.add(field, Problem::TooMany { max });
    }
}
