//! Answers that bring a rule about, looked for before a respondent sets out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::budget::{Budget, weight};
use super::clues::{Clues, Target};
use super::draw::Draw;
use crate::questionnaire::content::Question;
use crate::questionnaire::random::Random;
use crate::questionnaire::rules::{self, Aim, Answer, Demands, Environment, Expression, Scalar};
use crate::registry;

/// How often answers are drawn for one rule.
const TRIES: usize = 80;
/// How far back it is looked for what must be answered before.
const DEEPEST: usize = 40;

/// What a respondent will answer and be, as far as that is decided.
#[derive(Clone)]
pub(super) struct Wishes {
    pub(super) answers: BTreeMap<String, Answer>,
    pub(super) facts: BTreeMap<String, String>,
}

/// Looks for answers.
pub(super) struct Search<'a> {
    pub(super) questions: &'a HashMap<&'a str, &'a Question>,
    pub(super) clues: &'a Clues,
    pub(super) random: &'a mut Random,
    pub(super) budget: &'a mut Budget,
    pub(super) today: chrono::NaiveDate,
}

impl Search<'_> {
    /// An owner of whom something is known, and what they will answer to bring this about, as far as it was found.
    pub(super) fn wishes(&mut self, target: Option<Target<'_>>) -> Wishes {
        let mut wishes = Wishes { answers: BTreeMap::new(), facts: BTreeMap::new() };
        if let Some(target) = target {
            // The question has to be shown for its other rules to matter.
            if let Some(shown) = target.question.visible_when.as_ref().filter(|rule| **rule != *target.rule) {
                self.bring_about(shown, true, &mut wishes, 0);
            }
            let truth = target.truth;
            if !self.bring_about(target.rule, truth, &mut wishes, 0) && !truth {
                // What cannot be worked out is as good as false.
                wishes.answers.clear();
            }
        }
        for name in registry::FACTS {
            if !wishes.facts.contains_key(name) {
                let value = self.fact(name);
                wishes.facts.extend(value.map(|value| (name.to_owned(), value)));
            }
        }
        wishes.facts.retain(|_, value| !value.is_empty());
        wishes
    }

    /// Whether answers were found with which the rule comes to that truth; they are kept then.
    fn bring_about(&mut self, rule: &Expression, truth: bool, wishes: &mut Wishes, depth: usize) -> bool {
        if depth > DEEPEST {
            return false;
        }
        if self.draw_for(rule, truth, wishes, depth) {
            return true;
        }
        match rule.demands(truth) {
            Demands::Plain => false,
            Demands::One(ways) => match self.random.one_of(&ways).copied() {
                Some((way, truth)) => self.bring_about(way, truth, wishes, depth + 1),
                None => false,
            },
            Demands::All(parts) => {
                let mut tried = wishes.clone();
                let all =
                    parts.iter().all(|(part, truth)| self.bring_about(part, *truth, &mut tried, depth + 1));
                if all {
                    *wishes = tried;
                }
                all
            }
        }
    }

    fn draw_for(&mut self, rule: &Expression, truth: bool, wishes: &mut Wishes, depth: usize) -> bool {
        let looks_at = rule.references();
        let codes: BTreeSet<&str> = looks_at.questions.iter().map(|one| one.code.as_str()).collect();
        let open = codes.iter().filter(|code| !wishes.answers.contains_key(**code));
        let open: Vec<&Question> = open.filter_map(|code| self.questions.get(code).copied()).collect();
        let facts: Vec<&String> =
            looks_at.facts.iter().filter(|name| !wishes.facts.contains_key(*name)).collect();
        let drawn =
            open.iter().map(|question| 1 + question.parts.len() + question.options.len()).sum::<usize>();
        let tries = if open.is_empty() && facts.is_empty() { 1 } else { TRIES };
        let mut tried = known(wishes, &codes, self.today);
        let aims: Vec<Vec<Aim>> =
            open.iter().map(|question| rule.aims(question.code.as_str(), &tried)).collect();
        for _ in 0..tries {
            if !self.budget.spend(rule.size() + drawn) || !self.draw_all(&open, &aims, &mut tried) {
                return false;
            }
            // Empty for what is not known.
            let owner: Vec<String> = facts.iter().map(|name| self.fact(name).unwrap_or_default()).collect();
            let named = || facts.iter().map(|name| (*name).clone()).zip(owner.iter());
            tried.facts.extend(named().map(|(name, value)| (name, Answer::from_text(value))));
            if rules::evaluate(rule, &tried) == Some(Scalar::Boolean(truth)) {
                wishes.facts.extend(named().map(|(name, value)| (name, value.clone())));
                let answers = open.iter().filter_map(|one| tried.answers.remove_entry(one.code.as_str()));
                wishes.answers.extend(answers);
                return open.iter().all(|question| match &question.visible_when {
                    Some(shown) => self.bring_about(shown, true, wishes, depth + 1),
                    None => true,
                });
            }
        }
        false
    }

    /// Answers all of these anew; `false` where the work is spent.
    fn draw_all(&mut self, open: &[&Question], aims: &[Vec<Aim>], tried: &mut Environment) -> bool {
        open.iter().zip(aims).all(|(question, aims)| {
            let answer = self.answer(question, aims);
            let spent = !self.budget.spend(answer.as_ref().map_or(0, weight));
            match answer {
                Some(answer) => tried.answers.insert(question.code.to_string(), answer),
                None => tried.answers.remove(question.code.as_str()),
            };
            !spent
        })
    }

    fn answer(&mut self, question: &Question, aims: &[Aim]) -> Option<Answer> {
        // Now and then nothing, which some rules ask for.
        if !question.required && self.random.percent(10) {
            return None;
        }
        let Self { random, clues, today, .. } = self;
        Draw { random, clues, today: *today, aims }.answer(question)
    }

    fn fact(&mut self, name: &str) -> Option<String> {
        if let Some(known) = registry::fact_values(name) {
            return self.random.one_of(&known.into_iter().collect::<Vec<_>>()).cloned();
        }
        let mut values: Vec<&str> = self.clues.about_fact(name).iter().map(String::as_str).collect();
        values.extend(["annet", ""]);
        self.random.one_of(&values).filter(|value| !value.is_empty()).map(|value| (*value).to_owned())
    }
}

/// What is wished already of what a rule looks at: others need no copy of their answers.
fn known(wishes: &Wishes, codes: &BTreeSet<&str>, today: chrono::NaiveDate) -> Environment {
    let mut known = Environment::new(today);
    let answers = codes.iter().filter_map(|code| wishes.answers.get_key_value(*code));
    known.answers = answers.map(|(code, answer)| (code.clone(), answer.clone())).collect();
    known.facts = wishes.facts.iter().map(|(name, value)| (name.clone(), Answer::from_text(value))).collect();
    known
}
