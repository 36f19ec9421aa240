//! Questionnaires in the schema: what is read. What is written is in `input`.

use async_graphql::{Context, Enum, ID, Json, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::input::{CreateQuestionnaireInput, PublishQuestionnaireInput};
use super::{
    ContentOf, QuestionnaireById, StoredQuestion, StoredSection, question, questionnaire_version,
    version_option,
};
use crate::Cx;
use crate::error::Error;
use crate::graphql::base::{self, GqlLanguage, Paged, Result};
use crate::payload;

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

    /// Title shown to respondents, in this language or else in that of the request.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.title, language)
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

    /// Its sections in order.
    async fn sections(&self, ctx: &Context<'_>) -> Result<Vec<Section>> {
        let content = base::there(base::load(ctx, ContentOf(self.0.id)).await?)?;
        Ok(content.sections.iter().cloned().map(Section).collect())
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
        base::localized(ctx, &self.0.row.title, language)
    }

    /// Its questions in order.
    async fn questions(&self) -> Vec<Question> {
        self.0.questions.iter().cloned().map(Question).collect()
    }
}

/// A question as a version words and places it.
pub struct Question(StoredQuestion);

/// A question as a version words and places it.
#[Object]
impl Question {
    /// Key of what outlives versions: the same question has the same key in all of them.
    async fn id(&self) -> ID {
        base::id("question", self.0.question.id.0)
    }

    /// Stable short name, the same in all versions.
    async fn code(&self) -> &str {
        &self.0.question.code
    }

    /// What kind of answer it takes.
    async fn kind(&self) -> QuestionKind {
        self.0.question.kind.into()
    }

    /// The question as asked, in this language or else in that of the request.
    async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.row.text, language)
    }

    /// Help beside it, in this language or else in that of the request.
    async fn help(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<Option<String>> {
        self.0.row.help.as_ref().map(|help| base::localized(ctx, help, language)).transpose()
    }

    /// When it is shown; null for always.
    async fn visible_when(&self) -> Result<Option<Rule>> {
        let Some(rule) = &self.0.rule else { return Ok(None) };
        let json =
            serde_json::to_value(rule).map_err(|error| base::to_graphql(Error::Fault(error.into())))?;
        Ok(Some(Rule { text: rule.to_string(), json: Json(json) }))
    }

    /// Must be answered before submitting, where it is shown.
    async fn required(&self) -> bool {
        self.0.row.required
    }

    /// «Don't know» may be chosen.
    async fn allows_dont_know(&self) -> bool {
        self.0.row.allows_dont_know
    }

    /// «Not relevant» may be chosen.
    async fn allows_not_relevant(&self) -> bool {
        self.0.row.allows_not_relevant
    }

    /// What can be chosen, in order; empty for what is no choice.
    async fn options(&self) -> Vec<AnswerOption> {
        self.0.options.iter().cloned().map(AnswerOption).collect()
    }
}

/// A rule over answers and facts of the owner; `docs/rules.md` has the language.
#[derive(SimpleObject)]
pub struct Rule {
    /// As people write it, in canonical form.
    pub text: String,
    /// As programs evaluate it.
    pub json: Json<serde_json::Value>,
}

/// What kind of answer a question takes. More kinds will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "question::QuestionKind")]
pub enum QuestionKind {
    /// One of the options.
    SingleChoice,
}

/// An option of a choice question in one version.
pub struct AnswerOption(pub version_option::Model);

/// An option of a choice question in one version.
#[Object]
impl AnswerOption {
    /// Key.
    async fn id(&self) -> ID {
        base::id("option", self.0.id.0)
    }

    /// Stable short name, unique in the question.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What the respondent reads, in this language or else in that of the request.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<String> {
        base::localized(ctx, &self.0.label, language)
    }

    /// What choosing it is worth, 0 to 1; null where it says nothing about maturity, and always for respondents, whom
    /// it would lead.
    async fn score(&self, ctx: &Context<'_>) -> Result<Option<f64>> {
        let respondent = Cx::of(ctx)?.actor.require_respondent().is_ok();
        Ok(if respondent { None } else { self.0.score })
    }
}

/// A question that was answered: what of it outlives versions.
#[derive(SimpleObject)]
pub struct QuestionReference {
    /// Key, the same in all versions.
    pub id: ID,
    /// Stable short name, the same in all versions.
    pub code: String,
}

impl From<question::Model> for QuestionReference {
    fn from(row: question::Model) -> Self {
        Self { id: base::id("question", row.id.0), code: row.code }
    }
}

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
        let found = base::found(super::list(Cx::of(ctx)?, study, &page).await)?;
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
        base::found(super::version(Cx::of(ctx)?, id).await.map(QuestionnaireVersion))
    }
}

payload! {
    /// What came of making a questionnaire.
    CreateQuestionnairePayload {
        /// Its first version, a draft.
        questionnaire_version: QuestionnaireVersion,
    }
}

payload! {
    /// What came of publishing.
    PublishQuestionnairePayload {
        /// The version as published.
        questionnaire_version: QuestionnaireVersion,
    }
}

/// Changes to questionnaires.
#[derive(Default)]
pub struct QuestionnaireMutation;

#[Object]
impl QuestionnaireMutation {
    /// Makes a questionnaire whose first version is a draft.
    async fn create_questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: CreateQuestionnaireInput,
    ) -> Result<CreateQuestionnairePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async { super::create(cx, input.parse()?).await }.await;
        base::payload(cx, outcome, |row| CreateQuestionnairePayload::done(QuestionnaireVersion(row)))
    }

    /// Publishes a draft: from then on it can be asked, and never changes. Refused with the whole list of what is
    /// missing; paths then name sections, questions and options by their codes.
    async fn publish_questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: PublishQuestionnaireInput,
    ) -> Result<PublishQuestionnairePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = async {
            let version = base::parse_id("questionnaireVersion", &input.version_id);
            super::publish(cx, version.map_err(|problem| Error::refused("versionId", problem))?).await
        };
        base::payload(cx, outcome.await, |row| PublishQuestionnairePayload::done(QuestionnaireVersion(row)))
    }
}
