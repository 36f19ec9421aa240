use std::collections::HashMap;

use ::entity::id::{LibraryEntryId, QuestionnaireVersionId, StudyId};

use super::queries::{self, Known};
use super::{Model, NewDimension, NewItem, NewModel, create};
use crate::auth::Permission;
use crate::error::{Error, Problem, Refusals};
use crate::questionnaire::written::maturity::{Plan, PlannedDimension};
use crate::questionnaire::{FileFormat, Source};
use crate::{Cx, library, questionnaire, study};

/// Makes the next version of a study's maturity model out of the file of a questionnaire that the study has.
///
/// # Errors
/// [`Error::Refused`] with everything that is wrong with the file, by path under `document`, where the study has no questionnaire of
/// that code, and with each question that it does not have.
pub async fn import(cx: &Cx, study: StudyId, source: Source) -> Result<Model, Error> {
    study::authorize(cx, study, Permission::EditQuestionnaires).await?;
    let bytes = source.bytes(cx).await?;
    let read = tokio::task::spawn_blocking(move || questionnaire::read(FileFormat::Json, &bytes, None));
    let read = read.await.map_err(anyhow::Error::from)?;
    let mut refusals = Refusals::new();
    let Some(file) = refusals.nest("document", read)? else { return Err(refusals.into()) };
    let Some(plan) = file.form.maturity else {
        return Err(Error::refused("document.maturity", Problem::Required));
    };
    let code = file.form.code.as_str();
    let known = queries::questions_by_code(cx.db(), study, code).await?;
    if known.is_empty() && !queries::has_questionnaire(cx.db(), study, code).await? {
        let missing = Problem::QuestionnaireMissing { code: code.to_owned() };
        return Err(Error::refused("document.code", missing));
    }
    let planned = refusals.nest("document.maturity", new_model(study, plan, &known))?;
    create(cx, planned.ok_or(refusals)?).await
}

/// Makes the next version of a study's maturity model out of a set of dimensions of the library, for the questionnaire that has this
/// version.
///
/// # Errors
/// [`Error::NotFound`] where there is no such version, or it is not theirs; [`Error::Refused`] where there is no such set, and with
/// each question that the questionnaire does not have, by path under `entryId`.
pub async fn take(cx: &Cx, entry: LibraryEntryId, version: QuestionnaireVersionId) -> Result<Model, Error> {
    cx.actor.require(Permission::EditQuestionnaires)?;
    let found = questionnaire::version_by_id(cx.db(), version).await?;
    let (version, study) = found.ok_or(Error::NotFound)?;
    study::authorize(cx, study, Permission::EditQuestionnaires).await?;
    let plan = library::dimensions(cx, entry).await?;
    let known = queries::questions_of_questionnaire(cx.db(), version.questionnaire_id).await?;
    let mut refusals = Refusals::new();
    let planned = refusals.nest("entryId", new_model(study, plan, &known))?;
    create(cx, planned.ok_or(refusals)?).await
}

/// The model with keys in place of codes, or everything that it names and the questionnaire does not have, or that never scores.
pub(super) fn new_model(
    study: StudyId,
    plan: Plan,
    known: &HashMap<String, Known>,
) -> Result<NewModel, Error> {
    let mut refusals = Refusals::new();
    let mut dimensions = Vec::new();
    for (at, dimension) in plan.dimensions.into_iter().enumerate() {
        let PlannedDimension { code, name, weight, level, items, ratings, facts } = dimension;
        let mut found = Vec::new();
        for (place, item) in items.into_iter().enumerate() {
            let path = format!("dimensions.{at}.items.{place}.question");
            let question = match known.get(&item.question) {
                Some(Known { id, scores: true }) => Ok(*id),
                Some(_) => Err(Problem::NeverScores),
                None => Err(Problem::QuestionMissing { code: item.question.clone() }),
            };
            let question = refusals.check(&path, question);
            found.extend(question.map(|question| NewItem { question, weight: item.weight }));
        }
        dimensions.push(NewDimension { code, name, weight, level, items: found, ratings, facts });
    }
    refusals.done()?;
    let Plan { coverage_needed, levels, level_rule, .. } = plan;
    Ok(NewModel { study, coverage_needed, dimensions, levels, level_rule })
}
