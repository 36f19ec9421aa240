//! Questions about questionnaires.

use async_graphql::{Context, ID, Object};

use super::difference::QuestionnaireDifference;
use super::dry_run::QuestionnaireDryRun;
use super::file::{QuestionnaireFile, QuestionnaireFormat};
use super::preview::{QuestionnairePreview, QuestionnairePreviewPayload};
use super::preview_input::QuestionnairePreviewInput;
use super::publishability::QuestionnairePublishability;
use super::version::QuestionnaireVersion;
use crate::Cx;
use crate::graphql::base::{self, Paged, Result};
use crate::questionnaire::{self, difference, dry_run, preview};

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

    /// What differs between two versions of a questionnaire, and what that does to comparing their answers; null where one is not
    /// there, or is not yours. `docs/versions.md` has the reasons.
    async fn questionnaire_difference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version that is compared.")] from_id: ID,
        #[graphql(desc = "The version it is compared with.")] to_id: ID,
    ) -> Result<Option<QuestionnaireDifference>> {
        let ids = (
            base::parse_id("questionnaireVersion", &from_id),
            base::parse_id("questionnaireVersion", &to_id),
        );
        let (Ok(from), Ok(to)) = ids else { return Ok(None) };
        base::found(difference::between(Cx::of(ctx)?, from, to).await.map(QuestionnaireDifference))
    }

    /// What a respondent would see who has answered so: which questions are shown, which must be answered, and which answers do not do.
    /// Works on drafts; nothing is saved. Refused with the whole list of codes and values that do not fit.
    async fn questionnaire_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is tried.")] input: QuestionnairePreviewInput,
    ) -> Result<QuestionnairePreviewPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { preview::see(cx, input.parse(cx.language)?).await }).await;
        base::payload(cx, outcome, |seen| QuestionnairePreviewPayload::done(QuestionnairePreview::of(seen)))
    }

    /// Sends synthetic respondents through a version, a draft too: which questions nobody is shown, where they cannot go on, and how
    /// long it takes. The same seed gives the same report. Null where there is no such version, or it is not yours.
    async fn questionnaire_dry_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version.")] version_id: ID,
        #[graphql(desc = "How many set out, 1 to 5,000.", default_with = "Some(500)")] respondents: Option<
            i32,
        >,
        #[graphql(desc = "What they are made from; another number makes others.", default_with = "Some(1)")]
        seed: Option<i32>,
    ) -> Result<Option<QuestionnaireDryRun>> {
        let Ok(id) = base::parse_id("questionnaireVersion", &version_id) else {
            return Ok(None);
        };
        // Null is as good as nothing.
        let (respondents, seed) = (respondents.unwrap_or(500), seed.unwrap_or(1));
        base::found(dry_run::run(Cx::of(ctx)?, id, respondents, seed).await.map(QuestionnaireDryRun::from))
    }

    /// What would keep a version from being published, and what had better be known before it is; nothing is published by this. Null where
    /// there is no such version, or it is not yours.
    async fn questionnaire_publishability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version.")] version_id: ID,
    ) -> Result<Option<QuestionnairePublishability>> {
        let Ok(id) = base::parse_id("questionnaireVersion", &version_id) else {
            return Ok(None);
        };
        let cx = Cx::of(ctx)?;
        let found = base::found(questionnaire::publishability(cx, id).await)?;
        Ok(found.map(|(version, examined)| QuestionnairePublishability::of(cx, &version, examined)))
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
        base::found(file.and_then(|file| QuestionnaireFile::new(cx, format, file)))
    }
}
