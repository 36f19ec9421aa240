//! Reads the operation out of a request, as "GraphQL over HTTP" says.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut, Payload, Query};
use async_graphql::Variables;
use futures_util::StreamExt as _;
use serde_json::{Map, Value};

use super::client::header;
use super::negotiate;
use crate::graphql::execute::Incoming;

/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

/// Why there is no operation in a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Malformed {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }
}

/// Reads the body of a POST.
pub(super) async fn from_body(
    request: &HttpRequest,
    payload: Payload,
    max_bytes: usize,
) -> Result<Incoming, Malformed> {
    let content_type = header(request, &CONTENT_TYPE).unwrap_or_default();
    let is_encoded =
        header(request, &CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity"));
    if !negotiate::is_json(content_type) || is_encoded {
        let message = "send the operation as application/json in UTF-8, without a content encoding";
        return Err(Malformed::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message));
    }
    let announced = header(request, &CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > max_bytes) {
        return Err(too_large(max_bytes));
    }
    let body = match tokio::time::timeout(BODY_TIMEOUT, read(payload, max_bytes)).await {
        Ok(body) => body?,
        Err(_) => {
            return Err(Malformed::new(
                StatusCode::REQUEST_TIMEOUT,
                "BODY_TIMED_OUT",
                "the body took too long to arrive",
            ));
        }
    };
    parse_body(&body)
}

async fn read(mut payload: Payload, max_bytes: usize) -> Result<Bytes, Malformed> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Malformed::bad("the body broke off"))?;
        if body.len() + chunk.len() > max_bytes {
            return Err(too_large(max_bytes));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn too_large(max_bytes: usize) -> Malformed {
    Malformed::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "BODY_TOO_LARGE",
        format!("the body has more than {max_bytes} bytes"),
    )
}

fn parse_body(body: &[u8]) -> Result<Incoming, Malformed> {
    let value = serde_json::from_slice(body)
        .map_err(|error| Malformed::bad(format!("the body is not JSON: {error}")))?;
    match value {
        Value::Object(fields) => parse(fields),
        Value::Array(_) => Err(Malformed::new(
            StatusCode::BAD_REQUEST,
            "BATCHING_NOT_SUPPORTED",
            "send one operation in each request",
        )),
        _ => Err(Malformed::bad("the body is not a JSON object")),
    }
}

/// Reads the query string of a GET.
pub(super) fn from_query(query_string: &str) -> Result<Incoming, Malformed> {
    let pairs = Query::<Vec<(String, String)>>::from_query(query_string)
        .map_err(|_| Malformed::bad("the query string cannot be read"))?;
    let mut fields = Map::new();
    for (name, value) in pairs.into_inner() {
        let value = match name.as_str() {
            "query" | "operationName" => Value::String(value),
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => serde_json::from_str(&value)
                .map_err(|error| Malformed::bad(format!("`{name}` is not JSON: {error}")))?,
            _ => continue,
        };
        if fields.insert(name, value).is_some() {
            return Err(Malformed::bad("a parameter is there twice"));
        }
    }
    parse(fields)
}

/// Reads the parameters of a request, wherever they were sent.
pub(super) fn parse(mut fields: Map<String, Value>) -> Result<Incoming, Malformed> {
    let query = match fields.remove("query") {
        Some(Value::String(query)) => query,
        Some(_) => return Err(Malformed::bad("`query` is not a string")),
        None => {
            return Err(Malformed::bad("`query` is missing: it holds the GraphQL document"));
        }
    };
    let operation_name = match fields.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(Malformed::bad("`operationName` is not a string")),
    };
    let variables = match fields.remove("variables") {
        None | Some(Value::Null) => Variables::default(),
        Some(variables @ Value::Object(_)) => Variables::from_json(variables),
        Some(_) => return Err(Malformed::bad("`variables` is not an object")),
    };
    match fields.remove("extensions") {
        // Nothing here reads them.
        None | Some(Value::Null | Value::Object(_)) => Ok(Incoming { query, operation_name, variables }),
        Some(_) => Err(Malformed::bad("`extensions` is not an object")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(body: &str) -> &'static str {
        parse_body(body.as_bytes()).err().map_or("fine", |malformed| malformed.code)
    }

    #[test]
    fn a_body_is_one_object_with_a_query() {
        for (body, expected) in [
            (r#"{"query":"{a}"}"#, "fine"),
            (r#"{"query":"{a}","operationName":null,"variables":null,"extensions":null,"other":1}"#, "fine"),
            (r#"{"query":"{a}","operationName":"A","variables":{},"extensions":{}}"#, "fine"),
            (r#"[{"query":"{a}"}]"#, "BATCHING_NOT_SUPPORTED"),
            (r#"{"query":1}"#, "BAD_REQUEST"),
            (r#"{"query":null}"#, "BAD_REQUEST"),
            ("{}", "BAD_REQUEST"),
            (r#"{"query":"{a}","operationName":1}"#, "BAD_REQUEST"),
            (r#"{"query":"{a}","variables":"{}"}"#, "BAD_REQUEST"),
            (r#"{"query":"{a}","variables":[]}"#, "BAD_REQUEST"),
            (r#"{"query":"{a}","extensions":0}"#, "BAD_REQUEST"),
            ("", "BAD_REQUEST"),
            ("{a}", "BAD_REQUEST"),
            ("\"{a}\"", "BAD_REQUEST"),
        ] {
            assert_eq!(code(body), expected, "{body}");
        }
        let deep = format!(
            r#"{{"query":"{{a}}","variables":{{"a":{}{}}}}}"#,
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(code(&deep), "BAD_REQUEST");
    }

    #[test]
    fn a_query_string_holds_variables_as_json() {
        let read = from_query("query=%7Ba%7D&operationName=A&variables=%7B%22n%22%3A1%7D&x=y").unwrap();
        assert_eq!(
            (read.query.as_str(), read.operation_name.as_deref(), read.variables.len()),
            ("{a}", Some("A"), 1)
        );
        for bad in ["", "query=a&query=b", "query=a&variables=x", "query=a&variables=1", "operationName=A"] {
            assert!(from_query(bad).is_err(), "{bad}");
        }
    }
}
