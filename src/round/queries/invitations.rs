use std::collections::{HashMap, HashSet};

use ::entity::id::{InvitationEventId, InvitationId, OrganizationId, RoundId};
use ::entity::invitation::InvitationStatus;
use ::entity::invitation_event::EventKind;
use ::entity::{contact, invitation, invitation_event, organization, round};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::links::insert_events;
use crate::db::{Page, Slice, insert_all, page};
use crate::round::mailing::Addressed;

pub(in crate::round) async fn invitation_by_id(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Option<invitation::Model>, DbErr> {
    invitation::Entity::find_by_id(id).one(db).await
}

pub(in crate::round) async fn invitations(
    db: &impl ConnectionTrait,
    round: RoundId,
    page: &Page<Uuid>,
) -> Result<Slice<invitation::Model>, DbErr> {
    let query = invitation::Entity::find().filter(invitation::Column::RoundId.eq(round));
    page::by_key(db, query, invitation::Column::Id, page).await
}

pub(in crate::round) async fn invitation_ids(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<InvitationId>, DbErr> {
    let query = invitation::Entity::find().select_only().column(invitation::Column::Id);
    query.filter(invitation::Column::RoundId.eq(round)).into_tuple().all(db).await
}

/// Marks a mail sent.
pub(in crate::round) async fn mark_sent(
    db: &impl ConnectionTrait,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let unsent =
        Condition::all().add(invitation::Column::Id.eq(id)).add(invitation::Column::SentAt.is_null());
    invitation::Entity::update_many()
        .col_expr(invitation::Column::SentAt, Expr::value(at))
        .filter(unsent)
        .exec(db)
        .await?;
    advance(db, id, InvitationStatus::Sent, &[InvitationStatus::Queued, InvitationStatus::Failed]).await?;
    Ok(())
}

/// Marks a mail undeliverable, unless its receiver has been here all the same.
pub(in crate::round) async fn mark_failed(db: &impl ConnectionTrait, id: InvitationId) -> Result<(), DbErr> {
    let before = [InvitationStatus::Queued, InvitationStatus::Sent];
    advance(db, id, InvitationStatus::Failed, &before).await?;
    Ok(())
}

/// Marks that a mail came back, unless its receiver has been here all the same.
pub(in crate::round) async fn mark_bounced(db: &impl ConnectionTrait, id: InvitationId) -> Result<(), DbErr> {
    let before = [InvitationStatus::Queued, InvitationStatus::Sent, InvitationStatus::Failed];
    advance(db, id, InvitationStatus::Bounced, &before).await?;
    Ok(())
}

/// Marks that the mails of invitations were dropped before any was sent, those withdrawn left alone.
pub(in crate::round) async fn mark_dropped(
    db: &impl ConnectionTrait,
    ids: &[InvitationId],
) -> Result<(), DbErr> {
    for chunk in ids.chunks(5_000) {
        invitation::Entity::update_many()
            .col_expr(invitation::Column::Status, Expr::value(InvitationStatus::Failed))
            .filter(invitation::Column::Id.is_in(chunk.iter().copied()))
            .filter(invitation::Column::Status.eq(InvitationStatus::Queued))
            .filter(invitation::Column::RevokedAt.is_null())
            .exec(db)
            .await?;
    }
    Ok(())
}

/// Marks an invitation opened by a person; `None` where there is no such invitation.
pub(in crate::round) async fn mark_opened(
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
    let before = [
        InvitationStatus::Queued,
        InvitationStatus::Sent,
        InvitationStatus::Failed,
        InvitationStatus::Bounced,
    ];
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
        InvitationStatus::Bounced,
        InvitationStatus::Opened,
    ];
    advance(db, id, InvitationStatus::Started, &before).await?;
    insert_events(db, vec![happened(id, EventKind::Started, at)]).await
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
    insert_events(db, vec![happened(id, EventKind::Submitted, at)]).await
}

/// Marks that an invitation in an anonymous round is answered, and nothing else: not when, and nothing in the ledger. Called by the
/// response stage, inside its own use case.
///
/// # Errors
/// Where the database fails.
pub async fn mark_answered(db: &impl ConnectionTrait, id: InvitationId) -> Result<(), DbErr> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Status, Expr::value(InvitationStatus::Submitted))
        .filter(invitation::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

fn happened(id: InvitationId, kind: EventKind, at: DateTime<Utc>) -> invitation_event::Model {
    invitation_event::Model {
        id: InvitationEventId::new(),
        invitation_id: id,
        at,
        kind,
        mail: None,
        detail: None,
        account_id: None,
    }
}

/// Moves a submitted invitation back to where it was before. When it was submitted stays: that submission counts until the next.
pub(in crate::round) async fn back_to_started(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<(), DbErr> {
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

/// How many invitations stand where, those withdrawn left out.
pub(in crate::round) async fn statuses(
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

pub(in crate::round) async fn insert_invitations(
    db: &impl ConnectionTrait,
    invitations: Vec<invitation::Model>,
) -> Result<(), DbErr> {
    insert_all(db, invitations).await
}

/// An invitation, locked until the transaction ends.
pub(in crate::round) async fn lock_invitation(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Option<invitation::Model>, DbErr> {
    invitation::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(db).await
}

pub(in crate::round) async fn update_invitation(
    db: &impl ConnectionTrait,
    row: invitation::Model,
) -> Result<invitation::Model, DbErr> {
    row.into_active_model().reset_all().update(db).await
}

pub(in crate::round) async fn invitation_and_round(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Option<(invitation::Model, round::Model)>, DbErr> {
    let found = invitation::Entity::find_by_id(id).find_also_related(round::Entity).one(db).await?;
    Ok(found.and_then(|(invitation, round)| Some((invitation, round?))))
}

/// The owners that have an invitation, those withdrawn included.
pub(in crate::round) async fn invited_owners(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<HashSet<OrganizationId>, DbErr> {
    let query = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::OrganizationId)
        .filter(invitation::Column::RoundId.eq(round));
    Ok(query.into_tuple::<OrganizationId>().all(db).await?.into_iter().collect())
}

/// The invitations of a round that are not withdrawn and of which nothing was submitted: what was counts also while it is opened again.
pub(in crate::round) async fn unanswered(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<InvitationId>, DbErr> {
    let query = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(invitation::Column::RoundId.eq(round))
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(invitation::Column::Status.ne(InvitationStatus::Submitted))
        .filter(invitation::Column::SubmittedAt.is_null())
        .lock(LockType::NoKeyUpdate);
    query.into_tuple().all(db).await
}

/// Withdraws invitations that are not; how many those were.
pub(in crate::round) async fn withdraw(
    db: &impl ConnectionTrait,
    ids: &[InvitationId],
    at: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let mut withdrawn = 0;
    for chunk in ids.chunks(5_000) {
        let changed = invitation::Entity::update_many()
            .col_expr(invitation::Column::RevokedAt, Expr::value(at))
            .filter(invitation::Column::Id.is_in(chunk.iter().copied()))
            .filter(invitation::Column::RevokedAt.is_null())
            .exec(db)
            .await?;
        withdrawn += changed.rows_affected;
    }
    Ok(withdrawn)
}

/// Whom a reminder of a round is for: invited, not withdrawn, reached by mail as far as is known, neither submitted nor
/// declined, and neither reminded nor invited since these times. In Norwegian order of the owners.
pub(in crate::round) async fn to_remind(
    db: &impl ConnectionTrait,
    round: RoundId,
    reminded_before: DateTime<Utc>,
    invited_before: DateTime<Utc>,
) -> Result<Vec<Addressed>, DbErr> {
    use InvitationStatus::{Opened, Sent, Started};
    let not_lately = Condition::any()
        .add(invitation::Column::RemindedAt.is_null())
        .add(invitation::Column::RemindedAt.lt(reminded_before));
    let wanted = Condition::all()
        .add(invitation::Column::RoundId.eq(round))
        .add(invitation::Column::RevokedAt.is_null())
        .add(invitation::Column::Status.is_in([Sent, Opened, Started]))
        .add(not_lately)
        .add(invitation::Column::QueuedAt.lte(invited_before));
    addressed(db, wanted).await
}

/// Those who have submitted, whatever became of it since but for declining, and have not been thanked.
pub(super) fn to_be_thanked() -> Condition {
    Condition::all()
        .add(
            // In an anonymous round it is not known when.
            Condition::any()
                .add(invitation::Column::SubmittedAt.is_not_null())
                .add(invitation::Column::Status.eq(InvitationStatus::Submitted)),
        )
        .add(invitation::Column::ThankedAt.is_null())
        .add(invitation::Column::RevokedAt.is_null())
        .add(invitation::Column::Status.ne(InvitationStatus::Declined))
}

/// Whom thanks of a round are for. In Norwegian order of the owners.
pub(in crate::round) async fn to_thank(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<Addressed>, DbErr> {
    addressed(db, to_be_thanked().add(invitation::Column::RoundId.eq(round))).await
}

pub(in crate::round) async fn mark_thanked(
    db: &impl ConnectionTrait,
    ids: Vec<InvitationId>,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    mark_time(db, invitation::Column::ThankedAt, &ids, at).await
}

/// Invitations with whom they are addressed to, in Norwegian order of the owners.
async fn addressed(db: &impl ConnectionTrait, wanted: Condition) -> Result<Vec<Addressed>, DbErr> {
    let rows = invitation::Entity::find()
        .find_also_related(organization::Entity)
        .filter(wanted)
        .order_by_asc(organization::Column::SortKey)
        .all(db)
        .await?;
    let ids: Vec<_> = rows.iter().map(|(invitation, _)| invitation.contact_id).collect();
    let mut contacts = HashMap::new();
    for chunk in ids.chunks(5_000) {
        let query = contact::Entity::find().filter(contact::Column::Id.is_in(chunk.iter().copied()));
        contacts.extend(query.all(db).await?.into_iter().map(|contact| (contact.id, contact)));
    }
    let addressed = rows.into_iter().filter_map(|(invitation, owner)| {
        let contact = contacts.get(&invitation.contact_id)?.clone();
        Some(Addressed { invitation, owner: owner?, contact })
    });
    Ok(addressed.collect())
}

pub(in crate::round) async fn mark_reminded(
    db: &impl ConnectionTrait,
    ids: Vec<InvitationId>,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    mark_time(db, invitation::Column::RemindedAt, &ids, at).await
}

/// Writes when something happened to invitations.
async fn mark_time(
    db: &impl ConnectionTrait,
    column: invitation::Column,
    ids: &[InvitationId],
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    for chunk in ids.chunks(5_000) {
        invitation::Entity::update_many()
            .col_expr(column, Expr::value(at))
            .filter(invitation::Column::Id.is_in(chunk.iter().copied()))
            .exec(db)
            .await?;
    }
    Ok(())
}
