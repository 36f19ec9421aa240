//! Operations over a web socket, by the protocol graphql-transport-ws.
//!
//! A web socket carries no header that a page could set and obeys no CORS, so its origin is checked here and its token
//! comes in `connection_init`. How many there are is capped, in all and for one client, so is how many operations run on
//! one, and one that says nothing is closed.

mod conversation;
mod message;
mod places;

use actix_web::http::StatusCode;
use actix_web::http::header::{ORIGIN, SEC_WEBSOCKET_PROTOCOL};
use actix_web::{HttpRequest, HttpResponse, rt, web};
use tracing::Instrument as _;

use super::{State, client};
use crate::config;
use conversation::Conversation;
use places::Full;

pub(super) use places::Places;

/// The one protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// Opens a web socket, or says why not.
pub(super) fn open(request: &HttpRequest, payload: web::Payload, state: &web::Data<State>) -> HttpResponse {
    let settings = state.settings();
    if !is_welcome(client::header(request, &ORIGIN), &settings.http) {
        return refuse(
            StatusCode::FORBIDDEN,
            "web sockets from this origin are not allowed; see http.allowed_origins",
        );
    }
    if state.stop.is_cancelled() {
        return refuse(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping");
    }
    let offered = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL).filter_map(|value| value.to_str().ok());
    if !offered.flat_map(|offered| offered.split(',')).any(|offered| offered.trim() == PROTOCOL) {
        return refuse(
            StatusCode::BAD_REQUEST,
            "this address speaks the web socket protocol graphql-transport-ws",
        );
    }
    let caller = client::caller(request, &settings.http.trusted_proxies);
    let place = match state.sockets.take(caller.address) {
        Ok(place) => place,
        Err(Full::All) => {
            return refuse(StatusCode::SERVICE_UNAVAILABLE, "too many web sockets are open; try again later");
        }
        Err(Full::OfOne) => {
            return refuse(
                StatusCode::TOO_MANY_REQUESTS,
                "too many web sockets are open from this address; close one first",
            );
        }
    };
    match actix_ws::handle_with_protocols(request, payload, &[PROTOCOL]) {
        Err(error) => refuse(error.as_response_error().status_code(), "this is no web socket handshake"),
        Ok((response, session, stream)) => {
            let size = settings.limits.body_bytes;
            let stream = stream.max_frame_size(size).aggregate_continuations().max_continuation_size(size);
            let conversation = Conversation::new(state.clone(), session, caller);
            let held = async move {
                conversation.hold(stream).await;
                drop(place);
            };
            // In the span of the request, so that what is logged has its id.
            rt::spawn(held.in_current_span());
            response
        }
    }
}

/// Browsers name the origin of the page; other clients name none, and have no user whose rights a page could borrow.
fn is_welcome(origin: Option<&str>, settings: &config::Http) -> bool {
    origin.is_none_or(|origin| {
        let ours = settings.public_url.as_str();
        origin.eq_ignore_ascii_case(ours)
            || settings.allowed_origins.iter().any(|allowed| origin.eq_ignore_ascii_case(allowed))
    })
}

fn refuse(status: StatusCode, why: &'static str) -> HttpResponse {
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(why)
}
