use ::entity::LocalizedText;
use ::entity::id::{DimensionId, MaturityItemId, MaturityLevelId, MaturityModelId, QuestionId, StudyId};
use ::entity::maturity_item;

use super::{dimension, maturity_level, maturity_model, on_submit, queries};
use crate::auth::Permission;
use crate::error::{Error, Problem, Refusals};
use crate::questionnaire::written::maturity::PlannedLevel;
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
    /// Levels from the lowest.
    pub levels: Vec<PlannedLevel>,
}

/// A dimension of it.
pub struct NewDimension {
    /// Unique in the model.
    pub code: Code,
    /// What it is called.
    pub name: LocalizedText,
    /// Weight beside the other dimensions, more than 0.
    pub weight: f64,
    /// What it is measured by.
    pub items: Vec<NewItem>,
}

/// A question that says something about a dimension.
pub struct NewItem {
    /// The question.
    pub question: QuestionId,
    /// Weight in the dimension, at least 0.
    pub weight: f64,
}

/// A model with its dimensions and levels, in order.
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
/// study's, levels that do not rise from 0.
pub async fn create(cx: &Cx, new: NewModel) -> Result<Model, Error> {
    study::authorize(cx, new.study, Permission::EditQuestionnaires).await?;
    check(&new)?;
    let mut txn = cx.begin().await?;
    study::lock_models(&txn, new.study).await?;
    let known = queries::questions_of_study(&txn, new.study).await?;
    let mut refusals = Refusals::new();
    for (at, dimension) in new.dimensions.iter().enumerate() {
        for (place, _) in
            dimension.items.iter().enumerate().filter(|(_, item)| !known.contains(&item.question))
        {
            refusals.add(&format!("dimensions.{at}.items.{place}.questionId"), Problem::Unknown);
        }
    }
    refusals.done()?;
    let number = queries::latest_number(&txn, new.study).await? + 1;
    let row = maturity_model::Model {
        id: MaturityModelId::new(),
        study_id: new.study,
        number,
        coverage_needed: new.coverage_needed,
        created_at: cx.now(),
    };
    let (dimensions, items, levels) = rows(row.id, new);
    let model = Model { row, dimensions, levels };
    queries::insert_model(&txn, &model, items).await?;
    on_submit::score_unscored_rounds(cx, &mut txn, &model).await?;
    txn.commit().await?;
    Ok(model)
}

fn check(new: &NewModel) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    if new.dimensions.is_empty() {
        refusals.add("dimensions", Problem::Required);
    }
    let mut codes = std::collections::HashSet::new();
    for (at, dimension) in new.dimensions.iter().enumerate() {
        if !codes.insert(&dimension.code) {
            refusals.add(&format!("dimensions.{at}.code"), Problem::Duplicate);
        }
        let mut questions = std::collections::HashSet::new();
        for (place, item) in dimension.items.iter().enumerate() {
            if !questions.insert(item.question) {
                refusals.add(&format!("dimensions.{at}.items.{place}.questionId"), Problem::Duplicate);
            }
        }
    }
    let thresholds: Vec<f64> = new.levels.iter().map(|level| level.from_value).collect();
    let rising = thresholds.is_sorted_by(|lower, higher| lower < higher);
    if thresholds.first().is_some_and(|lowest| *lowest != 0.0) || !rising {
        refusals.add("levels", Problem::LevelsNotRising);
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
        };
        items.extend(part.items.into_iter().map(|item| maturity_item::Model {
            id: MaturityItemId::new(),
            dimension_id: row.id,
            question_id: item.question,
            weight: item.weight,
        }));
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

/// The latest model of a study; `None` where it has none yet.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs.
pub async fn current(cx: &Cx, study: StudyId) -> Result<Option<Model>, Error> {
    study::authorize(cx, study, Permission::ReadStudy).await?;
    Ok(queries::latest_model(cx.db(), study).await?)
}
