//! Answers that are made up: within what a question takes, and often near what rules speak of.

use std::collections::{BTreeMap, BTreeSet};

use ::entity::question::QuestionKind;
use chrono::{Days, NaiveDate};

use super::clues::Clues;
use crate::questionnaire::content::{Choice, Format, Kind as _, Part, Question};
use crate::questionnaire::fit;
use crate::questionnaire::random::Random;
use crate::questionnaire::rules::{Absence, Aim, Answer, Cell, Reference, Scalar};

/// How often «don't know» or «not relevant» is chosen where it is offered, out of a hundred.
const WAY_OUT: usize = 12;
/// How often a value is taken near one that a rule speaks of, out of a hundred.
const NEAR: usize = 60;
/// Rows of a group where nothing asks for more.
const ROWS: usize = 3;
/// Most rows that are made up for a group.
const MOST_ROWS: usize = 20;

/// Makes answers up.
pub(super) struct Draw<'a> {
    pub(super) random: &'a mut Random,
    pub(super) clues: &'a Clues,
    pub(super) today: NaiveDate,
    /// What the answer in hand should come to, if anything.
    pub(super) aims: &'a [Aim],
}

impl Draw<'_> {
    /// An answer that the question takes; `None` where it takes none.
    pub(super) fn answer(&mut self, question: &Question) -> Option<Answer> {
        if let Some(way_out) = self.way_out(question) {
            return Some(Answer::missing(way_out));
        }
        self.value(question).or_else(|| any_way_out(question).map(Answer::missing))
    }

    fn value(&mut self, question: &Question) -> Option<Answer> {
        let code = question.code.as_str();
        match question.kind {
            QuestionKind::Information => None,
            QuestionKind::MultipleChoice => self.options(question),
            QuestionKind::Matrix => self.matrix(question),
            QuestionKind::NumberGrid => self.grid(question),
            QuestionKind::RepeatingGroup => self.group(question),
            kind => {
                let about = Reference { code: code.to_owned(), part: None };
                self.single(&about, kind, &question.options, &question.format).map(known)
            }
        }
    }

    fn way_out(&mut self, question: &Question) -> Option<Absence> {
        if !self.random.percent(WAY_OUT) {
            return None;
        }
        let offered = [
            question.allows_dont_know.then_some(Absence::DontKnow),
            question.allows_not_relevant.then_some(Absence::NotRelevant),
        ];
        let offered: Vec<Absence> = offered.into_iter().flatten().collect();
        self.random.one_of(&offered).copied()
    }

    fn single(
        &mut self,
        about: &Reference,
        kind: QuestionKind,
        options: &[Choice],
        format: &Format,
    ) -> Option<Scalar> {
        match kind {
            QuestionKind::Number => self.number(about, format).map(Scalar::Number),
            QuestionKind::Date => self.date(about, format).map(Scalar::Date),
            _ if kind.takes_text() => Some(Scalar::Text(self.text(about, kind, format))),
            _ => self.option(about, options).map(Scalar::Text),
        }
    }

    /// A value that a rule speaks of beside this, now and then.
    fn near(&mut self, about: &Reference) -> Option<Scalar> {
        let aims = self.aims.iter().filter_map(|aim| match aim {
            Aim::Value(reference, value) if reference == about => Some(value.clone()),
            _ => None,
        });
        let mut values: Vec<Scalar> = aims.collect();
        if !self.random.percent(NEAR) {
            return None;
        }
        if values.is_empty() || self.random.percent(25) {
            values.extend_from_slice(self.clues.about(about));
        }
        self.random.one_of(&values).cloned()
    }

    fn option(&mut self, about: &Reference, options: &[Choice]) -> Option<String> {
        if let Some(Scalar::Text(near)) = self.near(about)
            && options.iter().any(|option| option.code.as_str() == near)
        {
            return Some(near);
        }
        self.random.one_of(options).map(|option| option.code.to_string())
    }

    fn text(&mut self, about: &Reference, kind: QuestionKind, format: &Format) -> String {
        let longest = fit::longest(kind, format).max(1);
        match self.near(about) {
            Some(Scalar::Text(near)) => cut(near, longest),
            // Rules may ask how long a text is.
            Some(Scalar::Number(length)) => {
                "a".repeat((as_count(length, longest) + self.random.below(2)).min(longest))
            }
            _ => cut("Et svar".to_owned(), longest),
        }
    }

    fn number(&mut self, about: &Reference, format: &Format) -> Option<f64> {
        let bounds = format.number.clone().unwrap_or_default();
        let near = match self.near(about) {
            Some(Scalar::Number(near)) => Some(near + *self.random.one_of(&[0.0, 1.0, -1.0, 0.0])?),
            _ if self.random.percent(15) => bounds.least,
            _ if self.random.percent(15) => bounds.most,
            _ => None,
        };
        let low = bounds.least.unwrap_or_else(|| bounds.most.map_or(0.0, |most| (most - 100.0).min(0.0)));
        let high = bounds.most.unwrap_or(low.max(0.0) + 100.0);
        let anywhere = self.random.share().mul_add(high - low, low);
        let whole = if bounds.whole { [anywhere.round(), low.ceil()] } else { [anywhere.round(), anywhere] };
        let fits = |number: &f64| fit::number(*number, format).is_ok();
        near.into_iter().chain(whole).find(fits)
    }

    fn date(&mut self, about: &Reference, format: &Format) -> Option<NaiveDate> {
        let shifted = |day: NaiveDate, by: usize| match by {
            0 => day.pred_opt(),
            1 => day.succ_opt(),
            _ => Some(day),
        };
        let near = match self.near(about) {
            Some(Scalar::Date(near)) => shifted(near, self.random.below(4)),
            _ => None,
        };
        let year = Days::new(365);
        let first = format.earliest.or_else(|| format.latest.unwrap_or(self.today).checked_sub_days(year))?;
        let last = format.latest.or_else(|| first.max(self.today).checked_add_days(year))?;
        let days = usize::try_from(last.signed_duration_since(first).num_days()).unwrap_or(0);
        let after = u64::try_from(self.random.below(days + 1)).unwrap_or(0);
        let anywhere = first.checked_add_days(Days::new(after));
        near.into_iter().chain(anywhere).find(|day| fit::date(*day, format).is_ok())
    }

    fn options(&mut self, question: &Question) -> Option<Answer> {
        let most = fit::at_most(&question.format).unwrap_or(usize::MAX).min(question.options.len());
        let about = Reference { code: question.code.to_string(), part: None };
        let many = self.count().unwrap_or_else(|| 1 + self.random.below(most)).min(most);
        let mut chosen = BTreeSet::new();
        chosen.extend(self.option(&about, &question.options));
        let mut codes: Vec<String> = question.options.iter().map(|option| option.code.to_string()).collect();
        self.random.shuffle(&mut codes);
        for code in codes {
            if chosen.len() < many {
                chosen.insert(code);
            }
        }
        (!chosen.is_empty()).then_some(Answer::Choices(chosen))
    }

    /// How many rows or options to aim at.
    fn count(&mut self) -> Option<usize> {
        let counts: Vec<f64> = self
            .aims
            .iter()
            .filter_map(|aim| if let Aim::Count(many) = aim { Some(*many) } else { None })
            .collect();
        let many = self.random.one_of(&counts).copied()?;
        Some((as_count(many, MOST_ROWS) + self.random.below(2)).max(1))
    }

    fn matrix(&mut self, question: &Question) -> Option<Answer> {
        let part =
            |part: &Part| Reference { code: question.code.to_string(), part: Some(part.code.to_string()) };
        let whole = Reference { code: question.code.to_string(), part: None };
        // Rules about all rows come true only where all are much the same.
        let same = if self.random.percent(30) { self.option(&whole, &question.options) } else { None };
        let mut rows = BTreeMap::new();
        for row in &question.parts {
            let cell = match (self.way_out(question), &same) {
                (_, Some(same)) => Cell::Known(Scalar::Text(same.clone())),
                (Some(way_out), None) => Cell::None(way_out),
                (None, None) => {
                    let about = if self.random.percent(50) { part(row) } else { whole.clone() };
                    Cell::Known(Scalar::Text(self.option(&about, &question.options)?))
                }
            };
            rows.insert(row.code.to_string(), cell);
        }
        (!rows.is_empty()).then_some(Answer::Rows { rows })
    }

    fn grid(&mut self, question: &Question) -> Option<Answer> {
        let totals = |aim: &Aim| if let Aim::Total(total) = aim { Some(*total) } else { None };
        let total = self.aims.iter().find_map(totals);
        let spread =
            if self.random.percent(90) { total.and_then(|total| self.spread(question, total)) } else { None };
        let rows = match spread {
            Some(rows) => rows,
            None => self.numbers(question)?,
        };
        (!rows.is_empty()).then_some(Answer::Rows { rows })
    }

    /// Numbers that add up to this; `None` where a row does not take its share.
    fn spread(&mut self, question: &Question, total: f64) -> Option<BTreeMap<String, Cell>> {
        // Whole numbers add up exactly; others only nearly.
        let whole = total.fract() == 0.0;
        let mut left = total;
        let mut rows = BTreeMap::new();
        for (place, row) in question.parts.iter().enumerate() {
            let is_last = place + 1 == question.parts.len();
            let share = if is_last { left } else { left * self.random.share() };
            let taken = if whole && !is_last { share.floor() } else { share };
            fit::number(taken, &question.format).ok()?;
            left -= taken;
            rows.insert(row.code.to_string(), Cell::Known(Scalar::Number(taken)));
        }
        Some(rows)
    }

    fn numbers(&mut self, question: &Question) -> Option<BTreeMap<String, Cell>> {
        let mut rows = BTreeMap::new();
        for row in &question.parts {
            let about = Reference { code: question.code.to_string(), part: Some(row.code.to_string()) };
            let number = self.number(&about, &question.format)?;
            rows.insert(row.code.to_string(), Cell::Known(Scalar::Number(number)));
        }
        Some(rows)
    }

    fn group(&mut self, question: &Question) -> Option<Answer> {
        let most = question.format.most_rows.and_then(|most| usize::try_from(most).ok()).unwrap_or(MOST_ROWS);
        let many = self.count().unwrap_or_else(|| 1 + self.random.below(ROWS)).min(most.min(MOST_ROWS));
        let mut group = Vec::new();
        for _ in 0..many.max(1) {
            let mut row = BTreeMap::new();
            for field in &question.parts {
                let about = Reference { code: question.code.to_string(), part: Some(field.code.to_string()) };
                match self.single(&about, field.kind, &field.options, &field.format) {
                    Some(value) if field.required || row.is_empty() || self.random.percent(85) => {
                        row.insert(field.code.to_string(), Cell::Known(value));
                    }
                    None if field.required => return None,
                    _ => {}
                }
            }
            group.push(row);
        }
        group.iter().any(|row| !row.is_empty()).then_some(Answer::Group { group })
    }
}

/// A way out that is offered, whichever.
fn any_way_out(question: &Question) -> Option<Absence> {
    if question.allows_dont_know {
        return Some(Absence::DontKnow);
    }
    question.allows_not_relevant.then_some(Absence::NotRelevant)
}

/// Everything that can be answered to a question of few answers: options and ways out. `None` where there are too many to try.
pub(super) fn all_answers(question: &Question) -> Option<Vec<Answer>> {
    if !question.kind.is_choice() {
        return None;
    }
    let ways_out = [
        question.allows_dont_know.then_some(Absence::DontKnow),
        question.allows_not_relevant.then_some(Absence::NotRelevant),
    ];
    let options = question.options.iter().map(|option| Answer::from_text(option.code.as_str()));
    Some(options.chain(ways_out.into_iter().flatten().map(Answer::missing)).collect())
}

/// The text, or as much of its beginning as there is room for.
fn cut(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
    }
    text
}

fn known(value: Scalar) -> Answer {
    Answer::Single(Cell::Known(value))
}

/// A number of things, at most `most`; what is not a number is none.
fn as_count(number: f64, most: usize) -> usize {
    // Exact: small, and only its whole part counts.
    (number.clamp(0.0, 10_000.0) as usize).min(most)
}
