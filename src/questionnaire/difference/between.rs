use std::collections::{BTreeSet, HashMap};

use ::entity::id::{QuestionId, QuestionnaireVersionId};

use super::{About, Change, Usage, difference};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem};
use crate::questionnaire::{StoredVersion, find, queries, questionnaire_version};

/// What differs between two versions, and what hangs on it.
pub struct Difference {
    /// The version from which.
    pub from: questionnaire_version::Model,
    /// The version to which.
    pub to: questionnaire_version::Model,
    /// The changes.
    pub changes: Vec<Touching>,
}

/// A change, and what it touches.
pub struct Touching {
    /// The change.
    pub change: Change,
    /// Answers given in rounds that ask the first version.
    pub answers: u64,
    /// Rounds of the first version whose dashboards rest on such answers.
    pub dashboards: usize,
}

/// Compares two versions of the same questionnaire.
///
/// # Errors
/// [`Error::NotFound`] where one is not there, or not theirs; [`Error::Refused`] where they are of different questionnaires.
pub async fn between(
    cx: &Cx,
    from: QuestionnaireVersionId,
    to: QuestionnaireVersionId,
) -> Result<Difference, Error> {
    let first = find::authorized(cx, from, Permission::ReadStudy).await?;
    let second = find::authorized(cx, to, Permission::ReadStudy).await?;
    if first.questionnaire_id != second.questionnaire_id {
        return Err(Error::refused("toId", Problem::OtherQuestionnaire));
    }
    let versions = if from == to { vec![first] } else { vec![first, second] };
    let stored = queries::with_content(cx.db(), versions).await?;
    let (Some(from), Some(to)) = (stored.first(), stored.last()) else { return Err(Error::NotFound) };
    let mut usage = Usage::default();
    for stage in &cx.app.uses {
        stage.uses(cx, from.row.id, &mut usage).await?;
    }
    let contents = (from.content()?, to.content()?);
    // Long texts in a large questionnaire take a while to compare.
    let changes = tokio::task::spawn_blocking(move || difference(&contents.0, &contents.1));
    let changes = changes.await.map_err(anyhow::Error::from)?;
    let touched = Touched { keys: keys(from).chain(keys(to)).collect(), from, usage: &usage };
    let changes = changes.into_iter().map(|change| touched.by(change)).collect();
    Ok(Difference { from: from.row.clone(), to: to.row.clone(), changes })
}

/// The lasting keys of questions, rows and fields, by code.
fn keys(version: &StoredVersion) -> impl Iterator<Item = (&str, QuestionId)> {
    version.questions().flat_map(|question| {
        let parts = question.parts.iter().map(|part| (part.question.code.as_str(), part.question.id));
        std::iter::once((question.question.code.as_str(), question.question.id)).chain(parts)
    })
}

struct Touched<'a> {
    keys: HashMap<&'a str, QuestionId>,
    from: &'a StoredVersion,
    usage: &'a Usage,
}

impl Touched<'_> {
    fn by(&self, change: Change) -> Touching {
        let keys = self.about(&change.about);
        let answers = keys.iter().filter_map(|key| self.usage.answers.get(key)).sum();
        let rounds: BTreeSet<_> =
            keys.iter().filter_map(|key| self.usage.dashboards.get(key)).flatten().collect();
        Touching { change, answers, dashboards: rounds.len() }
    }

    fn about(&self, about: &About) -> BTreeSet<QuestionId> {
        let keys = |chosen: &dyn Fn(&str) -> bool| -> BTreeSet<QuestionId> {
            self.keys.iter().filter(|(code, _)| chosen(code)).map(|(_, key)| *key).collect()
        };
        let of_question = |code: &str, question: &str| {
            code.strip_prefix(question).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        match about {
            About::Everything => keys(&|_| true),
            About::Section(section) => {
                let asked = self.from.sections.iter().filter(|stored| stored.row.code == *section);
                let asked: Vec<&str> = asked
                    .flat_map(|stored| &stored.questions)
                    .map(|stored| stored.question.code.as_str())
                    .collect();
                keys(&|code| asked.iter().any(|question| of_question(code, question)))
            }
            About::Question(question) => keys(&|code| of_question(code, question)),
            About::Part(part) => keys(&|code| code == part),
        }
    }
}
