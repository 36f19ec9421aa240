//! Changes to questionnaires.

use ::entity::id::QuestionnaireVersionId;
use async_graphql::{Context, ID, InputObject, Object};

use super::file::{ImportQuestionnaireInput, ImportQuestionnairePayload};
use super::version::QuestionnaireVersion;
use crate::Cx;
use crate::error::{Error, Refusals};
use crate::graphql::base::{self, LocalizedTextInput, Result, UserError};
use crate::payload;
use crate::questionnaire::written::{SectionInput, Written};
use crate::questionnaire::{self, NewQuestionnaire, Publishing};
use crate::value::Code;

/// A questionnaire to make.
#[derive(InputObject)]
struct CreateQuestionnaireInput {
    /// The study it belongs to.
    study_id: ID,
    /// Stable short name, unique in the study.
    code: String,
    /// Title shown to respondents.
    title: LocalizedTextInput,
    /// Its sections in order, at most 100.
    sections: Vec<SectionInput>,
}

impl CreateQuestionnaireInput {
    /// Reads the whole, collecting everything that is wrong with it.
    fn parse(self) -> std::result::Result<NewQuestionnaire, Error> {
        let mut refusals = Refusals::new();
        let study = refusals.check("studyId", base::parse_id("study", &self.study_id));
        let code = refusals.check("code", Code::parse(&self.code));
        let content = parsed(&mut refusals, self.title, self.sections)?;
        match (study, code, content) {
            (Some(study), Some(code), Some(content)) if refusals.is_empty() => {
                Ok(NewQuestionnaire { study, code, content })
            }
            _ => Err(refusals.into()),
        }
    }
}

fn parsed(
    refusals: &mut Refusals,
    title: LocalizedTextInput,
    sections: Vec<SectionInput>,
) -> std::result::Result<Option<questionnaire::content::Content>, Error> {
    refusals.nest("", Written { title, sections }.parse())
}

/// What a draft shall ask from now on.
#[derive(InputObject)]
struct ChangeQuestionnaireInput {
    /// The draft.
    version_id: ID,
    /// The revision of the draft that the change was made in.
    base_revision: i32,
    /// Title shown to respondents.
    title: LocalizedTextInput,
    /// All its sections in order, at most 100. Those that are left out are gone.
    sections: Vec<SectionInput>,
}

/// A version to copy.
#[derive(InputObject)]
struct CopyQuestionnaireInput {
    /// The version.
    version_id: ID,
}

/// A version to publish.
#[derive(InputObject)]
struct PublishQuestionnaireInput {
    /// The draft.
    version_id: ID,
    /// The revision of the draft that you have seen. Where somebody has changed it since, it is not published. Left out, whatever it
    /// asks now is published.
    base_revision: Option<i32>,
}

/// A version to retire.
#[derive(InputObject)]
struct RetireQuestionnaireInput {
    /// The published version.
    version_id: ID,
}

/// A draft to delete.
#[derive(InputObject)]
struct DeleteQuestionnaireInput {
    /// The draft.
    version_id: ID,
    /// The revision of the draft that you have seen. Where somebody has changed it since, it is not deleted. Left out, whatever it
    /// asks now is deleted.
    base_revision: Option<i32>,
}

fn version(id: &ID) -> std::result::Result<QuestionnaireVersionId, Error> {
    base::parse_id("questionnaireVersion", id).map_err(|problem| Error::refused("versionId", problem))
}

payload! {
    /// What came of making a questionnaire.
    CreateQuestionnairePayload {
        /// Its first version, a draft.
        questionnaire_version: QuestionnaireVersion,
    }
}

payload! {
    /// What came of changing a draft.
    ChangeQuestionnairePayload {
        /// The draft as it is now.
        questionnaire_version: QuestionnaireVersion,
    }
}

payload! {
    /// What came of copying.
    CopyQuestionnairePayload {
        /// The new draft.
        questionnaire_version: QuestionnaireVersion,
    }
}

payload! {
    /// What came of publishing.
    PublishQuestionnairePayload {
        /// The version as published.
        questionnaire_version: QuestionnaireVersion,
        /// What did not stand in the way, but had better be known: texts that are missing in English, and where synthetic respondents
        /// got no further. Also there where the version was not published for what `userErrors` says of it.
        warnings: Vec<UserError>,
    }
}

payload! {
    /// What came of retiring.
    RetireQuestionnairePayload {
        /// The version as it is now.
        questionnaire_version: QuestionnaireVersion,
    }
}

payload! {
    /// What came of deleting.
    DeleteQuestionnairePayload {
        /// The key of what is gone.
        deleted_id: ID,
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
        let outcome = Box::pin(async { questionnaire::create(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| CreateQuestionnairePayload::done(QuestionnaireVersion(row)))
    }

    /// Replaces what a draft asks. A question keeps its code and its kind; everything else about it may change.
    async fn change_questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ChangeQuestionnaireInput,
    ) -> Result<ChangeQuestionnairePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let mut refusals = Refusals::new();
            let id = refusals.nest("", version(&input.version_id))?;
            let content = parsed(&mut refusals, input.title, input.sections)?;
            let (Some(id), Some(content)) = (id, content) else { return Err(refusals.into()) };
            questionnaire::change(cx, id, input.base_revision, content).await
        });
        base::payload(cx, outcome.await, |row| ChangeQuestionnairePayload::done(QuestionnaireVersion(row)))
    }

    /// Makes a draft of the questionnaire in a file: a new questionnaire, or in place of what a draft asks. A file that is wrong
    /// is refused with the complete list.
    async fn import_questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ImportQuestionnaireInput,
    ) -> Result<ImportQuestionnairePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { questionnaire::import(cx, input.parse()?).await });
        base::payload(cx, outcome.await, |(row, notes)| {
            ImportQuestionnairePayload::done(QuestionnaireVersion(row), base::user_errors(cx, notes))
        })
    }

    /// Makes a draft that asks what this version asks, to be changed from there.
    async fn copy_questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: CopyQuestionnaireInput,
    ) -> Result<CopyQuestionnairePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { questionnaire::copy(cx, version(&input.version_id)?).await });
        base::payload(cx, outcome.await, |row| CopyQuestionnairePayload::done(QuestionnaireVersion(row)))
    }

    /// Publishes a draft: from then on it can be asked, and never changes. Refused with the whole list of what is
    /// missing, or certain to keep respondents from submitting; paths then name sections, questions and options by their codes.
    async fn publish_questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: PublishQuestionnaireInput,
    ) -> Result<PublishQuestionnairePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome =
            async { questionnaire::publish(cx, version(&input.version_id)?, input.base_revision).await };
        base::payload(cx, outcome.await, |Publishing { outcome, warnings }| {
            let warnings = base::user_errors(cx, warnings);
            match outcome {
                Ok(version) => PublishQuestionnairePayload::done(QuestionnaireVersion(version), warnings),
                Err(obstacles) => PublishQuestionnairePayload {
                    questionnaire_version: None,
                    warnings: Some(warnings),
                    user_errors: base::user_errors(cx, obstacles),
                },
            }
        })
    }

    /// Retires a published version: no new round may use it, and rounds that do go on. Retiring again changes nothing.
    async fn retire_questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RetireQuestionnaireInput,
    ) -> Result<RetireQuestionnairePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { questionnaire::retire(cx, version(&input.version_id)?).await });
        base::payload(cx, outcome.await, |row| RetireQuestionnairePayload::done(QuestionnaireVersion(row)))
    }

    /// Deletes a draft, and its questionnaire where that has no other version.
    async fn delete_questionnaire(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: DeleteQuestionnaireInput,
    ) -> Result<DeleteQuestionnairePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome =
            async { questionnaire::delete(cx, version(&input.version_id)?, input.base_revision).await };
        base::payload(cx, outcome.await, |()| DeleteQuestionnairePayload::done(input.version_id.clone()))
    }
}
