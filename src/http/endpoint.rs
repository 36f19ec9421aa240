//! `/graphql`: queries by GET and POST, mutations by POST, everything over a web socket.

use actix_web::http::header::{ACCEPT, ALLOW, CACHE_CONTROL, UPGRADE, VARY, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, HttpResponseBuilder, web};
use async_graphql::ServerError;
use serde::Serialize;

use super::incoming::Malformed;
use super::log::Ran;
use super::negotiate::{self, Media};
use super::{State, client, headers, incoming, socket};
use crate::db::Statements;
use crate::graphql::execute::{Answer, Cause, NotRun, Via};

/// Answers a request to `/graphql`.
pub(super) async fn graphql(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    let upgrade = client::header(&request, &UPGRADE);
    if request.method() == Method::GET && upgrade.is_some_and(|to| to.eq_ignore_ascii_case("websocket")) {
        return socket::open(&request, payload, &state);
    }
    let Some(media) = negotiate::media(client::header(&request, &ACCEPT)) else {
        let message = "this address answers application/graphql-response+json and application/json";
        return refuse(Media::Json, &Malformed::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message));
    };
    let (incoming, via) = match *request.method() {
        Method::GET => (incoming::from_query(request.query_string()), Via::Get),
        Method::POST => {
            (incoming::from_body(&request, payload, state.settings().limits.body_bytes).await, Via::Post)
        }
        _ => {
            let malformed = Malformed::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "METHOD_NOT_ALLOWED",
                "use POST, or GET for queries",
            );
            let mut response = refuse(media, &malformed);
            response.headers_mut().insert(ALLOW, headers::fixed("GET, POST"));
            return response;
        }
    };
    let statements = Statements::default();
    let answer = match incoming {
        Err(malformed) => return refuse(media, &malformed),
        Ok(incoming) => match state.engine.prepare(incoming, via) {
            Err(not_run) => Answer::NotRun(not_run),
            Ok(prepared) => {
                let ran =
                    Ran { kind: prepared.kind, name: prepared.name.clone(), statements: statements.clone() };
                request.extensions_mut().insert(ran);
                let caller = client::caller(&request, &state.settings().http.trusted_proxies);
                state.engine.answer(prepared, caller, &statements).await
            }
        },
    };
    let mut response = respond(media, &answer);
    if state.settings().http.development {
        response.headers_mut().insert(headers::SQL_STATEMENTS, statements.so_far().into());
    }
    response
}

/// The body where nothing ran: there is no `data`.
#[derive(Serialize)]
struct ErrorsOnly<'a> {
    errors: &'a [ServerError],
}

fn refuse(media: Media, malformed: &Malformed) -> HttpResponse {
    let errors = NotRun::new(Cause::Request, malformed.code, &malformed.message).errors;
    let mut builder = HttpResponse::build(malformed.status);
    if matches!(malformed.status, StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE) {
        // The rest of the body is not waited for.
        builder.force_close();
    }
    json(builder, media, &ErrorsOnly { errors: &errors })
}

fn respond(media: Media, answer: &Answer) -> HttpResponse {
    match answer {
        Answer::Executed(response) => json(HttpResponse::Ok(), media, response),
        Answer::NotRun(not_run) => {
            let mut builder = HttpResponse::build(status(media, not_run.cause));
            match not_run.cause {
                Cause::Method => builder.insert_header((ALLOW, "POST")),
                Cause::Unauthenticated => builder.insert_header((WWW_AUTHENTICATE, "Bearer")),
                _ => &mut builder,
            };
            json(builder, media, &ErrorsOnly { errors: &not_run.errors })
        }
    }
}

/// A client that reads plain JSON may be older than the specification, and takes anything but 200 for an answer that
/// is not GraphQL; so what is wrong with the document itself is told with 200 there.
fn status(media: Media, cause: Cause) -> StatusCode {
    match (cause, media) {
        (Cause::Request, Media::Json) => StatusCode::OK,
        (Cause::Request, Media::GraphqlResponse) => StatusCode::BAD_REQUEST,
        (Cause::Method, _) => StatusCode::METHOD_NOT_ALLOWED,
        (Cause::Unauthenticated, _) => StatusCode::UNAUTHORIZED,
        (Cause::Overtime | Cause::Busy, _) => StatusCode::SERVICE_UNAVAILABLE,
        (Cause::Fault, _) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn json(mut builder: HttpResponseBuilder, media: Media, body: &impl Serialize) -> HttpResponse {
    builder
        .insert_header((CACHE_CONTROL, "no-store"))
        .append_header((VARY, "accept"))
        .content_type(media.content_type());
    match serde_json::to_vec(body) {
        Ok(body) => builder.body(body),
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written as JSON");
            HttpResponse::InternalServerError().finish()
        }
    }
}
