//! How far a response has come: what came of each question, what is missing and why.

use std::collections::{BTreeMap, HashMap};

use ::entity::answer::AnswerState;
use ::entity::id::{InvitationId, OrganizationId, QuestionId, QuestionnaireVersionId, ResponseId, SectionId};

use super::approvals::standing_of;
use super::complete::obstacles;
use super::logic::{AsRead, counted, has_rules, outcome_with};
use super::receipt::WrittenState;
use super::{Outcome, StoredAnswer, queries};
use crate::Cx;
use crate::error::{Error, Refusal};
use crate::questionnaire::content::Kind as _;
use crate::questionnaire::missing::gaps;
use crate::questionnaire::{StoredQuestion, StoredSection, StoredVersion};
use crate::registry;

/// How far a response has come.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Section by section, also those in which nothing is shown now.
    pub sections: Vec<SectionStanding>,
    /// What stands in the way of submitting it besides.
    pub besides: Vec<Refusal>,
}

/// How far a section has come.
#[derive(Clone, Debug)]
pub struct SectionStanding {
    /// The section.
    pub id: SectionId,
    /// Its code.
    pub code: String,
    /// Its questions, without texts that are only to be read.
    pub questions: Vec<QuestionStanding>,
}

/// How far a question has come.
#[derive(Clone, Debug)]
pub struct QuestionStanding {
    /// The question.
    pub id: QuestionId,
    /// What came of it.
    pub state: WrittenState,
    /// Whether it must be answered, as things stand.
    pub required: bool,
    /// Whether nothing is left to answer in it.
    pub complete: bool,
    /// What stands in the way of submitting it.
    pub obstacles: Vec<Refusal>,
}

impl SectionStanding {
    /// The questions that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &QuestionStanding> {
        self.questions.iter().filter(|question| question.state != WrittenState::NotShown)
    }
}

/// How far the response of an invitation has come; nothing is answered where there is none yet. Whoever has the invitation or the
/// response may read it; those to whom sections were handed, what it says of these.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(super) async fn standing(
    cx: &Cx,
    invitation: InvitationId,
    response: Option<ResponseId>,
) -> Result<Standing, Error> {
    let (owner, version, needs_approval) = queries::asked_and_approved(cx.db(), invitation).await?;
    let version = cx.app.published.get(cx.db(), version).await?;
    let stored = match response {
        Some(response) => queries::answers(cx.db(), response).await?,
        None => Vec::new(),
    };
    let missing =
        if needs_approval { standing_of(cx.db(), true, invitation, &stored).await?.missing() } else { None };
    let answers = counted(&version, stored);
    let outcome = super::outcome(cx.db(), &version, owner, &answers, cx.now()).await?;
    let mut standing = of(&version, &answers, &outcome);
    standing.besides.extend(missing.map(|problem| Refusal::new("", problem)));
    if let Some(only) = cx.actor.only_sections() {
        standing.sections.retain(|section| only.contains(&section.id));
        standing.besides.clear();
    }
    Ok(standing)
}

/// How far responses to the same version have come, by their keys: four statements, however many.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(super) async fn standings(
    cx: &Cx,
    version: QuestionnaireVersionId,
    responses: &[(ResponseId, OrganizationId)],
) -> Result<HashMap<ResponseId, Standing>, Error> {
    if responses.is_empty() {
        return Ok(HashMap::new());
    }
    let version = cx.app.published.get(cx.db(), version).await?;
    let ids: Vec<ResponseId> = responses.iter().map(|(response, _)| *response).collect();
    let mut answers: HashMap<ResponseId, Vec<StoredAnswer>> = HashMap::new();
    for answer in queries::answers_of(cx.db(), &ids).await? {
        answers.entry(answer.row.response_id).or_default().push(answer);
    }
    let mut facts = HashMap::new();
    if has_rules(&version) {
        let owners: Vec<OrganizationId> = responses.iter().map(|(_, owner)| *owner).collect();
        for owner in queries::organizations(cx.db(), &owners).await? {
            facts.insert(owner.id, registry::facts_of(owner));
        }
    }
    let unknown = BTreeMap::new();
    let standing = |(response, owner): &(ResponseId, OrganizationId)| {
        let answers = counted(&version, answers.remove(response).unwrap_or_default());
        let outcome = outcome_with(&version, facts.get(owner).unwrap_or(&unknown), &answers, cx.now());
        (*response, of(&version, &answers, &outcome))
    };
    Ok(responses.iter().map(standing).collect())
}

/// Works out how far answers have come with what rules come to.
fn of(version: &StoredVersion, answers: &[StoredAnswer], outcome: &Outcome) -> Standing {
    let read = AsRead::of(version, answers);
    let mut in_the_way: HashMap<QuestionId, Vec<Refusal>> = HashMap::new();
    for (question, obstacle) in obstacles(version, answers, outcome) {
        in_the_way.entry(question).or_default().push(obstacle);
    }
    let states: HashMap<QuestionId, AnswerState> = answers
        .iter()
        .filter(|answer| answer.row.state != AnswerState::NotAnswered)
        .map(|answer| (answer.row.question_id, answer.row.state))
        .collect();
    let question = |question: &StoredQuestion| {
        let id = question.question.id;
        let hidden = outcome.hidden.contains(&id);
        let complete = || gaps(&question.asked, read.answer(question).as_ref(), true).is_empty();
        QuestionStanding {
            id,
            state: if hidden { WrittenState::NotShown } else { state(question, &states) },
            required: outcome.required.contains(&id),
            complete: !hidden && complete(),
            obstacles: in_the_way.get(&id).cloned().unwrap_or_default(),
        }
    };
    let section = |section: &StoredSection| SectionStanding {
        id: section.row.id,
        code: section.row.code.clone(),
        questions: section
            .questions
            .iter()
            .filter(|one| one.asked.kind.is_answered())
            .map(question)
            .collect(),
    };
    Standing { sections: version.sections.iter().map(section).collect(), besides: Vec::new() }
}

/// What came of a question that is shown; of one with parts, something where there is something in any of them.
fn state(question: &StoredQuestion, states: &HashMap<QuestionId, AnswerState>) -> WrittenState {
    match states.get(&question.question.id) {
        Some(AnswerState::Answered) => WrittenState::Answered,
        Some(AnswerState::DontKnow) => WrittenState::DontKnow,
        Some(AnswerState::NotRelevant) => WrittenState::NotRelevant,
        Some(AnswerState::NotAnswered) => WrittenState::NotAnswered,
        None if question.parts.iter().any(|part| states.contains_key(&part.question.id)) => {
            WrittenState::Answered
        }
        None => WrittenState::NotAnswered,
    }
}
