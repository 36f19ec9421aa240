//! What is written is read back the same, in every format.

use crate::table::{
    Choice, ColumnSpec, Columns, Convention, Field, Limits, NewCell, Rows, Table, TableWriter, Value,
    column_letters,
};
use chrono::{Days, NaiveDate, NaiveTime};
use proptest::prelude::*;
use proptest::strategy::Union;

#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Empty,
    Text(String),
    Whole(i64),
    Decimal(f64),
    Date(NaiveDate),
    Boolean(bool),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum To {
    Norwegian,
    International,
    Workbook,
}

fn text() -> impl Strategy<Value = String> {
    let tricky = [
        "=1+1",
        "'=1+1",
        "''-x",
        "'",
        "''",
        "'a",
        "+47 22",
        "-",
        "@a",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "\ta",
        " a",
        "a ",
        "  ",
        "\u{a0}",
        "\"",
        "\"\"",
        "\"a\"b",
        ";",
        ",",
        "a;b,c\td",
        "sep=;",
        "_x000D_",
        "_x005F_x000D_",
        "_x",
        "a_xFFFE_",
        "\u{fffe}",
        "\u{feff}a",
        "#REF!",
        "974760673",
        "0123",
        "1.234",
        "ja",
        "TRUE",
        "2026-05-31",
        "<b>&amp;</b>",
        "]]>",
        "æøå ÆØÅ",
        "👩‍👩‍👧 🫐",
        "e\u{301}",
        "\u{2028}",
        "https://etat.example/?a=b&c",
        "＝1",
        "\u{202e}abc",
        "1e5",
    ];
    let seen = |text: String| -> String {
        text.chars().filter(|c| !c.is_control() || "\t\r\n".contains(*c)).collect()
    };
    prop_oneof![
        3 => proptest::sample::select(tricky.to_vec()).prop_map(str::to_owned),
        3 => "[;,\t\"'\n\r =+@\\-|a-dæøå0-2_x🫐\u{a0}&<>]{0,12}",
        1 => any::<String>().prop_map(seen),
        1 => "[a-zæøå \"\n]{200,300}",
    ]
}

fn cell(kind: usize) -> BoxedStrategy<Cell> {
    let decimal = prop_oneof![
        proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO,
        proptest::sample::select(vec![
            0.1,
            -0.1,
            0.3,
            1.234,
            -123.456,
            0.125,
            1e15,
            123_456_789_012_345.0,
            1.0,
            0.0
        ]),
        (-999_999_999_999_999_i64..=999_999_999_999_999, 0..6)
            .prop_map(|(digits, places)| digits as f64 / 10_f64.powi(places)),
    ];
    let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
    let date = (0_u64..73_414).prop_map(move |days| first + Days::new(days));
    let strategy: BoxedStrategy<Cell> = match kind {
        0 => text().prop_map(Cell::Text).boxed(),
        1 => prop_oneof![any::<i64>(), -2000_i64..2000].prop_map(Cell::Whole).boxed(),
        2 => decimal.prop_map(Cell::Decimal).boxed(),
        3 => date.prop_map(Cell::Date).boxed(),
        _ => any::<bool>().prop_map(Cell::Boolean).boxed(),
    };
    Union::new_weighted(vec![(5, strategy), (1, Just(Cell::Empty).boxed())]).boxed()
}

#[derive(Clone, Debug)]
struct Random {
    kinds: Vec<usize>,
    headers: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

fn table() -> impl Strategy<Value = Random> {
    proptest::collection::vec(0_usize..5, 1..7).prop_flat_map(|kinds| {
        let headers = proptest::collection::vec(text(), kinds.len());
        let row: Vec<_> = kinds.iter().map(|kind| cell(*kind)).collect();
        (Just(kinds), headers, proptest::collection::vec(row, 0..12)).prop_map(|(kinds, headers, rows)| {
            let headers = headers
                .into_iter()
                .enumerate()
                .map(|(index, text)| format!("kolonne {index} {text}"))
                .collect();
            Random { kinds, headers, rows }
        })
    })
}

fn new_cell(cell: &Cell) -> NewCell<'_> {
    match cell {
        Cell::Empty => NewCell::Empty,
        Cell::Text(text) => NewCell::Text(text),
        Cell::Whole(number) => NewCell::Whole(*number),
        Cell::Decimal(number) => NewCell::Decimal(*number),
        Cell::Date(date) => NewCell::Date(*date),
        Cell::Boolean(is_true) => NewCell::Boolean(*is_true),
    }
}

fn write(random: &Random, to: To) -> Vec<u8> {
    let headers: Vec<&str> = random.headers.iter().map(String::as_str).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let mut out = Vec::new();
    let mut writer = match to {
        To::Norwegian => TableWriter::csv(&mut out, Convention::Norwegian, &headers),
        To::International => TableWriter::csv(&mut out, Convention::International, &headers),
        To::Workbook => TableWriter::xlsx(&path, "Ark æ", &headers),
    }
    .unwrap();
    for row in &random.rows {
        writer.row(&row.iter().map(new_cell).collect::<Vec<_>>()).unwrap();
    }
    writer.finish().unwrap();
    if to == To::Workbook { std::fs::read(path).unwrap() } else { out }
}

/// The cell as it was written, read by the reader of its kind.
fn read(field: Field<'_>, kind: usize) -> Cell {
    if *field.raw() == Value::Empty {
        return Cell::Empty;
    }
    match kind {
        0 => match field.raw() {
            Value::Text(text) => Cell::Text(text.clone()),
            other => panic!("{other:?}"),
        },
        1 => Cell::Whole(field.whole().unwrap().unwrap()),
        2 => Cell::Decimal(field.decimal().unwrap().unwrap()),
        3 => Cell::Date(field.date().unwrap().unwrap()),
        _ => Cell::Boolean(field.boolean().unwrap()),
    }
}

fn is_blank(cell: &Cell) -> bool {
    matches!(cell, Cell::Empty) || matches!(cell, Cell::Text(text) if text.trim().is_empty())
}

fn check(random: &Random, to: To) {
    let bytes = write(random, to);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    let mut table = crate::harness::open(file.path(), Limits::default()).unwrap();
    let rows = table.rows(None).unwrap();

    let keys = ["0", "1", "2", "3", "4", "5", "6"];
    let specs: Vec<ColumnSpec> = keys
        .iter()
        .take(random.kinds.len())
        .map(|key| ColumnSpec { key, names: &[], required: true })
        .collect();
    let choices: Vec<Choice> = specs
        .iter()
        .enumerate()
        .map(|(index, spec)| Choice { key: Some(spec.key.to_owned()), column: column_letters(index) })
        .collect();
    let columns = Columns::find(rows.header(), &specs, &choices);
    assert!(columns.fit(), "{columns:?}");
    for (column, header) in rows.header().columns.iter().zip(&random.headers) {
        assert_eq!(column.text, header.split_whitespace().collect::<Vec<_>>().join(" "));
    }

    let read: Vec<(u32, Vec<Cell>)> = rows
        .map(|row| {
            let row = row.unwrap();
            let cells = specs
                .iter()
                .zip(&random.kinds)
                .map(|(spec, kind)| read(columns.field(&row, spec.key), *kind));
            (row.number, cells.collect())
        })
        .collect();
    let written: Vec<(u32, Vec<Cell>)> = random
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| !row.iter().all(is_blank))
        .map(|(index, row)| {
            let empty =
                |cell: &Cell| if *cell == Cell::Text(String::new()) { Cell::Empty } else { cell.clone() };
            (index as u32 + 2, row.iter().map(empty).collect())
        })
        .collect();
    assert_eq!(read, written);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn norwegian_csv_is_read_back_the_same(random in table()) {
        check(&random, To::Norwegian);
    }

    #[test]
    fn international_csv_is_read_back_the_same(random in table()) {
        check(&random, To::International);
    }

    #[test]
    fn workbooks_are_read_back_the_same(random in table()) {
        check(&random, To::Workbook);
    }

    /// What another program makes of our CSV is what we meant, but for the apostrophe.
    #[test]
    fn the_csv_crate_reads_our_csv(random in table()) {
        let bytes = write(&random, To::International);
        let mut other = csv::ReaderBuilder::new();
        let records: Vec<_> = other.has_headers(false).from_reader(bytes.as_slice()).records().map(Result::unwrap).collect();
        // A row of one empty cell is an empty line, which that crate leaves out.
        let lines = random.rows.iter().filter(|row| row.len() > 1 || !matches!(&row[0], Cell::Empty | Cell::Text(_))).count();
        prop_assert!(records.len() > lines);
        prop_assert!(records.iter().all(|record| record.len() == random.kinds.len()));
    }
}

#[test]
fn dates_of_workbooks_are_dates() {
    let date = NaiveDate::from_ymd_opt(1900, 2, 28).unwrap();
    let random = Random {
        kinds: vec![3],
        headers: vec!["Dato".into()],
        rows: vec![vec![Cell::Date(date)], vec![Cell::Date(date + Days::new(1))]],
    };
    let rows = crate::harness::read_all(&write(&random, To::Workbook), Limits::default()).unwrap();
    assert_eq!(rows[0].cells, [Value::Date(date.and_time(NaiveTime::MIN))]);
    assert_eq!(rows[1].cells, [Value::Date((date + Days::new(1)).and_time(NaiveTime::MIN))]);
}

#[test]
fn tables_go_where_blocking_is_allowed() {
    fn may_change_threads<T: Send>() {}
    may_change_threads::<Table>();
    may_change_threads::<Rows<'_>>();
    may_change_threads::<TableWriter<'_>>();
}
