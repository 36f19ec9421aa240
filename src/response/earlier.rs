//! Responses that start from what the owner submitted before: earlier answers, to be confirmed or changed. Until it is, an earlier answer
//! is not stored as one, so that nothing counts it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ::entity::answer_origin::{self, Origin};
use ::entity::id::{AnswerId, QuestionId, ResponseId, RoundId};

use super::carried::{EarlierAnswer, NotCarried, carry};
use super::frozen::Frozen;
use super::plan::{Change, Key};
use super::{ClientKey, SaveAnswer, Saved, Saving, Share, StoredAnswer, queries, save, submission};
use crate::Cx;
use crate::auth::{Actor, RespondentActor};
use crate::db::Txn;
use crate::error::{Error, Problem, Refusal};
use crate::questionnaire::StoredVersion;
use crate::round;

/// What an owner submitted before, as far as it says something about what is asked now.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The submission.
    pub submission: submission::Model,
    /// The round in which it was submitted.
    pub round: RoundId,
    /// What was asked then.
    pub asked_then: Arc<StoredVersion>,
    /// What is asked now.
    pub asked_now: Arc<StoredVersion>,
    /// The answers that are carried over, in the order in which they were asked.
    pub answers: Vec<EarlierAnswer>,
    /// Those that are not.
    pub left: Vec<NotCarried>,
}

/// How an earlier answer stands to what is answered now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is answered yet.
    Unconfirmed,
    /// The same is answered.
    Confirmed,
    /// Something else is answered, or it was taken back.
    Changed,
}

impl Standing {
    /// How an earlier answer stands to the one that is stored under its key.
    #[must_use]
    pub fn of(earlier: &EarlierAnswer, stored: Option<&StoredAnswer>) -> Self {
        match stored {
            None => Self::Unconfirmed,
            Some(stored) if stored.given() == earlier.given => Self::Confirmed,
            Some(_) => Self::Changed,
        }
    }
}

/// What the respondent's owner submitted before, as far as it is theirs to answer; `None` where the round starts from nothing, or nothing
/// was submitted.
///
/// # Errors
/// [`Error::Forbidden`] for those who are no respondent.
pub async fn earlier(cx: &Cx) -> Result<Option<Earlier>, Error> {
    let respondent = cx.actor.require_respondent()?;
    let found = of_respondent(cx, respondent).await?;
    Ok(found.map(|earlier| earlier.only_for(&cx.actor)))
}

pub(super) async fn of_respondent(cx: &Cx, respondent: &RespondentActor) -> Result<Option<Earlier>, Error> {
    if !respondent.starts_from_previous {
        return Ok(None);
    }
    let scoped = round::round_and_study(cx.db(), respondent.round_id).await?.ok_or(Error::NotFound)?;
    let asked_now = cx.app.published.get(cx.db(), scoped.round.version_id).await?;
    let found = match queries::started_from(cx.db(), respondent.invitation_id).await? {
        Some(settled) => Some(settled),
        None => {
            let questionnaire = asked_now.row.questionnaire_id;
            let owner = respondent.organization_id;
            queries::previous_submission(cx.db(), owner, &scoped.round, questionnaire).await?
        }
    };
    let Some(submission) = found else { return Ok(None) };
    let Some((round, version)) = queries::asked_in(cx.db(), submission.response_id).await? else {
        return Ok(None);
    };
    let asked_then = cx.app.published.get(cx.db(), version).await?;
    let frozen = Frozen::read(submission.content.clone(), &submission.content_hash)?;
    let versions = (Arc::clone(&asked_then), Arc::clone(&asked_now));
    // Long texts in a large questionnaire take a while to compare.
    let carrying = tokio::task::spawn_blocking(move || carry(&versions.0, &versions.1, &frozen.answers));
    let (answers, left) = carrying.await.map_err(anyhow::Error::from)??;
    Ok(Some(Earlier { submission, round, asked_then, asked_now, answers, left }))
}

impl Earlier {
    /// What of it belongs to the sections that somebody answers.
    fn only_for(mut self, actor: &Actor) -> Self {
        let share = Share::of_version(actor, &self.asked_now);
        self.answers.retain(|answer| share.has(answer.question));
        let shared: HashSet<&str> = self
            .asked_now
            .sections
            .iter()
            .flat_map(|section| &section.questions)
            .filter(|question| share.has(question.question.id))
            .map(|question| question.question.code.as_str())
            .collect();
        let is_shared = |code: &str| {
            actor.only_sections().is_none() || shared.contains(code.split('.').next().unwrap_or_default())
        };
        self.left.retain(|left| is_shared(&left.question));
        self
    }

    fn by_key(&self) -> HashMap<Key, &EarlierAnswer> {
        self.answers.iter().map(|answer| (answer.key(), answer)).collect()
    }

    /// Settles that the response starts from this, and writes of each change what it is to what was said before.
    pub(super) async fn remember(
        &self,
        txn: &Txn,
        response: ResponseId,
        changes: &[Change],
    ) -> Result<(), Error> {
        let earlier = self.by_key();
        queries::settle_start(txn, response, self.submission.id).await?;
        let origin = |change: &Change| match earlier.get(&change.key) {
            None => Origin::New,
            Some(before) if before.given == change.given => Origin::Confirmed,
            Some(_) => Origin::Changed,
        };
        let rows = changes
            .iter()
            .map(|change| answer_origin::Model { answer_id: change.id, origin: origin(change) })
            .collect();
        Ok(queries::set_origins(txn, rows).await?)
    }
}

/// Confirms earlier answers: each is saved as it was said then. One that is answered otherwise by now is told as a clash, and stays.
///
/// # Errors
/// As for [`save()`].
pub async fn confirm(
    cx: &Cx,
    answers: Vec<Result<(QuestionId, String), Vec<Refusal>>>,
    client_key: Option<ClientKey>,
) -> Result<Saved, Error> {
    let respondent = cx.actor.require_respondent()?;
    let earlier = of_respondent(cx, respondent).await?.map(|earlier| earlier.only_for(&cx.actor));
    let known = earlier.as_ref().map(Earlier::by_key).unwrap_or_default();
    let confirmed = |(question, item): (QuestionId, String)| match known.get(&(question, item.clone())) {
        Some(answer) => Ok(SaveAnswer { question, item, given: answer.given.clone(), base_revision: None }),
        None => Err(vec![Refusal::new("questionId", Problem::Unknown)]),
    };
    let answers = answers.into_iter().map(|wanted| wanted.and_then(confirmed)).collect();
    save(cx, Saving { answers, client_key }).await
}

/// What the answers of a response are to what was said before; empty where it starts from nothing.
pub(super) async fn origins(
    txn: &Txn,
    respondent: &RespondentActor,
    response: ResponseId,
) -> Result<HashMap<AnswerId, Origin>, Error> {
    if !respondent.starts_from_previous {
        return Ok(HashMap::new());
    }
    Ok(queries::origins(txn, response).await?)
}
