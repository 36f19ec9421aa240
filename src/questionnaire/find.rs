use ::entity::id::{QuestionnaireVersionId, StudyId};
use uuid::Uuid;

use super::content::Content;
use super::{queries, questionnaire_version};
use crate::auth::Permission;
use crate::db::{Page, Slice};
use crate::error::Error;
use crate::{Cx, study};

/// The versions of all questionnaires of a study, oldest first.
///
/// # Errors
/// [`Error::NotFound`] for a study that is not theirs.
pub async fn list(
    cx: &Cx,
    study: StudyId,
    page: &Page<Uuid>,
) -> Result<Slice<questionnaire_version::Model>, Error> {
    study::authorize(cx, study, Permission::ReadStudy).await?;
    Ok(queries::list(cx.db(), study, page).await?)
}

/// One version.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or they have no part in its study.
pub async fn version(cx: &Cx, id: QuestionnaireVersionId) -> Result<questionnaire_version::Model, Error> {
    authorized(cx, id, Permission::ReadStudy).await
}

/// What a version asks, for those who may change it.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or they have no part in its study; [`Error::Forbidden`] for those who may only read.
pub async fn content_of(cx: &Cx, id: QuestionnaireVersionId) -> Result<Content, Error> {
    authorized(cx, id, Permission::EditQuestionnaires).await?;
    Ok(queries::stored(cx.db(), id).await?.ok_or(Error::NotFound)?.content()?)
}

/// The version, for those who have this permission in its study.
pub(super) async fn authorized(
    cx: &Cx,
    id: QuestionnaireVersionId,
    permission: Permission,
) -> Result<questionnaire_version::Model, Error> {
    cx.actor.require_someone()?;
    let (version, study) = queries::version_by_id(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(study, permission)?;
    Ok(version)
}
