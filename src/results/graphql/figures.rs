//! Figures of questions.

use ::entity::LocalizedText;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};

use super::count;
use crate::Cx;
use crate::graphql::base::{self, Date, GqlLanguage, Month, Paged, Result};
use crate::questionnaire::content::Format;
use crate::questionnaire::graphql::{AnswerOption, Part, Question};
use crate::results::statistics::{Summary, share};
use crate::results::{Counts, Days, Figures, QuestionFigures, RoundFigures};
use crate::round::graphql::Round;

/// What the answers of a round come to. Responses that were submitted count; one that is opened again counts as it was last
/// submitted, until it is submitted anew.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct RoundResults {
    /// The round.
    round: Round,
    /// The answers are made up for a demonstration; say so wherever a figure is shown.
    synthetic: bool,
    /// Owners that the round is about: those that it asked, of the study's frame as it stood then. N of every figure.
    population: i32,
    /// Owners whose response counts.
    responded: i32,
    /// `responded` / `population`; null where it is about nobody.
    response_rate: Option<f64>,
}

impl From<RoundFigures> for RoundResults {
    fn from(found: RoundFigures) -> Self {
        Self {
            synthetic: found.round.scoped.study.synthetic,
            population: count(found.population),
            responded: count(found.responded),
            response_rate: share(found.responded, found.population),
            round: Round(found.round.scoped.round),
        }
    }
}

#[ComplexObject]
impl RoundResults {
    /// Its questions, in the order in which they are asked, with their figures; texts to read are left out.
    async fn questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only questions with these codes.")] codes: Option<Vec<String>>,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Paged<QuestionResult>> {
        let page = base::page(first, after)?;
        let found = crate::results::frequencies(Cx::of(ctx)?, self.round.0.id, codes.as_deref(), &page).await;
        let found = found.map_err(base::to_graphql)?;
        Ok(base::connection(&page, found, |(place, _)| *place, |(_, figures)| QuestionResult::from(figures)))
    }
}

/// What the answers to a question come to.
#[derive(SimpleObject)]
pub(super) struct QuestionResult {
    /// The question.
    question: Question,
    /// How many owners stand where. Of what has rows or fields, of the whole: answered is who said anything in one of them.
    counts: AnswerCounts,
    /// What can be chosen, in order, with how many chose it; empty for what is no choice, and for a matrix, whose rows have it.
    options: Vec<OptionCount>,
    /// What numbers come to; null where none were answered.
    numbers: Option<NumberSummary>,
    /// What days come to; null where none were answered.
    dates: Option<DateSummary>,
    /// Of a repeating group: how many rows were answered, by `counts.answered` owners; null for others.
    row_count: Option<i32>,
    /// Rows of a matrix or number grid, or fields of a repeating group, in order, each with its figures.
    parts: Vec<PartResult>,
}

/// What the answers to a row of a matrix or number grid, or to a field of a repeating group, come to.
#[derive(SimpleObject)]
pub(super) struct PartResult {
    /// The row or field.
    part: Part,
    /// How many owners stand where; of a field of a repeating group, how many rows.
    counts: AnswerCounts,
    /// What can be chosen, in order, with how many chose it; empty for what is no choice.
    options: Vec<OptionCount>,
    /// What numbers come to; null where none were answered.
    numbers: Option<NumberSummary>,
    /// What days come to; null where none were answered.
    dates: Option<DateSummary>,
}

/// How many stand where. `answered`, `dontKnow`, `notRelevant`, `notShown`, `notAnswered` and `nonRespondents` add up to `base`.
#[derive(SimpleObject)]
pub(super) struct AnswerCounts {
    /// Owners that the round is about; of a field of a repeating group, rows that were answered.
    base: i32,
    /// Owners whose response counts; of a field of a repeating group, all rows.
    responded: i32,
    /// n: a value.
    answered: i32,
    /// «Don't know»; of a row also where that was said to the whole.
    dont_know: i32,
    /// «Not relevant»; of a row also where that was said to the whole.
    not_relevant: i32,
    /// Not shown, as a rule hid it.
    not_shown: i32,
    /// Shown, and nothing said.
    not_answered: i32,
    /// No response that counts.
    non_respondents: i32,
}

impl From<Counts> for AnswerCounts {
    fn from(counts: Counts) -> Self {
        Self {
            base: count(counts.base),
            responded: count(counts.responded),
            answered: count(counts.answered),
            dont_know: count(counts.dont_know),
            not_relevant: count(counts.not_relevant),
            not_shown: count(counts.not_shown),
            not_answered: count(counts.not_answered),
            non_respondents: count(counts.non_respondents),
        }
    }
}

/// How many chose an option.
#[derive(SimpleObject)]
pub(super) struct OptionCount {
    /// The option.
    option: AnswerOption,
    /// How many chose it.
    count: i32,
    /// `count` / `counts.answered`, rounded to six decimals; null where nobody answered. Of a multiple choice the shares may
    /// add up to more than 1.
    share: Option<f64>,
}

/// What the numbers answered to a question come to.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct NumberSummary {
    /// How many there are.
    n: i32,
    /// Their mean.
    mean: f64,
    /// The smallest.
    least: f64,
    /// A quarter of them lie below; between two numbers in proportion (definition 7 of Hyndman and Fan, 1996).
    lower_quartile: f64,
    /// Half of them lie below.
    median: f64,
    /// Three quarters of them lie below.
    upper_quartile: f64,
    /// The largest.
    most: f64,
    #[graphql(skip)]
    unit: Option<LocalizedText>,
}

#[ComplexObject]
impl NumberSummary {
    /// What they are counted in, in this language or else in that of the request; null where that is not said.
    async fn unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        self.unit.as_ref().map(|unit| base::localized(ctx, unit, language)).transpose()
    }
}

impl NumberSummary {
    fn of(summary: Summary, format: &Format) -> Self {
        let Summary { n, mean, least, lower_quartile, median, upper_quartile, most } = summary;
        let unit = format.number.as_ref().and_then(|number| number.unit.clone());
        Self { n: count(n), mean, least, lower_quartile, median, upper_quartile, most, unit }
    }
}

/// What the days answered to a question come to.
#[derive(SimpleObject)]
pub(super) struct DateSummary {
    /// How many there are.
    n: i32,
    /// The first.
    earliest: Date,
    /// The last.
    latest: Date,
    /// The months that have any, in order.
    months: Vec<MonthCount>,
}

/// How many days are in a month.
#[derive(SimpleObject)]
pub(super) struct MonthCount {
    /// The month.
    month: Month,
    /// How many.
    count: i32,
}

impl From<Days> for DateSummary {
    fn from(days: Days) -> Self {
        let month = |(month, often)| MonthCount { month: Month(month), count: count(often) };
        Self {
            n: count(days.n),
            earliest: Date(days.earliest),
            latest: Date(days.latest),
            months: days.months.into_iter().map(month).collect(),
        }
    }
}

/// What a question and its parts have in common.
struct Shown {
    counts: AnswerCounts,
    options: Vec<OptionCount>,
    numbers: Option<NumberSummary>,
    dates: Option<DateSummary>,
}

impl Shown {
    fn of(figures: Figures, format: &Format) -> Self {
        let answered = figures.counts.answered;
        let option = |(option, often)| OptionCount {
            option: AnswerOption(Arc::new(option)),
            count: count(often),
            share: share(often, answered),
        };
        Self {
            counts: figures.counts.into(),
            options: figures.options.into_iter().map(option).collect(),
            numbers: figures.numbers.map(|numbers| NumberSummary::of(numbers, format)),
            dates: figures.dates.map(DateSummary::from),
        }
    }
}

impl From<QuestionFigures> for QuestionResult {
    fn from(found: QuestionFigures) -> Self {
        let QuestionFigures { question, whole, rows, parts } = found;
        let has_fields = rows.is_some();
        let part = |(part, figures): (&crate::questionnaire::StoredPart, Figures)| {
            let format = if has_fields { &part.asked.format } else { &question.asked.format };
            let Shown { counts, options, numbers, dates } = Shown::of(figures, format);
            PartResult { part: Part(part.clone()), counts, options, numbers, dates }
        };
        let parts = question.parts.iter().zip(parts).map(part).collect();
        let Shown { counts, options, numbers, dates } = Shown::of(whole, &question.asked.format);
        let row_count = rows.map(count);
        Self { question: Question(question), counts, options, numbers, dates, row_count, parts }
    }
}
