//! The maturity model in the file of a questionnaire.

use std::collections::HashSet;

use ::entity::id::{QuestionnaireId, StudyId};
use async_trait::async_trait;

use super::import::new_model;
use super::queries::{self, ItemOfModel};
use super::{Model, beside, maturity_item, model};
use crate::Cx;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusal, Refusals};
use crate::questionnaire::Scoring;
use crate::questionnaire::content::Content;
use crate::questionnaire::written::maturity::{
    LevelRule, Plan, PlannedDimension, PlannedItem, PlannedLevel, check_attributes, is_measured,
};
use crate::value::Code;

/// Files take along what of a study's latest model is about their questions.
pub struct ModelInFiles;

#[async_trait]
impl Scoring for ModelInFiles {
    async fn of(
        &self,
        cx: &Cx,
        study: StudyId,
        questionnaire: QuestionnaireId,
        content: &Content,
    ) -> Result<Option<(Plan, Vec<Refusal>)>, Error> {
        let Some(model) = queries::latest_model(cx.db(), study).await? else { return Ok(None) };
        let items = queries::items_with_questions(cx.db(), model.row.id).await?;
        let all = queries::items(cx.db(), model.row.id).await?;
        Ok(plan(&model, &items, &all, questionnaire, content)?)
    }

    async fn make(
        &self,
        cx: &Cx,
        txn: &mut Txn,
        study: StudyId,
        questionnaire: QuestionnaireId,
        plan: Plan,
    ) -> Result<(), Error> {
        let known = queries::questions_of_questionnaire(txn, questionnaire).await?;
        model::create_in(cx, txn, new_model(study, plan, &known)?).await.map(drop)
    }
}

/// What of a model is measured by what this content asks, which may be nothing any more; notes name the rest. Ratings and facts, which are
/// about no questionnaire, come along.
fn plan(
    model: &Model,
    items: &[ItemOfModel],
    all: &[maturity_item::Model],
    questionnaire: QuestionnaireId,
    content: &Content,
) -> anyhow::Result<Option<(Plan, Vec<Refusal>)>> {
    let mut asked: HashSet<String> = content.questions().map(|question| question.code.to_string()).collect();
    for question in content.questions() {
        asked.extend(question.parts.iter().map(|part| question.part_code(part)));
    }
    let mut notes = Vec::new();
    let mut dimensions = Vec::new();
    let left_out = |what: &str| Refusal::new("maturity", Problem::ModelPartLeftOut { what: what.to_owned() });
    for dimension in &model.dimensions {
        let is_question = |item: &&ItemOfModel| item.questionnaire.is_some();
        let own = items.iter().filter(|item| item.dimension == dimension.id).filter(is_question);
        let (kept, others): (Vec<_>, Vec<_>) =
            own.partition(|item| item.questionnaire == Some(questionnaire) && asked.contains(&item.code));
        let beside = || all.iter().filter(|item| item.dimension_id == dimension.id);
        let (ratings, facts) = (beside::ratings(beside())?, beside::facts(beside()));
        let weights = ratings.iter().map(|rating| rating.weight).chain(facts.iter().map(|fact| fact.weight));
        if is_measured(kept.iter().map(|item| item.weight).chain(weights)).is_err() {
            notes.push(left_out(&dimension.code));
            continue;
        }
        notes.extend(others.iter().map(|item| left_out(&format!("{}: {}", dimension.code, item.code))));
        let item = |item: &&ItemOfModel| PlannedItem { question: item.code.clone(), weight: item.weight };
        dimensions.push(PlannedDimension {
            code: Code::parse(&dimension.code).map_err(|_| anyhow::anyhow!("a stored code is broken"))?,
            name: dimension.name.clone(),
            weight: dimension.weight,
            level: dimension.level,
            items: kept.iter().map(item).collect(),
            ratings,
            facts,
        });
    }
    // A model that is about other questionnaires only is no matter of this one; what is no longer asked is told.
    let mut of = items.iter().filter_map(|item| item.questionnaire).peekable();
    let of_others = of.peek().is_some() && of.all(|of| of != questionnaire);
    if of_others && dimensions.iter().all(|dimension| dimension.items.is_empty()) {
        return Ok(None);
    }
    let level = |level: &super::maturity_level::Model| PlannedLevel {
        name: level.name.clone(),
        from_value: level.from_value,
    };
    let levels: Vec<_> = model.levels.iter().map(level).collect();
    let mut level_rule = model::written_rule(model.row.level_rule);
    let of: Vec<_> = dimensions.iter().map(|dimension| dimension.level).collect();
    let mut lacking = Refusals::new();
    check_attributes(&mut lacking, level_rule, levels.len(), &of);
    if !lacking.is_empty() {
        // What is left has no attribute for some level, so that there is no gate in it.
        notes.push(left_out("levelRule"));
        level_rule = LevelRule::default();
    }
    Ok(Some((Plan { coverage_needed: model.row.coverage_needed, dimensions, levels, level_rule }, notes)))
}
