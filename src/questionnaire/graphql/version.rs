//! Versions and their sections.

use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};

use super::question::Question;
use super::shown;
use crate::Cx;
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::questionnaire::{ContentOf, QuestionnaireById, StoredSection, questionnaire_version};

/// A version of a questionnaire. A published one never changes.
pub struct QuestionnaireVersion(pub questionnaire_version::Model);

/// A version of a questionnaire. A published one never changes.
#[Object]
impl QuestionnaireVersion {
    /// Key.
    pub async fn id(&self) -> ID {
        base::id("questionnaireVersion", self.0.id.0)
    }

    /// Stable short name of the questionnaire, the same in all its versions.
    async fn code(&self, ctx: &Context<'_>) -> Result<String> {
        let parent = base::load(ctx, QuestionnaireById(self.0.questionnaire_id)).await?;
        Ok(base::there(parent)?.code)
    }

    /// 1, 2, 3 … in the order in which the versions were begun.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// 1 when it was begun, then one more for each change of the draft. Send it as `baseRevision` with the next change.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// Title shown to respondents, in this language or else in that of the request.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        shown(ctx, &self.0.title, language).await
    }

    /// Where it stands.
    async fn status(&self) -> VersionStatus {
        self.0.status.into()
    }

    /// SHA-256 (hexadecimal) of the content; null for a draft.
    async fn content_hash(&self) -> Option<&str> {
        self.0.content_hash.as_deref()
    }

    /// When it was published; null for a draft.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.published_at
    }

    /// When it was retired; null where it is not.
    async fn retired_at(&self) -> Option<DateTime<Utc>> {
        self.0.retired_at
    }

    /// Its sections in order; for those to whom some were handed, only these.
    async fn sections(&self, ctx: &Context<'_>) -> Result<Vec<Section>> {
        let content = base::there(base::load(ctx, ContentOf(self.0.id)).await?)?;
        let only = Cx::of(ctx)?.actor.only_sections();
        let theirs = |section: &&StoredSection| only.is_none_or(|only| only.contains(&section.row.id));
        Ok(content.sections.iter().filter(theirs).cloned().map(Section).collect())
    }
}

/// Where a version stands. Moves one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "questionnaire_version::VersionStatus")]
pub enum VersionStatus {
    /// Can be changed; cannot be asked.
    Draft,
    /// Fixed for good; can be asked.
    Published,
    /// Fixed for good; no new round may use it.
    Retired,
}

/// A part of a version, shown as one page.
pub struct Section(StoredSection);

/// A part of a version, shown as one page.
#[Object]
impl Section {
    /// Key.
    async fn id(&self) -> ID {
        base::id("section", self.0.row.id.0)
    }

    /// Stable short name, unique in the version.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Heading, in this language or else in that of the request.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        shown(ctx, &self.0.row.title, language).await
    }

    /// Its questions in order.
    async fn questions(&self) -> Vec<Question> {
        self.0.questions.iter().cloned().map(Question).collect()
    }
}
