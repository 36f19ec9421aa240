use ::entity::id::QuestionnaireVersionId;
use ::entity::questionnaire_version::VersionStatus;

use super::{queries, questionnaire_version};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem, Refusals};
use crate::value::content_hash;

/// Publishes a draft: from then on it can be asked, and never changes.
///
/// # Errors
/// [`Error::Refused`] with everything that is missing, or where the version is no draft any more.
pub async fn publish(cx: &Cx, id: QuestionnaireVersionId) -> Result<questionnaire_version::Model, Error> {
    super::find::authorized(cx, id, Permission::EditQuestionnaires).await?;
    let txn = cx.begin().await?;
    let stored = queries::stored_for_update(&txn, id).await?.ok_or(Error::NotFound)?;
    if stored.row.status != VersionStatus::Draft {
        return Err(Error::refused("versionId", Problem::NotADraft));
    }
    let content = stored.content()?;
    let mut refusals = Refusals::new();
    content.check_publishable(&mut refusals);
    refusals.done()?;
    let published = queries::set_published(&txn, stored.row, content_hash(&content)?, cx.now()).await?;
    txn.commit().await?;
    Ok(published)
}
