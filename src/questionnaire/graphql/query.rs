//! Questions about questionnaires.

use async_graphql::{Context, ID, Object};

use super::file::{QuestionnaireFile, QuestionnaireFormat};
use super::version::QuestionnaireVersion;
use crate::Cx;
use crate::graphql::base::{self, Paged, Result};
use crate::questionnaire;

/// Questions about questionnaires.
#[derive(Default)]
pub struct QuestionnaireQuery;

#[Object]
impl QuestionnaireQuery {
    /// The versions of all questionnaires of a study, oldest first.
    async fn questionnaire_versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The study.")] study_id: ID,
        #[graphql(desc = "How many, 1 to 100; 25 where not said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Option<Paged<QuestionnaireVersion>>> {
        let page = base::page(first, after)?;
        let Ok(study) = base::parse_id("study", &study_id) else {
            return Ok(None);
        };
        let found = base::found(questionnaire::list(Cx::of(ctx)?, study, &page).await)?;
        Ok(found.map(|found| base::connection(&page, found, |row| row.id.0, QuestionnaireVersion)))
    }

    /// One version of a questionnaire; null where there is none, or it is not yours.
    async fn questionnaire_version(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its key.")] id: ID,
    ) -> Result<Option<QuestionnaireVersion>> {
        let Ok(id) = base::parse_id("questionnaireVersion", &id) else {
            return Ok(None);
        };
        base::found(questionnaire::version(Cx::of(ctx)?, id).await.map(QuestionnaireVersion))
    }

    /// A version as a file, for other studies and other tools; null where there is none, or it is not yours.
    async fn questionnaire_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version.")] version_id: ID,
        #[graphql(desc = "What kind of file.")] format: QuestionnaireFormat,
    ) -> Result<Option<QuestionnaireFile>> {
        let Ok(id) = base::parse_id("questionnaireVersion", &version_id) else {
            return Ok(None);
        };
        let cx = Cx::of(ctx)?;
        let file = questionnaire::export(cx, id, format.into()).await;
        base::found(file.map(|file| QuestionnaireFile::new(cx, format, file)))
    }
}
