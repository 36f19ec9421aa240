//! 100,000 rows of 20 columns are written and read in bounded memory, and bombs are refused in it.
//!
//! Each step is a process of its own (this program again, with `TABLE_STEP` set), which tells the most memory that it ever
//! had. Only Linux tells that.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use crate::table::{Convention, Limits, NewCell, TableError, TableWriter};
use chrono::NaiveDate;

const ROWS: u32 = 100_000;
const COLUMNS: usize = 20;
/// Far below the sizes of the files, which are some 40 MB of text and 100 MB of unpacked workbook.
const MOST_KIB: u64 = 24 * 1024;

#[test]
fn large_tables_are_never_held() {
    let folder = tempfile::tempdir().unwrap();
    for step in ["nothing", "write-csv", "read-csv", "write-xlsx", "read-xlsx"] {
        let (taken, kib) = run(step, folder.path());
        println!("{step}: at most {} MiB, {taken:.1} s", kib / 1024);
        assert!(kib < MOST_KIB, "{step} had {kib} KiB");
    }
    for name in ["a.csv", "a.xlsx"] {
        println!("{name}: {} MiB", fs::metadata(folder.path().join(name)).unwrap().len() >> 20);
    }
}

#[test]
fn bombs_are_refused_with_nothing_held() {
    let folder = tempfile::tempdir().unwrap();
    for (what, bomb) in crate::harness::bombs(64) {
        assert!(bomb.len() < 1 << 20, "{what}: {} bytes are no bomb", bomb.len());
        fs::write(folder.path().join("bomb.xlsx"), bomb).unwrap();
        let (taken, kib) = run("bomb", folder.path());
        println!("{what}: at most {} MiB, {taken:.1} s", kib / 1024);
        assert!(kib < MOST_KIB, "{what} had {kib} KiB");
    }
}

fn run(step: &str, folder: &Path) -> (f64, u64) {
    let begun = std::time::Instant::now();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::one_step", "--include-ignored", "--nocapture"])
        .env("TABLE_STEP", step)
        .env("TABLE_FOLDER", folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let kib = said.lines().find_map(|line| line.strip_prefix("most KiB: ")).unwrap().parse().unwrap();
    (begun.elapsed().as_secs_f64(), kib)
}

#[test]
#[ignore = "a step of the test above"]
fn one_step() {
    let Some(folder) = std::env::var_os("TABLE_FOLDER") else { return };
    let folder = Path::new(&folder);
    let (csv, xlsx) = (folder.join("a.csv"), folder.join("a.xlsx"));
    let headers: Vec<String> = (0..COLUMNS).map(|index| format!("Kolonne {index}")).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    match std::env::var("TABLE_STEP").unwrap().as_str() {
        "write-csv" => {
            write(TableWriter::csv(File::create(csv).unwrap(), Convention::Norwegian, &headers).unwrap())
        }
        "read-csv" => read(&csv),
        "write-xlsx" => write(TableWriter::xlsx(&xlsx, "Ark", &headers).unwrap()),
        "read-xlsx" => read(&xlsx),
        "bomb" => refuse(&folder.join("bomb.xlsx")),
        _ => {}
    }
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("\nmost KiB: {}", line.trim().trim_end_matches(" kB"));
}

fn write(mut writer: TableWriter<'_>) {
    let date = NaiveDate::from_ymd_opt(2026, 5, 31).unwrap();
    for row in 0..i64::from(ROWS) {
        let text = format!("Virksomhet nummer {row} i Brønnøysund");
        let mut cells = [NewCell::Text(&text); COLUMNS];
        for (index, cell) in cells.iter_mut().enumerate() {
            match index % 4 {
                1 => *cell = NewCell::Whole(row),
                2 => *cell = NewCell::Date(date),
                3 => *cell = NewCell::Decimal(0.1 + row as f64),
                _ => {}
            }
        }
        writer.row(&cells).unwrap();
    }
    writer.finish().unwrap();
}

fn read(path: &Path) {
    let mut table = crate::harness::open(path, Limits::default()).unwrap();
    let mut rows = 0;
    for row in table.rows(None).unwrap() {
        assert_eq!(row.unwrap().cells.len(), COLUMNS);
        rows += 1;
    }
    assert_eq!(rows, ROWS);
}

fn refuse(path: &Path) {
    // Less may be shared than the bombs have, as in a file of the largest size.
    let limits = Limits { shared_bytes: 8 << 20, ..Limits::default() };
    let refused = crate::harness::open(path, limits).err().unwrap();
    let is_known = matches!(refused, TableError::UnpacksTooLarge { .. } | TableError::Damaged { .. });
    assert!(is_known, "{refused}");
}
