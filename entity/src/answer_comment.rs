//! What those who answer, and those who read the answers, say to each other about a question. No answer, and no part of one.

use sea_orm::entity::prelude::*;

use crate::id::{AccountId, AnswerCommentId, ContactId, InvitationId, QuestionId};

/// What somebody says about a question of an invitation's response.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answer_comment")]
pub struct Model {
    /// Key; in the order in which they were written.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AnswerCommentId,
    /// The invitation that is answered.
    pub invitation_id: InvitationId,
    /// The question.
    pub question_id: QuestionId,
    /// Who wrote it, where somebody who answers did.
    pub contact_id: Option<ContactId>,
    /// Who wrote it, where somebody with an account did.
    pub account_id: Option<AccountId>,
    /// What it says.
    pub text: String,
    /// Chosen by the client: the same key again is the same comment.
    pub client_key: Option<String>,
    /// When.
    pub created_at: DateTimeUtc,
    /// When its text was last changed.
    pub changed_at: Option<DateTimeUtc>,
    /// When it was marked as settled; none while it is not.
    pub settled_at: Option<DateTimeUtc>,
    /// The invitation that is answered.
    #[sea_orm(belongs_to, from = "invitation_id", to = "id")]
    pub invitation: BelongsTo<super::invitation::Entity>,
    /// The question.
    #[sea_orm(belongs_to, from = "question_id", to = "id")]
    pub question: BelongsTo<super::question::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
