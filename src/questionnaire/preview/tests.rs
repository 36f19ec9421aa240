use std::collections::BTreeMap;

use ::entity::LocalizedText;
use ::entity::question::QuestionKind;
use chrono::NaiveDate;

use super::{Given, Preview, Tried, preview, read};
use crate::error::{Error, Problem};
use crate::questionnaire::content::{Choice, Content, NumberFormat, Part, Question, Section};
use crate::questionnaire::rules;
use crate::value::Code;

fn code(raw: &str) -> Code {
    Code::parse(raw).unwrap()
}

fn text(nb: &str) -> LocalizedText {
    LocalizedText { nb: nb.to_owned(), nn: None, en: None }
}

fn option(raw: &str) -> Choice {
    Choice { code: code(raw), label: text(raw), score: None }
}

fn part(raw: &str, kind: QuestionKind, required: bool) -> Part {
    let (options, format) = (Vec::new(), Default::default());
    Part { code: code(raw), kind, text: text(raw), help: None, required, options, format }
}

fn content() -> Content {
    use QuestionKind::{
        Date, Information, Matrix, MultipleChoice, Number, NumberGrid, RepeatingGroup, SingleChoice,
    };
    let kinds = [
        ("Choice", SingleChoice),
        ("Many", MultipleChoice),
        ("Number", Number),
        ("Day", Date),
        ("Matrix", Matrix),
        ("Grid", NumberGrid),
        ("Group", RepeatingGroup),
        ("Info", Information),
    ];
    let mut questions: Vec<Question> =
        kinds.into_iter().map(|(raw, kind)| Question::new(code(raw), kind, text("Hva?"))).collect();
    for place in [0, 1, 4] {
        questions[place].options = vec![option("a"), option("b"), option("c")];
    }
    questions[0].allows_dont_know = true;
    questions[1].format.at_most = Some(2);
    questions[1].visible_when = rules::parse("Choice != \"a\" or dont_know(Choice)").ok();
    questions[2].format.number =
        Some(NumberFormat { least: Some(0.0), most: Some(10.0), whole: true, unit: None });
    questions[2].valid_when = rules::parse("Number >= 3").ok();
    questions[3].required_when = rules::parse("owner.sector = \"stat\"").ok();
    questions[4].parts = vec![part("x", SingleChoice, false), part("y", SingleChoice, false)];
    questions[5].parts = vec![part("x", Number, false)];
    questions[5].required = false;
    questions[6].parts = vec![part("name", QuestionKind::ShortText, true), part("size", Number, true)];
    Content { title: text("T"), sections: vec![Section { code: code("s"), title: text("S"), questions }] }
}

fn tried(code: &str, given: Given) -> Tried {
    let (code, item) =
        code.split_once('@').map_or((code, None), |(code, item)| (code, Some(item.to_owned())));
    Tried { code: code.to_owned(), item, given }
}

fn options(codes: &[&str]) -> Given {
    Given::Options(codes.iter().map(|code| (*code).to_owned()).collect())
}

fn seen(answers: &[Tried], facts: &[(&str, &str)]) -> Preview {
    let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    preview(&content(), read(&content(), answers).unwrap(), &facts, NaiveDate::default())
}

fn missing(preview: &Preview) -> Vec<&str> {
    preview.missing.values().flatten().map(String::as_str).collect()
}

#[test]
fn rules_decide_what_is_shown_required_and_good() {
    let nothing = seen(&[], &[]);
    assert_eq!(nothing.outcome.hidden, ["Many".to_owned()].into());
    assert_eq!(missing(&nothing), ["Choice", "Group", "Matrix.x", "Matrix.y", "Number"]);
    let state =
        seen(&[tried("Choice", Given::DontKnow), tried("Number", Given::Number(2.0))], &[("sector", "stat")]);
    assert_eq!(state.outcome.hidden, [].into());
    assert_eq!(state.outcome.invalid, ["Number".to_owned()].into());
    assert_eq!(missing(&state), ["Day", "Group", "Many", "Matrix.x", "Matrix.y"]);
    let all = [
        tried("Choice", options(&["a"])),
        // Hidden by then: it does not count.
        tried("Many", options(&["a", "b"])),
        tried("Number", Given::Number(3.0)),
        tried("Matrix.x", options(&["c"])),
        tried("Matrix.y", options(&["c"])),
        tried("Grid.x", Given::Number(0.5)),
        tried("Group.name@1", Given::Text("Skjema".to_owned())),
        tried("Group.size@1", Given::Number(1.0)),
        tried("Group.name@2", Given::Text("Api".to_owned())),
    ];
    let all = seen(&all, &[("sector", "kommune")]);
    assert_eq!(all.outcome.invalid, [].into());
    assert_eq!(missing(&all), ["Group.1.size"]);
}

#[test]
fn everything_wrong_with_answers_is_listed() {
    let answers = [
        tried("Nope", Given::DontKnow),
        tried("Choice", options(&["z"])),
        tried("Choice", options(&["a", "b"])),
        tried("Many", options(&["a", "a", "z"])),
        tried("Many@1", options(&[])),
        tried("Number", Given::Number(11.0)),
        tried("Number.x", Given::Number(0.5)),
        tried("Day", Given::DontKnow),
        tried("Matrix", options(&["a"])),
        tried("Matrix.x", Given::Number(1.0)),
        tried("Group.name", Given::Text("Skjema".to_owned())),
        tried("Info", Given::Text("Ja".to_owned())),
        tried("Day", Given::Text("i dag".to_owned())),
    ];
    let Err(Error::Refused(reasons)) = read(&content(), &answers) else { panic!("must be refused") };
    let reasons: Vec<_> =
        reasons.into_iter().map(|reason| (reason.field.join("."), reason.problem)).collect();
    let wanted = [
        ("answers.0.code", Problem::Unknown),
        ("answers.1.options.0", Problem::Unknown),
        ("answers.2.code", Problem::Duplicate),
        ("answers.2.options", Problem::TooManyChosen { max: 1 }),
        ("answers.3.options.1", Problem::Duplicate),
        ("answers.3.options.2", Problem::Unknown),
        ("answers.3.options", Problem::TooManyChosen { max: 2 }),
        ("answers.4.item", Problem::NotForThisKind),
        ("answers.4.options", Problem::Required),
        ("answers.5.number", Problem::TooLarge { most: 10.0 }),
        ("answers.6.code", Problem::Unknown),
        ("answers.7.state", Problem::NotAllowed),
        ("answers.8.options", Problem::NotForThisKind),
        ("answers.9.number", Problem::NotForThisKind),
        ("answers.10.item", Problem::Required),
        ("answers.11.code", Problem::NotForThisKind),
        ("answers.12.code", Problem::Duplicate),
        ("answers.12.text", Problem::NotForThisKind),
    ];
    assert_eq!(reasons, wanted.map(|(path, problem)| (path.to_owned(), problem)));
    assert_eq!(read(&content(), &[]).unwrap(), BTreeMap::new());
}
