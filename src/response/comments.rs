//! What those who answer, and those who read the answers, say to each other about questions. It counts nowhere: neither in what is
//! submitted nor in what a round came to.

use ::entity::id::{AccountId, AnswerCommentId, ContactId, InvitationId, QuestionId};
use uuid::Uuid;

use super::anonymous::not_answered_yet;
use super::{Share, answer_comment, queries};
use crate::Cx;
use crate::auth::{Actor, Permission};
use crate::db::{Page, Slice, Txn};
use crate::error::{Error, Problem};
use crate::events::Event;
use crate::questionnaire::StoredVersion;
use crate::round;

/// Most comments on one invitation.
const MOST: u64 = 1_000;

/// A comment to write.
pub struct NewComment {
    /// The invitation; their own for respondents, where not said.
    pub invitation: Option<InvitationId>,
    /// The question.
    pub question: QuestionId,
    /// What it says.
    pub text: String,
    /// What a retry is known by.
    pub client_key: Option<String>,
}

/// Who reads and writes on an invitation.
#[derive(Clone, Copy)]
struct Allowed {
    invitation: InvitationId,
    author: Author,
}

/// Who writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Author {
    Contact(ContactId),
    Account(AccountId),
    /// Trespor itself, which says nothing.
    Nobody,
}

impl Author {
    fn wrote(self, comment: &answer_comment::Model) -> bool {
        match self {
            Self::Contact(id) => comment.contact_id == Some(id),
            Self::Account(id) => comment.account_id == Some(id),
            Self::Nobody => false,
        }
    }
}

/// Lets in those who answer, on their own invitation, and those who may read answers; in an anonymous round the former only.
async fn allowed(cx: &Cx, invitation: Option<InvitationId>) -> Result<Allowed, Error> {
    cx.actor.require_someone()?;
    if let Actor::Respondent(respondent) = &cx.actor {
        let own = respondent.invitation_id;
        if invitation.is_some_and(|id| id != own) {
            return Err(Error::NotFound);
        }
        return Ok(Allowed { invitation: own, author: Author::Contact(respondent.contact_id) });
    }
    let id = invitation.ok_or_else(|| Error::refused("invitationId", Problem::Required))?;
    let scope = queries::scope_of(cx.db(), id).await?.ok_or(Error::NotFound)?;
    cx.actor.require_in(scope.study, Permission::ReadAnswers)?;
    if scope.anonymous {
        return Err(Error::NotFound);
    }
    let author =
        cx.actor.require_account().map_or(Author::Nobody, |account| Author::Account(account.account_id));
    Ok(Allowed { invitation: id, author })
}

/// As [`allowed`], for writing: those who only read are left out.
async fn allowed_to_write(cx: &Cx, invitation: Option<InvitationId>) -> Result<Allowed, Error> {
    let allowed = allowed(cx, invitation).await?;
    let only_reads = cx.actor.require_respondent().is_ok() && cx.actor.require_answering().is_err();
    if only_reads || allowed.author == Author::Nobody { Err(Error::Forbidden) } else { Ok(allowed) }
}

/// Has those who write on an invitation do so one after another; those who answer while the round is open, others always.
async fn begin(cx: &Cx, invitation: InvitationId) -> Result<Txn, Error> {
    let txn = cx.begin().await?;
    let locked = queries::lock_invitation(&txn, invitation).await?;
    if let Actor::Respondent(respondent) = &cx.actor {
        let scoped = round::round_and_study(&txn, respondent.round_id).await?.ok_or(Error::NotFound)?;
        round::require_open(&scoped.round, cx.now()).map_err(|problem| Error::refused("", problem))?;
        not_answered_yet(&scoped.round, &locked)?;
    }
    Ok(txn)
}

/// Comments on a question, or on all that are theirs to see, in the order in which they were written.
///
/// # Errors
/// [`Error::NotFound`] for an invitation that is not theirs, [`Error::Forbidden`] for those in the study who may not read answers.
pub async fn comments(
    cx: &Cx,
    invitation: Option<InvitationId>,
    question: Option<QuestionId>,
    page: &Page<Uuid>,
) -> Result<Slice<answer_comment::Model>, Error> {
    let allowed = allowed(cx, invitation).await?;
    let share = Share::of(cx, cx.db()).await?;
    let on = match question {
        Some(question) if share.has(question) => Some(vec![question]),
        Some(_) => Some(Vec::new()),
        None => share.questions(),
    };
    Ok(queries::comments(cx.db(), allowed.invitation, on, page).await?)
}

/// Writes a comment on a question. The same client key again is the same comment.
///
/// # Errors
/// As [`comments`]; [`Error::Refused`] where there is no such question, it is not in what was handed to them, there is no room for
/// more, or those who answer write while the round is not open.
pub async fn add_comment(cx: &Cx, new: NewComment) -> Result<answer_comment::Model, Error> {
    let allowed = allowed_to_write(cx, new.invitation).await?;
    let txn = begin(cx, allowed.invitation).await?;
    let (_, version) = queries::asked_of(&txn, allowed.invitation).await?;
    let version = cx.app.published.get(&txn, version).await?;
    check_question(cx, &version, new.question)?;
    let known = queries::comment_by_key(&txn, allowed.invitation, new.client_key.as_deref()).await?;
    if let Some(known) = known {
        let says_it = known.text == new.text || known.changed_at.is_some();
        let is_same = allowed.author.wrote(&known) && known.question_id == new.question && says_it;
        return if is_same { Ok(known) } else { Err(Error::refused("clientKey", Problem::ClientKeyUsed)) };
    }
    if queries::count_comments(&txn, allowed.invitation).await? >= MOST {
        return Err(Error::refused("", Problem::NoRoom { max: 1_000 }));
    }
    let (contact_id, account_id) = match allowed.author {
        Author::Contact(id) => (Some(id), None),
        Author::Account(id) => (None, Some(id)),
        Author::Nobody => return Err(Error::Forbidden),
    };
    let row = answer_comment::Model {
        id: AnswerCommentId::new(),
        invitation_id: allowed.invitation,
        question_id: new.question,
        contact_id,
        account_id,
        text: new.text,
        client_key: new.client_key,
        created_at: cx.now(),
        changed_at: None,
        settled_at: None,
    };
    queries::insert_comment(&txn, row.clone()).await?;
    done(txn, row).await
}

fn check_question(cx: &Cx, version: &StoredVersion, question: QuestionId) -> Result<(), Error> {
    if !version.questions().any(|asked| asked.question.id == question) {
        return Err(Error::refused("questionId", Problem::Unknown));
    }
    if !Share::of_version(&cx.actor, version).has(question) {
        return Err(Error::refused("questionId", Problem::NotHandedToYou));
    }
    Ok(())
}

/// A comment that is theirs to see, as nobody else changes it until the transaction ends, and who they are.
async fn seen(cx: &Cx, id: AnswerCommentId) -> Result<(Txn, answer_comment::Model, Author), Error> {
    cx.actor.require_someone()?;
    let before = queries::comment(cx.db(), id).await?.ok_or(Error::NotFound)?;
    let allowed = allowed_to_write(cx, Some(before.invitation_id)).await?;
    if !Share::of(cx, cx.db()).await?.has(before.question_id) {
        return Err(Error::NotFound);
    }
    let txn = begin(cx, before.invitation_id).await?;
    let row = queries::comment(&txn, id).await?.ok_or(Error::NotFound)?;
    Ok((txn, row, allowed.author))
}

async fn own(cx: &Cx, id: AnswerCommentId) -> Result<(Txn, answer_comment::Model), Error> {
    let (txn, row, author) = seen(cx, id).await?;
    if author.wrote(&row) {
        Ok((txn, row))
    } else {
        Err(Error::refused("commentId", Problem::NotYourComment))
    }
}

/// Puts another text in place of what one wrote.
///
/// # Errors
/// [`Error::NotFound`] for a comment that is not theirs to see; [`Error::Refused`] for one that somebody else wrote.
pub async fn change_comment(
    cx: &Cx,
    id: AnswerCommentId,
    text: String,
) -> Result<answer_comment::Model, Error> {
    let (txn, mut row) = own(cx, id).await?;
    if row.text == text {
        return Ok(row);
    }
    row.text = text;
    row.changed_at = Some(cx.now());
    let row = queries::update_comment(&txn, row).await?;
    done(txn, row).await
}

/// Deletes what one wrote, for good.
///
/// # Errors
/// As [`change_comment`].
pub async fn delete_comment(cx: &Cx, id: AnswerCommentId) -> Result<AnswerCommentId, Error> {
    let (txn, row) = own(cx, id).await?;
    queries::delete_comment(&txn, id).await?;
    Ok(done(txn, row).await?.id)
}

/// Marks a comment, whoever wrote it, as settled or as open again.
///
/// # Errors
/// [`Error::NotFound`] for a comment that is not theirs to see.
pub async fn settle_comment(
    cx: &Cx,
    id: AnswerCommentId,
    settled: bool,
) -> Result<answer_comment::Model, Error> {
    let (txn, mut row, _) = seen(cx, id).await?;
    if row.settled_at.is_some() == settled {
        return Ok(row);
    }
    row.settled_at = settled.then(|| cx.now());
    let row = queries::update_comment(&txn, row).await?;
    done(txn, row).await
}

async fn done(mut txn: Txn, row: answer_comment::Model) -> Result<answer_comment::Model, Error> {
    txn.announce(Event::Answering(row.invitation_id));
    txn.commit().await?;
    Ok(row)
}
