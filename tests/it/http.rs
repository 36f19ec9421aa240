//! The server as a citizen: GraphQL over HTTP as the specification says, headers, pages, health, log, shutdown.

use std::io::Write as _;
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::connections::read_all;
use crate::harness::process::Process;
use crate::harness::{Backend, Database, Reply, TestApp, both};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

both! {
    async fn a_query_is_answered(app: TestApp) {
        let reply = app.anonymous().query("{ __typename viewer { account { id } } }", json!({})).await;
        assert_eq!(reply.data(), &json!({ "__typename": "Query", "viewer": null }));
        assert_eq!(reply.header("content-type"), "application/graphql-response+json; charset=utf-8");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.sql_statements, Some(0));
        let admin = app.admin().await;
        let reply = admin.query("{ viewer { account { email } } }", json!({})).await;
        assert_eq!(reply.data()["viewer"]["account"]["email"], "admin@etat.example");
        assert!(reply.sql_statements.is_some_and(|count| (1..=2).contains(&count)), "{:?}", reply.sql_statements);
    }

    async fn a_token_that_is_not_good_is_told_so(app: TestApp) {
        let reply = app.client("nonsense").query("{ __typename }", json!({})).await;
        assert_eq!((reply.status, reply.code()), (401, "UNAUTHENTICATED"));
        assert_eq!(reply.header("www-authenticate"), "Bearer");
        let basic = app.anonymous().request("POST", "/graphql").basic_auth("a", Some("b")).json(&json!({ "query": "{ __typename }" }));
        assert_eq!(Reply::of(basic).await.status, 401);
    }

    async fn health_tells_whether_the_server_can_work(app: TestApp) {
        for (path, status) in [("/health/live", "live"), ("/health/ready", "ready")] {
            let answer = app.anonymous().request("GET", path).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            assert_eq!(answer.json::<Value>().await.unwrap()["status"], status);
        }
        trespor::db::schema::migrate_down(&app.app.db, 1).await.unwrap();
        let answer = app.anonymous().request("GET", "/health/ready").send().await.unwrap();
        assert_eq!(answer.status(), 503);
        let told = answer.json::<Value>().await.unwrap();
        assert!(told["problems"][0].as_str().is_some_and(|problem| problem.contains("trespor migrate")), "{told}");
        assert_eq!(app.anonymous().request("GET", "/health/live").send().await.unwrap().status(), 200);
    }
}

async fn sqlite() -> TestApp {
    TestApp::spawn(Backend::Sqlite).await
}

async fn post(app: &TestApp, accept: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Reply {
    let request = app
        .anonymous()
        .request("POST", "/graphql")
        .header("accept", accept)
        .header("content-type", content_type);
    Reply::of(request.body(body)).await
}

async fn get(app: &TestApp, parameters: &[(&str, &str)]) -> Reply {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let query: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let path = format!("/graphql?{}", query.join("&"));
    Reply::of(app.anonymous().request("GET", &path).header("accept", GRAPHQL)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_audit_finds_nothing() {
    let app = sqlite().await;
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools");
    assert!(
        tools.join("node_modules").is_dir(),
        "the audit is not installed: run `cargo xtask test`, which installs it"
    );
    let url = format!("{}/graphql", app.url);
    let audit = tokio::task::spawn_blocking(move || {
        Command::new("node")
            .arg("audit.mjs")
            .arg(url)
            .current_dir(tools)
            .output()
            .expect("node is there: run `cargo xtask test`")
    });
    let audit = audit.await.unwrap();
    let told = String::from_utf8_lossy(&audit.stdout);
    assert!(audit.status.success(), "{told}{}", String::from_utf8_lossy(&audit.stderr));
    let counts: Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    assert_eq!((counts["errors"].as_u64(), counts["warnings"].as_u64()), (Some(0), Some(0)), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_status_depends_on_what_the_client_reads() {
    let app = sqlite().await;
    for (body, graphql, plain, code) in [
        (r#"{"query":"{ __typename }"}"#, 200, 200, ""),
        (r#"{"query":"{ nowhere }"}"#, 400, 200, "GRAPHQL_VALIDATION_FAILED"),
        (r#"{"query":"{"}"#, 400, 200, "GRAPHQL_PARSE_FAILED"),
        (r#"{"query":"query A { __typename } query B { __typename }"}"#, 400, 200, "OPERATION_NOT_FOUND"),
        (r#"{"query":"query A { __typename }","operationName":"B"}"#, 400, 200, "OPERATION_NOT_FOUND"),
        (
            r#"{"query":"subscription { roundProgress(roundId: \"x\") { __typename } }"}"#,
            400,
            200,
            "SUBSCRIPTION_NOT_SUPPORTED",
        ),
        (r#"{"query":"query A($n: Int!) { __typename }","variables":{"n":"x"}}"#, 400, 200, "BAD_VARIABLE"),
        (r#"{"query":1}"#, 400, 400, "BAD_REQUEST"),
        (r#"[{"query":"{ __typename }"}]"#, 400, 400, "BATCHING_NOT_SUPPORTED"),
        ("{", 400, 400, "BAD_REQUEST"),
    ] {
        for (accept, status) in [(GRAPHQL, graphql), (JSON, plain)] {
            let reply = post(&app, accept, JSON, body).await;
            assert_eq!((reply.status, reply.code()), (status, code), "{accept}: {body}: {reply:?}");
            assert_eq!(reply.header("content-type"), format!("{accept}; charset=utf-8"));
            assert_eq!(reply.data.is_null(), !code.is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_graphql_is_refused() {
    let app = sqlite().await;
    let query = r#"{"query":"{ __typename }"}"#;
    for (content_type, status) in [
        ("application/json; charset=utf-8", 200),
        ("application/json; charset=latin1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
    ] {
        assert_eq!(post(&app, GRAPHQL, content_type, query).await.status, status, "{content_type}");
    }
    assert_eq!(post(&app, "text/html", JSON, query).await.status, 406);
    let zipped = app
        .anonymous()
        .request("POST", "/graphql")
        .header("content-type", JSON)
        .header("content-encoding", "gzip");
    assert_eq!(Reply::of(zipped.body(query)).await.status, 415);
    for method in ["PUT", "DELETE", "PATCH"] {
        let reply = Reply::of(app.anonymous().request(method, "/graphql").body(query)).await;
        assert_eq!((reply.status, reply.header("allow")), (405, "GET, POST"), "{method}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn get_is_for_queries() {
    let app = sqlite().await;
    let reply = get(
        &app,
        &[
            ("query", "query A($x: Boolean!) { viewer @include(if: $x) { account { id } } }"),
            ("operationName", "A"),
            ("variables", r#"{"x":true}"#),
        ],
    )
    .await;
    assert_eq!(reply.data(), &json!({ "viewer": null }));
    let mutation =
        r#"mutation { signIn(input: { email: "a@b.no", password: "x" }) { userErrors { code } } }"#;
    let reply = get(&app, &[("query", mutation)]).await;
    assert_eq!((reply.status, reply.code(), reply.header("allow")), (405, "METHOD_NOT_ALLOWED", "POST"));
    let both = format!("query A {{ __typename }} mutation B {{ {}", &mutation["mutation {".len()..]);
    assert_eq!(get(&app, &[("query", &both), ("operationName", "B")]).await.status, 405);
    assert_eq!(get(&app, &[("query", &both), ("operationName", "A")]).await.status, 200);
    assert_eq!(get(&app, &[]).await.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let app = TestApp::with_settings(Backend::Sqlite, |settings| settings.limits.body_bytes = 2000).await;
    let large = json!({ "query": format!("{{ __typename }} #{}", "x".repeat(2000)) }).to_string();
    let reply = post(&app, GRAPHQL, JSON, large.clone()).await;
    assert_eq!((reply.status, reply.code()), (413, "BODY_TOO_LARGE"));
    // The same in chunks, of which no length is announced.
    let chunks: Vec<Result<Vec<u8>, std::io::Error>> =
        large.as_bytes().chunks(500).map(|chunk| Ok(chunk.to_vec())).collect();
    let mut stream = TcpStream::connect(app.url.strip_prefix("http://").unwrap()).unwrap();
    write!(stream, "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: {JSON}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n").unwrap();
    for chunk in chunks.into_iter().flatten() {
        // The server may hang up in the middle.
        let _ = write!(stream, "{:x}\r\n", chunk.len())
            .and_then(|()| stream.write_all(&chunk))
            .and_then(|()| stream.write_all(b"\r\n"));
    }
    // It may have hung up already.
    let _ = stream.shutdown(Shutdown::Write);
    assert!(read_all(stream).starts_with("HTTP/1.1 413"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_has_security_headers_and_an_id_of_ours() {
    let app = TestApp::with_settings(Backend::Sqlite, |settings| {
        settings.http.public_url = "https://trespor.example".to_owned();
    })
    .await;
    let mut ids = std::collections::HashSet::new();
    for path in ["/graphql", "/svar/abc", "/graphiql", "/health/live", "/nowhere", "/assets/nowhere.js"] {
        let answer =
            app.anonymous().request("GET", path).header("x-request-id", "mine").send().await.unwrap();
        let header =
            |name: &str| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(header("strict-transport-security").starts_with("max-age="), "{path}");
        assert!(header("permissions-policy").contains("camera=()"), "{path}");
        let policy = header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(path == "/graphiql" || !policy.contains("unsafe"), "{path}: {policy}");
        let id = uuid::Uuid::parse_str(&header("x-request-id")).unwrap();
        assert!(id.get_version_num() == 7 && ids.insert(id), "{path}");
    }
    let plain = sqlite().await;
    let answer = plain.anonymous().request("GET", "/health/live").send().await.unwrap();
    assert!(!answer.headers().contains_key("strict-transport-security"), "not without https");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_origins_are_kept_out_unless_the_settings_list_them() {
    let app = TestApp::with_settings(Backend::Sqlite, |settings| {
        settings.http.allowed_origins = vec!["https://client.example".to_owned()];
    })
    .await;
    for (origin, is_allowed) in
        [("https://client.example", true), ("https://evil.example", false), ("null", false)]
    {
        let preflight = app.anonymous().request("OPTIONS", "/graphql").header("origin", origin);
        let preflight = preflight
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        let answer = preflight.send().await.unwrap();
        let allowed = answer.headers().get("access-control-allow-origin");
        assert_eq!((answer.status().is_success(), allowed.is_some()), (is_allowed, is_allowed), "{origin}");
        let reply = Reply::of(
            app.anonymous()
                .request("POST", "/graphql")
                .header("origin", origin)
                .json(&json!({ "query": "{ __typename }" })),
        )
        .await;
        assert_eq!(reply.header("access-control-allow-origin"), if is_allowed { origin } else { "" });
        assert_eq!(reply.header("access-control-allow-credentials"), "");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_answers_are_compressed_for_those_who_can_read_them() {
    let app = sqlite().await;
    let raw = reqwest::Client::builder().no_gzip().no_brotli().build().unwrap();
    let document =
        json!({ "query": "{ __schema { types { name description fields { name description } } } }" });
    let mut lengths = Vec::new();
    for encoding in ["identity", "gzip", "br"] {
        let request =
            raw.post(format!("{}/graphql", app.url)).header("accept-encoding", encoding).json(&document);
        let answer = request.send().await.unwrap();
        let told = answer.headers().get("content-encoding").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(told.as_deref().unwrap_or("identity"), encoding);
        lengths.push(answer.bytes().await.unwrap().len());
    }
    assert!(lengths[1] * 3 < lengths[0] && lengths[2] * 3 < lengths[0], "{lengths:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_the_same_for_everybody_and_never_used_up() {
    let app = sqlite().await;
    let mut bodies = Vec::new();
    for path in ["/svar/a", "/svar/a", "/svar/b", "/passord/c"] {
        let head = app.anonymous().request("HEAD", path).send().await.unwrap();
        let answer = app.anonymous().request("GET", path).send().await.unwrap();
        assert_eq!(
            (head.status().as_u16(), answer.status().as_u16()),
            (200, 200),
            "{path}: run `cargo xtask web`"
        );
        assert_eq!(answer.headers()["cache-control"], "no-cache");
        let etag = answer.headers()["etag"].clone();
        let again = app.anonymous().request("GET", path).header("if-none-match", etag).send().await.unwrap();
        assert_eq!(again.status(), 304);
        assert_eq!(head.text().await.unwrap(), "");
        bodies.push(answer.text().await.unwrap());
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    let script =
        bodies[0].split('"').find(|part| part.starts_with("/assets/") && part.ends_with(".js")).unwrap();
    let answer = app.anonymous().request("GET", script).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
    for path in [
        "/assets/..%2f..%2fCargo.toml",
        "/assets/%2e%2e/index.html",
        "/assets/..%2findex.html",
        "/assets/nowhere.js",
        "/svar/a/b",
    ] {
        assert_eq!(app.anonymous().request("GET", path).send().await.unwrap().status(), 404, "{path}");
    }
    assert_eq!(app.anonymous().request("POST", "/svar/a").send().await.unwrap().status(), 405);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_would_rather_speak_http_2_is_answered() {
    let app = sqlite().await;
    let request = app.anonymous().request("GET", "/graphql?query=%7B__typename%7D");
    let reply = Reply::of(request.header("connection", "Upgrade").header("upgrade", "h2c")).await;
    assert_eq!((reply.status, &reply.data()["__typename"]), (200, &json!("Query")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn graphiql_and_diagnostics_are_for_development_only() {
    for is_development in [true, false] {
        let app =
            TestApp::with_settings(Backend::Sqlite, |settings| settings.http.development = is_development)
                .await;
        let page = app.anonymous().request("GET", "/graphiql").send().await.unwrap();
        assert_eq!(page.status().as_u16(), if is_development { 200 } else { 404 });
        let reply = app.anonymous().query("{ __typename }", json!({})).await;
        assert_eq!(reply.sql_statements.is_some(), is_development);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_in_the_language_of_the_request() {
    let app = sqlite().await;
    let document =
        r#"mutation { signIn(input: { email: "a@b.no", password: "x" }) { userErrors { message } } }"#;
    let mut messages = std::collections::HashSet::new();
    for language in ["nb", "nn-NO,nb;q=0.5", "en-GB"] {
        let request = app.anonymous().request("POST", "/graphql").header("accept-language", language);
        let reply = Reply::of(request.json(&json!({ "query": document }))).await;
        messages.insert(reply.data()["signIn"]["userErrors"][0]["message"].as_str().unwrap().to_owned());
    }
    assert_eq!(messages.len(), 3, "{messages:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_personal_is_logged_however_much_is_logged() {
    let database = Database::fresh(Backend::Sqlite).await;
    let server = Process::serve(&database, &[("TRESPOR_LOG__FILTER", "debug")]).await;
    for path in [
        "/svar/hemmelig-lenke",
        "/passord/hemmelig-lenke",
        "/hemmelig-lenke",
        "/graphql?query=%7B__typename%7D&x=hemmelig-lenke",
    ] {
        let request = server
            .anonymous()
            .request("GET", path)
            .header("user-agent", "hemmelig-klient")
            .header("x-request-id", "hemmelig-id");
        request.send().await.unwrap();
    }
    let named = "query HentNoe { __typename }";
    server.anonymous().query(named, json!({ "x": "hemmelig-verdi" })).await;
    let sign_in = "mutation($p: String!) { signIn(input: { email: \"hemmelig@etat.no\", password: $p }) { userErrors { code } } }";
    server.anonymous().query(sign_in, json!({ "p": "hemmelig-passord" })).await;
    let log = server.log();
    let requests: Vec<&str> = log.lines().filter(|line| line.contains("request")).collect();
    assert!(!log.contains("hemmelig") && requests.iter().all(|line| !line.contains("127.0.0.1")), "{log}");
    for line in ["/svar/{token}", "/passord/{token}", "HentNoe", "mutation"] {
        assert!(log.contains(line), "{line} in:\n{log}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_flight_is_finished_when_the_server_is_told_to_stop() {
    let database = Database::fresh(Backend::Sqlite).await;
    let mut server = Process::serve(&database, &[]).await;
    let body = r#"{"query":"mutation { signIn(input: { email: \"a@b.no\", password: \"x\" }) { userErrors { code } } }"}"#;
    let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: {JSON}\r\ncontent-length: {}\r\n\r\n{}",
        body.len(),
        &body[..20]
    )
    .unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.terminate();
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert!(TcpStream::connect(server.url.strip_prefix("http://").unwrap()).is_err(), "no more are taken");
    stream.write_all(&body.as_bytes()[20..]).unwrap();
    let answer = tokio::task::spawn_blocking(|| read_all(stream)).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("WRONG_CREDENTIALS"),
        "{answer}\n{}",
        server.log()
    );
    let begun = Instant::now();
    assert!(server.wait().success(), "{}", server.log());
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert!(server.log().contains("stopped"), "{}", server.log());
}
