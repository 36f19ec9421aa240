use proptest::prelude::*;

use super::samples::forms;
use crate::error::Error;
use crate::questionnaire::files::json::{self, Form};
use crate::questionnaire::files::xlsform::{Row, Sheet, open, read, save, write};

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
    match read(&sheets(drawn)) {
        Err(Error::Refused(reasons)) => told(&reasons),
        other => panic!("must be refused: {other:?}"),
    }
}

fn taken(drawn: &str) -> (serde_json::Value, Vec<String>) {
    match read(&sheets(drawn)) {
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
        match read(&given.sheets) {
            Ok(taken) => prop_assert_eq!(json::write(&taken.form).unwrap(), json::write(&form).unwrap()),
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
        prop_assert_eq!(read(&through_a_file(&write(&form).sheets)).unwrap().form, form);
    }
}

#[test]
fn the_questionnaire_of_the_project_goes_through_a_workbook() {
    let text = include_str!("../../../../examples/questionnaires/altinn-maturity.json");
    let form = json::read(text).unwrap();
    let given = write(&form);
    let taken = read(&through_a_file(&given.sheets)).unwrap();
    assert_eq!(taken.form, without_model(form));
    assert_eq!(
        told(&given.notes),
        [
            "settings: The maturity model is not part of XLSForm. Use JSON to take it along.",
            "survey 21 trespor_allows: This goes along in a column of its own, but only Trespor follows it.",
            "survey 22 trespor_constraint: This goes along in a column of its own, but only Trespor follows it.",
            "survey 33 trespor_rows_from: This goes along in a column of its own, but only Trespor follows it.",
        ]
    );
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
            "survey 1 default: This column is not taken along.",
            "survey 2 type: “start” is not taken along: time and sender are kept anyway.",
            "survey 3 type: Questions outside groups are gathered in a part of their own.",
            "survey 3 constraint_message: This is not taken along.",
            "survey 5 appearance: This is not taken along.",
            "survey 7 type: The group “mer” is inside another group. Its questions are taken along, its heading is not.",
            "survey 7 relevant: In Trespor “not” and “!=” only hold once the question is answered. Add empty(…) to the rule where it shall hold before, too.",
            "survey 8 constraint: In Trespor “not” and “!=” only hold once the question is answered. Add empty(…) to the rule where it shall hold before, too.",
            "survey 11 type: Questions outside groups are gathered in a part of their own.",
            "choices 1 image: This column is not taken along.",
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
