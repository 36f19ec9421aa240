//! `GET /receipts/<submission>.html`: what was submitted, as a document to print; `.json`, what its hash is of.

use std::sync::LazyLock;

use ::entity::Language;
use ::entity::id::SubmissionId;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, VARY};
use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::ID;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::files::{refusal, refused, run, who};
use super::{State, headers};
use crate::graphql::base;
use crate::response::{self, receipt::page};

/// The document has a style of its own and nothing else: it loads nothing, runs nothing, sends nothing.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(page::STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(headers::fixed("default-src 'none'"))
});

/// How a receipt is wanted.
#[derive(Clone, Copy)]
enum Form {
    Page,
    Content,
}

/// Answers with a receipt.
pub(super) async fn receipt(
    request: HttpRequest,
    file: web::Path<String>,
    state: web::Data<State>,
) -> HttpResponse {
    let cx = match who(&request, &state).await {
        Ok(cx) => cx,
        Err(error) => return refused(error, Language::default()),
    };
    if let Err(error) = cx.actor.require_someone() {
        return refused(error, cx.language);
    }
    let Some((id, form)) = wanted(&file) else {
        return refusal(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            "there is no such receipt, or not in this format",
        );
    };
    let Ok(language) = language_in(request.query_string()) else {
        return refusal(
            StatusCode::BAD_REQUEST,
            "BAD_REQUEST",
            "`language` is nb, nn or en, and there is nothing else to choose",
        );
    };
    let asked_in = cx.language;
    let made = run(&state, async move {
        let found = response::receipt(&cx, Some(id)).await?;
        Ok(match form {
            Form::Page => page::page(&found, language.unwrap_or(cx.language))?,
            Form::Content => found.frozen.text()?,
        })
    });
    match made.await {
        Ok(made) => answer(form, made),
        Err(error) => refused(error, asked_in),
    }
}

fn answer(form: Form, made: String) -> HttpResponse {
    let mut builder = HttpResponse::Ok();
    builder.insert_header((CACHE_CONTROL, "no-store")).append_header((VARY, "accept-language"));
    match form {
        Form::Page => builder
            .insert_header((CONTENT_SECURITY_POLICY, POLICY.clone()))
            .content_type("text/html; charset=utf-8")
            .body(made),
        Form::Content => builder.content_type("application/json").body(made),
    }
}

/// The submission and the form that a file's name asks for.
fn wanted(file: &str) -> Option<(SubmissionId, Form)> {
    let (id, extension) = file.rsplit_once('.')?;
    let form = match extension {
        "html" => Form::Page,
        "json" => Form::Content,
        _ => return None,
    };
    Some((base::parse_id("submission", &ID::from(id)).ok()?, form))
}

fn language_in(query_string: &str) -> Result<Option<Language>, ()> {
    let pairs = Query::<Vec<(String, String)>>::from_query(query_string).map_err(|_| ())?;
    let mut language = None;
    for (name, value) in pairs.into_inner() {
        language = match (name.as_str(), value.as_str()) {
            ("language", "nb") => Some(Language::Nb),
            ("language", "nn") => Some(Language::Nn),
            ("language", "en") => Some(Language::En),
            _ => return Err(()),
        };
    }
    Ok(language)
}
