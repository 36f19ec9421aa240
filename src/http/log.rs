//! One line for each request, without anything about the person behind it.
//!
//! It has the pattern of the route, as a path may hold a personal link; no address, no user agent, no query string.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage as _};
use async_graphql::parser::types::OperationType;
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

use crate::db::Statements;

/// How much of an operation's name is logged.
const MAX_NAME: usize = 64;

/// What a request ran, kept with it for the log.
pub(super) struct Ran {
    pub(super) kind: OperationType,
    pub(super) name: Option<String>,
    pub(super) statements: Statements,
}

struct Started(Instant);

/// Logs requests. Whatever is logged meanwhile carries the request's id.
pub(super) struct RequestLog;

impl RootSpanBuilder for RequestLog {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().map(ToString::to_string);
        request.extensions_mut().insert(Started(Instant::now()));
        tracing::info_span!("request", id)
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let _inside = span.enter();
        let response = match outcome {
            Ok(response) => response,
            Err(error) => {
                tracing::info!(status = error.as_response_error().status_code().as_u16(), "request failed");
                return;
            }
        };
        let request = response.request();
        let route = request.match_pattern();
        let route = route.as_deref().unwrap_or("none");
        let extensions = request.extensions();
        let milliseconds =
            extensions.get::<Started>().map(|started| started.0.elapsed().as_secs_f64() * 1000.0);
        let ran = extensions.get::<Ran>();
        let is_health_check = route.starts_with("/health/");
        // The method is the client's text, too: only those that we know are logged.
        let method = match request.method().as_str() {
            known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
            _ => "other",
        };
        let status = response.status().as_u16();
        if is_health_check && response.status().is_success() {
            tracing::debug!(method, route, status, milliseconds, "request");
            return;
        }
        tracing::info!(
            method,
            route,
            status,
            milliseconds,
            sql = ran.map(|ran| ran.statements.so_far()),
            operation = ran.map(|ran| ran.kind.to_string()),
            // The parser lets letters, digits and underscores through, nothing else.
            name = ran.and_then(|ran| ran.name.as_deref()).map(|name| &name[..name.len().min(MAX_NAME)]),
            "request"
        );
    }
}
