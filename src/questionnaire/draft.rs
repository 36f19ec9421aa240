use ::entity::id::{QuestionnaireId, QuestionnaireVersionId, StudyId};
use ::entity::questionnaire_version::VersionStatus;

use super::content::Content;
use super::{queries, questionnaire, questionnaire_version};
use crate::auth::Permission;
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
/// [`Error::Refused`] where the code is taken, or codes inside are there twice: all of them are named.
pub async fn create(cx: &Cx, new: NewQuestionnaire) -> Result<questionnaire_version::Model, Error> {
    study::authorize(cx, new.study, Permission::EditQuestionnaires).await?;
    let mut refusals = Refusals::new();
    new.content.check_draft(&mut refusals);
    refusals.done()?;
    let now = cx.now();
    let row = questionnaire::Model {
        id: QuestionnaireId::new(),
        study_id: new.study,
        code: new.code.to_string(),
        created_at: now,
    };
    let version = questionnaire_version::Model {
        id: QuestionnaireVersionId::new(),
        questionnaire_id: row.id,
        number: 1,
        title: new.content.title.clone(),
        status: VersionStatus::Draft,
        content_hash: None,
        created_at: now,
        published_at: None,
    };
    let txn = cx.begin().await?;
    if !queries::insert_questionnaire(&txn, &row).await? {
        return Err(Error::refused("code", Problem::Taken));
    }
    queries::insert_version(&txn, &version, &new.content).await?;
    txn.commit().await?;
    Ok(version)
}
