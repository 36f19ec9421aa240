use ::entity::id::{InvitationId, InvitationLinkId, OrganizationId, RoundId, StudyId};
use ::entity::invitation::InvitationStatus;
use ::entity::{invitation, invitation_link, organization, population_member, round, study};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::auth::RespondentActor;
use crate::db::{Page, Slice, insert_all, page};
use crate::load_by_key;

/// A study, locked until the transaction ends, so that two rounds are opened one after another.
pub(super) async fn lock_study(
    db: &impl ConnectionTrait,
    id: StudyId,
) -> Result<Option<study::Model>, DbErr> {
    study::Entity::find_by_id(id).lock_exclusive().one(db).await
}

pub(super) async fn organizations(
    db: &impl ConnectionTrait,
    ids: &[OrganizationId],
) -> Result<Vec<organization::Model>, DbErr> {
    let mut found = Vec::new();
    for chunk in ids.chunks(5_000) {
        let query =
            organization::Entity::find().filter(organization::Column::Id.is_in(chunk.iter().copied()));
        found.extend(query.order_by_asc(organization::Column::SortKey).all(db).await?);
    }
    Ok(found)
}

/// Inserts a round with the owners that it is about.
pub(super) async fn insert_round(
    db: &impl ConnectionTrait,
    row: &round::Model,
    owners: Vec<OrganizationId>,
) -> Result<(), DbErr> {
    round::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    let members =
        owners.into_iter().map(|owner| population_member::Model { round_id: row.id, organization_id: owner });
    insert_all(db, members.collect()).await
}

pub(super) async fn round_by_client_key(
    db: &impl ConnectionTrait,
    study: StudyId,
    client_key: Option<&str>,
) -> Result<Option<round::Model>, DbErr> {
    let Some(client_key) = client_key else { return Ok(None) };
    let query = round::Entity::find().filter(round::Column::StudyId.eq(study));
    query.filter(round::Column::ClientKey.eq(client_key)).one(db).await
}

pub(super) async fn invited(db: &impl ConnectionTrait, round: RoundId) -> Result<u64, DbErr> {
    invitation::Entity::find().filter(invitation::Column::RoundId.eq(round)).count(db).await
}

pub(super) async fn insert_invitations(
    db: &impl ConnectionTrait,
    invitations: Vec<invitation::Model>,
    links: Vec<invitation_link::Model>,
) -> Result<(), DbErr> {
    insert_all(db, invitations).await?;
    insert_all(db, links).await
}

pub(super) async fn round_by_id(
    db: &impl ConnectionTrait,
    id: RoundId,
) -> Result<Option<round::Model>, DbErr> {
    round::Entity::find_by_id(id).one(db).await
}

/// A round with its study.
pub struct ScopedRound {
    /// The round.
    pub round: round::Model,
    /// Its study.
    pub study: study::Model,
}

/// A round with its study, in one statement. Called by later stages, inside their own use cases.
///
/// # Errors
/// Where the database fails.
pub async fn round_and_study(db: &impl ConnectionTrait, id: RoundId) -> Result<Option<ScopedRound>, DbErr> {
    let found = round::Entity::find_by_id(id).find_also_related(study::Entity).one(db).await?;
    Ok(found.and_then(|(round, study)| Some(ScopedRound { round, study: study? })))
}

pub(super) async fn invitation_by_id(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Option<invitation::Model>, DbErr> {
    invitation::Entity::find_by_id(id).one(db).await
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    study: StudyId,
    page: &Page<Uuid>,
) -> Result<Slice<round::Model>, DbErr> {
    let query = round::Entity::find().filter(round::Column::StudyId.eq(study));
    page::by_key(db, query, round::Column::Id, page).await
}

pub(super) async fn invitations(
    db: &impl ConnectionTrait,
    round: RoundId,
    page: &Page<Uuid>,
) -> Result<Slice<invitation::Model>, DbErr> {
    let query = invitation::Entity::find().filter(invitation::Column::RoundId.eq(round));
    page::by_key(db, query, invitation::Column::Id, page).await
}

/// The invitation of a link that is good now.
pub(super) async fn by_link(
    db: &impl ConnectionTrait,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(invitation_link::Model, invitation::Model)>, DbErr> {
    let found = good_link(now)
        .filter(invitation_link::Column::TokenHash.eq(token_hash.to_vec()))
        .find_also_related(invitation::Entity)
        .filter(invitation::Column::RevokedAt.is_null())
        .one(db)
        .await?;
    Ok(found.and_then(|(link, invitation)| Some((link, invitation?))))
}

/// Whom a link that is good now speaks for.
pub(super) async fn respondent(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
    link: InvitationLinkId,
    now: DateTime<Utc>,
) -> Result<Option<RespondentActor>, DbErr> {
    let found = invitation::Entity::find_by_id(invitation)
        .find_also_related(round::Entity)
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(
            invitation::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(
                good_link(now)
                    .select_only()
                    .column(invitation_link::Column::InvitationId)
                    .filter(invitation_link::Column::Id.eq(link)),
            )),
        )
        .one(db)
        .await?;
    Ok(found.and_then(|(invitation, round)| {
        Some(RespondentActor {
            invitation_id: invitation.id,
            round_id: invitation.round_id,
            study_id: round?.study_id,
            organization_id: invitation.organization_id,
            contact_id: invitation.contact_id,
        })
    }))
}

fn good_link(now: DateTime<Utc>) -> sea_orm::Select<invitation_link::Entity> {
    use sea_orm::EntityTrait as _;
    invitation_link::Entity::find()
        .filter(invitation_link::Column::RevokedAt.is_null())
        .filter(invitation_link::Column::ExpiresAt.gt(now))
}

/// Marks a mail sent; the round, where that changed anything.
pub(super) async fn mark_sent(
    db: &impl ConnectionTrait,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<Option<RoundId>, DbErr> {
    let unsent =
        Condition::all().add(invitation::Column::Id.eq(id)).add(invitation::Column::SentAt.is_null());
    let changed = invitation::Entity::update_many()
        .col_expr(invitation::Column::SentAt, Expr::value(at))
        .filter(unsent)
        .exec(db)
        .await?;
    advance(db, id, InvitationStatus::Sent, &[InvitationStatus::Queued, InvitationStatus::Failed]).await?;
    round_of(db, id, changed.rows_affected > 0).await
}

/// Marks a mail undeliverable, unless its receiver has been here all the same.
pub(super) async fn mark_failed(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Option<RoundId>, DbErr> {
    let changed =
        advance(db, id, InvitationStatus::Failed, &[InvitationStatus::Queued, InvitationStatus::Sent])
            .await?;
    round_of(db, id, changed).await
}

/// Marks an invitation opened by a person; `None` where there is no such invitation.
pub(super) async fn mark_opened(
    db: &impl ConnectionTrait,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<Option<invitation::Model>, DbErr> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::OpenedAt, Expr::value(at))
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::OpenedAt.is_null())
        .exec(db)
        .await?;
    let before = [InvitationStatus::Queued, InvitationStatus::Sent, InvitationStatus::Failed];
    advance(db, id, InvitationStatus::Opened, &before).await?;
    invitation_by_id(db, id).await
}

/// Marks that the first answer was saved. Called by the response stage, inside its own use case.
///
/// # Errors
/// Where the database fails.
pub async fn mark_started(
    db: &impl ConnectionTrait,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::StartedAt, Expr::value(at))
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::StartedAt.is_null())
        .exec(db)
        .await?;
    let before = [
        InvitationStatus::Queued,
        InvitationStatus::Sent,
        InvitationStatus::Failed,
        InvitationStatus::Opened,
    ];
    advance(db, id, InvitationStatus::Started, &before).await?;
    Ok(())
}

/// Marks that the response was submitted. Called by the response stage, inside its own use case.
///
/// # Errors
/// Where the database fails.
pub async fn mark_submitted(
    db: &impl ConnectionTrait,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::SubmittedAt, Expr::value(at))
        .col_expr(invitation::Column::Status, Expr::value(InvitationStatus::Submitted))
        .filter(invitation::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Marks that a submitted response was opened for answers again. When it was submitted stays: that submission counts until the next.
/// Called by the response stage, inside its own use case.
///
/// # Errors
/// Where the database fails.
pub async fn mark_reopened(db: &impl ConnectionTrait, id: InvitationId) -> Result<(), DbErr> {
    advance(db, id, InvitationStatus::Started, &[InvitationStatus::Submitted]).await?;
    Ok(())
}

/// Moves an invitation on, where it stands at one of these; whether it did.
async fn advance(
    db: &impl ConnectionTrait,
    id: InvitationId,
    to: InvitationStatus,
    from: &[InvitationStatus],
) -> Result<bool, DbErr> {
    let changed = invitation::Entity::update_many()
        .col_expr(invitation::Column::Status, Expr::value(to))
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::Status.is_in(from.iter().copied()))
        .exec(db)
        .await?;
    Ok(changed.rows_affected > 0)
}

async fn round_of(
    db: &impl ConnectionTrait,
    id: InvitationId,
    changed: bool,
) -> Result<Option<RoundId>, DbErr> {
    if !changed {
        return Ok(None);
    }
    Ok(invitation_by_id(db, id).await?.map(|row| row.round_id))
}

/// How many invitations stand where, those withdrawn left out.
pub(super) async fn statuses(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<(InvitationStatus, i64)>, DbErr> {
    let query = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Status)
        .column_as(invitation::Column::Id.count(), "number")
        .filter(invitation::Column::RoundId.eq(round))
        .filter(invitation::Column::RevokedAt.is_null())
        .group_by(invitation::Column::Status);
    query.into_tuple().all(db).await
}

load_by_key! {
    /// Loads a round by its key.
    RoundById(RoundId), round
}
