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
            "maturity.dimensions Required",
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
            "maturity.coverageNeeded OutOfRange",
            "maturity.dimensions Required",
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
            "maturity.levels LevelsNotRising",
            "maturity.dimensions.0.items.0.question NeverScores",
            "maturity.dimensions.0.items.1.question NeverScores",
            "maturity.dimensions.0.items.2.question QuestionMissing",
        ]
    );
}

fn altinn() -> Value {
    serde_json::from_str(include_str!("../../../../examples/questionnaires/altinn-maturity.json")).unwrap()
}

/// Faults of every stage: how it is built, what its fields take, what its rules say and speak of, and how it is scored.
#[test]
fn one_round_tells_everything_that_is_wrong() {
    let mut form = altinn();
    let question = |section: usize, question: usize| format!("/sections/{section}/questions/{question}");
    let mut set = |pointer: String, name: &str, value: Value| {
        form.pointer_mut(&pointer).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value);
    };
    set(question(0, 0), "code", json!("x y"));
    set(question(1, 0), "text", json!({ "nb": "" }));
    set(question(1, 1), "kind", json!("SLIDER"));
    set(question(2, 0), "colour", json!("blue"));
    set(question(2, 1) + "/options/0", "code", json!("a b"));
    set(question(3, 0), "visibleWhen", json!("Q01 = and"));
    set(question(3, 1), "visibleWhen", json!("Q99 > 1"));
    set("/maturity/dimensions/0".to_owned(), "weight", json!(-1));
    set("/maturity/dimensions/1/items/0".to_owned(), "question", json!("Q77"));
    let found = wrong(&form.to_string());
    for fault in [
        "sections.0.questions.0.code NotACode",
        "sections.1.questions.0.text.nb Required",
        "sections.1.questions.1.kind NotOneOf",
        "sections.2.questions.0.colour UnknownField",
        "sections.2.questions.1.options.0.code NotACode",
        "sections.3.questions.0.visibleWhen RuleFault",
        "sections.3.questions.1.visibleWhen RuleFault",
        "maturity.dimensions.0.weight NotAboveZero",
        "maturity.dimensions.1.items.0.question QuestionMissing",
    ] {
        assert!(found.iter().any(|one| one == fault), "{fault} is missing in {found:#?}");
    }
    assert_eq!(found.len(), 9, "{found:#?}");
}

/// Whatever is broken in one place, nobody who speaks of it is blamed.
#[test]
fn what_hangs_on_something_broken_is_not_blamed() {
    let question = |code: &str, more: Value| {
        let mut question = json!({ "code": code, "kind": "SINGLE_CHOICE", "text": { "nb": "T" } });
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        question
    };
    let options = json!([{ "code": "a", "label": { "nb": "A" } }, { "code": "b", "label": { "nb": "B" } }]);
    let mut form = small();
    form["sections"][0]["questions"] = json!([
        question(
            "Q1",
            json!({ "kind": "SLIDER", "options": options, "validMessage": { "nb": "M" }, "validWhen": "Q1 = and" })
        ),
        question("Q2", json!({ "visibleWhen": "Q1 = \"a\"", "options": options })),
        question("Q3", json!({ "options": [{ "code": "a b", "label": { "nb": "A" } }] })),
        question("Q4", json!({ "visibleWhen": "Q3 = \"c\"", "options": options })),
        question("Q5", json!({ "kind": "MATRIX", "parts": 3, "options": options })),
        question("Q6", json!({ "visibleWhen": "Q5.r = \"a\"", "options": options })),
        question("Q2", json!({ "options": options })),
    ]);
    let item = |question: &str| json!({ "question": question });
    form["maturity"] = json!({
        "dimensions": [{ "code": "D1", "name": { "nb": "D" }, "items": [item("Q1"), item("Q5.r")] }],
        "levels": [{ "name": { "nb": "L" }, "fromValue": "0" }, { "name": { "nb": "M" }, "fromValue": 0.5 }],
    });
    assert_eq!(
        wrong(&form.to_string()),
        [
            "maturity.levels.0.fromValue WrongShape",
            "sections.0.questions.0.kind NotOneOf",
            "sections.0.questions.4.parts WrongShape",
            "sections.0.questions.0.validWhen RuleFault",
            "sections.0.questions.2.options.0.code NotACode",
            "sections.0.questions.6.code Duplicate",
        ]
    );
    // A question whose code is not known may be any of those that are spoken of.
    form["sections"][0]["questions"] = json!([3, question("Q2", json!({ "visibleWhen": "Q1 = \"a\"" }))]);
    form["maturity"]["levels"] = json!([]);
    assert_eq!(wrong(&form.to_string()), ["sections.0.questions.0 WrongShape"]);
}

#[test]
fn what_never_scores_has_no_place_in_a_dimension() {
    let kinds = ["INFORMATION", "LONG_TEXT", "NUMBER", "DATE"];
    let mut form = small();
    let mut questions: Vec<Value> = kinds
        .iter()
        .map(|kind| json!({ "code": format!("Q_{kind}"), "kind": kind, "text": { "nb": "T" } }))
        .collect();
    let field = json!({ "code": "f", "kind": "SINGLE_CHOICE", "text": { "nb": "F" } });
    questions
        .push(json!({ "code": "G", "kind": "REPEATING_GROUP", "text": { "nb": "G" }, "parts": [field] }));
    let row = json!({ "code": "r", "text": { "nb": "R" } });
    questions.push(json!({ "code": "M", "kind": "MATRIX", "text": { "nb": "M" }, "parts": [row] }));
    form["sections"][0]["questions"] = json!(questions);
    let named = ["Q_INFORMATION", "Q_LONG_TEXT", "Q_NUMBER", "Q_DATE", "G", "G.f", "M", "M.r"];
    let items: Vec<Value> = named.iter().map(|code| json!({ "question": code })).collect();
    form["maturity"] = json!({ "dimensions": [
        { "code": "D1", "name": { "nb": "D" }, "items": items },
        { "code": "D2", "name": { "nb": "E" }, "items": [] },
    ] });
    let mut expected = vec!["maturity.dimensions.1.items Required".to_owned()];
    expected.extend((0..6).map(|at| format!("maturity.dimensions.0.items.{at}.question NeverScores")));
    assert_eq!(wrong(&form.to_string()), expected);
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
