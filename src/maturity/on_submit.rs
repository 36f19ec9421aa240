use std::collections::HashMap;

use ::entity::answer::AnswerState;
use ::entity::id::{DimensionId, QuestionId, VersionOptionId};
use ::entity::{maturity_item, score};
use async_trait::async_trait;
use serde::Serialize;

use super::scoring::{self, Item, Observation};
use super::{CurrentModel, dimension, queries};
use crate::db::Txn;
use crate::error::Error;
use crate::questionnaire::content::content_hash;
use crate::response::{OnSubmit, Submitted};

/// Scores a response when it is submitted.
pub struct ScoreOnSubmit;

#[async_trait]
impl OnSubmit for ScoreOnSubmit {
    async fn submitted(&self, txn: &mut Txn, submitted: &Submitted) -> Result<(), Error> {
        let Some(model) = queries::current_model(txn, submitted.study).await? else {
            return Ok(());
        };
        let items = queries::items(txn, model.row.id).await?;
        let scores = scores(&model, items, submitted)?;
        Ok(queries::replace_scores(txn, submitted.response.id, scores).await?)
    }
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
    model: &CurrentModel,
    items: Vec<maturity_item::Model>,
    submitted: &Submitted,
) -> Result<Vec<score::Model>, Error> {
    let observed = observations(submitted);
    let mut items_of: HashMap<DimensionId, Vec<Item>> = HashMap::new();
    for item in items {
        // A question that this questionnaire does not ask says nothing about those who answered it.
        let Some(observation) = observed.get(&item.question_id) else {
            continue;
        };
        let item_of = Item { question: item.question_id, weight: item.weight, observation: *observation };
        items_of.entry(item.dimension_id).or_default().push(item_of);
    }
    let each = model.dimensions.iter().map(|dimension| {
        let mut items = items_of.remove(&dimension.id).unwrap_or_default();
        items.sort_by_key(|item| item.question);
        row(model, dimension, &items, submitted)
    });
    each.collect()
}

fn row(
    model: &CurrentModel,
    dimension: &dimension::Model,
    items: &[Item],
    submitted: &Submitted,
) -> Result<score::Model, Error> {
    let needed = model.row.coverage_needed;
    let input = Input { model: model.row.id.0, dimension: &dimension.code, coverage_needed: needed, items };
    let score = scoring::score(items, needed);
    Ok(score::Model {
        response_id: submitted.response.id,
        dimension_id: dimension.id,
        point: score.point,
        lower: score.bounds.map(|(lower, _)| lower),
        upper: score.bounds.map(|(_, upper)| upper),
        coverage: score.coverage,
        observed: score.observed,
        dont_know: score.dont_know,
        not_relevant: score.not_relevant,
        missing: score.missing,
        input_hash: content_hash(&input)?,
        computed_at: submitted.at,
    })
}

/// What each question asked says, whether it was answered or not.
fn observations(submitted: &Submitted) -> HashMap<QuestionId, Observation> {
    let answers: HashMap<QuestionId, _> =
        submitted.answers.iter().map(|answer| (answer.row.question_id, answer)).collect();
    let observe = |question: &crate::questionnaire::StoredQuestion| {
        let Some(answer) = answers.get(&question.question.id) else {
            return Observation::Missing;
        };
        match answer.row.state {
            AnswerState::DontKnow => Observation::DontKnow,
            AnswerState::NotRelevant => Observation::NotRelevant,
            AnswerState::Answered => {
                let chosen = |id: &VersionOptionId| question.options.iter().find(|option| option.id == *id);
                let value = answer.options.first().and_then(chosen).and_then(|option| option.score);
                value.map_or(Observation::NotRelevant, Observation::Value)
            }
        }
    };
    submitted.version.questions().map(|question| (question.question.id, observe(question))).collect()
}
