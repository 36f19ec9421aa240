use std::collections::{HashMap, HashSet};

use ::entity::LocalizedText;
use ::entity::id::{DimensionId, MaturityItemId, MaturityLevelId, MaturityModelId, QuestionId, StudyId};
use ::entity::maturity_item;
use ::entity::maturity_item::{ItemKind, Step, Steps};

use super::{dimension, maturity_level, maturity_model, on_submit, queries};
use crate::auth::Permission;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::questionnaire::written::maturity::{
    LevelRule, PlannedFact, PlannedLevel, PlannedRating, RegistryFact, check_attributes, check_codes,
    is_measured,
};
use crate::value::Code;
use crate::{Cx, study};

/// A maturity model to be made.
pub struct NewModel {
    /// The study.
    pub study: StudyId,
    /// Share of weight that must be observed before a point is published, 0 to 1.
    pub coverage_needed: f64,
    /// Dimensions in order.
    pub dimensions: Vec<NewDimension>,
    /// Levels from the lowest, which begins at 0.
    pub levels: Vec<PlannedLevel>,
    /// How they are reached.
    pub level_rule: LevelRule,
}

/// A dimension of it.
pub struct NewDimension {
    /// Unique in the model.
    pub code: Code,
    /// What it is called.
    pub name: LocalizedText,
    /// Weight beside the other dimensions, more than 0.
    pub weight: f64,
    /// Number of the level whose attribute it is, at least 1.
    pub level: Option<i32>,
    /// The questions that it is measured by.
    pub items: Vec<NewItem>,
    /// The ratings that it is measured by.
    pub ratings: Vec<PlannedRating>,
    /// The facts of the registry that it is measured by.
    pub facts: Vec<PlannedFact>,
}

impl NewDimension {
    /// What everything weighs that it is measured by.
    fn weights(&self) -> impl Iterator<Item = f64> {
        let questions = self.items.iter().map(|item| item.weight);
        let ratings = self.ratings.iter().map(|rating| rating.weight);
        questions.chain(ratings).chain(self.facts.iter().map(|fact| fact.weight))
    }
}

/// A question that says something about a dimension.
pub struct NewItem {
    /// The question.
    pub question: QuestionId,
    /// Weight in the dimension, at least 0.
    pub weight: f64,
}

/// A model with its dimensions and levels, in order.
#[derive(Clone)]
pub struct Model {
    /// The model.
    pub row: maturity_model::Model,
    /// Its dimensions.
    pub dimensions: Vec<dimension::Model>,
    /// Its levels.
    pub levels: Vec<maturity_level::Model>,
}

/// Makes the next version of a study's maturity model. A round that has a score keeps the model that gave it, so that
/// its figures stay comparable; all others are scored by the new one, what was submitted before included.
///
/// # Errors
/// [`Error::Refused`] with everything that does not fit: codes and questions there twice, questions that are not the
/// study's or never score, dimensions that nothing measures.
pub async fn create(cx: &Cx, new: NewModel) -> Result<Model, Error> {
    study::authorize(cx, new.study, Permission::EditQuestionnaires).await?;
    let mut txn = cx.begin().await?;
    let model = create_in(cx, &mut txn, new).await?;
    txn.commit().await?;
    Ok(model)
}

/// As [`create`], in a transaction of somebody who has seen to it that they may.
pub(super) async fn create_in(cx: &Cx, txn: &mut Txn, new: NewModel) -> Result<Model, Error> {
    check(&new)?;
    study::lock_models(txn, new.study).await?;
    check_questions(&new, &queries::questions_of_study(txn, new.study).await?)?;
    let number = queries::latest_number(txn, new.study).await? + 1;
    let row = maturity_model::Model {
        id: MaturityModelId::new(),
        study_id: new.study,
        number,
        coverage_needed: new.coverage_needed,
        level_rule: stored_rule(new.level_rule),
        created_at: cx.now(),
    };
    let (dimensions, items, levels) = rows(row.id, new);
    let model = Model { row, dimensions, levels };
    queries::insert_model(txn, &model, items).await?;
    on_submit::score_unscored_rounds(cx, txn, &model).await?;
    Ok(model)
}

/// A rule as it is stored.
const fn stored_rule(rule: LevelRule) -> maturity_model::LevelRule {
    match rule {
        LevelRule::Thresholds => maturity_model::LevelRule::Thresholds,
        LevelRule::Iso33020 => maturity_model::LevelRule::Iso33020,
    }
}

/// A stored rule as it is written.
#[must_use]
pub const fn written_rule(rule: maturity_model::LevelRule) -> LevelRule {
    match rule {
        maturity_model::LevelRule::Thresholds => LevelRule::Thresholds,
        maturity_model::LevelRule::Iso33020 => LevelRule::Iso33020,
    }
}

/// A fact as it is stored.
const fn stored_fact(fact: RegistryFact) -> maturity_item::RegistryFact {
    match fact {
        RegistryFact::ServicesMoved => maturity_item::RegistryFact::ServicesMoved,
        RegistryFact::ServicesMovedByVolume => maturity_item::RegistryFact::ServicesMovedByVolume,
    }
}

/// A stored fact as it is written.
pub(super) const fn written_fact(fact: maturity_item::RegistryFact) -> RegistryFact {
    match fact {
        maturity_item::RegistryFact::ServicesMoved => RegistryFact::ServicesMoved,
        maturity_item::RegistryFact::ServicesMovedByVolume => RegistryFact::ServicesMovedByVolume,
    }
}

fn check(new: &NewModel) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    if new.dimensions.is_empty() {
        refusals.add("dimensions", Problem::Required);
    }
    let mut codes = HashSet::new();
    for (at, dimension) in new.dimensions.iter().enumerate() {
        if !codes.insert(&dimension.code) {
            refusals.add(&format!("dimensions.{at}.code"), Problem::Duplicate);
        }
        let measured = is_measured(dimension.weights());
        refusals.check(&format!("dimensions.{at}.items"), measured);
        let mut questions = HashSet::new();
        for (place, item) in dimension.items.iter().enumerate() {
            if !questions.insert(item.question) {
                refusals.add(&format!("dimensions.{at}.items.{place}.questionId"), Problem::Duplicate);
            }
        }
    }
    check_codes(&mut refusals, new.dimensions.iter().map(|dimension| dimension.ratings.as_slice()));
    let of: Vec<_> = new.dimensions.iter().map(|dimension| dimension.level).collect();
    check_attributes(&mut refusals, new.level_rule, new.levels.len(), &of);
    refusals.done()
}

/// Refuses what is not asked in the study, and what can never say anything about maturity.
fn check_questions(new: &NewModel, known: &HashMap<QuestionId, bool>) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    for (at, dimension) in new.dimensions.iter().enumerate() {
        for (place, item) in dimension.items.iter().enumerate() {
            let problem = match known.get(&item.question) {
                Some(true) => continue,
                Some(false) => Problem::NeverScores,
                None => Problem::Unknown,
            };
            refusals.add(&format!("dimensions.{at}.items.{place}.questionId"), problem);
        }
    }
    refusals.done()
}

type Rows = (Vec<dimension::Model>, Vec<maturity_item::Model>, Vec<maturity_level::Model>);

fn rows(model_id: MaturityModelId, new: NewModel) -> Rows {
    let mut dimensions = Vec::new();
    let mut items = Vec::new();
    for (position, part) in (0..).zip(new.dimensions) {
        let row = dimension::Model {
            id: DimensionId::new(),
            model_id,
            code: part.code.to_string(),
            position,
            name: part.name,
            weight: part.weight,
            level: part.level,
        };
        items.extend(part.items.into_iter().map(|item| question(row.id, &item)));
        items.extend(part.ratings.into_iter().map(|item| rating(row.id, item)));
        items.extend(part.facts.into_iter().map(|item| fact(row.id, &item)));
        dimensions.push(row);
    }
    let levels = (0..).zip(new.levels).map(|(number, level)| maturity_level::Model {
        id: MaturityLevelId::new(),
        model_id,
        number,
        name: level.name,
        from_value: level.from_value,
    });
    let levels = levels.collect();
    (dimensions, items, levels)
}

fn item(dimension_id: DimensionId, kind: ItemKind, weight: f64) -> maturity_item::Model {
    maturity_item::Model {
        id: MaturityItemId::new(),
        dimension_id,
        kind,
        weight,
        question_id: None,
        code: None,
        name: None,
        description: None,
        steps: None,
        fact: None,
    }
}

fn question(dimension: DimensionId, new: &NewItem) -> maturity_item::Model {
    let row = item(dimension, ItemKind::Question, new.weight);
    maturity_item::Model { question_id: Some(new.question), ..row }
}

fn rating(dimension: DimensionId, new: PlannedRating) -> maturity_item::Model {
    let steps = new.steps.into_iter().map(|step| Step { name: step.name, value: step.value }).collect();
    maturity_item::Model {
        code: Some(new.code.to_string()),
        name: Some(new.name),
        description: new.description,
        steps: Some(Steps(steps)),
        ..item(dimension, ItemKind::Rating, new.weight)
    }
}

fn fact(dimension: DimensionId, new: &PlannedFact) -> maturity_item::Model {
    maturity_item::Model { fact: Some(stored_fact(new.fact)), ..item(dimension, ItemKind::Fact, new.weight) }
}

/// The model of a study with this number, or else the latest; `None` where there is none.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs.
pub async fn find(cx: &Cx, study: StudyId, number: Option<i32>) -> Result<Option<Model>, Error> {
    study::authorize(cx, study, Permission::ReadStudy).await?;
    let found = match number {
        Some(number) => queries::model_by_number(cx.db(), study, number).await,
        None => queries::latest_model(cx.db(), study).await,
    };
    Ok(found?)
}
