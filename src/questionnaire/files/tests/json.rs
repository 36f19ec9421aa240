use proptest::prelude::*;
use serde_json::{Value, json};

use super::samples::forms;
use crate::error::{Error, Problem};
use crate::questionnaire::files::json::{read, schema, write};

/// What is wrong, as `path CODE`.
fn wrong(text: &str) -> Vec<String> {
    match read(text) {
        Err(Error::Refused(reasons)) => reasons
            .iter()
            .map(|reason| format!("{} {:?}", reason.field.join("."), reason.problem.code()))
            .collect(),
        other => panic!("must be refused: {other:?}"),
    }
}

fn small() -> Value {
    json!({
        "trespor": 1, "code": "s", "title": { "nb": "T" },
        "sections": [{ "code": "a", "title": { "nb": "A" }, "questions": [
            { "code": "Q1", "kind": "NUMBER", "text": { "nb": "Hvor mange?" }, "format": { "least": 0.1 } },
        ] }],
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_and_is_written_the_same(form in forms()) {
        let text = write(&form).unwrap();
        let read = read(&text).unwrap();
        prop_assert_eq!(&read, &form);
        prop_assert_eq!(write(&read).unwrap(), text);
    }

    #[test]
    fn any_text_is_read_or_refused_with_reasons(text in "\\PC{0,200}|[\\[\\]{}\":,a-z0-9]{0,200}") {
        if let Err(error) = read(&text) {
            prop_assert!(matches!(error, Error::Refused(ref reasons) if !reasons.is_empty()), "{error:?}");
        }
    }

    /// Whatever the schema lets through is built as the program expects it.
    #[test]
    fn a_form_with_a_piece_changed_is_read_or_refused(form in forms(), at in any::<prop::sample::Index>(), with in 0..9_usize) {
        let mut value: Value = serde_json::from_str(&write(&form).unwrap()).unwrap();
        let pointers = pointers(&value, String::new());
        let pieces = [
            json!(null), json!(true), json!(3), json!(-0.5), json!(""), json!("2026-02-30"), json!([]), json!({}), json!({ "nb": "x", "x": 1 }),
        ];
        *value.pointer_mut(at.get::<String>(&pointers)).unwrap() = pieces[with].clone();
        if let Err(error) = read(&value.to_string()) {
            prop_assert!(matches!(error, Error::Refused(ref reasons) if !reasons.is_empty()), "{error:?}");
        }
    }
}

fn pointers(value: &Value, here: String) -> Vec<String> {
    let below: Vec<String> = match value {
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| pointers(value, format!("{here}/{name}"))).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(at, value)| pointers(value, format!("{here}/{at}"))).collect()
        }
        _ => Vec::new(),
    };
    [vec![here], below].concat()
}

#[test]
fn everything_that_is_built_wrong_is_listed_with_its_path() {
    let text = r#"{
        "trespor": 2, "title": {"nb": 1, "de": "x"}, "code": "s", "code": "t",
        "sections": [{"code": "a", "title": null, "questions": [
            {"code": "Q1", "kind": "SLIDER", "text": {}, "required": "yes", "help": {"nn": "x"}, "options": {},
             "format": {"earliest": "31.05.2026", "atMost": 1.5, "longest": 99999999999}}
        ]}],
        "maturity": {"dimensions": []}
    }"#;
    assert_eq!(
        wrong(text),
        [
            "trespor NotOneOf",
            "title.nb WrongShape",
            "title.de UnknownField",
            "code Duplicate",
            "sections.0.title WrongShape",
            "sections.0.questions.0.kind NotOneOf",
            "sections.0.questions.0.text.nb Required",
            "sections.0.questions.0.required WrongShape",
            "sections.0.questions.0.help.nb Required",
            "sections.0.questions.0.options WrongShape",
            "sections.0.questions.0.format.earliest WrongShape",
            "sections.0.questions.0.format.atMost WrongShape",
            "sections.0.questions.0.format.longest WrongShape",
            "maturity.coverageNeeded Required",
            "maturity.levels Required",
        ]
    );
    let not_json = Error::refused("", Problem::NotJson { line: 2, column: 3 });
    assert_eq!(read("{\n  nb: 1}").unwrap_err().to_string(), not_json.to_string());
}

#[test]
fn everything_that_does_not_go_together_is_listed_with_its_path() {
    let mut form = small();
    form["code"] = json!("1");
    form["sections"][0]["questions"][0]["visibleWhen"] = json!("Q9 > 1 and");
    form["maturity"] = json!({ "coverageNeeded": 2.0, "dimensions": [], "levels": [] });
    assert_eq!(
        wrong(&form.to_string()),
        [
            "code NotACode",
            "sections.0.questions.0.visibleWhen RuleFault",
            "maturity.coverageNeeded OutOfRange"
        ]
    );
    let mut form = small();
    form["sections"][0]["questions"][0]["visibleWhen"] = json!("Q9 > 1");
    let item = |question: &str| json!({ "question": question, "weight": 1.0 });
    form["maturity"] = json!({
        "coverageNeeded": 0.5, "levels": [{ "name": { "nb": "L" }, "fromValue": 0.2 }],
        "dimensions": [{ "code": "D1", "name": { "nb": "D" }, "weight": 1.0, "items": [item("Q1"), item("Q1"), item("Q2")] }],
    });
    assert_eq!(
        wrong(&form.to_string()),
        [
            "sections.0.questions.0.visibleWhen RuleFault",
            "maturity.dimensions.0.items.1.question Duplicate",
            "maturity.dimensions.0.items.2.question Unknown",
            "maturity.levels LevelsNotRising",
        ]
    );
}

#[test]
fn the_published_schema_is_what_files_are_held_against() {
    let published = include_str!("../../../../docs/questionnaire.schema.json");
    let printed = format!("{:#}\n", schema());
    assert!(
        published == printed,
        "docs/questionnaire.schema.json is not what `trespor schema --questionnaire` prints; write it anew"
    );
}

#[test]
fn the_questionnaire_of_the_project_stands_in_its_one_form() {
    let text = include_str!("../../../../examples/questionnaires/altinn-maturity.json");
    let form = read(text).unwrap();
    assert_eq!(write(&form).unwrap(), text);
    let content = &form.content;
    assert_eq!(content.questions().count(), 40);
    let plan = form.maturity.unwrap();
    assert_eq!(plan.dimensions.len(), 8);
    assert_eq!(plan.dimensions.iter().map(|dimension| dimension.items.len()).sum::<usize>(), 29);
    let mut refusals = crate::error::Refusals::new();
    content.check_publishable(&mut refusals);
    refusals.done().unwrap();
    assert_eq!(content.warnings(), []);
}
