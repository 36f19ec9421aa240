//! One synthetic respondent, from the first question to the last.

use std::collections::BTreeMap;

use super::budget::{Budget, weight};
use super::clues::Clues;
use super::draw::{Draw, all_answers};
use super::wishes::Wishes;
use super::{Hindrance, minutes};
use crate::questionnaire::content::{Content, Kind as _, Question};
use crate::questionnaire::logic::{Met, Walk};
use crate::questionnaire::random::Random;
use crate::questionnaire::rules::{Aim, Answer};

/// How often a question is skipped that need not be answered, out of a hundred.
const SKIPS: usize = 15;
/// How many answers are tried where a rule refuses them.
const TRIES: usize = 60;

/// What one respondent met on the way.
pub(super) struct Journey {
    /// For each question whether it was shown.
    pub(super) shown: Vec<bool>,
    /// Where it could not go on.
    pub(super) stuck: Vec<Stuck>,
    /// How long it took.
    pub(super) seconds: f64,
}

/// A question that had to be answered and could not be.
pub(super) struct Stuck {
    pub(super) question: usize,
    pub(super) hindrance: Hindrance,
    /// Every answer there is was tried.
    pub(super) proven: bool,
    /// The answers before it that its rule looks at.
    pub(super) after: BTreeMap<String, Answer>,
}

/// What all respondents share.
pub(super) struct Ground<'a> {
    pub(super) content: &'a Content,
    pub(super) clues: &'a Clues,
    /// Seconds to read each question.
    pub(super) reading: &'a [f64],
    /// Of each question whether it is certain that its rule takes no answer, whatever was answered before.
    pub(super) hopeless: &'a [bool],
    pub(super) today: chrono::NaiveDate,
}

impl Ground<'_> {
    /// Walks through; `None` where the work is spent before the end.
    pub(super) fn walk(
        &self,
        random: &mut Random,
        budget: &mut Budget,
        mut wishes: Wishes,
    ) -> Option<Journey> {
        let mut walk = Walk::new(&wishes.facts, self.today);
        let mut met = Journey { shown: Vec::new(), stuck: Vec::new(), seconds: 0.0 };
        for (place, question) in self.content.questions().enumerate() {
            let rules = question.rules().map(|(_, _, rule)| rule.size()).sum::<usize>();
            if !budget.spend(1 + rules) {
                return None;
            }
            let Met::Shown { required } = walk.meet(question) else {
                met.shown.push(false);
                continue;
            };
            met.shown.push(true);
            met.seconds += self.reading[place];
            let wish = wishes.answers.remove(question.code.as_str());
            if !question.kind.is_answered() || (!required && wish.is_none() && random.percent(SKIPS)) {
                continue;
            }
            match self.answer(random, budget, &mut walk, (place, question), wish) {
                Ok(()) => {
                    let answer = walk.so_far().answers.get(question.code.as_str());
                    met.seconds += answer.map_or(0.0, |answer| minutes::to_answer(question, answer));
                }
                Err((hindrance, proven)) if required => {
                    let after =
                        if self.hopeless[place] { BTreeMap::new() } else { looked_at(question, &walk) };
                    met.stuck.push(Stuck { question: place, hindrance, proven, after });
                }
                Err(_) => {}
            }
        }
        // Whoever ran out of work at the last question may have met what is no dead end.
        (!budget.is_spent()).then_some(met)
    }

    /// Gives an answer that the question and its rule take; says what hinders it, and whether that is certain, where there is none.
    fn answer(
        &self,
        random: &mut Random,
        budget: &mut Budget,
        walk: &mut Walk,
        (place, question): (usize, &Question),
        wish: Option<Answer>,
    ) -> Result<(), (Hindrance, bool)> {
        let aims: Vec<Aim> = match &question.valid_when {
            Some(rule) => rule.aims(question.code.as_str(), walk.so_far()),
            None => Vec::new(),
        };
        let cost = 1 + question.parts.len() + question.valid_when.as_ref().map_or(0, |rule| rule.size());
        let mut wish = wish;
        for _ in 0..TRIES {
            if !budget.spend(cost) {
                break;
            }
            let mut draw = Draw { random, clues: self.clues, today: self.today, aims: &aims };
            let Some(answer) = wish.take().or_else(|| draw.answer(question)) else {
                walk.take_back(question);
                return Err((Hindrance::NothingToChoose, true));
            };
            if self.hopeless[place] {
                walk.take_back(question);
                return Err((Hindrance::NothingValid, true));
            }
            if !budget.spend(weight(&answer)) {
                break;
            }
            if walk.answer(question, answer) {
                return Ok(());
            }
        }
        let few = all_answers(question);
        if few.iter().flatten().any(|answer| walk.answer(question, answer.clone())) {
            return Ok(());
        }
        walk.take_back(question);
        Err((Hindrance::NothingValid, few.is_some()))
    }
}

/// The answers that the rule of a question looks at, without the one to itself.
fn looked_at(question: &Question, walk: &Walk) -> BTreeMap<String, Answer> {
    let rules = question.rules().flat_map(|(_, _, rule)| rule.references().questions);
    let others = rules.filter(|reference| reference.code != question.code.as_str());
    let known = &walk.so_far().answers;
    others.filter_map(|other| Some((other.code.clone(), known.get(&other.code)?.clone()))).collect()
}
