//! Questionnaires in the schema. What is written is in `written`.

mod difference;
mod dry_run;
pub mod file;
pub mod mutation;
pub mod preview;
mod preview_input;
mod publishability;
mod query;
pub mod question;
pub mod version;

use ::entity::LocalizedText;
use async_graphql::Context;
pub use file::{QuestionnaireFile, QuestionnaireFormat, source};
pub use mutation::QuestionnaireMutation;
pub use query::QuestionnaireQuery;
pub use question::{AnswerOption, Part, Question, QuestionReference};
pub use version::{QuestionnaireVersion, VersionStatus};

use super::piping;
use crate::Cx;
use crate::graphql::base::{self, GqlLanguage, Result};
use crate::registry::{self, OrganizationById};

/// A text in this language or else in that of the request. For respondents with the facts of their owner put in; for others as it was
/// written.
async fn shown(ctx: &Context<'_>, text: &LocalizedText, language: Option<GqlLanguage>) -> Result<String> {
    let cx = Cx::of(ctx)?;
    let language = language.map_or(cx.language, Into::into);
    let text = text.in_language(language);
    match cx.actor.require_respondent() {
        Ok(respondent) if !piping::is_plain(text) => {
            let owner = base::there(base::load(ctx, OrganizationById(respondent.organization_id)).await?)?;
            Ok(piping::filled(text, &registry::text_facts(&owner, language)))
        }
        _ => Ok(text.to_owned()),
    }
}

/// As [`shown`], of a text that need not be there.
async fn shown_if_there(
    ctx: &Context<'_>,
    text: Option<&LocalizedText>,
    language: Option<GqlLanguage>,
) -> Result<Option<String>> {
    match text {
        Some(text) => shown(ctx, text, language).await.map(Some),
        None => Ok(None),
    }
}
