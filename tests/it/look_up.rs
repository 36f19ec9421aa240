//! Looking organizations up in Enhetsregisteret: what it tells, and that it is never in the way. A stub on this machine
//! stands in for it; nothing here speaks to the world outside.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use trespor::config::Settings;

use crate::harness::{Backend, Canned, Client, Reply, Stub, TestApp};
use crate::world::{self, World, text};

/// What the register answered on a day when it was asked; register data: NLOD.
const SAMPLE: &str = include_str!("look_up/brreg-sample.json");
/// Where the API lies on its server.
const BASE: &str = "/enhetsregisteret/api";
const DIGDIR: &str = "991825827";
const DELETED: &str = "821227062";
const UNKNOWN: &str = "974760223";

const LOOK_UP: &str = "query($orgnr: String!) { organizationLookUp(orgnr: $orgnr) {
    outcome deletedOn unavailable { reason message } organization { id name }
    unit { orgnr name form { code name } language sector { code name } parentOrgnr municipality { code name } homepage
        aliases isSubUnit organization { id } } } }";
const SEARCH: &str = "query($name: String!, $first: Int) { unitSearch(name: $name, first: $first) {
    totalCount unavailable { reason message } nodes { orgnr name isSubUnit organization { name } } } }";

/// What the register answers to the request that the sample names so.
fn sample(request: &str) -> Value {
    let all: Value = serde_json::from_str(SAMPLE).unwrap();
    all.as_object().unwrap().iter().find(|(name, _)| name.starts_with(request)).expect(request).1.clone()
}

fn unit_at(orgnr: &str) -> String {
    format!("{BASE}/enheter/{orgnr}")
}

fn sub_unit_at(orgnr: &str) -> String {
    format!("{BASE}/underenheter/{orgnr}")
}

async fn app_with(backend: Backend, stub: &Stub, change: impl FnOnce(&mut Settings)) -> TestApp {
    TestApp::with_settings(backend, |settings| {
        settings.brreg.address = format!("{}{BASE}", stub.url);
        settings.brreg.timeout_seconds = 1;
        change(settings);
    })
    .await
}

/// Looks a number up and expects an answer, whatever it says.
async fn look_up(client: &Client, orgnr: &str) -> Value {
    client.query(LOOK_UP, json!({ "orgnr": orgnr })).await.data()["organizationLookUp"].clone()
}

/// Why a number cannot be looked up; empty where it can.
async fn reason(client: &Client, orgnr: &str) -> String {
    let answer = look_up(client, orgnr).await;
    let reason = answer["unavailable"]["reason"].as_str().unwrap_or_default().to_owned();
    assert_eq!(answer["outcome"] == "UNAVAILABLE", !reason.is_empty(), "{answer}");
    reason
}

/// Runs each test on both databases, with a server that looks up at a stub.
macro_rules! asking {
    ($(async fn $name:ident($app:ident: TestApp, $stub:ident: Stub) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn check($app: TestApp, $stub: Stub) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let stub = Stub::start().await;
                Box::pin(check(app_with(Backend::Sqlite, &stub, |_| {}).await, stub)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let stub = Stub::start().await;
                Box::pin(check(app_with(Backend::Postgres, &stub, |_| {}).await, stub)).await;
            }
        }
    )*};
}

asking! {
    async fn a_unit_is_told_of_with_the_owner_that_we_have(app: TestApp, stub: Stub) {
        let world = World::new(&app).await;
        stub.answer(&unit_at(DIGDIR), Canned::Json(200, sample("GET /enheter/991825827")));
        let answer = look_up(&world.analyst, "991 825 827").await;
        assert_eq!(answer, json!({
            "outcome": "FOUND", "deletedOn": null, "unavailable": null, "organization": null,
            "unit": {
                "orgnr": DIGDIR, "name": "DIGITALISERINGSDIREKTORATET",
                "form": { "code": "ORGL", "name": "Organisasjonsledd" }, "language": "NB",
                "sector": { "code": "6100", "name": "Statsforvaltningen" }, "parentOrgnr": "932384469",
                "municipality": { "code": "0301", "name": "OSLO" }, "homepage": "www.digdir.no", "aliases": ["digdir"],
                "isSubUnit": false, "organization": null,
            },
        }));
        let head = stub.heads().join("");
        assert!(head.contains("user-agent: trespor/") && head.contains("accept: application/json"), "{head}");
        assert!(!head.to_lowercase().contains("authorization"), "{head}");

        let id = world::register_owner(&world.analyst, DIGDIR, "Digdir", "kari@digdir.example").await;
        let answer = look_up(&world.analyst, DIGDIR).await;
        assert_eq!((text(&answer, "/organization/id"), text(&answer, "/unit/organization/id")), (id.clone(), id));
    }

    async fn what_is_no_unit_may_be_a_sub_unit_or_deleted_or_nothing(app: TestApp, stub: Stub) {
        let world = World::new(&app).await;
        let sub_unit = json!({
            "organisasjonsnummer": DIGDIR, "navn": "DIGDIR LEIKANGER", "overordnetEnhet": "974760673",
            "organisasjonsform": { "kode": "BEDR", "beskrivelse": "Underenhet" }, "maalform": "Nynorsk",
            "beliggenhetsadresse": { "kommune": "SOGNDAL", "kommunenummer": "4640" },
        });
        stub.answer(&sub_unit_at(DIGDIR), Canned::Json(200, sub_unit));
        let answer = look_up(&world.analyst, DIGDIR).await;
        assert_eq!(answer["outcome"], "FOUND");
        let unit = &answer["unit"];
        assert_eq!([&unit["isSubUnit"], &unit["language"], &unit["parentOrgnr"]], [&json!(true), &json!("NN"), &json!("974760673")]);
        assert_eq!((&unit["municipality"]["code"], &unit["sector"], &unit["homepage"]), (&json!("4640"), &json!(null), &json!(null)));
        assert_eq!(stub.asked(), [unit_at(DIGDIR), sub_unit_at(DIGDIR)]);

        let deleted = sample("GET /enheter/821227062");
        stub.answer(&unit_at(DELETED), Canned::Json(200, deleted.clone()));
        let with_date = look_up(&world.analyst, DELETED).await;
        assert_eq!((&with_date["outcome"], &with_date["deletedOn"]), (&json!("DELETED"), &json!("2024-11-26")));
        assert_eq!(with_date["unit"]["form"]["code"], "FYLK");
        stub.answer(&unit_at(DELETED), Canned::Json(410, deleted));
        assert_eq!(look_up(&world.analyst, DELETED).await, with_date, "410 tells the same");
        let removed = json!({ "organisasjonsnummer": DELETED, "slettedato": "2024-11-26" });
        stub.answer(&unit_at(DELETED), Canned::Json(410, removed));
        let answer = look_up(&world.analyst, DELETED).await;
        assert_eq!((&answer["outcome"], &answer["deletedOn"], &answer["unit"]), (&json!("DELETED"), &json!("2024-11-26"), &json!(null)));
        stub.answer(&unit_at(DELETED), Canned::Raw(410, String::new(), Vec::new()));
        let answer = look_up(&world.analyst, DELETED).await;
        assert_eq!((&answer["outcome"], &answer["deletedOn"]), (&json!("DELETED"), &json!(null)));

        let answer = look_up(&world.analyst, UNKNOWN).await;
        assert_eq!((&answer["outcome"], &answer["unit"], &answer["unavailable"]), (&json!("NOT_FOUND"), &json!(null), &json!(null)));
    }

    async fn units_are_found_by_name_with_the_owners_that_we_have(app: TestApp, stub: Stub) {
        let world = World::new(&app).await;
        world::register_owner(&world.analyst, DIGDIR, "Digdir", "kari@digdir.example").await;
        let mut page = sample("GET /enheter?navn=...");
        let first = page["_embedded"]["enheter"][0].clone();
        let other = json!({ "organisasjonsnummer": "974760673", "navn": "BRØNNØYSUNDREGISTRENE" });
        page["_embedded"]["enheter"] = json!([first, other, { "organisasjonsnummer": UNKNOWN, "navn": "EN TIL" }]);
        // What a person writes is data, not part of the address.
        stub.answer(&format!("{BASE}/enheter?navn=%C3%A5+%26size%3D1000%2F..%2F&size=25"), Canned::Json(200, page));
        let reply = world.analyst.query(SEARCH, json!({ "name": " å &size=1000/../ " })).await;
        let found = &reply.data()["unitSearch"];
        assert_eq!((&found["totalCount"], &found["unavailable"]), (&json!(3), &json!(null)), "{:?}", stub.asked());
        assert_eq!(found["nodes"][0], json!({
            "orgnr": DIGDIR, "name": "DIGITALISERINGSDIREKTORATET", "isSubUnit": false, "organization": { "name": "Digdir" },
        }));
        assert_eq!([&found["nodes"][1]["organization"]["name"], &found["nodes"][2]["organization"]], [&json!("Prøveetaten"), &json!(null)]);
        // Who asks, and the owners of all of them.
        assert_eq!(reply.sql_statements, Some(2));

        stub.answer(&format!("{BASE}/enheter?navn=foobarbaz&size=1"), Canned::Json(200, sample("GET /enheter?navn=foobarbaz")));
        let reply = world.analyst.query(SEARCH, json!({ "name": "foobarbaz", "first": 1 })).await;
        assert_eq!(reply.data()["unitSearch"], json!({ "totalCount": 0, "unavailable": null, "nodes": [] }));
    }

    async fn what_cannot_be_asked_is_refused_before_it_is(app: TestApp, stub: Stub) {
        let world = World::new(&app).await;
        // The rest of the document is answered all the same.
        let beside = "query($orgnr: String!) { organizationLookUp(orgnr: $orgnr) { outcome } organizations { totalCount } }";
        for orgnr in ["991825828", "99182582", "", "991825827/../..", "999999990"] {
            let reply = world.analyst.query(beside, json!({ "orgnr": orgnr })).await;
            assert_eq!((reply.code(), &reply.data["organizationLookUp"]), ("BAD_USER_INPUT", &json!(null)), "{orgnr}");
            assert_eq!(reply.data["organizations"]["totalCount"], 1, "{orgnr}");
        }
        let code = async |name: &str, first: i32| {
            world.analyst.query(SEARCH, json!({ "name": name, "first": first })).await.code().to_owned()
        };
        let long = "å".repeat(181);
        assert_eq!([code(" ", 1).await, code(&long, 1).await], ["BAD_USER_INPUT", "BAD_USER_INPUT"]);
        assert_eq!([code("x", 0).await, code("x", 101).await], ["PAGE_OUT_OF_RANGE", "PAGE_OUT_OF_RANGE"]);
        assert_eq!(stub.asked(), Vec::<String>::new());
        let leader = world.leader.query(LOOK_UP, json!({ "orgnr": DIGDIR })).await;
        assert_eq!((leader.code(), stub.asked().len()), ("FORBIDDEN", 0));
    }

    async fn what_is_not_understood_is_said_to_be_so(app: TestApp, stub: Stub) {
        let world = World::new(&app).await;
        let elsewhere = Stub::start().await;
        let moved = |status: u16| Canned::Raw(status, format!("Location: {}{}\r\n", elsewhere.url, unit_at(DIGDIR)), Vec::new());
        let mut too_large = sample("GET /enheter/991825827").to_string().into_bytes();
        too_large.resize(1_048_577, b' ');
        let another = json!({ "organisasjonsnummer": "974760673", "navn": "EN ANNEN" });
        for (what, canned) in [
            ("no JSON", Canned::Raw(200, "Content-Type: text/html\r\n".into(), b"<h1>Logg inn</h1>".to_vec())),
            ("another shape", Canned::Json(200, json!([1, 2, 3]))),
            ("another unit", Canned::Json(200, another)),
            ("too large", Canned::Raw(200, String::new(), too_large.clone())),
            ("moved", moved(301)),
            ("elsewhere for now", moved(307)),
            ("a bad request", Canned::Json(400, json!({ "status": 400 }))),
            ("no content", Canned::Raw(204, String::new(), Vec::new())),
        ] {
            stub.answer(&unit_at(DIGDIR), canned);
            assert_eq!(reason(&world.analyst, DIGDIR).await, "NOT_UNDERSTOOD", "{what}");
        }
        assert_eq!(elsewhere.asked(), Vec::<String>::new(), "no redirect is followed");
        // Up to the limit it is read.
        too_large.truncate(1_048_576);
        stub.answer(&unit_at(DIGDIR), Canned::Raw(200, String::new(), too_large));
        assert_eq!(look_up(&world.analyst, DIGDIR).await["outcome"], "FOUND");
        // A search that is not found is a wrong address, not an empty answer.
        let reply = world.analyst.query(SEARCH, json!({ "name": "digital" })).await;
        let found = &reply.data()["unitSearch"];
        assert_eq!((&found["unavailable"]["reason"], &found["totalCount"], &found["nodes"]), (&json!("NOT_UNDERSTOOD"), &json!(null), &json!([])));
    }

    async fn one_that_does_not_answer_is_left_alone_for_half_a_minute(app: TestApp, stub: Stub) {
        let world = World::new(&app).await;
        let failing = |status: u16| stub.answer(&unit_at(DIGDIR), Canned::Json(status, json!({ "status": status })));
        let fine = || stub.answer(&unit_at(DIGDIR), Canned::Json(200, sample("GET /enheter/991825827")));
        for status in [500, 503, 200, 502, 429, 500] {
            if status == 200 { fine() } else { failing(status) }
            assert_eq!(reason(&world.analyst, DIGDIR).await, if status == 200 { "" } else { "UNANSWERED" }, "{status}");
        }
        let asked = stub.asked().len();
        assert_eq!(asked, 6);
        fine();
        for later in [0, 29] {
            app.app.clock.advance(TimeDelta::seconds(later));
            assert_eq!(reason(&world.analyst, DIGDIR).await, "RESTING");
            let search = world.analyst.query(SEARCH, json!({ "name": "x" })).await;
            assert_eq!(search.data()["unitSearch"]["unavailable"]["reason"], "RESTING");
        }
        assert_eq!(stub.asked().len(), asked, "it was asked nothing");
        // Then one is let through to see, and as it fails, it is left alone again.
        app.app.clock.advance(TimeDelta::seconds(2));
        failing(500);
        assert_eq!([reason(&world.analyst, DIGDIR).await, reason(&world.analyst, DIGDIR).await], ["UNANSWERED", "RESTING"]);
        app.app.clock.advance(TimeDelta::seconds(31));
        fine();
        for _ in 0..3 {
            assert_eq!(reason(&world.analyst, DIGDIR).await, "");
        }
        assert_eq!(stub.asked().len(), asked + 4);
    }

    async fn why_it_cannot_tell_is_said_in_the_language_of_the_request(app: TestApp, stub: Stub) {
        let world = World::new(&app).await;
        world::register_owner(&world.analyst, DIGDIR, "Digdir", "kari@digdir.example").await;
        stub.answer(&unit_at(DIGDIR), Canned::Raw(200, String::new(), Vec::new()));
        for (language, part) in [("nb", "Fyll ut opplysningene selv"), ("nn", "Fyll ut opplysningane sjølv"), ("en", "Fill in the details yourself")] {
            let body = json!({ "query": LOOK_UP, "variables": { "orgnr": DIGDIR } });
            let reply = Reply::of(world.analyst.request("POST", "/graphql").header(ACCEPT_LANGUAGE, language).json(&body)).await;
            let message = text(reply.data(), "/organizationLookUp/unavailable/message");
            assert!(message.contains(part), "{language}: {message}");
            // What we have ourselves is told all the same.
            assert_eq!(reply.data()["organizationLookUp"]["organization"]["name"], "Digdir");
        }
    }
}

/// As many connections as a server needs at least, and a register that takes questions and says nothing.
async fn nothing_else_waits_for_a_register_that_says_nothing(backend: Backend) {
    let stub = Stub::start().await;
    let app = app_with(backend, &stub, |settings| {
        settings.database.max_connections = 2;
        settings.brreg.timeout_seconds = 3;
    })
    .await;
    let world = World::new(&app).await;
    stub.answer(&unit_at(DIGDIR), Canned::Silence);
    stub.answer(&unit_at(DELETED), Canned::Half);
    let begun = Instant::now();
    let mut look_ups = JoinSet::new();
    for number in 0..20 {
        let (client, orgnr) = (world.analyst.clone(), if number % 2 == 0 { DIGDIR } else { DELETED });
        look_ups.spawn(async move { (reason(&client, orgnr).await, begun.elapsed()) });
    }
    while stub.asked().len() < 8 && begun.elapsed() < Duration::from_secs(1) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Its places are taken, and others wait for one. Meanwhile people work.
    world::register_owner(&world.admin, DIGDIR, "Digdir", "kari@digdir.example").await;
    for _ in 0..5 {
        world.leader.query("{ organizations { nodes { name } } }", json!({})).await.data();
    }
    assert!(
        look_ups.try_join_next().is_none(),
        "they worked no faster than the look-ups: {:?}",
        begun.elapsed()
    );
    let ended = look_ups.join_all().await;
    // 3 s for an answer, half of it for a place; and time for the machine.
    assert!(ended.iter().all(|(_, took)| *took < Duration::from_secs(8)), "{ended:?}");
    let count = |wanted: &str| ended.iter().filter(|(reason, _)| reason == wanted).count();
    let unanswered = count("UNANSWERED");
    assert!((3..=8).contains(&unanswered), "no more than there are places: {ended:?}");
    assert_eq!(count("BUSY") + count("RESTING"), 20 - unanswered, "{ended:?}");
    assert_eq!(stub.asked().len(), unanswered);
    assert_eq!(reason(&world.analyst, DIGDIR).await, "RESTING");
}

/// A query may be given less time than a look-up is: then the look-up ends first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_up_ends_before_its_query_does() {
    let stub = Stub::start().await;
    let app = app_with(Backend::Sqlite, &stub, |settings| {
        settings.limits.timeout_seconds = 2;
        settings.brreg.timeout_seconds = 30;
    })
    .await;
    stub.answer(&unit_at(DIGDIR), Canned::Silence);
    assert_eq!(reason(&app.admin().await, DIGDIR).await, "UNANSWERED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_else_waits_on_sqlite() {
    Box::pin(nothing_else_waits_for_a_register_that_says_nothing(Backend::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_else_waits_on_postgres() {
    Box::pin(nothing_else_waits_for_a_register_that_says_nothing(Backend::Postgres)).await;
}

/// A server that cannot reach the register starts, is ready and works; so does one that is told not to ask.
async fn a_server_works_without_the_register(backend: Backend) {
    let stub = Stub::start().await;
    let nobody = format!("http://{}", {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap()
    });
    // Speaks no TLS.
    let unencrypted = stub.url.replacen("http", "https", 1);
    for (address, why) in [(nobody, "UNANSWERED"), (unencrypted, "UNANSWERED"), (String::new(), "OFF")] {
        let app = app_with(backend, &stub, |settings| settings.brreg.address.clone_from(&address)).await;
        let ready = app.anonymous().request("GET", "/health/ready").send().await.unwrap();
        assert_eq!(ready.status().as_u16(), 200, "{address}");
        let admin = app.admin().await;
        world::register_owner(&admin, DIGDIR, "Digdir", "kari@digdir.example").await;
        let answer = look_up(&admin, DIGDIR).await;
        assert_eq!(
            (&answer["unavailable"]["reason"], &answer["organization"]["name"]),
            (&json!(why), &json!("Digdir")),
            "{address}"
        );
        let search = admin.query(SEARCH, json!({ "name": "x" })).await;
        assert_eq!(search.data()["unitSearch"]["unavailable"]["reason"], why, "{address}");
    }
    assert!(stub.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_works_without_the_register_on_sqlite() {
    Box::pin(a_server_works_without_the_register(Backend::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_works_without_the_register_on_postgres() {
    Box::pin(a_server_works_without_the_register(Backend::Postgres)).await;
}
