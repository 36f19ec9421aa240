//! What differs between two versions.

use async_graphql::{Context, Object};

use super::version::QuestionnaireVersion;
use crate::Cx;
use crate::graphql::base::{GqlLanguage, Result};
use crate::questionnaire::difference::{Difference, Touching, Verdict, What};

/// What differs between two versions of a questionnaire.
pub(super) struct QuestionnaireDifference(pub(super) Difference);

/// What differs between two versions of a questionnaire.
#[Object]
impl QuestionnaireDifference {
    /// The version that is compared.
    async fn from(&self) -> QuestionnaireVersion {
        QuestionnaireVersion(self.0.from.clone())
    }

    /// The version it is compared with.
    async fn to(&self) -> QuestionnaireVersion {
        QuestionnaireVersion(self.0.to.clone())
    }

    /// The worst of the verdicts; null where nothing differs.
    async fn verdict(&self) -> Option<Verdict> {
        self.0.changes.iter().map(|touching| touching.change.verdict()).max()
    }

    /// Every change, in the order in which the first version asks; what is new follows.
    async fn changes(&self) -> Vec<QuestionnaireChange<'_>> {
        self.0.changes.iter().map(QuestionnaireChange).collect()
    }
}

/// A change between two versions.
struct QuestionnaireChange<'a>(&'a Touching);

/// A change between two versions.
#[Object]
impl QuestionnaireChange<'_> {
    /// Where it is, by codes: `["questions", "Q03", "options", "a", "label", "nb"]`.
    async fn path(&self) -> &[String] {
        &self.0.change.path
    }

    /// What was changed there.
    async fn what(&self) -> What {
        self.0.change.what
    }

    /// Of a text that is there in both: in which language.
    async fn language(&self) -> Option<GqlLanguage> {
        self.0.change.language.map(Into::into)
    }

    /// What stood there before; null where nothing did. Of what was removed its text in bokmål, of what was moved its section and place.
    async fn before(&self) -> Option<&str> {
        self.0.change.before.as_deref()
    }

    /// What stands there after; null where nothing does. Of what was added its text in bokmål, of what was moved its section and place.
    async fn after(&self) -> Option<&str> {
        self.0.change.after.as_deref()
    }

    /// Of a text that is there in both: the share of its words that are the same, 0 to 1.
    async fn similarity(&self) -> Option<f64> {
        self.0.change.similarity
    }

    /// What it does to a series of answers from before it and after it.
    async fn verdict(&self) -> Verdict {
        self.0.change.verdict()
    }

    /// Why, in this language or else in that of the request.
    async fn reason(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this language, or else in that of the request.")] language: Option<GqlLanguage>,
    ) -> Result<&'static str> {
        let language = language.map_or(Cx::of(ctx)?.language, Into::into);
        Ok(self.0.change.reason.in_language(language))
    }

    /// How many answers it touches: those to the question, its rows and fields, in rounds that ask the first version.
    async fn answers(&self) -> i32 {
        i32::try_from(self.0.answers).unwrap_or(i32::MAX)
    }

    /// How many dashboards it touches: those of rounds that ask the first version, whose maturity model has the question.
    async fn dashboards(&self) -> i32 {
        i32::try_from(self.0.dashboards).unwrap_or(i32::MAX)
    }
}
