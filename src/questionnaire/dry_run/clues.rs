//! What the rules of a version speak of, gathered once.

use std::collections::BTreeMap;

use ::entity::question::QuestionKind;

use crate::questionnaire::content::{Content, Question};
use crate::questionnaire::logic;
use crate::questionnaire::rules::{Expression, Reference, Scalar, Scope, Subject};

/// Values that rules compare with, and what is to be brought about.
pub(super) struct Clues {
    /// What rules may speak of.
    pub(super) scope: Scope,
    values: BTreeMap<Reference, Vec<Scalar>>,
    facts: BTreeMap<String, Vec<String>>,
}

/// Something that a respondent tries to bring about.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) rule: &'a Expression,
    pub(super) truth: bool,
    /// The question whose rule it is.
    pub(super) question: &'a Question,
}

impl Clues {
    pub(super) fn of(content: &Content) -> Self {
        let mut clues =
            Self { scope: logic::scope(content), values: BTreeMap::new(), facts: BTreeMap::new() };
        for (_, _, rule) in content.questions().flat_map(Question::rules) {
            for hint in rule.hints() {
                clues.add(hint);
            }
        }
        clues
    }

    fn add(&mut self, (subject, value): (Subject, Scalar)) {
        match (subject, value) {
            (Subject::Fact(name), Scalar::Text(value)) => {
                let values = self.facts.entry(name).or_default();
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            (Subject::Fact(_), _) => {}
            (Subject::Question(reference), value) => {
                // What is said of a row may be true of every row.
                for reference in [Reference { part: None, ..reference.clone() }, reference] {
                    let values = self.values.entry(reference).or_default();
                    if !values.contains(&value) {
                        values.push(value.clone());
                    }
                }
            }
        }
    }

    /// What rules compare this with.
    pub(super) fn about(&self, reference: &Reference) -> &[Scalar] {
        self.values.get(reference).map_or(&[], Vec::as_slice)
    }

    /// What rules compare this fact with.
    pub(super) fn about_fact(&self, name: &str) -> &[String] {
        self.facts.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Every rule made true, and made false.
pub(super) fn targets(content: &Content) -> Vec<Target<'_>> {
    let of_question = |question| {
        let of_rule = move |(_, _, rule)| [true, false].map(|truth| Target { rule, truth, question });
        Question::rules(question).flat_map(of_rule)
    };
    let asked = content
        .questions()
        .filter(|question| question.visible_when.is_some() || question.kind != QuestionKind::Information);
    asked.flat_map(of_question).collect()
}
