//! Personal links, and whom they speak for; what became of invitations.

use ::entity::id::{InvitationId, InvitationLinkId, RoundId};
use ::entity::round::StartFrom;
use ::entity::{invitation, invitation_event, invitation_link, round};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
};

use crate::auth::RespondentActor;
use crate::db::insert_all;

/// The invitation of a link that is good now.
pub(in crate::round) async fn by_link(
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
pub(in crate::round) async fn respondent(
    db: &impl ConnectionTrait,
    invitation: InvitationId,
    link: InvitationLinkId,
    now: DateTime<Utc>,
) -> Result<Option<RespondentActor>, DbErr> {
    let found = invitation::Entity::find_by_id(invitation)
        .find_also_related(round::Entity)
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(
            invitation::Column::Id.in_subquery(
                good_link(now)
                    .select_only()
                    .column(invitation_link::Column::InvitationId)
                    .filter(invitation_link::Column::Id.eq(link))
                    .into_query(),
            ),
        )
        .one(db)
        .await?;
    Ok(found.and_then(|(invitation, round)| {
        let round = round?;
        Some(RespondentActor {
            invitation_id: invitation.id,
            round_id: invitation.round_id,
            study_id: round.study_id,
            organization_id: invitation.organization_id,
            contact_id: invitation.contact_id,
            has_declined: invitation.declined_at.is_some(),
            starts_from_previous: round.start_from == StartFrom::PreviousSubmission,
        })
    }))
}

fn good_link(now: DateTime<Utc>) -> sea_orm::Select<invitation_link::Entity> {
    invitation_link::Entity::find()
        .filter(invitation_link::Column::RevokedAt.is_null())
        .filter(invitation_link::Column::ExpiresAt.gt(now))
}

pub(in crate::round) async fn insert_links(
    db: &impl ConnectionTrait,
    rows: Vec<invitation_link::Model>,
) -> Result<(), DbErr> {
    insert_all(db, rows).await
}

/// Makes the links of a round last until then, those that were revoked left alone.
pub(in crate::round) async fn prolong_links(
    db: &impl ConnectionTrait,
    round: RoundId,
    until: DateTime<Utc>,
) -> Result<(), DbErr> {
    let invitations = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(invitation::Column::RoundId.eq(round));
    invitation_link::Entity::update_many()
        .col_expr(invitation_link::Column::ExpiresAt, Expr::value(until))
        .filter(invitation_link::Column::InvitationId.in_subquery(invitations.into_query()))
        .filter(invitation_link::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Makes the links of an invitation stop working.
pub(in crate::round) async fn revoke_links(
    db: &impl ConnectionTrait,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    invitation_link::Entity::update_many()
        .col_expr(invitation_link::Column::RevokedAt, Expr::value(at))
        .filter(invitation_link::Column::InvitationId.eq(id))
        .filter(invitation_link::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

pub(in crate::round) async fn insert_events(
    db: &impl ConnectionTrait,
    rows: Vec<invitation_event::Model>,
) -> Result<(), DbErr> {
    insert_all(db, rows).await
}

/// What became of an invitation, in the order in which it happened.
pub(in crate::round) async fn events(
    db: &impl ConnectionTrait,
    id: InvitationId,
) -> Result<Vec<invitation_event::Model>, DbErr> {
    let query = invitation_event::Entity::find().filter(invitation_event::Column::InvitationId.eq(id));
    query.order_by_asc(invitation_event::Column::Id).all(db).await
}
