//! What would keep a version from being published.

use async_graphql::SimpleObject;

use crate::Cx;
use crate::graphql::base::{self, UserError};
use crate::questionnaire::{Examined, questionnaire_version};

/// What would keep a version from being published, and what had better be known before it is.
#[derive(SimpleObject)]
pub(super) struct QuestionnairePublishability {
    /// Whether `publishQuestionnaire` would publish it as it is.
    can_be_published: bool,
    /// The revision that was looked at: send it as `baseRevision`, and what is published is this and nothing else.
    revision: i32,
    /// Everything that keeps it from being published. Paths name sections, questions and options by their codes.
    obstacles: Vec<UserError>,
    /// What does not stand in the way, but had better be known: texts that are missing in English, and where synthetic respondents got no
    /// further.
    warnings: Vec<UserError>,
}

impl QuestionnairePublishability {
    pub(super) fn of(cx: &Cx, version: &questionnaire_version::Model, examined: Examined) -> Self {
        Self {
            can_be_published: examined.obstacles.is_empty(),
            revision: version.revision,
            obstacles: base::user_errors(cx, examined.obstacles),
            warnings: base::user_errors(cx, examined.warnings),
        }
    }
}
