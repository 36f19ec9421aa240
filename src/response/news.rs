//! What changes while several people answer the same invitation.

use std::collections::HashMap;

use ::entity::id::{AnswerCommentId, AnswerId, InvitationId};
use ::entity::response::ResponseStatus;
use chrono::{DateTime, Utc};

use super::approvals::approval_of;
use super::{Approval, HandedOver, Share, StoredAnswer, answer_comment, hand_overs, queries};
use crate::Cx;
use crate::error::Error;
use crate::round::{self, participant};

/// What has changed, as far as it is theirs to see.
#[derive(Default)]
pub struct News {
    /// Answers that are new or have another revision.
    pub answers: Vec<StoredAnswer>,
    /// Comments that are new, changed, settled or open again.
    pub comments: Vec<answer_comment::Model>,
    /// Comments that are gone.
    pub deleted_comments: Vec<AnswerCommentId>,
    /// Everything that was handed over, where any of it changed or came further.
    pub hand_overs: Option<Vec<HandedOver>>,
    /// Where it stands with being approved, where that changed.
    pub approval: Option<Approval>,
    /// Where the response stands now; `None` before the first answer.
    pub status: Option<ResponseStatus>,
}

/// When the text of a comment was changed, and when it was settled.
type Times = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// What was handed over, and in how many of the questions of each of its sections nothing is left, and in how many something is.
type Progress = (participant::Model, Vec<(usize, usize)>);

/// What was told last: enough to know what is new.
#[derive(Default, PartialEq, Eq)]
pub struct Known {
    answers: HashMap<AnswerId, i32>,
    comments: HashMap<AnswerCommentId, Times>,
    hand_overs: Vec<Progress>,
    approval: Option<Approval>,
    stands: Option<(ResponseStatus, Option<DateTime<Utc>>)>,
}

/// The invitation that the respondent listens to.
///
/// # Errors
/// [`Error::Forbidden`] for those who are no respondent.
pub fn listens_to(cx: &Cx) -> Result<InvitationId, Error> {
    Ok(cx.actor.require_respondent()?.invitation_id)
}

/// What has changed since it was told last, and what is known now. Who asks is looked up anew, so that nobody is told what they may no
/// longer see.
///
/// # Errors
/// [`Error::Forbidden`] for those who are no respondent, [`Error::Unauthenticated`] where they no longer are.
pub async fn news(cx: &Cx, before: &Known) -> Result<(News, Known), Error> {
    let respondent = cx.actor.require_respondent()?;
    let actor = round::respondent_actor(&cx.app, respondent.invitation_id, respondent.link_id).await?;
    let cx = &Cx { actor, ..cx.clone() };
    let id = respondent.invitation_id;
    let share = Share::of(cx, cx.db()).await?;
    let response = queries::of_invitation(cx.db(), id).await?;
    let answers = match &response {
        Some(response) => queries::answers(cx.db(), response.id).await?,
        None => Vec::new(),
    };
    // Of the same answers as are told, so that nobody approves what they have not been shown.
    let approval = approval_of(cx, &answers).await?;
    let answers = share.keep(answers);
    let mut comments = queries::all_comments(cx.db(), id).await?;
    comments.retain(|comment| share.has(comment.question_id));
    let handed = if cx.actor.require_invited().is_ok() { hand_overs(cx).await? } else { Vec::new() };
    let now = Known {
        approval: approval.clone(),
        answers: answers.iter().map(|answer| (answer.row.id, answer.row.revision)).collect(),
        comments: comments.iter().map(|one| (one.id, (one.changed_at, one.settled_at))).collect(),
        hand_overs: handed.iter().map(progress).collect(),
        stands: response.as_ref().map(|response| (response.status, response.submitted_at)),
    };
    let news = News {
        answers: answers.into_iter().filter(|one| before.is_new_answer(one)).collect(),
        comments: comments.into_iter().filter(|one| before.is_new_comment(one)).collect(),
        deleted_comments: before
            .comments
            .keys()
            .filter(|id| !now.comments.contains_key(*id))
            .copied()
            .collect(),
        hand_overs: (before.hand_overs != now.hand_overs).then_some(handed),
        approval: approval.filter(|approval| approval.needed && before.approval.as_ref() != Some(approval)),
        status: response.map(|response| response.status),
    };
    Ok((news, now))
}

fn progress(handed: &HandedOver) -> Progress {
    let sections = handed.sections.iter().map(|section| {
        let (done, left): (Vec<_>, Vec<_>) = section.shown().partition(|question| question.complete);
        (done.len(), left.len())
    });
    (handed.row.clone(), sections.collect())
}

impl Known {
    fn is_new_answer(&self, answer: &StoredAnswer) -> bool {
        self.answers.get(&answer.row.id) != Some(&answer.row.revision)
    }

    fn is_new_comment(&self, comment: &answer_comment::Model) -> bool {
        self.comments.get(&comment.id) != Some(&(comment.changed_at, comment.settled_at))
    }
}
