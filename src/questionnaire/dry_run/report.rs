//! What all respondents met, put together.

use std::collections::{BTreeMap, BTreeSet};

use super::walk::{Journey, Stuck};
use super::{Hindrance, Setup};
use crate::questionnaire::content::{Content, Kind as _};
use crate::questionnaire::rules::Answer;

/// Paths that are told of, besides the shortest and the longest.
const PATHS: usize = 10;

/// What synthetic respondents met.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How many walked through.
    pub respondents: u32,
    /// Whether the work was spent before all of them had.
    pub cut_short: bool,
    /// Questions that nobody was shown, in the order in which they are asked.
    pub unreached: Vec<Unreached>,
    /// Where somebody could not go on, in the order in which they are asked.
    pub dead_ends: Vec<DeadEnd>,
    /// How many different sets of questions were asked, of those who came through.
    pub distinct_paths: usize,
    /// The most frequent ones.
    pub paths: Vec<Path>,
    /// The one that takes the least time.
    pub shortest: Option<Path>,
    /// The one that takes the most.
    pub longest: Option<Path>,
}

/// A question that nobody was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// Its code.
    pub code: String,
    /// Certain; otherwise merely not found.
    pub proven: bool,
}

/// A place where somebody could not go on.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadEnd {
    /// The question; `None` where none was asked.
    pub code: Option<String>,
    /// What hinders.
    pub hindrance: Hindrance,
    /// Certain after the answers in the example, for an owner as that respondent was, on that day; otherwise no answer was found.
    pub proven: bool,
    /// How many met it.
    pub respondents: u32,
    /// Answers after which it is met, by question: those that its rules look at.
    pub example: BTreeMap<String, Answer>,
}

/// Questions that were asked of somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Their codes, in order.
    pub questions: Vec<String>,
    /// How many were asked just these.
    pub respondents: u32,
    /// How long it takes, on the average of these.
    pub minutes: f64,
}

/// What was met so far.
pub(super) struct Tally {
    /// For each question whether anything is answered to it.
    answered: Vec<bool>,
    reached: Vec<bool>,
    respondents: u32,
    dead_ends: BTreeMap<(Option<usize>, Hindrance), Met>,
    /// By the questions asked, as bits.
    paths: BTreeMap<Vec<u64>, (u32, f64)>,
}

struct Met {
    respondents: u32,
    proven: bool,
    example: BTreeMap<String, Answer>,
}

impl Tally {
    pub(super) fn new(content: &Content) -> Self {
        let answered: Vec<bool> = content.questions().map(|question| question.kind.is_answered()).collect();
        let reached = vec![false; answered.len()];
        Self { answered, reached, respondents: 0, dead_ends: BTreeMap::new(), paths: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, met: Journey) {
        self.respondents += 1;
        let mut path = vec![0_u64; met.shown.len().div_ceil(64)];
        for (place, _) in met.shown.iter().enumerate().filter(|(_, shown)| **shown) {
            self.reached[place] = true;
            if self.answered[place] {
                path[place / 64] |= 1 << (place % 64);
            }
        }
        if path.iter().all(|bits| *bits == 0) {
            self.dead_end((None, Hindrance::NothingAsked), true, BTreeMap::new());
        } else if met.stuck.is_empty() {
            let (respondents, seconds) = self.paths.entry(path).or_default();
            *respondents += 1;
            *seconds += met.seconds;
        }
        for Stuck { question, hindrance, proven, after } in met.stuck {
            self.dead_end((Some(question), hindrance), proven, after);
        }
    }

    fn dead_end(&mut self, key: (Option<usize>, Hindrance), proven: bool, example: BTreeMap<String, Answer>) {
        let fresh = || Met { respondents: 0, proven, example: example.clone() };
        let met = self.dead_ends.entry(key).or_insert_with(fresh);
        met.respondents += 1;
        // What is certain is the better example.
        if proven && !met.proven {
            (met.proven, met.example) = (true, example);
        }
    }

    pub(super) fn report(self, content: &Content, impossible: &BTreeSet<usize>, setup: Setup) -> Report {
        let codes: Vec<String> = content.questions().map(|question| question.code.to_string()).collect();
        let path = |(bits, (respondents, seconds)): (&Vec<u64>, &(u32, f64))| Path {
            questions: (0..codes.len())
                .filter(|at| bits[at / 64] >> (at % 64) & 1 == 1)
                .map(|at| codes[at].clone())
                .collect(),
            respondents: *respondents,
            minutes: seconds / f64::from(*respondents) / 60.0,
        };
        let mut order: Vec<_> = self.paths.iter().collect();
        order.sort_by_key(|(bits, (respondents, _))| (std::cmp::Reverse(*respondents), *bits));
        let mean = |(_, (respondents, seconds)): &(&Vec<u64>, &(u32, f64))| seconds / f64::from(*respondents);
        let by_time = |one: &(_, _), another: &(_, _)| mean(one).total_cmp(&mean(another));
        let (shortest, longest) =
            (order.iter().copied().min_by(by_time), order.iter().copied().max_by(by_time));
        let unreached = (0..codes.len()).filter(|place| !self.reached[*place]);
        let dead_end = |((place, hindrance), met): ((Option<usize>, Hindrance), Met)| DeadEnd {
            code: place.map(|place| codes[place].clone()),
            hindrance,
            proven: met.proven,
            respondents: met.respondents,
            example: met.example,
        };
        Report {
            respondents: self.respondents,
            cut_short: self.respondents < setup.respondents,
            unreached: unreached
                .map(|place| Unreached { code: codes[place].clone(), proven: impossible.contains(&place) })
                .collect(),
            distinct_paths: order.len(),
            paths: order.iter().take(PATHS).copied().map(path).collect(),
            shortest: shortest.map(path),
            longest: longest.map(path),
            dead_ends: self.dead_ends.into_iter().map(dead_end).collect(),
        }
    }
}
