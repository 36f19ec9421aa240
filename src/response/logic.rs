use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use ::entity::answer::AnswerState;
use ::entity::id::{OrganizationId, QuestionId, ResponseId};
use ::entity::question::QuestionKind;
use chrono::{DateTime, Utc};

use super::{Share, StoredAnswer, queries, response};
use crate::Cx;
use crate::db::Executor;
use crate::error::Error;
use crate::questionnaire::content::Kind;
use crate::questionnaire::rules::{self, Absence, Cell, Scalar};
use crate::questionnaire::{StoredQuestion, StoredVersion, logic};
use crate::registry;

/// What the rules of a version come to for one response, by questions without their parts.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Questions that are not shown. What was typed before they were hidden is kept, but does not count.
    pub hidden: HashSet<QuestionId>,
    /// Questions that are shown and must be answered.
    pub required: HashSet<QuestionId>,
    /// Questions that are shown and answered, but not as they must be.
    pub invalid: HashSet<QuestionId>,
}

/// The questions of a response that are not shown now, in the order in which they are asked. Whoever has the response may
/// read it.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(super) async fn hidden_in(cx: &Cx, response: &response::Model) -> Result<Vec<QuestionId>, Error> {
    let (owner, version) = queries::asked_of(cx.db(), response.invitation_id).await?;
    let version = cx.app.published.get(cx.db(), version).await?;
    let answers = queries::answers(cx.db(), response.id).await?;
    let outcome = outcome(cx.db(), &version, owner, &answers, cx.now()).await?;
    let share = Share::of_version(&cx.actor, &version);
    let asked = version.questions().map(|question| question.question.id);
    Ok(asked.filter(|question| outcome.hidden.contains(question) && share.has(*question)).collect())
}

/// Works out the rules of a version for an owner who has answered so. Where it has none, nothing is read.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn outcome(
    db: &impl Executor,
    version: &StoredVersion,
    owner: OrganizationId,
    answers: &[StoredAnswer],
    now: DateTime<Utc>,
) -> Result<Outcome, Error> {
    let facts = if has_rules(version) { registry::facts(db, owner).await? } else { BTreeMap::new() };
    Ok(outcome_with(version, &facts, answers, now))
}

/// Whether what is known of the owner can matter to what is shown.
pub(super) fn has_rules(version: &StoredVersion) -> bool {
    logic::has_rules(version.questions().map(|question| &question.asked))
}

/// Works out the rules of a version with what is known of the owner.
pub(super) fn outcome_with(
    version: &StoredVersion,
    facts: &BTreeMap<String, String>,
    answers: &[StoredAnswer],
    now: DateTime<Utc>,
) -> Outcome {
    if !has_rules(version) {
        let required = version.questions().filter(|question| question.row.required);
        let required = required.map(|question| question.question.id).collect();
        return Outcome { required, ..Outcome::default() };
    }
    let today = now.with_timezone(&chrono_tz::Europe::Oslo).date_naive();
    let asked = version.questions().map(|question| &question.asked);
    let by_code = logic::outcome(asked, for_rules(version, answers), facts, today);
    let mut outcome = Outcome::default();
    for StoredQuestion { question, .. } in version.questions() {
        for (codes, ids) in [
            (&by_code.hidden, &mut outcome.hidden),
            (&by_code.required, &mut outcome.required),
            (&by_code.invalid, &mut outcome.invalid),
        ] {
            if codes.contains(&question.code) {
                ids.insert(question.id);
            }
        }
    }
    outcome
}

/// Answers as rules see them, by code of the question.
fn for_rules(version: &StoredVersion, answers: &[StoredAnswer]) -> BTreeMap<String, rules::Answer> {
    let answers = AsRead::of(version, answers);
    let each = version
        .questions()
        .filter_map(|question| Some((question.question.code.clone(), answers.answer(question)?)));
    each.collect()
}

/// What counts: where the whole of a question is answered, what was answered to its rows or fields is kept and does not count, as with
/// a question that is not shown.
pub(super) fn counted(version: &StoredVersion, mut answers: Vec<StoredAnswer>) -> Vec<StoredAnswer> {
    let given = answers.iter().filter(|answer| answer.row.state != AnswerState::NotAnswered);
    let given: HashSet<QuestionId> = given.map(|answer| answer.row.question_id).collect();
    let wholes = version.questions().filter(|question| given.contains(&question.question.id));
    let parts = wholes.flat_map(|question| &question.parts);
    let beneath: HashSet<QuestionId> = parts.map(|part| part.question.id).collect();
    answers.retain(|answer| !beneath.contains(&answer.row.question_id));
    answers
}

/// The answers of a response that count: see `counted`.
///
/// # Errors
/// Where the database fails.
pub(super) async fn answers_that_count(
    db: &impl Executor,
    version: &StoredVersion,
    response: ResponseId,
) -> Result<Vec<StoredAnswer>, Error> {
    Ok(counted(version, queries::answers(db, response).await?))
}

/// Answers to a version, by question.
pub(super) struct AsRead<'a> {
    given: HashMap<QuestionId, Vec<&'a StoredAnswer>>,
    codes: HashMap<::entity::id::VersionOptionId, &'a str>,
}

impl<'a> AsRead<'a> {
    pub(super) fn of(version: &'a StoredVersion, answers: &'a [StoredAnswer]) -> Self {
        let mut given: HashMap<QuestionId, Vec<&StoredAnswer>> = HashMap::new();
        for answer in answers {
            given.entry(answer.row.question_id).or_default().push(answer);
        }
        let codes = version.answerable().flat_map(|asked| asked.options);
        Self { given, codes: codes.map(|option| (option.id, option.code.as_str())).collect() }
    }

    /// The rows of a repeating group, in the order in which its answer lists them.
    pub(super) fn items(&self, question: &StoredQuestion) -> Vec<&'a str> {
        let parts = question.parts.iter().filter_map(|part| self.given.get(&part.question.id));
        let items: BTreeSet<&str> = parts.flatten().map(|answer| answer.row.item.as_str()).collect();
        items.into_iter().collect()
    }

    /// The answer to a question; `None` where there is none.
    pub(super) fn answer(&self, question: &StoredQuestion) -> Option<rules::Answer> {
        let whole = self.whole(question.question.id);
        if question.asked.kind == QuestionKind::MultipleChoice
            && let Some(answer) = whole.filter(|answer| answer.row.state == AnswerState::Answered)
        {
            let chosen = answer.options.iter().filter_map(|option| self.codes.get(option));
            return Some(rules::Answer::Choices(chosen.map(|code| (*code).to_owned()).collect()));
        }
        if !question.asked.kind.has_parts() {
            return whole.map(|answer| rules::Answer::Single(self.cell(answer)));
        }
        if let Some(answer) = whole.filter(|answer| answer.row.state != AnswerState::NotAnswered) {
            return Some(rules::Answer::Single(self.cell(answer)));
        }
        if question.asked.kind.has_fields() { Some(self.group(question)) } else { Some(self.rows(question)) }
    }

    fn whole(&self, question: QuestionId) -> Option<&StoredAnswer> {
        self.given.get(&question)?.first().copied()
    }

    fn rows(&self, question: &StoredQuestion) -> rules::Answer {
        let rows = question.parts.iter().map(|part| {
            let cell = self.whole(part.question.id).map(|answer| self.cell(answer));
            (part.asked.code.to_string(), cell.unwrap_or(Cell::None(Absence::NotAnswered)))
        });
        rules::Answer::Rows { rows: rows.collect() }
    }

    fn group(&self, question: &StoredQuestion) -> rules::Answer {
        let mut rows: BTreeMap<&str, BTreeMap<String, Cell>> = BTreeMap::new();
        for part in &question.parts {
            for answer in self.given.get(&part.question.id).into_iter().flatten() {
                let row = rows.entry(&answer.row.item).or_default();
                row.insert(part.asked.code.to_string(), self.cell(answer));
            }
        }
        rules::Answer::Group { group: rows.into_values().collect() }
    }

    fn cell(&self, answer: &StoredAnswer) -> Cell {
        let row = &answer.row;
        let value = match row.state {
            AnswerState::DontKnow => return Cell::None(Absence::DontKnow),
            AnswerState::NotRelevant => return Cell::None(Absence::NotRelevant),
            AnswerState::NotAnswered => return Cell::None(Absence::NotAnswered),
            AnswerState::Answered => {
                let option = answer.options.first().and_then(|option| self.codes.get(option));
                let text = option.map(|code| (*code).to_owned()).or_else(|| row.text.clone());
                text.map(Scalar::Text).or(row.number.map(Scalar::Number)).or(row.date.map(Scalar::Date))
            }
        };
        value.map_or(Cell::None(Absence::NotAnswered), Cell::Known)
    }
}
