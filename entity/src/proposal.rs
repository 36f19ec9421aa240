//! What those who answer say is wrong with what is on file of an owner's services, and what became of it. What is decided is kept.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::history_entry::FieldChanges;
use crate::id::{AccountId, ContactId, InvitationId, ProposalId, ServiceId};

/// What a proposal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ProposalKind {
    /// What is on file of a service is wrong.
    Change,
    /// A service is missing.
    New,
    /// A service is no more.
    Retire,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ProposalState {
    /// It waits for somebody to decide.
    Open,
    /// All of it is in the registry.
    Accepted,
    /// Some of its fields are in the registry.
    AcceptedInPart,
    /// Nothing of it is in the registry.
    Refused,
    /// It was taken back before anybody decided.
    Withdrawn,
}

/// Names of fields of a service, as in the schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct FieldNames(pub Vec<String>);

/// What somebody who answers says is wrong with what is on file of a service.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal")]
pub struct Model {
    /// Key; in the order in which they were first proposed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProposalId,
    /// The invitation that is answered.
    pub invitation_id: InvitationId,
    /// What it is about.
    pub kind: ProposalKind,
    /// The service; of a new one, what it became when it was accepted.
    pub service_id: Option<ServiceId>,
    /// The code of a new service.
    pub code: Option<String>,
    /// Which fields, from what was on file when it was proposed to what is proposed.
    #[sea_orm(column_type = "JsonBinary")]
    pub changes: FieldChanges,
    /// Why, in the words of the one who proposed.
    pub word: Option<String>,
    /// Who last proposed it.
    pub contact_id: ContactId,
    /// What became of it.
    pub state: ProposalState,
    /// Which fields were accepted; absent where none was.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub accepted: Option<FieldNames>,
    /// Why not, where it was not accepted or not all of it.
    pub reason: Option<String>,
    /// Who decided, where somebody with an account did.
    pub account_id: Option<AccountId>,
    /// When it was first proposed.
    pub created_at: DateTimeUtc,
    /// When it was last proposed.
    pub proposed_at: DateTimeUtc,
    /// When it was decided or taken back.
    pub decided_at: Option<DateTimeUtc>,
    /// The invitation that is answered.
    #[sea_orm(belongs_to, from = "invitation_id", to = "id")]
    pub invitation: BelongsTo<super::invitation::Entity>,
    /// The service.
    #[sea_orm(belongs_to, from = "service_id", to = "id")]
    pub service: BelongsTo<Option<super::service::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
