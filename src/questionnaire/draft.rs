use std::collections::HashMap;

use ::entity::id::{QuestionnaireId, QuestionnaireVersionId, StudyId};
use ::entity::question::QuestionKind;
use ::entity::questionnaire_version::VersionStatus;

use super::content::Content;
use super::{find, queries, questionnaire, questionnaire_version};
use crate::auth::Permission;
use crate::db::Txn;
use crate::error::{Error, Problem, Refusals};
use crate::value::Code;
use crate::{Cx, study};

/// A questionnaire to be made, with its first draft.
pub struct NewQuestionnaire {
    /// The study it belongs to.
    pub study: StudyId,
    /// Stable short name, unique in the study.
    pub code: Code,
    /// What the first draft asks.
    pub content: Content,
}

/// Makes a questionnaire whose first version is a draft with this content.
///
/// # Errors
/// [`Error::Refused`] where the code is taken, or with everything that is wrong with the content.
pub async fn create(cx: &Cx, new: NewQuestionnaire) -> Result<questionnaire_version::Model, Error> {
    study::authorize(cx, new.study, Permission::EditQuestionnaires).await?;
    let txn = cx.begin().await?;
    let version = create_in(cx, &txn, &new).await?;
    txn.commit().await?;
    Ok(version)
}

/// As [`create`], in a transaction of somebody who has seen to it that they may.
pub(super) async fn create_in(
    cx: &Cx,
    txn: &Txn,
    new: &NewQuestionnaire,
) -> Result<questionnaire_version::Model, Error> {
    check(&new.content, &HashMap::new())?;
    let row = questionnaire::Model {
        id: QuestionnaireId::new(),
        study_id: new.study,
        code: new.code.to_string(),
        created_at: cx.now(),
    };
    let version = fresh(cx, row.id, 1, &new.content);
    if !queries::insert_questionnaire(txn, &row).await? {
        return Err(Error::refused("code", Problem::Taken));
    }
    queries::insert_version(txn, &version).await?;
    queries::insert_content(txn, &version, &new.content).await?;
    Ok(version)
}

/// Replaces what a draft asks. `base_revision` is that of the draft which the change was made in.
///
/// # Errors
/// [`Error::Refused`] with everything that is wrong with the content, where somebody else has changed the draft since, or where
/// it is no draft.
pub async fn change(
    cx: &Cx,
    id: QuestionnaireVersionId,
    base_revision: i32,
    content: Content,
) -> Result<questionnaire_version::Model, Error> {
    find::authorized(cx, id, Permission::EditQuestionnaires).await?;
    let txn = cx.begin().await?;
    let version = change_in(&txn, id, base_revision, &content).await?;
    txn.commit().await?;
    Ok(version)
}

/// As [`change`], in a transaction of somebody who has seen to it that they may.
pub(super) async fn change_in(
    txn: &Txn,
    id: QuestionnaireVersionId,
    base_revision: i32,
    content: &Content,
) -> Result<questionnaire_version::Model, Error> {
    let mut version = queries::lock_version(txn, id).await?.ok_or(Error::NotFound)?;
    require_draft(&version)?;
    require_revision(&version, Some(base_revision))?;
    check(content, &queries::kinds(txn, version.questionnaire_id).await?)?;
    version.title = content.title.clone();
    version.revision += 1;
    queries::delete_content(txn, id).await?;
    queries::update_version(txn, version.clone()).await?;
    queries::insert_content(txn, &version, content).await?;
    Ok(version)
}

/// Makes a draft that asks what this version asks, to be changed from there.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs.
pub async fn copy(cx: &Cx, id: QuestionnaireVersionId) -> Result<questionnaire_version::Model, Error> {
    find::authorized(cx, id, Permission::EditQuestionnaires).await?;
    let txn = cx.begin().await?;
    let original = queries::lock_version(&txn, id).await?.ok_or(Error::NotFound)?;
    let stored = queries::stored(&txn, id).await?.ok_or(Error::NotFound)?;
    let content = stored.content()?;
    let number = queries::latest_number(&txn, original.questionnaire_id).await? + 1;
    let version = fresh(cx, original.questionnaire_id, number, &content);
    queries::insert_version(&txn, &version).await?;
    queries::insert_content(&txn, &version, &content).await?;
    txn.commit().await?;
    Ok(version)
}

/// Deletes a draft, and the questionnaire with it where it was the only version. `base_revision` is that of the draft as the caller knows
/// it.
///
/// # Errors
/// [`Error::Refused`] where it is no draft, or somebody else has changed it since.
pub async fn delete(cx: &Cx, id: QuestionnaireVersionId, base_revision: Option<i32>) -> Result<(), Error> {
    find::authorized(cx, id, Permission::EditQuestionnaires).await?;
    let txn = cx.begin().await?;
    let version = queries::lock_version(&txn, id).await?.ok_or(Error::NotFound)?;
    require_draft(&version)?;
    require_revision(&version, base_revision)?;
    queries::delete_version(&txn, &version).await?;
    txn.commit().await?;
    Ok(())
}

/// Refuses what is no draft any more.
pub(super) fn require_draft(version: &questionnaire_version::Model) -> Result<(), Error> {
    if version.status == VersionStatus::Draft {
        return Ok(());
    }
    Err(Error::refused("versionId", Problem::NotADraft))
}

/// Refuses what somebody else has changed since, where it is said what was known.
pub(super) fn require_revision(
    version: &questionnaire_version::Model,
    base_revision: Option<i32>,
) -> Result<(), Error> {
    if base_revision.is_none_or(|known| known == version.revision) {
        return Ok(());
    }
    Err(Error::refused("baseRevision", Problem::ChangedSince))
}

fn fresh(
    cx: &Cx,
    questionnaire_id: QuestionnaireId,
    number: i32,
    content: &Content,
) -> questionnaire_version::Model {
    questionnaire_version::Model {
        id: QuestionnaireVersionId::new(),
        questionnaire_id,
        number,
        revision: 1,
        title: content.title.clone(),
        status: VersionStatus::Draft,
        content_hash: None,
        created_at: cx.now(),
        published_at: None,
        retired_at: None,
    }
}

/// Refuses what is wrong with the content, also beside what the questionnaire has asked before: a code keeps its kind.
fn check(content: &Content, known: &HashMap<String, QuestionKind>) -> Result<(), Error> {
    let mut refusals = Refusals::new();
    content.check_draft(&mut refusals);
    for (at, section) in content.sections.iter().enumerate() {
        for (number, question) in section.questions.iter().enumerate() {
            let path = format!("sections.{at}.questions.{number}");
            let mut kept = |path: &str, code: &str, kind: QuestionKind| {
                if known.get(code).is_some_and(|before| *before != kind) {
                    refusals.add(&format!("{path}.kind"), Problem::KindDiffers);
                }
            };
            kept(&path, question.code.as_str(), question.kind);
            for (place, part) in question.parts.iter().enumerate() {
                kept(&format!("{path}.parts.{place}"), &question.part_code(part), part.kind);
            }
        }
    }
    refusals.done()
}
