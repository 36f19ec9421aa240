use ::entity::Language;
use async_graphql::{ErrorExtensions as _, SimpleObject};

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
/// and says nothing of its cause.
#[must_use]
pub fn to_graphql(error: Error) -> async_graphql::Error {
    let code = match &error {
        Error::Unauthenticated => "UNAUTHENTICATED",
        Error::Forbidden => "FORBIDDEN",
        Error::NotFound => "NOT_FOUND",
        Error::Refused(_) => "BAD_USER_INPUT",
        Error::Busy => "BUSY",
        Error::Fault(cause) => {
            tracing::error!(cause = format!("{cause:#}"), "a request failed");
            "INTERNAL_ERROR"
        }
    };
    let message = match &error {
        Error::Refused(reasons) => {
            reasons.iter().map(|r| r.problem.message(Language::En)).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    async_graphql::Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// Refuses a list that is longer than can be taken at once.
pub fn at_most<T>(refusals: &mut Refusals, field: &str, list: &[T], max: usize) {
    if list.len() > max {
        refusals.add(field, Problem::TooMany { max });
    }
}
