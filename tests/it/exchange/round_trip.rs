//! What is exported and imported again changes nothing; imported into an empty registry, it is exported the same.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use entity::id::StudyId;
use entity::{Language, LocalizedText};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use trespor::Cx;
use trespor::app::App;
use trespor::auth::Actor;
use trespor::clock::Clock;
use trespor::exchange::{
    Counts, ExportFormat, FromDisk, RowProblem, TABLES, TableKind, Told, from_disk, table_name, to_file,
};
use trespor::study::{NewStudy, create};
use trespor::table::{Convention, NewCell, TableWriter};
use trespor::value::{LONG_TEXT, SHORT_TEXT, text};

use super::numbers;
use crate::harness::{Backend, Database};

const CASES: usize = 4;
const FORMATS: [(ExportFormat, &str); 3] = [
    (ExportFormat::Csv(Convention::Norwegian), "csv"),
    (ExportFormat::Csv(Convention::International), "csv"),
    (ExportFormat::Xlsx, "xlsx"),
];

/// A table as it is written by hand: stable names above, then rows.
#[derive(Clone, Debug)]
struct Sheet(Vec<&'static str>, Vec<Vec<String>>);

/// A text that says something, with all that texts are tested with.
fn words(max: usize) -> impl Strategy<Value = String> {
    let tricky = [
        "=1+1",
        "'=1+1",
        "''-x",
        "'a",
        "+47 22",
        "-",
        "@a",
        "\"\"",
        "\"a\"b",
        ";",
        "a;b,c\td",
        "sep=;",
        "_x000D_",
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
        "＝1",
        "1e5",
        "NULL",
        "a\nb",
        "a\r\nb",
        " a ",
        "\u{feff}a",
    ];
    let seen = |text: String| -> String {
        text.chars().filter(|c| !c.is_control() || "\t\r\n".contains(*c)).collect()
    };
    prop_oneof![
        2 => proptest::sample::select(tricky.to_vec()).prop_map(str::to_owned),
        2 => "[;,\t\"'\n\r =+@\\-|a-dæøå0-2_x🫐\u{a0}&<>]{1,12}",
        1 => any::<String>().prop_map(seen),
        1 => "[a-zæøå \"]{200,280}",
    ]
    .prop_filter("something can be seen", move |raw| text(raw, max).is_ok())
}

fn maybe(strategy: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop_oneof![2 => strategy, 1 => Just(String::new())].boxed()
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(words).prop_map(str::to_owned)
}

fn flag() -> impl Strategy<Value = String> {
    one_of(&["ja", "nei", "yes", "", "X"])
}

fn day() -> impl Strategy<Value = String> {
    (1900..2200, 1..13, 1..29).prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

fn aliases() -> impl Strategy<Value = String> {
    proptest::collection::vec(words(SHORT_TEXT), 0..4).prop_map(|aliases| {
        let one_line = |alias: &String| alias.replace(['\n', '\r'], " ");
        aliases.iter().map(one_line).collect::<Vec<_>>().join("\n")
    })
}

/// Rows of some columns, before which their keys are put.
fn rows(columns: Vec<BoxedStrategy<String>>, count: usize) -> BoxedStrategy<Vec<Vec<String>>> {
    proptest::collection::vec(columns, count..=count).boxed()
}

const OWNERS: usize = 12;

/// A whole registry with a frame, in the order in which it can be imported.
fn registry() -> impl Strategy<Value = Vec<(TableKind, Sheet)>> {
    let line = || words(SHORT_TEXT);
    let language = || one_of(&["bokmål", "Nynorsk", "en", "engelsk"]).boxed();
    let owners = rows(
        vec![
            line().boxed(),
            maybe(line()),
            maybe(line()),
            aliases().boxed(),
            maybe(line()),
            maybe(line()),
            language(),
            flag().boxed(),
        ],
        OWNERS,
    );
    let contacts =
        rows(vec![line().boxed(), prop_oneof![language(), Just(String::new())].boxed()], OWNERS * 2);
    let services = rows(
        vec![
            line().boxed(),
            maybe(line()),
            one_of(&["innsending", "melding", "lenkje", "Consent", "API", "other"]).boxed(),
            line().boxed(),
            maybe(line()),
            one_of(&["ikke startet", "blir utvikla", "Testing", "in_production"]).boxed(),
            maybe(day()),
            maybe(words(LONG_TEXT)),
            flag().boxed(),
            flag().boxed(),
        ],
        OWNERS * 2,
    );
    let capabilities = rows(vec![line().boxed(), maybe(line()), maybe(day()), flag().boxed()], 5);
    let volumes =
        rows(vec![(0..2_000_000_000_i64).prop_map(|volume| volume.to_string()).boxed()], OWNERS * 6);
    let extent = || one_of(&["ingen", "liten", "Medium", "large"]).boxed();
    let attitude = one_of(&["", "imot", "pådrivar", "Neutral"]).boxed();
    let frame = rows(
        vec![
            maybe(line()),
            flag().boxed(),
            maybe(words(LONG_TEXT)),
            extent(),
            extent(),
            attitude,
            maybe(words(LONG_TEXT)),
        ],
        OWNERS,
    );
    (owners, contacts, services, capabilities, volumes, frame).prop_map(assembled)
}

type Rows = Vec<Vec<String>>;

fn assembled(
    (owners, contacts, services, capabilities, volumes, frame): (Rows, Rows, Rows, Rows, Rows, Rows),
) -> Vec<(TableKind, Sheet)> {
    let numbers: Vec<String> = numbers().take(OWNERS).collect();
    let with = |keys: Vec<String>, row: Vec<String>| keys.into_iter().chain(row).collect::<Vec<_>>();
    let keyed = |rows: Rows, key: &dyn Fn(usize) -> Vec<String>| -> Rows {
        rows.into_iter().enumerate().map(|(index, row)| with(key(index), row)).collect()
    };
    let number = |index: usize| numbers[index % OWNERS].clone();
    let of_service = |index: usize| vec![number(index), format!("S{}-a_B", index / OWNERS)];
    let needs: Rows =
        (0..OWNERS).map(|index| with(of_service(index), vec![format!("c{}", index % 5)])).collect();
    // Also of owners and capabilities that are retired.
    let frame = keyed(frame, &|index| vec![number(index)]);
    vec![
        (
            TableKind::Owners,
            Sheet(
                vec![
                    "orgnr",
                    "platformCode",
                    "nameNb",
                    "nameNn",
                    "nameEn",
                    "aliases",
                    "sector",
                    "stratum",
                    "language",
                    "retired",
                ],
                keyed(owners, &|index| {
                    vec![number(index), if index % 3 == 0 { String::new() } else { format!("p{index}") }]
                }),
            ),
        ),
        (
            TableKind::Contacts,
            Sheet(
                vec!["orgnr", "email", "primary", "name", "language"],
                keyed(contacts, &|index| {
                    let primary = if index < OWNERS { "nei" } else { "ja" };
                    vec![number(index), format!("Person{index}@etat.example"), primary.to_owned()]
                }),
            ),
        ),
        (
            TableKind::Services,
            Sheet(
                vec![
                    "orgnr",
                    "code",
                    "nameNb",
                    "nameEn",
                    "kind",
                    "runsOn",
                    "target",
                    "status",
                    "plannedOn",
                    "obstacle",
                    "oldEditionDeactivated",
                    "retired",
                ],
                keyed(services, &of_service),
            ),
        ),
        (
            TableKind::Capabilities,
            Sheet(
                vec!["code", "nameNb", "nameNn", "deliveredOn", "retired"],
                keyed(capabilities, &|index| vec![format!("c{index}")]),
            ),
        ),
        (
            TableKind::Volumes,
            Sheet(
                vec!["orgnr", "serviceCode", "month", "volume"],
                keyed(volumes, &|index| {
                    let mut key = of_service(index % (OWNERS * 2));
                    key.push(format!("2026-{:02}", index / (OWNERS * 2) + 1));
                    key
                }),
            ),
        ),
        (TableKind::Needs, Sheet(vec!["orgnr", "serviceCode", "capabilityCode"], needs)),
        (
            TableKind::Frame,
            Sheet(
                vec![
                    "orgnr",
                    "stratum",
                    "followedUp",
                    "reason",
                    "influence",
                    "interest",
                    "attitude",
                    "expectations",
                ],
                frame,
            ),
        ),
    ]
}

/// An installation with a study.
struct Place {
    app: Arc<App>,
    study: StudyId,
    database: Database,
}

impl Place {
    async fn new(backend: Backend) -> Self {
        let database = Database::fresh(backend).await;
        let app = App::start(database.settings(), Clock::default()).await.unwrap();
        let name = LocalizedText { nb: "Analyse".to_owned(), nn: None, en: None };
        let cx = Cx::new(Arc::clone(&app), Actor::System);
        let study =
            create(&cx, NewStudy { name, smallest_group: 5, synthetic: true, language: Language::Nb })
                .await
                .unwrap()
                .id;
        Self { app, study, database }
    }

    fn cx(&self) -> Cx {
        Cx::new(Arc::clone(&self.app), Actor::System)
    }

    fn study(&self, kind: TableKind) -> Option<StudyId> {
        (kind == TableKind::Frame).then_some(self.study)
    }

    async fn import(&self, kind: TableKind, path: &Path) -> Counts {
        let import = FromDisk {
            path: path.to_owned(),
            kind,
            study: self.study(kind),
            sheet: None,
            columns: Vec::new(),
            dry_run: false,
        };
        let mut refused: Vec<(u32, RowProblem)> = Vec::new();
        let tell = |told: Told<'_>| {
            if let Told::Refused { row, problem, .. } = told {
                refused.push((row, problem.clone()));
            }
        };
        let (counts, whole) = from_disk(&self.cx(), import, tell).await.unwrap();
        assert!(refused.is_empty() && whole.is_empty(), "{kind:?}: {refused:?} {whole:?}");
        counts
    }

    async fn export(&self, kind: TableKind, format: (ExportFormat, &str), language: Language) -> PathBuf {
        let path = self.database.folder().join(format!("{}.{}", table_name(kind), format.1));
        to_file(&self.cx(), kind, self.study(kind), format.0, language, &path).await.unwrap();
        path
    }
}

async fn there_and_back(backend: Backend) {
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    for _ in 0..CASES {
        let tables = registry().new_tree(&mut runner).unwrap().current();
        let here = Place::new(backend).await;
        for (kind, Sheet(headers, rows)) in &tables {
            let path = here.database.folder().join("by-hand.csv");
            let file = std::fs::File::create(&path).unwrap();
            let mut table = TableWriter::csv(file, Convention::International, headers).unwrap();
            for row in rows {
                table.row(&row.iter().map(|cell| NewCell::Text(cell)).collect::<Vec<_>>()).unwrap();
            }
            table.finish().unwrap();
            let counts = here.import(*kind, &path).await;
            assert_eq!(counts.new, rows.len() as i64, "{kind:?}: {tables:?}");
        }
        for (format, language) in FORMATS.into_iter().zip([Language::Nb, Language::Nn, Language::En]) {
            let there = Place::new(backend).await;
            for (kind, Sheet(_, rows)) in &tables {
                let file = here.export(*kind, format, language).await;
                let expected = Counts { unchanged: rows.len() as i64, ..Counts::default() };
                assert_eq!(here.import(*kind, &file).await, expected, "{kind:?} {format:?}: {tables:?}");
                assert_eq!(there.import(*kind, &file).await.new, rows.len() as i64, "{kind:?} {format:?}");
            }
            for kind in TABLES {
                let read = async |place: &Place| {
                    std::fs::read(place.export(kind, FORMATS[0], language).await).unwrap()
                };
                assert_eq!(read(&there).await, read(&here).await, "{kind:?} {format:?}: {tables:?}");
            }
            there.app.db.clone().close().await;
        }
        here.app.db.clone().close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_and_back_on_sqlite() {
    Box::pin(there_and_back(Backend::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_and_back_on_postgres() {
    Box::pin(there_and_back(Backend::Postgres)).await;
}
