//! Typed keys. Each wraps a UUIDv7, so keys sort by the time they were made; only those of anonymous responses are random.

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new key, later than every key made before it in this process.
            #[must_use]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

/// Key of an [`anonymous_response`](crate::anonymous_response): random, so that it says nothing of when it was made.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType,
)]
pub struct AnonymousResponseId(pub Uuid);

impl AnonymousResponseId {
    /// A new key.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl TryFromU64 for AnonymousResponseId {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("AnonymousResponseId"))
    }
}

ids! {
    /// Key of an [`account`](crate::account).
    AccountId,
    /// Key of an [`answer`](crate::answer).
    AnswerId,
    /// Key of an [`answer_comment`](crate::answer_comment).
    AnswerCommentId,
    /// Key of an [`approval`](crate::approval).
    ApprovalId,
    /// Key of a [`capability`](crate::capability).
    CapabilityId,
    /// Key of a [`contact`](crate::contact).
    ContactId,
    /// Key of a [`dimension`](crate::dimension).
    DimensionId,
    /// Key of a [`history_entry`](crate::history_entry).
    HistoryEntryId,
    /// Key of an [`import_job`](crate::import_job).
    ImportId,
    /// Key of an [`invitation`](crate::invitation).
    InvitationId,
    /// Key of an [`invitation_event`](crate::invitation_event).
    InvitationEventId,
    /// Key of an [`invitation_link`](crate::invitation_link).
    InvitationLinkId,
    /// Key of a [`library_entry`](crate::library_entry).
    LibraryEntryId,
    /// Key of a [`mail_message`](crate::mail_message).
    MailMessageId,
    /// Key of a [`maturity_item`](crate::maturity_item).
    MaturityItemId,
    /// Key of a [`maturity_rating`](crate::maturity_rating).
    MaturityRatingId,
    /// Key of a [`maturity_level`](crate::maturity_level).
    MaturityLevelId,
    /// Key of a [`maturity_model`](crate::maturity_model).
    MaturityModelId,
    /// Key of an [`organization`](crate::organization).
    OrganizationId,
    /// Key of a [`participant`](crate::participant).
    ParticipantId,
    /// Key of a [`proposal`](crate::proposal).
    ProposalId,
    /// Key of a [`question`](crate::question).
    QuestionId,
    /// Key of a [`questionnaire`](crate::questionnaire).
    QuestionnaireId,
    /// Key of a [`questionnaire_version`](crate::questionnaire_version).
    QuestionnaireVersionId,
    /// Key of a [`reopening`](crate::reopening).
    ReopeningId,
    /// Key of a [`response`](crate::response).
    ResponseId,
    /// Key of a [`round_history`](crate::round_history).
    RoundHistoryId,
    /// Key of a [`round`](crate::round).
    RoundId,
    /// Key of a [`round_reminder`](crate::round_reminder).
    RoundReminderId,
    /// Key of a [`section`](crate::section).
    SectionId,
    /// Key of a [`service`](crate::service).
    ServiceId,
    /// Key of a [`session`](crate::session).
    SessionId,
    /// Key of a [`study`](crate::study).
    StudyId,
    /// Key of a [`submission`](crate::submission).
    SubmissionId,
    /// Key of an [`upload`](crate::upload).
    UploadId,
    /// Key of a [`version_option`](crate::version_option).
    VersionOptionId,
    /// Key of a [`version_question`](crate::version_question).
    VersionQuestionId,
}
