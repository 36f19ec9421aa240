//! What one request may cost, over HTTP; and that finding out costs nothing.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::process::Process;
use crate::harness::{Backend, Client, Database, TestApp};
use crate::world::{self, text};

async fn sqlite() -> TestApp {
    TestApp::spawn(Backend::Sqlite).await
}

/// Each level spreads the next so many times.
fn bomb(levels: usize, spreads: usize) -> String {
    let mut source = "{ ...F0 }".to_owned();
    for level in 0..levels {
        source.push_str(&format!(
            " fragment F{level} on Query {{ {}}}",
            format!("...F{} ", level + 1).repeat(spreads)
        ));
    }
    source + &format!(" fragment F{levels} on Query {{ __typename }}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_limit_has_its_own_code() {
    let app = sqlite().await;
    let organizations =
        |page: &str, inner: &str| format!("{{ organizations{page} {{ nodes {{ {inner} }} }} }}");
    let cases = [
        ("TOO_MANY_TOKENS", format!("{{ {} }}", "__typename ".repeat(10_001))),
        ("TOO_DEEP", format!("{{ a {} }}", "{ a ".repeat(21) + &"}".repeat(21))),
        ("TOO_DEEP", format!("{{ a(b: {}) }}", "[".repeat(5000))),
        ("TOO_COSTLY", bomb(14, 2)),
        ("TOO_COSTLY", organizations("(first: 100)", &"id name ".repeat(600))),
        (
            "TOO_MANY_ALIASES",
            format!("{{ {} }}", (0..51).map(|i| format!("a{i}: __typename ")).collect::<String>()),
        ),
        ("TOO_MANY_DIRECTIVES", format!("{{ {} }}", "__typename @skip(if: false) ".repeat(51))),
        ("GRAPHQL_VALIDATION_FAILED", "{ ...A } fragment A on Query { ...A }".to_owned()),
        ("GRAPHQL_VALIDATION_FAILED", "{ ...A }".to_owned()),
    ];
    for (code, document) in cases {
        let reply = app.anonymous().query(&document, json!({})).await;
        assert_eq!((reply.status, reply.code()), (400, code), "{}", &document[..document.len().min(80)]);
        assert_eq!(reply.data, Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_has_1_to_100_entries() {
    let app = sqlite().await;
    let admin = app.admin().await;
    for (first, code) in [
        (json!(1), ""),
        (json!(100), ""),
        (json!(0), "PAGE_OUT_OF_RANGE"),
        (json!(-1), "PAGE_OUT_OF_RANGE"),
        (json!(101), "PAGE_OUT_OF_RANGE"),
        (json!(i32::MIN), "PAGE_OUT_OF_RANGE"),
        (json!(i64::MAX), "BAD_VARIABLE"),
        (json!("1"), "BAD_VARIABLE"),
    ] {
        let reply = admin
            .query("query Q($n: Int) { organizations(first: $n) { nodes { id } } }", json!({ "n": first }))
            .await;
        assert_eq!(reply.code(), code, "{first}: {reply:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_that_takes_too_long_is_stopped_and_a_mutation_is_not() {
    let app = TestApp::with_settings(Backend::Sqlite, |settings| settings.limits.timeout_seconds = 0).await;
    // A mutation: stopped while it is committed, nobody could say whether it was done.
    let admin = app.admin().await;
    // No time is a millisecond to a timer; so many statements take longer.
    let many: String = (0..40).map(|number| format!("a{number}: studies {{ totalCount }} ")).collect();
    let reply = admin.query(&format!("{{ {many} }}"), json!({})).await;
    assert_eq!((reply.status, reply.code()), (503, "TIMED_OUT"));
}

/// A questionnaire of 500 questions of 5 options each, in three languages.
fn large_questionnaire(study: &str) -> Value {
    let text = |text: String| json!({ "nb": text, "nn": text, "en": text });
    let option = |number: usize| json!({ "code": format!("o{number}"), "score": 0.5, "label": text(format!("Det stemmer i grad {number}")) });
    let question = |section: usize, number: usize| {
        json!({
            "code": format!("Q{section}_{number}"), "kind": "SINGLE_CHOICE", "options": (0..5).map(option).collect::<Vec<_>>(),
            "text": text(format!("Hvor langt er dere kommet med del {number} av {section}?")),
        })
    };
    let section = |section: usize| {
        let questions: Vec<Value> = (0..50).map(|number| question(section, number)).collect();
        json!({ "code": format!("S{section}"), "title": text(format!("Del {section}")), "questions": questions })
    };
    json!({ "studyId": study, "code": "stor", "title": text("Stort".to_owned()), "sections": (0..10).map(section).collect::<Vec<_>>() })
}

/// Makes such a questionnaire; its key.
async fn make_large_questionnaire(admin: &Client) -> String {
    let study = world::create_study(admin).await;
    let document = "mutation($input: CreateQuestionnaireInput!) { createQuestionnaire(input: $input) {
        questionnaireVersion { id } userErrors { code message field } } }";
    let made = world::done(admin, document, json!({ "input": large_questionnaire(&study) })).await;
    text(&made, "/questionnaireVersion/id")
}

/// Reads the whole questionnaire so many times over.
fn read_whole(times: usize) -> String {
    let each = |number| {
        format!(
            "a{number}: questionnaireVersion(id: $id) {{ sections {{ code questions {{ code options {{ id code label score }} }} }} }} "
        )
    };
    format!("query($id: ID!) {{ {} }}", (0..times).map(each).collect::<String>())
}

/// The worst document within the limits comes to ten times what it is counted as where a questionnaire is that large.
/// It ends in time, and others can work meanwhile, although it never waits and there are several of it.
async fn the_worst_document_within_the_limits(backend: Backend) {
    const LIMIT: u64 = 4;
    let app = TestApp::with_settings(backend, |settings| settings.limits.timeout_seconds = LIMIT).await;
    let admin = app.admin().await;
    let variables = json!({ "id": make_large_questionnaire(&admin).await });
    let reply = admin.query(&read_whole(1), variables.clone()).await;
    assert_eq!(reply.data()["a0"]["sections"][9]["questions"][49]["options"][4]["code"], "o4");
    assert_eq!(admin.query(&read_whole(24), variables.clone()).await.code(), "TOO_COSTLY");

    let worst = read_whole(19);
    let begun = Instant::now();
    let work = async {
        for reply in
            futures_util::future::join_all([0; 3].map(|_| admin.query(&worst, variables.clone()))).await
        {
            assert!(["", "TIMED_OUT"].contains(&reply.code()), "{}", reply.code());
        }
        begun.elapsed()
    };
    let others = async {
        let mut waits = Vec::new();
        while begun.elapsed() < Duration::from_secs(LIMIT) {
            let asked = Instant::now();
            admin.query("{ studies { totalCount } }", json!({})).await.data();
            waits.push(asked.elapsed());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        waits
    };
    let (took, mut waits) = tokio::join!(work, others);
    assert!(took < Duration::from_secs(LIMIT + 3), "{took:?}");
    waits.sort();
    assert!(waits[waits.len() / 2] < Duration::from_millis(300), "{waits:?}");
    assert!(waits[waits.len() - 1] < Duration::from_secs(2), "{waits:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worst_document_within_the_limits_ends_in_time_on_sqlite() {
    Box::pin(the_worst_document_within_the_limits(Backend::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worst_document_within_the_limits_ends_in_time_on_postgres() {
    Box::pin(the_worst_document_within_the_limits(Backend::Postgres)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn introspection_is_within_the_limits() {
    let app = sqlite().await;
    let type_ref = format!("kind name {}{}", "ofType { kind name ".repeat(9), "}".repeat(9));
    let value = format!("name description type {{ {type_ref} }} defaultValue isDeprecated deprecationReason");
    let document = format!(
        "{{ __schema {{ queryType {{ name }} mutationType {{ name }} subscriptionType {{ name }} types {{ kind name description \
         fields(includeDeprecated: true) {{ name description args {{ {value} }} type {{ {type_ref} }} isDeprecated deprecationReason }} \
         inputFields {{ {value} }} interfaces {{ {type_ref} }} enumValues(includeDeprecated: true) {{ name description isDeprecated \
         deprecationReason }} possibleTypes {{ {type_ref} }} }} directives {{ name description locations args {{ {value} }} }} }} }}"
    );
    let reply = app.anonymous().query(&document, json!({})).await;
    assert!(reply.data()["__schema"]["types"].as_array().is_some_and(|types| types.len() > 20));
}

/// CPU time of the server for one request after another; none may be cached.
async fn cpu_of(
    server: &Process,
    client: &Client,
    documents: impl Iterator<Item = (String, Value)>,
    code: &str,
) -> Duration {
    let before = server.cpu_time();
    for (document, variables) in documents {
        let reply = client.query(&document, variables).await;
        assert_eq!(reply.code(), code, "{}", &document[..document.len().min(100)]);
    }
    server.cpu_time() - before
}

/// A harmless document of at least so many bytes, which takes every step to the end.
fn harmless(bytes: usize) -> String {
    format!("{{ {}}} fragment F on Query {{ __typename }}", "...F ".repeat(bytes / 5))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bomb_costs_the_server_no_more_than_a_harmless_document_of_its_length() {
    const N: usize = 40;
    let database = Database::fresh(Backend::Sqlite).await;
    let server = Process::serve(&database, &[]).await;
    let client = server.anonymous();
    let round = "fields { type { ".repeat(8) + "name" + &"} }".repeat(8);
    let bombs = [
        ("TOO_COSTLY", bomb(20, 2)),
        ("TOO_COSTLY", bomb(8, 50)),
        ("TOO_COSTLY", bomb(30, 3).replacen("{ ...F0 }", "{ __typename }", 1)),
        (
            "GRAPHQL_VALIDATION_FAILED",
            format!("{{ ...A }} fragment A on Query {{ {} }}", "...A ".repeat(200)),
        ),
        ("TOO_COSTLY", format!("{{ __schema {{ types {{ {round} }} }} }}")),
        ("TOO_DEEP", format!("{{ a(b: {}) }}", "[".repeat(4000))),
        (
            "TOO_MANY_ALIASES",
            format!("{{ ...A ...A }} fragment A on Query {{ {} }}", "a: __typename ".repeat(40)),
        ),
    ];
    for (code, document) in bombs {
        let each = |document: String| (0..N).map(move |i| (format!("{document} #{i}"), json!({})));
        let harmless = cpu_of(&server, &client, each(harmless(document.len())), "").await;
        let cpu = cpu_of(&server, &client, each(document.clone()), code).await;
        // CPU time is told in hundredths of a second.
        let most = harmless + harmless / 2 + Duration::from_millis(50);
        assert!(cpu < most, "{code}: {cpu:?} against {harmless:?} for {N} of {} bytes", document.len());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_variable_that_is_used_everywhere_is_not_copied_everywhere() {
    let database = Database::fresh(Backend::Sqlite).await;
    let server = Process::serve(&database, &[]).await;
    let client = server.anonymous();
    let uses = "organizations(first: $n) { totalCount } ".repeat(500);
    let document = format!("query Q($n: Int) {{ {uses} }}");
    let large = json!({ "n": vec![0; 300_000] });
    let cpu = cpu_of(&server, &client, std::iter::once((document, large)), "TOO_COSTLY").await;
    assert!(cpu < Duration::from_secs(2), "{cpu:?}");
}
