//! Operations over web sockets, message by message.

mod arranged;

use std::time::Duration;

use arranged::{empty_round, invite_one};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::harness::socket::{Heard, Socket};
use crate::harness::{Backend, TestApp, both};
use crate::world::{self, World, done};

const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");
const PROGRESS: &str = "subscription($id: ID!) { roundProgress(roundId: $id) { invited } }";

async fn sqlite() -> TestApp {
    TestApp::spawn(Backend::Sqlite).await
}

fn next(id: &str, invited: i32) -> Value {
    json!({ "type": "next", "id": id, "payload": { "data": { "roundProgress": { "invited": invited } } } })
}

fn code_of(message: &Value) -> &str {
    message["payload"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

both! {
    async fn a_subscription_tells_what_changes_until_it_is_completed(app: TestApp) {
        let round = empty_round(&app).await;
        let admin = app.admin().await;
        let mut socket = Socket::greeted(&app.url, admin.token()).await;
        let id = json!({ "id": format!("round_{}", round.0.simple()) });
        socket.subscribe("a", PROGRESS, id.clone()).await;
        assert_eq!(socket.hear_message().await, next("a", 0));
        invite_one(&app, round, true).await;
        assert_eq!(socket.hear_message().await, next("a", 1));
        socket.say(json!({ "type": "complete", "id": "a" })).await;
        // The id is free again, and nothing of the earlier operation comes under it.
        socket.subscribe("a", "{ __typename }", json!({})).await;
        assert_eq!(socket.hear_message().await, json!({ "type": "next", "id": "a", "payload": { "data": { "__typename": "Query" } } }));
        assert_eq!(socket.hear_message().await, json!({ "type": "complete", "id": "a" }));
    }

    async fn a_stranger_is_told_nothing_by_subscribing(app: TestApp) {
        let round = empty_round(&app).await;
        let mut socket = Socket::greeted(&app.url, None).await;
        socket.subscribe("a", PROGRESS, json!({ "id": format!("round_{}", round.0.simple()) })).await;
        let told = socket.hear_message().await;
        assert!(told.to_string().contains("UNAUTHENTICATED") && !told.to_string().contains("invited"), "{told}");
    }

    async fn rights_that_are_lost_are_lost_on_an_open_socket(app: TestApp) {
        let world = World::new(&app).await;
        let round = world.open_round(&app).await;
        let revoke = "mutation($input: RevokeRoleInput!) { revokeRole(input: $input) { userErrors { code } } }";
        let of_analyst = json!({ "input": { "studyId": world.study, "accountId": world.analyst_account } });
        let study = "query($id: ID!) { study(id: $id) { id } }";
        let mut asking = Socket::greeted(&app.url, world.analyst.token()).await;
        let mut listening = Socket::greeted(&app.url, world.analyst.token()).await;
        listening.subscribe("a", PROGRESS, json!({ "id": round.id })).await;
        assert_eq!(listening.hear_message().await, next("a", 1));
        done(&world.admin, revoke, of_analyst).await;
        asking.subscribe("a", study, json!({ "id": world.study })).await;
        assert_eq!(asking.hear_message().await["payload"]["data"]["study"], json!(null));
        // The round changes: she is not told how, but let go.
        let answer = json!({ "questionId": world.question(), "state": "DONT_KNOW", "baseRevision": 0 });
        done(&round.respondent, world::SAVE, json!({ "answers": [answer] })).await;
        assert_eq!(listening.hear().await, Heard::Closed(4403));
    }

    async fn signing_out_ends_the_socket(app: TestApp) {
        let admin = app.admin().await;
        let mut socket = Socket::greeted(&app.url, admin.token()).await;
        admin.query("mutation { signOut(input: {}) { userErrors { code } } }", json!({})).await.data();
        // Rights are read again every ten seconds.
        let closed = tokio::time::timeout(Duration::from_secs(20), async {
            loop {
                tokio::time::sleep(Duration::from_secs(2)).await;
                socket.say(json!({ "type": "ping" })).await;
                if let Heard::Closed(code) = socket.hear().await {
                    return code;
                }
            }
        });
        assert_eq!(closed.await.unwrap(), 4403);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn queries_and_mutations_run_over_a_socket_too() {
    let app = sqlite().await;
    let admin = app.admin().await;
    let mut socket = Socket::greeted(&app.url, admin.token()).await;
    socket.subscribe("1", "{ viewer { account { email } } }", json!({})).await;
    assert_eq!(
        socket.hear_message().await["payload"]["data"]["viewer"]["account"]["email"],
        "admin@etat.example"
    );
    assert_eq!(socket.hear_message().await["type"], "complete");
    let sign_in =
        "mutation { signIn(input: { email: \"x@y.no\", password: \"x\" }) { userErrors { code } } }";
    socket.subscribe("1", sign_in, json!({})).await;
    assert_eq!(
        socket.hear_message().await["payload"]["data"]["signIn"]["userErrors"][0]["code"],
        "WRONG_CREDENTIALS"
    );
    assert_eq!(socket.hear_message().await["type"], "complete");
    socket.say(json!({ "type": "ping", "payload": { "a": 1 } })).await;
    assert_eq!(socket.hear_message().await, json!({ "type": "pong", "payload": { "a": 1 } }));
    socket.say(json!({ "type": "pong" })).await;
    socket.say(json!({ "type": "complete", "id": "never" })).await;
    socket.say(json!({ "type": "ping" })).await;
    assert_eq!(socket.hear_message().await, json!({ "type": "pong" }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_limits_hold_as_over_http() {
    let app =
        TestApp::with_settings(Backend::Sqlite, |settings| settings.limits.operations_per_socket = 2).await;
    let round = empty_round(&app).await;
    let admin = app.admin().await;
    let mut socket = Socket::greeted(&app.url, admin.token()).await;
    for (document, code) in [
        ("{ nowhere }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ ...A } fragment A on Query { ...A }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_NOT_FOUND"),
        (&format!("{{ {} }}", "__typename ".repeat(10_001)), "TOO_MANY_TOKENS"),
    ] {
        socket.subscribe("x", document, json!({})).await;
        let told = socket.hear_message().await;
        assert_eq!((told["type"].as_str(), code_of(&told)), (Some("error"), code), "{told}");
    }
    let id = json!({ "id": format!("round_{}", round.0.simple()) });
    for name in ["a", "b"] {
        socket.subscribe(name, PROGRESS, id.clone()).await;
        assert_eq!(socket.hear_message().await, next(name, 0));
    }
    socket.subscribe("c", PROGRESS, id).await;
    assert_eq!(code_of(&socket.hear_message().await), "TOO_MANY_OPERATIONS");
    let mut large = Socket::greeted(&app.url, None).await;
    large.subscribe("1", &" ".repeat(2 << 20), json!({})).await;
    assert!(matches!(large.hear().await, Heard::Closed(4400 | 1006)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_breaks_the_protocol_is_told_how() {
    let app = sqlite().await;
    let init = json!({ "type": "connection_init" });
    let query = json!({ "type": "subscribe", "id": "1", "payload": { "query": "{ __typename }" } });
    let with_token = |authorization: Value| json!({ "type": "connection_init", "payload": { "authorization": authorization } });
    let cases: [(&[Value], u16); 8] = [
        (std::slice::from_ref(&query), 4401),
        (&[init.clone(), init.clone()], 4429),
        (&[init.clone(), json!({ "type": "start" })], 4400),
        (&[json!([])], 4400),
        (&[init.clone(), json!({ "type": "subscribe", "id": "1", "payload": {} })], 4400),
        (&[with_token(json!("Bearer nonsense"))], 4403),
        (&[with_token(json!(""))], 4403),
        (&[with_token(json!(1))], 4400),
    ];
    for (messages, code) in cases {
        let mut socket = Socket::connect(&app.url).await;
        for message in messages {
            socket.say(message.clone()).await;
        }
        let closed = loop {
            if let Heard::Closed(code) = socket.hear().await {
                break code;
            }
        };
        assert_eq!(closed, code, "{messages:?}");
    }
    let mut socket = Socket::connect(&app.url).await;
    socket.say_text("hello").await;
    assert_eq!(socket.hear().await, Heard::Closed(4400));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_id_is_for_one_operation_at_a_time() {
    let app = sqlite().await;
    let round = empty_round(&app).await;
    let admin = app.admin().await;
    let mut socket = Socket::greeted(&app.url, admin.token()).await;
    let id = json!({ "id": format!("round_{}", round.0.simple()) });
    socket.subscribe("a", PROGRESS, id.clone()).await;
    assert_eq!(socket.hear_message().await, next("a", 0));
    socket.subscribe("a", PROGRESS, id).await;
    assert_eq!(socket.hear().await, Heard::Closed(4409));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_never_says_who_it_is_is_not_waited_for() {
    let app = sqlite().await;
    let begun = std::time::Instant::now();
    let mut socket = Socket::connect(&app.url).await;
    assert_eq!(socket.hear().await, Heard::Closed(4408));
    assert!((2..6).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handshake_needs_the_protocol_and_a_known_origin() {
    let app = TestApp::with_settings(Backend::Sqlite, |settings| {
        settings.http.public_url = "https://trespor.example".to_owned();
        settings.http.allowed_origins = vec!["https://client.example".to_owned()];
    })
    .await;
    for (headers, refused) in [
        (&[PROTOCOL][..], None),
        (&[("sec-websocket-protocol", "graphql-ws, graphql-transport-ws")], None),
        (&[("sec-websocket-protocol", "graphql-ws")], Some(400)),
        (&[], Some(400)),
        (&[PROTOCOL, ("origin", "https://trespor.example")], None),
        (&[PROTOCOL, ("origin", "https://client.example")], None),
        (&[PROTOCOL, ("origin", "https://evil.example")], Some(403)),
        (&[PROTOCOL, ("origin", "https://trespor.example.evil.example")], Some(403)),
        (&[PROTOCOL, ("origin", "http://trespor.example")], Some(403)),
        (&[PROTOCOL, ("origin", "null")], Some(403)),
    ] {
        assert_eq!(Socket::open(&app.url, headers).await.err(), refused, "{headers:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_are_so_many_sockets_and_no_more() {
    let app = TestApp::with_settings(Backend::Sqlite, |settings| settings.limits.sockets = 2).await;
    let first = Socket::greeted(&app.url, None).await;
    let _second = Socket::greeted(&app.url, None).await;
    assert_eq!(Socket::open(&app.url, &[PROTOCOL]).await.err(), Some(503));
    drop(first);
    let freed = tokio::time::timeout(Duration::from_secs(5), async {
        while Socket::open(&app.url, &[PROTOCOL]).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    freed.await.expect("a socket that is closed makes room");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_client_cannot_take_all_sockets() {
    let app = TestApp::with_settings(Backend::Sqlite, |settings| {
        settings.limits.sockets_per_address = 2;
        settings.http.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let from = |address: &'static str| [PROTOCOL, ("x-forwarded-for", address)];
    let _first = Socket::open(&app.url, &from("192.0.2.1")).await.unwrap();
    let _second = Socket::open(&app.url, &from("192.0.2.1")).await.unwrap();
    assert_eq!(Socket::open(&app.url, &from("192.0.2.1")).await.err(), Some(429));
    assert!(Socket::open(&app.url, &from("192.0.2.2")).await.is_ok());
}

/// What is said while nobody listens is lost; who listens again reads again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_figure_is_right_again_when_postgresql_was_away() {
    let app = TestApp::spawn(Backend::Postgres).await;
    let round = empty_round(&app).await;
    let admin = app.admin().await;
    let mut socket = Socket::greeted(&app.url, admin.token()).await;
    socket.subscribe("a", PROGRESS, json!({ "id": format!("round_{}", round.0.simple()) })).await;
    assert_eq!(socket.hear_message().await, next("a", 0));
    tokio::time::sleep(Duration::from_secs(1)).await;
    // As another server would, whose news do not arrive.
    invite_one(&app, round, false).await;
    let ended = app
        .app
        .db
        .reader()
        .execute_unprepared(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
        )
        .await
        .unwrap();
    assert!(ended.rows_affected() > 0, "somebody listened");
    assert_eq!(socket.hear_message().await, next("a", 1));
}

/// What runs over a socket is finished as what runs over HTTP is; subscriptions have no end to wait for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mutation_over_a_socket_is_answered_before_the_server_stops() {
    let mut app = sqlite().await;
    let mut socket = Socket::greeted(&app.url, None).await;
    for number in 0..8 {
        let sign_in = format!(
            "mutation {{ signIn(input: {{ email: \"x{number}@y.no\", password: \"x\" }}) {{ userErrors {{ code }} }} }}"
        );
        socket.subscribe(&number.to_string(), &sign_in, json!({})).await;
    }
    socket.say(json!({ "type": "ping" })).await;
    // Looking at eight passwords takes longer than saying pong; what was said before it was heard too.
    let mut answered = 0;
    let mut completed = 0;
    let mut count = |message: &Value| {
        answered += usize::from(message.to_string().contains("WRONG_CREDENTIALS"));
        completed += usize::from(message["type"] == "complete");
        (answered, completed)
    };
    loop {
        let message = socket.hear_message().await;
        if message["type"] == "pong" {
            break;
        }
        count(&message);
    }
    app.stop();
    while count(&socket.hear_message().await) != (8, 8) {}
    assert_eq!(socket.hear().await, Heard::Closed(1001));
    app.stopped().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_ends_when_its_token_expires_or_the_server_stops() {
    let mut app = sqlite().await;
    let admin = app.admin().await;
    let mut socket = Socket::greeted(&app.url, admin.token()).await;
    let mut anonymous = Socket::greeted(&app.url, None).await;
    app.app.clock.advance(chrono::Duration::minutes(11));
    assert_eq!(socket.hear().await, Heard::Closed(4403));
    app.stop();
    assert_eq!(anonymous.hear().await, Heard::Closed(1001));
    let begun = std::time::Instant::now();
    app.stopped().await;
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}
