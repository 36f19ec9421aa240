use std::collections::{BTreeSet, HashMap};

use ::entity::id::{QuestionId, QuestionnaireVersionId};

use super::{About, Change, Usage, difference};
use crate::Cx;
use crate::auth::Permission;
use crate::error::{Error, Problem};
use crate::questionnaire::{StoredSection, StoredVersion, find, queries, questionnaire_version};

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
    let rows = (from.row.clone(), to.row.clone());
    let touched = Touched::new(from, to, usage);
    // Long texts in a large questionnaire take a while to compare.
    let changes = tokio::task::spawn_blocking(move || {
        let changes = difference(&contents.0, &contents.1);
        changes.into_iter().map(|change| touched.by(change)).collect()
    });
    Ok(Difference { from: rows.0, to: rows.1, changes: changes.await.map_err(anyhow::Error::from)? })
}

/// The lasting keys of what changes are about.
struct Touched {
    /// Of each question with its rows and fields, by its code.
    questions: HashMap<String, BTreeSet<QuestionId>>,
    /// Of each row and field, by its code.
    parts: HashMap<String, QuestionId>,
    /// Of all questions that a section asks in the first version, with what they are in either, by its code.
    sections: HashMap<String, BTreeSet<QuestionId>>,
    usage: Usage,
}

impl Touched {
    fn new(from: &StoredVersion, to: &StoredVersion, usage: Usage) -> Self {
        let (mut questions, mut parts) = (HashMap::<_, BTreeSet<_>>::new(), HashMap::new());
        for question in from.questions().chain(to.questions()) {
            let keys = questions.entry(question.question.code.clone()).or_default();
            keys.insert(question.question.id);
            keys.extend(question.parts.iter().map(|part| part.question.id));
            parts.extend(question.parts.iter().map(|part| (part.question.code.clone(), part.question.id)));
        }
        let keys_of = |code: &String| questions.get(code).into_iter().flatten().copied();
        let section = |section: &StoredSection| {
            let asked = section.questions.iter().flat_map(|question| keys_of(&question.question.code));
            (section.row.code.clone(), asked.collect())
        };
        let sections = from.sections.iter().map(section).collect();
        Self { questions, parts, sections, usage }
    }

    fn by(&self, change: Change) -> Touching {
        let keys: BTreeSet<QuestionId> = match &change.about {
            About::Everything => self.questions.values().flatten().copied().collect(),
            About::Section(section) => self.sections.get(section.as_str()).cloned().unwrap_or_default(),
            About::Question(question) => self.questions.get(question.as_str()).cloned().unwrap_or_default(),
            About::Part(part) => self.parts.get(part.as_str()).copied().into_iter().collect(),
        };
        let answers = keys.iter().filter_map(|key| self.usage.answers.get(key)).sum();
        let rounds: BTreeSet<_> =
            keys.iter().filter_map(|key| self.usage.dashboards.get(key)).flatten().collect();
        Touching { change, answers, dashboards: rounds.len() }
    }
}
