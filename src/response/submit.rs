use std::collections::HashSet;
use std::sync::Arc;

use ::entity::id::{OrganizationId, QuestionId, ResponseId, RoundId, StudyId, SubmissionId};
use ::entity::response::ResponseStatus;
use async_trait::async_trait;

use super::about::{By, about};
use super::approvals::{Approval, kept, standing_of};
use super::complete::check_complete;
use super::frozen::{Frozen, frozen_answers, not_shown};
use super::logic::counted;
use super::queries::{self, StoredAnswer};
use super::{anonymous, anonymous_response, earlier, response, submission};
use crate::Cx;
use crate::auth::RespondentActor;
use crate::db::Txn;
use crate::error::{Error, Problem};
use crate::events::Event;
use crate::questionnaire::StoredVersion;
use crate::round;
use crate::value::content_hash;

/// A response as it is submitted.
pub struct Submitted {
    /// The study.
    pub study: StudyId,
    /// The round.
    pub round: RoundId,
    /// The owner.
    pub owner: OrganizationId,
    /// The submission.
    pub submission: SubmissionId,
    /// What was asked.
    pub version: Arc<StoredVersion>,
    /// The response.
    pub response: response::Model,
    /// Its answers.
    pub answers: Vec<StoredAnswer>,
    /// The questions that are not shown, and whose answers do not count.
    pub hidden: HashSet<QuestionId>,
    /// When.
    pub at: chrono::DateTime<chrono::Utc>,
}

/// What a later stage of the flow does when a response is submitted, in the same transaction.
#[async_trait]
pub trait OnSubmit: Send + Sync {
    /// Called once for each submission. An error undoes the submission.
    async fn submitted(&self, txn: &mut Txn, submitted: &Submitted) -> Result<(), Error>;
}

/// What came of submitting.
pub enum Sent {
    /// A submission of the response.
    Named(submission::Model),
    /// In an anonymous round: what was submitted, which is nobody's from now on.
    Anonymous(anonymous_response::Model),
}

/// Checks a response, freezes it as a numbered submission, and has the later stages follow, all in one transaction. What is submitted in
/// an anonymous round is kept apart instead, and is neither scored nor tied to anybody.
///
/// # Errors
/// [`Error::Refused`] with every question that still has to be answered or whose rule refuses its answer (`answers.<code>`), where nobody has approved it who must, where the round is not
/// open, or where it is submitted already (under another client key; in an anonymous round under any).
pub async fn submit(cx: &Cx, client_key: Option<String>) -> Result<Sent, Error> {
    let respondent = cx.actor.require_invited()?;
    let now = cx.now();
    let mut txn = cx.begin().await?;
    let invitation = queries::lock_invitation(&txn, respondent.invitation_id).await?;
    let (response, _) = queries::response_for_update(&txn, invitation.id, now).await?;
    if let Some(same) = queries::submission_by_key(&txn, response.id, client_key.as_deref()).await? {
        return Ok(Sent::Named(same));
    }
    if response.status == ResponseStatus::Submitted {
        return Err(Error::refused("", Problem::AlreadySubmitted));
    }
    let scoped = super::save::open_round(&txn, &invitation, now).await?;
    let ready = Ready::of(cx, &txn, &scoped.round, response.id).await?;
    let Ready { version, answers, hidden, approval, frozen } = ready;
    if scoped.round.anonymous {
        let (round, invitation) = (respondent.round_id, respondent.invitation_id);
        let row = anonymous::keep(&txn, round, invitation, frozen).await?;
        return done(txn, respondent, Sent::Anonymous(row)).await;
    }
    let latest = queries::latest_submission(&txn, response.id).await?;
    let by = By {
        number: latest.map_or(1, |latest| latest.number + 1),
        owner: queries::organization(&txn, respondent.organization_id).await?,
        contact: queries::contact(&txn, respondent.contact_id).await?,
        at: now,
    };
    let about = about(&txn, &scoped, &by, kept(&txn, &approval).await?, &frozen.answers).await?;
    let content = Frozen { about: Some(about), ..frozen };
    let row = submission::Model {
        id: SubmissionId::new(),
        response_id: response.id,
        number: by.number,
        content_hash: content_hash(&content)?,
        content: serde_json::to_value(&content).map_err(anyhow::Error::from)?,
        client_key,
        submitted_by: respondent.contact_id,
        submitted_at: now,
    };
    let response = queries::freeze(&txn, response, &row).await?;
    round::mark_submitted(&txn, respondent.invitation_id, now).await?;
    let received = round::Received { number: row.number, at: now, hash: &row.content_hash };
    let to = round::Addressed { invitation, owner: by.owner, contact: by.contact };
    round::receipt_mail(cx, &mut txn, &scoped, to, &received).await?;
    let (study, round) = (respondent.study_id, respondent.round_id);
    let (owner, submission) = (respondent.organization_id, row.id);
    let submitted =
        Submitted { study, round, owner, submission, version, response, answers, hidden, at: now };
    for listener in &cx.app.on_submit {
        listener.submitted(&mut txn, &submitted).await?;
    }
    done(txn, respondent, Sent::Named(row)).await
}

/// A response with nothing in the way of submitting it.
struct Ready {
    version: Arc<StoredVersion>,
    answers: Vec<StoredAnswer>,
    hidden: HashSet<QuestionId>,
    approval: Approval,
    /// What is kept of it, without what it is about.
    frozen: Frozen,
}

impl Ready {
    async fn of(cx: &Cx, txn: &Txn, round: &round::round::Model, id: ResponseId) -> Result<Self, Error> {
        let respondent = cx.actor.require_invited()?;
        let version = cx.app.published.get(txn, round.version_id).await?;
        let stored = queries::answers(txn, id).await?;
        let approval = standing_of(txn, round.needs_approval, respondent.invitation_id, &stored).await?;
        let answers = counted(&version, stored);
        let outcome = super::outcome(txn, &version, respondent.organization_id, &answers, cx.now()).await?;
        check_complete(&version, &answers, &outcome, approval.missing())?;
        let hidden = outcome.hidden;
        let origins = earlier::origins(txn, respondent, id).await?;
        let frozen = Frozen {
            questionnaire: version.row.content_hash.clone(),
            not_shown: Some(not_shown(&version, &hidden)),
            about: None,
            answers: frozen_answers(&version, &answers, &hidden, &origins),
        };
        Ok(Self { version, answers, hidden, approval, frozen })
    }
}

async fn done(mut txn: Txn, respondent: &RespondentActor, sent: Sent) -> Result<Sent, Error> {
    txn.announce(Event::Round(respondent.round_id));
    txn.announce(Event::Answering(respondent.invitation_id));
    txn.commit().await?;
    Ok(sent)
}
