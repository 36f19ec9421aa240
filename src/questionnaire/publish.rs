use ::entity::id::QuestionnaireVersionId;
use ::entity::questionnaire_version::VersionStatus;

use super::{draft, find, queries, questionnaire_version};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem, Refusal, Refusals};
use crate::value::content_hash;

/// A version that was published, and what it had better not have been published with.
pub struct Published {
    /// The version.
    pub version: questionnaire_version::Model,
    /// Texts that are missing in English.
    pub warnings: Vec<Refusal>,
}

/// Publishes a draft: from then on it can be asked, and never changes.
///
/// # Errors
/// [`Error::Refused`] with everything that is missing, or where the version is no draft any more.
pub async fn publish(cx: &Cx, id: QuestionnaireVersionId) -> Result<Published, Error> {
    find::authorized(cx, id, Permission::EditQuestionnaires).await?;
    let txn = cx.begin().await?;
    let mut version = queries::lock_version(&txn, id).await?.ok_or(Error::NotFound)?;
    draft::require_draft(&version)?;
    let content = queries::stored(&txn, id).await?.ok_or(Error::NotFound)?.content()?;
    let mut refusals = Refusals::new();
    content.check_publishable(&mut refusals);
    refusals.done()?;
    version.status = VersionStatus::Published;
    version.content_hash = Some(content_hash(&content)?);
    version.published_at = Some(cx.now());
    queries::update_version(&txn, version.clone()).await?;
    txn.commit().await?;
    Ok(Published { version, warnings: content.warnings() })
}

/// Retires a published version: no new round may use it. Rounds that do go on. Retiring again changes nothing.
///
/// # Errors
/// [`Error::Refused`] for a draft.
pub async fn retire(cx: &Cx, id: QuestionnaireVersionId) -> Result<questionnaire_version::Model, Error> {
    find::authorized(cx, id, Permission::EditQuestionnaires).await?;
    let txn = cx.begin().await?;
    let mut version = queries::lock_version(&txn, id).await?.ok_or(Error::NotFound)?;
    match version.status {
        VersionStatus::Draft => return Err(Error::refused("versionId", Problem::NotPublished)),
        VersionStatus::Retired => return Ok(version),
        VersionStatus::Published => {}
    }
    version.status = VersionStatus::Retired;
    version.retired_at = Some(cx.now());
    queries::update_version(&txn, version.clone()).await?;
    txn.commit().await?;
    Ok(version)
}
