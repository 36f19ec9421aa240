//! What reads files and rules, fed with broken ones: seeds that are right, changed at random, for a bounded time each. Whatever
//! comes, it is read or refused with reasons; nothing panics, and nothing takes long.
//!
//! `TRESPOR_FUZZ_SECONDS` says how long each runs; 10 where it is not set. What made one fail is kept in `target/fuzz`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "this is how a test says that it failed"
)]

mod change;

use std::path::Path;
use std::time::{Duration, Instant};

use change::Chance;
use trespor::error::Error;
use trespor::questionnaire::files::{json, xlsform};
use trespor::questionnaire::{FileFormat, rules};
use trespor::table::{Limits, Source, Table};

const ALTINN: &str = include_str!("../../examples/questionnaires/altinn-maturity.json");
const SMALL: &str = r#"{"trespor": 1, "code": "s", "title": {"nb": "T"}, "sections": [{"code": "a", "title": {"nb": "A"},
    "questions": [{"code": "Q1", "kind": "NUMBER", "text": {"nb": "Hvor mange?"}, "format": {"least": 0.1}},
    {"code": "Q2", "kind": "SCALE", "text": {"nb": "?"}, "visibleWhen": "Q1 > 2", "options": [{"code": "x", "label": {"nb": "x"}, "score": 0.5}]}]}]}"#;
/// The longest that reading anything of this size may take, on a busy machine and without optimization.
const LONGEST: Duration = Duration::from_secs(20);

/// Keeps what is being tried, should it fail.
struct Trying<'a> {
    name: &'a str,
    input: &'a [u8],
}

impl Drop for Trying<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
            let file = folder.join(self.name);
            let kept = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, self.input));
            eprintln!("what failed is kept in {}: {kept:?}", file.display());
        }
    }
}

/// Tries the seeds, and then changed ones until the time is over.
fn try_for_a_while(name: &str, seeds: &[Vec<u8>], words: &[&str], read: impl Fn(&[u8])) {
    let seconds = std::env::var("TRESPOR_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(10));
    let beginning = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let mut chance = Chance(u64::try_from(beginning.as_nanos() & u128::from(u64::MAX)).unwrap());
    let mut tried = 0_usize;
    while tried < seeds.len() || Instant::now() < end {
        let input = match seeds.get(tried) {
            Some(seed) => seed.clone(),
            None => chance.changed(seeds, words),
        };
        let _trying = Trying { name, input: &input };
        let began = Instant::now();
        read(&input);
        assert!(began.elapsed() < LONGEST, "this took {:?}", began.elapsed());
        tried += 1;
    }
    eprintln!("{name}: {tried} tried");
}

/// A refusal has reasons, and a fault of ours is none of the person's business.
fn is_told<T>(outcome: Result<T, Error>) {
    match outcome {
        Ok(_) => {}
        Err(Error::Refused(reasons)) => assert!(!reasons.is_empty()),
        Err(other) => panic!("{other:?}"),
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn rules_are_read_or_refused() {
    let all: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../src/questionnaire/rules/vectors/rules.json")).unwrap();
    let rules = all.iter().filter_map(|one| one["rule"].as_str());
    let seeds: Vec<Vec<u8>> = rules.map(|rule| rule.as_bytes().to_vec()).collect();
    assert!(seeds.len() > 20, "where have the examples gone?");
    let words =
        ["and", "or", "not ", "in (", "any(", "date(\"", "${", "owner.", "((((", "-", "\"", "1e9", "Q1"];
    try_for_a_while("rules", &seeds, &words, |input| match rules::parse(&lossy(input)) {
        Ok(rule) => assert_eq!(rules::parse(&rule.to_string()).as_ref(), Ok(&rule)),
        Err(faults) => assert!(!faults.is_empty()),
    });
}

#[test]
fn xpath_is_read_or_refused() {
    use rules::xpath;
    let named = |code: &str, takes| xpath::Named {
        reference: rules::Reference { code: code.to_owned(), part: None },
        takes,
        options: [("a".to_owned(), "a".to_owned())].into(),
        dont_know: Some("dk".to_owned()),
        not_relevant: None,
    };
    let names: xpath::Names =
        [("Q1", xpath::Takes::One), ("Q2", xpath::Takes::Several), ("Q3", xpath::Takes::Value)]
            .map(|(name, takes)| (name.to_owned(), named(name, takes)))
            .into();
    let seeds = [
        "selected(${Q2}, 'a') and not(${Q1} = 'dk')",
        "(. >= 0 and . <= 10.5) or ${Q3} - 3 * -2 div 4 > round(abs(${Q3}))",
        "count-selected(.) <= 3 and date('2026-05-31') > today()",
    ];
    let seeds: Vec<Vec<u8>> = seeds.map(|seed| seed.as_bytes().to_vec()).into();
    let words = ["and", "or", "not(", "selected(", "${Q1}", "${", "'", "((((", "-", ".", "div", "!=", "max("];
    try_for_a_while("xpath", &seeds, &words, |input| {
        if let Ok(reading) = xpath::read(&lossy(input), &names, Some("Q3")) {
            let printed = reading.rule.to_string();
            assert_eq!(rules::parse(&printed).as_ref(), Ok(&reading.rule));
        }
    });
}

#[test]
fn json_is_read_or_refused() {
    let seeds = [ALTINN.as_bytes().to_vec(), SMALL.as_bytes().to_vec(), SMALL.as_bytes().to_vec()];
    let words = ["null", "{}", "[]", "\"nb\"", "1e308", "true", "\"MATRIX\"", "\\u0000", "\"code\":", "[[[["];
    try_for_a_while("json", &seeds, &words, |input| match json::read(&lossy(input)) {
        Ok(form) => assert_eq!(json::read(&json::write(&form).unwrap()).unwrap(), form),
        refused => is_told(refused),
    });
}

#[test]
fn workbooks_are_read_or_refused() {
    let form = json::read(SMALL).unwrap();
    let sheets = xlsform::write(&form).sheets;
    let seeds = [xlsform::save(&sheets).unwrap()];
    try_for_a_while("workbooks", &seeds, &["PK\u{3}\u{4}", "\0\0\0\0", "<row", "</c>"], |input| {
        is_told(trespor::questionnaire::read(FileFormat::Xlsform, input, None));
    });
}

/// Cells that are changed, where the workbook around them is whole.
#[test]
fn forms_are_read_or_refused() {
    let form = json::read(ALTINN).unwrap();
    let sheets = xlsform::write(&form).sheets;
    let seeds = [b"0".to_vec(), b"select_one Q01".to_vec(), b"${Q13} > 0 and . != ''".to_vec()];
    let words = [
        "begin group",
        "end group",
        "begin repeat",
        "end repeat",
        "table-list",
        "yes",
        "MATRIX",
        "NUMBER_GRID",
        "Q13",
        "text",
        "integer",
        "dont_know",
        "${Q23.sign} = 'm'",
        "count-selected(.) <= 3",
        "label::fr",
    ];
    try_for_a_while("forms", &seeds, &words, |input| {
        let mut chance = Chance::of(input);
        let mut sheets = sheets.clone();
        for _ in 0..=chance.below(4) {
            let which = chance.below(sheets.len());
            let Some(sheet) = sheets.get_mut(which) else { continue };
            let (row, column) = (chance.below(sheet.rows.len()), chance.below(sheet.header.len()));
            let text =
                if chance.below(2) == 0 { lossy(input) } else { words[chance.below(words.len())].to_owned() };
            match (chance.below(8), sheet.rows.get_mut(row)) {
                (0, _) => sheet.header[column] = text,
                (1, Some(_)) => drop(sheet.rows.remove(row)),
                (_, Some(row)) => row.cells[column] = text,
                _ => {}
            }
        }
        is_told(xlsform::read(&sheets, None));
    });
}

#[test]
fn tables_are_read_or_refused() {
    let seeds = [
        "\u{feff}Navn;Beløp\r\n\"Ås; \"\"x\"\"\";1,5\r\n".as_bytes().to_vec(),
        b"a,b\n1,2\n'=x,\"y\nz\"\n".to_vec(),
        b"a\tb\n\xe5\t2\n".to_vec(),
    ];
    try_for_a_while("tables", &seeds, &["\"", ";", ",", "\r\n", "\0", "sep=;", "\u{feff}"], |input| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), input).unwrap();
        let source = Source { name: "a.csv".to_owned(), path: file.path().to_owned() };
        let limits = Limits { file_bytes: 1 << 20, unpacked_bytes: 8 << 20, ..Limits::default() };
        if let Ok(mut table) = Table::open(&source, limits)
            && let Ok(rows) = table.rows(None)
        {
            let _ = rows.count();
        }
    });
}
