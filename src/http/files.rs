//! Files that come and go: who sends or wants them, and what is said where that does not go.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::{State, client};
use crate::Cx;
use crate::error::Error;

/// Who sends a request.
///
/// # Errors
/// [`Error::Unauthenticated`] for a token that is not good.
pub(super) async fn who(request: &HttpRequest, state: &State) -> Result<Cx, Error> {
    let caller = client::caller(request, &state.settings().http.trusted_proxies);
    let actor = state.engine.authenticate(caller.bearer).await?;
    let mut cx = Cx::new(state.app().clone(), actor);
    cx.language = caller.language;
    cx.address = caller.address;
    Ok(cx)
}

/// Does work where operations run.
///
/// # Errors
/// That of the work; [`Error::Fault`] where it broke off.
pub(super) async fn run<T: Send + 'static>(
    state: &State,
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    state.engine.spawn(work).await.unwrap_or_else(|error| Err(Error::Fault(error.into())))
}

/// An answer that says why there is no better one, in the form that `/graphql` has for it.
pub(super) fn refusal(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    let mut builder = HttpResponse::build(status);
    if matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE) {
        // The rest of the body is not waited for.
        builder.force_close();
    }
    builder.insert_header((CACHE_CONTROL, "no-store"));
    builder.json(json!({ "errors": [{ "message": message, "extensions": { "code": code } }] }))
}

/// What a use case refuses, in the language of the request.
pub(super) fn refused(error: Error, language: ::entity::Language) -> HttpResponse {
    let (status, code) = match &error {
        Error::Unauthenticated => (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
        Error::Forbidden => (StatusCode::FORBIDDEN, "FORBIDDEN"),
        Error::NotFound => (StatusCode::NOT_FOUND, "NOT_FOUND"),
        Error::Refused(_) => (StatusCode::BAD_REQUEST, "BAD_USER_INPUT"),
        Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, "BUSY"),
        Error::Fault(cause) => {
            tracing::error!(cause = format!("{cause:#}"), "a request failed");
            (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR")
        }
    };
    let message = match &error {
        Error::Refused(reasons) => {
            let told = reasons
                .iter()
                .map(|reason| format!("{}: {}", reason.field.join("."), reason.problem.message(language)));
            told.collect::<Vec<_>>().join(" ")
        }
        other => other.message(language),
    };
    let mut response = refusal(status, code, &message);
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, super::headers::fixed("Bearer"));
    }
    response
}
