//! The web client, which is part of the program.
//!
//! Its pages are the same for everybody: what is personal is in the address, which only the client acts on. So a mail
//! scanner that follows a link uses nothing up; that it did is noted in the ledger of the invitation.

use std::fmt::Write as _;
use std::sync::Arc;

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION,
};
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use rust_embed::{Embed, EmbeddedFile};

use super::headers::{GRAPHIQL_POLICY, PAGE_POLICY};
use super::{State, client};
use crate::auth::Secret;
use crate::error::Error;
use crate::round;

/// What `cargo xtask web` builds; empty where it has not been run.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/web/dist"]
#[allow_missing = true]
struct Client;

/// In all three languages: whoever meets it is the one who runs the server, or somebody with a link.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Trespor</title>\
    <h1>The pages have not been built</h1>\
    <p>This server was built without its web client. To build it, run <code>cargo xtask web</code> and start the server again.</p>\
    <p lang=\"nb\">Siden er ikke klar. Prøv igjen senere; lenken din virker fortsatt.</p>\
    <p lang=\"nn\">Sida er ikkje klar. Prøv att seinare; lenkja di verkar framleis.</p></html>";

/// The routes of pages and their files.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(for_reading("/", home))
        .configure(|config| pages(config, "/svar", answer_page))
        .configure(|config| pages(config, "/passord", page))
        .service(for_reading("/graphiql", graphiql))
        .service(for_reading("/assets/{file}", asset))
        .service(for_reading("/robots.txt", robots));
}

/// The page at this path, also with a token behind it, also with a slash too many: whoever comes by a link that was cut
/// or mended by hand is told so by the page.
fn pages<F, Args>(config: &mut web::ServiceConfig, path: &str, handler: F)
where
    F: actix_web::Handler<Args> + Copy,
    Args: actix_web::FromRequest + 'static,
    F::Output: actix_web::Responder + 'static,
{
    for end in ["", "/", "/{token}", "/{token}/"] {
        config.service(for_reading(&format!("{path}{end}"), handler));
    }
}

/// A resource for GET and HEAD.
fn for_reading<F, Args>(path: &str, handler: F) -> Resource
where
    F: actix_web::Handler<Args> + Copy,
    Args: actix_web::FromRequest + 'static,
    F::Output: actix_web::Responder + 'static,
{
    web::resource(path).route(web::get().to(handler)).route(web::head().to(handler))
}

async fn home(state: web::Data<State>) -> HttpResponse {
    if state.settings().http.development {
        return HttpResponse::Found().insert_header((LOCATION, "/graphiql")).finish();
    }
    HttpResponse::NotFound().finish()
}

async fn page(request: HttpRequest) -> HttpResponse {
    html(&request, "index.html", PAGE_POLICY)
}

/// The page behind a personal link. It is the same for everybody, and comes whether or not there is time to note that it was fetched.
async fn answer_page(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    if let Some(secret) = request.match_info().get("token").and_then(Secret::parse) {
        note_fetch(&state, secret);
    }
    html(&request, "index.html", PAGE_POLICY)
}

/// Notes that the address of a link was fetched, beside answering. While too much of that is under way, it is left.
fn note_fetch(state: &State, secret: Secret) {
    let Ok(place) = Arc::clone(&state.notes).try_acquire_owned() else { return };
    let app = Arc::clone(state.app());
    let noting = state.engine.spawn(async move {
        if let Err(Error::Fault(error)) = round::link_fetched(&app, &secret).await {
            let cause = format!("{error:#}");
            tracing::warn!(cause, "it cannot be noted that a link was fetched");
        }
        drop(place);
    });
    noting.detach();
}

async fn graphiql(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    if state.settings().http.development {
        return html(&request, "graphiql.html", GRAPHIQL_POLICY);
    }
    HttpResponse::NotFound().finish()
}

/// Links are personal; nothing here is for search engines.
async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /\n"
}

/// A file with a hash of its content in its name: it never changes.
async fn asset(request: HttpRequest, file: web::Path<String>) -> HttpResponse {
    // An encoded slash arrives here as one; there are no folders in this one.
    if file.contains(['/', '\\']) {
        return HttpResponse::NotFound().finish();
    }
    match Client::get(&format!("assets/{file}")) {
        Some(found) => send(&request, &file, found, "public, max-age=31536000, immutable", None),
        None => HttpResponse::NotFound().finish(),
    }
}

fn html(request: &HttpRequest, name: &str, policy: &'static str) -> HttpResponse {
    match Client::get(name) {
        Some(found) => send(request, name, found, "no-cache", Some(policy)),
        None => HttpResponse::ServiceUnavailable()
            .insert_header((CONTENT_SECURITY_POLICY, policy))
            .content_type("text/html; charset=utf-8")
            .body(NOT_BUILT),
    }
}

fn send(
    request: &HttpRequest,
    name: &str,
    file: EmbeddedFile,
    caching: &'static str,
    policy: Option<&'static str>,
) -> HttpResponse {
    let etag = etag(&file.metadata.sha256_hash());
    let is_known = client::header(request, &IF_NONE_MATCH).is_some_and(|known| known.contains(&etag));
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((CACHE_CONTROL, caching));
    // A weak tag, as the same file goes out compressed or not.
    response.insert_header((ETAG, format!("W/{etag}")));
    if let Some(policy) = policy {
        response.insert_header((CONTENT_SECURITY_POLICY, policy));
    }
    if is_known {
        return response.finish();
    }
    let content_type = mime_guess::from_path(name).first_or_octet_stream();
    let charset = if content_type.type_() == mime_guess::mime::TEXT { "; charset=utf-8" } else { "" };
    response
        .insert_header((CONTENT_TYPE, format!("{}{charset}", content_type.essence_str())))
        .body(file.data.into_owned())
}

fn etag(hash: &[u8]) -> String {
    let mut tag = String::with_capacity(2 + 2 * hash.len());
    tag.push('"');
    for byte in &hash[..16.min(hash.len())] {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}
