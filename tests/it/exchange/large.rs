//! 100,000 rows are imported in bounded memory, as a command and through the API. Only Linux tells how much it was.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use trespor::exchange::{FromDisk, TableKind, from_disk};

use super::{start, upload};
use crate::harness::process::Process;
use crate::harness::{Backend, TestApp};
use crate::world::World;

const SERVICES: usize = 1_000;
const MONTHS: usize = 100;
/// What a program that is not optimized has at most, of which half is there before it does anything. The rows as they
/// are held in memory would be several times that.
const MOST_KIB: u64 = 160 * 1024;

/// The most memory that a process ever had.
fn most_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// 100,000 volumes.
fn volumes() -> String {
    let mut file = "orgnr;serviceCode;month;volume\r\n".to_owned();
    for service in 0..SERVICES {
        for month in 0..MONTHS {
            let (year, month) = (2012 + month / 12, month % 12 + 1);
            file.push_str(&format!("974760673;S{service};{year}-{month:02};{}\r\n", service * 1_000 + month));
        }
    }
    file
}

/// A database with the services, and the study that makes them.
async fn prepared(backend: Backend) -> (TestApp, World) {
    let mut app = TestApp::spawn(backend).await;
    let world = World::new(&app).await;
    let path: PathBuf = app.database().folder().join("services.csv");
    let lines: String = (0..SERVICES)
        .map(|number| format!("974760673;S{number};Tjeneste {number};melding;Altinn II\n"))
        .collect();
    fs::write(&path, format!("orgnr;code;nameNb;kind;runsOn\n{lines}")).unwrap();
    let import = FromDisk {
        path,
        kind: TableKind::Services,
        study: None,
        sheet: None,
        columns: Vec::new(),
        dry_run: false,
    };
    let (counts, _) = from_disk(&app.system(), import, |_| {}).await.unwrap();
    assert_eq!(counts.new, SERVICES as i64);
    app.stop();
    app.stopped().await;
    (app, world)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_imports_100_000_rows_in_bounded_memory() {
    let (app, _) = prepared(Backend::Sqlite).await;
    let folder = app.database().folder();
    fs::write(folder.join("volum.csv"), volumes()).unwrap();
    for (arguments, said) in [
        (["import", "volumes", "volum.csv"], "Imported: 100000 new, 0 changed, 0 unchanged."),
        (["export", "volumes", "volum.xlsx"], "Exported 100000 rows to volum.xlsx."),
        (["import", "volumes", "volum.xlsx"], "Imported: 0 new, 0 changed, 100000 unchanged."),
    ] {
        let begun = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_trespor"))
            .args(arguments)
            .current_dir(folder)
            .env("DATABASE_URL", app.database().url())
            .env("TRESPOR_AUTH__KEY_FILE", folder.join("keys"))
            .stdout(Stdio::piped())
            // Into a file: nobody reads it before the end, however much is told.
            .stderr(File::create(folder.join("told.txt")).unwrap())
            .spawn()
            .unwrap();
        let mut most = 0;
        while child.try_wait().unwrap().is_none() {
            most = most_kib(child.id()).unwrap_or(most);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let output = child.wait_with_output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let err = fs::read_to_string(folder.join("told.txt")).unwrap();
        assert!(out.contains(said), "{arguments:?}: {out}{err}");
        assert!(arguments[0] == "export" || err.contains("50000 rows read"), "{err}");
        println!("{arguments:?}: {} MiB, {:.1} s", most / 1024, begun.elapsed().as_secs_f64());
        assert!(most < MOST_KIB, "{arguments:?} had {most} KiB");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_imports_100_000_rows_in_bounded_memory_and_tells_how_far_it_has_come() {
    let (app, world) = prepared(Backend::Postgres).await;
    let process = Process::serve(app.database(), &[("TRESPOR_HTTP__PUBLIC_URL", &app.url)]).await;
    let analyst = process.anonymous().with_token(world.analyst.token().unwrap());
    let begun = Instant::now();
    let upload = upload(&analyst, "volum.csv", volumes()).await;
    let id = start(&analyst, json!({ "uploadId": upload, "table": "VOLUMES", "dryRun": false })).await;
    let document = "query($id: ID!) { import(id: $id) { status rowsRead counts { new } } }";
    let mut heard = std::collections::BTreeSet::new();
    let last = loop {
        let import = analyst.query(document, json!({ "id": id })).await.data()["import"].clone();
        heard.insert(import["rowsRead"].as_i64().unwrap());
        match import["status"].as_str().unwrap() {
            "QUEUED" | "READING" | "APPLYING" => {}
            _ => break import,
        }
        assert!(begun.elapsed() < Duration::from_secs(300), "{import}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(last, json!({ "status": "DONE", "rowsRead": 100_000, "counts": { "new": 100_000 } }));
    assert!(heard.len() > 3, "{heard:?}");
    let most = most_kib(process.id()).unwrap();
    println!("server: {} MiB, {:.1} s", most / 1024, begun.elapsed().as_secs_f64());
    assert!(most < MOST_KIB, "the server had {most} KiB");
}
