use std::collections::{HashMap, HashSet};

use ::entity::answer::AnswerState;
use ::entity::id::{OrganizationId, QuestionId};
use chrono::{DateTime, Utc};

use super::{StoredAnswer, queries, response};
use crate::Cx;
use crate::db::Executor;
use crate::error::Error;
use crate::questionnaire::rules::Absence;
use crate::questionnaire::{StoredVersion, visibility};
use crate::registry;

/// The questions of a response that are not shown now, in the order in which they are asked. Whoever has the response may
/// read it.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub(super) async fn hidden_in(cx: &Cx, response: &response::Model) -> Result<Vec<QuestionId>, Error> {
    let (owner, version) = queries::asked_of(cx.db(), response.invitation_id).await?;
    let version = cx.app.published.get(cx.db(), version).await?;
    let answers = queries::answers(cx.db(), response.id).await?;
    let hidden = hidden(cx.db(), &version, owner, &answers, cx.now()).await?;
    let asked = version.questions().map(|question| question.question.id);
    Ok(asked.filter(|question| hidden.contains(question)).collect())
}

/// The questions that are not shown to an owner who has answered so. What was typed before they were hidden is kept, but
/// does not count. Where a version has no rules, nothing is read.
///
/// # Errors
/// [`Error::Fault`] where the database fails.
pub async fn hidden(
    db: &impl Executor,
    version: &StoredVersion,
    owner: OrganizationId,
    answers: &[StoredAnswer],
    now: DateTime<Utc>,
) -> Result<HashSet<QuestionId>, Error> {
    if version.questions().all(|question| question.rule.is_none()) {
        return Ok(HashSet::new());
    }
    let facts = registry::facts(db, owner).await?;
    let given: HashMap<QuestionId, &StoredAnswer> =
        answers.iter().map(|answer| (answer.row.question_id, answer)).collect();
    let codes: HashMap<_, &str> = version
        .questions()
        .flat_map(|question| &question.options)
        .map(|option| (option.id, option.code.as_str()))
        .collect();
    let said = |question: QuestionId| {
        let answer = given.get(&question).ok_or(Absence::NotAnswered)?;
        match answer.row.state {
            AnswerState::DontKnow => Err(Absence::DontKnow),
            AnswerState::NotRelevant => Err(Absence::NotRelevant),
            AnswerState::Answered => {
                let chosen = answer.options.first().and_then(|option| codes.get(option));
                chosen.copied().ok_or(Absence::NotAnswered)
            }
        }
    };
    let today = now.with_timezone(&chrono_tz::Europe::Oslo).date_naive();
    Ok(visibility::hidden(version, said, &facts, today))
}
