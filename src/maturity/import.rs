use ::entity::id::{QuestionId, StudyId};

use super::{Model, NewDimension, NewItem, NewLevel, NewModel, create, queries};
use crate::auth::Permission;
use crate::error::{Error, Problem, Refusals};
use crate::questionnaire::FileFormat;
use crate::questionnaire::exchange::maturity::{Plan, PlannedDimension};
use crate::{Cx, questionnaire, study};

/// Makes the next version of a study's maturity model out of the file of a questionnaire that the study has.
///
/// # Errors
/// [`Error::Refused`] with everything that is wrong with the file, by path under `document`, and with each question that the study's
/// questionnaire of that code does not have.
pub async fn import(cx: &Cx, study: StudyId, document: String) -> Result<Model, Error> {
    study::authorize(cx, study, Permission::EditQuestionnaires).await?;
    let read =
        tokio::task::spawn_blocking(move || questionnaire::read(FileFormat::Json, document.as_bytes()));
    let read = read.await.map_err(anyhow::Error::from)?;
    let mut refusals = Refusals::new();
    let Some(file) = refusals.nest("document", read)? else { return Err(refusals.into()) };
    let Some(plan) = file.form.maturity else {
        return Err(Error::refused("document.maturity", Problem::Required));
    };
    let known = queries::questions_by_code(cx.db(), study, file.form.code.as_str()).await?;
    let find = |code: &str| known.get(code).copied();
    create(cx, new_model(study, plan, find)?).await
}

fn new_model(
    study: StudyId,
    plan: Plan,
    find: impl Fn(&str) -> Option<QuestionId>,
) -> Result<NewModel, Error> {
    let mut refusals = Refusals::new();
    let mut dimensions = Vec::new();
    for (at, PlannedDimension { code, name, weight, items }) in plan.dimensions.into_iter().enumerate() {
        let mut found = Vec::new();
        for (place, item) in items.into_iter().enumerate() {
            let path = format!("document.maturity.dimensions.{at}.items.{place}.question");
            let question = refusals.check(&path, find(item.question.as_str()).ok_or(Problem::Unknown));
            found.extend(question.map(|question| NewItem { question, weight: item.weight }));
        }
        dimensions.push(NewDimension { code, name, weight, items: found });
    }
    refusals.done()?;
    let levels = plan.levels.into_iter();
    let levels = levels.map(|level| NewLevel { name: level.name, from_value: level.from_value }).collect();
    Ok(NewModel { study, coverage_needed: plan.coverage_needed, dimensions, levels })
}
