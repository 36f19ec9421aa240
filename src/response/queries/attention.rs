//! Where the owners of a round stand, for telling what needs attention: each a statement for the whole round.

use std::collections::HashMap;

use ::entity::id::{InvitationId, OrganizationId, ParticipantId, ResponseId, RoundId};
use ::entity::invitation::InvitationStatus;
use ::entity::invitation_event::EventKind;
use ::entity::mail_message::MailKind;
use ::entity::participant::ParticipantStatus;
use ::entity::{
    answer, contact, invitation, invitation_event, participant, population_member, reopening, response,
};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, FromQueryResult, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _, RelationTrait as _,
};

use crate::round;

/// An owner that a round asks and that has no invitation.
pub(in crate::response) struct UninvitedRow {
    pub(in crate::response) owner: OrganizationId,
    pub(in crate::response) has_contact: bool,
}

/// How far an invitation has come that is neither answered, declined nor withdrawn.
#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::response) struct InvitedRow {
    pub(in crate::response) id: InvitationId,
    pub(in crate::response) organization_id: OrganizationId,
    pub(in crate::response) status: InvitationStatus,
    pub(in crate::response) queued_at: DateTime<Utc>,
    pub(in crate::response) sent_at: Option<DateTime<Utc>>,
    pub(in crate::response) opened_at: Option<DateTime<Utc>>,
    pub(in crate::response) started_at: Option<DateTime<Utc>>,
    pub(in crate::response) submitted_at: Option<DateTime<Utc>>,
    pub(in crate::response) response_id: Option<ResponseId>,
}

/// That a mail about an invitation did not arrive.
#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::response) struct TroubleRow {
    pub(in crate::response) invitation_id: InvitationId,
    pub(in crate::response) at: DateTime<Utc>,
    pub(in crate::response) kind: EventKind,
    pub(in crate::response) detail: Option<String>,
}

/// The owners that a round asks and that have no invitation, those retired since left out.
pub(in crate::response) async fn uninvited(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<UninvitedRow>, DbErr> {
    let has_contact = population_member::Column::OrganizationId.in_subquery(reached());
    let query = round::without_invitation(round).column_as(has_contact, "has_contact");
    let rows = query.into_tuple::<(OrganizationId, bool)>().all(db).await?;
    Ok(rows.into_iter().map(|(owner, has_contact)| UninvitedRow { owner, has_contact }).collect())
}

/// The owners that have somebody to write to.
fn reached() -> SelectStatement {
    let primary = contact::Entity::find().select_only().column(contact::Column::OrganizationId);
    primary.filter(contact::Column::IsPrimary.eq(true)).into_query()
}

/// The invitations of a round that wait for an answer.
pub(in crate::response) async fn invited(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<InvitedRow>, DbErr> {
    let query = invitation::Entity::find()
        .select_only()
        .columns([
            invitation::Column::Id,
            invitation::Column::OrganizationId,
            invitation::Column::Status,
            invitation::Column::QueuedAt,
            invitation::Column::SentAt,
            invitation::Column::OpenedAt,
            invitation::Column::StartedAt,
            invitation::Column::SubmittedAt,
        ])
        .column_as(response::Column::Id, "response_id")
        .join(JoinType::LeftJoin, response::Relation::Invitation.def().rev())
        .filter(invitation::Column::RoundId.eq(round))
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(
            invitation::Column::Status.is_not_in([InvitationStatus::Submitted, InvitationStatus::Declined]),
        );
    query.into_model::<InvitedRow>().all(db).await
}

/// The invitations with these keys, a page of them at most.
pub(in crate::response) async fn invitations(
    db: &impl ConnectionTrait,
    ids: &[InvitationId],
) -> Result<HashMap<InvitationId, invitation::Model>, DbErr> {
    let query = invitation::Entity::find().filter(invitation::Column::Id.is_in(ids.iter().copied()));
    Ok(query.all(db).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// When something was last saved in each response of a round that is being written.
pub(in crate::response) async fn last_answers(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<HashMap<ResponseId, DateTime<Utc>>, DbErr> {
    let query = answer::Entity::find()
        .select_only()
        .column(answer::Column::ResponseId)
        .column_as(answer::Column::AnsweredAt.max(), "last")
        .join(JoinType::InnerJoin, answer::Relation::Response.def())
        .join(JoinType::InnerJoin, response::Relation::Invitation.def())
        .filter(invitation::Column::RoundId.eq(round))
        .filter(invitation::Column::Status.eq(InvitationStatus::Started))
        .group_by(answer::Column::ResponseId);
    Ok(query.into_tuple::<(ResponseId, DateTime<Utc>)>().all(db).await?.into_iter().collect())
}

/// When each response of a round that is written again was last opened for that.
pub(in crate::response) async fn last_reopenings(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<HashMap<ResponseId, DateTime<Utc>>, DbErr> {
    let query = reopening::Entity::find()
        .select_only()
        .column(reopening::Column::ResponseId)
        .column_as(reopening::Column::ReopenedAt.max(), "last")
        .join(JoinType::InnerJoin, reopening::Relation::Response.def())
        .join(JoinType::InnerJoin, response::Relation::Invitation.def())
        .filter(invitation::Column::RoundId.eq(round))
        .filter(invitation::Column::Status.eq(InvitationStatus::Started))
        .group_by(reopening::Column::ResponseId);
    Ok(query.into_tuple::<(ResponseId, DateTime<Utc>)>().all(db).await?.into_iter().collect())
}

/// The kinds of mails that go to people whom others let in.
const TO_LET_IN: [MailKind; 2] = [MailKind::HandOver, MailKind::Approval];

/// What is read of a mail that did not arrive, beside whose it was.
const TROUBLE: [invitation_event::Column; 3] =
    [invitation_event::Column::At, invitation_event::Column::Kind, invitation_event::Column::Detail];

/// What became of mails about those invitations of a round that wait for an answer, those to people whom others let in left out.
fn mail_events(round: RoundId) -> sea_orm::Select<invitation_event::Entity> {
    events_of_waiting(round).filter(invitation_event::Column::Mail.is_not_in(TO_LET_IN))
}

/// What happened to those invitations of a round that wait for an answer.
fn events_of_waiting(round: RoundId) -> sea_orm::Select<invitation_event::Entity> {
    let answered = [InvitationStatus::Submitted, InvitationStatus::Declined];
    invitation_event::Entity::find()
        .select_only()
        .column(invitation_event::Column::InvitationId)
        .join(JoinType::InnerJoin, invitation_event::Relation::Invitation.def())
        .filter(invitation::Column::RoundId.eq(round))
        .filter(invitation::Column::Status.is_not_in(answered))
}

/// The mails about invitations of a round that did not arrive, the latest first. An invitation that was dropped as the round had closed did
/// not either.
pub(in crate::response) async fn troubles(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<TroubleRow>, DbErr> {
    let dropped = Condition::all()
        .add(invitation_event::Column::Kind.eq(EventKind::MailDropped))
        .add(invitation_event::Column::Mail.eq(MailKind::Invitation))
        .add(invitation_event::Column::Detail.is_not_null());
    let trouble = Condition::any()
        .add(invitation_event::Column::Kind.is_in([EventKind::MailFailed, EventKind::Bounced]))
        .add(dropped);
    let query = mail_events(round)
        .columns(TROUBLE)
        .filter(trouble)
        .order_by_desc(Expr::col((invitation_event::Entity, invitation_event::Column::Id)));
    query.into_model::<TroubleRow>().all(db).await
}

/// The mails that did not arrive at people who were let into invitations of a round that wait for an answer, the latest first; only where
/// such a person is without a link that arrived.
pub(in crate::response) async fn troubles_of_let_in(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<TroubleRow>, DbErr> {
    let without = participant::Entity::find()
        .select_only()
        .column(participant::Column::InvitationId)
        .filter(participant::Column::RevokedAt.is_null())
        .filter(participant::Column::Status.is_in([ParticipantStatus::Failed, ParticipantStatus::Bounced]));
    let query = events_of_waiting(round)
        .columns(TROUBLE)
        .filter(invitation_event::Column::Mail.is_in(TO_LET_IN))
        .filter(invitation_event::Column::Kind.is_in([EventKind::MailFailed, EventKind::Bounced]))
        .filter(invitation_event::Column::InvitationId.in_subquery(without.into_query()))
        .order_by_desc(Expr::col((invitation_event::Entity, invitation_event::Column::Id)));
    query.into_model::<TroubleRow>().all(db).await
}

/// When a mail server last took a mail about each of the invitations of a round that were opened.
pub(in crate::response) async fn last_sent(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<HashMap<InvitationId, DateTime<Utc>>, DbErr> {
    let query = mail_events(round)
        .column_as(invitation_event::Column::At.max(), "last")
        .filter(invitation::Column::Status.is_in([InvitationStatus::Opened, InvitationStatus::Started]))
        .filter(invitation_event::Column::Kind.eq(EventKind::MailSent))
        .group_by(invitation_event::Column::InvitationId);
    Ok(query.into_tuple::<(InvitationId, DateTime<Utc>)>().all(db).await?.into_iter().collect())
}

/// Those who were let into invitations of a round, and are still, with whose invitation it is.
pub(in crate::response) async fn let_in(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<(ParticipantId, InvitationId)>, DbErr> {
    let query = participant::Entity::find()
        .select_only()
        .column(participant::Column::Id)
        .column(participant::Column::InvitationId)
        .join(JoinType::InnerJoin, participant::Relation::Invitation.def())
        .filter(invitation::Column::RoundId.eq(round))
        .filter(participant::Column::RevokedAt.is_null());
    query.into_tuple().all(db).await
}
