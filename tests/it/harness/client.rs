use reqwest::header::{ACCEPT, HeaderMap};
use serde_json::{Value, json};

/// Somebody who calls the API by HTTP.
#[derive(Clone)]
pub(crate) struct Client {
    url: String,
    token: Option<String>,
    http: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// Null where nothing ran.
    pub(crate) data: Value,
    pub(crate) errors: Vec<Value>,
    /// How many SQL statements it took, those that find out who asks included.
    pub(crate) sql_statements: Option<u64>,
}

impl Client {
    pub(crate) fn new(url: &str, token: Option<String>) -> Self {
        // No connection outlives its request, so that a server that stops does not wait for one.
        let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
        Self { url: url.to_owned(), token, http }
    }

    /// The same, with this token.
    pub(crate) fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// The token it sends.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// A request to a path, with the token.
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method.parse().unwrap(), format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Runs an operation, whatever comes of it.
    pub(crate) async fn query(&self, document: &str, variables: Value) -> Reply {
        let request = self.request("POST", "/graphql").header(ACCEPT, "application/graphql-response+json");
        Reply::of(request.json(&json!({ "query": document, "variables": variables }))).await
    }
}

impl Reply {
    /// Sends a request, and reads an answer of GraphQL.
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let mut body: Value =
            serde_json::from_str(&text).unwrap_or_else(|_| panic!("status {status}, and no JSON: {text}"));
        let sql_statements =
            headers.get("x-sql-statements").map(|count| count.to_str().unwrap().parse().unwrap());
        let errors = match body["errors"].take() {
            Value::Array(errors) => errors,
            _ => Vec::new(),
        };
        Self { status, headers, data: body["data"].take(), errors, sql_statements }
    }

    /// The data; fails where there are errors.
    pub(crate) fn data(&self) -> &Value {
        assert!(self.errors.is_empty() && self.status == 200, "{self:?}");
        &self.data
    }

    /// The code of the first error; empty where there is none.
    pub(crate) fn code(&self) -> &str {
        self.errors.first().and_then(|error| error["extensions"]["code"].as_str()).unwrap_or_default()
    }

    /// A header as text; empty where it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
