use std::collections::{HashMap, HashSet};

use ::entity::answer::AnswerState;
use ::entity::id::{DimensionId, QuestionId, ResponseId};
use ::entity::maturity_item::ItemKind;
use ::entity::{maturity_item, overall_score, score};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::levels::{Levels, levels};
use super::overall::{self, Part};
use super::scoring::{self, Item, Observation, Score, Source};
use super::{Beside, Model, dimension};
use crate::error::Error;
use crate::questionnaire::content::Kind;
use crate::questionnaire::{Answerable, StoredVersion};
use crate::response::StoredAnswer;
use crate::value::content_hash;

/// What a score is computed from.
pub(super) struct Answered<'a> {
    /// The response.
    pub(super) response: ResponseId,
    /// What was asked.
    pub(super) version: &'a StoredVersion,
    /// The answers that count.
    pub(super) answers: &'a [StoredAnswer],
    /// What was not shown.
    pub(super) hidden: &'a HashSet<QuestionId>,
    /// What is known besides them.
    pub(super) beside: &'a Beside,
    /// When it is computed.
    pub(super) at: DateTime<Utc>,
}

/// The scores of a response by one model.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scored {
    /// One for each dimension of the model, in order.
    pub(super) scores: Vec<score::Model>,
    /// Over all of them.
    pub(super) overall: overall_score::Model,
}

/// What goes into a score, as it is hashed.
#[derive(Serialize)]
struct Input<'a> {
    model: uuid::Uuid,
    dimension: &'a str,
    coverage_needed: f64,
    items: &'a [Item],
}

/// What goes into an overall score, as it is hashed; what the dimensions are computed from is in their hashes.
#[derive(Serialize)]
struct OverallInput<'a> {
    model: uuid::Uuid,
    coverage_needed: f64,
    dimensions: Vec<(&'a str, f64, &'a str)>,
}

/// Scores a response by a model, whose items these are.
pub(super) fn scored(
    model: &Model,
    items: &[maturity_item::Model],
    answered: &Answered<'_>,
) -> Result<Scored, Error> {
    let mut items_of = measured(items, answered);
    let mut parts = Vec::new();
    let mut rows = Vec::new();
    for dimension in &model.dimensions {
        let items = items_of.remove(&dimension.id).unwrap_or_default();
        let score = scoring::score(&items, model.row.coverage_needed);
        rows.push(row(model, dimension, &items, &score, answered)?);
        parts.push(Part { dimension: dimension.id, weight: dimension.weight, score });
    }
    let overall = overall_row(model, &parts, &rows, answered)?;
    Ok(Scored { scores: rows, overall })
}

/// What each dimension is measured by, in the order in which it is summed up.
pub(super) fn measured(
    items: &[maturity_item::Model],
    answered: &Answered<'_>,
) -> HashMap<DimensionId, Vec<Item>> {
    let observed = observations(answered);
    let mut items_of: HashMap<DimensionId, Vec<Item>> = HashMap::new();
    for item in items {
        let Some(said) = said(item, &observed, answered.beside) else { continue };
        items_of.entry(item.dimension_id).or_default().extend(scoring::shared(item.weight, &said));
    }
    for items in items_of.values_mut() {
        items.sort_by_key(|item| item.source);
    }
    items_of
}

/// What an item of a model says: `None` for a question that this questionnaire does not ask, which says nothing about those who
/// answered it.
pub(super) fn said(
    item: &maturity_item::Model,
    observed: &Observed,
    beside: &Beside,
) -> Option<Vec<(Source, Observation)>> {
    let source = match item.kind {
        ItemKind::Question => {
            let parts = observed.get(&item.question_id?)?;
            return Some(parts.iter().map(|(part, said)| (Source::Question(*part), *said)).collect());
        }
        ItemKind::Rating => Source::Rating(item.id),
        ItemKind::Fact => Source::Fact(item.id),
    };
    Some(vec![(source, beside.observation(item))])
}

fn row(
    model: &Model,
    dimension: &dimension::Model,
    items: &[Item],
    score: &Score,
    answered: &Answered<'_>,
) -> Result<score::Model, Error> {
    let level = score.point.and_then(|point| scoring::level(point, &thresholds(model)));
    let level = level.and_then(|place| model.levels.get(place)).map(|level| level.number);
    Ok(score::Model {
        response_id: answered.response,
        dimension_id: dimension.id,
        point: score.point,
        lower: score.bounds.map(|(lower, _)| lower),
        upper: score.bounds.map(|(_, upper)| upper),
        coverage: score.coverage,
        level,
        observed: score.observed,
        dont_know: score.dont_know,
        not_relevant: score.not_relevant,
        missing: score.missing,
        input_hash: input_hash(model, dimension, items)?,
        computed_at: answered.at,
    })
}

/// The hash of what goes into the score in a dimension.
pub(super) fn input_hash(
    model: &Model,
    dimension: &dimension::Model,
    items: &[Item],
) -> Result<String, Error> {
    let coverage_needed = model.row.coverage_needed;
    Ok(content_hash(&Input { model: model.row.id.0, dimension: &dimension.code, coverage_needed, items })?)
}

fn overall_row(
    model: &Model,
    parts: &[Part],
    rows: &[score::Model],
    answered: &Answered<'_>,
) -> Result<overall_score::Model, Error> {
    let coverage_needed = model.row.coverage_needed;
    let found = overall::overall(parts, coverage_needed);
    let own_levels = model.dimensions.iter().map(|dimension| dimension.level);
    let scores: Vec<_> = own_levels.zip(parts.iter().map(|part| &part.score)).collect();
    let Levels { reached, proven, possible } =
        levels(model.row.level_rule, &thresholds(model), &found, &scores);
    let each = model.dimensions.iter().zip(rows);
    let dimensions =
        each.map(|(dimension, row)| (dimension.code.as_str(), dimension.weight, row.input_hash.as_str()));
    let input = OverallInput { model: model.row.id.0, coverage_needed, dimensions: dimensions.collect() };
    let (lower, upper) = found.bounds.unzip();
    let (geometric_lower, geometric_upper) = found.geometric_bounds.unzip();
    Ok(overall_score::Model {
        response_id: answered.response,
        model_id: model.row.id,
        arithmetic: found.arithmetic,
        lower,
        upper,
        geometric: found.geometric,
        geometric_lower,
        geometric_upper,
        coverage: found.coverage,
        level: reached,
        proven_level: proven,
        possible_level: possible,
        defined: found.defined,
        applicable: found.applicable,
        input_hash: content_hash(&input)?,
        computed_at: answered.at,
    })
}

/// Where the levels begin; they are numbered 0, 1, 2 … in order.
fn thresholds(model: &Model) -> Vec<f64> {
    model.levels.iter().map(|level| level.from_value).collect()
}

/// What questions say, each by itself or by its parts.
pub(super) type Observed = HashMap<QuestionId, Vec<(QuestionId, Observation)>>;

/// What each question that was shown says, whether it was answered or not: what has parts says what its parts say.
pub(super) fn observations(answered: &Answered<'_>) -> Observed {
    let mut answers: HashMap<QuestionId, Vec<&StoredAnswer>> = HashMap::new();
    for answer in answered.answers {
        answers.entry(answer.row.question_id).or_default().push(answer);
    }
    // What was not shown was not asked: it says nothing, not even that something is missing.
    let shown =
        answered.version.questions().filter(|question| !answered.hidden.contains(&question.question.id));
    let mut observed = HashMap::new();
    for question in shown {
        let whole = answers.get(&question.question.id).and_then(|answers| absence(answers));
        let of = |asked: Answerable<'_>| {
            let given = answers.get(&asked.id).map_or(&[][..], Vec::as_slice);
            (asked.id, whole.unwrap_or_else(|| observation(&asked, given)))
        };
        let each: Vec<_> = question.answerable().map(of).collect();
        for one in &each {
            observed.insert(one.0, vec![*one]);
        }
        if question.asked.kind.has_parts() {
            observed.insert(question.question.id, each.into_iter().skip(1).collect());
        }
    }
    observed
}

/// What was said to the whole of a question instead of a value.
fn absence(answers: &[&StoredAnswer]) -> Option<Observation> {
    match answers.first()?.row.state {
        AnswerState::DontKnow => Some(Observation::DontKnow),
        AnswerState::NotRelevant => Some(Observation::NotRelevant),
        AnswerState::Answered | AnswerState::NotAnswered => None,
    }
}

/// What the answer to a choice is worth: the score of its option, or of several their sum, at most 1. Where options have no scores, and
/// where nothing is chosen from, it says nothing about maturity.
fn observation(asked: &Answerable<'_>, answers: &[&StoredAnswer]) -> Observation {
    let scored = asked.options.iter().any(|option| option.score.is_some());
    if asked.group.is_some() || !scored {
        return Observation::NotRelevant;
    }
    match answers.first() {
        Some(answer) if answer.row.state == AnswerState::Answered => {
            let chosen = asked.options.iter().filter(|option| answer.options.contains(&option.id));
            let scores: Vec<f64> = chosen.filter_map(|option| option.score).collect();
            if scores.is_empty() {
                Observation::NotRelevant
            } else {
                Observation::Value(scores.iter().sum::<f64>().min(1.0))
            }
        }
        _ => absence(answers).unwrap_or(Observation::Missing),
    }
}
