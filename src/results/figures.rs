//! The figures of a question, put together from what was counted. Pure.

use std::collections::{BTreeMap, HashMap};

use ::entity::id::QuestionId;
use ::entity::question::QuestionKind;
use ::entity::version_option;
use chrono::{Datelike as _, NaiveDate};

use super::queries::Wholes;
use super::statistics::{Summary, summary};
use crate::questionnaire::content::Kind as _;
use crate::questionnaire::{Answerable, StoredQuestion};

/// What was counted of a round.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Owners that the round is about.
    pub(super) population: i64,
    /// Those whose response counts.
    pub(super) responded: i64,
    /// Answers in each state, by the name that is stored.
    pub(super) states: HashMap<(QuestionId, String), i64>,
    /// Owners to whom it was not shown.
    pub(super) not_shown: HashMap<QuestionId, i64>,
    /// How often each option was chosen, by its code.
    pub(super) options: HashMap<(QuestionId, String), i64>,
    /// Of what has rows or fields: how much is said in them.
    pub(super) wholes: HashMap<QuestionId, Wholes>,
    /// Numbers answered, each with how often.
    pub(super) numbers: HashMap<QuestionId, Vec<(f64, i64)>>,
    /// Days answered, each with how often.
    pub(super) dates: HashMap<QuestionId, Vec<(NaiveDate, i64)>>,
}

/// How many stand where with a question. `base` is the sum of all but `responded`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Owners that the round is about; for a field of a repeating group, rows of it.
    pub base: i64,
    /// Those that responded, whatever they said to the question; for a field of a repeating group, all rows.
    pub responded: i64,
    /// Gave a value.
    pub answered: i64,
    /// Said «don't know», to it or to the whole that it is a row of.
    pub dont_know: i64,
    /// Said «not relevant», to it or to the whole that it is a row of.
    pub not_relevant: i64,
    /// Were not shown it.
    pub not_shown: i64,
    /// Were shown it, and said nothing.
    pub not_answered: i64,
    /// Did not respond.
    pub non_respondents: i64,
}

/// What the answers to a question, row or field come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// How many stand where.
    pub counts: Counts,
    /// What can be chosen, in order, with how many chose it; empty for what is no choice.
    pub options: Vec<(version_option::Model, i64)>,
    /// What numbers come to; absent where there are none.
    pub numbers: Option<Summary>,
    /// What days come to; absent where there are none.
    pub dates: Option<Days>,
}

/// What the days answered to a question come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    /// How many there are.
    pub n: i64,
    /// The first.
    pub earliest: NaiveDate,
    /// The last.
    pub latest: NaiveDate,
    /// How many in each month that has any, by its first day, in order.
    pub months: Vec<(NaiveDate, i64)>,
}

/// The figures of a question, with those of its rows or fields.
#[derive(Clone, Debug)]
pub struct QuestionFigures {
    /// The question.
    pub question: StoredQuestion,
    /// Its own figures; of what has rows or fields, of the whole.
    pub whole: Figures,
    /// Of a repeating group: how many rows were answered.
    pub rows: Option<i64>,
    /// Those of its rows or fields, in order.
    pub parts: Vec<Figures>,
}

impl Tally {
    /// The figures of a question.
    pub(super) fn figures(&self, question: &StoredQuestion) -> QuestionFigures {
        let mut asked = question.answerable();
        let whole = asked.next();
        let has_parts = question.asked.kind.has_parts();
        let own = whole.map(|whole| self.of(&whole, self.counts_of_whole(&whole, has_parts)));
        let empty = || Figures {
            counts: self.counts(0, 0, 0, self.responded),
            options: Vec::new(),
            numbers: None,
            dates: None,
        };
        let rows = self.wholes.get(&question.question.id).copied().unwrap_or_default().rows;
        let parts = asked.map(|part| {
            let counts = if part.group.is_some() {
                self.counts_in_rows(&part, rows)
            } else {
                self.counts_of_row(question, &part)
            };
            self.of(&part, counts)
        });
        QuestionFigures {
            whole: own.unwrap_or_else(empty),
            rows: question.asked.kind.has_fields().then_some(rows),
            parts: parts.collect(),
            question: question.clone(),
        }
    }

    fn state(&self, question: QuestionId, state: &str) -> i64 {
        self.states.get(&(question, state.to_owned())).copied().unwrap_or(0)
    }

    fn unshown(&self, question: QuestionId) -> i64 {
        self.not_shown.get(&question).copied().unwrap_or(0)
    }

    fn counts(&self, answered: i64, dont_know: i64, not_relevant: i64, not_shown: i64) -> Counts {
        Counts {
            base: self.population,
            responded: self.responded,
            answered,
            dont_know,
            not_relevant,
            not_shown,
            not_answered: self.responded - answered - dont_know - not_relevant - not_shown,
            non_respondents: self.population - self.responded,
        }
    }

    /// Of what has rows or fields, an owner has answered that said anything in one of them.
    fn counts_of_whole(&self, asked: &Answerable<'_>, has_parts: bool) -> Counts {
        let answered = if has_parts {
            self.wholes.get(&asked.id).copied().unwrap_or_default().owners
        } else {
            self.state(asked.id, "answered")
        };
        let (dont_know, not_relevant) =
            (self.state(asked.id, "dont_know"), self.state(asked.id, "not_relevant"));
        self.counts(answered, dont_know, not_relevant, self.unshown(asked.id))
    }

    /// What was said to the whole was said to each of its rows.
    fn counts_of_row(&self, question: &StoredQuestion, row: &Answerable<'_>) -> Counts {
        let said = |state| self.state(row.id, state) + self.state(question.question.id, state);
        self.counts(
            self.state(row.id, "answered"),
            said("dont_know"),
            said("not_relevant"),
            self.unshown(row.id),
        )
    }

    /// The fields of a repeating group are counted over its rows: every row was shown, and belongs to somebody who responded.
    fn counts_in_rows(&self, field: &Answerable<'_>, rows: i64) -> Counts {
        let [answered, dont_know, not_relevant] =
            ["answered", "dont_know", "not_relevant"].map(|state| self.state(field.id, state));
        Counts {
            base: rows,
            responded: rows,
            answered,
            dont_know,
            not_relevant,
            not_answered: rows - answered - dont_know - not_relevant,
            ..Counts::default()
        }
    }

    fn of(&self, asked: &Answerable<'_>, counts: Counts) -> Figures {
        let chosen = |option: &version_option::Model| {
            let often = self.options.get(&(asked.id, option.code.clone())).copied().unwrap_or(0);
            (option.clone(), often)
        };
        // The options of a matrix belong to its rows.
        let is_choice = asked.kind.is_choice() || asked.kind == QuestionKind::MultipleChoice;
        let options = if is_choice { asked.options.iter().map(chosen).collect() } else { Vec::new() };
        Figures {
            counts,
            options,
            numbers: self.numbers.get(&asked.id).cloned().and_then(summary),
            dates: self.dates.get(&asked.id).and_then(|dates| days(dates)),
        }
    }
}

fn days(dates: &[(NaiveDate, i64)]) -> Option<Days> {
    let mut months: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for (day, often) in dates {
        *months.entry(day.with_day(1).unwrap_or(*day)).or_default() += often;
    }
    Some(Days {
        n: dates.iter().map(|(_, often)| often).sum(),
        earliest: dates.iter().map(|(day, _)| *day).min()?,
        latest: dates.iter().map(|(day, _)| *day).max()?,
        months: months.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests;
