//! The rules of a version at work: which questions are shown, which must be answered, which answers do not do. Pure.

use std::collections::{BTreeMap, BTreeSet};

use ::entity::Language;
use ::entity::question::QuestionKind;
use chrono::NaiveDate;

use super::content::{Choice, Content, Format, Kind as _, Question};
use super::fit;
use super::rules::{
    self, Absence, Answer, Environment, Limits, Options, Position, Purpose, Range, Scope, Shape, Single, Type,
};
use crate::error::{Problem, Refusals};
use crate::registry;

/// What the rules of a version may speak of.
#[must_use]
pub fn scope(content: &Content) -> Scope {
    // Of two with the same code the first one counts: that there are two is told for itself.
    let mut known = BTreeMap::new();
    let questions = content.questions().enumerate().filter_map(|(place, question)| {
        let seen = rules::Question {
            position: Position(place),
            shape: shape(question)?,
            allows_dont_know: question.allows_dont_know,
            allows_not_relevant: question.allows_not_relevant,
            limits: limits(question),
        };
        Some((question.code.to_string(), seen))
    });
    for (code, question) in questions {
        known.entry(code).or_insert(question);
    }
    // Spoken of as `owner.<name>`.
    let fact = |name: &str| registry::fact_values(name).map_or(Single::Text, Single::Choice);
    let facts = registry::FACTS.map(|name| (name.to_owned(), Shape::Single(fact(name))));
    Scope { questions: known, facts: facts.into_iter().collect() }
}

/// What answers to a question are for rules; `None` where there are none.
fn shape(question: &Question) -> Option<Shape> {
    let parts = || question.parts.iter().map(|part| part.code.to_string()).collect();
    Some(match question.kind {
        QuestionKind::MultipleChoice => Shape::Choices(options(&question.options)),
        QuestionKind::Matrix => Shape::Matrix { rows: parts(), options: options(&question.options) },
        QuestionKind::NumberGrid => Shape::Grid { rows: parts(), range: range(&question.format) },
        QuestionKind::RepeatingGroup => {
            let fields = question.parts.iter().filter_map(|part| {
                Some((part.code.to_string(), single(part.kind, &part.options, &part.format)?))
            });
            Shape::Group { fields: fields.collect() }
        }
        kind => Shape::Single(single(kind, &question.options, &question.format)?),
    })
}

fn single(kind: QuestionKind, choices: &[Choice], format: &Format) -> Option<Single> {
    Some(match kind {
        QuestionKind::SingleChoice | QuestionKind::Scale | QuestionKind::DescribedLevels => {
            Single::Choice(options(choices))
        }
        QuestionKind::Number => Single::Number(range(format)),
        QuestionKind::ShortText | QuestionKind::LongText => Single::Text,
        QuestionKind::Date => Single::Date,
        _ => return None,
    })
}

fn options(options: &[Choice]) -> Options {
    options.iter().map(|option| option.code.to_string()).collect()
}

fn range(format: &Format) -> Range {
    let number = format.number.as_ref();
    Range { minimum: number.and_then(|number| number.least), maximum: number.and_then(|number| number.most) }
}

fn limits(question: &Question) -> Limits {
    let format = &question.format;
    // Of a group these are the limits of days in any of its fields, and of others nobody asks.
    Limits {
        whole: format.number.as_ref().is_some_and(|number| number.whole),
        earliest: Some(format.earliest.map_or(fit::FIRST_DAY, |day| day.max(fit::FIRST_DAY))),
        latest: Some(format.latest.map_or(fit::LAST_DAY, |day| day.min(fit::LAST_DAY))),
        longest: question.kind.takes_text().then(|| fit::longest(question.kind, format)),
        at_most: fit::at_most(format),
    }
}

/// Checks every rule: types, codes and options that there are, and that it looks back only.
pub fn check_rules(content: &Content, refusals: &mut Refusals) {
    let scope = scope(content);
    let mut place = 0;
    for (at, section) in content.sections.iter().enumerate() {
        for (number, question) in section.questions.iter().enumerate() {
            for (field, purpose, rule) in question.rules() {
                let path = format!("sections.{at}.questions.{number}.{field}");
                for fault in rules::check(rule, Type::Boolean, &scope, purpose.reach(Position(place))) {
                    refusals.add(&path, fault.into());
                }
            }
            place += 1;
        }
    }
}

/// Names every question that no answers can ever bring about, and every one that must be answered and whose rule takes no answer.
pub fn check_possible(content: &Content, refusals: &mut Refusals) {
    let scope = scope(content);
    let can_hold =
        |rule: &Option<rules::Expression>| rule.as_ref().is_none_or(|rule| rules::can_hold(rule, &scope));
    for question in content.questions() {
        let code = question.code.as_str();
        if !can_hold(&question.visible_when) {
            refusals.add(&format!("questions.{code}.visibleWhen"), Problem::NeverShown);
        }
        if let Some(rule) = &question.valid_when
            && question.required
            && can_hold(&question.required_when)
            && !rules::can_be_valid(rule, code, &scope)
        {
            refusals.add(&format!("questions.{code}.validWhen"), Problem::NeverValid);
        }
    }
}

impl From<rules::Fault> for Problem {
    fn from(fault: rules::Fault) -> Self {
        let text = |language| fault.kind.in_language(language);
        let (nb, nn, en) = (text(Language::Nb), text(Language::Nn), text(Language::En));
        Self::RuleFault { at: fault.span.start + 1, nb, nn, en }
    }
}

/// What the rules of a version come to, by codes of questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Questions that are not shown.
    pub hidden: BTreeSet<String>,
    /// Questions that are shown and must be answered.
    pub required: BTreeSet<String>,
    /// Questions that are shown and answered, but not as they must be.
    pub invalid: BTreeSet<String>,
}

/// Works the rules out for an owner who has answered so (by codes; what is not there is not answered). A question that is not
/// shown counts as not answered for those after it, whatever was typed before it was hidden.
#[must_use]
pub fn outcome<'a>(
    questions: impl Iterator<Item = &'a Question>,
    mut answers: BTreeMap<String, Answer>,
    facts: &BTreeMap<String, String>,
    today: NaiveDate,
) -> Outcome {
    let mut walk = Walk::new(facts, today);
    let mut outcome = Outcome::default();
    for question in questions {
        let code = question.code.to_string();
        match walk.meet(question) {
            Met::Hidden => {
                outcome.hidden.insert(code);
                continue;
            }
            Met::Shown { required: true } => {
                outcome.required.insert(code.clone());
            }
            Met::Shown { required: false } => {}
        }
        if let Some(answer) = answers.remove(&code)
            && !walk.answer(question, answer)
        {
            outcome.invalid.insert(code);
        }
    }
    outcome
}

/// One walk through a version, question after question.
#[derive(Clone, Debug)]
pub struct Walk {
    environment: Environment,
}

/// How a question is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// It is not shown.
    Hidden,
    /// It is shown.
    Shown {
        /// It must be answered.
        required: bool,
    },
}

impl Walk {
    /// A walk by an owner of whom this is known.
    #[must_use]
    pub fn new(facts: &BTreeMap<String, String>, today: NaiveDate) -> Self {
        let mut environment = Environment::new(today);
        let text = |value: &String| Answer::from_text(value);
        environment.facts = facts.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        Self { environment }
    }

    /// Comes to the next question.
    pub fn meet(&mut self, question: &Question) -> Met {
        if !self.decide(Purpose::Visibility, question.visible_when.as_ref()) {
            let hidden = Answer::missing(Absence::NotShown);
            self.environment.answers.insert(question.code.to_string(), hidden);
            return Met::Hidden;
        }
        let required = || self.decide(Purpose::Requirement, question.required_when.as_ref());
        Met::Shown { required: question.required && required() }
    }

    /// Answers the question that was met last, again too; whether its rule takes the answer.
    pub fn answer(&mut self, question: &Question, answer: Answer) -> bool {
        self.environment.answers.insert(question.code.to_string(), answer);
        self.decide(Purpose::Validity, question.valid_when.as_ref())
    }

    /// Takes the answer to a question back.
    pub fn take_back(&mut self, question: &Question) {
        self.environment.answers.remove(question.code.as_str());
    }

    /// What is answered and known so far.
    #[must_use]
    pub fn so_far(&self) -> &Environment {
        &self.environment
    }

    fn decide(&self, purpose: Purpose, rule: Option<&rules::Expression>) -> bool {
        rule.is_none_or(|rule| purpose.decide(rules::evaluate(rule, &self.environment).as_ref()))
    }
}

/// Whether there is a rule at all. Without one, [`outcome`] needs no facts and no answers.
pub fn has_rules<'a>(mut questions: impl Iterator<Item = &'a Question>) -> bool {
    questions.any(|question| question.rules().next().is_some())
}
