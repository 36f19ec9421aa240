//! 100,000 responses are exported in bounded memory. Only Linux tells how much it was.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;

use serde_json::json;

use super::{Asked, questions, run};
use crate::harness::process::Process;
use crate::harness::{Backend, TestApp};

const OWNERS: usize = 100_000;
/// What a server that is not optimized takes at most besides what it has as soon as it is ready. The answers as they are held in memory
/// would be several times that.
const MOST_KIB: u64 = 64 * 1024;

/// The most memory that a process ever had.
fn most_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Gives as many owners as that a response with two answers, made out of the first owner and of the first response.
async fn multiply(app: &TestApp, backend: Backend) {
    let (number, hash) = match backend {
        Backend::Postgres => {
            (format!("SELECT n FROM generate_series(1, {OWNERS}) AS s(n)"), "decode('00', 'hex')")
        }
        Backend::Sqlite => (
            format!(
                "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {OWNERS}) SELECT n FROM s"
            ),
            "x'00'",
        ),
    };
    let key = |table: &str| match backend {
        Backend::Postgres => {
            format!("CAST('00000000-0000-{table}-8000-' || lpad(CAST(n AS text), 12, '0') AS uuid)")
        }
        Backend::Sqlite => format!("unhex(printf('000000000000{table}8000%012d', n))"),
    };
    let orgnr = "CAST(100000000 + n AS text)";
    let (owner, invitation, response) = (key("7001"), key("7002"), key("7003"));
    let (submission, choice, text) = (key("7004"), key("7005"), key("7006"));
    let first = "(SELECT id FROM invitation ORDER BY id LIMIT 1)";
    for statement in [
        format!(
            "INSERT INTO organization (id, orgnr, name, aliases, language, search_text, sort_key, created_at, updated_at) \
             SELECT {owner}, {orgnr}, o.name, o.aliases, o.language, '', {hash}, o.created_at, o.updated_at \
             FROM ({number}) AS t CROSS JOIN organization o WHERE o.orgnr = '974760673'"
        ),
        format!(
            "INSERT INTO population_member (round_id, organization_id) SELECT i.round_id, {owner} \
             FROM ({number}) AS t CROSS JOIN invitation i WHERE i.id = {first}"
        ),
        format!(
            "INSERT INTO invitation (id, round_id, organization_id, contact_id, status, language, queued_at) \
             SELECT {invitation}, i.round_id, {owner}, i.contact_id, 'submitted', i.language, i.queued_at \
             FROM ({number}) AS t CROSS JOIN invitation i WHERE i.id = {first}"
        ),
        format!(
            "INSERT INTO response (id, invitation_id, status, started_at, submitted_at) \
             SELECT {response}, {invitation}, 'submitted', i.queued_at, i.queued_at \
             FROM ({number}) AS t CROSS JOIN invitation i WHERE i.id = {first}"
        ),
        format!(
            "INSERT INTO submission (id, response_id, number, content, content_hash, submitted_by, submitted_at) \
             SELECT {submission}, {response}, 1, '{{}}', '', i.contact_id, i.queued_at \
             FROM ({number}) AS t CROSS JOIN invitation i WHERE i.id = {first}"
        ),
        format!(
            "INSERT INTO answer (id, response_id, question_id, item, state, revision, answered_by, answered_at) \
             SELECT {choice}, {response}, q.id, '', 'answered', 1, i.contact_id, i.queued_at \
             FROM ({number}) AS t CROSS JOIN invitation i CROSS JOIN question q WHERE i.id = {first} AND q.code = 'single'"
        ),
        format!(
            "INSERT INTO answer_option (answer_id, option_id) SELECT {choice}, o.id \
             FROM ({number}) AS t CROSS JOIN version_option o JOIN version_question v ON v.id = o.version_question_id \
             JOIN question q ON q.id = v.question_id WHERE q.code = 'single' AND o.code = 'a'"
        ),
        format!(
            "INSERT INTO answer (id, response_id, question_id, item, state, text, revision, answered_by, answered_at) \
             SELECT {text}, {response}, q.id, '', 'answered', 'Et svar på noen linjer, som de skriver dem', 1, i.contact_id, i.queued_at \
             FROM ({number}) AS t CROSS JOIN invitation i CROSS JOIN question q WHERE i.id = {first} AND q.code = 'long'"
        ),
    ] {
        run(app, &statement).await;
    }
    // These answers were given to nobody's figures.
    run(app, "DELETE FROM figure_due").await;
    // As both databases do by themselves once there is as much.
    run(app, "ANALYZE").await;
}

async fn exports_in_bounded_memory(backend: Backend) {
    let app = TestApp::spawn(backend).await;
    let mut questions = questions().as_array().unwrap().clone();
    questions.retain(|question| question["code"] == "single" || question["code"] == "long");
    let asked = Asked::of(&app, json!(questions)).await;
    multiply(&app, backend).await;
    let process = Process::serve(app.database(), &[("TRESPOR_HTTP__PUBLIC_URL", &app.url)]).await;
    let analyst = process.anonymous().with_token(asked.world.analyst.token().unwrap());
    let before = most_kib(process.id());
    for file in ["answers.csv", "answers.json", "answers.xlsx"] {
        let path: PathBuf = app.database().folder().join(file);
        let mut written = fs::File::create(&path).unwrap();
        let request = analyst.request("GET", &format!("/exports/{file}?roundId={}", asked.round));
        // Packing costs a server that is not optimized more than all the rest.
        let mut response = request.header("accept-encoding", "identity").send().await.unwrap();
        assert_eq!(response.status(), 200);
        while let Some(chunk) = response.chunk().await.unwrap() {
            written.write_all(&chunk).unwrap();
        }
        let lines = BufReader::new(fs::File::open(&path).unwrap());
        match file {
            "answers.csv" => assert_eq!(lines.lines().count(), OWNERS + 6),
            "answers.json" => {
                let said =
                    lines.lines().filter(|line| line.as_ref().unwrap().contains("\"options\":[\"a\"]"));
                assert_eq!(said.count(), OWNERS);
            }
            _ => assert!(fs::metadata(&path).unwrap().len() > 1_000_000),
        }
        let more = most_kib(process.id()) - before;
        assert!(more < MOST_KIB, "{file}: the server took {more} KiB besides {before}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_exports_100_000_responses_in_bounded_memory_from_sqlite() {
    exports_in_bounded_memory(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_exports_100_000_responses_in_bounded_memory_from_postgres() {
    exports_in_bounded_memory(Backend::Postgres).await;
}
