use std::collections::BTreeMap;

use ::entity::LocalizedText;
use ::entity::question::QuestionKind::{
    self, Information, Matrix, Number, NumberGrid, RepeatingGroup, SingleChoice,
};
use chrono::NaiveDate;
use proptest::prelude::*;

use super::{DeadEnd, Hindrance, Report, Setup, dry_run};
use crate::questionnaire::content::{Choice, Content, Format, NumberFormat, Part, Question, Section};
use crate::questionnaire::difference::samples::content as any_content;
use crate::questionnaire::missing::gaps;
use crate::questionnaire::random::Random;
use crate::questionnaire::{fit, rules};
use crate::value::Code;

fn code(raw: &str) -> Code {
    Code::parse(raw).unwrap()
}

fn text(nb: &str) -> LocalizedText {
    LocalizedText { nb: nb.to_owned(), nn: None, en: None }
}

/// A question of this kind with options a to d, or one row.
fn asked(raw: &str, kind: QuestionKind) -> Question {
    use crate::questionnaire::content::Kind as _;
    let option = |raw: &&str| Choice { code: code(raw), label: text(raw), score: None };
    let mut question = Question::new(code(raw), kind, text("Hva?"));
    if kind.has_options() {
        question.options = ["a", "b", "c", "d"].iter().map(option).collect();
    }
    question
}

fn part(raw: &str, kind: QuestionKind) -> Part {
    let (options, format) = (Vec::new(), Format::default());
    Part { code: code(raw), kind, text: text(raw), help: None, required: false, options, format }
}

fn shown_when(question: Question, rule: &str) -> Question {
    Question { visible_when: Some(rules::parse(rule).unwrap()), ..question }
}

fn valid_when(question: Question, rule: &str) -> Question {
    Question { valid_when: Some(rules::parse(rule).unwrap()), ..question }
}

fn of(questions: Vec<Question>) -> Content {
    Content { title: text("T"), sections: vec![Section { code: code("s"), title: text("S"), questions }] }
}

fn setup(respondents: u32, seed: u64) -> Setup {
    let today = NaiveDate::from_ymd_opt(2026, 5, 31).unwrap();
    Setup { respondents, seed, today, work: super::MOST_WORK }
}

fn run(questions: Vec<Question>) -> Report {
    dry_run(&of(questions), setup(200, 1))
}

fn unreached(report: &Report) -> Vec<(&str, bool)> {
    report.unreached.iter().map(|question| (question.code.as_str(), question.proven)).collect()
}

fn dead_ends(report: &Report) -> Vec<(Option<&str>, Hindrance, bool)> {
    report.dead_ends.iter().map(|end| (end.code.as_deref(), end.hindrance, end.proven)).collect()
}

#[test]
fn rare_branches_are_found() {
    let rules = [
        "A = 77",
        "A > 90 and B = \"d\" and Fact = \"x\"",
        "B in (\"a\", \"b\") and not (A < 20 or A > 21)",
        "dont_know(B)",
        "empty(Open)",
        "owner.sector = \"stat\" and owner.stratum = \"stor\"",
        "sum(Grid) = 41",
        "all(Rows, \"c\")",
        "count(Group) >= 7",
        "Day = date(\"2031-02-03\")",
        "answered(N0) and answered(N5)",
    ];
    let mut questions =
        vec![asked("A", Number), asked("B", SingleChoice), asked("Fact", QuestionKind::ShortText)];
    questions[1].allows_dont_know = true;
    questions.push(Question { required: false, ..asked("Open", Number) });
    questions
        .push(Question { parts: vec![part("x", Number), part("y", Number)], ..asked("Grid", NumberGrid) });
    let rows = ["p", "q", "r", "s"].map(|raw| part(raw, SingleChoice)).to_vec();
    questions.push(Question { parts: rows, ..asked("Rows", Matrix) });
    questions.push(Question { parts: vec![part("x", Number)], ..asked("Group", RepeatingGroup) });
    questions.push(asked("Day", QuestionKind::Date));
    for (place, rule) in rules.iter().enumerate() {
        questions.push(shown_when(asked(&format!("N{place}"), Number), rule));
    }
    let report = dry_run(&of(questions), setup(500, 1));
    assert_eq!(unreached(&report), []);
    assert_eq!(dead_ends(&report), []);
    assert!(report.distinct_paths > 8 && !report.cut_short);
}

#[test]
fn what_is_never_shown_is_proven_or_merely_not_found() {
    let report = run(vec![
        asked("A", SingleChoice),
        asked("B", Number),
        shown_when(asked("C", Number), "A = \"a\" and A = \"b\""),
        shown_when(asked("D", Number), "B * B = 2"),
        shown_when(asked("E", Number), "A = \"a\""),
    ]);
    assert_eq!(unreached(&report), [("C", true), ("D", false)]);
}

#[test]
fn no_language_is_invented() {
    let rules = ["NB", "nb", "nn", "en", "se"].map(|language| format!("owner.language = \"{language}\""));
    let question = |(place, rule): (usize, &String)| shown_when(asked(&format!("L{place}"), Number), rule);
    let report = run(rules.iter().enumerate().map(question).collect());
    assert_eq!(unreached(&report), [("L0", true), ("L4", true)]);
}

#[test]
fn answers_that_a_rule_asks_for_are_found() {
    let mut grid = valid_when(asked("Grid", NumberGrid), "sum(Grid) = A");
    grid.parts = ["x", "y", "z"].map(|raw| part(raw, Number)).to_vec();
    grid.format.number = Some(NumberFormat { least: Some(0.0), whole: true, ..NumberFormat::default() });
    let mut whole = asked("A", Number);
    whole.format.number = Some(NumberFormat { least: Some(0.0), most: Some(500.0), whole: true, unit: None });
    let group = Question { parts: vec![part("x", Number)], ..asked("Group", RepeatingGroup) };
    let report = run(vec![
        whole,
        valid_when(asked("Same", Number), "Same = A + 1"),
        grid,
        valid_when(group, "count(Group) >= min(A, 6)"),
        valid_when(asked("Day", QuestionKind::Date), "Day >= today() + 4000"),
        valid_when(asked("B", SingleChoice), "B = \"d\""),
    ]);
    assert_eq!((dead_ends(&report), unreached(&report)), (vec![], vec![]));
    assert_eq!(report.distinct_paths, 1);
}

#[test]
fn dead_ends_are_found_with_what_leads_there() {
    let report = run(vec![
        asked("A", SingleChoice),
        valid_when(asked("B", SingleChoice), "A != \"c\" or B = \"nothing\""),
        shown_when(Question { options: Vec::new(), ..asked("C", SingleChoice) }, "A = \"a\""),
        shown_when(asked("D", Matrix), "A = \"b\""),
        Question { required: false, ..asked("E", Matrix) },
        Question { options: Vec::new(), allows_dont_know: true, ..asked("F", SingleChoice) },
        valid_when(asked("G", Number), "G > 5 and G < 4"),
        asked("H", Number),
    ]);
    assert_eq!(
        dead_ends(&report),
        [
            (Some("B"), Hindrance::NothingValid, true),
            (Some("C"), Hindrance::NothingToChoose, true),
            (Some("D"), Hindrance::NothingToChoose, true),
            (Some("G"), Hindrance::NothingValid, true),
        ]
    );
    let DeadEnd { example, .. } = &report.dead_ends[0];
    assert_eq!(*example, BTreeMap::from([("A".to_owned(), rules::Answer::from_text("c"))]));
    // All of them met G, and yet what follows it was reached; nobody came through.
    assert_eq!((report.dead_ends[3].respondents, unreached(&report)), (200, vec![]));
    assert_eq!((report.distinct_paths, report.shortest), (0, None));
}

#[test]
fn limits_that_nothing_keeps_to_are_a_dead_end() {
    let number = NumberFormat { least: Some(0.2), most: Some(0.8), whole: true, unit: None };
    let mut question = asked("A", Number);
    question.format.number = Some(number);
    assert_eq!(dead_ends(&run(vec![question])), [(Some("A"), Hindrance::NothingToChoose, true)]);
}

#[test]
fn a_path_on_which_nothing_is_asked_is_a_dead_end() {
    let only = shown_when(asked("A", Number), "owner.sector = \"stat\"");
    let report = run(vec![asked("I", Information), only]);
    assert_eq!(dead_ends(&report), [(None, Hindrance::NothingAsked, true)]);
    assert!(report.dead_ends[0].respondents < 200 && report.distinct_paths == 1);
}

#[test]
fn paths_tell_what_is_asked_and_how_long_it_takes() {
    let long = |raw: &str| shown_when(asked(raw, QuestionKind::LongText), "A = \"a\"");
    let report = run(vec![asked("A", SingleChoice), asked("I", Information), long("B"), long("C")]);
    assert_eq!(report.distinct_paths, 2);
    let (shortest, longest) = (report.shortest.unwrap(), report.longest.unwrap());
    assert_eq!(
        (shortest.questions, longest.questions),
        (vec!["A".to_owned()], ["A", "B", "C"].map(str::to_owned).to_vec())
    );
    assert!(
        shortest.minutes < 0.2 && (2.0..2.3).contains(&longest.minutes),
        "{} {}",
        shortest.minutes,
        longest.minutes
    );
    assert_eq!(report.paths.iter().map(|path| path.respondents).sum::<u32>(), 200);
}

#[test]
fn work_is_bounded() {
    let questions: Vec<Question> = (0..50).map(|number| asked(&format!("Q{number}"), Number)).collect();
    let report = dry_run(&of(questions), Setup { work: 1_000, ..setup(5_000, 1) });
    assert!(report.cut_short && (1..20).contains(&report.respondents), "{}", report.respondents);
}

#[test]
fn long_texts_are_work_too() {
    let long = |rule: &str| {
        let questions = (0..30).map(|place| {
            let question = asked(&format!("T{place}"), QuestionKind::LongText);
            valid_when(question, &rule.replace('X', &format!("T{place}")))
        });
        dry_run(&of(questions.collect()), Setup { work: 100_000, ..setup(5_000, 1) }).respondents
    };
    // As likely to be found, and rules of the same size.
    let (far, near) = (long("length(X) > 9900"), long("length(X) > 99"));
    assert!(far > 0 && far * 5 < near * 4, "{far} {near}");
}

#[test]
fn what_no_answer_keeps_to_is_proven() {
    for rule in ["length(T) > 10000", "length(T) < 1", "T = \"\""] {
        let report = run(vec![asked("A", Number), valid_when(asked("T", QuestionKind::LongText), rule)]);
        assert_eq!(dead_ends(&report), [(Some("T"), Hindrance::NothingValid, true)], "{rule}");
        assert_eq!(report.dead_ends[0].example, BTreeMap::new());
    }
    let longest = valid_when(asked("T", QuestionKind::LongText), "length(T) > 9999");
    assert_eq!(dead_ends(&run(vec![longest])), []);
}

/// A content whose rules are about questions that come before.
fn sensible(seed: u64) -> Content {
    let mut content = any_content(seed);
    let mut random = Random::new(seed);
    for section in &mut content.sections {
        for question in &mut section.questions {
            let rule = |random: &mut Random| {
                let rules =
                    ["owner.sector = \"stat\"", "Q4 > 3", "Q0 = \"a\"", "answered(Q7)", "any(Q8, \"b\")"];
                random.percent(40).then(|| rules::parse(rules[random.below(5)]).unwrap())
            };
            (question.visible_when, question.required_when, question.valid_when) =
                (rule(&mut random), rule(&mut random), rule(&mut random));
        }
    }
    content
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_same_seed_gives_the_same_report(seed in any::<u64>(), content in any::<u64>()) {
        let content = sensible(content);
        let report = dry_run(&content, setup(60, seed));
        prop_assert_eq!(&report, &dry_run(&content, setup(60, seed)));
        let through: u32 = report.paths.iter().map(|path| path.respondents).sum();
        prop_assert!(through <= report.respondents && report.respondents == 60);
        let codes: Vec<_> = content.questions().map(|question| question.code.as_str()).collect();
        prop_assert!(report.unreached.iter().all(|question| codes.contains(&question.code.as_str())));
    }

    #[test]
    fn answers_that_are_made_up_keep_to_what_is_asked(seed in any::<u64>()) {
        let content = sensible(seed);
        let clues = super::clues::Clues::of(&content);
        let mut random = Random::new(seed);
        for question in content.questions() {
            let today = setup(1, 1).today;
            let mut draw = super::draw::Draw { random: &mut random, clues: &clues, today, aims: &[] };
            let Some(answer) = draw.answer(question) else { continue };
            prop_assert_eq!(gaps(question, Some(&answer), true), []);
            let cells: Vec<_> = match &answer {
                rules::Answer::Rows { rows } => rows.values().cloned().collect(),
                rules::Answer::Single(cell) => vec![cell.clone()],
                _ => Vec::new(),
            };
            for cell in cells {
                let fits = match &cell {
                    rules::Cell::Known(rules::Scalar::Number(number)) => fit::number(*number, &question.format),
                    rules::Cell::Known(rules::Scalar::Date(day)) => fit::date(*day, &question.format),
                    rules::Cell::Known(rules::Scalar::Text(text)) if question.options.is_empty() => {
                        fit::text(text, question.kind, &question.format)
                    }
                    _ => Ok(()),
                };
                prop_assert_eq!(fits, Ok(()), "{:?}", answer);
            }
        }
    }
}
