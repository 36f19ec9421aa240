//! Receipts: what was submitted, in words. Made of what was frozen and of the version that was asked, neither of which ever changes.

pub mod page;
mod words;
mod written;

use std::sync::Arc;

use ::entity::Language;
use ::entity::id::SubmissionId;

pub use written::{Said, Written, WrittenPart, WrittenQuestion, WrittenSection, WrittenState};

use super::about::{By, about};
use super::frozen::{About, Frozen};
use super::{queries, response, submission};
use crate::Cx;
use crate::auth::{Actor, Permission};
use crate::error::{Error, Problem};
use crate::questionnaire::StoredVersion;
use crate::round;

/// A submission with all that its receipt is made of.
pub struct Receipt {
    /// The submission.
    pub submission: submission::Model,
    /// What was submitted.
    pub frozen: Frozen,
    /// What it is about.
    pub about: About,
    /// What was asked.
    pub version: Arc<StoredVersion>,
}

impl Receipt {
    /// The receipt in a language.
    #[must_use]
    pub fn written(&self, language: Language) -> Written {
        written::written(self, language)
    }
}

/// The receipt of a submission: of the respondent's own, where they have all of it, the latest one where none is named; for those who may read answers in the
/// study, of any.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is not theirs; [`Error::Forbidden`] for those in the study who may not read answers;
/// [`Error::Refused`] where whoever is no respondent names none.
pub async fn receipt(cx: &Cx, id: Option<SubmissionId>) -> Result<Receipt, Error> {
    cx.actor.require_someone()?;
    let (submission, response) = match id {
        Some(id) => allowed(cx, id).await?,
        None => latest_of_own(cx).await?,
    };
    let db = cx.db();
    let (owner, round) = queries::answered_for(db, response.invitation_id).await?;
    let scoped = round::round_and_study(db, round).await?.ok_or(Error::NotFound)?;
    let version = cx.app.published.get(db, scoped.round.version_id).await?;
    let frozen = Frozen::read(submission.content.clone(), &submission.content_hash)?;
    let about = match &frozen.about {
        Some(about) => about.clone(),
        // Submitted before that was kept: as it is called now.
        None => {
            let (number, at) = (submission.number, submission.submitted_at);
            let owner = queries::organization(db, owner).await?;
            let contact = queries::contact(db, submission.submitted_by).await?;
            let by = By { number, owner, contact, at };
            about(db, &scoped, &by, None, &frozen.answers).await?
        }
    };
    Ok(Receipt { submission, frozen, about, version })
}

async fn allowed(cx: &Cx, id: SubmissionId) -> Result<(submission::Model, response::Model), Error> {
    let (submission, response) = queries::submission(cx.db(), id).await?.ok_or(Error::NotFound)?;
    match &cx.actor {
        Actor::Respondent(respondent)
            if respondent.invitation_id == response.invitation_id && cx.actor.only_sections().is_none() => {}
        actor => {
            let scope = queries::scope_of(cx.db(), response.invitation_id).await?.ok_or(Error::NotFound)?;
            actor.require_in(scope.study, Permission::ReadAnswers)?;
        }
    }
    Ok((submission, response))
}

async fn latest_of_own(cx: &Cx) -> Result<(submission::Model, response::Model), Error> {
    let Actor::Respondent(respondent) = &cx.actor else {
        return Err(Error::refused("submissionId", Problem::Required));
    };
    if cx.actor.only_sections().is_some() {
        return Err(Error::NotFound);
    }
    let response = queries::of_invitation(cx.db(), respondent.invitation_id).await?.ok_or(Error::NotFound)?;
    let latest = queries::latest_submission(cx.db(), response.id).await?.ok_or(Error::NotFound)?;
    Ok((latest, response))
}
