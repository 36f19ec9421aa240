use ::entity::id::QuestionnaireVersionId;
use ::entity::questionnaire_version::VersionStatus;

use super::examine::{self, Examined};
use super::{draft, find, queries, questionnaire_version};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem, Refusal};
use crate::value::content_hash;

/// What came of publishing.
pub struct Publishing {
    /// The version that was published, or the complete list of what keeps it from that.
    pub outcome: Result<questionnaire_version::Model, Vec<Refusal>>,
    /// What did not stand in the way, but had better be known.
    pub warnings: Vec<Refusal>,
}

/// Publishes a draft: from then on it can be asked, and never changes. `base_revision` is that of the draft as the caller knows it.
///
/// # Errors
/// [`Error::Refused`] where the version is no draft any more, or somebody else has changed it since.
pub async fn publish(
    cx: &Cx,
    id: QuestionnaireVersionId,
    base_revision: Option<i32>,
) -> Result<Publishing, Error> {
    let known = find::authorized(cx, id, Permission::EditQuestionnaires).await?;
    draft::require_draft(&known)?;
    draft::require_revision(&known, base_revision)?;
    let Examined { obstacles, warnings } = examine::of(cx, &known).await?;
    if !obstacles.is_empty() {
        return Ok(Publishing { outcome: Err(obstacles), warnings });
    }
    let txn = cx.begin().await?;
    let mut version = queries::lock_version(&txn, id).await?.ok_or(Error::NotFound)?;
    draft::require_draft(&version)?;
    // What was examined is what is published.
    draft::require_revision(&version, Some(known.revision))?;
    let content = queries::stored(&txn, id).await?.ok_or(Error::NotFound)?.content()?;
    version.status = VersionStatus::Published;
    version.content_hash = Some(content_hash(&content)?);
    version.published_at = Some(cx.now());
    queries::update_version(&txn, version.clone()).await?;
    txn.commit().await?;
    Ok(Publishing { outcome: Ok(version), warnings })
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
