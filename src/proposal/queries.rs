//! The statements of this stage.

use ::entity::id::{InvitationId, OrganizationId, ProposalId, ServiceId, StudyId};
use ::entity::proposal::{ProposalKind, ProposalState};
use ::entity::{invitation, proposal, round};
use sea_orm::sea_query::{ExprTrait as _, Func, LockType};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    JoinType, PaginatorTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _, RelationTrait as _,
    Select,
};
use uuid::Uuid;

use super::ProposalFilter;
use crate::db::{Page, Slice, page};
use crate::load_by_key;

/// Whose proposals.
pub(super) enum Of {
    Study(StudyId),
    Invitation(InvitationId),
}

/// Keeps others from proposing by the same invitation, until the transaction ends.
pub(super) async fn lock_invitation(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Option<invitation::Model>, DbErr> {
    invitation::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(db).await
}

/// Reads a proposal and keeps others from deciding on it until the transaction ends.
pub(super) async fn lock(
    db: &impl ConnectionTrait,
    id: ProposalId,
) -> Result<Option<proposal::Model>, DbErr> {
    proposal::Entity::find_by_id(id).lock_exclusive().one(db).await
}

/// What the invitation proposes for a service and nobody has decided, locked.
pub(super) async fn lock_open_for_service(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
    service: ServiceId,
) -> Result<Option<proposal::Model>, DbErr> {
    let open = open(invitation).filter(proposal::Column::Kind.ne(ProposalKind::New));
    open.filter(proposal::Column::ServiceId.eq(service)).lock_exclusive().one(db).await
}

/// The new service of this code, in small letters, that the invitation proposes and nobody has decided, locked.
pub(super) async fn lock_open_for_code(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
    code: &str,
) -> Result<Option<proposal::Model>, DbErr> {
    let open = open(invitation).filter(proposal::Column::Kind.eq(ProposalKind::New));
    open.filter(Func::lower(proposal::Column::Code.into_expr()).eq(code)).lock_exclusive().one(db).await
}

fn open(invitation: InvitationId) -> Select<proposal::Entity> {
    of_invitation(invitation).filter(proposal::Column::State.eq(ProposalState::Open))
}

fn of_invitation(invitation: InvitationId) -> Select<proposal::Entity> {
    proposal::Entity::find().filter(proposal::Column::InvitationId.eq(invitation))
}

pub(super) async fn count_open(db: &impl ConnectionTrait, invitation: InvitationId) -> Result<u64, DbErr> {
    open(invitation).count(db).await
}

pub(super) async fn count(db: &impl ConnectionTrait, invitation: InvitationId) -> Result<u64, DbErr> {
    of_invitation(invitation).count(db).await
}

pub(super) async fn insert(db: &impl ConnectionTrait, row: proposal::Model) -> Result<(), DbErr> {
    proposal::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a proposal that was locked in the same transaction.
pub(super) async fn store(db: &impl ConnectionTrait, row: proposal::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

pub(super) async fn by_id(
    db: &impl ConnectionTrait,
    id: ProposalId,
) -> Result<Option<proposal::Model>, DbErr> {
    proposal::Entity::find_by_id(id).one(db).await
}

/// For whom an invitation is answered, and in which study.
pub(super) async fn owner_and_study(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Option<(OrganizationId, StudyId)>, DbErr> {
    invitation::Entity::find_by_id(id)
        .select_only()
        .column(invitation::Column::OrganizationId)
        .column(round::Column::StudyId)
        .join(JoinType::InnerJoin, invitation::Relation::Round.def())
        .into_tuple::<(OrganizationId, StudyId)>()
        .one(db)
        .await
}

/// In the order in which they were first made: two statements.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    of: Of,
    filter: &ProposalFilter,
    page: &Page<Uuid>,
) -> Result<Slice<proposal::Model>, DbErr> {
    let mut invitations = invitation::Entity::find().select_only().column(invitation::Column::Id);
    let mut query = proposal::Entity::find();
    match of {
        Of::Invitation(id) => query = query.filter(proposal::Column::InvitationId.eq(id)),
        Of::Study(study) => {
            let rounds = round::Entity::find().select_only().column(round::Column::Id);
            let rounds = rounds.filter(round::Column::StudyId.eq(study)).into_query();
            invitations = invitations.filter(invitation::Column::RoundId.in_subquery(rounds));
        }
    }
    if let Some(round) = filter.round {
        invitations = invitations.filter(invitation::Column::RoundId.eq(round));
    }
    if let Some(owner) = filter.owner {
        invitations = invitations.filter(invitation::Column::OrganizationId.eq(owner));
    }
    if let Some(service) = filter.service {
        query = query.filter(proposal::Column::ServiceId.eq(service));
    }
    if !filter.states.is_empty() {
        query = query.filter(proposal::Column::State.is_in(filter.states.iter().copied()));
    }
    let query = query.filter(proposal::Column::InvitationId.in_subquery(invitations.into_query()));
    page::by_key(db, query, proposal::Column::Id, page).await
}

load_by_key! {
    /// Loads an invitation by its key.
    InvitationById(InvitationId), invitation
}
