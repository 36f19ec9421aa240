//! Personal links, and whom they speak for; what became of invitations.

use ::entity::id::{
    ContactId, InvitationId, InvitationLinkId, OrganizationId, ParticipantId, RoundId, StudyId,
};
use ::entity::participant::{ParticipantRole, SectionIds};
use ::entity::round::StartFrom;
use ::entity::{invitation, invitation_event, invitation_link, participant, round};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, FromQueryResult, JoinType, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, RelationTrait as _,
};

use crate::auth::{Part, RespondentActor};
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
    let found = good_link(now)
        .select_only()
        .column_as(invitation::Column::RoundId, "round_id")
        .column_as(invitation::Column::OrganizationId, "organization_id")
        .column_as(invitation::Column::ContactId, "contact_id")
        .column_as(invitation::Column::DeclinedAt, "declined_at")
        .column_as(round::Column::StudyId, "study_id")
        .column_as(round::Column::StartFrom, "start_from")
        .column_as(invitation_link::Column::ParticipantId, "participant_id")
        .column_as(participant::Column::ContactId, "helper")
        .column_as(participant::Column::Role, "role")
        .column_as(participant::Column::Sections, "sections")
        .column_as(participant::Column::RevokedAt, "taken_back_at")
        .join(JoinType::InnerJoin, invitation_link::Relation::Invitation.def())
        .join(JoinType::InnerJoin, invitation::Relation::Round.def())
        .join(JoinType::LeftJoin, invitation_link::Relation::Participant.def())
        .filter(invitation_link::Column::Id.eq(link))
        .filter(invitation::Column::Id.eq(invitation))
        .filter(invitation::Column::RevokedAt.is_null())
        .into_model::<Standing>()
        .one(db)
        .await?;
    Ok(found.and_then(|found| found.actor(invitation, link)))
}

/// An invitation and whose link to it is followed.
#[derive(FromQueryResult)]
struct Standing {
    round_id: RoundId,
    organization_id: OrganizationId,
    contact_id: ContactId,
    declined_at: Option<DateTime<Utc>>,
    study_id: StudyId,
    start_from: StartFrom,
    participant_id: Option<ParticipantId>,
    helper: Option<ContactId>,
    role: Option<ParticipantRole>,
    sections: Option<SectionIds>,
    taken_back_at: Option<DateTime<Utc>>,
}

impl Standing {
    /// Whom the link speaks for; nobody where what they were let in for was taken back, nor while the invitation is declined.
    fn actor(self, invitation_id: InvitationId, link_id: InvitationLinkId) -> Option<RespondentActor> {
        let (contact_id, part) = match self.participant_id {
            None => (self.contact_id, Part::Whole),
            Some(_) if self.taken_back_at.is_some() || self.declined_at.is_some() => return None,
            Some(id) => match self.role? {
                ParticipantRole::Colleague => (self.helper?, Part::Sections(self.sections?.0)),
                ParticipantRole::Approver => (self.helper?, Part::Approval(id)),
            },
        };
        Some(RespondentActor {
            invitation_id,
            round_id: self.round_id,
            study_id: self.study_id,
            organization_id: self.organization_id,
            contact_id,
            starts_from_previous: self.start_from == StartFrom::PreviousSubmission,
            link_id,
            part,
        })
    }
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
    // Keys made by several server processes do not quite sort by time.
    let query = query.order_by_asc(invitation_event::Column::At);
    query.order_by_asc(invitation_event::Column::Id).all(db).await
}
