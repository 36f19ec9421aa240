use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ::entity::answer::AnswerState;
use ::entity::id::{DimensionId, QuestionId, ResponseId};
use ::entity::{maturity_item, score};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::scoring::{self, Item, Observation};
use super::{Model, dimension, queries};
use crate::Cx;
use crate::db::Txn;
use crate::error::Error;
use crate::events::Event;
use crate::questionnaire::content::Kind;
use crate::questionnaire::{Answerable, StoredVersion};
use crate::response::{self, OnSubmit, StoredAnswer, Submitted};
use crate::study;
use crate::value::content_hash;

/// Scores a response when it is submitted.
pub struct ScoreOnSubmit;

#[async_trait]
impl OnSubmit for ScoreOnSubmit {
    async fn submitted(&self, txn: &mut Txn, submitted: &Submitted) -> Result<(), Error> {
        study::share_models(txn, submitted.study).await?;
        let Some(model) = queries::adopt_model(txn, submitted.study, submitted.round).await? else {
            return Ok(());
        };
        let items = queries::items(txn, model.row.id).await?;
        let one = Answered {
            response: submitted.response.id,
            version: Arc::clone(&submitted.version),
            answers: &submitted.answers,
            hidden: &submitted.hidden,
            at: submitted.at,
        };
        Ok(queries::replace_scores(txn, one.response, scores(&model, &items, &one)?).await?)
    }
}

/// Scores what was submitted in those rounds of a model's study that have no model yet.
pub(super) async fn score_unscored_rounds(cx: &Cx, txn: &mut Txn, model: &Model) -> Result<(), Error> {
    for round in queries::rounds_without_model(txn, model.row.study_id).await? {
        let submitted = response::of_submitted(txn, round.id).await?;
        if submitted.is_empty() {
            continue;
        }
        let Some(model) = queries::adopt_model(txn, round.study_id, round.id).await? else { continue };
        let items = queries::items(txn, model.row.id).await?;
        let version = cx.app.published.get(txn, round.version_id).await?;
        for response in submitted {
            let at = cx.now();
            let (answers, hidden) = response::as_submitted(txn, &version, &response, at).await?;
            let one = Answered {
                response: response.id,
                version: Arc::clone(&version),
                answers: &answers,
                hidden: &hidden,
                at,
            };
            queries::replace_scores(txn, one.response, scores(&model, &items, &one)?).await?;
        }
        txn.announce(Event::Round(round.id));
    }
    Ok(())
}

/// What a score is computed from.
struct Answered<'a> {
    response: ResponseId,
    version: Arc<StoredVersion>,
    answers: &'a [StoredAnswer],
    hidden: &'a HashSet<QuestionId>,
    at: DateTime<Utc>,
}

/// What goes into a score, as it is hashed.
#[derive(Serialize)]
struct Input<'a> {
    model: uuid::Uuid,
    dimension: &'a str,
    coverage_needed: f64,
    items: &'a [Item],
}

fn scores(
    model: &Model,
    items: &[maturity_item::Model],
    answered: &Answered<'_>,
) -> Result<Vec<score::Model>, Error> {
    let observed = observations(answered);
    let mut items_of: HashMap<DimensionId, Vec<Item>> = HashMap::new();
    for item in items {
        // A question that this questionnaire does not ask says nothing about those who answered it.
        let Some(observed) = observed.get(&item.question_id) else {
            continue;
        };
        items_of.entry(item.dimension_id).or_default().extend(scoring::shared(item.weight, observed));
    }
    let each = model.dimensions.iter().map(|dimension| {
        let mut items = items_of.remove(&dimension.id).unwrap_or_default();
        items.sort_by_key(|item| item.question);
        row(model, dimension, &items, answered)
    });
    each.collect()
}

fn row(
    model: &Model,
    dimension: &dimension::Model,
    items: &[Item],
    answered: &Answered<'_>,
) -> Result<score::Model, Error> {
    let needed = model.row.coverage_needed;
    let input = Input { model: model.row.id.0, dimension: &dimension.code, coverage_needed: needed, items };
    let score = scoring::score(items, needed);
    let thresholds: Vec<f64> = model.levels.iter().map(|level| level.from_value).collect();
    let level = score.point.and_then(|point| scoring::level(point, &thresholds));
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
        input_hash: content_hash(&input)?,
        computed_at: answered.at,
    })
}

/// What each question that was shown says, whether it was answered or not: what has parts says what its parts say.
fn observations(answered: &Answered<'_>) -> HashMap<QuestionId, Vec<(QuestionId, Observation)>> {
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
