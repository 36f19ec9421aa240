//! Files that mean harm, or are broken, end in an error and cost little.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::harness::{bombs, open, read_all, unzip, workbook, zip, zip_packed};
use crate::table::{Limits, NewCell, OtherFormat, TableError, TableWriter, Value};
use proptest::prelude::*;

const FEW: Limits = Limits {
    file_bytes: 1 << 20,
    unpacked_bytes: 4 << 20,
    shared_bytes: 1 << 20,
    rows: 50,
    columns: 20,
    cell_bytes: 1000,
};

static SMALL_WORKBOOK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let mut writer = TableWriter::xlsx(&path, "Ark", &["Navn", "Antall", "Frist"]).unwrap();
    let date = chrono::NaiveDate::from_ymd_opt(2026, 5, 31).unwrap();
    for number in 0..5 {
        writer.row(&[NewCell::Text("Blåbær & <co>"), NewCell::Whole(number), NewCell::Date(date)]).unwrap();
    }
    writer.finish().unwrap();
    std::fs::read(path).unwrap()
});

fn assert_unpacks_too_large(bytes: &[u8], what: &str) {
    let found = read_all(bytes, FEW);
    assert!(matches!(found, Err(TableError::UnpacksTooLarge { .. })), "{what}: {found:?}");
}

fn assert_damaged(bytes: &[u8], what: &str) {
    let found = read_all(bytes, FEW);
    assert!(matches!(found, Err(TableError::Damaged { .. })), "{what}: {found:?}");
}

#[test]
fn a_bomb_does_not_go_off() {
    let zeros = vec![b' '; 5 << 20];
    let mut parts = unzip(&SMALL_WORKBOOK);
    parts.push(("xl/media/image1.png".into(), zeros.clone()));
    assert!(zip_packed(&parts).len() < 100_000);
    assert_unpacks_too_large(&zip_packed(&parts), "a large part");
    // Each part within the limit, not all of them.
    let mut parts = unzip(&SMALL_WORKBOOK);
    parts.extend((0..5).map(|number| (format!("{number}"), zeros[..1 << 20].to_vec())));
    assert_unpacks_too_large(&zip_packed(&parts), "many large parts");
    let mut parts = unzip(&SMALL_WORKBOOK);
    parts.extend((0..10_001).map(|number| (format!("{number}"), Vec::new())));
    assert!(matches!(
        read_all(&zip_packed(&parts), Limits::default()),
        Err(TableError::UnpacksTooLarge { .. })
    ));
}

#[test]
fn nothing_without_end_is_given_to_the_library() {
    for (what, bomb) in bombs(2) {
        // More than may be held, and less than may be unpacked.
        let limits = Limits { shared_bytes: 1 << 19, ..FEW };
        let found = read_all(&bomb, limits);
        let is_refused =
            matches!(found, Err(TableError::UnpacksTooLarge { .. } | TableError::Damaged { .. }));
        assert!(is_refused, "{what}: {found:?}");
    }
    // What the library does not read may be as it likes.
    let mut parts = unzip(&SMALL_WORKBOOK);
    parts.push(("xl/media/image1.bmp".into(), vec![0; 1 << 20]));
    let mashup = format!("<DataMashup>{}</DataMashup>", "A".repeat(1 << 20));
    parts.push(("customXml/item1.xml".into(), mashup.into_bytes()));
    assert_eq!(read_all(&zip_packed(&parts), FEW).unwrap().len(), 5);
}

#[test]
fn what_only_says_to_be_large_is_not_believed() {
    let sheet = "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>";
    for said in ["99999999999", "18446744073709551615", "99999999999999999999999999"] {
        for strings in [
            format!("<sst uniqueCount='{said}'/>"),
            format!("<!-- <si> --><x:sst a='1' uniqueCount = \"{said}\"></x:sst>"),
        ] {
            assert_unpacks_too_large(&workbook(sheet, &[("xl/sharedStrings.xml", &strings)]), &strings);
        }
    }
    let strings = format!("<sst>{}</sst>", "<si/>".repeat(20_000));
    assert_unpacks_too_large(&workbook(sheet, &[("xl/SharedStrings.xml", &strings)]), "many texts");
    let long = format!("<numFmts><numFmt numFmtId='200' formatCode='{}'/></numFmts>", "0".repeat(1000));
    let styles =
        format!("<styleSheet>{long}<cellXfs>{}</cellXfs></styleSheet>", "<xf numFmtId='200'/>".repeat(1000));
    assert_unpacks_too_large(&workbook(sheet, &[("xl/styles.xml", &styles)]), "long formats in many styles");
    let styles = format!("<styleSheet><fonts>{}</fonts></styleSheet>", "<font/>".repeat(100_001));
    assert_unpacks_too_large(&workbook(sheet, &[("xl/styles.xml", &styles)]), "many fonts");
}

#[test]
fn impossible_cells_are_no_panic() {
    for sheet in [
        "<sheetData><row r='1'><c r='ZZZZZZZZZZ1'><v>1</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='A99999999999'><v>1</v></c></row></sheetData>",
        "<sheetData><row r='99999999999'><c><v>1</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='A0'><v>1</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='A1' t='s'><v>7</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='A1' t='?'><v>7</v></c></row></sheetData>",
        "<sheetData><row r='2'><c r='A2'><v>1</v></c></row><row r='1'><c r='A1'><v>2</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='A1'><v>1</v></c></row>",
        "<sheetData><row r='1'><c r='A1'><v>1",
        "",
        "<dimension ref='B9:A1'/><sheetData/>",
        "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData><mergeCells><mergeCell ref='B9:A1'/></mergeCells>",
        "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData><mergeCells><mergeCell ref='A1:ZZZZZZZZZ9'/></mergeCells>",
    ] {
        assert_damaged(&workbook(sheet, &[]), sheet);
    }
}

#[test]
fn what_is_too_much_is_refused_where_it_stands() {
    let row = |cells: &str| workbook(&format!("<sheetData><row r='3'>{cells}</row></sheetData>"), &[]);
    let wide = read_all(&row("<c r='B3'><v>1</v></c><c r='U3'><v>1</v></c>"), FEW);
    assert!(matches!(wide, Err(TableError::TooManyColumns { max: 20, row: 3 })), "{wide:?}");
    assert!(
        read_all(&row("<c r='B3'><v>1</v></c><c r='XFD3' s='1'/>"), FEW).is_ok(),
        "empty cells do not count"
    );
    let long =
        read_all(&row(&format!("<c r='C3' t='inlineStr'><is><t>{}</t></is></c>", "x".repeat(1001))), FEW);
    assert!(matches!(long, Err(TableError::CellTooLong { max: 1000, row: 3, column }) if column == "C"));
    let wide = read_all("a,b\n".replace("a,", &"x,".repeat(200)).as_bytes(), Limits::default());
    assert!(matches!(wide, Err(TableError::TooManyColumns { max: 200, row: 1 })), "{wide:?}");
    let mut rows = String::from("a;b\n");
    for number in 0..50 {
        let _ = write!(rows, "{number};\n\n");
    }
    assert_eq!(read_all(rows.as_bytes(), FEW).unwrap().len(), 50);
    rows.push_str("one more");
    assert!(matches!(read_all(rows.as_bytes(), FEW), Err(TableError::TooManyRows { max: 50 })));
    let text = format!("a;b\n\"{}", "x;y\n".repeat(1000));
    assert!(matches!(read_all(text.as_bytes(), FEW), Err(TableError::CellTooLong { row: 2, .. })));
}

#[test]
fn what_is_hidden_or_not_reckoned_out_is_no_empty_cell() {
    let rows = "<row r='1'><c r='A1'><v>1</v></c></row>\
                <row r='2'><c r='A2'><v>2</v></c><c r='B2'><f>A2</f></c><c r='C2'><v>3</v></c><c r='D2' t='str'><f>A2</f><v></v></c></row>\
                <row r='3'><c r='B3'><v>4</v></c></row>\
                <row r='4'><c r='B4'/></row>";
    let merged =
        "<mergeCells><mergeCell ref='A1:T1'/><mergeCell ref='B3:C4'/><mergeCell ref='A3:A4'/></mergeCells>";
    let bytes = workbook(&format!("<sheetData>{rows}</sheetData>{merged}"), &[]);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let mut table = open(file.path(), FEW).unwrap();
    let rows = table.rows(None).unwrap();
    assert_eq!(rows.header().columns.len(), 1, "a title over all columns is no header of them");
    let rows: Vec<_> = rows.map(|row| row.unwrap().cells).collect();
    let number = Value::Number;
    assert_eq!(
        rows,
        [
            vec![number(2.0), Value::NotCalculated, number(3.0)],
            vec![Value::Empty, number(4.0), Value::Merged]
        ]
    );
}

#[test]
fn a_workbook_that_is_cut_short_is_damaged() {
    let whole = SMALL_WORKBOOK.as_slice();
    read_all(whole, FEW).unwrap();
    for kept in (4..whole.len()).step_by(97).chain([whole.len() - 1]) {
        assert_damaged(&whole[..kept], "cut short");
    }
}

#[test]
fn other_archives_are_told_apart() {
    for (parts, expected) in [
        (
            vec![("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>")],
            OtherFormat::OpenDocument,
        ),
        (vec![("[Content_Types].xml", "<x/>"), ("word/document.xml", "<x/>")], OtherFormat::Document),
        (vec![("[Content_Types].xml", "<x/>"), ("xl/workbook.bin", "x")], OtherFormat::BinaryExcel),
        (vec![("a.txt", "hei")], OtherFormat::Archive),
    ] {
        let found = read_all(&zip(&parts), FEW);
        assert!(matches!(found, Err(TableError::OtherFormat(other)) if other == expected), "{found:?}");
    }
    let none: [(&str, &str); 1] = [("[Content_Types].xml", "<x/>")];
    assert_damaged(&zip(&none), "a workbook without one");
}

/// Reads to the end, whatever comes; what matters is that it does come.
fn read_through(bytes: &[u8]) {
    if let Ok(rows) = read_all(bytes, FEW) {
        assert!(rows.len() <= 50);
        assert!(rows.iter().all(|row| row.cells.len() <= 20));
    }
}

/// Something done to the bytes of a part: at a place, some bytes taken away and others put there.
type Edit = (proptest::sample::Index, usize, Vec<u8>);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let tokens: Vec<&str> = vec![
        "ZZZZZZZ9",
        "A4294967297",
        "-1",
        "A0",
        "<row r='9'>",
        "</c>",
        "<c>",
        "<v>",
        "\"",
        "'",
        "&#0;",
        "&#xFFFF;",
        "&x;",
        "1e999",
        "<!--",
        "<![CDATA[",
        "t=\"s\"",
        "t=\"d\"",
        "t=\"e\"",
        "s=\"1\"",
        "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>",
        "r=\"AAA1\"",
        "_xD83D_",
        "\0",
    ];
    let put = prop_oneof![
        proptest::sample::select(tokens).prop_map(|token| token.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..4),
    ];
    proptest::collection::vec((any::<proptest::sample::Index>(), 0_usize..6, put), 1..5)
}

fn edit(bytes: &mut Vec<u8>, edits: &[Edit]) {
    for (at, taken, put) in edits {
        if bytes.is_empty() {
            return;
        }
        let start = at.index(bytes.len());
        let end = (start + taken).min(bytes.len());
        bytes.splice(start..end, put.iter().copied());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000), begin in 0_usize..6) {
        let begins: [&[u8]; 6] = [b"", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"];
        read_through(&[begins[begin], &bytes].concat());
    }

    #[test]
    fn random_text_is_no_panic(text in "[a-c;,\t\"\n\r=' æ🫐]{0,400}") {
        read_through(text.as_bytes());
    }

    #[test]
    fn broken_csv_is_no_panic(edits in edits()) {
        let mut bytes = "\u{feff}Navn;Beløp;Merknad\r\nBlåbær;1,5;\"a\"\"b\r\nc\"\r\n;;\r\n'=1;;x\r\n".as_bytes().to_vec();
        edit(&mut bytes, &edits);
        read_through(&bytes);
    }

    #[test]
    fn broken_archives_are_no_panic(edits in edits()) {
        let mut bytes = SMALL_WORKBOOK.clone();
        edit(&mut bytes, &edits);
        read_through(&bytes);
    }

    #[test]
    fn broken_workbooks_are_no_panic(part in any::<proptest::sample::Index>(), edits in edits()) {
        let mut parts = unzip(&SMALL_WORKBOOK);
        let part = part.index(parts.len());
        edit(&mut parts[part].1, &edits);
        read_through(&zip(&parts));
    }

    #[test]
    fn broken_sheets_are_no_panic(edits in edits()) {
        let mut parts = unzip(&SMALL_WORKBOOK);
        let sheet = parts.iter_mut().find(|(name, _)| name.ends_with("sheet1.xml")).unwrap();
        edit(&mut sheet.1, &edits);
        read_through(&zip(&parts));
    }
}
