use proptest::prelude::*;

use super::samples::forms;
use crate::error::Error;
use crate::questionnaire::files::json::{self, Form};
use crate::questionnaire::files::xlsform::{Row, Sheet, open, read, save, write};
use crate::value::Code;

fn without_model(form: Form) -> Form {
    Form { maturity: None, ..form }
}

fn through_a_file(sheets: &[Sheet]) -> Vec<Sheet> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), save(sheets).unwrap()).unwrap();
    open(file.path(), "a.xlsx").unwrap()
}

/// Sheets as a person would draw them: cells between bars.
fn sheets(drawn: &str) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = Vec::new();
    for line in drawn.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let cells = |line: &str| -> Vec<String> {
            line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
        };
        match line.strip_prefix('#') {
            Some(name) => {
                sheets.push(Sheet { name: name.trim().to_owned(), header_row: 1, ..Sheet::default() })
            }
            None => {
                let sheet = sheets.last_mut().unwrap();
                if sheet.header.is_empty() {
                    sheet.header = cells(line);
                } else {
                    let number = u32::try_from(sheet.rows.len() + 2).unwrap();
                    sheet.rows.push(Row { number, cells: cells(line) });
                }
            }
        }
    }
    sheets
}

fn told(reasons: &[crate::error::Refusal]) -> Vec<String> {
    let message = |problem: &crate::error::Problem| problem.message(::entity::Language::En);
    reasons.iter().map(|one| format!("{}: {}", one.field.join(" "), message(&one.problem))).collect()
}

fn wrong(drawn: &str) -> Vec<String> {
    match read(&sheets(drawn), None) {
        Err(Error::Refused(reasons)) => told(&reasons),
        other => panic!("must be refused: {other:?}"),
    }
}

fn taken(drawn: &str) -> (serde_json::Value, Vec<String>) {
    match read(&sheets(drawn), None) {
        Ok(taken) => {
            let text = json::write(&taken.form).unwrap();
            (serde_json::from_str(&text).unwrap(), told(&taken.notes))
        }
        Err(Error::Refused(reasons)) => panic!("{:#?}", told(&reasons)),
        Err(other) => panic!("{other}"),
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(form in forms()) {
        let form = without_model(form);
        let given = write(&form);
        match read(&given.sheets, None) {
            Ok(taken) => {
                prop_assert_eq!(json::write(&taken.form).unwrap(), json::write(&form).unwrap());
                // What is the same says nothing about being read otherwise.
                prop_assert_eq!(told(&taken.notes), Vec::<String>::new(), "{:#?}", given.sheets);
            }
            Err(Error::Refused(reasons)) => prop_assert!(false, "{:#?}\n{:#?}", told(&reasons), given.sheets),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_is_saved_reads_back(form in forms()) {
        let form = without_model(form);
        prop_assert_eq!(read(&through_a_file(&write(&form).sheets), None).unwrap().form, form);
    }
}

#[test]
fn the_questionnaire_of_the_project_goes_through_a_workbook() {
    let text = include_str!("../../../../examples/questionnaires/altinn-maturity.json");
    let form = json::read(text).unwrap();
    let given = write(&form);
    let taken = read(&through_a_file(&given.sheets), None).unwrap();
    assert_eq!(taken.form, without_model(form));
    let only_here = |place: &str| {
        format!("survey {place}: This goes along in a column of its own, but only Trespor follows it.")
    };
    let apart = "settings: The maturity model is not part of XLSForm. Use JSON to take it along.";
    let others = ["21 trespor_allows", "22 trespor_constraint", "33 trespor_rows_from"].map(only_here);
    let on_file = (34..=41).map(|row| only_here(&format!("{row} trespor_on_file")));
    let wanted: Vec<String> = [apart.to_owned()].into_iter().chain(others).chain(on_file).collect();
    assert_eq!(told(&given.notes), wanted);
}

/// A form as other tools write it.
const OTHERS: &str = "# survey
        | type | name | label | label::French (fr) | required | relevant | constraint | constraint_message | appearance | default |
        | start | start | | | | | | | | |
        | text | respondent | Hvem er du? | Qui? | yes | | string-length(.) <= 40 | For langt | | |
        | begin group | bakgrunn | Bakgrunn | | | | | | field-list | |
        | select_one yes_no | bruker | Bruker dere dette? | | yes | | | | minimal | |
        | select_multiple kanaler | kanaler | Hvilke? | | | ${bruker} = '1' | count-selected(.) <= 2 | | | |
        | begin group | mer | Mer | | | not(selected(${kanaler}, 'c')) | | | | |
        | integer | antall | Hvor mange? | | true | | . >= 0 and . <= 100 and . != 13 | Velg et annet | | 3 |
        | end group | | | | | | | | | |
        | end group | | | | | | | | | |
        | begin_repeat | barn | Tjenester | | | ${antall} > 0 and ${bruker} != '' | | | | |
        | text | navn | Navn | | yes | | | | multiline | |
        | date | dag | Dag | | | | . >= date('2026-01-01') | | | |
        | end_repeat | | | | | | | | | |
        | begin group | tabell | Hva mener du? | | | | | | table-list | |
        | select_one enig | t1 | Enkel | | yes | | | | | |
        | select_one enig | t2 | Rask | | yes | | | | | |
        | end group | | | | | | | | | |
        | note | takk | Takk, ${respondent} | | | ${t1} = 'ja' or selected(${t2}, 'dont_know') | | | | |
        # choices
        | list_name | name | label | image |
        | yes_no | 1 | Ja | a.png |
        | yes_no | 0 | Nei | |
        | kanaler | a | Post | |
        | kanaler | c | Nett | |
        | enig | ja | Enig | |
        | enig | nei | Uenig | |
        | enig | dont_know | Vet ikke | |
        # settings
        | form_title | form_id | style |
        | Undersøkelse | undersokelse | pages |";

#[test]
fn a_form_of_another_tool_is_taken_with_everything_named_that_is_left_out() {
    let (form, notes) = taken(OTHERS);
    let questions = |section: usize| form["sections"][section]["questions"].clone();
    assert_eq!(form["sections"].as_array().map(Vec::len), Some(3), "{form:#}");
    assert_eq!(questions(0)[0]["format"]["longest"], 40);
    assert_eq!(questions(1)[0]["options"][0]["code"], "v1");
    assert_eq!(questions(1)[1]["visibleWhen"], "bruker = \"v1\"");
    assert_eq!(questions(1)[1]["format"]["atMost"], 2);
    assert_eq!(questions(1)[2]["visibleWhen"], "not any(kanaler, \"c\")");
    assert_eq!(questions(1)[2]["validWhen"], "antall != 13");
    assert_eq!(questions(1)[2]["format"], serde_json::json!({ "least": 0.0, "most": 100.0, "whole": true }));
    assert_eq!(questions(2)[0]["kind"], "REPEATING_GROUP");
    assert_eq!(questions(2)[0]["visibleWhen"], "antall > 0 and answered(bruker)");
    assert_eq!(questions(2)[0]["parts"][1]["format"]["earliest"], "2026-01-01");
    assert_eq!(questions(2)[1]["kind"], "MATRIX");
    assert_eq!(questions(2)[1]["allowsDontKnow"], true);
    assert_eq!(questions(2)[2]["visibleWhen"], "tabell.t1 = \"ja\" or dont_know(tabell.t2)");
    assert_eq!(
        notes,
        [
            "settings 1 style: This column is not taken along.",
            "survey 1 label::French (fr): The language “French (fr)” is not taken along; forms are in bokmål, nynorsk and English.",
            "survey 2 type: “start” is not taken along: time and sender are kept anyway.",
            "survey 3 type: Questions outside groups are gathered in a part of their own.",
            "survey 3 constraint_message: This is not taken along.",
            "survey 5 appearance: This is not taken along.",
            "survey 7 type: The group “mer” is inside another group. Its questions are taken along, its heading is not.",
            "survey 7 relevant: In Trespor “not” and “!=” only hold once the question is answered. Add empty(…) to the rule where it shall hold before, too.",
            "survey 8 default: Other tools follow this, Trespor does not. It is not taken along.",
            "survey 8 constraint: In Trespor “not” and “!=” only hold once the question is answered. Add empty(…) to the rule where it shall hold before, too.",
            "survey 11 type: Questions outside groups are gathered in a part of their own.",
            "survey 19 label: XLSForm puts an answer in where a text has ${…}; Trespor does not.",
            "choices 2 image: Other tools follow this, Trespor does not. It is not taken along.",
            "choices 2 name: A code begins with a letter, so this is now “v1”.",
            "choices 3 name: A code begins with a letter, so this is now “v0”.",
        ]
    );
}

#[test]
fn everything_that_does_not_fit_is_listed_with_sheet_row_and_column() {
    let found = wrong(
        "# survey
        | type | name | label | required | relevant | constraint | appearance |
        | begin group | a | A | | | | |
        | geopoint | sted | Hvor? | | | | |
        | select_one fargar | farge | Farge | | | | |
        | integer | 1 tall | | | | regex(., '[0-9]+') | |
        | select_one ja | ja | Ja? | ${ukjent} = 'x' | ${senere} > 1 | | |
        | begin group | t | T | | | | table-list |
        | select_one ja | t1 | En | yes | | | |
        | select_one annet | t2 | To | yes | ${ja} = 'b' | | |
        | end group | | | | | | |
        | integer | senere | Senere | | pulldata('a', 'b') | . > | |
        | end repeat | | | | | | |
        # choices
        | list_name | name | label |
        | ja | b | |
        | ja | b | B |
        | ja | c c | C |
        |  | d | D |
        # settings
        | form_title |
        | Tittel |",
    );
    assert_eq!(
        found,
        [
            "settings 2 form_id: Fill in this field.",
            "survey 2 type: Beginnings and ends of groups do not match here.",
            "survey 3 type: There are no questions of type “geopoint” here. Choose another type, or remove the row.",
            "survey 4 type: The sheet “choices” has no list “fargar”.",
            "survey 5 constraint: Rules do not have the function “regex”, or not in this way.",
            "survey 5 name: A code begins with a letter and has only letters a–z, digits, hyphens and underscores, at most 64 characters.",
            "survey 5 label: Fill in this field.",
            "survey 6 required: There is no question “ukjent”.",
            "survey 6 relevant: The rule cannot be used: question `senere` does not come before the one that the rule belongs to.",
            "survey 9 relevant: A row or field cannot have a rule of its own. Put the rule on the whole question.",
            "survey 9 type: The sheet “choices” has no list “annet”.",
            "survey 9 type: The rows of a table need the same type, list, requirement and bounds.",
            "survey 11 relevant: Rules do not have the function “pulldata”, or not in this way.",
            "survey 11 constraint: The expression ends too early.",
            "survey 12 type: Beginnings and ends of groups do not match here.",
            "choices 2 label: Fill in this field.",
            "choices 3 name: This is there twice. Take one away.",
            "choices 4 name: A code begins with a letter and has only letters a–z, digits, hyphens and underscores, at most 64 characters.",
            "choices 5 list_name: Fill in this field.",
        ]
    );
}

#[test]
fn one_round_tells_everything_that_is_wrong_in_a_workbook() {
    let found = wrong(
        "# survey
        | type | name | label | required | relevant | constraint |
        | select_one ja | ja | Ja? | | | |
        | select_one ja | ja | Ja igjen? | | | |
        | slider | fart | Hvor fort? | | | |
        | integer | 1 tall | Tall | | | . > 3 |
        | select_one mangler | m | M? | | | |
        | text | a | A | | ${fart} > 3 | |
        | text | b | B | | ${m} = 'x' | |
        | text | c | C | | ${farge} = 'r' | |
        | select_one farger | farge | Farge | | | |
        | text | d | D | | ${farge} = 'blaa' | string-length(.) <= 20000 |
        # choices
        | list_name | name | label |
        | ja | j | Ja |
        | farger | r | Rod |
        # settings
        | form_title | form_id |
        | Tittel | t |",
    );
    let at = |place: &str| found.iter().filter(|one| one.starts_with(&format!("{place}:"))).count();
    for place in [
        "survey 3 name",
        "survey 4 type",
        "survey 5 name",
        "survey 6 type",
        "survey 9 relevant",
        "survey 11 relevant",
        "survey 11 constraint",
    ] {
        assert_eq!(at(place), 1, "{place} is missing in {found:#?}");
    }
    assert_eq!(found.len(), 7, "{found:#?}");
    let rules = found.iter().filter(|one| one.contains("relevant: "));
    rules.for_each(|one| {
        assert!(one.contains("The rule cannot be used: ") && !one.contains("character"), "{one}")
    });
}

#[test]
fn bounds_that_are_turned_round_are_told_of_what_they_are_bounds() {
    let found = wrong(
        "# survey
        | type | name | label | constraint |
        | date | dag | Dag | . >= date('2026-12-31') and . <= date('2026-01-01') |
        | integer | tall | Tall | . >= 9 and . <= 1 |
        # settings
        | form_title | form_id |
        | Tittel | t |",
    );
    let told = |problem: crate::error::Problem| problem.message(::entity::Language::En);
    let wanted = [
        format!("survey 2 constraint: {}", told(crate::error::Problem::BeforeEarliest)),
        format!("survey 3 constraint: {}", told(crate::error::Problem::BelowLeast)),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn a_workbook_needs_no_settings_where_the_code_is_said() {
    let drawn = "# survey
        | type | name | label |
        | text | a | A |";
    let told_in = |code: Option<&Code>| match read(&sheets(drawn), code) {
        Ok(taken) => {
            let title = taken.form.content.title.nb;
            vec![format!("{}: {title}", taken.form.code)]
        }
        Err(Error::Refused(reasons)) => told(&reasons),
        Err(other) => panic!("{other}"),
    };
    assert_eq!(told_in(None), ["settings form_id: Fill in this field."]);
    assert_eq!(told_in(Some(&Code::parse("kopi").unwrap())), ["kopi: kopi"]);
}

#[test]
fn a_survey_that_is_there_and_empty_is_not_missing() {
    let named = |name: &str| Sheet { name: name.to_owned(), header_row: 1, ..Sheet::default() };
    let code = Code::parse("a").unwrap();
    for (sheets, wanted) in [
        (vec![named("survey"), named("choices")], "survey: The sheet “survey” is empty."),
        (vec![named("choices"), named("settings")], "survey: The sheet “survey” is missing."),
    ] {
        let Err(Error::Refused(reasons)) = read(&through_a_file(&sheets), Some(&code)) else {
            panic!("refused")
        };
        assert_eq!(told(&reasons), [wanted]);
    }
}

#[test]
fn what_a_form_of_another_tool_has_besides_is_noted_where_it_stands() {
    let (form, notes) = taken(
        "# survey
        | type | name | label | hint | disabled | default | choice_filter | media::image |
        | text | a | A | | | | | |
        | text | b | Hei ${a} | Se ${a} | | 3 | | |
        | text | c | C | | yes | | | |
        | begin group | g | G | | true | | | |
        | text | d | D | | | | | |
        | end group | | | | | | | |
        | select_one l | e | E | | no | | x = 1 | |
        # choices
        | list_name | name | label |
        | l | x | X |
        | ubrukt | y | Y |
        # settings
        | form_title | form_id | version |
        | Tittel | t | 3 |
        # entities
        | list_name |
        | x |",
    );
    assert_eq!(form["sections"][0]["questions"].as_array().map(Vec::len), Some(3), "{form:#}");
    assert_eq!(
        notes,
        [
            "settings 1 version: This column is not taken along.",
            "survey 2 type: Questions outside groups are gathered in a part of their own.",
            "survey 3 label: XLSForm puts an answer in where a text has ${…}; Trespor does not.",
            "survey 3 hint: XLSForm puts an answer in where a text has ${…}; Trespor does not.",
            "survey 3 default: Other tools follow this, Trespor does not. It is not taken along.",
            "survey 4 disabled: The row is switched off, so it is not taken along.",
            "survey 5 disabled: The row is switched off, so it is not taken along.",
            "survey 8 choice_filter: Other tools follow this, Trespor does not. It is not taken along.",
            "choices 3 list_name: No question uses the list “ubrukt”, so it is not taken along.",
            "entities: This sheet is not taken along.",
        ]
    );
}

/// A form that is awkward to write: it must come back as it was, and open in other tools ([`super::pyxform`]).
pub(super) fn awkward() -> Form {
    let text = |text: &str| serde_json::json!({ "nb": text, "nn": text });
    let option = |code: &str| serde_json::json!({ "code": code, "label": text("Velg ${Q9}") });
    let form = serde_json::json!({
        "trespor": 1, "code": "s", "title": text("Om ${Q9}"),
        "sections": [
            { "code": "a", "title": text("A ${x}"), "questions": [
                { "code": "Q1", "kind": "SINGLE_CHOICE", "text": text("Hva koster ${Q9}?"), "help": text("Se ${Q9}"),
                  "why": text("For ${Q9}"), "allowsDontKnow": true, "options": [option("dont_know"), option("b")] },
                { "code": "Q2", "kind": "NUMBER", "text": text("Hvor mange?"), "visibleWhen": "Q1 != \"b\" and not dont_know(Q1)",
                  "format": { "unit": text("per ${Q9}") } },
                { "code": "Q3", "kind": "SINGLE_CHOICE", "text": text("T"), "options": [option("not_relevant"), option("c")],
                  "visibleWhen": "Q1 = \"dont_know\"" },
                { "code": "Q4", "kind": "SHORT_TEXT", "text": text("T"), "visibleWhen": "Q3 != \"c\"" },
            ] },
            { "code": "meta", "title": text("Hos {owner.name}"), "questions": [
                { "code": "meta", "kind": "NUMBER", "text": text("T"), "validWhen": "meta > 3", "format": { "most": 9 } },
                { "code": "Meta_", "kind": "NUMBER", "text": text("T"), "visibleWhen": "meta != 4 or not meta < 2" },
                { "code": "G", "kind": "REPEATING_GROUP", "text": text("T"), "format": { "mostRows": 5 },
                  "parts": [{ "code": "f", "kind": "SHORT_TEXT", "text": text("T") }] },
                { "code": "H", "kind": "REPEATING_GROUP", "text": text("T"), "format": { "rowsFrom": "SERVICES" },
                  "parts": [{ "code": "f", "kind": "SHORT_TEXT", "text": text("T"), "format": { "onFile": "NAME" } }] },
            ] },
            { "code": "tom", "title": text("Uten noe"), "questions": [] },
        ],
    });
    json::read(&form.to_string()).unwrap()
}

#[test]
fn an_awkward_form_comes_back_as_it_was() {
    let mut form = awkward();
    let given = write(&form);
    let escaped = given.sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| &row.cells);
    assert_eq!(escaped.filter(|cell| cell.contains("${Q9}")).count(), 0);
    let notes = told(&given.notes);
    assert!(notes.iter().any(|note| note.contains("The section “tom” has no questions")), "{notes:#?}");
    let is_at =
        |note: &str, column: &str| note.starts_with("survey ") && note.contains(&format!(" {column}: "));
    let noted = |column: &str| notes.iter().filter(|note| is_at(note, column)).count();
    let only = ["name", "trespor_most_rows", "trespor_rows_from", "trespor_on_file"].map(noted);
    assert_eq!(only, [1, 1, 1, 1], "{notes:#?}");
    let of_owner = notes.iter().filter(|note| note.contains("known of the owner"));
    assert_eq!(of_owner.count(), 2, "{notes:#?}");
    let taken = read(&through_a_file(&given.sheets), None).unwrap();
    form.content.sections.truncate(2);
    assert_eq!(taken.form, form);
    assert_eq!(told(&taken.notes), Vec::<String>::new());
}
