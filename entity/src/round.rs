//! One wave of a survey: a version asked of invited owners in a period.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{QuestionnaireVersionId, RoundId, StudyId};
use crate::{Language, LocalizedText};

/// What the responses of a round start from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StartFrom {
    /// Nothing.
    #[default]
    Nothing,
    /// What the owner submitted in an earlier round, to be confirmed or changed.
    PreviousSubmission,
}

/// Languages, the first one standing in for those that are not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Languages(pub Vec<Language>);

/// One wave of a survey: a version asked of invited owners in a period.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoundId,
    /// The study.
    pub study_id: StudyId,
    /// What is asked.
    pub version_id: QuestionnaireVersionId,
    /// What it is called.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: LocalizedText,
    /// Answers are taken from then.
    pub opens_at: DateTimeUtc,
    /// Answers are taken until then.
    pub closes_at: DateTimeUtc,
    /// Chosen by the client: the same key again is the same round.
    pub client_key: Option<String>,
    /// When its invitations were put in the outbox; none while it is planned.
    pub invited_at: Option<DateTimeUtc>,
    /// Since when it takes no answers and sends no mails, for the time being.
    pub paused_at: Option<DateTimeUtc>,
    /// How many mails leave in a minute; as many as the mail server takes where it is not said.
    pub mails_per_minute: Option<i32>,
    /// What its responses start from.
    pub start_from: StartFrom,
    /// From what was submitted in this round, where one is named.
    pub start_round_id: Option<RoundId>,
    /// The languages that it is offered in, the first one standing in for the others; all where it is not said.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub languages: Option<Languages>,
    /// What is submitted cannot be tied to who was invited.
    pub anonymous: bool,
    /// When, after an anonymous round had closed, what could still tie its responses to anybody was removed.
    pub settled_at: Option<DateTimeUtc>,
    /// A response is submitted only once somebody has approved it.
    pub needs_approval: bool,
    /// Whoever submits gets a mail that says so.
    pub sends_receipts: bool,
    /// Those who submitted are thanked when it has closed.
    pub sends_thanks: bool,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// The study.
    #[sea_orm(belongs_to, from = "study_id", to = "id")]
    pub study: BelongsTo<super::study::Entity>,
    /// What is asked.
    #[sea_orm(belongs_to, from = "version_id", to = "id")]
    pub version: BelongsTo<super::questionnaire_version::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
