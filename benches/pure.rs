//! What the parts cost that need no database and run for every request, answer or submission.
//!
//! Criterion times each of them; what is printed last puts pairs of them against each other, measured in turn, as
//! only ratios mean the same on another machine.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints what it found, and there is nobody to pass a failure on to"
)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::{Request, Variables, parser};
use criterion::Criterion;
use entity::LocalizedText;
use entity::id::{AccountId, QuestionId, SessionId};
use entity::question::QuestionKind;
use trespor::auth::{Auth, keys};
use trespor::config::{Limits, Settings};
use trespor::graphql::documents::{Document, Documents};
use trespor::graphql::limits::{self, Shape};
use trespor::maturity::scoring::{Item, Observation, Source, score};
use trespor::questionnaire::content::{Choice, Content, Question, Section};
use trespor::value::Code;
use trespor::value::content_hash;
use trespor::value::folding::{fold, sort_key};

/// What a leader's dashboard sends.
const TYPICAL: &str = include_str!("../examples/read-dashboard.graphql");

fn main() {
    let mut criterion = Criterion::default()
        .without_plots()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_200))
        .sample_size(50)
        .configure_from_args();
    maturity(&mut criterion);
    documents(&mut criterion);
    names(&mut criterion);
    secrets(&mut criterion);
    questionnaires(&mut criterion);
    criterion.final_summary();
    print_ratios();
}

fn maturity(criterion: &mut Criterion) {
    let items = forty_items();
    criterion.bench_function("score of 40 items", |b| b.iter(|| score(black_box(&items), 0.6)));
}

/// Answers of every kind, in no order.
fn forty_items() -> Vec<Item> {
    let observation = |number: u32| match number % 8 {
        0 => Observation::DontKnow,
        1 => Observation::NotRelevant,
        2 => Observation::Missing,
        other => Observation::Value(f64::from(other) / 7.0),
    };
    let item = |number: u32| Item {
        source: Source::Question(QuestionId::new()),
        weight: f64::from(number % 3 + 1),
        observation: observation(number),
    };
    let mut items: Vec<Item> = (0..40).map(item).collect();
    items.sort_by_key(|item| content_hash(item).unwrap_or_default());
    items
}

fn documents(criterion: &mut Criterion) {
    let usual = Limits::default();
    let shape = Arc::new(shape());
    let bomb = bomb();
    for (name, source) in [("a dashboard's document", TYPICAL), ("a fragment bomb", bomb.as_str())] {
        let parsed = parser::parse_query(source).expect("it can be parsed");
        criterion.bench_function(&format!("limits on the text of {name}"), |b| {
            b.iter(|| limits::check_text(black_box(source), &usual));
        });
        criterion.bench_function(&format!("limits on the parse of {name}"), |b| {
            b.iter(|| limits::check_document(black_box(&parsed), &shape, &usual).is_ok());
        });
    }
    criterion.bench_function("parse a dashboard's document", |b| {
        b.iter(|| parser::parse_query(black_box(TYPICAL)));
    });
    criterion.bench_function("read a dashboard's document for the first time", |b| {
        b.iter(|| Document::read(black_box(TYPICAL), &shape, &usual).is_ok());
    });
    let kept = kept_documents();
    criterion.bench_function("read a dashboard's document that is kept", |b| {
        b.iter(|| kept.read(black_box(TYPICAL), &usual).is_ok());
    });
    validation(criterion);
    let parsed = parser::parse_query(TYPICAL).expect("it can be parsed");
    criterion.bench_function("clone the parse of a dashboard's document", |b| {
        b.iter(|| black_box(&parsed).clone());
    });
}

/// async-graphql validates a document each time it is run. To see what that takes, it is run with its one field skipped.
fn validation(criterion: &mut Criterion) {
    let skipping = TYPICAL.replacen("(roundId: $roundId) {", "(roundId: $roundId) @skip(if: true) {", 1);
    let parsed = parser::parse_query(&skipping).expect("it can be parsed");
    let variables = Variables::from_json(serde_json::json!({ "roundId": "round_0" }));
    let schema = trespor::graphql::schema();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    criterion.bench_function("validate a dashboard's document, and run nothing of it", |b| {
        b.iter(|| {
            let mut request = Request::new(skipping.as_str()).variables(variables.clone());
            request.set_parsed_query(parsed.clone());
            let response = runtime.block_on(schema.execute(request));
            assert!(response.errors.is_empty(), "{response:?}");
        });
    });
}

/// 40 levels of fragments, each spread twice by the one before: 2⁴⁰ fields, were it expanded.
fn bomb() -> String {
    let level =
        |number: u32| format!(" fragment F{number} on Query {{ ...F{next} ...F{next} }}", next = number + 1);
    let levels: String = (0..40).map(level).collect();
    format!("{{ ...F0 }}{levels} fragment F40 on Query {{ __typename }}")
}

fn shape() -> Shape {
    Shape::of(&trespor::graphql::schema().sdl()).expect("it is a schema")
}

fn kept_documents() -> Documents {
    let documents = Documents::new(shape());
    let document = documents.read(TYPICAL, &Limits::default()).expect("it is within the limits");
    documents.keep(TYPICAL, &document);
    documents
}

fn names(criterion: &mut Criterion) {
    let name = "Direktoratet for forvaltning og økonomistyring på Ås";
    criterion.bench_function("fold a name for searching", |b| b.iter(|| fold(black_box(name))));
    criterion.bench_function("sort key of a name", |b| b.iter(|| sort_key(black_box(name))));
}

fn secrets(criterion: &mut Criterion) {
    let mut settings = Settings::default();
    settings.auth.signing_keys = vec![keys::generate_line()];
    let auth = Auth::new(&settings).expect("the key can be used");
    let now = chrono::Utc::now();
    let issued = auth.access_token(AccountId::new(), SessionId::new(), now).expect("a token");
    criterion.bench_function("verify a token", |b| {
        b.iter(|| auth.verify(black_box(&issued.token), now).expect("it is good"));
    });
    let letter = "Kjære mottaker. ".repeat(256);
    let sealed = auth.seal(letter.as_bytes(), b"its row").expect("sealed");
    criterion.bench_function("seal a letter of 4 KiB", |b| {
        b.iter(|| auth.seal(black_box(letter.as_bytes()), b"its row").expect("sealed"));
    });
    criterion.bench_function("open a letter of 4 KiB", |b| {
        b.iter(|| auth.open(black_box(&sealed), b"its row").expect("opened"));
    });
}

fn questionnaires(criterion: &mut Criterion) {
    let content = forty_questions();
    criterion.bench_function("content hash of 40 questions", |b| {
        b.iter(|| content_hash(black_box(&content)).expect("it can be written as JSON"));
    });
}

fn forty_questions() -> Content {
    let text = |text: &str| LocalizedText {
        nb: text.to_owned(),
        nn: Some(text.to_owned()),
        en: Some(text.to_owned()),
    };
    let code = |raw: String| Code::parse(&raw).expect("a code");
    let choice = |number: u32| Choice {
        code: code(format!("o{number}")),
        label: text("I noen grad"),
        score: Some(f64::from(number) / 3.0),
    };
    let asked = text("I hvor stor grad har dere oversikt over hvem som bruker tjenestene deres?");
    let question = |number: u32| Question {
        help: Some(text("Tenk på de siste tolv månedene.")),
        allows_dont_know: true,
        options: (0..4).map(choice).collect(),
        ..Question::new(code(format!("Q{number:02}")), QuestionKind::SingleChoice, asked.clone())
    };
    let section = |number: u32| Section {
        code: code(format!("S{number}")),
        title: text("Oversikt"),
        questions: (0..5).map(|place| question(number * 5 + place)).collect(),
    };
    Content { title: text("Modenhet for flytting"), sections: (0..8).map(section).collect() }
}

/// What the design stands on: that keeping documents pays, and that a bomb costs no more than its length.
fn print_ratios() {
    let usual = Limits::default();
    let kept = kept_documents();
    let bomb = bomb();
    let harmless = harmless(bomb.len());
    let shape = Arc::new(shape());
    let parse = || drop(black_box(Document::read(black_box(TYPICAL), &shape, &usual)));
    let look_up = || drop(black_box(kept.read(black_box(TYPICAL), &usual)));
    let refuse = || drop(black_box(Document::read(black_box(&bomb), &shape, &usual)));
    let accept = || drop(black_box(Document::read(black_box(&harmless), &shape, &usual)));
    println!("\nRatios (median of pairs measured in turn)");
    println!("{:>8.1}  read a document for the first time / when it is kept", ratio(parse, look_up));
    println!("{:>8.2}  refuse a fragment bomb / accept a document of its length", ratio(refuse, accept));
}

/// A document without fragments, about as long as another.
fn harmless(length: usize) -> String {
    let field = " name __typename ";
    format!("{{ a {{{}}} }}", field.repeat(length / field.len()))
}

/// How many times as long one takes as the other.
fn ratio(one: impl Fn(), other: impl Fn()) -> f64 {
    let mut ratios: Vec<f64> = (0..21).map(|_| time_of(&one) / time_of(&other)).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// Seconds that one run takes, over some ten milliseconds.
fn time_of(run: &impl Fn()) -> f64 {
    let begun = Instant::now();
    let mut runs = 0.0;
    while begun.elapsed() < Duration::from_millis(10) {
        for _ in 0..10 {
            run();
        }
        runs += 10.0;
    }
    begun.elapsed().as_secs_f64() / runs
}
