//! `POST /uploads?name=owners.xlsx`: takes a file to be imported. Its body is the file, nothing around it.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH};
use actix_web::web::{self, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::StreamExt as _;
use serde_json::json;

use super::files::{refusal, refused, run, who};
use super::{State, client};
use crate::Cx;
use crate::error::Error;
use crate::exchange::{upload, uploads};
use crate::graphql::base;

/// How long the next bytes may take to arrive.
const NEXT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long all of them may.
const WHOLE_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// Why a file was not taken.
enum NotTaken {
    Answer(HttpResponse),
    Error(Error),
}

impl From<Error> for NotTaken {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Takes a file and answers its key.
pub(super) async fn receive(request: HttpRequest, payload: Payload, state: web::Data<State>) -> HttpResponse {
    let language = client::caller(&request, &[]).language;
    let max = state.settings().limits.upload_bytes;
    let cx = match who(&request, &state).await {
        Ok(cx) => cx,
        Err(error) => return refused(error, language),
    };
    if client::header(&request, &CONTENT_ENCODING)
        .is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity"))
    {
        let message = "send the file as it is, without a content encoding";
        return refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message);
    }
    let announced = client::header(&request, &CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if announced.is_some_and(|length| length > max) {
        return too_large(max);
    }
    let Some(name) = name(&request) else {
        return refusal(StatusCode::BAD_REQUEST, "BAD_REQUEST", "say in `name` what the file is called");
    };
    let begun = cx.clone();
    let upload = match run(&state, async move { uploads::begin(&begun, &name).await }).await {
        Ok(upload) => upload,
        Err(error) => return refused(error, language),
    };
    match tokio::time::timeout(WHOLE_TIMEOUT, take(&state, &cx, &upload, payload, max)).await {
        Ok(Ok(upload)) => HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(json!({
            "id": *base::id("upload", upload.id.0), "name": upload.name, "bytes": upload.bytes,
        })),
        Ok(Err(why)) => {
            forget(&state, &cx, &upload).await;
            match why {
                NotTaken::Answer(answer) => answer,
                NotTaken::Error(error) => refused(error, language),
            }
        }
        Err(_) => {
            forget(&state, &cx, &upload).await;
            too_slow()
        }
    }
}

fn name(request: &HttpRequest) -> Option<String> {
    let pairs = Query::<Vec<(String, String)>>::from_query(request.query_string()).ok()?;
    let name = pairs.into_inner().into_iter().find(|(name, _)| name == "name").map(|(_, value)| value)?;
    (!name.trim().is_empty()).then_some(name)
}

/// Takes the body part by part; what is held of it is one part.
async fn take(
    state: &State,
    cx: &Cx,
    upload: &upload::Model,
    mut payload: Payload,
    max: u64,
) -> Result<upload::Model, NotTaken> {
    let (mut part, mut number, mut taken) = (Vec::with_capacity(uploads::PART), 0, 0_u64);
    loop {
        let next = tokio::time::timeout(NEXT_TIMEOUT, payload.next());
        let chunk = match next.await {
            Err(_) => return Err(NotTaken::Answer(too_slow())),
            Ok(None) => break,
            Ok(Some(Err(_))) => {
                let broken = refusal(StatusCode::BAD_REQUEST, "BAD_REQUEST", "the body broke off");
                return Err(NotTaken::Answer(broken));
            }
            Ok(Some(Ok(chunk))) => chunk,
        };
        taken += chunk.len() as u64;
        if taken > max {
            return Err(NotTaken::Answer(too_large(max)));
        }
        let mut rest = &chunk[..];
        while !rest.is_empty() {
            let (fitting, further) = rest.split_at(rest.len().min(uploads::PART - part.len()));
            part.extend_from_slice(fitting);
            rest = further;
            if part.len() == uploads::PART {
                add(state, cx, upload, &mut number, &mut part).await?;
            }
        }
    }
    if !part.is_empty() {
        add(state, cx, upload, &mut number, &mut part).await?;
    }
    let (cx, id) = (cx.clone(), upload.id);
    Ok(run(state, async move { uploads::complete(&cx, id).await }).await?)
}

async fn add(
    state: &State,
    cx: &Cx,
    upload: &upload::Model,
    number: &mut i32,
    part: &mut Vec<u8>,
) -> Result<(), Error> {
    let data = std::mem::replace(part, Vec::with_capacity(uploads::PART));
    let (cx, id, place) = (cx.clone(), upload.id, *number);
    *number += 1;
    run(state, async move { uploads::add(&cx, id, place, data).await }).await
}

async fn forget(state: &State, cx: &Cx, upload: &upload::Model) {
    let (cx, id) = (cx.clone(), upload.id);
    if run(state, async move { uploads::give_up(&cx, id).await }).await.is_err() {
        tracing::warn!("a file that broke off stays until it is old");
    }
}

fn too_large(max: u64) -> HttpResponse {
    let message = format!("the file has more than {max} bytes");
    refusal(StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", &message)
}

fn too_slow() -> HttpResponse {
    refusal(StatusCode::REQUEST_TIMEOUT, "BODY_TIMED_OUT", "the body took too long to arrive")
}
