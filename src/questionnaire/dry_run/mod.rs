//! Synthetic respondents walk a version and tell what they met. `docs/versions.md` says how, and what it does not prove.
//!
//! What always holds:
//! - the same content, seed, number of respondents and day give the same report, everywhere;
//! - a question that is said to be proven unreachable is shown to nobody, and a dead end that is said to be proven has no answer for
//!   whoever has answered so far as that respondent, is such an owner, and comes on that day;
//! - the work is bounded, whatever the content ([`MOST_WORK`]).

mod budget;
mod clues;
mod draw;
mod minutes;
mod report;
mod run;
#[cfg(test)]
mod tests;
mod walk;
mod wishes;

use std::collections::{BTreeSet, HashMap};

use budget::Budget;
use chrono::NaiveDate;
use clues::{Clues, Target, targets};
use report::Tally;
pub use report::{DeadEnd, Path, Report, Unreached};
pub use run::{MOST_RESPONDENTS, in_turn, run};
use walk::Ground;
use wishes::Search;

use super::content::{Content, Question};
use super::random::Random;
use super::rules;

/// Parts of rules evaluated and answers drawn, long texts by their length, for one dry run.
pub const MOST_WORK: usize = 5_000_000;

/// What keeps a respondent from going on.
// The derive is what knows of GraphQL here: a second list there would drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, async_graphql::Enum)]
#[graphql(name = "DeadEndKind")]
pub enum Hindrance {
    /// It must be answered, and there is nothing to answer with: no options, rows or fields, or limits that nothing keeps to.
    NothingToChoose,
    /// It must be answered, and its rule takes no answer.
    NothingValid,
    /// No question is asked at all.
    NothingAsked,
}

/// How a dry run is done.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// How many respondents set out.
    pub respondents: u32,
    /// What they are made from.
    pub seed: u64,
    /// The day that `today()` gives.
    pub today: NaiveDate,
    /// How much work it may be.
    pub work: usize,
}

/// Sends synthetic respondents through a version.
#[must_use]
pub fn dry_run(content: &Content, setup: Setup) -> Report {
    let clues = Clues::of(content);
    let reading: Vec<f64> = content.questions().map(minutes::to_read).collect();
    let questions: HashMap<&str, &Question> =
        content.questions().map(|question| (question.code.as_str(), question)).collect();
    let hopeless: Vec<bool> = content.questions().map(|question| is_hopeless(question, &clues)).collect();
    let ground =
        Ground { content, clues: &clues, reading: &reading, hopeless: &hopeless, today: setup.today };
    let mut guide = Guide::new(content, &clues);
    let mut budget = Budget::new(setup.work);
    let mut seeds = Random::new(setup.seed);
    let mut tally = Tally::new(content);
    for number in 0..setup.respondents {
        let mut random = Random::new(seeds.next());
        let target = guide.next(number);
        let (today, random) = (setup.today, &mut random);
        let mut search = Search { questions: &questions, clues: &clues, random, budget: &mut budget, today };
        let wishes = search.wishes(target);
        let Some(met) = ground.walk(random, &mut budget, wishes) else { break };
        guide.reached(&met.shown);
        tally.add(met);
    }
    tally.report(content, &guide.impossible, setup)
}

/// Whether it is certain that its rule takes no answer, whatever was answered before.
fn is_hopeless(question: &Question, clues: &Clues) -> bool {
    let takes_some = |rule| rules::can_be_valid(rule, question.code.as_str(), &clues.scope);
    question.valid_when.as_ref().is_some_and(|rule| !takes_some(rule))
}

/// Chooses what each respondent tries to bring about.
struct Guide<'a> {
    targets: Vec<Target<'a>>,
    /// Questions that nobody has been shown yet, with the rule that hides them, by place.
    open: Vec<(usize, Target<'a>)>,
    /// Questions that no answers can show, by place.
    impossible: BTreeSet<usize>,
}

impl<'a> Guide<'a> {
    fn new(content: &'a Content, clues: &Clues) -> Self {
        let mut guide = Self { targets: targets(content), open: Vec::new(), impossible: BTreeSet::new() };
        for (place, question) in content.questions().enumerate() {
            let Some(rule) = &question.visible_when else { continue };
            if rules::can_hold(rule, &clues.scope) {
                let target = Target { rule, truth: true, question };
                guide.open.push((place, target));
            } else {
                guide.impossible.insert(place);
            }
        }
        guide
    }

    /// One of three walks freely, one tries a rule, and one a question that nobody was shown yet, as long as there is one.
    fn next(&self, number: u32) -> Option<Target<'a>> {
        let turn = usize::try_from(number / 3).unwrap_or(0);
        let pick = |many: usize| turn.checked_rem(many);
        let rule = || pick(self.targets.len()).map(|place| self.targets[place]);
        match number % 3 {
            0 => None,
            1 => rule(),
            _ => pick(self.open.len()).map(|place| self.open[place].1).or_else(rule),
        }
    }

    fn reached(&mut self, shown: &[bool]) {
        self.open.retain(|(place, _)| shown.get(*place) != Some(&true));
    }
}
