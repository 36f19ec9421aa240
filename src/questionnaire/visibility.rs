//! Which questions are shown: the rules of a version, checked and worked out. Pure.

use std::collections::{BTreeMap, HashSet};

use ::entity::Language;
use ::entity::id::QuestionId;
use ::entity::question::QuestionKind;
use chrono::NaiveDate;

use super::StoredVersion;
use super::content::{Content, Question};
use super::rules::{
    self, Absence, Answer, Environment, Expression, Position, Purpose, Scope, Shape, Single, Type,
};
use crate::error::{Problem, Refusals};
use crate::registry::FACTS;

/// What the rules of a version may speak of.
#[must_use]
pub fn scope(content: &Content) -> Scope {
    let questions = content.sections.iter().flat_map(|section| &section.questions).enumerate();
    let question = |(place, question): (usize, &Question)| {
        let options = question.options.iter().map(|option| option.code.to_string()).collect();
        let shape = match question.kind {
            QuestionKind::SingleChoice => Shape::Single(Single::Choice(options)),
        };
        let seen = rules::Question {
            position: Position(place),
            shape,
            allows_dont_know: question.allows_dont_know,
            allows_not_relevant: question.allows_not_relevant,
        };
        (question.code.to_string(), seen)
    };
    // Spoken of as `owner.<name>`.
    let facts = FACTS.map(|name| (name.to_owned(), Shape::Single(Single::Text)));
    Scope { questions: questions.map(question).collect(), facts: facts.into_iter().collect() }
}

/// Checks every rule: types, codes and options that there are, and that it looks at earlier questions only.
pub fn check_rules(content: &Content, refusals: &mut Refusals) {
    let scope = scope(content);
    for (path, place, rule) in rules_of(content) {
        let reach = Purpose::Visibility.reach(Position(place));
        for fault in rules::check(rule, Type::Boolean, &scope, reach) {
            refusals.add(&path, fault.into());
        }
    }
}

/// Names every question that no answers can ever bring about.
pub fn check_shown(content: &Content, refusals: &mut Refusals) {
    let scope = scope(content);
    for section in &content.sections {
        for question in &section.questions {
            if question.visible_when.as_ref().is_some_and(|rule| !rules::can_hold(rule, &scope)) {
                refusals.add(&format!("questions.{}.visibleWhen", question.code), Problem::NeverShown);
            }
        }
    }
}

/// The rules with their paths in what was sent, and the places of their questions over all sections.
fn rules_of(content: &Content) -> impl Iterator<Item = (String, usize, &Expression)> {
    let sections = content.sections.iter().enumerate();
    let questions = sections.flat_map(|(at, section)| {
        section.questions.iter().enumerate().map(move |(number, question)| (at, number, question))
    });
    questions.enumerate().filter_map(|(place, (at, number, question))| {
        let path = format!("sections.{at}.questions.{number}.visibleWhen");
        Some((path, place, question.visible_when.as_ref()?))
    })
}

/// Reads a rule that was sent.
///
/// # Errors
/// Every fault in its text.
pub fn read_rule(text: &str) -> Result<Expression, Vec<Problem>> {
    rules::parse(text).map_err(|faults| faults.into_iter().map(Problem::from).collect())
}

impl From<rules::Fault> for Problem {
    fn from(fault: rules::Fault) -> Self {
        let text = |language| fault.kind.in_language(language);
        let (nb, nn, en) = (text(Language::Nb), text(Language::Nn), text(Language::En));
        Self::RuleFault { at: fault.span.start + 1, nb, nn, en }
    }
}

/// What one question was answered with, by code of the chosen option; or why not.
pub type Said<'a> = Result<&'a str, Absence>;

/// The questions that are not shown to an owner who has answered so. A question that is not shown counts as not
/// answered for those after it, whatever was typed before it was hidden.
#[must_use]
pub fn hidden<'a>(
    version: &StoredVersion,
    said: impl Fn(QuestionId) -> Said<'a>,
    facts: &BTreeMap<String, String>,
    today: NaiveDate,
) -> HashSet<QuestionId> {
    let mut environment = Environment::new(today);
    let text = |value: &String| Answer::from_text(value);
    environment.facts = facts.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    let mut hidden = HashSet::new();
    for stored in version.questions() {
        let shown = stored
            .rule
            .as_ref()
            .is_none_or(|rule| Purpose::Visibility.decide(rules::evaluate(rule, &environment).as_ref()));
        let answer = if shown { said(stored.question.id) } else { Err(Absence::NotShown) };
        if !shown {
            hidden.insert(stored.question.id);
        }
        let answer = answer.map_or_else(Answer::missing, Answer::from_text);
        environment.answers.insert(stored.question.code.clone(), answer);
    }
    hidden
}
