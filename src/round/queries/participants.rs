//! Those who were let in by those who were invited.

use ::entity::id::{ContactId, InvitationId, ParticipantId, RoundId};
use ::entity::participant::{ParticipantRole, ParticipantStatus};
use ::entity::{contact, invitation, invitation_link, participant};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

pub(in crate::round) async fn participant(
    db: &impl ConnectionTrait,
    id: ParticipantId,
) -> Result<Option<participant::Model>, DbErr> {
    participant::Entity::find_by_id(id).one(db).await
}

/// The one who a person is in an invitation.
pub(in crate::round) async fn participant_of(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
    role: ParticipantRole,
    contact: ContactId,
) -> Result<Option<participant::Model>, DbErr> {
    participant::Entity::find()
        .filter(participant::Column::InvitationId.eq(invitation))
        .filter(participant::Column::Role.eq(role))
        .filter(participant::Column::ContactId.eq(contact))
        .one(db)
        .await
}

/// Everybody who was ever let in, in the order in which they were.
pub(in crate::round) async fn participants(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
    role: ParticipantRole,
) -> Result<Vec<participant::Model>, DbErr> {
    participant::Entity::find()
        .filter(participant::Column::InvitationId.eq(invitation))
        .filter(participant::Column::Role.eq(role))
        .order_by_asc(participant::Column::Id)
        .all(db)
        .await
}

pub(in crate::round) async fn count_participants(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
) -> Result<u64, DbErr> {
    participant::Entity::find().filter(participant::Column::InvitationId.eq(invitation)).count(db).await
}

pub(in crate::round) async fn insert_participant(
    db: &impl ConnectionTrait,
    row: participant::Model,
) -> Result<(), DbErr> {
    participant::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

pub(in crate::round) async fn update_participant(
    db: &impl ConnectionTrait,
    row: participant::Model,
) -> Result<participant::Model, DbErr> {
    row.into_active_model().reset_all().update(db).await
}

/// Takes back what everybody was let in for.
pub(in crate::round) async fn revoke_participants(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    participant::Entity::update_many()
        .col_expr(participant::Column::RevokedAt, Expr::value(at))
        .filter(participant::Column::InvitationId.eq(invitation))
        .filter(participant::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Makes the links of somebody who was let in stop working.
pub(in crate::round) async fn revoke_links_of(
    db: &impl ConnectionTrait,
    id: ParticipantId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    invitation_link::Entity::update_many()
        .col_expr(invitation_link::Column::RevokedAt, Expr::value(at))
        .filter(invitation_link::Column::ParticipantId.eq(id))
        .filter(invitation_link::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Marks that somebody used their link.
pub(in crate::round) async fn mark_participant_opened(
    db: &impl ConnectionTrait,
    id: ParticipantId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    participant::Entity::update_many()
        .col_expr(participant::Column::OpenedAt, Expr::value(at))
        .filter(participant::Column::Id.eq(id))
        .filter(participant::Column::OpenedAt.is_null())
        .exec(db)
        .await?;
    participant::Entity::update_many()
        .col_expr(participant::Column::Status, Expr::value(ParticipantStatus::Opened))
        .filter(participant::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Marks what became of the mail to somebody, unless they have been here all the same.
pub(in crate::round) async fn mark_participant_mail(
    db: &impl ConnectionTrait,
    id: ParticipantId,
    to: ParticipantStatus,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    use ParticipantStatus::{Failed, Queued, Sent};
    let before: &[ParticipantStatus] = match to {
        Sent => &[Queued, Failed],
        Failed => &[Queued, Sent],
        _ => &[Queued, Sent, Failed],
    };
    let mut change =
        participant::Entity::update_many().col_expr(participant::Column::Status, Expr::value(to));
    if to == Sent {
        change = change.col_expr(participant::Column::SentAt, Expr::value(at));
    }
    change
        .filter(participant::Column::Id.eq(id))
        .filter(participant::Column::Status.is_in(before.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}

/// Marks that the latest mails to these were dropped, those sent or used left alone.
pub(in crate::round) async fn mark_participants_dropped(
    db: &impl ConnectionTrait,
    ids: &[ParticipantId],
) -> Result<(), DbErr> {
    for chunk in ids.chunks(5_000) {
        participant::Entity::update_many()
            .col_expr(participant::Column::Status, Expr::value(ParticipantStatus::Failed))
            .filter(participant::Column::Id.is_in(chunk.iter().copied()))
            .filter(participant::Column::Status.eq(ParticipantStatus::Queued))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// Everybody who was ever let into the invitations of a round, each with the invitation.
pub(in crate::round) async fn participants_of_round(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<(ParticipantId, InvitationId)>, DbErr> {
    let invitations = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(invitation::Column::RoundId.eq(round));
    let query = participant::Entity::find()
        .select_only()
        .columns([participant::Column::Id, participant::Column::InvitationId])
        .filter(participant::Column::InvitationId.in_subquery(invitations.into_query()));
    query.into_tuple().all(db).await
}

/// A person who answers or was let in.
pub(in crate::round) async fn contact(
    db: &impl ConnectionTrait,
    id: ContactId,
) -> Result<Option<contact::Model>, DbErr> {
    contact::Entity::find_by_id(id).one(db).await
}
