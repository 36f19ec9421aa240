//! What is missing before a response can be submitted. Pure; what tries answers out and what submits them ask here, and the pages are tested
//! with the same examples (`vectors/missing.json`).

use std::collections::{BTreeMap, BTreeSet};

use ::entity::question::QuestionKind;

use super::content::{Kind as _, Part, Question};
use super::rules::{Absence, Answer, Cell};

/// Something that must be answered and is not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gap<'a> {
    /// The question itself.
    Whole,
    /// A row of it.
    Row(&'a Part),
    /// A field in the row of a repeating group that has this place among its rows.
    Field(usize, &'a Part),
}

impl Gap<'_> {
    /// Its name: the code of the question (`Q30`), with that of a row (`Q23.sign`), or with place and field (`Q30.0.volume`).
    #[must_use]
    pub fn name(&self, question: &Question) -> String {
        match self {
            Self::Whole => question.code.to_string(),
            Self::Row(part) => question.part_code(part),
            Self::Field(place, part) => format!("{}.{place}.{}", question.code, part.code),
        }
    }
}

/// What of a question that is shown has no answer and must have one. «Don't know» and «not relevant» are answers; for the whole they
/// stand for all its parts, whatever was answered to those.
#[must_use]
pub fn gaps<'a>(question: &'a Question, answer: Option<&Answer>, required: bool) -> Vec<Gap<'a>> {
    let whole = |given: bool| if required && !given { vec![Gap::Whole] } else { Vec::new() };
    match (question.kind, answer) {
        (QuestionKind::Information, _) => Vec::new(),
        (kind, None) if kind.has_parts() && !kind.has_fields() => rows(question, &BTreeMap::new(), required),
        (_, None) => whole(false),
        (kind, Some(Answer::Single(Cell::None(Absence::NotAnswered))))
            if kind.has_parts() && !kind.has_fields() =>
        {
            rows(question, &BTreeMap::new(), required)
        }
        (_, Some(Answer::Single(cell))) => whole(is_given(cell)),
        (_, Some(Answer::Choices(chosen))) => whole(!chosen.is_empty()),
        (_, Some(Answer::Rows { rows: given })) => rows(question, given, required),
        (_, Some(Answer::Group { group })) => {
            let filled: Vec<_> =
                group.iter().enumerate().filter(|(_, row)| row.values().any(is_given)).collect();
            if filled.is_empty() {
                return whole(false);
            }
            filled.into_iter().flat_map(|(place, row)| fields(question, place, row)).collect()
        }
    }
}

fn rows<'a>(question: &'a Question, rows: &BTreeMap<String, Cell>, required: bool) -> Vec<Gap<'a>> {
    let given: BTreeSet<&str> =
        rows.iter().filter(|(_, cell)| is_given(cell)).map(|(row, _)| row.as_str()).collect();
    let left = question.parts.iter().filter(|part| required && !given.contains(part.code.as_str()));
    left.map(Gap::Row).collect()
}

/// A row that has an answer needs one in each field that must have one.
fn fields<'a>(question: &'a Question, place: usize, row: &BTreeMap<String, Cell>) -> Vec<Gap<'a>> {
    let needed = question.parts.iter().filter(|part| part.required);
    let left = needed.filter(|part| !row.get(part.code.as_str()).is_some_and(is_given));
    left.map(|part| Gap::Field(place, part)).collect()
}

fn is_given(cell: &Cell) -> bool {
    *cell != Cell::None(Absence::NotAnswered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Code;
    use ::entity::LocalizedText;

    fn question(written: &serde_json::Value) -> Question {
        let text = || LocalizedText { nb: "x".to_owned(), nn: None, en: None };
        let code = |value: &serde_json::Value| Code::parse(value["code"].as_str().unwrap()).unwrap();
        let kind: QuestionKind = serde_json::from_value(written["kind"].clone()).unwrap();
        let mut question = Question::new(code(written), kind, text());
        question.parts = written["parts"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|part| Part {
                code: code(part),
                kind: QuestionKind::Number,
                text: text(),
                help: None,
                required: part["required"] == true,
                options: Vec::new(),
                format: super::super::content::Format::default(),
            })
            .collect();
        question
    }

    #[test]
    fn every_example_comes_out_as_it_says() {
        let examples: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("vectors/missing.json")).unwrap();
        assert!(examples.len() >= 20);
        for example in examples {
            let question = question(&example["question"]);
            let answer: Option<Answer> = serde_json::from_value(example["answer"].clone()).unwrap();
            let gaps = gaps(&question, answer.as_ref(), example["required"] == true);
            let names: Vec<String> = gaps.iter().map(|gap| gap.name(&question)).collect();
            assert_eq!(serde_json::json!(names), example["missing"], "{example}");
        }
    }
}
