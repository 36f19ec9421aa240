//! Files that other programs made, and what other programs make of ours.

use std::path::Path;
use std::process::Command;

use crate::harness::{fixture, numbered, open, texts};
use crate::table::{
    CellProblem, ColumnSpec, Columns, Convention, Encoding, Format, Limits, NewCell, OtherFormat, Row,
    TableError, TableWriter, Value,
};
use chrono::NaiveDate;

const SPECS: &[ColumnSpec] = &[
    ColumnSpec { key: "name", names: &["Virksomhet", "Navn"], required: true },
    ColumnSpec { key: "orgNumber", names: &["Org.nr.", "Organisasjonsnummer"], required: false },
    ColumnSpec { key: "due", names: &["Frist"], required: false },
    ColumnSpec { key: "in", names: &["Med"], required: false },
    ColumnSpec { key: "amount", names: &["Beløp"], required: false },
    ColumnSpec { key: "note", names: &["Merknad"], required: false },
];

fn read(name: &str) -> (Columns, Vec<Row>) {
    let mut table = open(&fixture(name), Limits::default()).unwrap();
    let rows = table.rows(None).unwrap();
    (Columns::find(rows.header(), SPECS, &[]), rows.map(Result::unwrap).collect())
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 5, 31).unwrap()
}

#[test]
fn openpyxl_contacts() {
    let mut table = open(&fixture("openpyxl-contacts.xlsx"), Limits::default()).unwrap();
    assert_eq!(table.format(), Format::Xlsx);
    assert_eq!(table.sheets(), ["Kontakter", "Annet"]);
    let rows = table.rows(None).unwrap();
    assert_eq!((rows.sheet(), rows.header().row), (Some("Kontakter"), 3));
    let columns = Columns::find(rows.header(), SPECS, &[]);
    assert!(columns.fit() && columns.unused.is_empty(), "{columns:?}");
    let rows: Vec<Row> = rows.map(Result::unwrap).collect();
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 6, 7], "as the person sees them");

    let field = |row: usize, key| columns.field(&rows[row], key);
    assert_eq!(field(0, "name").text().unwrap().unwrap(), "Brønnøysundregistrene");
    assert_eq!(field(0, "orgNumber").text().unwrap().unwrap(), "974760673");
    assert_eq!(field(0, "orgNumber").whole().unwrap(), Some(974_760_673));
    assert_eq!(field(1, "orgNumber").text().unwrap().unwrap(), "971040238");
    assert_eq!(field(0, "due").date().unwrap(), Some(day()));
    assert!(field(0, "in").boolean().unwrap() && !field(1, "in").boolean().unwrap());
    assert_eq!(field(0, "amount").decimal().unwrap(), Some(1234.5));
    assert_eq!(field(1, "amount").decimal().unwrap(), None);
    assert_eq!(field(2, "amount").decimal().unwrap(), Some(1234.5));
    assert_eq!(field(0, "note").text().unwrap(), None, "the file has no such column");

    let fault = field(1, "due").date().unwrap_err();
    assert_eq!(fault.problem, CellProblem::DateWithTime);
    assert_eq!(fault.place.to_string(), "openpyxl-contacts.xlsx, sheet Kontakter, row 6, column C (Frist)");
    assert_eq!(field(2, "orgNumber").text().unwrap_err().problem, CellProblem::ErrorValue("#REF!".into()));
    assert_eq!(field(2, "due").date().unwrap_err().problem, CellProblem::ErrorValue("#N/A".into()));
}

#[test]
fn a_sheet_is_found_by_its_name_also_where_it_is_hidden() {
    let mut table = open(&fixture("openpyxl-contacts.xlsx"), Limits::default()).unwrap();
    assert_eq!(table.rows(Some("Skjult")).unwrap().header().columns[0].text, "Ikke dette");
    assert_eq!(table.rows(Some("Annet")).unwrap().header().columns[0].text, "x");
    let absent = table.rows(Some("Ark1")).err().unwrap();
    assert!(matches!(absent, TableError::NoSuchSheet { sheets } if sheets == ["Kontakter", "Annet"]));
    // Reading begins anew each time.
    assert_eq!(table.rows(None).unwrap().count(), 3);
    assert_eq!(table.rows(None).unwrap().count(), 3);
}

#[test]
fn openpyxl_merged() {
    let mut table = open(&fixture("openpyxl-merged.xlsx"), Limits::default()).unwrap();
    let rows = numbered(table.rows(None).unwrap());
    let expected = [(2, "Øst,a,1"), (3, ",b,2"), (4, "Vest,c,3"), (5, "Sum,,6")];
    assert_eq!(
        rows.iter().map(|(row, cells)| (*row, cells.join(","))).collect::<Vec<_>>(),
        expected.map(|(row, cells)| (row, cells.to_owned()))
    );
}

#[test]
fn xlsxwriter_formulas() {
    for name in ["xlsxwriter-formulas.xlsx", "xlsxwriter-formulas-1904.xlsx"] {
        let mut table = open(&fixture(name), Limits::default()).unwrap();
        let rows: Vec<Row> = table.rows(Some("Ark æøå")).unwrap().map(Result::unwrap).collect();
        assert_eq!(texts(&rows[0]), ["2", "ab", "2026-05-31", "true", "#DIV/0!", "1.5"], "{name}");
        assert_eq!(rows[0].cells[4], Value::Error("#DIV/0!".into()));
        assert_eq!(rows[1].cells[0], Value::Number(0.1));
        assert_eq!(rows[1].cells[1], Value::Text("a fet tekst æ".into()));
        assert_eq!(rows[1].cells[5], Value::Text("a _x000D_ b".into()));
        assert_eq!(rows[1].cells[3], Value::Text("  med luft  ".into()));
        assert_eq!(
            rows[1].cells[4],
            Value::Text("=1+1".into()),
            "somebody kept a spreadsheet from running it"
        );
    }
    let (_, rows) = read("xlsxwriter-formulas.xlsx");
    assert_eq!(rows[1].cells[2], Value::Number(60.0), "the 29th of February 1900");
    let (_, rows) = read("xlsxwriter-formulas-1904.xlsx");
    assert_eq!(rows[1].cells[2].as_text(), "1904-02-29");
}

#[test]
fn what_other_programs_make_of_the_same_rows() {
    for (name, delimiter, encoding) in [
        ("excel-windows1252.csv", ';', Encoding::Windows1252),
        ("excel-utf8.csv", ';', Encoding::Utf8),
        ("excel-unicode.txt", '\t', Encoding::Utf16LittleEndian),
    ] {
        let table = open(&fixture(name), Limits::default()).unwrap();
        assert_eq!(table.format(), Format::Csv { delimiter, encoding }, "{name}");
        let (columns, rows) = read(name);
        assert!(columns.fit(), "{name}: {columns:?}");
        let field = |row: usize, key| columns.field(&rows[row], key);
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3], "{name}");
        assert_eq!(field(0, "name").text().unwrap().unwrap(), "Brønnøysundregistrene");
        assert_eq!(field(0, "amount").decimal().unwrap(), Some(1234.5), "{name}");
        assert_eq!(
            (field(0, "due").date().unwrap(), field(1, "due").date().unwrap()),
            (Some(day()), Some(day()))
        );
        assert!(field(0, "note").text().unwrap().unwrap().ends_with("\"tre\""));
        assert!(field(0, "note").text().unwrap().unwrap().starts_with("én\nto"));
        assert_eq!(field(1, "note").text().unwrap().unwrap(), "€");
        let thousand = field(1, "amount").whole();
        match delimiter {
            ';' => assert_eq!(thousand.unwrap(), Some(1234)),
            _ => assert_eq!(thousand.unwrap_err().problem, CellProblem::AmbiguousNumber),
        }
    }
}

#[test]
fn who_knows_better_says_how_numbers_are_written() {
    let mut table = open(&fixture("excel-unicode.txt"), Limits::default()).unwrap();
    assert_eq!(table.convention(), None);
    table.set_convention(Convention::International);
    let rows = table.rows(None).unwrap();
    let columns = Columns::find(rows.header(), SPECS, &[]);
    let rows: Vec<Row> = rows.map(Result::unwrap).collect();
    assert_eq!(columns.field(&rows[1], "amount").decimal().unwrap(), Some(1.234));
}

#[test]
fn lines_may_say_the_separator_and_end_as_they_like() {
    let (_, rows) = read("excel-sep.csv");
    assert_eq!((rows[0].number, texts(&rows[0])), (2, vec!["Å;B".to_owned(), "1,234".to_owned()]));
    let (_, rows) = read("old-mac.csv");
    assert_eq!((rows[0].number, texts(&rows[0])), (2, vec!["Ås".to_owned(), "1".to_owned()]));
    assert_eq!((rows[1].number, texts(&rows[1])), (4, vec!["Oslo".to_owned(), "2".to_owned()]));
}

#[test]
fn what_cannot_be_read_is_told_apart() {
    for (name, expected) in [
        ("xlwt-old.xls", OtherFormat::OldExcel),
        ("msoffcrypto-locked.xlsx", OtherFormat::PasswordProtected),
        ("zipfile-sheet.ods", OtherFormat::OpenDocument),
    ] {
        let found = open(&fixture(name), Limits::default());
        assert!(
            matches!(found, Err(TableError::OtherFormat(other)) if other == expected),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn openpyxl_finds_in_our_workbook_what_we_put_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let mut writer =
        TableWriter::xlsx(&path, "Virksomheter", &["Navn", "Org.nr.", "Ansatte", "Andel", "Frist", "Med"])
            .unwrap();
    writer
        .row(&[
            NewCell::Text("=HYPERLINK(\"x\")"),
            NewCell::Text("974760673"),
            NewCell::Whole(-12),
            NewCell::Decimal(0.1),
            NewCell::Date(day()),
            NewCell::Boolean(true),
        ])
        .unwrap();
    writer
        .row(&[
            NewCell::Text("«Æ»\n<b>"),
            NewCell::Empty,
            NewCell::Whole(i64::MAX),
            NewCell::Empty,
            NewCell::Empty,
            NewCell::Boolean(false),
        ])
        .unwrap();
    writer.finish().unwrap();

    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools");
    let python = tools.join("venv/bin/python");
    assert!(python.exists(), "openpyxl is not there: install it with `cargo xtask test test-tools`");
    let output = Command::new(python).arg(tools.join("open_xlsx.py")).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found = String::from_utf8(output.stdout).unwrap();
    for expected in [
        "\"name\": \"Virksomheter\", \"frozen\": \"A2\"",
        "{\"kind\": \"s\", \"value\": \"Org.nr.\", \"bold\": true}",
        "{\"kind\": \"s\", \"value\": \"=HYPERLINK(\\\"x\\\")\", \"bold\": false}",
        "{\"kind\": \"s\", \"value\": \"974760673\", \"bold\": false}",
        "{\"kind\": \"n\", \"value\": -12, \"bold\": false}",
        "{\"kind\": \"n\", \"value\": 0.1, \"bold\": false}",
        "{\"kind\": \"date\", \"value\": \"2026-05-31T00:00:00\", \"bold\": false}",
        "{\"kind\": \"b\", \"value\": true, \"bold\": false}",
        "{\"kind\": \"s\", \"value\": \"9223372036854775807\", \"bold\": false}",
        "\"value\": \"\\u00ab\\u00c6\\u00bb\\n<b>\"",
    ] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
}
