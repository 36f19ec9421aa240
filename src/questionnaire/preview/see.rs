use std::collections::BTreeMap;

use ::entity::Language;
use ::entity::id::{OrganizationId, QuestionnaireVersionId};
use chrono::NaiveDate;

use super::{Preview, Tried, preview, read};
use crate::auth::Permission;
use crate::error::Error;
use crate::questionnaire::content::Content;
use crate::questionnaire::{find, queries, questionnaire_version};
use crate::{Cx, registry};

/// For whom a preview is.
pub enum Owner {
    /// One who is registered.
    Registered(OrganizationId),
    /// One who is made up: facts by name, those of rules and those of texts.
    MadeUp(BTreeMap<String, String>),
}

/// What is to be seen.
pub struct Request {
    /// The version; a draft too.
    pub version: QuestionnaireVersionId,
    /// What is answered.
    pub answers: Vec<Tried>,
    /// For whom.
    pub owner: Owner,
    /// The language of the texts.
    pub language: Language,
    /// The day that `today()` gives; today, where absent.
    pub today: Option<NaiveDate>,
}

/// What would be seen.
pub struct Previewed {
    /// The version.
    pub version: questionnaire_version::Model,
    /// What it asks.
    pub content: Content,
    /// What of that is shown.
    pub preview: Preview,
    /// What texts say of the owner.
    pub facts: BTreeMap<&'static str, String>,
    /// The language of the texts.
    pub language: Language,
}

/// Shows what a respondent would see.
///
/// # Errors
/// [`Error::Refused`] with everything that is wrong with the answers; [`Error::NotFound`] where there is no such version or owner, or it
/// is not theirs.
pub async fn see(cx: &Cx, request: Request) -> Result<Previewed, Error> {
    let version = find::authorized(cx, request.version, Permission::ReadStudy).await?;
    let stored = queries::with_content(cx.db(), vec![version.clone()]).await?.pop().ok_or(Error::NotFound)?;
    let content = stored.content()?;
    let answers = read(&content, &request.answers)?;
    let (of_rules, of_texts) = match request.owner {
        Owner::Registered(id) => {
            let owner = registry::by_id(cx, id).await?;
            (registry::facts(cx.db(), id).await?, registry::text_facts(&owner, request.language))
        }
        Owner::MadeUp(facts) => {
            let named = |name: &str| facts.get(name).cloned();
            let of_rules =
                registry::FACTS.into_iter().filter_map(|name| Some((name.to_owned(), named(name)?)));
            let of_texts = registry::TEXT_FACTS.into_iter().filter_map(|name| Some((name, named(name)?)));
            (of_rules.collect(), of_texts.collect())
        }
    };
    let in_norway = || cx.now().with_timezone(&chrono_tz::Europe::Oslo).date_naive();
    let preview = preview(&content, answers, &of_rules, request.today.unwrap_or_else(in_norway));
    Ok(Previewed { version, content, preview, facts: of_texts, language: request.language })
}
