//! What a questionnaire may hold, and every kind of question for the tests of other parts.

use ::entity::LocalizedText;
use ::entity::question::QuestionKind;

use super::{Content, Kind, Naming, Part, Question, Section};
use crate::error::{Error, Problem, Refusals};
use crate::questionnaire::rules;
use crate::questionnaire::written::{SectionInput, Written, write};
use crate::value::{Code, content_hash};

fn text(nb: &str) -> LocalizedText {
    LocalizedText { nb: nb.to_owned(), nn: Some(nb.to_owned()), en: Some(nb.to_owned()) }
}

fn code(raw: &str) -> Code {
    Code::parse(raw).unwrap()
}

fn choice(raw: &str, score: Option<f64>) -> super::Choice {
    super::Choice { code: code(raw), label: text("Ja"), score }
}

fn question(raw: &str, kind: QuestionKind) -> Question {
    let options =
        if kind.has_options() { vec![choice("y", Some(1.0)), choice("n", None)] } else { Vec::new() };
    let part = |kind: QuestionKind| Part {
        code: code("row"),
        kind,
        text: text("Rad"),
        help: None,
        required: false,
        options: Vec::new(),
        format: super::Format::default(),
    };
    let parts = if kind.has_parts() {
        vec![part(kind.kind_of_rows().unwrap_or(QuestionKind::ShortText))]
    } else {
        Vec::new()
    };
    let allows_dont_know = kind.is_answered();
    Question { options, parts, allows_dont_know, ..Question::new(code(raw), kind, text("Hva?")) }
}

/// Every kind of question, for tests of the whole stage.
pub(in crate::questionnaire) const KINDS: [QuestionKind; 12] = [
    QuestionKind::SingleChoice,
    QuestionKind::MultipleChoice,
    QuestionKind::Scale,
    QuestionKind::DescribedLevels,
    QuestionKind::Number,
    QuestionKind::ShortText,
    QuestionKind::LongText,
    QuestionKind::Date,
    QuestionKind::Matrix,
    QuestionKind::NumberGrid,
    QuestionKind::RepeatingGroup,
    QuestionKind::Information,
];

/// One question of each kind.
fn content() -> Content {
    let questions =
        KINDS.into_iter().enumerate().map(|(at, kind)| question(&format!("Q{at}"), kind)).collect();
    Content {
        title: text("Modenhet"),
        sections: vec![Section { code: code("a"), title: text("Del"), questions }],
    }
}

fn found(check: impl Fn(&mut Refusals)) -> Vec<(String, Problem)> {
    let mut refusals = Refusals::new();
    check(&mut refusals);
    match refusals.done() {
        Err(Error::Refused(reasons)) => reasons.into_iter().map(|r| (r.field.join("."), r.problem)).collect(),
        _ => Vec::new(),
    }
}

fn paths(check: impl Fn(&mut Refusals)) -> Vec<String> {
    found(check).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn every_kind_can_be_written_saved_and_published() {
    let content = content();
    assert_eq!(found(|r| content.check_draft(r)), []);
    assert_eq!(found(|r| content.check_publishable(r)), []);
    assert_eq!(content.warnings(), []);
}

#[test]
fn what_is_written_reads_as_the_same_content() {
    let content = content();
    let json = serde_json::to_value(write::written(&content)).unwrap();
    let read: Written = serde_json::from_value(json).unwrap();
    assert_eq!(read.parse().unwrap(), content);
}

#[test]
fn lists_everything_that_keeps_a_version_from_being_published() {
    let mut bad = content();
    bad.title.nn = None;
    let questions = &mut bad.sections[0].questions;
    questions[0].text.nn = None;
    questions[0].options.pop();
    questions[8].parts[0].text.nn = None;
    questions[9].parts.clear();
    questions[2].visible_when = rules::parse("Q0 = \"y\" and Q0 = \"n\"").ok();
    assert_eq!(
        paths(|r| bad.check_publishable(r)),
        [
            "title.nn",
            "questions.Q0.text.nn",
            "questions.Q8.parts.row.text.nn",
            "questions.Q0.options",
            "questions.Q9.parts",
            "questions.Q2.visibleWhen",
        ]
    );
    bad.sections[0].questions.retain(|question| question.kind == QuestionKind::Information);
    bad.title = text("Modenhet");
    assert_eq!(paths(|r| bad.check_publishable(r)), ["sections"]);
}

#[test]
fn english_that_is_missing_only_warns() {
    let mut bad = content();
    bad.title.en = None;
    bad.sections[0].questions[0].options[1].label.en = None;
    assert_eq!(paths(|r| bad.check_publishable(r)), [] as [String; 0]);
    let warned: Vec<String> = bad.warnings().into_iter().map(|warning| warning.field.join(".")).collect();
    assert_eq!(warned, ["title.en", "questions.Q0.options.n.label.en"]);
}

#[test]
fn lists_codes_that_are_there_twice() {
    let mut bad = content();
    bad.sections[0].questions.truncate(1);
    let again = bad.sections[0].clone();
    bad.sections.push(again);
    bad.sections[0].questions[0].options[1].code = code("y");
    assert_eq!(
        paths(|r| bad.check_draft(r)),
        ["sections.0.questions.0.options.1.code", "sections.1.code", "sections.1.questions.0.code"]
    );
}

#[test]
fn refuses_what_a_kind_has_no_use_for() {
    let mut bad = content();
    let questions = &mut bad.sections[0].questions;
    questions[4].options = vec![choice("a", None)];
    questions[5].format.at_most = Some(2);
    questions[6].format.number = Some(super::NumberFormat { whole: true, ..Default::default() });
    questions[8].parts[0].required = true;
    questions[10].parts[0].kind = QuestionKind::MultipleChoice;
    questions[11].allows_dont_know = true;
    let wanted = [
        "sections.0.questions.4.options",
        "sections.0.questions.5.format.atMost",
        "sections.0.questions.6.format.whole",
        "sections.0.questions.8.parts.0.required",
        "sections.0.questions.10.parts.0.kind",
        "sections.0.questions.11.allowsDontKnow",
    ];
    assert_eq!(found(|r| bad.check_draft(r)), wanted.map(|path| (path.to_owned(), Problem::NotForThisKind)));
}

#[test]
fn every_rule_is_checked_in_its_own_field() {
    let mut bad = content();
    let rule = |text: &str| rules::parse(text).ok();
    let questions = &mut bad.sections[0].questions;
    questions[4].visible_when = rule("Q4 > 1");
    questions[4].required_when = rule("Q5 = \"a\"");
    questions[4].valid_when = rule("Q4 > 1");
    questions[5].valid_when = rule("nothing > 1");
    questions[6].visible_when = rule("any(Q8, \"y\")");
    questions[11].visible_when = rule("Q8.row = \"y\" and sum(Q9) > 3 and count(Q10) = 2");
    assert_eq!(
        paths(|r| bad.check_draft(r)),
        [
            "sections.0.questions.4.visibleWhen",
            "sections.0.questions.4.requiredWhen",
            "sections.0.questions.5.validWhen",
            "sections.0.questions.6.visibleWhen",
        ]
    );
}

#[test]
fn texts_are_named_by_place_and_by_code() {
    let content = content();
    let path = |naming| content.texts(naming).last().map(|text| text.path.clone());
    assert_eq!(path(Naming::Places).as_deref(), Some("sections.0.questions.11.text"));
    assert_eq!(path(Naming::Codes).as_deref(), Some("questions.Q11.text"));
}

#[test]
fn the_hash_follows_the_content() {
    let first = content_hash(&content()).unwrap();
    assert_eq!(first, content_hash(&content()).unwrap());
    let mut other = content();
    other.sections[0].questions[0].options[0].score = Some(0.5);
    assert_ne!(first, content_hash(&other).unwrap());
}

#[test]
fn everything_that_is_wrong_with_what_is_written_is_listed() {
    let json = serde_json::json!({
        "code": "del 1",
        "title": {"nb": " "},
        "questions": [
            {"code": "1", "kind": "NUMBER", "text": {"nb": "Hvor mange?"}, "visibleWhen": "1 +",
             "format": {"least": 3, "most": 2, "longest": 0}},
            {"code": "m", "kind": "MATRIX", "text": {"nb": ""}, "parts": [{"code": "a", "kind": "NUMBER", "text": {"nb": "a"}}],
             "options": [{"code": "x", "label": {"nb": "x"}, "score": 2}]},
            {"code": "g", "kind": "REPEATING_GROUP", "text": {"nb": "g"}, "parts": [{"code": "a", "text": {"nb": "a"}}]},
        ],
    });
    let section: SectionInput = serde_json::from_value(json).unwrap();
    let Err(Error::Refused(reasons)) = section.parse() else { panic!("must be refused") };
    let paths: Vec<String> = reasons.into_iter().map(|reason| reason.field.join(".")).collect();
    assert_eq!(
        paths,
        [
            "code",
            "title.nb",
            "questions.0.code",
            "questions.0.visibleWhen",
            "questions.0.format.most",
            "questions.0.format.longest",
            "questions.1.text.nb",
            "questions.1.options.0.score",
            "questions.1.parts.0.kind",
            "questions.2.parts.0.kind",
        ]
    );
}
